"""Electronic books: all texts of all pages, of the package and of its contents."""

import io
import random
import zipfile
from collections.abc import Callable

from reading import packed

from witnesses import web_pages

_TEXTS = (".xhtml", ".html", ".htm", ".opf", ".ncx")


def characters(data: bytes) -> str:
    """All text between tags in the members that hold text."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    names = [name for name in archive.namelist() if name.lower().endswith(_TEXTS)]
    return "".join(web_pages.characters(archive.read(name)) for name in names)


_CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="EPUB/a.opf" media-type="application/oebps-package+xml"/>'
    "</rootfiles></container>"
)


def generate(seed: int) -> bytes:
    """A book of a few chapters, with a cover and contents, some of them out of the order."""
    chance = random.Random(seed)
    pages = {
        "cover.xhtml": "<p>Cover &amp; back</p>",
        "nav.xhtml": "<nav><h2>Contents</h2><ol><li><a href='0.xhtml'>One</a></li></ol></nav>",
    }
    for number in range(chance.randint(1, 3)):
        notes = "<aside id='n1'>By far.</aside>" if chance.random() < 0.5 else ""
        pages[f"{number}.xhtml"] = (
            f"<h1>第{number}章</h1><p>It grew<a href='#n1'>[1]</a>.<br/>co\u00adop</p>"
            f"<script>go({number})</script><p hidden=''>认证</p><img src='a' alt='图'/>{notes}"
        )
    order = [name for name in pages if chance.random() < 0.8 or name == "0.xhtml"]
    chance.shuffle(order)
    properties = {"nav.xhtml": ' properties="nav"'}
    items = "".join(
        f'<item id="{name}" href="{name}" media-type="application/xhtml+xml"'
        f"{properties.get(name, '')}/>"
        for name in pages
    )
    spine = "".join(f'<itemref idref="{name}"/>' for name in order)
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<metadata><dc:title>书 {seed}</dc:title><dc:creator>A. Lee</dc:creator></metadata>"
        '<manifest><item id="ncx" href="a.ncx" media-type="application/x-dtbncx+xml"/>'
        f'{items}</manifest><spine>{spine}</spine><guide><reference type="cover" '
        'href="cover.xhtml"/></guide></package>'
    )
    members = {
        "META-INF/container.xml": _CONTAINER,
        "EPUB/a.opf": package,
        "EPUB/a.ncx": "<ncx><navMap><navPoint><navLabel><text>One</text></navLabel>"
        "</navPoint></navMap></ncx>",
    }
    space = 'xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
    for name, body in pages.items():
        members[f"EPUB/{name}"] = (
            f"<html {space}><head><title>{name}</title></head><body>{body}</body></html>"
        )
    return packed(members.items())


WITNESSES: dict[str, Callable[[bytes], str]] = {".epub": characters}
GENERATORS: dict[str, Callable[[int], bytes]] = {".epub": generate}
