"""What a person decided stays: through rebuilds and revisions, also without the alignments."""

import json
import re
import shutil

import openpyxl
import pytest

import align
from align.batch import build
from align.memory import read_memory
from align.pipeline import Aligner

ALIGNER = Aligner()
LAB = (
    (
        "CQC opened its laboratory to the public.",
        "More than 100 citizens came.",
        "They saw how kettles are tested.",
        "A guide answered many questions.",
        "The children liked the robots most.",
        "Next year the doors open again.",
    ),
    (
        "中国质量认证中心的实验室向公众开放。",
        "100多名市民前来参观。",
        "他们观看了水壶的检测过程。",
        "讲解员回答了许多问题。",
        "孩子们最喜欢机器人。",
        "明年实验室将再次开放。",
    ),
)
VISIT = (
    (
        "A delegation from Vietnam visited the centre.",
        "Both sides signed an agreement.",
        "It is valid for three years.",
        "The guests also saw the archive.",
    ),
    ("越南代表团访问了该中心。", "双方签署了协议。", "协议有效期为三年。", "客人还参观了档案馆。"),
)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    put(tmp_path, "lab", *LAB)
    put(tmp_path, "visit", *VISIT)
    make(tmp_path)
    return tmp_path


def put(folder, name, en, zh):
    for side, texts in (("en", en), ("zh", zh)):
        path = folder / "texts" / side / f"{name}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(texts) + "\n", encoding="utf-8")


def make(folder, **options):
    return build(folder / "texts", folder / "m.tmx", aligner=ALIGNER, **options)


def pairs(folder):
    return {unit.text("en"): unit.text("zh") for unit in read_memory(folder / "m.tmx")}


def sheet(folder):
    align.convert(folder / "m.tmx", folder / "review.xlsx")
    book = openpyxl.load_workbook(folder / "review.xlsx")
    return book, book["Memory"]


def row_of(page, english):
    return next(row for row in page.iter_rows(min_row=2) if row[0].value == english)


def edit_tmx(folder, old, new, who="li"):
    """Change a translation as a CAT tool does."""
    path = folder / "m.tmx"
    text = path.read_text("utf-8")
    unit = next(u for u in re.findall(r"<tu\b.*?</tu>", text, re.DOTALL) if old in u)
    changed = unit.replace(old, new)
    changed = changed.replace("<tu ", f'<tu changeid="{who}" changedate="20260131T120000Z" ', 1)
    path.write_text(text.replace(unit, changed), "utf-8")


def edit_alignment(folder, name, change):
    path = folder / "m.alignments" / f"{name}.align.json"
    data = json.loads(path.read_text("utf-8"))
    change(data)
    path.write_text(json.dumps(data, ensure_ascii=False), "utf-8")


def merge_last(data):
    one, two = data["beads"].pop(-2), data["beads"][-1]
    two["en"], two["zh"] = one["en"] + two["en"], one["zh"] + two["zh"]


def revise(folder):
    """One more sentence in each release."""
    for name, (en, zh) in (("lab", LAB), ("visit", VISIT)):
        put(folder, name, ["This is news of today.", *en], ["这是今天的新闻。", *zh])


EXPECTED = {
    "This is news of today.": "这是今天的新闻。",
    "CQC opened its laboratory to the public.": "中国质量认证中心的实验室向公众开放了。",
    "They saw how kettles are tested. A guide answered many questions.":
        "他们观看了水壶的检测过程。讲解员回答了许多问题。",
    "Next year the doors open again.": "明年，实验室将再次开放。",
    "A delegation from Vietnam visited the centre.": "越南代表团访问了该中心。",
    "Both sides signed an agreement.": "双方签署了协议。",
    "It is valid for three years. The guests also saw the archive.":
        "协议有效期为三年。客人还参观了档案馆。",
}  # fmt: skip


def test_the_whole_way(folder):
    book, page = sheet(folder)
    corrected = row_of(page, LAB[0][0])
    corrected[1].value = EXPECTED[LAB[0][0]]
    corrected[3].value = "approved"
    row_of(page, LAB[0][1])[3].value = "wrong"
    merged, gone = row_of(page, LAB[0][2]), row_of(page, LAB[0][3])
    merged[0].value = f"{LAB[0][2]} {LAB[0][3]}"
    merged[1].value = f"{LAB[1][2]}{LAB[1][3]}"
    page.delete_rows(gone[0].row)
    page.delete_rows(row_of(page, LAB[0][4])[0].row)
    book.save(folder / "review.xlsx")
    found = align.decide(folder / "m.tmx", edited=folder / "review.xlsx", who="Wang")
    assert sorted(d.kind for d in found.taken) == [
        "approve", "correct", "exclude", "merge", "reject",
    ]  # fmt: skip
    assert {d.who for d in found.taken} == {"Wang"}
    assert align.decide(folder / "m.tmx", edited=folder / "review.xlsx").taken == []

    edit_tmx(folder, "明年实验室将再次开放。", "明年，实验室将再次开放。")
    edit_alignment(folder, "visit", merge_last)
    revise(folder)
    report = make(folder)
    assert {(d.kind, d.origin) for d in report.decided.taken} == {
        ("correct", "tmx"), ("merge", "align.json"),
    }  # fmt: skip
    assert pairs(folder) == EXPECTED
    assert len(report.decided.kept) == 7
    assert report.decided.unfit == []
    lines = "\n".join(report.lines())
    assert "taken in          2   edits: 1 correct (tmx); 1 merge (align.json)" in lines
    assert "decisions         7   kept: " in lines

    first = (folder / "m.tmx").read_bytes()
    for harm in (lambda: None, lambda: shutil.rmtree(folder / "m.alignments")):
        for options in ({}, {"fresh": True}):
            harm()
            report = make(folder, **options)
            assert pairs(folder) == EXPECTED
            assert (len(report.decided.kept), report.decided.taken) == (7, [])
    assert (folder / "m.tmx").read_bytes() == first

    # from another machine: only the documents and the decisions
    (folder / "m.tmx").unlink()
    shutil.rmtree(folder / "m.alignments")
    make(folder)
    assert pairs(folder) == EXPECTED
