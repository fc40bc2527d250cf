"""Make the Word files of examples/word/, which tutorials align: ``python docs/make_examples.py``.

A press release and its translation, as such files are: a header and a footer, a table, sentences
that were merged, split and left out, and a slip of the pen. Needs python-docx.
"""

from datetime import datetime
from pathlib import Path

from docx import Document
from docx.shared import Cm

EXAMPLES = Path(__file__).resolve().parents[1] / "examples" / "word"
_DATE = datetime(2026, 3, 12, 9)
_EN = (
    ("header", "Example Certification Centre · Press release"),
    ("title", "New battery laboratory opens in Suzhou"),
    ("text", "SUZHOU, March 12, 2026 — The Example Certification Centre today opened a laboratory "
             "for traction batteries in Suzhou. It is the centre's third laboratory in the Yangtze "
             "River Delta."),
    ("text", "The building has 4,200 square metres of floor space, six climate chambers and a "
             "bunker for crash tests. Work on it began in June 2024 and cost 86 million yuan."),
    ("heading", "Shorter ways for manufacturers"),
    ("text", "Until now, makers of electric cars in the region had to send their batteries to "
             "Beijing or Guangzhou. A test that took five weeks, transport included, will take "
             "three from now on. “For us, this is the difference between one model year and the "
             "next,” said Lin Yue, head of quality at a car maker in Changzhou."),
    ("text", "The laboratory tests to the Chinese standard GB 38031, to UN Regulation No. 100 and "
             "to customers' own requirements. Reports are issued in Chinese and in English."),
    ("table", (("Test", "Batteries a month"), ("Thermal runaway", "12"), ("Vibration", "30"),
               ("Salt spray", "45"))),
    ("heading", "Open day"),
    ("text", "Visitors are welcome on April 18. Guided tours start every hour. They must be booked "
             "in advance, because the halls hold 40 people only."),
    ("footer", "Example Certification Centre, press office"),
)  # fmt: skip
_ZH = (
    ("header", "示例认证中心 · 新闻稿"),
    ("title", "动力电池实验室在苏州启用"),
    ("text", "2026年3月12日，示例认证中心动力电池实验室在苏州正式启用，"
             "这是该中心在长三角地区设立的第三个实验室。"),
    ("text", "实验室建筑面积4020平方米，设有六个环境试验舱和一个碰撞试验专用防爆间。"
             "项目于2024年6月动工，总投资8600万元。"),
    ("heading", "企业送检路程缩短"),
    ("text", "此前，本地区的电动汽车企业须将电池送往北京或广州检测，连同运输在内需要五周。"
             "今后，检测周期将缩短至三周。“对我们来说，这就是抢先一个年款与落后一个年款的差别。”"
             "常州一家整车企业的质量负责人林悦说。"),
    ("text", "实验室可依据国家标准GB 38031、联合国第100号法规以及客户自身要求开展检测。"),
    ("table", (("检测项目", "每月可检测电池数"), ("热失控", "12"), ("振动", "30"), ("盐雾", "45"))),
    ("heading", "开放日"),
    ("text", "4月18日，实验室将举办开放日活动，每小时安排一场讲解。"
             "由于试验大厅仅可容纳40人，参观须提前预约。"),
    ("footer", "示例认证中心新闻办公室"),
)  # fmt: skip


def write(parts: tuple[tuple[str, object], ...], path: Path) -> None:
    """Write a Word file of a text's parts."""
    document = Document()
    section = document.sections[0]
    for kind, text in parts:
        if kind == "header":
            section.header.paragraphs[0].text = text
        elif kind == "footer":
            section.footer.paragraphs[0].text = text
        elif kind == "table":
            table = document.add_table(0, 2, style="Table Grid")
            for row in text:
                for cell, value in zip(table.add_row().cells, row, strict=True):
                    cell.text, cell.width = value, Cm(6)
        elif kind == "text":
            document.add_paragraph(text)
        else:
            document.add_heading(text, 0 if kind == "title" else 1)
    about = document.core_properties
    about.author, about.created, about.modified = "tmxalign", _DATE, _DATE
    about.comments = about.last_modified_by = ""
    document.save(path)


if __name__ == "__main__":
    EXAMPLES.mkdir(parents=True, exist_ok=True)
    write(_EN, EXAMPLES / "opening.en.docx")
    write(_ZH, EXAMPLES / "opening.zh.docx")
