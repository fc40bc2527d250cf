"""TMX 1.4, as its receivers really accept it (see docs; the specification alone is too kind)."""

import codecs
import os
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from hashlib import sha1
from typing import Any, BinaryIO

from align.alignment import Alignment, Bead
from align.errors import UsageError
from align.languages import LANGUAGES, get_language
from align.memory.registry import register
from align.memory.report import WriteReport
from align.memory.text import clean, document_name, each
from align.version import __version__

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")


@register(".tmx", "TMX 1.4 translation memory, for every CAT tool")
def write_tmx(
    alignments: Alignment | Iterable[Alignment],
    stream: BinaryIO,
    *,
    source: str = "en",
    locales: Mapping[str, str] | None = None,
    encoding: str = "utf-8",
    date: datetime | None = None,
) -> WriteReport:
    """Write the units of alignments as TMX; memory use does not grow with their number.

    ``source`` is the side that comes first and that the header calls ``srclang``.
    ``locales`` changes the language codes (``{"zh": "zh-TW"}``; en-US and zh-CN otherwise).
    ``encoding`` is ``"utf-8"`` (no byte order mark) or ``"utf-16"`` (little-endian with one).
    ``date`` is the creation date of all units: now, or ``SOURCE_DATE_EPOCH`` where that is
    set; one without a time zone is UTC. Null beads are left out and counted: an empty
    translation in a memory does harm.

    >>> import io
    >>> from align.document import Document
    >>> en = Document.from_sentences(["Good morning."], "en", name="a")
    >>> zh = Document.from_sentences(["早上好。"], "zh", name="a")
    >>> out = io.BytesIO()
    >>> print(write_tmx([Alignment(en, zh, (Bead((0,), (0,)),))], out))
    1 unit written
    >>> print(out.getvalue().decode().splitlines()[-6].strip())
    <tuv xml:lang="zh-CN">

    Raises :class:`align.errors.UsageError` for an option that makes no valid TMX.
    """
    from lxml import etree  # 50 ms that --help should not pay

    tags = language_tags(source, locales)
    stamp = _stamp(date)
    report = WriteReport()
    ids = _Ids()
    rest = _start(stream, encoding)
    with etree.xmlfile(rest, encoding="utf-8") as xml, xml.element("tmx", version="1.4"):
        xml.write("\n  ", etree.Element("header", _header(tags[source], stamp)), "\n  ")
        with xml.element("body"):
            for alignment in each(alignments):
                name = document_name(alignment)
                ids.begin(name)
                for bead in alignment:
                    if texts := _texts(alignment, bead, report):
                        tu = etree.Element("tu", tuid=ids.make(texts), creationdate=stamp)
                        for kind, value in _props(alignment, bead, name):
                            etree.SubElement(tu, "prop", type=kind).text = value
                        for side, tag in tags.items():
                            tuv = etree.SubElement(tu, "tuv", {_LANG: tag})
                            etree.SubElement(tuv, "seg").text = texts[side]
                        etree.indent(tu, level=2)
                        xml.write("\n    ", tu)
            xml.write("\n  ")
        xml.write("\n")
    return report


def _texts(alignment: Alignment, bead: Bead, report: WriteReport) -> dict[str, str] | None:
    """Both clean texts of a bead, or nothing when it makes no unit; counted either way."""
    if bead.is_null:
        report.nulls_left_out += 1
        return None
    en, zh = map(clean, alignment.text(bead))
    report.illegal += en.illegal + zh.illegal
    if not (en.text and zh.text):
        report.empty += 1
        return None
    report.units += 1
    return {"en": en.text, "zh": zh.text}


def _props(alignment: Alignment, bead: Bead, name: str) -> Iterable[tuple[str, str]]:
    yield "x-confidence", f"{bead.confidence:.3f}"
    yield "x-bead", bead.type
    if name:
        yield "x-document", name
    yield "x-position", alignment.position(bead)
    if bead.crossing:
        yield "x-crossing", "yes"


def _header(srclang: str, stamp: str) -> dict[str, str]:
    return {
        "creationtool": "tmxalign",
        "creationtoolversion": __version__,
        "segtype": "sentence",
        "o-tmf": "tmxalign",
        "adminlang": "en-US",
        "srclang": srclang,
        "datatype": "plaintext",
        "creationdate": stamp,
    }


def language_tags(source: str, locales: Mapping[str, str] | None) -> dict[str, str]:
    """The language code of each side, source first.

    Raises :class:`align.errors.UsageError` for a code that is none.
    """
    given = dict(locales or {})
    get_language(source)
    for side in given:
        get_language(side)
    order = sorted(LANGUAGES, key=lambda side: side != source)
    tags = {side: given.get(side, LANGUAGES[side].locale) for side in order}
    for side, tag in tags.items():
        if not _TAG.fullmatch(tag):
            raise UsageError(
                f"{tag!r} is no language code for {LANGUAGES[side].name}; "
                f"write it like {LANGUAGES[side].locale}"
            )
    # Receivers tell the sides apart by code, most of them without regard to case.
    if len({tag.lower() for tag in tags.values()}) < len(tags):
        raise UsageError(f"both sides have the language code {tags[source]}")
    return tags


def _stamp(date: datetime | None) -> str:
    """``20260131T120000Z``."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if date is None and epoch:
        try:
            date = datetime.fromtimestamp(int(epoch), UTC)
        except (ValueError, OverflowError, OSError) as error:
            raise UsageError(f"SOURCE_DATE_EPOCH is {epoch!r}, not a number of seconds") from error
    date = date or datetime.now(UTC)
    if date.tzinfo is None:
        date = date.replace(tzinfo=UTC)
    return date.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


class _Ids:
    """Unit ids that are unique and stay the same when other units come and go.

    Counts repeats within one document only, and documents of one name among themselves,
    so that what it remembers does not grow with the memory.
    """

    def __init__(self) -> None:
        self._documents: dict[str, int] = {}
        self._repeats: dict[str, int] = {}
        self._salt = ""

    def begin(self, document: str) -> None:
        before = self._documents[document] = self._documents.get(document, -1) + 1
        self._salt = f"{document}\0{before}" if before else document
        self._repeats.clear()

    def make(self, texts: Mapping[str, str]) -> str:
        # A fixed order of the sides: swapping source and target keeps the ids.
        key = "\0".join((self._salt, texts["en"], texts["zh"]))
        digest = sha1(key.encode(), usedforsecurity=False).hexdigest()[:16]
        number = self._repeats[digest] = self._repeats.get(digest, 0) + 1
        return digest if number == 1 else f"{digest}-{number}"


def _start(stream: BinaryIO, encoding: str) -> Any:
    """Write declaration and DOCTYPE; give back what takes the rest as UTF-8."""
    codec = {"utf-8": "utf-8", "utf-16": "utf-16-le"}.get(encoding.lower().replace("_", "-"))
    if codec is None:
        raise UsageError(f"TMX comes as utf-8 or utf-16, not as {encoding!r}")
    label = "UTF-16" if codec == "utf-16-le" else "UTF-8"
    head = f'<?xml version="1.0" encoding="{label}"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n'
    if codec == "utf-8":
        stream.write(head.encode(codec))
        return stream
    stream.write(codecs.BOM_UTF16_LE + head.encode(codec))
    return _Utf16(stream)


class _Utf16:
    """Takes UTF-8, passes on UTF-16LE: libxml2's own UTF-16 is of the machine's byte order."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        # A chunk may end in the middle of a character.
        self._decode = codecs.getincrementaldecoder("utf-8")().decode

    def write(self, chunk: bytes) -> int:
        self._stream.write(self._decode(chunk).encode("utf-16-le"))
        return len(chunk)
