"""Word documents: the text of all parts by the standard library, and documents made at random."""

import io
import random
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

_OFFICE = "http://schemas.openxmlformats.org/"
_NAMES = " ".join(
    f'xmlns:{prefix}="{space}"'
    for prefix, space in {
        "w": f"{_OFFICE}wordprocessingml/2006/main",
        "r": f"{_OFFICE}officeDocument/2006/relationships",
        "m": f"{_OFFICE}officeDocument/2006/math",
        "a": f"{_OFFICE}drawingml/2006/main",
        "c": f"{_OFFICE}drawingml/2006/chart",
        "wp": f"{_OFFICE}drawingml/2006/wordprocessingDrawing",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "mc": f"{_OFFICE}markup-compatibility/2006",
        "dgm": f"{_OFFICE}drawingml/2006/diagram",
        "v": "urn:schemas-microsoft-com:vml",
    }.items()
)
_SYMBOLS = {("Symbol", "F0B0"): "°", ("Wingdings", "F0A8"): "☐"}


def characters(data: bytes) -> str:
    """All text of all parts, and the alternative texts of pictures."""
    found = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.startswith(("word/", "ppt/")) and name.endswith(".xml"):
                found += _texts(ElementTree.fromstring(archive.read(name)))
    return "\n".join(found)


def _texts(root: ElementTree.Element) -> Iterator[str]:
    for element in root.iter():
        space, _, name = element.tag.rpartition("}")
        values = {key.rpartition("}")[2]: value for key, value in element.attrib.items()}
        main = space.endswith(("/main", "/math"))
        slide = "presentationml" in space
        if (
            (main and name in ("t", "delText"))
            or (slide and name == "text")
            or (space.endswith("/chart") and name == "v")
        ):
            yield element.text or ""
        elif main and name == "noBreakHyphen":
            yield "\u2011"
        elif main and name == "sym":
            yield _SYMBOLS[values["font"], values["char"]]
        elif name == "docPr" or (slide and name == "cNvPr"):
            yield values.get("descr", "")
        elif name == "textpath":
            yield values.get("string", "")


# --- documents made at random ------------------------------------------------------------------

_EN = (
    "harbour ship lighthouse crane pilot cargo tide quay rope captain storm anchor bridge market"
    " north letter winter engine door"
).split()
_ZH = "港口船舶灯塔吊车领航货物潮汐码头缆绳船长风暴锚桥梁市场北方信件冬季机器大门"


def words(chance: random.Random, number: int) -> str:
    """Some English or Chinese words, and a number that no others have."""
    if chance.random() < 0.5:
        chosen = " ".join(chance.choices(_EN, k=chance.randint(1, 9)))
        return f"{chosen.capitalize()} {number}. "
    return "".join(chance.choices(_ZH, k=chance.randint(2, 20))) + f"{number}。"


class _Maker:
    """Makes one document; every piece of text has a number of its own."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.count = 0
        self.notes: list[str] = []
        self.comments: list[str] = []
        self.parts: dict[str, str] = {}
        self.relations: list[tuple[str, str]] = []

    def words(self) -> str:
        self.count += 1
        return words(self.random, self.count)

    def run(self, properties: str = "") -> str:
        look = f"<w:rPr>{properties}</w:rPr>" if properties else ""
        return f'<w:r>{look}<w:t xml:space="preserve">{self.words()}</w:t></w:r>'

    def relate(self, kind: str, name: str, content: str) -> str:
        self.parts[f"word/{name}"] = content
        self.relations.append((kind, name))
        return f"r{len(self.relations)}"

    def inline(self, depth: int) -> str:
        kinds = [self.plain, self.field, self.changes, self.marks, self.formula, self.wrapped]
        if depth < 3:
            kinds += [self.note, self.comment, self.box, self.picture, self.chart]
        return self.random.choice(kinds)(depth)

    def plain(self, _: int) -> str:
        looks = ("", "", "<w:b/>", "<w:vanish/>", '<w:vanish w:val="0"/>', '<w:rStyle w:val="h"/>')
        return self.run(self.random.choice(looks))

    def field(self, depth: int) -> str:
        code = self.random.choice(("SEQ Figure", "REF a", "MERGEFIELD b", "PAGE", "TOC", "IF"))
        if self.random.random() < 0.3:
            return f'<w:fldSimple w:instr=" {code} ">{self.run()}</w:fldSimple>'
        inner = self.inline(depth + 2) if depth < 2 else self.run()
        before = self.field(3) if depth < 2 and code == "IF" else ""
        mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
        return (
            f"{mark('begin')}<w:r><w:instrText> {code} </w:instrText></w:r>{before}"
            f"{mark('separate')}{inner}{mark('end')}"
        )

    def changes(self, depth: int) -> str:
        return self.random.choice(
            (
                f'<w:del w:id="1"><w:r><w:delText>{self.words()}</w:delText></w:r></w:del>',
                f'<w:ins w:id="1">{self.run()}</w:ins>',
                f'<w:moveFrom w:id="1">{self.run()}</w:moveFrom>',
                f'<w:moveTo w:id="1">{self.run()}</w:moveTo>',
            )
        )

    def marks(self, _: int) -> str:
        return self.random.choice(
            (
                "<w:r><w:tab/></w:r>",
                "<w:r><w:br/></w:r>",
                "<w:r><w:noBreakHyphen/></w:r>",
                "<w:r><w:softHyphen/><w:t>a\u200bb</w:t></w:r>",
                '<w:r><w:sym w:font="Symbol" w:char="F0B0"/></w:r>',
                '<w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r>',
            )
        )

    def formula(self, _: int) -> str:
        return f"<m:oMath><m:r><m:t>x={self.random.random():.3f}</m:t></m:r></m:oMath>"

    def wrapped(self, depth: int) -> str:
        inner = self.inline(depth + 1) if depth < 3 else self.run()
        ruby = (
            f"<w:r><w:ruby><w:rt>{self.run()}</w:rt><w:rubyBase>{self.run()}</w:rubyBase>"
            "</w:ruby></w:r>"
        )
        return self.random.choice(
            (
                f"<w:hyperlink w:anchor='x'>{inner}</w:hyperlink>",
                f"<w:smartTag>{inner}</w:smartTag>",
                f"<w:sdt><w:sdtPr><w:rPr><w:vanish/></w:rPr></w:sdtPr><w:sdtContent>{inner}"
                "</w:sdtContent></w:sdt>",
                ruby,
            )
        )

    def note(self, depth: int) -> str:
        self.notes.append(self.blocks(depth + 2, 1))
        custom = self.random.random() < 0.3
        follows = ' w:customMarkFollows="1"' if custom else ""
        mark = "<w:t>*</w:t>" if custom else ""
        return f'<w:r><w:footnoteReference{follows} w:id="{len(self.notes)}"/>{mark}</w:r>'

    def comment(self, depth: int) -> str:
        self.comments.append(self.blocks(depth + 2, 1))
        return f'<w:r><w:commentReference w:id="{len(self.comments)}"/></w:r>'

    def box(self, depth: int) -> str:
        inner = f"<w:txbxContent>{self.blocks(depth + 1, 2)}</w:txbxContent>"
        old = f"<w:pict><v:shape><v:textbox>{inner}</v:textbox></v:shape></w:pict>"
        if self.random.random() < 0.3:
            return f"<w:r>{old}</w:r>"
        new = f"<w:drawing><wps:wsp><wps:txbx>{inner}</wps:txbx></wps:wsp></w:drawing>"
        return (
            f'<w:r><mc:AlternateContent><mc:Choice Requires="wps">{new}</mc:Choice>'
            f"<mc:Fallback>{old}</mc:Fallback></mc:AlternateContent></w:r>"
        )

    def picture(self, _: int) -> str:
        if self.random.random() < 0.3:
            return f'<w:r><w:pict><v:textpath string="{self.words()}"/></w:pict></w:r>'
        return f'<w:r><w:drawing><wp:docPr id="1" descr="{self.words()}"/></w:drawing></w:r>'

    def chart(self, _: int) -> str:
        drawn = f"<a:p><a:r><a:t>{self.words()}</a:t></a:r></a:p>"
        number = len(self.relations)
        if self.random.random() < 0.5:
            points = f"<c:pt><c:v>{self.words()}</c:v></c:pt>"
            values = "".join(f"<c:pt><c:v>{n}.5</c:v></c:pt>" for n in range(3))
            content = (
                f"<c:chartSpace {_NAMES}>{drawn}<c:strCache>{points}</c:strCache>"
                f"<c:numCache>{values}</c:numCache></c:chartSpace>"
            )
            name = self.relate("chart", f"charts/chart{number}.xml", content)
            return f'<w:r><w:drawing><c:chart r:id="{name}"/></w:drawing></w:r>'
        content = f"<dgm:dataModel {_NAMES}>{drawn}</dgm:dataModel>"
        name = self.relate("diagramData", f"diagrams/data{number}.xml", content)
        self.relate("diagramDrawing", f"diagrams/drawing{number}.xml", content)
        return f'<w:r><w:drawing><dgm:relIds r:dm="{name}"/></w:drawing></w:r>'

    def paragraph(self, depth: int) -> str:
        style = self.random.choice(
            ("", "", '<w:pStyle w:val="1"/>', '<w:numPr><w:numId w:val="1"/></w:numPr>')
        )
        mark = self.random.choice(
            ("", "", "", "<w:rPr><w:del w:id='2'/></w:rPr>", "<w:rPr><w:vanish/></w:rPr>")
        )
        former = "<w:pPrChange w:id='3'><w:pPr><w:pStyle w:val='h'/></w:pPr></w:pPrChange>"
        inner = "".join(self.inline(depth) for _ in range(self.random.randint(0, 4)))
        return f"<w:p><w:pPr>{style}{mark}{former}</w:pPr>{inner}</w:p>"

    def table(self, depth: int) -> str:
        rows = []
        for _ in range(self.random.randint(1, 2)):
            state = self.random.choice(
                ("", "", "<w:trPr><w:hidden/></w:trPr>", "<w:trPr><w:del/></w:trPr>")
            )
            cells = "".join(
                f"<w:tc><w:tcPr><w:gridSpan w:val='{self.random.randint(1, 2)}'/></w:tcPr>"
                f"{self.blocks(depth + 1, 2)}</w:tc>"
                for _ in range(self.random.randint(1, 3))
            )
            rows.append(f"<w:tr>{state}{cells}</w:tr>")
        return f"<w:tbl><w:tblPr/>{''.join(rows)}</w:tbl>"

    def blocks(self, depth: int, most: int) -> str:
        found = []
        for _ in range(self.random.randint(1, most)):
            nested = depth < 3 and self.random.random() < 0.2
            found.append(self.table(depth) if nested else self.paragraph(depth))
        return "".join([*found, self.paragraph(4)])

    def document(self) -> bytes:
        body = self.blocks(0, 8) + f"<w:p>{self.run()}</w:p>"
        for kind in ("header", "footer"):
            page = f"<w:p>{self.run()}<w:fldSimple w:instr='PAGE'>{self.run()}</w:fldSimple></w:p>"
            self.relate(kind, f"{kind}1.xml", f"<w:hdr {_NAMES}>{page}{self.blocks(2, 2)}</w:hdr>")
        for kind, found in (("footnote", self.notes), ("comment", self.comments)):
            found.append(self.blocks(3, 1))  # one that nothing refers to
            inner = "".join(
                f'<w:{kind} w:id="{n}">{note}</w:{kind}>' for n, note in enumerate(found, start=1)
            )
            self.relate(f"{kind}s", f"{kind}s.xml", f"<w:{kind}s {_NAMES}>{inner}</w:{kind}s>")
        styles = (
            '<w:style w:type="character" w:styleId="h"><w:rPr><w:vanish/></w:rPr></w:style>'
            '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style>'
        )
        self.relate("styles", "styles.xml", f"<w:styles {_NAMES}>{styles}</w:styles>")
        self.parts["word/glossary/document.xml"] = (
            f"<w:glossaryDocument {_NAMES}>{self.blocks(3, 2)}</w:glossaryDocument>"
        )
        self.parts["word/document.xml"] = (
            f"<w:document {_NAMES}><w:body>{body}</w:body></w:document>"
        )
        return packed_package(self.parts, self.relations, "word/document.xml")


def packed_package(parts: dict[str, str], relations: list[tuple[str, str]], main: str) -> bytes:
    """An office file of these parts; ``relations`` are those of the main one, r1, r2, …"""
    types = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    folder, _, name = main.rpartition("/")
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr("_rels/.rels", _relations([("officeDocument", main)]))
        archive.writestr(f"{folder}/_rels/{name}.rels", _relations(relations))
        for path, content in parts.items():
            archive.writestr(path, content)
    return stream.getvalue()


def _relations(relations: list[tuple[str, str]]) -> str:
    inner = "".join(
        f'<Relationship Id="r{n}" Type="{_OFFICE}officeDocument/2006/relationships/{kind}"'
        f' Target="{target}"/>'
        for n, (kind, target) in enumerate(relations, start=1)
    )
    return f'<Relationships xmlns="{_OFFICE}package/2006/relationships">{inner}</Relationships>'


def generate(seed: int) -> bytes:
    """A document with tables in tables, fields, notes, boxes, hidden and deleted text."""
    return _Maker(seed).document()


WITNESSES = dict.fromkeys((".docx", ".docm", ".dotx"), characters)
GENERATORS = {".docx": generate}
