"""Presentations made at random; their witness is that of Word documents."""

import random

from .word import characters, packed_package, words

_OFFICE = "http://schemas.openxmlformats.org/"
_NAMES = (
    f'xmlns:p="{_OFFICE}presentationml/2006/main" xmlns:a="{_OFFICE}drawingml/2006/main" '
    f'xmlns:r="{_OFFICE}officeDocument/2006/relationships" '
    f'xmlns:c="{_OFFICE}drawingml/2006/chart" xmlns:m="{_OFFICE}officeDocument/2006/math"'
)


class _Maker:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.count = 0

    def run(self) -> str:
        self.count += 1
        text = words(self.random, self.count)
        return self.random.choice(
            (
                f"<a:r><a:t>{text}</a:t></a:r>",
                f"<a:r><a:t>{text}</a:t></a:r><a:br/>",
                f'<a:fld type="slidenum"><a:t>{self.count}</a:t></a:fld>',
                f"<m:oMath><m:r><m:t>x={self.count}</m:t></m:r></m:oMath>",
            )
        )

    def paragraphs(self) -> str:
        return "".join(
            f"<a:p>{''.join(self.run() for _ in range(self.random.randint(0, 3)))}</a:p>"
            for _ in range(self.random.randint(1, 3))
        )

    def shape(self) -> str:
        if self.random.random() < 0.2:
            rows = "".join(
                "<a:tr>"
                + "".join(f"<a:tc><a:txBody>{self.paragraphs()}</a:txBody></a:tc>" for _ in "ab")
                + "</a:tr>"
                for _ in "ab"
            )
            return f"<p:graphicFrame><a:tbl>{rows}</a:tbl></p:graphicFrame>"
        kind = self.random.choice(("title", "body", "sldNum", "ftr", "dt"))
        holder = f'<p:nvPr><p:ph type="{kind}"/></p:nvPr>' if self.random.random() < 0.7 else ""
        name = f'<p:cNvPr id="1" name="x" descr="Picture {self.count}"/>'
        return f"<p:sp>{name}{holder}<p:txBody>{self.paragraphs()}</p:txBody></p:sp>"

    def part(self, name: str, attribute: str = "") -> str:
        shapes = "".join(self.shape() for _ in range(self.random.randint(1, 4)))
        return f"<p:{name} {_NAMES}{attribute}><p:cSld>{shapes}</p:cSld></p:{name}>"

    def document(self) -> bytes:
        parts: dict[str, str] = {}
        relations: list[tuple[str, str]] = []
        for number in range(1, self.random.randint(2, 5)):
            hidden = ' show="0"' if number > 1 and self.random.random() < 0.3 else ""
            parts[f"ppt/slides/slide{number}.xml"] = self.part("sld", hidden)
            relations.append(("slide", f"slides/slide{number}.xml"))
            notes = f"notes{number}.xml"
            parts[f"ppt/slides/_rels/slide{number}.xml.rels"] = (
                f'<Relationships xmlns="{_OFFICE}package/2006/relationships"><Relationship '
                f'Id="r1" Type="{_OFFICE}officeDocument/2006/relationships/notesSlide" '
                f'Target="{notes}"/></Relationships>'
            )
            parts[f"ppt/slides/{notes}"] = self.part("notes")
        first, text = "ppt/slides/slide1.xml", "<a:p><a:r><a:t>A ship</a:t></a:r></a:p>"
        shape = f"<p:sp><p:txBody>{text}</p:txBody></p:sp>"
        parts[first] = parts[first].replace("</p:cSld>", f"{shape}</p:cSld>")
        parts["ppt/slideMasters/slideMaster1.xml"] = self.part("sldMaster")
        parts["ppt/comments/comment1.xml"] = (
            f"<p:cmLst {_NAMES}><p:cm><p:text>A remark</p:text></p:cm></p:cmLst>"
        )
        order = list(range(1, len(relations) + 1))
        self.random.shuffle(order)
        slides = "".join(f'<p:sldId id="{255 + n}" r:id="r{n}"/>' for n in order)
        parts["ppt/presentation.xml"] = (
            f"<p:presentation {_NAMES}><p:sldIdLst>{slides}</p:sldIdLst></p:presentation>"
        )
        return packed_package(parts, relations, "ppt/presentation.xml")


def generate(seed: int) -> bytes:
    """Slides with tables, placeholders, hidden slides, notes, masters."""
    return _Maker(seed).document()


WITNESSES = dict.fromkeys((".pptx", ".pptm", ".ppsx", ".potx"), characters)
GENERATORS = {".pptx": generate}
