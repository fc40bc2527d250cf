"""Prepares text for formats (on one line, legal in XML, escaped), and opens text files."""

import re
from codecs import getincrementaldecoder
from collections.abc import Collection, Iterable
from functools import lru_cache
from io import BytesIO, StringIO
from os import PathLike
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple, TextIO

from align.files.encoding import decode
from align.files.load import File, Source, load
from align.files.xml import XML
from align.formats.report import Losses, WriteReport

if TYPE_CHECKING:
    from align.alignment import Alignment

# The complement of Char in XML 1.0: includes lone surrogates, not emoji.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BREAK = re.compile("[\t\n\r\x0b\x0c\x85\u2028\u2029]")
_UNENCODABLE = re.compile("[\0\ud800-\udfff]")
# White space, also around characters that writers will drop.
_SPACE = re.compile(rf"\s+(?:{_ILLEGAL.pattern}+\s+)*")


class Clean(NamedTuple):
    """A cleaned text, and how many characters were dropped from it."""

    text: str
    illegal: int


def tidy(text: str) -> str:
    """Put text on one line, trimmed: white space with a line break or a tab becomes one space.

    For new texts only: those of a memory stay as they are. Other white space, including
    ideographic spaces, is unchanged.

    >>> tidy(" one\\n two\\u3000")
    'one two'
    """
    if not text.isprintable() and _BREAK.search(text):
        text = _SPACE.sub(_one_space, text)
    return text.strip()


def _one_space(found: re.Match[str]) -> str:
    text = found[0]
    return " " + "".join(text.split()) if _BREAK.search(text) else text


def clean_text(text: str) -> Clean:
    """Put text on one line like :func:`tidy`, without characters that XML 1.0 forbids.

    A vertical tab or a form feed is illegal and counts as dropped, but as it is a line break, a
    space replaces it.

    >>> clean_text(" one\\n two\\x00 😀 ")
    Clean(text='one two 😀', illegal=1)
    """
    if text.isprintable():  # nearly always
        return Clean(text.strip(), 0)
    text, illegal = legal(text)
    return Clean(tidy(text), illegal)


def legal(text: str) -> Clean:
    r"""Remove characters that XML 1.0 forbids; line breaks are kept.

    >>> legal("a\x01b\n")
    Clean(text='ab\n', illegal=1)
    """
    if text.isprintable() or not _ILLEGAL.search(text):  # nearly always
        return Clean(text, 0)
    illegal = len(_ILLEGAL.findall(text))
    return Clean(_ILLEGAL.sub("", text.replace("\x0b", "\n").replace("\x0c", "\n")), illegal)


def is_legal(text: str) -> bool:
    """Whether XML 1.0 can hold a text."""
    return not _ILLEGAL.search(text)


def encodable(text: str) -> Clean:
    r"""Remove what no text file holds: NUL, and halves of surrogate pairs.

    >>> encodable("a\0b\x85")
    Clean(text='ab\x85', illegal=1)
    """
    if text.isprintable():  # nearly always
        return Clean(text, 0)
    return Clean(*_UNENCODABLE.subn("", text))


def document_name(alignment: "Alignment") -> str:
    """Return a name for an alignment: the name of both documents, or both names.

    >>> from align.alignment import Alignment
    >>> from align.document import Document
    >>> en = Document.from_sentences([], "en", name="a.en.txt")
    >>> document_name(Alignment(en, Document.from_sentences([], "zh", name="a.zh.txt"), ()))
    'a.en.txt | a.zh.txt'
    """
    names = dict.fromkeys(clean_text(d.name).text for d in (alignment.en, alignment.zh))
    return " | ".join(name for name in names if name)


def each(alignments: "Alignment | Iterable[Alignment]") -> "Iterable[Alignment]":
    """Return one or many alignments as many. (An alignment itself iterates over its beads.)"""
    from align.alignment import Alignment

    return (alignments,) if isinstance(alignments, Alignment) else alignments


def escaped(text: str) -> str:
    r"""Escape text that XML can hold.

    >>> escaped("a < b]]>\r")
    'a &lt; b]]&gt;&#13;'
    """
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    return text.replace("\r", "&#13;") if "\r" in text else text


def content(text: str, report: WriteReport) -> str:
    """Escape any text; characters that XML cannot hold are dropped and counted."""
    found = legal(text)
    report.illegal += found.illegal
    return escaped(found.text)


def attribute(value: str, report: WriteReport) -> str:
    r"""Escape the value of an attribute, without quotation marks.

    >>> attribute('"a"\tb', WriteReport())
    '&quot;a&quot;&#9;b'
    """
    found = legal(value)
    report.illegal += found.illegal
    return value_text(found.text)


def value_text(text: str) -> str:
    """Escape the value of an attribute that XML can hold."""
    text = escaped(text).replace('"', "&quot;")
    return text.replace("\n", "&#10;").replace("\t", "&#9;")


#: A name that every parser takes: XML allows more letters, but not all parsers know them.
_NAME = re.compile(r"[A-Za-z_\u4e00-\u9fa5][A-Za-z0-9_.\u4e00-\u9fa5-]*")
#: XML's own attributes. An ``xml:id`` must be unique in a file, which a memory does not know.
_OF_XML = frozenset({"lang", "space", "base"})


@lru_cache(maxsize=1000)
def xml_name(name: str) -> str:
    """Return the name of an attribute as it is written; empty if it cannot be.

    The names of a memory come from strangers' files. Those of XML's own namespace have its prefix;
    there is no other one.

    >>> [xml_name(name) for name in ("o-tmf", f"{XML}space", "{urn:x}id", "a b='", "xmlns")]
    ['o-tmf', 'xml:space', '', '', '']
    """
    own = name.removeprefix(XML)
    if own != name:
        return f"xml:{own}" if own in _OF_XML else ""
    return name if name != "xmlns" and _NAME.fullmatch(name) else ""


def attributes(
    about: Iterable[tuple[str, str]],
    report: WriteReport,
    losses: Losses,
    *,
    of: str = "",
    taken: Collection[str] = (),
    prefix: str = "",
) -> str:
    """Return attributes as they are written; names that cannot be are counted (with ``of``).

    ``taken`` are names that the element already has, ``prefix`` is one for the names without any.
    """
    out = []
    for name, value in about:
        written = xml_name(name)
        if not written or written in taken:
            losses.lose(f"{name or 'unnamed'}{of}")
            continue
        if ":" not in written:
            written = prefix + written
        out.append(f' {written}="{attribute(value, report)}"')
    return "".join(out)


def open_text(file: File, *, encoding: str | None = None, newline: str = "\n") -> TextIO:
    r"""Open the text of a file as a stream, without its byte order mark.

    Valid UTF-8 is taken for UTF-8, and streamed from a regular file; text in another encoding is
    read at once. ``encoding`` is the one that the user named. ``newline`` is as for :func:`open`:
    ``"\n"`` ends a line, ``""``: so do CR and CRLF.

    >>> import io
    >>> open_text(io.BytesIO("你好。".encode("gb18030"))).read()
    '你好。'

    Raises :class:`align.errors.InputError` for a file that is not
    text, and :class:`align.errors.UsageError` for an encoding that does not exist.
    """
    if encoding is None and isinstance(file, str | PathLike):
        path = Path(file)
        try:
            if path.is_file() and _is_utf8(path.open("rb")):
                return path.open(encoding="utf-8-sig", newline=newline)
        except (OSError, ValueError):  # loading it reports the problem
            pass
    name, data = load(file)
    if encoding is None and _is_utf8(BytesIO(data)):
        encoding = "utf-8"
    text = decode(Source(data, name, encoding)).removeprefix("\ufeff")
    return StringIO(text, newline=newline)


def _is_utf8(stream: IO[bytes]) -> bool:
    """Whether the whole file is UTF-8: there must be no error in the middle."""
    decoder = getincrementaldecoder("utf-8")()
    with stream:
        try:
            while some := stream.read(1 << 20):
                if "\0" in decoder.decode(some):  # UTF-16 without a byte order mark looks like this
                    return False
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True
