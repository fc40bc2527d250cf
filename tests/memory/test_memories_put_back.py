"""A build after somebody did something to its files: the memory is right, and no work is lost."""

import json
import shutil

import pytest
from built_memories import make, put
from filelock import FileLock

from align.batch.build import LOCK
from align.errors import InputError, OutputError
from align.formats.read import read_memory
from align.memory.deciding import decide_about
from align.memory.decisions import Decision
from align.memory.journal import Journal, PairEntry

TEA = ["I like tea.", "The kettle is on the stove."], ["我喜欢茶。", "水壶在炉子上。"]
INK = ["The ink is dry.", "Close the bottle, please."], ["墨水干了。", "请把瓶子盖上。"]


@pytest.fixture
def texts(tmp_path):
    put(tmp_path, "ink", *INK)
    put(tmp_path, "tea", *TEA)
    return tmp_path


def chinese(folder, name="m.tmx"):
    return [unit.variants[1].text for unit in read_memory(folder / name)]


def edit(path, before, after):
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


@pytest.mark.parametrize("which", ["m.tmx", "weak.tmx"])
def test_an_older_memory_that_is_put_back_is_brought_up_to_date(texts, which):
    weak = {"weak": texts / "weak.tmx", "weak_below": 1.0} if which == "weak.tmx" else {}
    make(texts, **weak)
    shutil.copy(texts / which, texts / "old")
    edit(texts / "texts" / "zh" / "ink.txt", "墨水干了", "墨水已经干了")
    make(texts, **weak)
    right = chinese(texts, which)
    (texts / "old").replace(texts / which)
    assert chinese(texts, which) != right
    make(texts, **weak)
    assert chinese(texts, which) == right


def test_a_memory_that_is_edited_while_it_is_built_is_not_replaced(texts):
    make(texts)
    edit(texts / "texts" / "zh" / "ink.txt", "墨水干了", "墨水已经干了")

    def somebody(*_step):
        edit(texts / "m.tmx", "水壶在炉子上。", "壶在炉上。")

    with pytest.raises(OutputError, match="changed while it was built, and is not replaced"):
        make(texts, progress=somebody)
    report = make(texts)
    assert [decision.kind for decision in report.decided.taken] == ["correct"]
    assert {"壶在炉上。", "墨水已经干了。"} <= {*chinese(texts)}


def test_an_alignment_that_was_edited_wrongly_is_a_pair_that_failed(texts):
    make(texts)
    kept = texts / "m.alignments" / "ink.align.json"
    data = json.loads(kept.read_text(encoding="utf-8"))
    del data["beads"][0]
    kept.write_text(wrong := json.dumps(data), encoding="utf-8")
    edit(texts / "texts" / "zh" / "tea.txt", "我喜欢茶", "我爱喝茶")
    report = make(texts)
    ((name, line),) = report.failed
    assert (name, line[:60]) == (
        "ink",
        "ink: its alignment was edited, and now has a sentence twice ",
    )
    assert kept.read_text(encoding="utf-8") == wrong
    assert chinese(texts) == [*INK[1], "我爱喝茶。", TEA[1][1]]


def test_what_was_edited_about_a_pair_that_fails_is_taken_in_later(texts):
    make(texts)
    edit(texts / "m.tmx", "墨水干了。", "墨水已经干了。")
    (texts / "m.alignments" / "ink.align.json").unlink()
    put(texts, "ink", *([""], [""]))
    assert [name for name, _ in make(texts).failed] == ["ink"]
    assert make(texts).decided.taken == []
    put(texts, "ink", *INK)
    assert [decision.kind for decision in make(texts).decided.taken] == ["correct"]
    assert "墨水已经干了。" in chinese(texts)


def test_language_codes_that_are_asked_for_count_for_all_units(texts):
    make(texts)
    edit(texts / "texts" / "zh" / "tea.txt", "我喜欢茶", "我爱喝茶")
    make(texts, locales={"zh": "zh-SG"})
    assert {unit.variants[1].lang for unit in read_memory(texts / "m.tmx")} == {"zh-SG"}


def test_a_document_beyond_the_limit_was_not_renamed(texts):
    put(texts, "copy", *TEA)
    make(texts)
    decide_about(texts / "m.tmx", [Decision("reject", "tea", TEA[0][0], TEA[1][0])])
    assert make(texts, limit=1).decided.renamed == {}
    assert make(texts, limit=1, fresh=True).decided.renamed == {}


def test_a_build_that_has_to_stop_leaves_the_lock_of_the_other(texts):
    store = texts / "m.alignments"
    store.mkdir()
    with FileLock(store / LOCK):
        for _ in range(2):
            with pytest.raises(OutputError, match="another build writes to"):
                make(texts)
    assert make(texts).units == 4
    for side in ("en", "zh"):
        for path in (texts / "texts" / side).iterdir():
            path.write_text("", encoding="utf-8")
    with pytest.raises(InputError):
        make(texts, "other.tmx")
    assert not (texts / "other.alignments").exists()


def test_a_journal_that_another_process_makes_is_seen(tmp_path):
    with Journal(tmp_path) as ours, Journal(tmp_path) as other:
        assert ours.get("visit") is None
        other.put(PairEntry("visit", en="0123"))
        assert ours.get("visit") == PairEntry("visit", en="0123")
        ours.put_fact("folder", "caf\udce9")  # a name that is not UTF-8
        assert other.fact("folder") == "caf\udce9"


def test_units_in_any_order_and_twice_are_not_taken_for_edits(texts):
    make(texts)
    right, memory = sorted(chinese(texts)), texts / "m.tmx"
    text = memory.read_text(encoding="utf-8")
    start, end = text.index("<tu "), text.rindex("</tu>") + len("</tu>")
    units = text[start:end].split("</tu>")[:-1]
    mixed = [units[n] for n in (2, 0, 3, 1, 2)]
    memory.write_text(f"{text[:start]}{'</tu>'.join(mixed)}</tu>{text[end:]}", encoding="utf-8")
    assert make(texts).decided.taken == []
    assert sorted(chinese(texts)) == right


def test_an_alignment_that_is_edited_before_it_is_made_again_is_taken_in(texts):
    make(texts)
    kept = texts / "m.alignments" / "tea.align.json"
    for name in ("ink", "tea"):
        edit(texts / "texts" / "en" / f"{name}.txt", ".", "!")

    def somebody(_done, _total, name, _failed):
        if name == "ink":
            data = json.loads(kept.read_text(encoding="utf-8"))
            data["beads"][1]["status"] = "approved"
            kept.write_text(json.dumps(data), encoding="utf-8")

    report = make(texts, jobs=1, progress=somebody)
    assert [decision.kind for decision in report.decided.taken] == ["approve"]
    assert [decision.kind for decision in report.decided.kept] == ["approve"]
