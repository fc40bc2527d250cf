"""Documents of known paragraphs, saved as PDF by LibreOffice and by Chromium.

A :class:`Case` says how a document looks; :func:`compose` fills it with paragraphs of the
evaluation texts; :func:`save_all` makes the PDF files.
"""

import base64
import random
import shutil
import struct
import subprocess
import tempfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from itertools import product
from pathlib import Path

from text_sets import CORPORA, DATA, read_set

# Those of a document have the same habits: spaces between Chinese and Latin letters or none.
SETS = (("k8s-perturbed", "tidb-notes"), ("ntrex-dev",), ())
SHY = "\u00ad"


@dataclass(frozen=True)
class Case:
    """How a document looks. Lengths are in points."""

    kind: str
    language: str
    program: str
    seed: int
    columns: int = 1
    justified: bool = True
    hyphens: bool = False
    indent: float = 0
    spacing: float = 6
    width: float = 595
    height: float = 842
    margin: float = 54
    gap: float = 20
    size: float = 10.5
    font: str = "Liberation Serif"
    chinese: str = "WenQuanYi Micro Hei"
    heads: bool = False
    lists: bool = False
    tables: bool = False
    ruled: bool = True
    notes: bool = False
    figures: bool = False
    beside: bool = False

    @property
    def name(self) -> str:
        return f"{self.kind}-{self.language}-{self.program}-{self.seed}".replace(" ", "_")


@dataclass(frozen=True)
class Part:
    """A piece of a document: its kind, and its text or texts."""

    kind: str  # title, heading, text, list, table, figure, note
    texts: tuple[str, ...]
    columns: int = 0


#: Kind of document → what is special about it, in both ways that paragraphs are told apart.
KINDS: dict[str, dict[str, object]] = {
    "one column": {"columns": 1},
    "two columns": {"columns": 2},
    "three columns": {"columns": 3, "margin": 36, "gap": 16, "size": 9},
    "narrow columns": {"columns": 4, "margin": 30, "gap": 12, "size": 8},
    "heads and page numbers": {"heads": True, "width": 420, "height": 595},
    "two columns with heads": {"heads": True, "columns": 2, "hyphens": True},
    "footnotes": {"notes": True, "heads": True, "width": 420, "height": 595},
    "footnotes in columns": {"notes": True, "columns": 2},
    "hyphenated": {"hyphens": True},
    "hyphenated columns": {"hyphens": True, "columns": 2},
    "tables": {"tables": True, "lists": True},
    "tables without rules": {"tables": True, "ruled": False},
    "tables in columns": {"tables": True, "columns": 2},
    "table beside text": {"tables": True, "beside": True},
    "figures with captions": {"figures": True},
    "figures beside text": {"figures": True, "beside": True, "columns": 2},
    "lists": {"lists": True, "columns": 2},
}
_WAYS: tuple[dict[str, object], ...] = (
    {"indent": 21.0, "spacing": 0.0},
    {"spacing": 7.0, "font": "Liberation Sans", "chinese": "WenQuanYi Zen Hei"},
)


def cases(seeds: int = 1) -> list[Case]:
    """Return all kinds in both languages by both programs, justified or not."""
    found = []
    for number, (kind, options) in enumerate(KINDS.items()):
        for language, program, seed in product(("en", "zh"), ("office", "browser"), range(seeds)):
            if options.get("notes") and program == "browser":
                continue  # it has none
            for justified in (True, False):
                way = _WAYS[(number + seed + justified) % 2]
                case = Case(kind, language, program, 2 * seed + (not justified))
                found.append(replace(case, justified=justified, **(way | options)))  # type: ignore[arg-type]
    return found


@cache
def pool(language: str, sets: tuple[str, ...]) -> list[str]:
    """Return paragraphs to take from, in a fixed order."""
    found = []
    texts = [t for name in sets if (DATA / name).is_dir() for t in read_set(DATA / name)]
    for text in texts or read_set(CORPORA):
        lines = text.en if language == "en" else text.zh
        least = 90 if language == "en" else 35
        found += [" ".join(line.split()) for line in lines if least < len(line) < 900]
    return [t for t in dict.fromkeys(found) if _plain(t)]


def _plain(text: str) -> bool:
    """Whether all letters are in the fonts, and the reader is not asked to undo a list mark."""
    marks = "•–—-*#>|·`\u3000"
    return text[0] not in marks and all(ord(c) < 0x2600 or 0x3000 < ord(c) < 0xFFEF for c in text)


_CELLS = {
    "en": "Region Asia Europe Africa Certificates Growth Branches Harbour Northern_district Total "
    "Number_of_staff First_quarter Second_quarter Not_available 41,200 12,930 8.5% 3.1% 870 1,204",
    "zh": "地区 亚洲 欧洲 非洲 证书数量 增长率 分支机构 港口 北部地区 合计 员工人数 第一季度 "
    "第二季度 暂无数据 41,200 12,930 8.5% 3.1% 870 1,204",
}
_HEADS = {
    "en": ["The northern harbour", "Staff and branches", "What comes next", "Results of the year",
           "A word of thanks", "How the work is done"],
    "zh": ["北方的港口", "员工与机构", "下一步工作", "年度成果", "致谢", "工作方法"],
}  # fmt: skip
_TITLE = {"en": "Yearbook of the Harbour Office", "zh": "港务局年鉴"}
_RUNNING = {"en": "Harbour Office · Yearbook and Reports", "zh": "港务局年鉴与报告汇编"}


def compose(case: Case, sets: tuple[tuple[str, ...], ...] = SETS) -> list[Part]:
    """Return the parts of a document, from the case alone; ``sets`` to take paragraphs from."""
    rng = random.Random(f"{case.kind} {case.language} {case.seed}")
    texts = list(pool(case.language, rng.choice(sets)))
    rng.shuffle(texts)
    heads = list(_HEADS[case.language])
    rng.shuffle(heads)
    parts = [Part("title", (_TITLE[case.language],))]
    for section in range(3):
        parts.append(Part("heading", (heads.pop(),)))
        for number in range(rng.randint(3, 6)):
            text = texts.pop()
            if case.notes and number == 1:
                note = next(t for t in texts if len(t) < (220 if case.language == "en" else 90))
                texts.remove(note)
                parts.append(Part("note", (text, note)))
            else:
                parts.append(Part("text", (text,)))
            if case.tables and number == section:
                parts.append(_table(case, rng))
            if case.figures and number == 1:
                caption = {"en": "Figure {}: {}", "zh": "图{}　{}"}[case.language]
                about = rng.choice(_HEADS[case.language])
                parts.append(Part("figure", (caption.format(section + 1, about),)))
        if case.lists:
            parts.append(Part("list", tuple(texts.pop() for _ in range(3))))
            parts.append(Part("text", (texts.pop(),)))
    return parts


def _table(case: Case, rng: random.Random) -> Part:
    cells = [c.replace("_", " ") for c in _CELLS[case.language].split()]
    columns = 2 if case.columns > 1 or case.beside else rng.randint(2, 4)
    rows = rng.randint(3, 5)
    return Part("table", tuple(rng.choice(cells) for _ in range(columns * rows)), columns)


def expected(parts: Iterable[Part]) -> list[str]:
    """Return the paragraphs that a reader should find, footnotes last."""
    body = [t for p in parts if p.kind != "note" for t in p.texts]
    found: list[str] = []
    notes: list[str] = []
    for part in parts:
        found += part.texts[:1] if part.kind == "note" else part.texts
        notes += part.texts[1:] if part.kind == "note" else ()
    assert len(found) + len(notes) >= len(body)
    return found + notes


def _hyphenated(text: str) -> str:
    """Put soft hyphens where words may be broken, for the browser, which has no patterns."""
    words = []
    for word in text.split(" "):
        places = range(3, len(word) - 3) if len(word) > 7 and word.isalpha() else ()
        cut = [n for n in places if word[n - 1] in "aeiou" and word[n] not in "aeiou"]
        words.append("".join(SHY * (n in cut) + c for n, c in enumerate(word)))
    return " ".join(words)


def _grey_picture() -> str:
    """A PNG of one grey point, in base64."""

    def chunk(name: bytes, data: bytes) -> bytes:
        body = name + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    data = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\x99")) + chunk(b"IEND", b"")
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + data).decode()


def html(case: Case, parts: Sequence[Part]) -> str:
    """Return a document as a web page to print."""
    align = "justify" if case.justified else "left"
    border = "1px solid black" if case.ruled else "none"
    side = "float: right; margin: 0 0 8px 14px; width: 40%" if case.beside else "margin: 8px auto"
    style = f"""
    body {{ font: {case.size}pt "{case.font}", "{case.chinese}"; margin: 0; line-height: 1.35 }}
    main {{ column-count: {case.columns}; column-gap: {case.gap}pt }}
    p {{ text-align: {align}; text-indent: {case.indent}pt; margin: 0 0 {case.spacing}pt 0;
         orphans: 2; widows: 2 }}
    h1 {{ font-size: 1.7em; text-align: center }} h2 {{ font-size: 1.2em; margin: 0.8em 0 0.4em }}
    table {{ border-collapse: collapse; {side} }} td {{ border: {border}; padding: 2pt 6pt }}
    figure {{ margin: 8px 0; {side if case.beside else ""}; break-inside: avoid }}
    figcaption {{ font-size: 0.85em; text-align: center }} img {{ width: 100%; height: 70pt }}
    ul {{ margin: 4pt 0; padding-left: 18pt }} li {{ text-align: {align} }}"""

    def shown(text: str) -> str:
        return escape(_hyphenated(text) if case.hyphens else text)

    body, inner = "", ""
    for part in parts:
        texts = [shown(t) for t in part.texts]
        if part.kind == "title":
            body += f"<h1>{texts[0]}</h1>"
        elif part.kind == "heading":
            inner += f"<h2>{texts[0]}</h2>"
        elif part.kind == "table":
            rows = [texts[n : n + part.columns] for n in range(0, len(texts), part.columns)]
            cells = ["<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows]
            inner += f"<table>{''.join(cells)}</table>"
        elif part.kind == "list":
            inner += "<ul>" + "".join(f"<li>{t}</li>" for t in texts) + "</ul>"
        elif part.kind == "figure":
            picture = f'<img src="data:image/png;base64,{_grey_picture()}">'
            inner += f"<figure>{picture}<figcaption>{texts[0]}</figcaption></figure>"
        else:
            inner += f"<p>{texts[0]}</p>"
    head = _RUNNING[case.language] if case.heads else ""
    page = f"{case.width}|{case.height}|{case.margin}|{head}"
    return (
        f'<html lang="{case.language}" data-print="{page}"><meta charset="utf-8">'
        f"<style>{style}</style>"
        f"<body>{body}<main>{inner}</main></body></html>"
    )


def fodt(case: Case, parts: Sequence[Part]) -> str:
    """Return a document as flat OpenDocument text."""
    body, inner = "", ""
    for number, part in enumerate(parts):
        texts = [escape(t) for t in part.texts]
        if part.kind == "title":
            body += _p(texts[0], "Title")
        elif part.kind == "heading":
            inner += _p(texts[0], "Head")
        elif part.kind == "table":
            inner += _office_table(case, part, number)
        elif part.kind == "list":
            items = "".join(f"<text:list-item>{_p(t)}</text:list-item>" for t in texts)
            inner += f'<text:list text:style-name="Bullets">{items}</text:list>'
        elif part.kind == "figure":
            inner += _office_figure(case, texts[0], number)
        elif part.kind == "note":
            inner += _p(_noted(*part.texts))
        else:
            inner += _p(texts[0])
    body += f'<text:section text:style-name="Columns" text:name="a">{inner}</text:section>'
    spaces = "office style text table fo svg draw xlink".split()
    urns = {"fo": "xsl-fo-compatible", "svg": "svg-compatible", "draw": "drawing"}
    names = {s: f"urn:oasis:names:tc:opendocument:xmlns:{urns.get(s, s)}:1.0" for s in spaces}
    names["xlink"] = "http://www.w3.org/1999/xlink"
    declared = " ".join(f'xmlns:{s}="{name}"' for s, name in names.items())
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {declared} office:version="1.3" '
        f'office:mimetype="application/vnd.oasis.opendocument.text">{_styles(case)}'
        f"<office:body><office:text>{body}</office:text></office:body></office:document>"
    )


def _p(text: str, style: str = "Body") -> str:
    return f'<text:p text:style-name="{style}">{text}</text:p>'


def _noted(text: str, note: str) -> str:
    """A paragraph with a footnote after its first clause."""
    at = min((text.find(mark) for mark in ",.，。" if mark in text), default=len(text))
    return (
        f'{escape(text[:at])}<text:note text:note-class="footnote"><text:note-citation>1'
        f"</text:note-citation><text:note-body>{_p(escape(note), 'Footnote')}</text:note-body>"
        f"</text:note>{escape(text[at:])}"
    )


def _office_table(case: Case, part: Part, number: int) -> str:
    rows = [part.texts[n : n + part.columns] for n in range(0, len(part.texts), part.columns)]
    cell = '<table:table-cell table:style-name="Line">{}</table:table-cell>'
    shown = "".join(
        "<table:table-row>"
        + "".join(cell.format(_p(escape(c), "Cell")) for c in row)
        + "</table:table-row>"
        for row in rows
    )
    columns = f'<table:table-column table:number-columns-repeated="{part.columns}"/>'
    table = f'<table:table table:style-name="T{part.columns}">{columns}{shown}</table:table>'
    return _p(_frame(table, number, 190)) if case.beside else table


def _office_figure(case: Case, caption: str, number: int) -> str:
    picture = (
        '<draw:frame draw:style-name="As" text:anchor-type="as-char" svg:width="150pt" '
        f'svg:height="70pt"><draw:image><office:binary-data>{_grey_picture()}'
        "</office:binary-data></draw:image></draw:frame>"
    )
    if case.beside:
        return _p(_frame(_p(picture, "Caption") + _p(caption, "Caption"), number, 160))
    return _p(picture, "Caption") + _p(caption, "Caption")


def _frame(inside: str, number: int, width: float) -> str:
    return (
        f'<draw:frame draw:style-name="Side" draw:name="f{number}" text:anchor-type="paragraph" '
        f'svg:width="{width}pt"><draw:text-box fo:min-height="20pt">{inside}</draw:text-box>'
        "</draw:frame>"
    )


def _styles(case: Case) -> str:
    hyphens = "true" if case.hyphens and case.language == "en" else "false"
    align = "justify" if case.justified else "start"
    border = "0.5pt solid #000000" if case.ruled else "none"
    head = _p(_RUNNING[case.language], "Edge") if case.heads else ""
    foot = _p("<text:page-number/>", "Edge") if case.heads else ""
    fonts = (
        f'style:font-name="L" style:font-name-asian="C" fo:font-size="{case.size}pt" '
        f'style:font-size-asian="{case.size}pt"'
    )

    def size(times: float) -> str:
        points = round(times * case.size, 1)
        return f'fo:font-size="{points}pt" style:font-size-asian="{points}pt"'

    def style(name: str, paragraph: str, text: str = "") -> str:
        return (
            f'<style:style style:name="{name}" style:family="paragraph">'
            f"<style:paragraph-properties {paragraph}/><style:text-properties {text}/>"
            "</style:style>"
        )

    def table_style(columns: int) -> str:
        return (
            f'<style:style style:name="T{columns}" style:family="table"><style:table-properties '
            f'style:width="{90 * columns}pt" table:align="center"/></style:style>'
        )

    bold = 'fo:font-weight="bold" style:font-weight-asian="bold" fo:hyphenate="false"'
    return f"""
<office:font-face-decls>
 <style:font-face style:name="L" svg:font-family="&apos;{case.font}&apos;"/>
 <style:font-face style:name="C" svg:font-family="&apos;{case.chinese}&apos;"/>
</office:font-face-decls>
<office:styles>
 <style:default-style style:family="paragraph"><style:text-properties {fonts}
  fo:language="en" fo:country="US" style:language-asian="zh" style:country-asian="CN"
  fo:hyphenate="{hyphens}" fo:hyphenation-remain-char-count="2"
  fo:hyphenation-push-char-count="2"/></style:default-style>
 {
        style(
            "Body",
            f'fo:text-align="{align}" fo:margin-bottom="{case.spacing}pt" '
            f'fo:text-indent="{case.indent}pt" fo:orphans="2" fo:widows="2" '
            'style:punctuation-wrap="simple"',
        )
    }
 {style("Title", 'fo:text-align="center" fo:margin-bottom="12pt"', f"{size(1.7)} {bold}")}
 {
        style(
            "Head",
            'fo:margin-top="9pt" fo:margin-bottom="5pt" fo:keep-with-next="always"',
            f"{size(1.2)} {bold}",
        )
    }
 {style("Edge", 'fo:text-align="center"', size(0.85))}
 {style("Cell", 'fo:text-align="start"')}
 {style("Caption", 'fo:text-align="center" fo:margin-bottom="6pt"', size(0.85))}
 {style("Footnote", f'fo:text-align="{align}"', size(0.8))}
 <style:style style:name="Mark" style:family="text"><style:text-properties
  style:text-position="super 58%"/></style:style>
 <style:style style:name="Side" style:family="graphic"><style:graphic-properties
  style:wrap="parallel" style:horizontal-pos="right" style:horizontal-rel="paragraph"
  style:vertical-pos="top" style:vertical-rel="paragraph" fo:margin-left="10pt"
  fo:margin-bottom="6pt" fo:border="none" fo:padding="2pt"/></style:style>
 <style:style style:name="As" style:family="graphic"><style:graphic-properties
  style:vertical-pos="top" style:vertical-rel="baseline"/></style:style>
 <text:notes-configuration text:note-class="footnote" text:citation-body-style-name="Mark"
  text:default-style-name="Footnote" style:num-format="1" text:start-value="0"/>
 <text:list-style style:name="Bullets"><text:list-level-style-bullet text:level="1"
  text:bullet-char="•"><style:list-level-properties
  text:list-level-position-and-space-mode="label-alignment"><style:list-level-label-alignment
  text:label-followed-by="listtab" fo:text-indent="-0.5cm" fo:margin-left="0.5cm"
  text:list-tab-stop-position="0.5cm"/></style:list-level-properties>
  </text:list-level-style-bullet></text:list-style>
</office:styles>
<office:automatic-styles>
 <style:page-layout style:name="P"><style:page-layout-properties fo:page-width="{case.width}pt"
  fo:page-height="{case.height}pt" fo:margin-top="36pt" fo:margin-bottom="36pt"
  fo:margin-left="{case.margin}pt" fo:margin-right="{case.margin}pt"/>
  <style:header-style><style:header-footer-properties fo:min-height="0.6cm"
   fo:margin-bottom="0.4cm"/></style:header-style>
  <style:footer-style><style:header-footer-properties fo:min-height="0.6cm"
   fo:margin-top="0.4cm"/></style:footer-style></style:page-layout>
 <style:style style:name="Columns" style:family="section"><style:section-properties>
  <style:columns fo:column-count="{case.columns}" fo:column-gap="{case.gap}pt"/>
  </style:section-properties></style:style>
 {"".join(map(table_style, (2, 3, 4)))}
 <style:style style:name="Line" style:family="table-cell"><style:table-cell-properties
  fo:border="{border}" fo:padding="3pt"/></style:style>
</office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="P">
 {f"<style:header>{head}</style:header><style:footer>{foot}</style:footer>" if head else ""}
</style:master-page></office:master-styles>"""


def save_all(sources: dict[str, str], folder: Path) -> None:
    """Save documents as PDF: name.fodt by LibreOffice, name.html by Chromium, unless there."""
    folder.mkdir(parents=True, exist_ok=True)
    new = {n: t for n, t in sources.items() if not (folder / n).with_suffix(".pdf").exists()}
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        for name, text in new.items():
            (work / name).write_text(text, encoding="utf-8")
        office = sorted(work.glob("*.fodt"))
        for start in range(0, len(office), 40):
            command = ["soffice", f"-env:UserInstallation=file://{temporary}/profile", "--headless"]
            command += ["--convert-to", "pdf:writer_pdf_Export", "--outdir", str(folder)]
            command += map(str, office[start : start + 40])
            subprocess.run(command, check=True, capture_output=True)
        if pages := sorted(work.glob("*.html")):
            _print_pages(pages, folder)


def _print_pages(pages: Sequence[Path], folder: Path) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        page = browser.new_page()
        for path in pages:
            page.goto(path.as_uri())
            options = page.evaluate("document.documentElement.dataset.print || ''")
            width, height, margin, head = options.split("|") if options else ("", "", "", "")
            shown = f'<div style="font-size: 8pt; width: 100%; text-align: center">{head}</div>'
            foot = shown.replace(head, '<span class="pageNumber"></span>') if head else "<i></i>"
            page.pdf(
                path=folder / f"{path.stem}.pdf",
                width=f"{float(width or 595) / 72}in",
                height=f"{float(height or 842) / 72}in",
                margin=dict.fromkeys(("left", "right"), f"{float(margin or 54) / 72}in")
                | dict.fromkeys(("top", "bottom"), "0.7in"),
                display_header_footer=bool(head),
                header_template=shown,
                footer_template=foot,
            )
        browser.close()
