"""Mends a broken TMX unit by unit, so that memory use does not grow with the file.

The usual damage: characters that XML forbids, ``&`` and ``<`` that are not escaped, entities of
HTML, missing tags, an end that is cut off, an encoding other than the declared one. What is well
formed stays as it is, and every change is listed.
"""

import codecs
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from align.errors import InputError
from align.files.archive import DamagedArchiveError, unpacked
from align.files.encoding import detect, named_codec
from align.files.temporary import TemporaryFolder, no_room
from align.formats.report import Mends
from align.formats.tmx.mend import Mender
from align.formats.tmx.references import BAD, is_xml

_CHUNK = 2**20
#: Characters of a unit; a longer one is cut into several. And of a comment.
_LONGEST, _LONGEST_COMMENT = 2**20, 2**16
_SAMPLE = 2**21  # bytes that show the encoding
_START = re.compile(r"<\s*tu[\s/>]|<!--|<!\[CDATA\[")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BAD = re.compile(f"[\udc80-\udcff{BAD}]")
_WIDE = {b"<\0": "utf-16-le", b"\0<": "utf-16-be"}
_DECLARED = re.compile(
    rb"<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']", re.IGNORECASE
)
_ENCODING = re.compile(r"\s+encoding\s*=\s*([\"'])[\w.:-]{1,40}\1")
_END = re.compile(r"</tmx\s*>\s*$")
_PROLOG = re.compile(r"<\?xml\b[^>]{0,200}\?>|<!DOCTYPE\b[^\[>]{0,1000}(\[.*?\]\s*)?>", re.DOTALL)


class Mended(NamedTuple):
    """The path of a well-formed copy, and what was mended."""

    path: str
    mends: Mends


@contextmanager
def mended(path: str | os.PathLike[str], encoding: str | None = None) -> Iterator[Mended]:
    """Make a well-formed copy of a TMX file (also ``.gz`` and ``.zip``), which lasts for the block.

    ``encoding`` is the one that the user named; by default, the bytes show it.

    >>> from pathlib import Path
    >>> from tempfile import mkdtemp
    >>> name = f"{mkdtemp()}/a.tmx"
    >>> _ = Path(name).write_text(
    ...     '<tmx><body><tu><tuv xml:lang="en"><seg>R&D</seg></tuv><tuv xml:lang="zh"><seg>研发'
    ... )
    >>> with mended(name) as found:
    ...     print(Path(found.path).read_text().partition("?>")[2].strip())
    ...     print(*found.mends.places, sep="\\n")
    <tmx><body><tu><tuv xml:lang="en"><seg>R&amp;D</seg></tuv></tu></body></tmx>
    line 1: & that begins no reference, kept as text: &D
    line 1: the file is cut off: text left out: 研发
    line 1: end tag missing: </tu>
    line 1: the file is cut off: its end is missing

    Raises :class:`align.errors.InputError` for a file that cannot be read or holds no TMX,
    :class:`align.errors.UsageError` for an encoding that does not exist.
    """
    name, mends = os.fspath(path), Mends()
    encoding = named_codec(encoding) or _encoding(name, mends)
    with TemporaryFolder() as folder:
        copy = folder.path / "mended.tmx"
        try:
            _write(copy, name, encoding, mends)
        except OSError as error:
            no_room(error)
        yield Mended(os.fspath(copy), mends)


def _write(path: Path, name: str, encoding: str, mends: Mends) -> None:
    """Write the mended copy of a file."""
    with path.open("wb") as copy:
        mender = Mender(mends)
        copy.write(b'<?xml version="1.0" encoding="UTF-8"?>')
        pieces = _pieces(_texts(name, encoding))
        line, text, last = next(pieces)
        if last and "<tmx" not in text:
            raise InputError(f"{name}: no TMX: there is neither <tmx> nor <tu> in it")
        copy.write(mender.head(_without_prolog(text, line, mends), line).encode())
        for line, text, last in pieces:
            copy.write(mender.unit(text, line, last=last).encode())
        if not _END.search(text):
            mends.add(line + text.count("\n"), "the file is cut off: its end is missing")
        copy.write(b"</body></tmx>\n")


def _without_prolog(head: str, line: int, mends: Mends) -> str:
    """Remove what comes before the root: the declaration, and a DOCTYPE with its entities."""
    before = head[: head.find("<tmx")] if "<tmx" in head else ""
    if not is_xml(_ENCODING.sub("", before) + "<tmx/>"):
        mends.add(line, "XML declaration or DOCTYPE written anew", before.strip())
    rest = _PROLOG.sub(lambda found: "\n" * found[0].count("\n"), before)
    return rest + head[len(before) :]


# ------------------------------------------------------------------ bytes, text, pieces


def _encoding(name: str, mends: Mends) -> str:
    """Return the encoding of a file; note it if another one is declared."""
    head = sample = b""
    bad = long = 0
    decoder = codecs.getincrementaldecoder("utf-8")("tmxalign-bad")
    for data in _bytes(name, mends):
        head = head or data
        if not data.isascii() and len(sample) < _SAMPLE:
            sample += data
        text = decoder.decode(data)
        bad += len(_BAD.findall(text))
        long += len(data) - len(text)
    declared = found[1].decode() if (found := _DECLARED.search(head)) else "utf-8"
    encoding = next((codec for bom, codec in _MARKS if head.startswith(bom)), "")
    if encoding:
        return encoding
    if head[:2] in _WIDE:
        encoding = _WIDE[head[:2]]
    elif 10 * bad <= long:  # a sequence of several bytes is hardly ever one by chance
        encoding = "utf-8"
    else:
        likely = detect(sample, declared=declared)
        encoding = likely.encoding if likely.confidence else "utf-8"
    if _decoded(sample or head, declared) != _decoded(sample or head, encoding):
        mends.add(1, f"declared encoding {declared}, read as {encoding}")
    return encoding


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding, "replace")
    except (LookupError, UnicodeError):
        return ""


def _bad(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    start, end, data = error.start, error.end, error.object
    around = data[max(start - 1, 0) : start] + data[end : end + 1]
    alone = end - start == 1 and len(around) == 2 and around.isascii()
    return chr(0xDC00 + data[start]) if alone else BAD, end


codecs.register_error("tmxalign-bad", _bad)


def _bytes(name: str, mends: Mends | None = None) -> Iterator[bytes]:
    """Yield the bytes of a file, up to where its archive is damaged."""
    with unpacked(name) as stream:
        while True:
            try:
                data = stream.read(_CHUNK)
            except OSError as error:
                raise InputError(f"{name}: cannot be read: {error.strerror or error}") from error
            except DamagedArchiveError:
                if mends:
                    mends.add(0, "the archive is damaged: what follows is lost")
                return
            if not data:
                return
            yield data


def _texts(name: str, encoding: str) -> Iterator[str]:
    """Yield the text of a file; a character stands for bytes that are none."""
    decoder = codecs.getincrementaldecoder(encoding)("tmxalign-bad")
    before = ""  # CRLF and CR are one line end, also where two chunks meet
    for data in chain(_bytes(name), (b"",)):
        text = before + decoder.decode(data, final=not data)
        before = "\r" if data and text.endswith("\r") else ""
        yield text.removesuffix(before).replace("\r\n", "\n").replace("\r", "\n")


def _pieces(texts: Iterator[str]) -> Iterator[tuple[int, str, bool]]:
    """Yield what comes before the first unit, then each unit with what follows it.

    Each with its first line, and whether it is the last.
    """
    buffer, start, place, line = "", 0, 0, 1
    for text in texts:
        buffer, place, start = buffer[start:] + text, place - start, 0
        while found := _START.search(buffer, place):
            if found[0][1] == "!":  # a unit in a comment is none
                end = "-->" if found[0] == "<!--" else "]]>"
                stop = buffer.find(end, found.end())
                if stop < 0 and len(buffer) - found.start() < _LONGEST_COMMENT:
                    break
                place = found.end() if stop < 0 else stop + len(end)
                continue
            if found.start() > start or not start:
                piece = buffer[start : found.start()]
                yield line, piece, False
                line += piece.count("\n")
            start, place = found.start(), found.end()
        else:
            place = max(place, len(buffer) - len("<![CDATA["))
        if len(buffer) - start > _LONGEST:
            yield line, buffer[start:], False
            line += buffer.count("\n", start)
            start = place = len(buffer)
    yield line, buffer[start:], True
