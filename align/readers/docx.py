"""Word documents (.docx): the text with its headings, lists, tables and notes."""

import io
from codecs import BOM_UTF8
from dataclasses import replace
from zipfile import ZipFile

from align.document import Paragraph
from align.files.archive import open_archive, read_member
from align.files.load import Source
from align.readers.base import Reader
from align.readers.html.elements import parse_page
from align.readers.html.tree import paragraphs_of

WHAT = "a Word document"
#: Largest document.xml, in bytes: 1,000 pages have 10 MB and take 20 s.
LARGEST = 32_000_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => h2:fresh
p[style-name='caption'] => figcaption:fresh
p[style-name='Caption'] => figcaption:fresh
p[style-name='Table Heading'] => p:fresh
p[style-name='Table Contents'] => p:fresh
"""


def read_docx(source: Source) -> tuple[Paragraph, ...]:
    """Return the paragraphs with all tracked changes accepted; notes at the end.

    Comments, page headers and page footers are left out. ``where`` is the number of the paragraph,
    since Word documents have no lines.

    Raises :class:`align.errors.InputError` for a file that is not a Word document, is damaged or
    protected.
    """
    import mammoth

    _check(source)
    try:
        result = mammoth.convert_to_html(
            io.BytesIO(source.data),
            style_map=_STYLES,
            convert_image=lambda image: [],
            external_file_access=False,
        )
    except RecursionError:
        raise source.error(f"{WHAT} with hundreds of nested tables, refused") from None
    except Exception as error:  # mammoth passes on all kinds of errors of its parsers
        raise source.error(f"{WHAT} that is damaged; open it and save it again") from error
    root = parse_page(source, f"<body>{result.value}</body>")
    found = paragraphs_of(root, line_of=lambda element: 0)
    if all(p.aside for p in found):
        raise source.error("no text in this document (pictures only?)")
    return tuple(
        replace(p, where=p.where or f"paragraph {n}") for n, p in enumerate(found, start=1)
    )


def _check(source: Source) -> None:
    if not source.data:
        raise source.error("the file is empty")
    if source.data.startswith(_OLE):
        raise source.error(
            "an old Word file (.doc) or one with a password; save it as .docx without a password"
        )
    if source.data.removeprefix(BOM_UTF8).lstrip()[:1] == b"<":
        raise source.error(f"not {WHAT} but a web page or XML; rename it to .html, or save it anew")
    archive = open_archive(source, WHAT)
    names = set(archive.namelist())
    if "[Content_Types].xml" not in names or not any(n.startswith("word/") for n in names):
        raise source.error(f"not {WHAT}, whatever its name says")
    for member in archive.infolist():
        if member.filename.endswith((".xml", ".rels")):
            _check_member(source, archive, member.filename, member.file_size)


def _check_member(source: Source, archive: ZipFile, name: str, size: int) -> None:
    """Refuse XML that is too large, or defines entities: the library does not guard itself."""
    if size > LARGEST:
        raise source.error(
            f"{WHAT} with {size / 1e6:,.0f} MB of text in {name}: too much; split it"
        )
    data = read_member(archive, name, source, WHAT)
    if any("<!DOCTYPE".encode(codec) in data for codec in ("utf-8", "utf-16-le", "utf-16-be")):
        raise source.error(f"{WHAT} with a document type declaration in {name}, refused")


READER = Reader("Word", (".docx", ".docm", ".dotx", ".doc"), read_docx)
