"""Decisions where several people, other tables and other names of documents come together."""

import shutil
from dataclasses import replace

import openpyxl
import pytest
from built_memories import make, put

import align
from align.errors import InputError
from align.memory import read_memory
from align.memory.decision_log import append_decisions
from align.memory.decisions import Decision

EN = (
    "Mind the step.",
    "The pool opens at seven.",
    "Mind the step.",
    "Children swim free of charge.",
    "Please shower first.",
)
ZH = ("小心台阶。", "游泳池七点开放。", "小心台阶。", "儿童免费游泳。", "请先淋浴。")


def pairs(folder, document="pool"):
    units = [unit for unit in read_memory(folder / "m.tmx") if unit.document == document]
    return [(unit.text("en"), unit.text("zh")) for unit in units]


def kinds(decisions):
    return [(d.kind, d.en, d.at) for d in decisions]


@pytest.fixture
def ready(tmp_path):
    put(tmp_path, "pool", EN, ZH)
    put(tmp_path, "bath", ["The bath is warm.", "Bring a towel."], ["浴池很暖和。", "请带毛巾。"])
    make(tmp_path)
    return tmp_path


def edit(folder, *changes, out="m.tmx"):
    """Replace the last of some texts, as in an editor."""
    text = (folder / out).read_text("utf-8-sig")
    for old, new in changes:
        before, _, after = text.rpartition(old)
        text = f"{before}{new}{after}"
    (folder / out).write_text(text, "utf-8")


def rename(folder, old, new):
    for side in ("en", "zh"):
        (folder / "texts" / side / f"{old}.txt").rename(folder / "texts" / side / f"{new}.txt")


@pytest.mark.parametrize(("column", "value"), [(3, "ok"), (3, "unsure"), (4, "Which pool?")])
def test_a_remark_in_an_older_sheet_leaves_a_later_correction(ready, column, value):
    align.convert(ready / "m.tmx", ready / "review.xlsx")
    edit(ready, ("七点", "早上七点"), ("小心台阶", "注意台阶"))
    make(ready)
    book = openpyxl.load_workbook(ready / "review.xlsx")
    for row in book["Memory"].iter_rows(min_row=2):
        if row[0].value in EN[1:3]:
            row[column].value = value
    book.save(ready / "review.xlsx")
    taken = align.decide(ready / "m.tmx", edited=ready / "review.xlsx").taken
    assert {d.kind for d in taken} == {"approve" if value == "ok" else "comment"}
    make(ready)
    there = [zh for _, zh in pairs(ready)]
    assert there == [ZH[0], "游泳池早上七点开放。", "注意台阶。", *ZH[3:]]


def test_an_older_sheet_may_still_correct(ready):
    align.convert(ready / "m.tmx", ready / "review.xlsx")
    edit(ready, ("七点", "早上七点"))
    make(ready)
    book = openpyxl.load_workbook(ready / "review.xlsx")
    row = next(row for row in book["Memory"].iter_rows() if row[0].value == EN[1])
    row[1].value, row[3].value = "泳池七点开放。", "approved"
    book.save(ready / "review.xlsx")
    align.decide(ready / "m.tmx", edited=ready / "review.xlsx")
    make(ready)
    assert pairs(ready)[1] == (EN[1], "泳池七点开放。")


@pytest.mark.parametrize("suffix", [".tsv", ".csv", ".units.jsonl", ".xlf"])
def test_repeated_pairs_of_any_table_are_told_apart(ready, suffix):
    """Also where the format has no ids."""
    out = f"o{suffix}"
    make(ready, out)
    edit(ready, ("小心台阶", "注意台阶"), out=out)
    put(ready, "pool", ["Welcome.", *EN], ["欢迎。", *ZH])
    report = make(ready, out)
    assert kinds(report.decided.taken) == [("correct", (EN[2],), (2, 2))]
    assert report.decided.unplaced == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("The pool opens", "游泳池开放，"), ("at seven.", "时间为七点。")),
        (("The pool opens", "游泳池"), ("at seven.", "七点开放。")),
        (("The pool", "游泳池七点"), ("opens now.", "开放。")),
    ],
)
def test_a_row_is_split_also_if_a_side_is_reworded(ready, first, second):
    align.convert(ready / "m.tmx", ready / "review.xlsx")
    book = openpyxl.load_workbook(ready / "review.xlsx")
    page = book["Memory"]
    number = next(row[0].row for row in page.iter_rows() if row[0].value == EN[1])
    page.insert_rows(number + 1)
    for place, texts in ((number, first), (number + 1, second)):
        page.cell(place, 1).value, page.cell(place, 2).value = texts
    book.save(ready / "review.xlsx")
    found = align.decide(ready / "m.tmx", edited=ready / "review.xlsx")
    assert [d.kind for d in found.taken] == ["split"]
    make(ready)
    assert pairs(ready)[1:3] == [first, second]


# ------------------------------------------------------------------ documents


@pytest.mark.parametrize("how", [{"prune": True}, {"fresh": True}, {}])
def test_edits_of_a_document_that_is_gone_are_taken_in(ready, how):
    edit(ready, ("七点", "早上七点"))
    for side in ("en", "zh"):
        (ready / "texts" / side / "pool.txt").unlink()
    report = make(ready, **how)
    assert kinds(report.decided.taken) == [("correct", (EN[1],), (1, 1))]
    assert [d.kind for d in report.decided.elsewhere] == ["correct"]
    put(ready, "pool", EN, ZH)
    make(ready, **how)
    assert (EN[1], "游泳池早上七点开放。") in pairs(ready)


@pytest.mark.parametrize("revised", [False, True])
def test_decisions_follow_a_document_that_is_renamed(ready, revised):
    edit(ready, ("七点", "早上七点"), ("小心台阶", "注意台阶"))
    rename(ready, "pool", "swimming")
    if revised:
        put(ready, "swimming", ["Welcome.", *EN], ["欢迎。", *ZH])
    report = make(ready, prune=True)
    assert report.decided.renamed == {"pool": "swimming"}
    assert report.decided.elsewhere == []
    for again in ({}, {"fresh": True}):
        there = pairs(ready, "swimming")[revised:]
        assert there == [
            (EN[0], ZH[0]), (EN[1], "游泳池早上七点开放。"), (EN[2], "注意台阶。"),
            *zip(EN[3:], ZH[3:], strict=True),
        ]  # fmt: skip
        report = make(ready, **again)
        assert report.decided.renamed == {}
        assert report.decided.elsewhere == []


def test_decisions_do_not_follow_a_text_that_many_documents_have(ready):
    edit(ready, ("小心台阶", "注意台阶"))
    make(ready)
    rename(ready, "pool", "pool2")
    put(ready, "pool2", ["Mind the step.", "The hall is new."], ["小心台阶。", "大厅是新的。"])
    report = make(ready, prune=True)
    assert report.decided.renamed == {}
    assert [d.document for d in report.decided.elsewhere] == ["pool"]
    assert pairs(ready, "pool2")[0] == ("Mind the step.", "小心台阶。")


@pytest.mark.parametrize("fresh", [False, True])
def test_pairs_that_were_approved_are_exchanged_without_alignments(ready, fresh):
    """As many decisions as before, on other pairs."""
    for n in (1, 3):
        align.decide(ready / "m.tmx", Decision("approve", "pool", EN[n], ZH[n]))
    make(ready)
    edit(ready, (ZH[1], "@@"), (ZH[3], ZH[1]), ("@@", ZH[3]))
    shutil.rmtree(ready / "m.alignments")
    report = make(ready, fresh=fresh)
    assert "move" in {d.kind for d in report.decided.taken}
    assert {(EN[1], ZH[3]), (EN[3], ZH[1])} <= set(pairs(ready))


# ------------------------------------------------------------------ the command


def test_the_file_of_somebody_else_is_taken_in_once(ready):
    mine = Decision("approve", "pool", EN[1], ZH[1], who="A", when="2026-01-01T00:00:00Z")
    theirs = Decision("reject", "pool", EN[3], ZH[3], who="B", when="2026-01-02T00:00:00Z")
    align.decide(ready / "m.tmx", mine)
    other = ready / "b.decisions.jsonl"
    append_decisions(other, [theirs])
    for new in (1, 0):
        found = align.decide(ready / "m.tmx", edited=other)
        assert (len(found.taken), [d.who for d in found.decisions]) == (new, ["A", "B"])


def test_a_memory_that_is_not_there_is_no_empty_list(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        align.decide(tmp_path / "mm.tmx")


def test_a_status_is_shown():
    said = Decision("comment", "a", "Hi.", "嗨。", extra={"status": "unsure"})
    assert str(said) == "a: comment “Hi.” = “嗨。”: unsure"
    assert str(replace(said, note="ask Li")).endswith("”: unsure; ask Li")


def test_the_summary_fits_a_terminal(ready):
    edit(ready, *zip(ZH[3:], ("儿童免票。", "请先冲淋浴。"), strict=True))
    rename(ready, "bath", "spa")
    kinds = ("approve", "exclude", "reject", "unlink", "comment")
    align.decide(ready / "m.tmx", [
        Decision(kind, "pool", *pair, note="?")
        for kind, *pair in zip(kinds, EN, ZH, strict=True)
    ])  # fmt: skip
    lines = make(ready, minimum=0.5, prune=True).lines()
    assert [line for line in lines if len(line) > 80] == []
    assert "others            2   units removed: 1 documents without a pair" in lines
