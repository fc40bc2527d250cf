"""XLIFF 1.2 of analysed documents, with what the memory offers filled in."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from align.errors import UsageError
from align.files.atomic import atomic_write
from align.formats.text import clean
from align.languages import LANGUAGES
from align.memory.matching.analysis import OTHER, Analysed, Leverage, Segment
from align.memory.matching.lookup import Match
from align.version import __version__

SUFFIXES = (".xlf", ".xliff")
_NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"


@dataclass
class Pretranslated:
    """What was written: segments, how many of them have a target, characters dropped.

    >>> print(Pretranslated(12, 5, 1))
    12 segments, 5 with a target; 1 illegal character dropped
    """

    segments: int = 0
    filled: int = 0
    illegal: int = 0

    def __str__(self) -> str:
        said = f"{self.segments:,} segments, {self.filled:,} with a target"
        if self.illegal:
            said += f"; {self.illegal:,} illegal character{'s'[: self.illegal > 1]} dropped"
        return said

    def clean(self, text: str) -> str:
        """A text as XML can hold it, on one line."""
        found = clean(text)
        self.illegal += found.illegal
        return found.text


def check_suffix(path: str | os.PathLike[str]) -> None:
    """Raises :class:`align.errors.UsageError` for a file that would not be taken for XLIFF."""
    name = os.fspath(path)
    if name != "-" and not name.lower().endswith(SUFFIXES):
        raise UsageError(f"{name}: the pretranslated file is XLIFF; give it the suffix .xlf")


def pretranslate(
    found: Leverage, path: str | os.PathLike[str], *, min_match: int = 75
) -> Pretranslated:
    """Write the documents of an analysis as XLIFF 1.2, whole or not at all; - is standard output.

    A segment gets a target where its match is at least ``min_match``: ``translated`` at 100 %,
    else ``needs-review-translation``. Every match, a lower one too, is there as an ``alt-trans``
    with its ``match-quality`` and its own source.

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
    when the file cannot be written.
    """
    from lxml import etree

    check_suffix(path)
    report = Pretranslated()
    root = etree.Element("xliff", {"xmlns": _NAMESPACE, "version": "1.2"})
    for analysed in found.documents:
        body = _file(root, analysed, report)
        for number, segment in enumerate(analysed.segments, start=1):
            _unit(etree.SubElement(body, "trans-unit", id=str(number)), segment, min_match, report)
    with atomic_write(path, "wb") as stream:
        whole = etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)
        stream.write(whole)
    return report


def _file(root: Any, analysed: Analysed, report: Pretranslated) -> Any:
    """The ``file`` of a document; its ``body``, for the units."""
    from lxml import etree

    document = analysed.document
    attributes = {
        "original": report.clean(document.name) or "text",
        "source-language": document.locale or LANGUAGES[document.language].locale,
        "target-language": LANGUAGES[OTHER[document.language]].locale,
        "datatype": "plaintext",
    }
    tool = {"tool-id": "tmxalign", "tool-name": "tmxalign", "tool-version": __version__}
    file = etree.SubElement(root, "file", attributes)
    etree.SubElement(etree.SubElement(file, "header"), "tool", tool)
    return etree.SubElement(file, "body")


def _unit(unit: Any, segment: Segment, min_match: int, report: Pretranslated) -> None:
    match = segment.match
    report.segments += 1
    _text(unit, "source", segment.text, report)
    if match is None:
        return
    if match.percent >= min_match:
        report.filled += 1
        states = _EXACT if match.percent == 100 else _FUZZY
        _text(unit, "target", match.target, report).attrib.update(states)
    _alternative(unit, match, report)


_EXACT = {"state": "translated", "state-qualifier": "exact-match"}
_FUZZY = {"state": "needs-review-translation", "state-qualifier": "fuzzy-match"}


def _alternative(unit: Any, match: Match, report: Pretranslated) -> None:
    from lxml import etree

    attributes = {"match-quality": f"{match.percent}%", "tool-id": "tmxalign"}
    names = (Path(match.memory).name, match.document)
    if origin := report.clean(" | ".join(filter(None, names))):
        attributes["origin"] = origin
    alternative = etree.SubElement(unit, "alt-trans", attributes)
    _text(alternative, "source", match.source, report)
    _text(alternative, "target", match.target, report)


def _text(parent: Any, name: str, text: str, report: Pretranslated) -> Any:
    from lxml import etree

    element = etree.SubElement(parent, name)
    element.text = report.clean(text)
    return element
