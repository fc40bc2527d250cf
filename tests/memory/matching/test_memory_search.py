"""A search finds what is in the memory, in either language, and says where."""

import pytest

from align.errors import InputError, UsageError
from align.memory import Header, Memory, Unit, Variant, search, write
from align.memory.matching.fuzzy import match_percent
from align.unit import Prop

PAIRS = [
    ("The laboratory in Suzhou opened in May.", "苏州实验室五月启用。"),
    ("Chargers are tested in the LABORATORY, and in no other laboratory.", "充电桩在实验室检测。"),
    ("More than 90 people attended the ceremony.", "90余人参加了仪式。"),
    ("CQC signed an agreement with three companies.", "CQC（ＣＱＣ）与三家企业签署协议。"),
    ("It costs 3.5 (three and a half) yuan.", "价格为３．５元。"),
]


def memory(pairs=PAIRS):
    units = []
    for number, (en, zh) in enumerate(pairs):
        variants = [Variant("en-US", (en,)), Variant("zh-CN", (zh,))]
        props = (Prop("x-document", f"d{number}"), Prop("x-confidence", "0.9"))
        units.append(Unit(variants, str(number), props=props))
    return Memory(Header(), iter(units))


def ids(found):
    return [hit.id for hit in found.hits]


def test_exact_search_ignores_case():
    found = search(memory(), "laboratory")
    assert ids(found) == ["0", "1"]
    assert found.units == len(PAIRS)
    hit = found.hits[1]
    assert [hit.en[a:b] for a, b in hit.spans] == ["LABORATORY", "laboratory"]
    assert (hit.percent, hit.document, hit.confidence) == (100, "d1", 0.9)


@pytest.mark.parametrize(
    ("text", "language", "spans"),
    [
        ("CQC", "zh", ["CQC", "ＣＱＣ"]),
        ("３．５", "en", ["3.5"]),
        ("3.5", "zh", ["３．５"]),
        ("（three", None, ["(three"]),
        ("in   May", None, ["in May"]),
    ],
)
def test_width_and_spaces_make_no_difference(text, language, spans):
    found = search(memory(), text, language=language)
    [hit] = found.hits
    assert [getattr(hit, hit.language)[a:b] for a, b in hit.spans] == spans


def test_the_text_is_not_a_pattern():
    assert not search(memory(), "lab.ratory").hits
    assert not search(memory(), "3x5").hits
    assert ids(search(memory(), "(three and a half)")) == ["4"]


def test_the_letters_of_the_text_choose_the_side():
    assert search(memory(), "实验室").language == "zh"
    assert search(memory(), "laboratory").language == "en"
    assert ids(search(memory(), "laboratory", language="zh")) == []
    both = search(memory(), "90")  # no letters: either side, and a unit counts once
    assert (both.language, ids(both), both.fitting) == ("", ["2"], 1)


def test_fuzzy_finds_passages_like_it_best_first():
    text = "The laboratory in Suzhou opens"
    found = search(memory(), text, mode="fuzzy", minimum=60)
    hit = found.hits[0]
    [(start, end)] = hit.spans
    assert hit.id == "0"
    assert hit.en[start:end].startswith("The laboratory in Suzhou")
    assert hit.percent == match_percent(text, hit.en[start:end]) == 80
    shares = [hit.percent for hit in found.hits]
    assert shares == sorted(shares, reverse=True)
    assert min(shares) >= 60


def test_fuzzy_in_chinese_counts_characters():
    [hit] = search(memory(), "充电桩在试验室检测", mode="fuzzy").hits
    assert (hit.id, hit.percent, hit.language) == ("1", 88, "zh")


def test_a_short_segment_does_not_match_a_long_text():
    short = memory([("Yes.", "是。")])
    assert not search(
        short, "Yes. The laboratory opened in May and is open now.", mode="fuzzy"
    ).hits


def test_equal_passages_with_less_context_come_first():
    pairs = [("Good morning to all of you.", "大家早上好。"), ("Good morning.", "早上好。")]
    assert ids(search(memory(pairs), "good morning", mode="fuzzy")) == ["1", "0"]


def test_search_by_meaning_works_across_languages():
    text = "How many people took part in the ceremony?"
    found = search(memory(), text, mode="meaning", language="zh", minimum=0)
    assert found.hits[0].id == "2"
    assert [h.percent for h in found.hits] == sorted((h.percent for h in found.hits), reverse=True)
    assert len(found.hits) == found.fitting


def test_the_best_are_kept_and_all_are_counted():
    pairs = [(f"Certificate {n} was issued.", f"颁发证书{n}。") for n in range(50)]
    found = search(memory(pairs), "certificate", limit=3)
    assert (ids(found), found.fitting, found.units) == (["0", "1", "2"], 50, 50)
    best = search(memory(pairs), "certificate 7 was issued.", mode="fuzzy", limit=2)
    assert ids(best)[0] == "7"


def test_progress_is_reported_while_reading():
    told = []
    pairs = [("a", "甲")] * 25_000
    search(memory(pairs), "zebra", progress=told.append)
    assert told == [10_000, 20_000]


def test_units_with_one_text_are_found():
    unit = Unit([Variant("en", ("Only English.",))])
    [hit] = search(Memory(Header(), [unit]), "only").hits
    assert (hit.en, hit.zh) == ("Only English.", "")


def test_any_memory_file_can_be_searched(tmp_path):
    for name in ("a.tmx", "a.csv"):
        write(memory(), tmp_path / name)
        assert [h.zh for h in search(tmp_path / name, "Suzhou").hits] == [PAIRS[0][1]]


def test_impossible_searches(tmp_path):
    for wrong in (
        {"text": "  "},
        {"text": "a", "mode": "psychic"},
        {"text": "a", "language": "fr"},
        {"text": "a", "minimum": 80},
    ):
        with pytest.raises(UsageError):
            search(memory(), **wrong)
    with pytest.raises(InputError, match="no such file"):
        search(tmp_path / "no.tmx", "a")
