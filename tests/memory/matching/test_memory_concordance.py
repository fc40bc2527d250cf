"""A search finds what a translator means: however it was typed, in every text of a unit."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.errors import UsageError
from align.memory import Header, Memory, Unit, Variant, search, write
from align.memory.matching import matchers
from align.memory.matching.folding import fold_text


def unit(*texts, number=0):
    codes = ("en-US", "zh-CN", "zh-TW")
    pairs = [text if isinstance(text, tuple) else (codes[n], text) for n, text in enumerate(texts)]
    return Unit([Variant(code, (text,)) for code, text in pairs], str(number))


TEXTS = [
    ("The company’s “quality mark” is valid — from 2024…", "该公司的“质量标志”自2024年起有效……"),
    ("Translation Memories are merged at night.", "翻译记忆库在夜间合并。"),
    ("The exporters tested two ports.", "出口商测试了两个港口。"),
    ("Please report it: CQC\u00a0Mark, e‑mail.", "请报告：CQC标志，电子邮件。"),
    ("The children met the auditor", "孩子们见到了审核员", "孩子們見到了稽核員"),
    ("Opened in May 2023", ("zh-HK", "二零二三年五月啟用"), ("zh-CN", "2023年5月启用")),
    (("zh-CN", "见附件。"), ("en-GB", "See the annexe."), ("en-US", "See the appendix.")),
]


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    units = [unit(*texts, number=n) for n, texts in enumerate(TEXTS)]
    path = tmp_path_factory.mktemp("m") / "m.tmx"
    write(Memory(Header(), units), path)
    return path


def ids(path, text="", **options):
    """The numbers of the units found; the index finds the same ones in the same places."""
    read = search(path, text, index=False, **options)
    found = search(path, text, index=True, **options)
    assert found.index in ("used", "built")
    assert replace(found, index="", complete=True) == read
    return [int(hit.id) for hit in found.hits]


def marked(path, text="", **options):
    return [
        one.text[a:b]
        for hit in search(path, text, index=False, **options).hits
        for one in hit.texts
        for a, b in one.spans
    ]


@pytest.mark.parametrize(
    ("typed", "there"),
    [
        ('company\'s "quality mark"', "company’s “quality mark”"),
        ("company`s 'quality mark'", "company’s “quality mark”"),
        ("valid - from 2024...", "valid — from 2024…"),
        ("valid -- from", "valid — from"),
        ("cqc mark", "CQC\u00a0Mark"),
        ("e-mail", "e‑mail"),
        ("「質量".replace("質", "质"), "“质量"),
        ("有效...", "有效……"),
        ("qual\u00adity\u200b mark", "quality mark"),
    ],
)
def test_the_way_of_typing_makes_no_difference(path, typed, there):
    assert marked(path, typed) == [there]
    assert ids(path, typed) == ids(path, there)


@pytest.mark.parametrize(
    "text", ["port", "xporter", "company's", "“quality", "标志", "e-mail", "2023", "s are m", "…"]
)
@pytest.mark.parametrize("minimum", [70, 100])
def test_fuzzy_finds_all_that_exact_finds(path, text, minimum, monkeypatch):
    exact = ids(path, text)
    assert exact
    assert set(exact) <= set(ids(path, text, mode="fuzzy", minimum=minimum))
    monkeypatch.setattr("align.memory.matching.candidates.MOST", 0)
    assert set(exact) <= set(ids(path, text, mode="fuzzy", minimum=minimum))
    assert {hit.percent for hit in search(path, text, mode="fuzzy", minimum=100).hits} == {100}


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("translation memory", "Translation Memories"),
        ("the exporter tested", "The exporters tested"),
        ("reports", "report"),
        ("child met the", "children met the"),
        ("companies", "company’s"),
        ("auditors", "auditor"),
        ("the appendices", "the appendix"),
    ],
)
def test_fuzzy_takes_singular_and_plural_for_one_word(path, text, there):
    assert there in marked(path, text, mode="fuzzy")
    assert ids(path, text, mode="fuzzy")


def test_case_and_whole_words(path):
    assert ids(path, "cqc", case=True) == []
    assert ids(path, "CQC", case=True) == [3]
    assert ids(path, "translation memories", case=True) == []
    assert ids(path, "port", whole_word=True) == []
    assert ids(path, "ports", whole_word=True) == [2]
    assert ids(path, "company", whole_word=True) == [0]
    assert ids(path, "Report", whole_word=True, case=True) == []
    # Chinese has no spaces between words; Latin words end where Chinese begins
    assert ids(path, "标志", whole_word=True) == [0, 3]
    assert ids(path, "CQC", whole_word=True, language="zh") == [3]
    assert ids(path, "QC", whole_word=True, language="zh") == []


def test_words_in_any_order(path):
    assert ids(path, "mark company", any_order=True) == [0]
    assert ids(path, '"mark quality" company', any_order=True) == []
    assert ids(path, "mark “quality mark”", any_order=True) == [0]
    assert ids(path, "合并 记忆库", any_order=True) == [1]
    assert ids(path, "night ports", any_order=True) == []
    assert sorted(marked(path, "ports tested", any_order=True)) == ["ports", "tested"]
    assert ids(path, "port tested", any_order=True, whole_word=True) == []


@pytest.mark.parametrize(
    ("pattern", "options", "there"),
    [
        (r"test\w+ (two|three)", {}, ["tested two"]),
        (r"\d{4}年", {}, ["2024年", "2023年"]),
        (r"\p{Han}{2}合并", {}, ["夜间合并"]),
        (r"TRANSLATION|night", {}, ["Translation", "night"]),
        (r"TRANSLATION|night", {"case": True}, ["night"]),
        (r"port\w?", {"whole_word": True}, ["ports"]),
        (r"^Opened", {}, ["Opened"]),
        (r"“[^”]+”", {"language": "zh"}, ["“质量标志”"]),
    ],
)
def test_regular_expressions(path, pattern, options, there):
    assert marked(path, pattern, regex=True, **options) == there
    assert ids(path, pattern, regex=True, **options)


@pytest.mark.parametrize("pattern", ["(a+", "[a", "*", "a{2,1}", r"\p{Nope}", "(?P<1>a)"])
def test_what_is_no_regular_expression_is_refused_in_one_line(path, pattern):
    with pytest.raises(UsageError, match="not a regular expression") as caught:
        search(path, pattern, regex=True)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "pattern",
    ["((a{999}){999}){999}", "a{99999999999}", "(" * 900 + "a" + ")" * 900, "a(?R)b", "x" * 3000],
)
def test_a_regular_expression_cannot_use_up_the_memory(path, pattern):
    with pytest.raises(UsageError, match="the regular expression"):
        search(path, pattern, regex=True)


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|aa)+$", "(.*a){20}c"])
def test_a_catastrophic_regular_expression_ends(pattern, monkeypatch):
    monkeypatch.setattr(matchers, "PATIENCE", 0.05)
    memory = Memory(Header(), [unit("a" * 3000 + "b", "甲")])
    with pytest.raises(UsageError, match=r"takes too long.*simpler"):
        search(memory, pattern, regex=True)


def test_many_slow_texts_end_too(monkeypatch):
    monkeypatch.setattr(matchers, "PATIENCE_IN_ALL", 0.05)
    monkeypatch.setattr(matchers, "_SLOW", 0)
    units = (unit("ab" * 2000, "甲") for _ in range(10_000))
    with pytest.raises(UsageError, match="takes too long"):
        search(Memory(Header(), units), ".*?z", regex=True)


def test_both_sides_at_once(path):
    assert ids(path, en="mark", zh="标志") == [0, 3]
    assert ids(path, en="mark", zh="邮件") == [3]
    assert ids(path, en="mark", zh="港口") == []
    assert ids(path, "quality", zh="有效") == [0]
    assert ids(path, en="translation memory", zh="记忆体", mode="fuzzy", minimum=60) == [1]
    assert ids(path, en=r"t\w+ed", zh=r"^出口", regex=True) == [2]
    assert sorted(marked(path, en="ports", zh="港口")) == ["ports", "港口"]


def test_every_text_of_a_unit_is_searched_and_shown(path):
    assert ids(path, "審核員") == []
    assert ids(path, "稽核員") == [4]
    assert ids(path, "审核员") == [4]
    assert ids(path, "2023年5月") == [5]
    assert ids(path, "二零二三") == [5]
    assert ids(path, "appendix") == [6]
    assert ids(path, "annexe") == [6]
    assert ids(path, "稽核员", mode="fuzzy", minimum=60) == [4]
    [hit] = search(path, "稽核員").hits
    assert [(one.lang, one.text) for one in hit.texts] == [
        ("en-US", TEXTS[4][0]),
        ("zh-CN", TEXTS[4][1]),
        ("zh-TW", TEXTS[4][2]),
    ]
    assert (hit.zh, hit.language) == (TEXTS[4][2], "zh")
    assert [one["percent"] for one in hit.to_dict()["texts"]] == [None, None, 100]


def test_a_country_can_be_searched(path):
    assert ids(path, "孩子", language="zh-TW") == [4]
    assert ids(path, "孩子們", language="zh-TW") == [4]
    assert ids(path, "孩子們", language="zh-CN") == []
    assert ids(path, "启用", language="zh-HK") == []
    assert ids(path, "启用", language="zh_Hans") == [5]
    assert ids(path, "the", language="en-GB") == [6]
    for mode in ("fuzzy", "meaning"):
        found = search(path, "孩子們見到了", language="zh-TW", mode=mode, minimum=0)
        assert {hit.language for hit in found.hits} == {"zh"}
        assert found.hits[0].zh == TEXTS[4][2]


def test_a_search_by_meaning_finds_further_texts(path):
    found = search(path, "Look at the annex.", mode="meaning", index=True, limit=2)
    assert replace(found, index="") == replace(
        search(path, "Look at the annex.", mode="meaning", index=False, limit=2), index=""
    )
    assert (found.hits[0].id, found.hits[0].en) == ("6", "See the annexe.")


def test_impossible_combinations(path):
    for options in (
        {"regex": True, "any_order": True},
        {"regex": True, "mode": "fuzzy"},
        {"case": True, "mode": "meaning"},
        {"en": "a", "mode": "meaning"},
        {"language": "fr"},
    ):
        with pytest.raises(UsageError):
            search(path, "a", **options)
    for texts in ({}, {"en": " "}, {"zh": "甲", "language": "en"}):
        with pytest.raises(UsageError):
            search(path, **texts)
    with pytest.raises(UsageError, match="empty"):
        search(path, "\u200b\ufeff")


TYPED = st.text("abAB s.,'’-—\"“…12中认证、\u200b\u00a0", max_size=12)
CODED = st.tuples(st.sampled_from(["en-US", "en-GB", "zh-CN", "zh-TW", "zh", "fr"]), TYPED)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.lists(CODED, min_size=1, max_size=4), min_size=1, max_size=5),
    TYPED,
    st.sampled_from([None, "en", "zh", "zh-TW"]),
)
def test_index_and_stream_find_the_same_and_fuzzy_no_less_than_exact(units, text, language):
    if not fold_text(text).strip():
        return
    with TemporaryDirectory() as folder:
        path = Path(folder, "m.units.jsonl")
        write(Memory(Header(), [unit(*some, number=n) for n, some in enumerate(units)]), path)
        exact = set(ids(path, text, language=language))
        assert exact <= set(ids(path, text, language=language, mode="fuzzy", minimum=100))
        assert set(ids(path, text, language=language, case=True, whole_word=True)) <= exact
