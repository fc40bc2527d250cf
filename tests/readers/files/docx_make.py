"""Makes releases in the formats of LibreOffice, from the .tsv files.

    python tests/readers/files/docx_make.py

Each line of ``docx_release_LANGUAGE.tsv`` is a paragraph: its kind, its text, and its footnote, if
it has one. Page header, page footer, a comment and a deletion that changes track are in the
documents, too: none of them is text.
"""

import subprocess
import tempfile
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape

HERE = Path(__file__).parent

_FRAME = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3"
 office:mimetype="application/vnd.oasis.opendocument.text">
<office:meta><dc:title>{title}</dc:title></office:meta>
<office:automatic-styles>
<style:page-layout style:name="page"><style:page-layout-properties fo:page-width="21cm"
 fo:page-height="29.7cm"/><style:header-style/><style:footer-style/></style:page-layout>
</office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="page">
<style:header><text:p>PAGE HEADER</text:p></style:header>
<style:footer><text:p>PAGE FOOTER</text:p></style:footer>
</style:master-page></office:master-styles>
<office:body><office:text>
<text:tracked-changes><text:changed-region text:id="c1"><text:deletion><office:change-info>
<dc:creator>A</dc:creator><dc:date>2024-11-25T10:00:00</dc:date></office:change-info>
<text:p>DELETED</text:p></text:deletion></text:changed-region></text:tracked-changes>
{body}
</office:text></office:body></office:document>
"""
_NOTE = (
    '<text:note text:note-class="footnote"><text:note-citation>{n}</text:note-citation>'
    "<text:note-body><text:p>{text}</text:p></text:note-body></text:note>"
)
_COMMENT = (
    "<office:annotation><dc:creator>A</dc:creator><dc:date>2024-11-25T10:00:00</dc:date>"
    "<text:p>COMMENT</text:p></office:annotation>"
)


def flat_odt(lines: list[list[str]], *, deletion: bool) -> str:
    """The paragraphs as LibreOffice's one-file format."""
    notes = 0
    body = []
    for kind, group in groupby(lines, key=lambda line: line[0]):
        texts = []
        for _, text, *note in group:
            inner = escape(text)
            if note:
                notes += 1
                inner += _NOTE.format(n=notes, text=escape(note[0]))
            texts.append(inner)
        if kind == "heading":
            body += [f'<text:h text:outline-level="{1 + bool(body)}">{t}</text:h>' for t in texts]
        elif kind == "list":
            items = "".join(f"<text:list-item><text:p>{t}</text:p></text:list-item>" for t in texts)
            body.append(f"<text:list>{items}</text:list>")
        elif kind == "cell":
            cells = [f"<table:table-cell><text:p>{t}</text:p></table:table-cell>" for t in texts]
            rows = [
                f"<table:table-row>{a}{b}</table:table-row>"
                for a, b in zip(cells[::2], cells[1::2], strict=True)
            ]
            columns = '<table:table-column table:number-columns-repeated="2"/>'
            body.append(f"<table:table>{columns}{''.join(rows)}</table:table>")
        else:
            change = '<text:change text:change-id="c1"/>' if deletion else ""
            body += [f"<text:p>{t}{_COMMENT}{change}</text:p>" for t in texts]
    return _FRAME.format(title=escape(lines[0][1]), body="\n".join(body))


def main() -> None:
    for language in ("en", "zh"):
        table = (HERE / f"docx_release_{language}.tsv").read_text(encoding="utf-8")
        lines = [line.split("\t") for line in table.splitlines()]
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder, "release.fodt")
            for suffix in ("docx", "odt", "rtf", "html", "epub"):
                # the other exports make a deletion text like any other
                text = flat_odt(lines, deletion=suffix in ("docx", "odt", "rtf"))
                source.write_text(text, encoding="utf-8")
                command = ["soffice", "--headless", "--convert-to", suffix, "--outdir", folder]
                subprocess.run([*command, str(source)], check=True)
                made = source.with_suffix(f".{suffix}").read_bytes()
                (HERE / f"{suffix}_release_{language}.{suffix}").write_bytes(made)


if __name__ == "__main__":
    main()
