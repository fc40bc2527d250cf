"""Pretranslation: the documents of an analysis as XLIFF 1.2, with the matches filled in."""

import os
from dataclasses import dataclass
from typing import Any

from align.errors import UsageError
from align.files.atomic import atomic_write
from align.files.xml import XML
from align.formats.xml_text import legal, tidy
from align.languages import LANGUAGES
from align.memory.matching.analysis import AnalysedDocument, AnalysedSegment, Leverage
from align.memory.matching.job import readable_name
from align.memory.matching.lookup import FuzzyMatch
from align.memory.matching.tags import tags_of
from align.version import __version__

SUFFIXES = (".xlf", ".xliff")
_NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
_FINISHED = {"state": "translated"}
_EXACT = {"state": "translated", "state-qualifier": "exact-match"}
_FUZZY = {"state": "needs-review-translation", "state-qualifier": "fuzzy-match"}
#: OmegaT shows only units with a target: the source stands in for one that is not there yet.
_NONE = {"state": "needs-translation"}


@dataclass
class Pretranslated:
    """What was written: segments, how many have a target, and what else is to be known.

    ``finished`` of the targets were there before, ``numbered`` have other numbers than their match;
    ``foreign`` segments have no target, because their matches are in another variety of the
    language; ``illegal`` characters were dropped.

    >>> print(Pretranslated(12, 5, illegal=1))
    12 segments, 5 with a target; 1 illegal character dropped
    >>> print(Pretranslated(12, 5, finished=2, numbered=1, foreign=3))
    12 segments, 5 with a target (2 finished before, 1 with numbers put in); 3 have matches in \
another variety of the language only, not filled in
    """

    segments: int = 0
    filled: int = 0
    finished: int = 0
    numbered: int = 0
    foreign: int = 0
    illegal: int = 0

    def __str__(self) -> str:
        segments = f"{self.segments:,} segment{'s'[: self.segments != 1]}"
        said = f"{segments}, {self.filled:,} with a target"
        of_them = [
            f"{self.finished:,} finished before" if self.finished else "",
            f"{self.numbered:,} with numbers put in" if self.numbered else "",
        ]
        if any(of_them):
            said += f" ({', '.join(filter(None, of_them))})"
        if self.foreign:
            have = "has" if self.foreign == 1 else "have"
            said += (
                f"; {self.foreign:,} {have} matches in another variety of the language only, "
                "not filled in"
            )
        if self.illegal:
            said += f"; {self.illegal:,} illegal character{'s'[: self.illegal > 1]} dropped"
        return said

    def legal(self, text: str) -> str:
        """Return text that XML can hold."""
        found = legal(text)
        self.illegal += found.illegal
        return found.text


def check_suffix(path: str | os.PathLike[str]) -> None:
    """Raise :class:`align.errors.UsageError` for a file without an XLIFF suffix."""
    name = os.fspath(path)
    if name != "-" and not name.lower().endswith(SUFFIXES):
        raise UsageError(f"{name}: the pretranslated file is XLIFF; give it the suffix .xlf")


def pretranslate(
    found: Leverage, path: str | os.PathLike[str], *, min_match: int = 75
) -> Pretranslated:
    """Write the documents of an analysis as XLIFF 1.2 atomically; ``-`` is standard output.

    A segment gets its best match of at least ``min_match`` as a target: ``translated`` at 100 %,
    else ``needs-review-translation``. A match in another variety of the language is never one. All
    matches are included as ``alt-trans`` with their ``match-quality`` and their own source, the
    best first. A finished segment keeps its target; one without any has its source as one, with the
    state ``needs-translation``.

    >>> import tempfile
    >>> from align.document import Document
    >>> from align.memory.matching.analysis import leverage
    >>> from align.unit import Header, Memory, Unit, Variant
    >>> unit = Unit([Variant("en-US", ("Good morning.",)), Variant("zh-CN", ("早上好。",))])
    >>> new = Document.from_sentences(["Good morning.", "See you soon."], "en", name="a.txt")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     print(pretranslate(leverage(new, Memory(Header(), [unit])), f"{folder}/a.xlf"))
    2 segments, 1 with a target

    Raises :class:`align.errors.UsageError` for another suffix, :class:`align.errors.OutputError`
    if the file cannot be written.
    """
    from lxml import etree

    check_suffix(path)
    report = Pretranslated()
    root = etree.Element("xliff", {"xmlns": _NAMESPACE, "version": "1.2"})
    for analysed in found.documents:
        body = _file(root, analysed, report)
        for number, segment in enumerate(analysed.segments, start=1):
            attributes = {"id": str(number), f"{XML}space": "preserve"}
            unit = etree.SubElement(body, "trans-unit", attributes)
            source = segment.text if analysed.units else tidy(segment.text)
            _unit(unit, source, segment, min_match, report)
    with atomic_write(path, "wb") as stream:
        stream.write(etree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n")
    return report


def _file(root: Any, analysed: AnalysedDocument, report: Pretranslated) -> Any:
    """Return the ``file`` of a document, and its ``body`` for the units."""
    from lxml import etree

    document = analysed.document
    attributes = {
        "original": report.legal(document.name) or "text",
        "source-language": document.locale or LANGUAGES[document.language].locale,
        "target-language": analysed.target,
        "datatype": "plaintext",
    }
    tool = {"tool-id": "tmxalign", "tool-name": "tmxalign", "tool-version": __version__}
    root.text = "\n"
    file = etree.SubElement(root, "file", attributes)
    file.tail = "\n"
    etree.SubElement(etree.SubElement(file, "header"), "tool", tool)
    body = etree.SubElement(file, "body")
    body.text = "\n"
    return body


def _unit(
    unit: Any, source: str, segment: AnalysedSegment, min_match: int, report: Pretranslated
) -> None:
    report.segments += 1
    unit.text = unit.tail = "\n"
    _text(unit, "source", source, report)
    good = [one for one in segment.matches if one.percent >= min_match]
    chosen = next((one for one in good if not one.foreign), None)
    if segment.finished:
        report.filled += 1
        report.finished += 1
        _text(unit, "target", segment.finished, report).attrib.update(_FINISHED)
    elif chosen:
        report.filled += 1
        report.numbered += bool(chosen.numbers)
        target = _text(unit, "target", chosen.text, report)
        target.attrib.update(_EXACT if _is_exact(chosen, segment.text) else _FUZZY)
    else:
        report.foreign += bool(good)
        _text(unit, "target", source, report).attrib.update(_NONE)
    for match in segment.matches:
        _alternative(unit, match, report)
    if chosen and chosen.numbers:
        changes = ", ".join(f"{old} → {new}" for old, new in chosen.numbers)
        _text(unit, "note", f"numbers put in: {changes}", report).set("from", "tmxalign")


def _is_exact(match: FuzzyMatch, segment: str) -> bool:
    """Whether a match can be used as it is: it has the tags of the segment, too."""
    return match.percent == 100 and tags_of(match.text) == tags_of(segment)


def _alternative(unit: Any, match: FuzzyMatch, report: Pretranslated) -> None:
    from lxml import etree

    attributes = {"match-quality": f"{match.percent}%", "tool-id": "tmxalign"}
    names = (readable_name(match.memory), match.document)
    if origin := tidy(report.legal(" | ".join(filter(None, names)))):
        attributes["origin"] = origin
    alternative = etree.SubElement(unit, "alt-trans", attributes)
    alternative.text = alternative.tail = "\n"
    _text(alternative, "source", match.source, report)
    target = _text(alternative, "target", match.target, report)
    if match.foreign:
        target.set(f"{XML}lang", match.lang)


def _text(parent: Any, name: str, text: str, report: Pretranslated) -> Any:
    from lxml import etree

    element = etree.SubElement(parent, name)
    element.text, element.tail = report.legal(text), "\n"
    return element
