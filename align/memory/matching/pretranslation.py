"""Pretranslation: the documents of an analysis as XLIFF, with the matches filled in."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from align.errors import UsageError
from align.files.atomic import atomic_write
from align.files.xml import XML, XML_LANG, well_formed
from align.formats.xliff.fill import STATES, Filling, Suggestion, fill_xliff
from align.formats.xliff.read import READER as XLIFF
from align.formats.xml_text import legal, tidy
from align.languages import LANGUAGES
from align.memory.matching.analysis import AnalysedDocument, AnalysedSegment, Leverage
from align.memory.matching.job import readable_name
from align.memory.matching.lookup import FOREIGN, FuzzyMatch
from align.memory.matching.tags import fits_tags
from align.version import __version__

SUFFIXES = (".xlf", ".xliff")
_NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
_FINISHED = {"state": "translated"}
#: OmegaT shows only units with a target: the source stands in for one that is not there yet.
_NONE = {"state": "needs-translation"}


@dataclass
class Pretranslated:
    """What was written: segments, how many have a target, and what else is to be known.

    ``finished`` of the targets were there before, ``numbered`` have other numbers than their match;
    ``foreign`` segments have no target, because their matches are in another variety of the
    language; ``kept`` ones have a draft, and no exact match; ``illegal`` characters were dropped.

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
    kept: int = 0
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
        if self.kept:
            said += f"; {self.kept:,} draft{'s'[: self.kept > 1]} kept, as no match is exact"
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


def check_suffix(
    path: str | os.PathLike[str], documents: Iterable[str | os.PathLike[str]] = ()
) -> None:
    """Raise :class:`align.errors.UsageError` for a file without an XLIFF suffix.

    A single document that is an XLIFF of some tool may have the suffix of that tool.

    >>> check_suffix("new.xlf"), check_suffix("new.sdlxliff", ["job.sdlxliff"])
    (None, None)
    """
    name = os.fspath(path)
    suffixes = [*SUFFIXES]
    if len(own := [Path(document).suffix.lower() for document in documents]) == 1:
        suffixes += [suffix for suffix in own if suffix in XLIFF.suffixes]
    if name != "-" and not name.lower().endswith(tuple(suffixes)):
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

    A single document that is an XLIFF is filled: all else of it stays as it is.

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
    check_suffix(path, [one.path for one in found.documents if one.path])
    report = Pretranslated()
    whole = [
        [_filling(segment, document, min_match, report) for segment in document.segments]
        for document in found.documents
    ]
    if len(whole) == 1 and (job := found.documents[0].path):
        data, report.kept = fill_xliff(job, whole[0], found.documents[0].target)
        report.filled -= report.kept
    else:
        data = _new(found.documents, whole, report)
    with atomic_write(path, "wb") as stream, well_formed(stream, os.fspath(path)) as checked:
        checked.write(data)
    return report


def _filling(
    segment: AnalysedSegment, analysed: AnalysedDocument, min_match: int, report: Pretranslated
) -> Filling:
    report.segments += 1
    source = segment.text if analysed.units else tidy(segment.text)
    if segment.finished:
        report.filled += 1
        report.finished += 1
        return Filling(source, report.legal(segment.finished), exact=True, finished=True)
    good = [one for one in segment.matches if one.percent >= min_match]
    chosen = next((one for one in good if not one.foreign), None)
    less = FOREIGN - analysed.foreign_costs
    suggestions = [_suggestion(one, less if one.foreign else 0, report) for one in segment.matches]
    if chosen is None:
        report.foreign += bool(good)
        return Filling(source, suggestions=suggestions)
    report.filled += 1
    report.numbered += bool(chosen.numbers)
    note = ", ".join(f"{old} → {new}" for old, new in chosen.numbers)
    note = note and report.legal(f"numbers put in: {note}")
    exact = chosen.percent == 100 and fits_tags(segment.text, chosen.source, chosen.text)
    text = report.legal(chosen.text)
    return Filling(source, text, exact, chosen.percent, note, suggestions)


def _suggestion(match: FuzzyMatch, less: int, report: Pretranslated) -> Suggestion:
    names = (readable_name(match.memory), match.document)
    texts = (report.legal(match.source), report.legal(match.target))
    origin = tidy(report.legal(" | ".join(dict.fromkeys(filter(None, names)))))
    return Suggestion(match.percent - less, origin, *texts, match.lang if match.foreign else "")


def _new(
    documents: Sequence[AnalysedDocument],
    fillings: Sequence[Sequence[Filling]],
    report: Pretranslated,
) -> bytes:
    """A new XLIFF with a ``file`` for each document."""
    from lxml import etree

    root = etree.Element("xliff", {"xmlns": _NAMESPACE, "version": "1.2"})
    root.text = "\n"
    for analysed, some in zip(documents, fillings, strict=True):
        body = _file(root, analysed)
        for number, filling in enumerate(some, start=1):
            attributes = {"id": str(number), f"{XML}space": "preserve"}
            legal_source = filling._replace(source=report.legal(filling.source))
            _unit(etree.SubElement(body, "trans-unit", attributes), legal_source)
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n")


def _file(root: Any, analysed: AnalysedDocument) -> Any:
    """Return the ``file`` of a document, and its ``body`` for the units."""
    from lxml import etree

    document = analysed.document
    attributes = {
        "original": legal(document.name).text or "text",
        "source-language": document.locale or LANGUAGES[document.language].locale,
        "target-language": analysed.target,
        "datatype": "plaintext",
    }
    tool = {"tool-id": "tmxalign", "tool-name": "tmxalign", "tool-version": __version__}
    file = etree.SubElement(root, "file", attributes)
    file.tail = "\n"
    etree.SubElement(etree.SubElement(file, "header"), "tool", tool)
    body = etree.SubElement(file, "body")
    body.text = "\n"
    return body


def _unit(unit: Any, filling: Filling) -> None:
    unit.text = unit.tail = "\n"
    _text(unit, "source", filling.source)
    target = _text(unit, "target", filling.target or filling.source)
    if not filling.target:
        target.attrib.update(_NONE)
    elif filling.finished:
        target.attrib.update(_FINISHED)
    else:
        target.attrib.update(STATES[filling.exact])
    for one in filling.suggestions:
        attributes = {"match-quality": f"{one.percent}%", "tool-id": "tmxalign"}
        if one.origin:
            attributes["origin"] = one.origin
        beside = _text(unit, "alt-trans", "\n")
        beside.attrib.update(attributes)
        _text(beside, "source", one.source)
        other = _text(beside, "target", one.target)
        if one.lang:
            other.set(XML_LANG, one.lang)
    if filling.note:
        _text(unit, "note", filling.note).set("from", "tmxalign")


def _text(parent: Any, name: str, text: str) -> Any:
    from lxml import etree

    element = etree.SubElement(parent, name)
    element.text, element.tail = text, "\n"
    return element
