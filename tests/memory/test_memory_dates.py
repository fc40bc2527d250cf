"""A unit's last change is found wherever its dates stand: on the unit, on a text, or on both."""

import pytest

from align.document import Document
from align.formats.tmx.pieces import quick_units
from align.formats.tmx.read import read_tmx
from align.memory import Memory, leverage
from align.memory.clean.cleaning import clean_memory
from align.memory.duplicates import DuplicateFinder
from align.memory.merge import merge_memories
from align.memory.stats import stats_of
from align.tmx_dates import last_change, tmx_date
from align.unit import Header

EN = "The gate is open."
HEAD = (
    '<tmx version="1.4"><header srclang="en-US" segtype="sentence" o-tmf="x" adminlang="en" '
    'datatype="plaintext" creationtool="x" creationtoolversion="1"/><body>\n'
)
TAIL = "</body></tmx>\n"


def tu(zh, unit="", source="", target=""):
    return (
        f'<tu {unit}><tuv xml:lang="en-US" {source}><seg>{EN}</seg></tuv>'
        f'<tuv xml:lang="zh-CN" {target}><seg>{zh}</seg></tuv></tu>\n'
    )


def on(year, name="changedate"):
    return f'{name}="{year}0501T120000Z"'


#: The attributes of ``tu``, source ``tuv`` and target ``tuv`` of an older and of a newer unit.
CASES = {
    "on both texts": ((on(2019), on(2020), on(2020)), ("", on(2024), on(2024))),
    "on the target only": (("", "", on(2020)), ("", "", on(2024))),
    "on the source only": (("", on(2020), ""), ("", on(2024), "")),
    "on the unit, then on the target": ((on(2020), "", ""), ("", "", on(2024))),
    "the unit is older than its target": ((on(2020), "", ""), (on(2016), on(2017), on(2024))),
    "the unit is newer than its target": (("", "", on(2023)), (on(2024), "", on(2016))),
    "created, as by OmegaT": (
        ("", "", f"{on(2020)} {on(2019, 'creationdate')}"),
        ("", "", on(2024, "creationdate")),
    ),
    "created after the change": (
        (on(2020), "", ""),
        (f"{on(2019)} {on(2024, 'creationdate')}", "", ""),
    ),
    "malformed": (
        (on(2020), 'changedate="yesterday"', 'changedate="20991399T0000Z"'),
        ('changedate="0"', "", on(2024)),
    ),
    "malformed, and none": (
        ('changedate="last week"', "", 'changedate="9999-99"'),
        ("", "", on(2024)),
    ),
    "with dashes and an offset": (
        ("", "", 'changedate="2024-05-01T19:30:00+08:00"'),
        ("", "", on(2024)),
    ),
}
each_case = pytest.mark.parametrize(("older", "newer"), CASES.values(), ids=list(CASES))
either_order = pytest.mark.parametrize("backwards", [False, True])


def saved(path, *units):
    path.write_text(HEAD + "".join(units) + TAIL, encoding="utf-8")
    return path


def targets(path):
    return [unit.text("zh") for unit in read_tmx(path)]


def abouts(path):
    return [
        [unit.attributes, *(variant.attributes for variant in unit.variants)]
        for unit in read_tmx(path)
    ]


@each_case
@either_order
def test_clean_keeps_the_newest_translation(tmp_path, older, newer, backwards):
    units = [tu("旧门开着。", *older), tu("大门开着。", *newer)][:: -1 if backwards else 1]
    path = saved(tmp_path / "a.tmx", *units)
    clean_memory(path, tmp_path / "b.tmx", translations_keep="newest")
    assert targets(tmp_path / "b.tmx") == ["大门开着。"]


@each_case
@either_order
def test_the_newest_of_equal_units_stays(tmp_path, older, newer, backwards):
    units = [tu("大门开着。", *older), tu("大门开着。", *newer)][:: -1 if backwards else 1]
    path = saved(tmp_path / "a.tmx", *units)
    wanted = abouts(saved(tmp_path / "only.tmx", tu("大门开着。", *newer)))

    report = clean_memory(path, tmp_path / "b.tmx")
    assert abouts(tmp_path / "b.tmx") == wanted
    assert report.removed["duplicate"] == 1

    parts = [saved(tmp_path / f"{n}.tmx", unit) for n, unit in enumerate(units)]
    merge_memories(parts, tmp_path / "c.tmx")
    assert abouts(tmp_path / "c.tmx") == wanted

    repeats = DuplicateFinder()
    for unit in read_tmx(path):
        repeats.add(unit)
    found = [repeats.verdict(number) for number in range(2)]
    assert found == (["", "duplicate"] if backwards else ["duplicate", ""])


@each_case
@either_order
def test_a_full_match_is_the_newest(tmp_path, older, newer, backwards):
    units = [tu("旧门开着。", *older), tu("大门开着。", *newer)][:: -1 if backwards else 1]
    memory = read_tmx(saved(tmp_path / "a.tmx", *units))
    document = Document.from_sentences([EN], "en", name="new.txt")
    [analysed] = leverage(document, Memory(Header(), list(memory))).documents
    match = analysed.segments[0].match
    assert (match.percent, match.target) == (100, "大门开着。")


def test_of_equally_new_ones_the_first_stays(tmp_path):
    same = [("", on(2024), ""), (on(2024), "", on(2020)), ("", "", on(2024, "creationdate"))]
    units = [tu(f"第{n}门。", *about) for n, about in enumerate(same)]
    path = saved(tmp_path / "a.tmx", *units)
    clean_memory(path, tmp_path / "b.tmx", translations_keep="newest")
    assert targets(tmp_path / "b.tmx") == ["第0门。"]


def test_units_read_fast_have_the_same_date():
    units = [
        tu("门。", on(2020)).replace(" >", ">"),
        tu("门。", f'{on(2020)} creationdate="never"').replace(" >", ">"),
        tu("门。", on(2020), "", on(2024)),
    ]
    found = list(quick_units("".join(units).encode()))
    assert [type(unit).__name__ for unit in found] == ["PlainUnit", "PlainUnit", "Unit"]
    stamps = ["20200501T120000Z", "20200501T120000Z", "20240501T120000Z"]
    assert [unit.changed for unit in found] == stamps
    assert [unit.unit().changed for unit in found] == stamps


def test_statistics_know_the_dates_of_texts(tmp_path):
    units = [
        tu("门。", on(2020), on(2018), 'changedate="soon"'),
        tu("门。", "", "", on(2024)),
    ]
    stats = stats_of(saved(tmp_path / "a.tmx", *units))
    assert (stats.first_date, stats.last_date) == ("20180501T120000Z", "20240501T120000Z")


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("20240229T235959Z", "20240229T235959Z"),
        ("20240531T235959Z", "20240531T235959Z"),
        ("19991128T000000Z", "19991128T000000Z"),
        (" 20240229t235959z\n", "20240229T235959Z"),
        ("20240229", "20240229T000000Z"),
        ("2024-02", "20240201T000000Z"),
        ("2024-02-29 23:59", "20240229T235900Z"),
        ("2024-02-29T23:59:59.999-0030", "20240301T002959Z"),
        ("20230229T000000Z", ""),  # no such day
        ("20240229T250000Z", ""),
        ("20240228T236000Z", ""),
        ("00000101T000000Z", ""),
        ("20240001T000000Z", ""),
        ("0001-01-01T00:00:00+01:00", ""),
        ("9999-12-31T23:59:59-01:00", ""),
        ("٢٠٢٤", ""),
        ("29.02.2024", ""),
        ("1709251199", ""),
        ("", ""),
    ],
)
def test_a_date_is_read_or_counts_as_none(text, date):
    assert tmx_date(text) == date
    assert last_change([{"changedate": text}, {}]) == date
    assert last_change([{"changedate": text}, {"creationdate": "1980"}]) == (
        date or "19800101T000000Z"
    )
