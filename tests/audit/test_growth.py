"""A long segment takes as much longer as it is longer: calls are counted, not seconds.

What one call of a regular expression does cannot be counted: such texts are so long that a search
which grew with the square would not end. ``benchmarks/growth.py`` measures seconds.
"""

import sys

import pytest

from align.audit.engine.check import CHECKS, Context, Hit
from align.audit.engine.segment_store import case, stored
from align.audit.engine.tasks import MOST, first_hits
from align.audit.evidence.number_leftovers import leftovers
from align.languages.numbers.en import english_quantities
from align.languages.sentences.en import english_ends
from align.languages.typography.pairs import brackets, may_go_on, quotes
from align.languages.words.repeats import english_repeats
from align.linking import number_pairs
from align.linking.number_pairs import BLOCK, pair_numbers

PATTERNS = [
    "1,", "1 ", "1,000 ", "1年1月", "$1 ", "{0}", "%s ", "5% ", "3 km ", "2024-01-01 ", "10:30 ",
    "+86-10-1234 ", "one hundred ", "two other ", "(", ")", "()", "（]", "[)", "“", "”", '"', "”“",
    "word ", "Ann Lee ", "word中", "a.b ", "<b>", "&amp;", "\u200b", "e\u0301", " ",
]  # fmt: skip


def calls(function, *arguments):
    """How many functions a call calls, those in C included."""
    count = 0

    def note(_, event, __):
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        function(*arguments)
    finally:
        sys.setprofile(before)
    return count


def look(en, zh):
    """All checks of a segment."""
    pair_numbers.cache_clear()
    segment = case(en, zh, document="d")
    for check in CHECKS.values():
        if not check.whole:
            for _ in check.make(Context(), **check.defaults())(segment):
                pass


def look_at_pairs(en, zh):
    with stored([case(en, zh, document="d")]) as store:
        for id in ("brackets", "quotes"):
            for _ in CHECKS[id].make(Context(), **CHECKS[id].defaults())(store):
                pass


def compare(en, zh):
    pair_numbers.cache_clear()
    found = pair_numbers(en, zh)
    return list(leftovers(found, {"amount", "year", "month", "day"}))


def numbers(count, step=1):
    return " ".join(str(101 + step * n) for n in range(count))


@pytest.mark.parametrize("run", [look, look_at_pairs])
@pytest.mark.parametrize("pattern", PATTERNS)
def test_checks_of_a_repeated_text(run, pattern):
    def texts(length):
        count = length // len(pattern)
        return f"Here it is: {pattern * count}.", f"如下：{pattern * (count - 1)}。"

    run(*texts(200))  # what is loaded once
    one, two = calls(run, *texts(1000)), calls(run, *texts(2000))
    assert two <= 2.5 * one + 100


@pytest.mark.parametrize(
    ("en", "zh"),
    [
        (numbers, lambda n: numbers(n, 2)),  # nearly all differ
        (lambda n: "3 km " * n, lambda n: "4 公斤 " * n),
        (lambda n: "1,000 " * n, lambda n: "1年1月"),
        (lambda n: numbers(n), lambda n: "约" + "、约".join(str(103 + k) for k in range(n))),
        (lambda n: "May 5, 2024; " * n, lambda n: "2024年5月6日；" * n),
        (lambda n: "two other firms, " * n, lambda n: "3家企业，" * n),
    ],
)
def test_numbers_that_differ(en, zh):
    one, two = calls(compare, en(130), zh(130)), calls(compare, en(260), zh(260))
    assert two <= 2.5 * one + 100


def test_blocks_do_not_change_what_few_numbers_give(monkeypatch):
    en, zh = numbers(30), numbers(30, 2)
    found = compare(en, zh)
    monkeypatch.setattr(number_pairs, "BLOCK", 10_000)
    assert compare(en, zh) == found
    assert BLOCK >= 50


def test_a_table_of_numbers_is_still_compared():
    en = numbers(500)
    zh = en.replace(" 350 ", " 530 ").replace(" ", "、")
    (left,) = compare(en, zh)
    assert (left.en.value, left.zh.value) == (350, 530)


def test_equal_numbers_keep_their_own_kind():
    found = pair_numbers("5 km, 5 and 5%", "5、5%和5公里")
    assert [(a.quantity.kind, b.quantity.kind) for a, b in found.equal] == [
        ("measure", "measure"), ("number", "number"), ("percent", "percent")
    ]  # fmt: skip


LONG = 60_000


@pytest.mark.parametrize("char", "？。！!?.…”\"')")
def test_marks_without_end_are_split(char):
    ends = english_ends(f"It is so{char * LONG}.")
    assert ends[-1] == LONG + 9


def test_marks_after_each_other_end_one_sentence():
    assert english_ends("中文？！”好。完") == [5, 7, 8]


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("(" * LONG, LONG),
        ("([" * LONG, 2 * LONG),
        ("(" * LONG + "]" * LONG, 2 * LONG),
        ("[（" * LONG + "）]" * LONG, 0),
        (":" * LONG + ")", 0),
    ],
)
def test_brackets_without_end_are_paired(text, alone):
    assert len(brackets(text).loose) == alone


@pytest.mark.parametrize("text", ["“" * LONG, "”" * LONG, '12" ' * LONG, "「”" * LONG])
def test_quotes_without_end_are_paired(text):
    loose = quotes(text).loose
    assert sum(may_go_on(text, mark) for mark in loose) <= len(loose)


def test_a_face_is_one_at_any_place():
    assert brackets("word " * 9 + ":-)") == ((), ())
    assert [m.text for m in brackets("word " * 9 + "x )").loose] == [")"]


def test_number_words_without_end_are_read():
    assert len(english_quantities("one hundred " * 3000)) > 50


def test_repeats_are_found_in_a_long_text():
    text = "word " * 20_000 + "the the box. " + "word " * 20_000
    assert [text[a:b] for a, b in english_repeats(text) if "the" in text[a:b]] == ["the the"]


def test_a_segment_has_few_findings_of_a_check():
    found = list(first_hits(Hit(f"{n}") for n in range(MOST + 9)))
    assert len(found) == MOST
    assert found[-1].message.endswith("and more in this segment")
    assert [*first_hits(Hit(f"{n}") for n in range(MOST))][-1].message == str(MOST - 1)
