"""What kind of file it is, by content and by suffix: what no reader reads is named, never guessed.

Libraries that know file formats were tried: they take a text that begins with "BM" for a picture,
and they cannot say what a person should do with the file.
"""

import io
import mimetypes
import re
import zipfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePath
from typing import IO


@dataclass(frozen=True)
class FileKind:
    """A kind of files: what it is, what to do with it to get its text.

    ``text``: such a file may hold a text that a person wants; the others (pictures, programs) are
    no documents.
    """

    what: str
    advice: str
    text: bool = True


_RENAME = "give it the suffix {suffix}"
_MIME = mimetypes.MimeTypes()  # without the tables of this computer


@cache
def _kinds() -> dict[str, FileKind]:
    """Suffix → kind, of files that no reader of ours reads; media by their type (``image/``)."""
    table = Path(__file__).with_name("kinds.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in table if line and not line.startswith("#")]
    return {
        suffix: FileKind(what, advice, document == "yes")
        for document, what, advice, suffixes in rows
        for suffix in suffixes.split()
    }


# How files begin. Those of letters alone also need a NUL nearby: a text may begin with "BM".
_BEGINS = (
    (b"\xff\xd8\xff", ".jpg"), (b"\x89PNG\r\n\x1a\n", ".png"), (b"GIF8", ".gif"), (b"BM", ".bmp"),
    (b"II*\0", ".tif"), (b"MM\0*", ".tif"), (b"\0\0\1\0", ".ico"), (b"8BPS", ".psd"),
    (b"ID3", ".mp3"), (b"\xff\xfb", ".mp3"), (b"OggS", ".ogg"), (b"fLaC", ".flac"),
    (b"\x1aE\xdf\xa3", ".mkv"), (b"FLV\1", ".flv"), (b"\x1f\x8b\x08", ".gz"), (b"BZh", ".bz2"),
    (b"\xfd7zXZ\0", ".xz"), (b"7z\xbc\xaf'\x1c", ".7z"), (b"Rar!\x1a\x07", ".rar"),
    (b"(\xb5/\xfd", ".zst"), (b"\x7fELF", ".so"), (b"MZ", ".exe"), (b"\xcf\xfa\xed\xfe", ".dylib"),
    (b"\xca\xfe\xba\xbe", ".class"), (b"SQLite format 3\0", ".sqlite"), (b"wOFF", ".woff"),
    (b"\0\1\0\0Standard", ".mdb"), (b"wOF2", ".woff2"), (b"OTTO", ".otf"), (b"\0\1\0\0\0", ".ttf"),
    (b"\xffWPC", ".wpd"), (b"ITSF", ".chm"), (b"AT&TFORM", ".djvu"), (b"HWP Document", ".hwp"),
    (b"bplist00", ".plist"), (b"CAJ", ".caj"), (b"KDH", ".kdh"),
    (b"%PDF-", ".pdf"), (b"{\\rtf", ".rtf"), (b"%!PS", ".ps"),
)  # fmt: skip
_LATER = (  # offset, bytes, suffix
    (8, b"WEBP", ".webp"), (8, b"WAVE", ".wav"), (8, b"AVI ", ".avi"), (60, b"BOOKMOBI", ".mobi"),
    (4, b"ftypheic", ".heic"), (4, b"ftypmif1", ".heic"), (4, b"ftypavif", ".avif"),
    (4, b"ftyp", ".mp4"), (257, b"ustar", ".tar"),
)  # fmt: skip
_SURE_OF_TEXT = (b"%PDF-", b"{\\rtf", b"%!PS")  # … but these are text as well
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IN_OLE = (  # names of streams
    ("EncryptedPackage", "protected/"), ("WordDocument", ".doc"), ("PowerPoint Document", ".ppt"),
    ("Workbook", ".xls"), ("Book", ".xls"), ("__properties_version1.0", ".msg"),
    ("HwpSummaryInformation", ".hwp"), ("VisioDocument", ".vsd"),
)  # fmt: skip
_IN_ZIP = (  # beginnings of names
    ("word/", ".docx"), ("xl/", ".xlsx"), ("ppt/", ".pptx"), ("META-INF/container.xml", ".epub"),
    ("OFD.xml", ".ofd"), ("Index/", ".pages"), ("FixedDoc", ".xps"), ("designmap.xml", ".idml"),
    ("AndroidManifest.xml", ".apk"), ("visio/", ".vsdx"), ("Contents/content.hpf", ".hwpx"),
)  # fmt: skip
_MIMETYPES = {  # in a member of that name
    b"application/epub+zip": ".epub", b"application/vnd.oasis.opendocument.text": ".odt",
    b"application/vnd.oasis.opendocument.text-web": ".odt",
    b"application/vnd.oasis.opendocument.text-template": ".ott",
    b"application/vnd.oasis.opendocument.spreadsheet": ".ods",
    b"application/vnd.oasis.opendocument.presentation": ".odp",
}  # fmt: skip
_ROOTS = {
    "html": ".html", "tmx": ".tmx", "xliff": ".xlf", "svg": ".svg", "fictionbook": ".fb2",
    "wordDocument": ".doc", "office:document": ".fodt",
}  # fmt: skip
_MARKUP = re.compile(
    rb"(?:<\?xml[^>]*>|<!--.*?-->|\s)*(?:<!doctype\s+(?P<type>\w+)|<(?P<root>[a-z][\w:.-]*))",
    re.IGNORECASE | re.DOTALL,
)
_LATEX = re.compile(rb"(?:\s*%[^\n]*\n|\s)*\\document(?:class|style)\b")
#: Formats that are text: a file that begins like one of them may still be what its name says.
_TEXTS = frozenset((".html", ".xml", ".tex", ".ps", *_ROOTS.values()))
_HEAD = 4096  # bytes


def suffix_by_content(data: bytes) -> str:
    """The usual suffix of a file like this, where its content is sure; else empty.

    ``protected/`` stands for an Office document with a password.

    >>> suffix_by_content(b"%PDF-1.7"), suffix_by_content(b"BM Holdings"), suffix_by_content(b"")
    ('.pdf', '', '')
    """
    if not data:
        return ""
    head = data[:_HEAD]
    if head.startswith(_ZIP):
        return _in_zip(data)
    if head.startswith(_OLE):
        return next((end for name, end in _IN_OLE if name.encode("utf-16-le") in data), ".doc")
    for begin, suffix in _BEGINS:
        letters_alone = begin.decode("latin-1").isprintable() and begin.isascii()
        if head.startswith(begin) and (
            b"\0" in head or begin in _SURE_OF_TEXT or not letters_alone
        ):
            return suffix
    for offset, mark, suffix in _LATER:
        if head[offset:].startswith(mark) and b"\0" in head:
            return suffix
    return _in_text(head.removeprefix(b"\xef\xbb\xbf"))


def is_by_product(name: str) -> bool:
    """Whether a file is an alignment of ours or an editor's copy, whatever its last suffix says.

    >>> is_by_product("a.align.json"), is_by_product("a.txt~"), is_by_product("a.json")
    (True, True, False)
    """
    return name.lower().endswith((".align.json", ".beads.tsv", ".decisions.jsonl", "~"))


def telling_part(file: IO[bytes]) -> bytes:
    """As much of an open file as :func:`suffix_by_content` needs.

    >>> len(telling_part(io.BytesIO(bytes(100_000))))
    4096
    """
    head = file.read(_HEAD)
    return head + file.read() if head.startswith((_ZIP, _OLE)) else head


def is_text_format(suffix: str) -> bool:
    """Whether files with this suffix begin as any text might: HTML, XML, LaTeX.

    >>> is_text_format(".html"), is_text_format(".pdf")
    (True, False)
    """
    return suffix in _TEXTS


def kind_of(name: str, data: bytes = b"") -> FileKind | None:
    """What a file without a reader is, by content, else by suffix; None for what may be text.

    >>> kind_of("a.jpg").what, kind_of("letter", b"{\\\\rtf1 Dear").what, kind_of("README")
    ('a picture', 'RTF', None)
    """
    by_content = suffix_by_content(data)
    suffix = PurePath(name).suffix.lower()
    kinds = _kinds()
    if by_content and not (is_text_format(by_content) and suffix in kinds and suffix != ".xml"):
        suffix = by_content
    elif is_by_product(name):
        suffix = ".align.json"
    return _kind_of_suffix(suffix)


@cache
def _kind_of_suffix(suffix: str) -> FileKind | None:
    found = _kinds().get(suffix)
    if found is None:
        kind, _ = _MIME.guess_type(f"a{suffix}")
        found = _kinds().get(f"{(kind or '').partition('/')[0]}/")
    if found and found.advice == _RENAME:
        return FileKind(found.what, _RENAME.format(suffix=suffix))
    return found


def _in_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                with archive.open("mimetype") as member:  # what it declares may be wrong
                    found = _MIMETYPES.get(member.read(200).strip())
                if found:
                    return found
    except Exception:  # damaged in any way: the reader that its name asks for says how
        return ""
    return next(
        (suffix for begin, suffix in _IN_ZIP if any(name.startswith(begin) for name in names)),
        ".zip",
    )


def _in_text(head: bytes) -> str:
    if found := _MARKUP.match(head):
        name = (found["type"] or found["root"]).decode("ascii", "replace").rpartition(":")[2]
        for root, suffix in _ROOTS.items():
            if root.rpartition(":")[2].lower() == name.lower():
                return suffix
        return ".xml" if head.lstrip().startswith(b"<?xml") else ""
    return ".tex" if _LATEX.match(head) else ""
