"""merge, split, sample, diff, stats as library calls."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.errors import InputError, OutputError, UsageError
from align.formats.tmx.read import read_tmx
from align.library import diff
from align.memory import Header, Memory, Unit, Variant, write
from align.memory.clean import clean_memory
from align.memory.clean.rule import example_unit
from align.memory.diff import diff_memories
from align.memory.merge import merge_memories
from align.memory.split import sample_memory, split_memory
from align.memory.stats import stats_of
from align.unit import Code, Prop

OLD, NEW = "20240101T000000Z", "20260101T000000Z"


def saved(path, units, **header):
    write(Memory(Header(header), units), path)
    return path


def texts(path):
    return [(u.text("en"), u.text("zh")) for u in read_tmx(path)]


def of(document, number, **more):
    unit = example_unit(f"Sentence {number}.", f"第{number}句。", **more)
    unit.props = (*unit.props, Prop("x-document", document))
    return unit


def test_merging_keeps_the_newest_with_its_properties_and_the_first_header(tmp_path):
    a = saved(tmp_path / "a.tmx", [of("x", 1, date=OLD), of("x", 2, date=NEW)], creationid="LI")
    b = saved(tmp_path / "b.tmx", [of("y", 1, date=NEW), of("y", 2, date=OLD), of("y", 3)])
    report = merge_memories([a, b], tmp_path / "c.tmx")
    merged = read_tmx(tmp_path / "c.tmx")
    assert merged.header.attributes["creationid"] == "LI"
    assert [(u.text("en"), u.document) for u in merged] == [
        ("Sentence 2.", "x"),
        ("Sentence 1.", "y"),
        ("Sentence 3.", "y"),
    ]
    assert ([n for _, n in report.read], report.repeated) == ([2, 3], 2)


def test_merging_distinguishes_taiwan_from_the_mainland(tmp_path):
    mainland = example_unit("CQC opens.", "CQC。")
    taiwan = Unit([mainland.variants[0], Variant("zh-TW", ("CQC。",))])
    a, b = saved(tmp_path / "a.tmx", [mainland]), saved(tmp_path / "b.tmx", [taiwan, mainland])
    assert merge_memories([a, b], tmp_path / "c.tmx").written.units == 2


def test_a_memory_can_be_merged_into_itself(tmp_path):
    a = saved(tmp_path / "a.tmx", [of("x", 1)])
    b = saved(tmp_path / "b.tmx", [of("x", 2)])
    merge_memories([a, b], a)
    assert [en for en, _ in texts(a)] == ["Sentence 1.", "Sentence 2."]
    with pytest.raises(UsageError):
        merge_memories([], a)
    with pytest.raises(InputError):
        merge_memories([a, tmp_path / "none.tmx"], a)
    assert len(texts(a)) == 2


@given(st.integers(1, 6), st.integers(1, 13))
def test_parts_by_number_are_the_whole_in_order(tmp_path_factory, size, number):
    folder = tmp_path_factory.mktemp("s")
    path = saved(folder / "a.tmx", [of("x", n) for n in range(number)])
    parts = split_memory(path, f"{folder}/p{{}}.tmx", units=size)
    assert all(report.units <= size for _, report in parts)
    assert [t for name, _ in parts for t in texts(name)] == texts(path)
    assert len(parts) == -(-number // size)


def test_parts_by_document_are_named_after_it_and_stay_in_the_folder(tmp_path):
    names = ["a", "b/../../c", "a", "", "A", "年会"]
    units = [of(name, n) for n, name in enumerate(names)]
    path = saved(tmp_path / "m.tmx", units)
    parts = split_memory(path, f"{tmp_path}/d-{{}}.tmx", by="document")
    assert [name.removeprefix(f"{tmp_path}/") for name, _ in parts] == [
        "d-a.tmx", "d-c.tmx", "d-no-document.tmx", "d-A-2.tmx", "d-年会.tmx",
    ]  # fmt: skip
    assert [report.units for _, report in parts] == [2, 1, 1, 1, 1]


def test_parts_by_confidence(tmp_path):
    units = [of("x", n, confidence=c) for n, c in enumerate(["0.95", "0.2", "0.9", "", "0.55"])]
    path = saved(tmp_path / "m.tmx", units)
    parts = split_memory(path, f"{tmp_path}/{{}}.tmx", by="confidence")
    assert {name.split("/")[-1]: report.units for name, report in parts} == {
        "0.9-1.0.tmx": 2, "0.0-0.5.tmx": 1, "unknown.tmx": 1, "0.5-0.7.tmx": 1,
    }  # fmt: skip


def test_folders_of_parts_are_made(tmp_path):
    path = saved(tmp_path / "m.tmx", [of("x", n) for n in range(2)])
    for pattern in ("new/folder/{}.tmx", "new/{}/part.tmx"):
        parts = split_memory(path, f"{tmp_path}/{pattern}", units=1)
        assert all(Path(name).exists() for name, _ in parts)


def test_what_cannot_be_a_folder_fails_before_reading(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="a part of the path is a file"):
        split_memory(tmp_path / "none.tmx", f"{tmp_path}/file/{{}}.tmx", units=5)
    with pytest.raises(UsageError, match="on this machine"):
        split_memory(tmp_path / "none.tmx", "s3://bucket/{}.tmx", units=5)


@pytest.mark.parametrize(
    ("pattern", "how"),
    [("part.tmx", {"units": 2}), ("{}.tmx", {}), ("{}.tmx", {"by": "moon"}),
     ("{}.tmx", {"by": "document", "units": 2})],
)  # fmt: skip
def test_an_impossible_split_is_refused(tmp_path, pattern, how):
    path = saved(tmp_path / "m.tmx", [of("x", 1)])
    with pytest.raises(UsageError):
        split_memory(path, f"{tmp_path}/{pattern}", **how)


def test_a_sample_keeps_the_order_and_is_the_same_for_the_same_seed(tmp_path):
    path = saved(tmp_path / "m.tmx", [of("x", n) for n in range(300)])
    drawn = []
    for seed in (1, 1, 2):
        assert sample_memory(path, tmp_path / "s.tmx", 20, seed=seed).units == 20
        drawn.append(texts(tmp_path / "s.tmx"))
    whole = texts(path)
    assert drawn[0] == drawn[1] != drawn[2]
    assert [whole.index(t) for t in drawn[0]] == sorted(whole.index(t) for t in drawn[0])
    assert sample_memory(path, tmp_path / "s.tmx", 1000).units == 300


def test_every_unit_is_as_likely_as_any_other(tmp_path):
    path = saved(tmp_path / "m.tmx", [of("x", n) for n in range(10)])
    count = dict.fromkeys(texts(path), 0)
    for seed in range(300):
        sample_memory(path, tmp_path / "s.tmx", 3, seed=seed)
        for text in texts(tmp_path / "s.tmx"):
            count[text] += 1
    assert sum(count.values()) == 900
    # 90 are expected, the standard deviation is 8
    assert all(50 < n < 130 for n in count.values()), count


def test_a_stratified_sample_includes_rare_uncertain_units(tmp_path):
    units = [of("x", n, confidence="0.99" if n % 50 else "0.3") for n in range(500)]
    path = saved(tmp_path / "m.tmx", units)
    sample_memory(path, tmp_path / "s.tmx", 40, stratify="confidence")
    found = [u.confidence for u in read_tmx(tmp_path / "s.tmx")]
    assert (len(found), found.count(0.3)) == (40, 10)


def test_differences_by_text_and_by_id(tmp_path):
    def unit(id_, en, zh):
        out = example_unit(en, zh)
        out.id = id_
        return out

    a = [unit("1", "One.", "一。"), unit("2", "Two.", "二。"), unit("3", "Three.", "三。"),
         unit("4", "Four.", "四。"), unit("5", "Five.", "五。")]  # fmt: skip
    b = [unit("9", "Five.", "五。"), unit("1", "One.", "壹。"), unit("x", "Second.", "二。"),
         unit("3", "The third.", "第三。"), unit("8", "Eight.", "八。")]  # fmt: skip
    a, b = saved(tmp_path / "a.tmx", a), saved(tmp_path / "b.tmx", b)
    found = [change.to_json() for change in diff_memories(a, b)]
    assert [(c["kind"], c["before"], c["after"]) for c in found] == [
        ("target", ["One.", "一。"], ["One.", "壹。"]),
        ("source", ["Two.", "二。"], ["Second.", "二。"]),
        ("both", ["Three.", "三。"], ["The third.", "第三。"]),
        ("added", None, ["Eight.", "八。"]),
        ("removed", ["Four.", "四。"], None),
    ]
    assert not list(diff_memories(a, a))


@given(st.lists(st.sampled_from("abcdef")), st.lists(st.sampled_from("abcdef")))
def test_differences_account_for_every_unit(tmp_path_factory, before, after):
    folder = tmp_path_factory.mktemp("d")
    paths = [
        saved(folder / f"{name}.tmx", [example_unit(c * 3, f"中文{c}") for c in some])
        for name, some in (("a", before), ("b", after))
    ]
    kinds = [change.kind for change in diff_memories(*paths)]
    assert len(before) + kinds.count("added") - kinds.count("removed") == len(after)
    assert bool(kinds) == (sorted(before) != sorted(after))


def test_statistics_of_a_memory(tmp_path):
    codes = (Code("ph", (), ("<br/>",)), "Good day to all.")
    units = [
        of("x", 1, confidence="0.95", date=OLD),
        of("x", 1, confidence="0.05", date=NEW),
        of("y", 2, confidence="1.000"),
        Unit([Variant("en-US", codes), Variant("zh-CN", ("大家好！",))]),
        of("y", 3, confidence="no number"),
    ]
    stats = stats_of(saved(tmp_path / "m.tmx", units))
    assert (stats.units, stats.duplicates, stats.incomplete, stats.documents) == (5, 1, 0, 2)
    assert (stats.confidence, stats.without_confidence) == ([1, 0, 0, 0, 0, 0, 0, 0, 0, 2], 2)
    assert (stats.inline_codes, stats.first_date, stats.last_date) == (1, OLD, NEW)
    en, zh = stats.languages["en-US"], stats.languages["zh-CN"]
    assert (en.words, zh.words) == (12, 4 * 2 + 3)
    assert en.longest_text == "Good day to all."


def test_confidence_steps_have_the_right_units(tmp_path):
    units = [of("x", n, confidence=f"{n / 1000:.3f}") for n in range(0, 1000, 10)]
    assert stats_of(saved(tmp_path / "m.tmx", units)).confidence == [10] * 10


def broken(path, units=30):
    """A memory that is cut off further on."""
    text = saved(path, [of(f"d{n % 3}", n) for n in range(units)]).read_bytes()
    path.write_bytes(text[: len(text) * 2 // 3])
    return path


@pytest.mark.parametrize(
    "how", [{"units": 1}, {"units": 7}, {"by": "document"}, {"by": "confidence"}]
)
def test_a_file_that_is_broken_further_on_leaves_no_part(tmp_path, how):
    path = broken(tmp_path / "m.tmx")
    (tmp_path / "p-1.tmx").write_text("old")
    with pytest.raises(InputError):
        split_memory(path, f"{tmp_path}/p-{{}}.tmx", **how)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["m.tmx", "p-1.tmx"]
    assert (tmp_path / "p-1.tmx").read_text() == "old"


def test_a_part_that_cannot_be_written_leaves_no_part(tmp_path):
    path = saved(tmp_path / "m.tmx", [of("x", n) for n in range(6)])
    (tmp_path / "p-3.tmx").mkdir()
    with pytest.raises(OutputError, match=r"p-3\.tmx: cannot be written"):
        split_memory(path, f"{tmp_path}/p-{{}}.tmx", units=2)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["m.tmx", "p-3.tmx"]


@pytest.mark.parametrize(
    ("name", "refused"),
    [("p-1.tmx", True), ("p-3.tmx", True), ("p-4.tmx", False), ("p-9.tmx", False)],
)
def test_a_memory_named_like_a_part_is_split_unless_it_would_be_replaced(tmp_path, name, refused):
    path = saved(tmp_path / name, [of("x", n) for n in range(6)])
    before = path.read_bytes()
    if refused:
        with pytest.raises(UsageError, match="is an input"):
            split_memory(path, f"{tmp_path}/p-{{}}.tmx", units=2)
        assert [p.name for p in tmp_path.iterdir()] == [name]
    else:
        assert len(split_memory(path, f"{tmp_path}/p-{{}}.tmx", units=2)) == 3
    assert path.read_bytes() == before


def test_parts_in_folders_and_in_two_files_each(tmp_path):
    path = saved(tmp_path / "m.tmx", [of("ab"[n % 2], n) for n in range(4)])
    for name in "ab":
        (tmp_path / name).mkdir()
    parts = split_memory(path, f"{tmp_path}/{{}}/part.en", by="document")
    assert [report.units for _, report in parts] == [2, 2]
    assert sorted(str(p.relative_to(tmp_path)) for p in tmp_path.rglob("part*")) == [
        "a/part.en", "a/part.zh", "b/part.en", "b/part.zh",
    ]  # fmt: skip
    assert (tmp_path / "b/part.zh").read_text("utf-8") == "第1句。\n第3句。\n"


def test_a_sample_does_not_replace_its_memory(tmp_path):
    path = saved(tmp_path / "m.tmx", [of("x", 1)])
    with pytest.raises(UsageError, match="is an input"):
        sample_memory(path, tmp_path / "." / "m.tmx", 1)


PO = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Language: zh_CN\\n"

msgid "Open the gate."
msgstr "打开大门。"

#, fuzzy
msgid "Close the gate."
msgstr "打开大门。"

#~ msgid "Paint the gate."
#~ msgstr "油漆大门。"
"""


def test_what_is_not_read_of_a_memory_is_reported_by_each_command(tmp_path):
    (tmp_path / "a.po").write_text(PO, encoding="utf-8")
    path, out = tmp_path / "a.po", tmp_path / "out.tmx"
    left_out = Counter()
    list(diff_memories(path, path, left_out))
    assert sorted(left_out.values()) == [2, 2]
    reports = [
        clean_memory(path, out),
        clean_memory(path, None),
        merge_memories([path], out),
        split_memory(path, f"{tmp_path}/p-{{}}.tmx", units=5)[-1][1],
        split_memory(path, f"{tmp_path}/p-{{}}.tmx", by="document")[-1][1],
        sample_memory(path, out, 5),
        stats_of(path),
        diff(path, path),
    ]
    list(reports[-1])
    for report in reports:
        number = 2 if report is reports[-1] else 1
        for what in left_out:
            assert f"{number} × {what}" in str(report).partition("not read: ")[2], report


def test_the_second_file_of_an_output_is_no_input_either(tmp_path):
    path = saved(tmp_path / "m.tmx", [of("x", 1)])
    (tmp_path / "n.zh").write_text("第一句。\n", encoding="utf-8")
    (tmp_path / "n.en").write_text("One.\n", encoding="utf-8")
    with pytest.raises(UsageError, match="is an input"):
        merge_memories([path, tmp_path / "n.zh"], tmp_path / "n.en")
    with pytest.raises(UsageError, match="is an input"):
        clean_memory(tmp_path / "n.zh", tmp_path / "n.en")
