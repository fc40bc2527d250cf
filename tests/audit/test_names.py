"""Codes, links, Latin names: what the audit promises about them."""

import random

import pytest
from releases import found, releases, severity

from align.audit.engine.segment_store import Segment
from align.languages.words.latin import latin_codes, latin_words

NAMES = ("urls", "emails", "codes", "latin-names", "abbreviations")


@pytest.mark.parametrize("check", NAMES)
def test_good_releases_have_no_errors(check: str) -> None:
    hits = found(check, list(releases()))
    assert [hit.message for hit in hits.values() if severity(check, hit) == "error"] == []


def planted(segment: Segment, start: int, end: int, text: str) -> Segment:
    return segment._replace(zh=segment.zh[:start] + text + segment.zh[end:])


def test_a_changed_digit_in_a_code_is_an_error_on_both_sides() -> None:
    random_ = random.Random(6)
    segments, wrong = list(releases()), {}
    for segment in releases():
        own = {c.key for c in latin_codes(segment.en)}
        for code in latin_codes(segment.zh):
            if code.key in own and code.text[-1].isdigit():
                digit = random_.choice([d for d in "0123456789" if d != code.text[-1]])
                text = code.text[:-1] + digit
                segments[segment.number] = planted(segment, code.start, code.end, text)
                wrong[segment.number] = text
                break
    assert wrong
    hits = found("codes", segments)
    for number, text in wrong.items():
        hit = hits[number]
        assert severity("codes", hit) == "error"
        assert segments[number].zh[slice(*hit.zh[0])] == text
        assert hit.en


def test_two_swapped_letters_in_a_latin_name_are_an_error() -> None:
    segments, wrong = list(releases()), {}
    for segment in releases():
        for word in latin_words(segment.zh):
            text = word.text
            if len(text) > 4 and text.istitle() and text.isalpha() and text in segment.en:
                text = text[:2] + text[3] + text[2] + text[4:]
                if text != word.text:
                    segments[segment.number] = planted(segment, word.start, word.end, text)
                    wrong[segment.number] = text
                    break
    assert len(wrong) > 5
    hits = found("latin-names", segments)
    for number, text in wrong.items():
        assert severity("latin-names", hits[number]) == "error"
        assert segments[number].zh[slice(*hits[number].zh[0])] == text


@pytest.mark.parametrize("line", range(0, 250, 50))
def test_a_changed_letter_in_an_address_is_an_error(line: int) -> None:
    segment = releases()[line]
    en, zh = "https://www.cqc.com.cn/news/2093.html", "https://www.cqc.com.cn/news/2083.html"
    wrong = segment._replace(en=f"{segment.en} See {en}.", zh=f"{segment.zh}详见{zh}。")
    hit = found("urls", [wrong])[line]
    assert severity("urls", hit) == "error"
    assert wrong.en[slice(*hit.en[0])] == en
    assert wrong.zh[slice(*hit.zh[0])] == zh
    right = wrong._replace(zh=wrong.zh.replace(zh, en))
    assert found("urls", [right]) == {}


def test_a_lost_abbreviation_is_reported_with_the_segments_that_keep_it() -> None:
    kept = [Segment(n, f"The IECEE met in {n}.", f"IECEE于{n}年召开会议。") for n in range(20)]
    hit = found("abbreviations", [*kept, Segment(20, "The IECEE voted.", "会议投票。")])[20]
    assert hit.message == "IECEE is missing on the Chinese side; 20 of 21 segments keep it"
    assert severity("abbreviations", hit) == "note"
