"""Makes table_calc.xlsx and table_calc.csv with LibreOffice: python table_make.py"""

import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
ROWS = [
    ("No.", "English", "中文", "Date"),
    ("1", "Good morning, everybody.", "大家早上好。", "2024-03-01"),
    ("2", 'He said "yes".', "他说“是”。", "2024-03-02"),
    ("3", "=not a formula", "不是公式", ""),
    ("4", "Two\nlines", "两\n行", ""),
]
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"
 office:mimetype="application/vnd.oasis.opendocument.spreadsheet">
<office:body><office:spreadsheet><table:table table:name="Cover"><table:table-row><table:table-cell
 office:value-type="string"><text:p>Terms of the centre</text:p></table:table-cell>
</table:table-row></table:table><table:table table:name="Terms">"""


def cell(text: str) -> str:
    if text.isdigit():
        return f'<table:table-cell office:value-type="float" office:value="{text}"/>'
    if text[:4].isdigit():
        return f'<table:table-cell office:value-type="date" office:date-value="{text}"/>'
    lines = "".join(f"<text:p>{line}</text:p>" for line in text.split("\n"))
    return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'


def main() -> None:
    body = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in ROWS)
    end = "</table:table></office:spreadsheet></office:body></office:document>"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "table_calc.fods").write_text(HEAD + body + end, encoding="utf-8")
        # 44 comma, 34 quotation mark, 76 UTF-8; the last number: the second sheet only
        for kind in (
            "xlsx",
            "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,2",
        ):
            subprocess.run(
                ["soffice", f"-env:UserInstallation=file://{name}/user", "--headless",
                 "--convert-to", kind, "--outdir", name, str(folder / "table_calc.fods")],
                check=True,
            )  # fmt: skip
        (HERE / "table_calc.xlsx").write_bytes((folder / "table_calc.xlsx").read_bytes())
        made = next(folder.glob("table_calc*.csv"))
        (HERE / "table_calc.csv").write_bytes(made.read_bytes())


if __name__ == "__main__":
    main()
