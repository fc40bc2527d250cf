"""PDF: all characters that pdfium finds on the pages; and pages typeset letter by letter."""

import random
import re
from collections.abc import Callable

import pypdfium2
import pypdfium2.raw as pdfium

# What pdfium gives for a hyphen at the end of a line; bullets of fonts without code points.
_HYPHEN, _BULLETS = 2, {0xF0B7: "•", 0xF0A7: "•"}


def characters(data: bytes) -> str:
    found = []
    with pypdfium2.PdfDocument(data) as document:
        for page in document:
            text = page.get_textpage()
            codes = []
            for index in range(text.count_chars()):
                code = pdfium.FPDFText_GetUnicode(text, index)
                unknown = pdfium.FPDFText_HasUnicodeMapError(text, index) == 1
                control = code < 32 and code not in (9, 10, 13, _HYPHEN)
                if not pdfium.FPDFText_IsGenerated(text, index) or code == _HYPHEN:
                    codes.append(0xFFFD if unknown or control else code)
            found.append("".join("-" if c == _HYPHEN else _BULLETS.get(c, chr(c)) for c in codes))
            text.close()
    # pdfium gives characters beyond the BMP as two surrogates
    return "".join(found).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


_WORDS = {
    "en": "the harbour office certified every ship that came from the north last year; its staff "
    "of forty-five people measured, weighed and inspected goods for whom no certificate had been "
    "issued and reported 12,930 cases (8.5%) to the inter-national committee for standards",
    "zh": "港务局 去年 对 来自 北方 的 每一艘 船 进行 了 检验， 工作人员 称量 货物， 签发 证书； "
    "共 12,930 份， 同比 增长 8.5%。 委员会 （IEC） 表示 “满意” ， 今后 将 继续 合作。",
}
_HEAD = {"en": "Harbour Office Yearbook {}", "zh": "港务局年鉴 第{}卷"}


class _Canvas:
    """The content of a page; letters are 500 wide, or 1000 if they are Chinese."""

    def __init__(self, used: set[str]) -> None:
        self.parts: list[str] = []
        self.used = used

    def show(self, x: float, y: float, text: str, size: float, matrix: str = "1 0 0 1") -> None:
        self.used.update(text)
        code = "".join(f"{ord(char):04x}" for char in text)
        self.parts.append(f"BT /F {size} Tf {matrix} {x:.2f} {y:.2f} Tm <{code}> Tj ET")

    def rule(self, x: float, y: float, width: float) -> None:
        self.parts.append(f"{x:.1f} {y:.1f} m {x + width:.1f} {y:.1f} l S")


def width_of(text: str, size: float) -> float:
    return sum(size if ord(char) > 0x2E80 else size / 2 for char in text)


def generate(seed: int) -> bytes:
    rng = random.Random(seed)
    language = rng.choice(("en", "zh"))
    used: set[str] = set()
    pages = []
    columns, justified = rng.choice((1, 1, 2, 3)), rng.random() < 0.6
    for number in range(1, rng.randint(1, 2) + 1):
        canvas = _Canvas(used)
        if rng.random() < 0.8:
            canvas.show(220, 810, _HEAD[language].format(7), 9)
            canvas.show(290, 30, rng.choice((str(number), f"- {number} -", f"第{number}页")), 9)
        _columns(canvas, rng, language, columns, justified)
        for extra in rng.sample(_EXTRAS, rng.randint(0, 4)):
            extra(canvas, rng)
        pages.append("\n".join(canvas.parts))
    return _file(pages, used)


def _columns(canvas: _Canvas, rng: random.Random, language: str, n: int, justified: bool) -> None:
    size, gap = rng.choice((8, 9, 10.5)), 18
    width = (595 - 100 - gap * (n - 1)) / n
    indent, bottom = rng.choice((0, 2 * size)), rng.choice((120, 400, 500, 500))
    for column in range(n):
        x, y = 50 + column * (width + gap), 780 - rng.choice((0, 0, 30))
        while y > bottom:
            kind = rng.random()
            if kind < 0.12:
                y = _table(canvas, rng, language, (x, y), width, size)
            elif kind < 0.2:
                canvas.show(x, y, "".join(_text(rng, language, 2)), size * 1.3)
                y -= 2 * size
            else:
                mark = rng.choice(("", "", "", "• ", "\uf0b7 ", "a) "))
                words = _text(rng, language, rng.randint(3, 60))
                words[0] = mark + words[0]
                y = _paragraph(canvas, words, (x, y), (width, indent), size, justified)
                y -= 0 if indent else size


def _text(rng: random.Random, language: str, number: int) -> list[str]:
    words = _WORDS[language].split()
    start = rng.randrange(len(words))
    found = [words[(start + n) % len(words)] for n in range(number)]
    return found if language == "en" else [char for word in found for char in _pieces(word)]


def _pieces(word: str) -> list[str]:
    return re.findall(r"[（“]*(?:[\x21-\x7e]+|.)[，。；）”]*", word)


def _paragraph(
    canvas: _Canvas,
    words: list[str],
    place: tuple[float, float],
    measure: tuple[float, float],
    size: float,
    justified: bool,
) -> float:
    (x, y), (width, indent) = place, measure
    space = 0 if len(words[0]) < 3 and ord(words[-1][0]) > 127 else size / 2
    line: list[str] = []
    rest, indent = list(words), indent
    while rest or line:
        used = sum(width_of(w, size) + space for w in line) - space + indent
        if rest and (not line or used + space + width_of(rest[0], size) <= width):
            line.append(rest.pop(0))
            continue
        if rest and "-" not in rest[0] and len(rest[0]) > 8 and rest[0].isascii():
            line.append(f"{rest[0][:4]}-")  # a divided word; it may stand out of the column
            rest[0] = rest[0][4:]
        free = width - sum(width_of(w, size) + space for w in line) + space - indent
        stretch = free / (len(line) - 1) if justified and rest and len(line) > 1 else 0
        at = x + indent
        for word in line:
            canvas.show(at, y, word, size)
            at += width_of(word, size) + space + stretch
        y, line, indent = y - 1.25 * size, [], 0
    return y


def _table(
    canvas: _Canvas,
    rng: random.Random,
    language: str,
    place: tuple[float, float],
    width: float,
    size: float,
) -> float:
    x, y = place
    columns, ruled = rng.randint(2, 3), rng.random() < 0.5
    for _ in range(rng.randint(2, 5)):
        if ruled:
            canvas.rule(x, y + 1.3 * size, width)
        for column in range(columns):
            canvas.show(x + column * width / columns, y, _text(rng, language, 1)[0], size)
        y -= 1.9 * size
    return y


def _watermark(canvas: _Canvas, rng: random.Random) -> None:
    canvas.show(150, 300, rng.choice(("DRAFT", "草案")), 60, "0.7 0.7 -0.7 0.7")


def _stamp(canvas: _Canvas, rng: random.Random) -> None:
    canvas.show(20, 200, f"Received {rng.randint(1, 28)} May", 8, "0 1 -1 0")


def _bold(canvas: _Canvas, rng: random.Random) -> None:
    y = rng.uniform(90, 110)
    for shift in (0, 0.3):
        canvas.show(60 + shift, y, "Written twice 两次", 11)


def _hidden(canvas: _Canvas, rng: random.Random) -> None:
    canvas.show(60, rng.uniform(60, 110), "hidden 隐", 0)


def _invisible(canvas: _Canvas, rng: random.Random) -> None:
    canvas.parts.append("q 3 Tr")
    canvas.show(60, rng.uniform(60, 110), "recognized words 识别", 9)
    canvas.parts.append("Q")


def _unreadable(canvas: _Canvas, rng: random.Random) -> None:
    canvas.show(300, rng.uniform(60, 110), "a\ufffdb", 9)


def _note(canvas: _Canvas, rng: random.Random) -> None:
    canvas.rule(50, 104, 120)
    canvas.show(60, 118, "the ships", 10.5)
    canvas.show(60 + width_of("the ships", 10.5), 122, "1", 6)
    canvas.show(50, 92, "1", 5)
    canvas.show(54, 90, "Without those of the navy.", 8)


def _odd(canvas: _Canvas, rng: random.Random) -> None:
    canvas.show(400, rng.uniform(60, 110), "ﬁ ⼀ m² H₂O ½ ①", 9)


def _place(canvas: _Canvas, rng: random.Random) -> None:
    for _ in range(rng.randint(1, 12)):
        canvas.show(rng.uniform(0, 590), rng.uniform(0, 840), rng.choice("AB港5"), 10)


_EXTRAS: list[Callable[[_Canvas, random.Random], None]] = [
    _watermark, _stamp, _bold, _hidden, _invisible, _unreadable, _note, _odd, _place,
]  # fmt: skip


def _file(pages: list[str], used: set[str]) -> bytes:
    mapped = "\n".join(f"<{ord(c):04x}> <{c.encode('utf-16-be').hex()}>" for c in sorted(used))
    cmap = (
        "/CIDInit /ProcSet findresource begin begincmap /CMapName /X def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(used)} beginbfchar\n{mapped}\nendbfchar endcmap end"
    )
    kids = " ".join(f"{6 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>",
        "<</Type/Font/Subtype/Type0/BaseFont/Sans/Encoding/Identity-H/DescendantFonts[5 0 R]"
        "/ToUnicode 4 0 R>>",
        f"<</Length {len(cmap)}>>stream\n{cmap}\nendstream",
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/Sans/DW 1000/W[0 11903 500]"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>",
    ]
    for number, content in enumerate(pages):
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {7 + 2 * number} 0 R"
            "/Resources<</Font<</F 3 0 R>>>>>>"
        )
        objects.append(f"<</Length {len(content)}>>stream\n{content}\nendstream")
    out, places = b"%PDF-1.5\n", []
    for number, text in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{text}\nendobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size, start = len(objects) + 1, len(out)
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer<</Size {size}/Root 1 0 R>>\n"
    return out + f"{end}startxref\n{start}\n%%EOF\n".encode()


WITNESSES = {".pdf": characters}
GENERATORS = {".pdf": generate}
