"""What a person decided stays: through rebuilds and revisions, also without the alignments."""

import json
import re
import shutil

import openpyxl
import pytest
from built_memories import make, put

import align
from align.memory import read_memory

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


# ------------------------------------------------------------------ what an edited sheet says


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1700000000")
        root = tmp_path_factory.mktemp("built")
        put(root, "lab", *LAB)
        put(root, "visit", *VISIT)
        make(root)
        return root


@pytest.fixture
def ready(built, tmp_path, monkeypatch):
    """A folder with a memory that was built, to be edited."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    shutil.copytree(built, tmp_path / "copy")
    return tmp_path / "copy"


def add_row(page, *cells):
    page.append(list(cells))


def correct(page):
    row_of(page, LAB[0][0])[0].value = "CQC has opened its laboratory."


def correct_both(page):
    row = row_of(page, LAB[0][0])
    row[0].value, row[1].value = "CQC has opened its laboratory.", "中国质检中心开放了实验室。"


def approve(page):
    row_of(page, LAB[0][0])[3].value = "OK"


def approve_in_chinese(page):
    row_of(page, LAB[0][0])[3].value = "通过"


def note(page):
    row_of(page, LAB[0][0])[4].value = "Checked with the client."


def unsure(page):
    row_of(page, LAB[0][0])[3].value = "unsure"


def delete(page):
    page.delete_rows(row_of(page, LAB[0][0])[0].row)


def delete_document(page):
    for english in VISIT[0]:
        page.delete_rows(row_of(page, english)[0].row)


def merge(page):
    one, two = row_of(page, LAB[0][1]), row_of(page, LAB[0][2])
    one[0].value, one[1].value = f"{LAB[0][1]} {LAB[0][2]}", LAB[1][1] + LAB[1][2]
    page.delete_rows(two[0].row)


def merge_into_the_second(page):
    one, two = row_of(page, LAB[0][1]), row_of(page, LAB[0][2])
    two[0].value, two[1].value = f"{LAB[0][1]}\n{LAB[0][2]}", LAB[1][1] + LAB[1][2]
    page.delete_rows(one[0].row)


def merge_and_correct(page):
    merge(page)
    row_of(page, f"{LAB[0][1]} {LAB[0][2]}")[1].value = "100多名市民来看水壶的检测。"


def exchange(page):
    one, two = row_of(page, LAB[0][1]), row_of(page, LAB[0][2])
    one[1].value, two[1].value = two[1].value, one[1].value


def merge_what_is_apart(page):
    one, two = row_of(page, LAB[0][1]), row_of(page, LAB[0][3])
    one[0].value, one[1].value = f"{LAB[0][1]} {LAB[0][3]}", LAB[1][1] + LAB[1][3]
    page.delete_rows(two[0].row)


def unlink(page):
    row_of(page, LAB[0][1])[1].value = None


def cut(page):
    row = row_of(page, LAB[0][0])
    row[0].value, row[1].value = "CQC opened its laboratory", "中国质量认证中心的实验室"
    add = row[0].row + 1
    page.insert_rows(add)
    page.cell(add, 1).value, page.cell(add, 2).value = "to the public.", "向公众开放。"


def sort(page):
    rows = sorted([[cell.value for cell in row] for row in page.iter_rows(min_row=2)], key=str)
    for number, values in enumerate(rows, start=2):
        for column, value in enumerate(values, start=1):
            page.cell(number, column).value = value


def nothing(page):
    pass


CQC = LAB[0][0]
TWO = f"{LAB[0][1]} {LAB[0][2]}"
#: a change of the sheet; the decisions that it is; what the memory has then
CHANGES = [
    (nothing, [], {}),
    (sort, [], {}),
    (correct, ["correct"], {CQC: None, "CQC has opened its laboratory.": LAB[1][0]}),
    (correct_both, ["correct"], {"CQC has opened its laboratory.": "中国质检中心开放了实验室。"}),
    (approve, ["approve"], {CQC: LAB[1][0]}),
    (approve_in_chinese, ["approve"], {CQC: LAB[1][0]}),
    (note, ["comment"], {CQC: LAB[1][0]}),
    (unsure, ["comment"], {CQC: LAB[1][0]}),
    (delete, ["exclude"], {CQC: None}),
    (delete_document, ["exclude"] * 4, dict.fromkeys(VISIT[0])),
    (merge, ["merge"], {TWO: LAB[1][1] + LAB[1][2], LAB[0][1]: None}),
    (merge_into_the_second, ["merge"], {TWO: LAB[1][1] + LAB[1][2], LAB[0][2]: None}),
    (merge_and_correct, ["merge"], {TWO: "100多名市民来看水壶的检测。", LAB[0][2]: None}),
    (merge_what_is_apart, ["merge"], {f"{LAB[0][1]} {LAB[0][3]}": LAB[1][1] + LAB[1][3],
                                      LAB[0][2]: LAB[1][2]}),
    (exchange, ["move"], {LAB[0][1]: LAB[1][2], LAB[0][2]: LAB[1][1]}),
    (unlink, ["unlink"], {LAB[0][1]: None}),
    (cut, ["split"], {"CQC opened its laboratory": "中国质量认证中心的实验室",
                      "to the public.": "向公众开放。"}),
]  # fmt: skip


@pytest.mark.parametrize(("change", "kinds", "expected"), CHANGES)
def test_a_review_sheet_is_taken_in(ready, change, kinds, expected):
    book, page = sheet(ready)
    change(page)
    book.save(ready / "review.xlsx")
    found = align.decide(ready / "m.tmx", edited=ready / "review.xlsx", who="Li")
    assert [d.kind for d in found.taken] == kinds
    assert found.unplaced == []
    assert align.decide(ready / "m.tmx", edited=ready / "review.xlsx").taken == []
    revise(ready)
    report = make(ready, fresh=True)
    assert len(report.decided.kept) == len(kinds)
    assert report.decided.unfit == []
    there = pairs(ready)
    assert {english: there.get(english) for english in expected} == expected
    assert there["This is news of today."] == "这是今天的新闻。"
    if change is note:
        unit = next(u for u in read_memory(ready / "m.tmx") if u.text("en") == CQC)
        assert unit.notes == ("Checked with the client.",)
