"""Makes the pdf_*.pdf files of this folder with LibreOffice, out of releases of ``corpora/``.

    python tests/readers/files/pdf_make.py

Needs soffice, the fonts Liberation and WenQuanYi Micro Hei, and the hyphenation patterns of en-US
(Debian: libreoffice-writer, fonts-liberation, fonts-wqy-microhei, hyphen-en-us). Each PDF's text is
beside it as .txt, a paragraph a line, the footnotes last.
"""

import subprocess
import tempfile
from html import escape
from pathlib import Path

HERE = Path(__file__).resolve().parent
CORPORA = HERE.parents[2] / "corpora"

NOTES = {
    "en": "The figures are those of the end of the year and include the branches.",
    "zh": "数据截至当年年底，含各分支机构。",
}
TABLE = {
    "en": [["Region", "Certificates", "Growth"], ["Asia", "41,200", "8.5%"],
           ["Europe", "12,930", "3.1%"], ["Africa", "5,870", "11.0%"]],
    "zh": [["地区", "证书数量", "增长率"], ["亚洲", "41,200", "8.5%"],
           ["欧洲", "12,930", "3.1%"], ["非洲", "5,870", "11.0%"]],
}  # fmt: skip
LISTS = {
    "en": ["certification of products that are made in one country and sold in another, with "
           "one application and one test report",
           "training for laboratories and inspectors along the routes"],
    "zh": ["为在一国生产、在另一国销售的产品提供认证服务，企业只需提交一次申请、一份检测报告，"
           "即可进入多个市场",
           "为沿线实验室和检查员提供培训"],
}  # fmt: skip
HEADS = {"en": "CQC · Annual Collection of Press Releases", "zh": "中国质量认证中心新闻稿汇编"}


def release(name, language):
    """Title and paragraphs of a release, without the furniture of its page."""
    lines = (CORPORA / language / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    lines = [line.strip().strip("\u3000") for line in lines if line.strip()]
    long = [n for n, line in enumerate(lines) if len(line) > (120 if language == "en" else 40)]
    title = next(t for t in lines[1 : long[0]] if " > " not in t and " / " not in t)
    return title, lines[long[0] : long[-1] + 1]


def styles(*, language, width, height, columns, spacing, indent, head, foot):
    hyphens = "true" if language == "en" else "false"
    return f"""
<office:font-face-decls>
 <style:font-face style:name="L" svg:font-family="&apos;Liberation Serif&apos;"/>
 <style:font-face style:name="C" svg:font-family="&apos;WenQuanYi Micro Hei&apos;"/>
</office:font-face-decls>
<office:styles>
 <style:default-style style:family="paragraph"><style:text-properties style:font-name="L"
  style:font-name-asian="C" fo:font-size="10.5pt" style:font-size-asian="10.5pt"
  fo:language="en" fo:country="US"
  style:language-asian="zh" style:country-asian="CN"
  fo:hyphenate="{hyphens}" fo:hyphenation-remain-char-count="2"
  fo:hyphenation-push-char-count="2"/></style:default-style>
 <style:style style:name="Body" style:family="paragraph"><style:paragraph-properties
  fo:text-align="justify" fo:margin-bottom="{spacing}" fo:text-indent="{indent}"
  style:punctuation-wrap="simple"
  fo:orphans="2" fo:widows="2"/></style:style>
 <style:style style:name="Title" style:family="paragraph"><style:paragraph-properties
  fo:text-align="center" fo:margin-bottom="0.4cm" fo:margin-top="0.4cm"
  fo:keep-with-next="always"/><style:text-properties fo:font-size="15pt"
  style:font-size-asian="15pt" fo:font-weight="bold" fo:hyphenate="false"/></style:style>
 <style:style style:name="Edge" style:family="paragraph"><style:paragraph-properties
  fo:text-align="center"/><style:text-properties fo:font-size="9pt"
  style:font-size-asian="9pt"/></style:style>
 <style:style style:name="Cell" style:family="paragraph"/>
 <style:style style:name="Footnote" style:family="paragraph"><style:text-properties
  fo:font-size="8.5pt" style:font-size-asian="8.5pt"/></style:style>
 <style:style style:name="Mark" style:family="text"><style:text-properties
  style:text-position="super 58%"/></style:style>
 <text:notes-configuration text:note-class="footnote" text:citation-body-style-name="Mark"
  text:default-style-name="Footnote" style:num-format="1" text:start-value="0"/>
 <text:list-style style:name="Bullets"><text:list-level-style-bullet text:level="1"
  text:bullet-char="•"><style:list-level-properties
  text:list-level-position-and-space-mode="label-alignment"><style:list-level-label-alignment
  text:label-followed-by="listtab" fo:text-indent="-0.6cm" fo:margin-left="0.9cm"
  text:list-tab-stop-position="0.9cm"/></style:list-level-properties>
  </text:list-level-style-bullet></text:list-style>
</office:styles>
<office:automatic-styles>
 <style:page-layout style:name="P"><style:page-layout-properties fo:page-width="{width}"
  fo:page-height="{height}" fo:margin-top="1.2cm" fo:margin-bottom="1.2cm"
  fo:margin-left="1.8cm" fo:margin-right="1.8cm"/>
  <style:header-style><style:header-footer-properties fo:min-height="0.6cm"
   fo:margin-bottom="0.4cm"/></style:header-style>
  <style:footer-style><style:header-footer-properties fo:min-height="0.6cm"
   fo:margin-top="0.4cm"/></style:footer-style></style:page-layout>
 <style:style style:name="Columns" style:family="section"><style:section-properties>
  <style:columns fo:column-count="{columns}" fo:column-gap="0.7cm"/>
  </style:section-properties></style:style>
 <style:style style:name="T" style:family="table"><style:table-properties
  style:width="9cm" table:align="center"/></style:style>
 <style:style style:name="Line" style:family="table-cell"><style:table-cell-properties
  fo:border="0.5pt solid #000000" fo:padding="0.1cm"/></style:style>
</office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="P">
 {f'<style:header><text:p text:style-name="Edge">{head}</text:p></style:header>' if head else ""}
 {f'<style:footer><text:p text:style-name="Edge">{foot}</text:p></style:footer>' if foot else ""}
</style:master-page></office:master-styles>"""


def document(body, **options):
    spaces = "office style text table fo svg".split()
    urns = {"fo": "xsl-fo-compatible", "svg": "svg-compatible"}
    declared = " ".join(
        f'xmlns:{s}="urn:oasis:names:tc:opendocument:xmlns:{urns.get(s, s)}:1.0"' for s in spaces
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {declared} office:version="1.3" '
        f'office:mimetype="application/vnd.oasis.opendocument.text">{styles(**options)}'
        f"<office:body><office:text>{body}</office:text></office:body></office:document>"
    )


def p(text, style="Body"):
    return f'<text:p text:style-name="{style}">{text}</text:p>'


def noted(text, note):
    """A paragraph with a footnote at the end of its first sentence's first clause."""
    at = min(text.find(mark) for mark in ",，" if mark in text)
    return (
        f'{escape(text[:at])}<text:note text:note-class="footnote"><text:note-citation>1'
        f"</text:note-citation><text:note-body>{p(escape(note), 'Footnote')}</text:note-body>"
        f"</text:note>{escape(text[at:])}"
    )


def table(rows):
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell table:style-name="Line">{p(escape(c), "Cell")}</table:table-cell>'
            for c in row
        )
        + "</table:table-row>"
        for row in rows
    )
    columns = f'<table:table-column table:number-columns-repeated="{len(rows[0])}"/>'
    return f'<table:table table:style-name="T">{columns}{cells}</table:table>'


def bullets(items):
    inner = "".join(f"<text:list-item>{p(escape(i))}</text:list-item>" for i in items)
    return f'<text:list text:style-name="Bullets">{inner}</text:list>'


def pages(language):
    """Two releases one after the other on small pages, with heads, feet and a footnote."""
    body, texts = "", []
    for number, name in enumerate(
        (
            "2023-10-24-belt-and-road-series-events",
            "2024-06-27-rail-transit-certification-agreement",
        )
    ):
        title, paragraphs = release(name, language)
        texts += [title, *paragraphs]
        shown = [escape(t) for t in paragraphs]
        if number == 0:
            shown[0] = noted(paragraphs[0], NOTES[language])
        # the Chinese pages indent as typists do: with two full-width spaces
        lead = "\u3000\u3000" if language == "zh" and number else ""
        body += p(escape(title), "Title") + "".join(p(lead + t) for t in shown)
    foot = {
        "en": "Page <text:page-number/> of <text:page-count/>",
        "zh": "— <text:page-number/> —",
    }[language]
    options = {"head": escape(HEADS[language]), "foot": foot, "columns": 1}
    options |= {"width": "14.8cm", "height": "21cm"}
    options |= {"spacing": "0.2cm", "indent": "0cm"} if language == "en" else {
        "spacing": "0cm", "indent": "0cm"}  # fmt: skip
    if language == "zh":
        body = body.replace('"Body">', '"Body">\u3000\u3000').replace("\u3000" * 4, "\u3000" * 2)
    return document(body, language=language, **options), [*texts, NOTES[language]]


def columns(language):
    """A release in two columns under a title, then a list and a table."""
    title, paragraphs = release("2024-08-15-green-product-standards-seminar", language)
    body = p(escape(title), "Title")
    body += '<text:section text:style-name="Columns" text:name="a">'
    body += "".join(p(escape(t)) for t in paragraphs) + "</text:section>"
    body += bullets(LISTS[language]) + table(TABLE[language])
    options = {"width": "21cm", "height": "29.7cm", "columns": 2, "head": "", "foot": ""}
    options |= {"spacing": "0cm", "indent": "0.74cm"}
    cells = [cell for row in TABLE[language] for cell in row]
    return (
        document(body, language=language, **options),
        [title, *paragraphs, *LISTS[language], *cells],
    )


def web(language):
    """What a browser prints: blocks with space between them, ragged lines, no indent."""
    title, paragraphs = release("2024-02-28-carbon-footprint-label-launch", language)
    font = {"en": "Liberation Sans", "zh": "WenQuanYi Micro Hei"}[language]
    body = f"<h1>{escape(title)}</h1>" + "".join(f"<p>{escape(t)}</p>" for t in paragraphs)
    html = f'<html lang="{language}"><head><meta charset="utf-8"><style>body {{font-family: '
    return f'{html}"{font}"}}</style></head><body>{body}</body></html>', [title, *paragraphs]


def convert(text, target, suffix, options=""):
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"{target}.{suffix}"
        source.write_text(text, encoding="utf-8")
        command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless"]
        command += ["--infilter=HTML (StarWriter)"] if suffix == "html" else []
        export = "pdf:writer_pdf_Export" + options
        command += ["--convert-to", export, "--outdir", str(HERE), str(source)]
        subprocess.run(command, check=True, capture_output=True)


def main():
    for language in ("en", "zh"):
        for make, suffix in ((pages, "fodt"), (columns, "fodt"), (web, "html")):
            name = f"pdf_{make.__name__}_{language}"
            text, paragraphs = make(language)
            convert(text, name, suffix)
            lines = [paragraph.removeprefix("• ") for paragraph in paragraphs]
            (HERE / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    title, _ = release("2023-11-08-import-expo-signing-ceremony", "en")
    password = '"DocumentOpenPassword":{"type":"string","value":"secret"}'
    lock = f':{{"EncryptFile":{{"type":"boolean","value":"true"}},{password}}}'
    convert(f"<p>{escape(title)}</p>", "pdf_password", "html", lock)


if __name__ == "__main__":
    main()
