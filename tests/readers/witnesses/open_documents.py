"""OpenDocument texts: all text by the standard library, and documents made at random."""

import io
import random
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from .word import words

_SPACES = {
    name: f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"
    for name in ("office", "text", "table", "style", "meta")
} | {
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "math": "http://www.w3.org/1998/Math/MathML",
    "xlink": "http://www.w3.org/1999/xlink",
}
_NAMES = " ".join(f'xmlns:{prefix}="{space}"' for prefix, space in _SPACES.items())
#: Elements all of whose text is text, wherever they stand.
_TEXT = {
    f"{{{_SPACES[prefix]}}}{name}"
    for prefix, name in (
        ("text", "p"), ("text", "h"), ("math", "math"), ("svg", "title"), ("svg", "desc"),
        ("text", "number"), ("dc", "creator"), ("dc", "date"),
    )
}  # fmt: skip


def characters(data: bytes) -> str:
    """The text in paragraphs, formulas and descriptions of all parts."""
    if not data.startswith(b"PK"):
        return "".join(_texts(ElementTree.fromstring(data)))
    found: list[str] = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.endswith(("content.xml", "styles.xml")):
                found += _texts(ElementTree.fromstring(archive.read(name)))
    return "".join(found)


def _texts(element: ElementTree.Element, inside: bool = False) -> Iterator[str]:
    inside = inside or element.tag in _TEXT
    if inside:
        yield element.text or ""
    for child in element:
        yield from _texts(child, inside)
        yield (child.tail or "") if inside else ""


class _Maker:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.count = 0
        self.parts: dict[str, str] = {}

    def words(self) -> str:
        self.count += 1
        return words(self.random, self.count)

    def inline(self, depth: int) -> str:
        simple = [
            lambda: self.words(),
            lambda: f'<text:span text:style-name="b">{self.words()}</text:span>',
            lambda: f'<text:span text:style-name="h">{self.words()}</text:span>',
            lambda: f'<text:a xlink:href="#x">{self.words()}</text:a>',
            lambda: '<text:s text:c="2"/>',
            lambda: "<text:tab/>",
            lambda: "<text:line-break/>",
            lambda: f'<text:sequence text:name="Figure">{self.count}</text:sequence>',
            lambda: f"<text:page-number>{self.count}</text:page-number>",
            lambda: (
                f"<text:ruby><text:ruby-base>{self.words()}</text:ruby-base>"
                f"<text:ruby-text>{self.words()}</text:ruby-text></text:ruby>"
            ),
            lambda: f'<text:hidden-text text:is-hidden="true">{self.words()}</text:hidden-text>',
            lambda: "a\u200bb",
        ]
        nested = [
            lambda: (
                f'<text:note text:note-class="{self.random.choice(["footnote", "endnote"])}">'
                f"<text:note-citation>{self.count}</text:note-citation><text:note-body>"
                f"{self.blocks(depth + 1, 1)}</text:note-body></text:note>"
            ),
            lambda: (
                f"<office:annotation><dc:creator>{self.words()}</dc:creator>"
                f"{self.blocks(depth + 1, 1)}</office:annotation>"
            ),
            lambda: (
                f"<draw:frame><draw:text-box>{self.blocks(depth + 1, 2)}</draw:text-box>"
                f"<svg:title>{self.words()}</svg:title></draw:frame>"
            ),
            lambda: f"<draw:custom-shape>{self.blocks(depth + 1, 1)}</draw:custom-shape>",
            self.formula,
        ]
        return self.random.choice(simple if depth > 2 else simple + nested)()

    def formula(self) -> str:
        inner = (
            f"<math:math {_NAMES}><math:mi>x</math:mi><math:mn>{self.count}</math:mn></math:math>"
        )
        if self.random.random() < 0.5:
            return f"<draw:frame><draw:object>{inner}</draw:object></draw:frame>"
        name = f"Object {len(self.parts) + 1}"
        self.parts[f"{name}/content.xml"] = inner
        return f'<draw:frame><draw:object xlink:href="./{name}"/></draw:frame>'

    def block(self, depth: int) -> str:
        inner = "".join(self.inline(depth) for _ in range(self.random.randint(0, 4)))
        choice = self.random.randrange(8 if depth < 3 else 3)
        if choice == 3:
            item = f"<text:list-item>{self.blocks(depth + 1, 2)}</text:list-item>"
            return f"<text:list>{item}</text:list>"
        if choice == 4:
            cells = f"<table:table-cell>{self.blocks(depth + 1, 2)}</table:table-cell>"
            hidden = self.random.choice(("", ' table:visibility="collapse"'))
            return f"<table:table><table:table-row{hidden}>{cells}</table:table-row></table:table>"
        if choice == 5:
            return f'<text:section text:display="none">{self.blocks(depth + 1, 2)}</text:section>'
        if choice == 6:
            body = f"<text:index-body>{self.blocks(3, 3)}</text:index-body>"
            return f"<text:table-of-content>{body}</text:table-of-content>"
        style = self.random.choice(("Standard", "Title", "Caption", "h"))
        tag = self.random.choice(("text:p", "text:p", "text:h"))
        return f'<{tag} text:style-name="{style}">{inner}</{tag}>'

    def blocks(self, depth: int, most: int) -> str:
        return "".join(self.block(depth) for _ in range(self.random.randint(1, most)))

    def document(self) -> bytes:
        hidden = (
            '<style:style style:name="h"><style:text-properties text:display="none"/></style:style>'
        )
        deletion = (
            "<text:tracked-changes><text:changed-region><text:deletion><office:change-info>"
            "<dc:date>2024-11-25</dc:date></office:change-info>"
            f"{self.blocks(2, 2)}</text:deletion></text:changed-region></text:tracked-changes>"
        )
        page = f"<text:p>{self.words()}<text:page-number>7</text:page-number></text:p>"
        styles = (
            "<office:master-styles><style:master-page>"
            f"<style:header>{page}{self.blocks(2, 2)}</style:header>"
            f"<style:footer>{page}</style:footer></style:master-page></office:master-styles>"
        )
        body = f"{deletion}<text:p>{self.words()}</text:p>{self.blocks(0, 8)}"
        start = (
            f"<office:document {_NAMES} office:mimetype='application/vnd.oasis.opendocument.text'>"
        )
        automatic = f"<office:automatic-styles>{hidden}</office:automatic-styles>"
        content = f"<office:body><office:text>{body}</office:text></office:body>"
        parts = {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "styles.xml": f"{start}{styles}</office:document>",
            "content.xml": f"{start}{automatic}{content}</office:document>",
            **self.parts,
        }
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in parts.items():
                archive.writestr(name, text)
        return stream.getvalue()


def generate(seed: int) -> bytes:
    """A text with notes, frames, hidden and deleted text, indexes and formulas."""
    return _Maker(seed).document()


WITNESSES = dict.fromkeys((".odt", ".ott", ".fodt"), characters)
GENERATORS = {".odt": generate}
