"""Results show themselves in a notebook, and become data frames and data sets in one call."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

import align
from align.library import AlignReport
from align.memory import read_memory
from align.unit import Header, Memory

EN = ("The meeting was held in Beijing.", "More than 90 people took part.", "Bye <all>.")
ZH = ("会议在北京召开。", "90余人参加。")


@pytest.fixture
def pair():
    en = align.Document.from_sentences(EN, "en", name="a")
    zh = align.Document.from_sentences(ZH, "zh", name="a")
    beads = (
        align.Bead((0,), (0,), 2.5, 0.995, note="as decided"),
        align.Bead((1,), (1,), 0.1, 0.4, crossing=True),
        align.Bead((2,), (), 0.0, 0.0),
    )
    return align.Alignment(en, zh, beads)


def test_an_alignment_is_a_frame_in_one_call(pair):
    pandas, polars, data = pair.to_pandas(), pair.to_polars(), pair.to_datasets()
    assert list(pandas.columns) == polars.columns == data.column_names == list(pair.columns)
    assert pandas.to_dict("records") == polars.to_dicts() == data.to_list() == list(pair.rows())
    assert data[0] == {
        "en": EN[0], "zh": ZH[0], "confidence": 0.995, "bead": "1-1", "document": "a",
        "position": "1:1", "crossing": False, "status": "", "note": "as decided", "score": 2.5,
    }  # fmt: skip
    assert pandas.loc[2, "zh"] == ""


def test_what_a_person_wrote_is_in_the_frame(pair):
    written = replace(pair.beads[1], extra={"texts": (("Over 90", "90多"), ("people", "人"))})
    texts = replace(pair, beads=(written,)).to_polars().select("en", "zh").rows()
    assert texts == [("Over 90", "90多"), ("people", "人")]


def test_a_console_shows_the_first_rows(pair):
    assert repr(pair).splitlines() == [
        "a: 3 beads of 3 English and 2 Chinese sentences",
        "confidence  bead  en                                zh",
        f"0.99        1-1   {EN[0]}  {ZH[0]}",
        f"0.40        1-1   {EN[1]}    {ZH[1]}",
        f"0.00        1-0   {EN[2]}",
    ]
    many = replace(pair, beads=pair.beads[:1] * 11)
    assert repr(many).count(EN[0]) == 10
    assert repr(many).endswith("\n…")
    long = align.Document.from_sentences(["机" * 100], "zh")
    wide = replace(pair, zh=long, beads=(align.Bead((), (0,)),))
    assert repr(wide).endswith("机" * 17 + "…")
    evil = align.Document.from_sentences(["A\x1b[2J\u202etext."], "en", name="a\x1b]0;b\x07")
    assert repr(replace(pair, en=evil, beads=(align.Bead((0,), (0,)),))).splitlines() == [
        r"a\x1b]0;b\x07 | a: 1 beads of 1 English and 2 Chinese sentences",
        "confidence  bead  en                   zh",
        rf"0.00        1-1   A\x1b[2J\u202etext.  {ZH[0]}",
    ]
    assert repr(replace(pair, beads=())) == "a: 0 beads of 3 English and 2 Chinese sentences"


def test_a_notebook_shows_a_table_and_marks_doubtful_rows(pair):
    shown = pair._repr_html_()
    assert "Bye &lt;all&gt;." in shown
    assert shown.count("background") == 2
    assert AlignReport(pair)._repr_html_().endswith(shown)


def test_without_the_package_the_error_says_what_to_install(pair, monkeypatch):
    for name in ("pandas", "polars", "datasets"):
        monkeypatch.setitem(sys.modules, name, None)
        with pytest.raises(align.TmxalignError, match=f"pip install {name}") as raised:
            getattr(pair, f"to_{name}")()
        assert raised.value.status == 2


def test_results_of_commands_are_frames(tmp_path):
    texts = (("a.en.txt", "I like tea. I have 3."), ("a.zh.txt", "我喜欢茶。我有4杯。"))
    for name, text in texts:
        (tmp_path / name).write_text(text, encoding="utf-8")
    out = tmp_path / "memory.tmx"

    built = align.build(tmp_path, out)
    assert built.to_polars().select("name", "state", "units").rows() == [("a", "aligned", 2)]
    assert "1" in repr(built)
    assert ">aligned" in built._repr_html_()

    memory = read_memory(out)
    assert memory.to_polars().select("en", "zh", "bead", "position").rows() == [
        ("I like tea.", "我喜欢茶。", "1-1", "1:1"),
        ("I have 3.", "我有4杯。", "1-1", "2:2"),
    ]
    # to show a stream would use it up
    stream = read_memory(out)
    assert repr(stream) == f"{out}: a stream of units"
    assert len(list(stream)) == 2
    units = list(read_memory(out))
    assert "I like tea." in repr(Memory(Header(), units, "two"))

    paired = align.pair(tmp_path, by_name=True)
    assert Path(paired.to_pandas().zh[0]).name == "a.zh.txt"
    assert align.search(out, "tea").to_datasets()["zh"][:] == ["我喜欢茶。"]

    with align.audit(out, no_config=True) as report:
        checks = report.to_pandas().query("severity == 'error'").check.tolist()
        assert checks == ["numbers"]
        assert report.to_polars().width == report.to_datasets().num_columns
        assert "numbers" in report._repr_html_()
    assert repr(report) == str(report)  # its findings are gone

    assert align.stats(out)._repr_html_().startswith("<pre>units")
