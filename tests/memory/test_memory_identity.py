"""What makes units the same: texts, varieties of a language and inline codes, for every command."""

import pytest

from align.errors import UsageError
from align.formats.tmx.pieces import quick_units
from align.formats.tmx.read import read_tmx
from align.memory import Header, Memory, Unit, Variant, convert, write
from align.memory.clean import clean_memory
from align.memory.clean.rule import example_unit
from align.memory.diff import diff_memories
from align.memory.duplicates import identity, near_key
from align.memory.merge import merge_memories
from align.memory.split import sample_memory, split_memory
from align.memory.stats import stats_of
from align.unit import Code, Prop

OLD, NEW = "20200101T000000Z", "20240101T000000Z"


def saved(path, units, **header):
    write(Memory(Header(header), units), path, incomplete=True)
    return path


def unit(*texts, date="", **more):
    """A unit of language codes and texts, one after the other."""
    variants = [
        Variant(code, (text,) if isinstance(text, str) else tuple(text))
        for code, text in zip(texts[::2], texts[1::2], strict=True)
    ]
    return Unit(variants, attributes={"changedate": date} if date else {}, **more)


def bold(text, number="1"):
    """A bold word, in codes with a number."""
    begin = Code("bpt", (("i", number), ("type", "bold")), ("<b>",))
    return begin, text, Code("ept", (("i", number),), ("</b>",))


#: Pairs of units that are two for everybody.
TWO = {
    "the mainland and Hong Kong": (
        unit("en-US", "The gate is open.", "zh-CN", "大门开着。", date=OLD),
        unit("en-US", "The gate is open.", "zh-HK", "大门开着。", date=NEW),
    ),
    "the mainland and Taiwan, other texts": (
        unit("en-US", "Software", "zh-CN", "软件", date=OLD),
        unit("en-US", "Software", "zh-TW", "軟體", date=NEW),
    ),
    "Chinese of nowhere and of Taiwan": (
        unit("en", "Open", "zh", "打开", date=OLD),
        unit("en", "Open", "zh-TW", "打开", date=NEW),
    ),
    "by script": (
        unit("en", "Open", "zh-Hans", "打开", date=OLD),
        unit("en", "Open", "zh-Hant", "打开", date=NEW),
    ),
    "British and American": (
        unit("en-GB", "Colour", "zh-CN", "颜色", date=OLD),
        unit("en-US", "Colour", "zh-CN", "颜色", date=NEW),
    ),
    "with and without a third text": (
        unit("en-US", "Open", "zh-CN", "打开", date=OLD),
        unit("en-US", "Open", "zh-CN", "打开", "zh-TW", "打開", date=NEW),
    ),
    "a third text": (
        unit("en-US", "Open", "zh-CN", "打开", "zh-TW", "打開", date=OLD),
        unit("en-US", "Open", "zh-CN", "打开", "zh-HK", "打開", date=NEW),
    ),
    "with and without codes": (
        unit("en-US", "Press the key.", "zh-CN", "按下按键。", date=OLD),
        unit("en-US", ("Press the ", *bold("key"), "."), "zh-CN", "按下按键。", date=NEW),
    ),
    "codes elsewhere": (
        unit("en-US", ("Press ", *bold("the"), " key."), "zh-CN", "按下按键。", date=OLD),
        unit("en-US", ("Press the ", *bold("key"), "."), "zh-CN", "按下按键。", date=NEW),
    ),
    "other native code": (
        unit("en-US", ("Line", Code("ph", (), ("<br/>",))), "zh-CN", "一行文字", date=OLD),
        unit("en-US", ("Line", Code("ph", (), ("<hr/>",))), "zh-CN", "一行文字", date=NEW),
    ),
    "another kind of code": (
        unit("en-US", ("A ", Code("hi", (("type", "b"),), ("word",))), "zh-CN", "词语", date=OLD),
        unit("en-US", ("A ", Code("hi", (("type", "i"),), ("word",))), "zh-CN", "词语", date=NEW),
    ),
    "codes in the target": (
        unit("en-US", "Press the key.", "zh-CN", (*bold("按下"), "按键。"), date=OLD),
        unit("en-US", "Press the key.", "zh-CN", ("按下", *bold("按键"), "。"), date=NEW),
    ),
}
each_two = pytest.mark.parametrize("units", TWO.values(), ids=list(TWO))


@each_two
def test_clean_keeps_both(tmp_path, units):
    # two of one source and of the same languages are translations of it
    keeps = ["all"] if units is TWO["codes in the target"] else ["all", "newest", "most-frequent"]
    for order in (units, units[::-1]):
        path = saved(tmp_path / "a.tmx", order)
        for keep in keeps:
            report = clean_memory(path, tmp_path / "b.tmx", translations_keep=keep)
            assert report.kept == 2, report
            assert list(read_tmx(tmp_path / "b.tmx")) == list(read_tmx(path))


@each_two
def test_merge_keeps_both(tmp_path, units):
    parts = [saved(tmp_path / f"{n}.tmx", [one]) for n, one in enumerate(units)]
    report = merge_memories(parts, tmp_path / "c.tmx")
    assert (report.repeated, report.written.units) == (0, 2)
    written = [one.variants for one in read_tmx(tmp_path / "c.tmx")]
    assert written == [next(iter(read_tmx(part))).variants for part in parts]


@each_two
def test_diff_and_stats_see_two(tmp_path, units):
    one, other = (saved(tmp_path / f"{n}.tmx", [some]) for n, some in enumerate(units))
    assert list(diff_memories(one, other))
    assert stats_of(saved(tmp_path / "both.tmx", units)).duplicates == 0


#: Pairs of units that are one.
ONE = {
    "spellings of a code": (
        unit("en-US", "Open", "zh-CN", "打开"),
        unit("EN_us", "Open", "ZH_cn", "打开"),
    ),
    "a code with its script": (
        unit("en", "Open", "zh-CN", "打开"),
        unit("en", "Open", "zh-Hans-CN", "打开"),
    ),
    "old names": (unit("en", "Open", "zh-CHT", "打開"), unit("en", "Open", "zh-Hant", "打開")),
    "the order of the texts": (
        unit("en", "Open", "zh-CN", "打开"),
        unit("zh-CN", "打开", "en", "Open"),
    ),
    "codes numbered otherwise": (
        unit("en", ("Press ", *bold("it", "1")), "zh-CN", ("按", *bold("它", "1"))),
        unit("en", ("Press ", *bold("it", "4")), "zh-CN", ("按", *bold("它", "9"))),
    ),
}


@pytest.mark.parametrize("units", ONE.values(), ids=list(ONE))
def test_the_same_unit_is_kept_once(tmp_path, units):
    assert identity(units[0]) == identity(units[1])
    path = saved(tmp_path / "a.tmx", units)
    assert clean_memory(path, None).removed["duplicate"] == 1
    parts = [saved(tmp_path / f"{n}.tmx", [one]) for n, one in enumerate(units)]
    assert merge_memories(parts, tmp_path / "c.tmx").repeated == 1
    assert stats_of(path).duplicates == 1


def test_texts_read_fast_are_the_same_units():
    tu = "<tu><tuv xml:lang='{}'><seg>Open</seg></tuv><tuv xml:lang='{}'><seg>打开</seg></tuv></tu>"
    text = "".join(tu.format(*codes) for codes in (("en", "zh_CN"), ("en", "zh-cn"), ("en", "zh")))
    plain = list(quick_units(text.replace("'", '"').encode()))
    assert {type(found).__name__ for found in plain} == {"PlainUnit"}
    keys = [identity(found) for found in plain]
    assert keys == [identity(found.unit()) for found in plain]
    assert keys[0] == keys[1] != keys[2]


def test_newest_is_chosen_for_each_variety(tmp_path):
    units = [
        unit("en-US", "Network", "zh-CN", "网路", date=OLD),
        unit("en-US", "Network", "zh-CN", "网络", date=NEW),
        unit("en-US", "Network", "zh-TW", "網路", date=OLD),
        unit("en-US", "Network", "zh-HK", "網絡", date="20260101T000000Z"),
    ]
    path = saved(tmp_path / "a.tmx", units)
    clean_memory(path, tmp_path / "b.tmx", translations_keep="newest")
    kept = [(found.variants[1].lang, found.text("zh")) for found in read_tmx(tmp_path / "b.tmx")]
    assert kept == [("zh-CN", "网络"), ("zh-TW", "網路"), ("zh-HK", "網絡")]


@pytest.mark.parametrize(
    ("target", "kept"),
    [
        ("", ["zh-CN", "zh-TW", "zh-HK", "zh", "zh-Hans", "zh-TW zh-CN"]),
        ("zh-CN", ["zh-CN", "zh", "zh-Hans", "zh-TW zh-CN"]),
        ("zh_tw", ["zh-TW", "zh", "zh-TW zh-CN"]),
        ("zh-HK", ["zh-HK", "zh"]),
    ],
)
def test_units_of_the_wanted_variety_are_kept(tmp_path, target, kept):
    codes = ["zh-CN", "zh-TW", "zh-HK", "zh", "zh-Hans", "zh-TW zh-CN"]
    units = [
        unit("en-US", f"Gate {'ABCDEF'[n]}", *[x for c in some.split() for x in (c, f"{n}号大门")])
        for n, some in enumerate(codes)
    ]
    out, gone = tmp_path / "b.tmx", tmp_path / "c.tmx"
    path = saved(tmp_path / "a.tmx", units)
    report = clean_memory(path, out, rejected=gone, variety_target=target)
    found = [" ".join(v.lang for v in some.variants[1:]) for some in read_tmx(out)]
    assert found == kept
    assert report.removed["variety"] == len(codes) - len(kept) == len(list(read_tmx(gone)))
    assert {some.prop("x-rejected") for some in read_tmx(gone)} <= {f"variety: none in {target}"}


#: Units of which one text is bad and another good.
HALF_GOOD = {
    "one is empty": unit("en-US", "The gate is open.", "zh-TW", "", "zh-CN", "大门开着。"),
    "one is not translated": unit(
        "en-US", "The gate is open.", "zh-TW", "The gate is open.", "zh-CN", "大门开着。"
    ),
    "one is cut off": unit(
        "en-US", "The gate is open. " * 5, "zh-CN", "大门", "zh-TW", "大門開著。" * 5
    ),
    "one English text is missing": unit(
        "en-GB", "", "en-US", "The gate is open.", "zh-CN", "大门开着。"
    ),
}


@pytest.mark.parametrize("one", HALF_GOOD.values(), ids=list(HALF_GOOD))
def test_a_unit_with_a_good_pair_is_kept(tmp_path, one):
    assert clean_memory(saved(tmp_path / "a.tmx", [one]), None).kept == 1


def test_of_several_varieties_the_wanted_one_must_be_good(tmp_path):
    def kept(one, **options):
        return clean_memory(saved(tmp_path / "a.tmx", [one]), None, **options).kept

    one = unit("en-US", "The gate is open.", "zh-TW", "大門開著。", "zh-CN", "The gate is open.")
    assert [kept(one, variety_target=target) for target in ("", "zh-TW", "zh-CN")] == [1, 1, 0]
    with pytest.raises(UsageError, match="unknown language 'cn'"):
        kept(one, variety_target="cn")


def test_a_unit_without_a_good_pair_is_removed_for_the_first_reason(tmp_path):
    one = unit("en-US", "The gate is open.", "zh-TW", "The gate is open.", "zh-CN", "...")
    report = clean_memory(saved(tmp_path / "a.tmx", [one]), None)
    assert report.removed["identical"] == 1


NEAR = [
    ("Log in", "Login", False),
    ("Set up", "Setup", False),
    ("H₂O", "H2O", False),
    ("10³", "103", False),
    ("Item ①", "Item 1", False),
    ("Stand No. 5", "stand no.５", True),
    ("Click  here", "CLICK here", True),
    ("第 5 号", "第5号", True),
    ("你好，\u3000世界", "你好,世界", True),
    ("ＣＱＣ （ｉｎｃ．）", "cqc(inc.)", True),
    ("“Yes”", '"Yes"', True),
    ("ISO 9001 认证", "iso 9001认证", True),
]


@pytest.mark.parametrize(("one", "other", "same"), NEAR)
def test_near_duplicates_differ_in_case_width_and_spaces_that_mean_nothing(one, other, same):
    assert (near_key(one) == near_key(other)) == same


SPACED = [" Indented.", "Ends with a space. ", "Two\nlines.", "A\ttab.", "\u3000全角缩进"]


def test_spaces_make_near_duplicates_not_duplicates(tmp_path):
    units = [
        example_unit("Open the gate.", "打开大门。"),
        example_unit("Open the gate. ", "打开大门。"),
    ]
    report = clean_memory(saved(tmp_path / "a.tmx", units), None)
    assert (report.removed["duplicate"], report.removed["near-duplicate"]) == (0, 1)
    parts = [saved(tmp_path / f"{n}.tmx", [one]) for n, one in enumerate(units)]
    assert merge_memories(parts, tmp_path / "c.tmx").repeated == 0


@pytest.mark.parametrize("text", SPACED)
def test_texts_come_out_as_they_went_in(tmp_path, text):
    source = saved(tmp_path / "a.tmx", [unit("en-US", f"{text}x", "zh-CN", f"中{text}")])
    wanted = list(read_tmx(source))
    assert wanted[0].variants[1].text == f"中{text}"
    clean_memory(source, tmp_path / "clean.tmx", rules=["duplicate"])
    merge_memories([source], tmp_path / "merge.tmx")
    split_memory(source, f"{tmp_path}/split-{{}}.tmx", units=5)
    split_memory(source, f"{tmp_path}/by-{{}}.tmx", by="confidence")
    sample_memory(source, tmp_path / "sample.tmx", 1)
    for name in ("clean", "merge", "split-1", "by-unknown", "sample"):
        assert list(read_tmx(tmp_path / f"{name}.tmx")) == wanted, name


def test_merge_counts_what_repeated_units_say_besides(tmp_path):
    kept = unit("en-US", "Open", "zh-CN", "打开", date=NEW, notes=("Short.",), id="1")
    gone = unit(
        "en-US", "Open", "zh-CN", "打开", date=OLD, notes=("Short.", "For buttons."), id="2"
    )
    gone.props = (Prop("x-client", "A"), Prop("x-client", "B"))
    gone.variants[1].notes = ("Checked.",)
    for order in ((kept, gone), (gone, kept)):
        parts = [saved(tmp_path / f"{n}.tmx", [one]) for n, one in enumerate(order)]
        report = merge_memories(parts, tmp_path / "c.tmx")
        assert list(read_tmx(tmp_path / "c.tmx")) == list(read_tmx(parts[order.index(kept)]))
        assert dict(report.lost) == {
            "tuid": 1, "changedate": 1, "note": 1, "x-client": 2, "zh-CN note": 1,
        }  # fmt: skip
        assert "not kept: 2 × x-client" in str(report)


def test_merge_counts_what_other_headers_say(tmp_path):
    headers = [
        Header({"srclang": "en-US"}, (Prop("x-project", "A"),), ("First.",)),
        Header(
            {"srclang": "EN_us"}, (Prop("x-project", "A"), Prop("x-project", "B")), ("2.", "3.")
        ),
    ]
    for number, header in enumerate(headers):
        write(
            Memory(header, [example_unit(f"Gate {number}", f"{number}号门")]),
            tmp_path / f"{number}.tmx",
        )
    report = merge_memories([tmp_path / "0.tmx", tmp_path / "1.tmx"], tmp_path / "c.tmx")
    assert dict(report.lost) == {"note of a header": 2, "x-project of a header": 1}


def test_units_keep_the_source_language_of_their_memory(tmp_path):
    one = saved(tmp_path / "a.tmx", [unit("en-US", "Open", "zh-CN", "打开")], srclang="en-US")
    two = saved(
        tmp_path / "b.tmx",
        [
            unit("zh-CN", "关闭", "en-US", "Close"),
            Unit(unit("zh-CN", "新的", "en-US", "New").variants, attributes={"srclang": "en-US"}),
        ],
        srclang="zh-CN",
        datatype="html",
    )
    merge_memories([one, two], tmp_path / "c.tmx")
    found = [some.attributes for some in read_tmx(tmp_path / "c.tmx")]
    assert found == [
        {},
        {"srclang": "zh-CN", "datatype": "html"},
        {"srclang": "en-US", "datatype": "html"},
    ]


def changed(**more):
    return unit("en-US", "Open", "zh-CN", "打开", **more)


#: The unit of the other memory, and what diff says about it.
DETAILS = {
    "a note": (
        changed(notes=("Button.",)),
        changed(notes=("Menu.",)),
        [("note", ["Button."], ["Menu."])],
    ),
    "a status": (
        changed(props=(Prop("x-status", "draft"),)),
        changed(props=(Prop("x-status", "approved"),)),
        [("x-status", ["draft"], ["approved"])],
    ),
    "one of several properties": (
        changed(props=(Prop("x-domain", "law"), Prop("x-domain", "trade"))),
        changed(props=(Prop("x-domain", "trade"),)),
        [("x-domain", ["law"], [])],
    ),
    "codes": (
        changed(),
        unit("en-US", ("Open", Code("ph", (("x", "1"),), ("<br/>",))), "zh-CN", "打开"),
        [("inline codes in en-US", ["Open"], ['Open<ph x="1"><br/></ph>'])],
    ),
    "the variety": (
        changed(),
        unit("en-US", "Open", "zh-HK", "打开"),
        [("language code", ["zh-CN"], ["zh-HK"])],
    ),
    "a note of a text": (
        changed(),
        Unit([changed().variants[0], Variant("zh-CN", ("打开",), notes=("Verb.",))]),
        [("zh-CN note", [], ["Verb."])],
    ),
    "an attribute": (
        changed(),
        Unit(changed().variants, attributes={"datatype": "html"}),
        [("datatype", [], ["html"])],
    ),
}


@pytest.mark.parametrize(("before", "after", "details"), DETAILS.values(), ids=list(DETAILS))
def test_diff_names_what_changed_besides_the_texts(tmp_path, before, after, details):
    paths = [saved(tmp_path / f"{n}.tmx", [some]) for n, some in enumerate((before, after))]
    [change] = diff_memories(*paths)
    found = change.to_json()
    assert (found["kind"], found["before"], found["after"]) == (
        "other",
        ["Open", "打开"],
        ["Open", "打开"],
    )
    wanted = [{"what": a, "before": tuple(b), "after": tuple(c)} for a, b, c in details]
    assert found["details"] == wanted
    lines = str(change).splitlines()
    assert lines[0] == "~ Open | 打开"
    assert lines[1:] == [f"  - {w}: {v}" for w, b, _ in details for v in b] + [
        f"  + {w}: {v}" for w, _, a in details for v in a
    ]
    assert not list(diff_memories(paths[0], paths[0]))


def test_diff_ignores_what_tools_write_by_themselves(tmp_path):
    about = {"creationdate": OLD, "changeid": "LI", "usagecount": "3", "creationtool": "x"}
    one = changed(date=OLD, id="1", props=(Prop("x-confidence", "0.9"), Prop("x-position", "1-1")))
    other = Unit(changed().variants, "2", about, (Prop("x-confidence", "0.8"),))
    assert not list(
        diff_memories(saved(tmp_path / "a.tmx", [one]), saved(tmp_path / "b.tmx", [other]))
    )


def test_diff_of_several_varieties(tmp_path):
    three = ["en-US", "Network", "zh-CN", "网络", "zh-TW", "網路"]
    before = [unit(*three), unit("en-US", "Open", "zh-CN", "打开")]
    after = [unit(*three[:5], "網際網路"), unit("en-US", "Open", "zh-TW", "打開")]
    paths = [saved(tmp_path / f"{n}.tmx", some) for n, some in enumerate((before, after))]
    changes = list(diff_memories(*paths))
    assert [change.kind for change in changes] == ["target", "added", "removed"]
    assert str(changes[0]).splitlines() == [
        "~ Network",
        "  - text in zh-TW: 網路",
        "  + text in zh-TW: 網際網路",
    ]


def test_diff_shows_white_space_where_nothing_else_changed(tmp_path):
    paths = [
        saved(tmp_path / f"{n}.tmx", [example_unit("Open", zh)])
        for n, zh in enumerate(("第一行\n第二行", "第一行 第二行"))
    ]
    [change] = diff_memories(*paths)
    assert str(change).splitlines()[1:] == ['  - "第一行\\n第二行"', '  + "第一行 第二行"']
    for n, pair in enumerate(((" Open", "打开 "), ("Open", "打开"))):
        saved(tmp_path / f"{n}.tmx", [example_unit(*pair)])
    [change] = diff_memories(*paths)
    assert str(change).splitlines() == ["~", '  - " Open" | "打开 "', '  + "Open" | "打开"']


@pytest.mark.parametrize(
    ("codes", "wanted", "lost"),
    [
        ("en zh", "en-GB zh-CN", {}),
        ("en-US zh-Hans", "en-GB zh-CN", {"language code en-US": 1}),
        ("en zh-TW zh-CN", "en-GB zh-TW zh-CN", {}),
        ("en zh-TW zh_cn", "en-GB zh-TW zh-CN", {}),
        ("en zh-TW zh", "en-GB zh-TW zh-CN", {}),
        ("en zh-TW zh-HK", "en-GB zh-TW zh-HK", {}),
        ("en zh-TW", "en-GB zh-CN", {"language code zh-TW": 1}),
    ],
)
def test_a_new_language_code_is_for_the_text_that_it_fits(tmp_path, codes, wanted, lost):
    one = unit(*[x for code in codes.split() for x in (code, "Open" if code < "f" else "打开")])
    locales = {"en": "en-GB", "zh": "zh-CN"}
    report = convert(saved(tmp_path / "a.tmx", [one]), tmp_path / "b.tmx", locales=locales)
    [found] = read_tmx(tmp_path / "b.tmx")
    assert ([v.lang for v in found.variants], report.lost) == (wanted.split(), lost)
