"""Edits are taken in from wherever people make them, and only if it is sure that they are edits."""

import csv
import json
import shutil
from dataclasses import replace

import openpyxl
import pytest
from built_memories import ALIGNER, make, put

import align
from align.document import Document, Paragraph
from align.errors import InputError
from align.memory import memory_of, read_alignment, read_memory, write
from align.memory.decisions import Decision
from align.memory.desk import Desk
from align.memory.journal import NAME
from align.memory.kept import align_decided, settled_output
from align.unit import Memory, Unit, Variant

EN = (
    "The museum opens at nine.", "Tickets are sold at the gate.", "Children pay half the price.",
    "Guided tours begin at ten.", "Dogs must stay outside.", "The café closes at five.",
)  # fmt: skip
ZH = (
    "博物馆九点开门。", "门票在门口出售。", "儿童半价。", "导览十点开始。", "狗不得入内。",
    "咖啡馆五点关门。",
)  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1700000000")
        root = tmp_path_factory.mktemp("built")
        put(root, "museum", EN, ZH)
        make(root)
        return root


@pytest.fixture
def ready(built, tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    shutil.copytree(built, tmp_path / "copy")
    return tmp_path / "copy"


def revise(folder):
    put(folder, "museum", ["It is the largest in town.", *EN], ["它是城里最大的。", *ZH])


def pairs(folder, out="m.tmx"):
    return {unit.text("en"): unit.text("zh") for unit in read_memory(folder / out)}


def kinds(report):
    return sorted((d.kind, d.origin) for d in report.decided.taken)


def change(folder, edit, out="m.tmx"):
    """Read a memory, change its units, and write it again as another tool would."""
    memory = read_memory(folder / out)
    units = [new for unit in memory if (new := edit(unit)) is not None]
    write(Memory(memory.header, units), folder / out)


def test_a_sheet_that_became_the_memory(ready):
    """What was the way before there were decisions: to a sheet, edited, and back."""
    align.convert(ready / "m.tmx", ready / "review.xlsx")
    book = openpyxl.load_workbook(ready / "review.xlsx")
    page = book["Memory"]
    rows = {row[0].value: row for row in page.iter_rows(min_row=2)}
    rows[EN[0]][1].value, rows[EN[0]][3].value = "博物馆九点开放。", "approved"
    rows[EN[1]][3].value = "wrong"
    page.delete_rows(rows[EN[2]][0].row)
    book.save(ready / "review.xlsx")
    align.convert(ready / "review.xlsx", ready / "m.tmx")
    revise(ready)
    report = make(ready)
    assert kinds(report) == [
        ("approve", "tmx"), ("correct", "tmx"), ("exclude", "tmx"), ("reject", "tmx"),
    ]  # fmt: skip
    assert report.decided.unfit == []
    there = pairs(ready)
    assert there[EN[0]] == "博物馆九点开放。"
    assert not there.keys() & {EN[1], EN[2]}
    assert len(there) == 5


def test_units_that_somebody_deleted_stay_away(ready):
    change(ready, lambda unit: None if unit.text("en") == EN[2] else unit)
    report = make(ready)
    assert kinds(report) == [("exclude", "tmx")]
    revise(ready)
    make(ready, fresh=True)
    assert EN[2] not in pairs(ready)


@pytest.mark.parametrize("kept", [0, 1, 2])
def test_what_is_mostly_missing_was_not_deleted_by_hand(ready, kept):
    change(ready, lambda unit: unit if unit.text("en") in EN[:kept] else None)
    report = make(ready, fresh=True)
    assert kinds(report) == []
    assert list(pairs(ready)) == list(EN)


def test_an_older_memory_put_back_deletes_nothing(ready):
    before = (ready / "m.tmx").read_bytes()
    revise(ready)
    put(ready, "museum", ["It is the largest in town.", *EN[1:]], ["它是城里最大的。", *ZH[1:]])
    make(ready)
    (ready / "m.tmx").write_bytes(before)
    report = make(ready, fresh=True)
    assert kinds(report) == []
    assert "It is the largest in town." in pairs(ready)


def test_a_memory_that_an_aborted_build_left_behind_deletes_nothing(ready):
    old = (ready / "m.tmx").read_bytes(), (ready / "m.alignments" / NAME).read_bytes()
    revise(ready)
    make(ready)
    (ready / "m.tmx").write_bytes(old[0])
    (ready / "m.alignments" / NAME).write_bytes(old[1])
    report = make(ready)
    assert kinds(report) == []
    assert pairs(ready)["It is the largest in town."] == "它是城里最大的。"


def test_an_edit_is_taken_in_once_and_may_be_taken_back(ready):
    def edit(new):
        def one(unit):
            if unit.text("en") == EN[0]:
                unit.variants[1] = Variant("zh-CN", (new,))
                unit.attributes = {**unit.attributes, "changeid": "li",
                                   "changedate": "20991231T000000Z"}  # fmt: skip
            return unit

        return one

    change(ready, edit("博物馆早上九点开门。"))
    assert kinds(make(ready)) == [("correct", "tmx")]
    assert kinds(make(ready)) == []
    change(ready, edit(ZH[0]))
    assert kinds(make(ready)) == [("correct", "tmx")]
    assert kinds(make(ready, fresh=True)) == []
    assert pairs(ready)[EN[0]] == ZH[0]


def test_ids_may_be_lost(ready):
    """Some tools write units without the ids that they read."""
    shutil.rmtree(ready / "m.alignments")

    def edit(unit):
        unit.id = ""
        if unit.text("en") == EN[3]:
            unit.variants[1] = Variant("zh-CN", ("导览于十点开始。",), {"changeid": "WANG"})
        return unit

    change(ready, edit)
    revise(ready)
    report = make(ready)
    assert [(d.kind, d.who) for d in report.decided.taken] == [("correct", "WANG")]
    assert pairs(ready)[EN[3]] == "导览于十点开始。"


def test_a_table_made_by_build_is_taken_in_before_it_is_replaced(ready):
    make(ready, "review.csv", alignments=ready / "m.alignments")
    with (ready / "review.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    rows[1][1], rows[2][rows[0].index("status")] = "博物馆九点开放。", "错误"
    with (ready / "review.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    revise(ready)
    report = make(ready, "review.csv", alignments=ready / "m.alignments")
    assert kinds(report) == [("correct", "csv"), ("reject", "csv")]
    there = pairs(ready, "review.csv")
    assert there[EN[0]] == "博物馆九点开放。"
    assert EN[1] not in there


def test_an_edited_copy_is_taken_in(ready):
    shutil.copy(ready / "m.tmx", ready / "back.tmx")

    def edit(unit):
        if unit.text("en") == EN[0]:
            unit.variants[1] = Variant("zh-CN", ("博物馆九点开放。",))
        return None if unit.text("en") == EN[5] else unit

    change(ready, edit, "back.tmx")
    found = align.decide(ready / "m.tmx", edited=ready / "back.tmx")
    assert [d.kind for d in found.taken] == ["correct", "exclude"]
    make(ready)
    assert pairs(ready)[EN[0]] == "博物馆九点开放。"
    assert EN[5] not in pairs(ready)


@pytest.mark.parametrize("gone", ["alignments", "memory and alignments"])
def test_a_sheet_is_taken_in_without_alignments(ready, gone):
    align.convert(ready / "m.tmx", ready / "review.xlsx")
    shutil.rmtree(ready / "m.alignments")
    if gone != "alignments":
        (ready / "m.tmx").unlink()
    book = openpyxl.load_workbook(ready / "review.xlsx")
    page = book["Memory"]
    page["D2"] = "approved"
    page["D3"] = "wrong"
    page["B4"] = "儿童只付半价。"
    book.save(ready / "review.xlsx")
    found = align.decide(ready / "m.tmx", edited=ready / "review.xlsx")
    revise(ready)
    make(ready)
    there = pairs(ready)
    assert EN[1] not in there
    if gone == "alignments":
        assert [d.kind for d in found.taken] == ["correct", "approve", "reject"]
        assert there[EN[2]] == "儿童只付半价。"
    else:
        assert [d.kind for d in found.taken] == ["approve", "reject"]
        assert "儿童只付半价。" in "".join(found.unplaced)


def test_rows_that_fit_nowhere_are_named(ready):
    align.convert(ready / "m.tmx", ready / "review.xlsx")
    book = openpyxl.load_workbook(ready / "review.xlsx")
    book["Memory"].append(["A new sentence.", "新的句子。"])
    book.save(ready / "review.xlsx")
    found = align.decide(ready / "m.tmx", edited=ready / "review.xlsx")
    assert found.taken == []
    assert ["A new sentence." in row for row in found.unplaced] == [True]


def test_a_stale_sheet_undoes_nothing(ready):
    """A sheet that was written before a decision says nothing about it."""
    align.convert(ready / "m.tmx", ready / "review.xlsx")
    align.decide(ready / "m.tmx", [
        Decision("correct", "museum", EN[0], ZH[0], [(EN[0], "博物馆九点开放。")]),
        Decision("reject", "museum", EN[1], ZH[1]),
    ])  # fmt: skip
    assert align.decide(ready / "m.tmx", edited=ready / "review.xlsx").taken == []
    make(ready)
    align.convert(ready / "m.tmx", ready / "review.xlsx")
    assert align.decide(ready / "m.tmx", edited=ready / "review.xlsx").taken == []
    assert pairs(ready)[EN[0]] == "博物馆九点开放。"


# ------------------------------------------------------------------ alignments


def edit_alignment(path, edit):
    data = json.loads(path.read_text("utf-8"))
    edit(data["beads"])
    path.write_text(json.dumps(data, ensure_ascii=False), "utf-8")


def link(*beads):
    def edit(there):
        there[:] = [b for b in there if not any({*b["en"]} & {*e} or {*b["zh"]} & {*z}
                                                for e, z in beads)]  # fmt: skip
        there += [{"en": en, "zh": zh} for en, zh in beads]

    return edit


@pytest.mark.parametrize(
    ("beads", "kind"),
    [
        ([([0, 1], [0, 1])], "merge"),
        ([([0], [1]), ([1], [0])], "move"),
        ([([0], []), ([], [0])], "unlink"),
        ([([0], [0, 1]), ([1], [])], "move"),
    ],
)
def test_edited_beads_are_taken_in(ready, beads, kind):
    edit_alignment(ready / "m.alignments" / "museum.align.json", link(*beads))
    revise(ready)
    report = make(ready)
    assert kinds(report) == [(kind, "align.json")]
    now = read_alignment(ready / "m.alignments" / "museum.align.json")
    there = {now.text(bead) for bead in now}
    for en, zh in beads:
        assert (" ".join(EN[n] for n in en), "".join(ZH[n] for n in zh)) in there
    assert kinds(make(ready)) == []


def test_the_status_and_the_note_of_a_bead_are_taken_in(ready):
    def edit(beads):
        beads[0]["status"], beads[1]["status"], beads[2]["note"] = "approved", "wrong", "See p. 2."

    path = ready / "m.alignments" / "museum.align.json"
    edit_alignment(path, edit)
    assert kinds(make(ready)) == [
        ("approve", "align.json"), ("comment", "align.json"), ("reject", "align.json"),
    ]  # fmt: skip
    assert kinds(make(ready)) == []
    beads = read_alignment(path).beads
    assert [(b.status, b.note) for b in beads[:3]] == [
        ("approved", ""), ("wrong", ""), ("", "See p. 2."),
    ]  # fmt: skip
    assert EN[1] not in pairs(ready)


def test_an_alignment_with_a_sentence_too_many_is_refused(ready):
    path = ready / "m.alignments" / "museum.align.json"
    edit_alignment(path, lambda beads: beads[0]["zh"].append(1))
    edited, before = path.read_bytes(), (ready / "m.tmx").read_bytes()
    with pytest.raises(InputError, match="sentence twice or not at all"):
        make(ready)
    assert (path.read_bytes(), (ready / "m.tmx").read_bytes()) == (edited, before)


def test_a_damaged_alignment_is_put_aside(ready):
    path = ready / "m.alignments" / "museum.align.json"
    path.write_text("{" + path.read_text("utf-8"), "utf-8")
    broken = path.read_bytes()
    make(ready)
    assert path.with_name("museum.align.json.damaged").read_bytes() == broken


# ------------------------------------------------------------------ one pair


@pytest.mark.parametrize("out", ["a.tmx", "a.xlsx", "a.csv", "a.units.jsonl"])
def test_align_takes_in_and_applies(ready, out):
    documents = (ready / "texts" / "en" / "museum.txt", ready / "texts" / "zh" / "museum.txt")
    align.align(*documents, ready / out, aligner=ALIGNER)

    def edit(unit):
        if unit.text("en") == EN[0]:
            unit.variants[1] = Variant("zh-CN", ("博物馆九点开放。",))
        return unit

    change(ready, edit, out)
    revise(ready)
    report = align.align(*documents, ready / out, aligner=ALIGNER)
    assert kinds(report) == [("correct", out.rpartition(".")[2])]
    assert pairs(ready, out)[EN[0]] == "博物馆九点开放。"
    report = align.align(*documents, ready / out, aligner=ALIGNER)
    assert (kinds(report), len(report.decided.kept)) == ([], 1)


def test_align_keeps_what_was_edited_in_an_alignment(ready):
    documents = (ready / "texts" / "en" / "museum.txt", ready / "texts" / "zh" / "museum.txt")
    align.align(*documents, ready / "a.align.json", aligner=ALIGNER)
    edit_alignment(ready / "a.align.json", link(([0, 1], [0, 1])))
    revise(ready)
    report = align.align(*documents, ready / "a.align.json", aligner=ALIGNER)
    assert kinds(report) == [("merge", "align.json")]
    now = read_alignment(ready / "a.align.json")
    assert (" ".join(EN[:2]), "".join(ZH[:2])) in [now.text(bead) for bead in now]


# ------------------------------------------------------------------ rows


def test_decisions_about_a_table_may_cross_its_rows(tmp_path):
    rows = ["English,Chinese", *(f"{en},{zh}" for en, zh in zip(EN, ZH, strict=True))]
    (tmp_path / "a.csv").write_text("\n".join(rows), "utf-8")
    align.align(tmp_path / "a.csv", out=tmp_path / "a.tmx", aligner=ALIGNER)
    align.decide(tmp_path / "a.tmx", [
        Decision("merge", "a.csv", EN[:2], ZH[:2]),
        Decision("reject", "a.csv", EN[3], ZH[3]),
    ])  # fmt: skip
    report = align.align(tmp_path / "a.csv", out=tmp_path / "a.tmx", aligner=ALIGNER)
    assert (len(report.decided.kept), report.decided.unfit) == (2, [])
    there = pairs(tmp_path, "a.tmx")
    assert there[" ".join(EN[:2])] == "".join(ZH[:2])
    assert EN[3] not in there
    assert len(there) == 4


# ------------------------------------------------------------------ text that comes back


@pytest.mark.parametrize("kind", ["merge", "approve", "correct"])
def test_decisions_about_text_that_was_set_aside_on_one_side(tmp_path, kind):
    """It is no sentence before the first alignment has brought it back."""
    paragraphs = tuple(
        Paragraph(text, n + 1, aside="navigation" if n == 2 else "") for n, text in enumerate(EN)
    )
    en = Document(paragraphs, ALIGNER.reader.sentences(paragraphs, "en"), "en", "a")
    zh = ALIGNER.reader.from_text("\n".join(ZH), "zh")
    zh = replace(zh, name="a")
    last = 4 if kind == "merge" else 3
    result = [((EN[2],), ("儿童只付半价。",))] if kind == "correct" else ()
    align.decide(tmp_path / "a.tmx", Decision(kind, "a", EN[2:last], ZH[2:last], result))
    desk = Desk(tmp_path / "a.tmx")
    made = align_decided(ALIGNER, en, zh, None, desk)
    there = {made.text(bead): bead.confidence for bead in made}
    assert there[" ".join(EN[2:last]), "".join(ZH[2:last])] == 1
    assert (EN[0], ZH[0]) in there
    written = settled_output(made, desk, single=False)
    assert desk.done.unfit == []
    assert len(desk.done.kept) == 1
    texts = [unit.text("zh") for unit in memory_of(written)]
    assert ("儿童只付半价。" in texts) is (kind == "correct")


# ------------------------------------------------------------------ back and forth


def edit_sheet(path, edit):
    book = openpyxl.load_workbook(path)
    page = book["Memory"]
    edit(page, {row[0].value or row[1].value: row for row in page.iter_rows(min_row=2)})
    book.save(path)


def test_two_sentences_without_a_counterpart_are_linked_in_a_sheet(ready):
    documents = (ready / "texts" / "en" / "museum.txt", ready / "texts" / "zh" / "museum.txt")
    apart = [Decision("unlink", "museum.txt", EN[2], ZH[2])]
    align.decide(ready / "a.xlsx", apart)
    align.align(*documents, ready / "a.xlsx", aligner=ALIGNER)

    def fill(page, rows):
        rows[EN[2]][1].value = ZH[2]
        page.delete_rows(rows[ZH[2]][0].row)

    edit_sheet(ready / "a.xlsx", fill)
    report = align.align(*documents, ready / "a.xlsx", aligner=ALIGNER)
    assert kinds(report) == [("link", "xlsx")]
    assert pairs(ready, "a.xlsx")[EN[2]] == ZH[2]


def test_a_status_and_a_note_are_changed_and_cleared_again(ready):
    def say(status, note):
        align.convert(ready / "m.tmx", ready / "review.xlsx")

        def edit(page, rows):
            rows[EN[0]][3].value, rows[EN[0]][4].value = status, note

        edit_sheet(ready / "review.xlsx", edit)
        taken = align.decide(ready / "m.tmx", edited=ready / "review.xlsx").taken
        make(ready)
        unit = next(u for u in read_memory(ready / "m.tmx") if u.text("en") == EN[0])
        return [d.kind for d in taken], unit.prop("x-status"), unit.notes

    assert say("approved", "One.") == (["approve"], "approved", ("One.",))
    assert say("approved", "Two.") == (["comment"], "approved", ("Two.",))
    assert say("unsure", "Two.") == (["comment"], "unsure", ("Two.",))
    assert say(None, None) == (["comment"], "", ())
    assert say("通过", None) == (["approve"], "approved", ())


def test_what_was_excluded_may_come_back(ready):
    align.decide(ready / "m.tmx", Decision("exclude", "museum", EN[0], ZH[0]))
    make(ready)
    assert EN[0] not in pairs(ready)
    align.decide(ready / "m.tmx", Decision("approve", "museum", EN[0], ZH[0]))
    report = make(ready)
    assert pairs(ready)[EN[0]] == ZH[0]
    assert (len(report.decided.kept), report.decided.replaced) == (1, 1)


def test_decisions_that_no_longer_fit_are_named_and_wait(ready):
    align.decide(ready / "m.tmx", [
        Decision("correct", "museum", EN[0], ZH[0], [(EN[0], "博物馆九点开放。")], who="Li"),
        Decision("approve", "museum", EN[1], ZH[1]),
        Decision("approve", "cinema", "Seats are numbered.", "座位有号。"),
    ])  # fmt: skip
    put(ready, "museum", ["We open at eight.", *EN[1:]], ["我们八点开门。", *ZH[1:]])
    report = make(ready)
    lines = "\n".join(report.lines())
    assert "decisions         1   kept: 1 approve" in lines
    assert "no longer fit     1   decisions, whose texts are gone" in lines
    assert f"    museum: correct “{EN[0]}” = “{ZH[0]}” → " in lines
    assert "elsewhere         1   decisions on documents" in lines
    put(ready, "museum", EN, ZH)
    assert make(ready).decided.unfit == []
    assert pairs(ready)[EN[0]] == "博物馆九点开放。"


def test_a_memory_without_documents_has_decisions_too(tmp_path, ready):
    """They are about any document: the memory says of no unit where it is from."""
    units = [Unit([Variant("en-US", (en,)), Variant("zh-CN", (zh,))], f"tu{n}")
             for n, (en, zh) in enumerate(zip(EN, ZH, strict=True))]  # fmt: skip
    write(Memory(read_memory(ready / "m.tmx").header, units), ready / "other.tmx")
    align.convert(ready / "other.tmx", ready / "review.xlsx")

    def edit(page, rows):
        rows[EN[0]][1].value, rows[EN[1]][3].value = "博物馆九点开放。", "wrong"

    edit_sheet(ready / "review.xlsx", edit)
    found = align.decide(ready / "other.tmx", edited=ready / "review.xlsx")
    assert [(d.kind, d.document) for d in found.taken] == [("correct", ""), ("reject", "")]
    put(ready, "cinema", ["Seats are numbered."], ["座位有号。"])
    (ready / "other.decisions.jsonl").rename(ready / "m.decisions.jsonl")
    report = make(ready)
    assert (len(report.decided.kept), report.decided.unfit) == (2, [])
    assert pairs(ready)[EN[0]] == "博物馆九点开放。"
    assert EN[1] not in pairs(ready)
