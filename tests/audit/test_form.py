"""The checks of form: what a document does throughout, what reaches over segments, what to write.

Single cases stand with the checks as their examples; here are promises about whole documents.
"""

import pytest

from align.audit import CHECKS, Hit, Segment
from align.audit.engine.segment_store import case, stored


def found(check: str, segments: list[Segment], **parameters: str) -> list[tuple[int, Hit]]:
    """The hits of a check with the number of their segment."""
    made = CHECKS[check].make(CHECKS[check].context, **CHECKS[check].defaults() | parameters)
    if not CHECKS[check].whole:
        return [(n, hit) for n, segment in enumerate(segments) for hit in made(segment)]
    with stored(segments) as store:
        return list(made(store))


def numbers(check: str, segments: list[Segment], **parameters: str) -> list[int]:
    return [number for number, _ in found(check, segments, **parameters)]


STATED = case("The centre said so.", "中心说:好，就这样，很好。", document="a")
USUAL = case("The centre said so.", "中心说：好，就这样，很好。", document="b")


def test_consistent_width_is_reported_once_as_a_note() -> None:
    hits = found("width", [STATED] * 5 + [USUAL])
    assert [number for number, _ in hits] == [0]
    assert hits[0][1].severity == "note"
    assert "5 of 5 places" in hits[0][1].message


def test_inconsistent_width_is_reported_in_place() -> None:
    segments = [USUAL] * 5 + [STATED._replace(document="b")] * 2
    hits = found("width", segments)
    assert [number for number, _ in hits] == [5, 6]
    assert hits[0][1].severity is None
    assert (hits[0][1].zh, hits[0][1].suggestion) == (((3, 4),), "：")


HALF = case("The centre (CQC) won.", "中心(CQC)获奖。")
FULL = case("The centre (CQC) won.", "中心（CQC）获奖。")


@pytest.mark.parametrize(
    ("style", "reported"),
    [("consistent", [2]), ("full", [2]), ("half", [0, 1]), ("any", [])],
)
def test_parentheses_have_the_configured_width(style: str, reported: list[int]) -> None:
    assert numbers("width", [FULL, FULL, HALF], parentheses=style) == reported


def test_consistent_half_width_parentheses_are_a_style() -> None:
    assert numbers("width", [HALF] * 4) == []


SPACED = case("In 2023 CQC won.", "2023 年 CQC 获奖。")
TIGHT = case("In 2023 CQC won.", "2023年CQC获奖。")


@pytest.mark.parametrize(
    ("style", "reported"), [("consistent", [3]), ("space", [3]), ("none", [0, 1, 2])]
)
def test_the_space_between_chinese_and_latin_follows_a_style(
    style: str, reported: list[int]
) -> None:
    assert numbers("cjk-spacing", [SPACED] * 3 + [TIGHT], style=style) == reported


def test_each_document_has_its_own_spacing() -> None:
    segments = [SPACED._replace(document="a")] * 2 + [TIGHT._replace(document="b")] * 2
    assert numbers("cjk-spacing", segments) == []


def test_a_quotation_may_span_segments_but_not_documents() -> None:
    begins = case("“Good,” he said.", "他说：“好。", document="a")
    goes_on = case("He laughed.", "大家都来。", document="a")
    ends = case("“All of us.”", "都来。”", document="a")
    assert numbers("quotes", [begins, goes_on, ends]) == []
    assert numbers("quotes", [begins, goes_on, ends._replace(document="b")]) == [0, 2]


def test_a_quoted_word_does_not_span_segments() -> None:
    opened = case("The “Belt and Road” is long.", "共建“一带一路的贡献。")
    closed = case("The “passport” counts.", "被誉为护照”的证书。")
    assert numbers("quotes", [opened, closed]) == [0, 1]


def test_a_quotation_that_one_side_closes_must_be_closed_on_the_other() -> None:
    begins = case("He said: “Good.", "他说：“好。")
    ends = case("All of us.”", "都来。")
    assert numbers("quotes", [begins, ends]) == [0]


def test_the_right_bracket_is_suggested() -> None:
    ((_, hit),) = found("brackets", [case("The centre (CQC) won.", "中心（CQC)获奖。")])
    assert (hit.zh, hit.suggestion) == (((2, 3), (6, 7)), "）")


def test_a_list_item_mark_on_both_sides_is_complete() -> None:
    assert numbers("brackets", [case("1) Scope", "1）范围")]) == []
    assert numbers("brackets", [case("(1) Scope", "1）范围")]) == [0]


def test_lists_without_full_stops_on_one_side_are_reported_once() -> None:
    item = case("Fix the lamp.", "修复灯具", document="a")
    hits = found("end-punctuation", [item] * 6)
    assert [(number, hit.severity) for number, hit in hits] == [(0, "note")]


@pytest.mark.parametrize(
    ("en", "zh", "severity"),
    [
        ("It opened!", "它开业了。", "note"),
        ("Has it opened?", "它开业了。", "note"),
        ("It opened", "它开业了。", "warning"),
        ("It opened:", "它开业了", "warning"),
    ],
)
def test_a_lost_end_mark_is_more_severe_than_another_one(en: str, zh: str, severity: str) -> None:
    ((_, hit),) = found("end-punctuation", [case(en, zh)])
    assert hit.severity == severity


def test_two_spaces_between_all_sentences_are_reported_once() -> None:
    typed = case("He left.  She left.  All left.", "他走了。她走了。都走了。")
    hits = found("sentence-spacing", [typed] * 3)
    assert [(number, hit.severity) for number, hit in hits] == [(0, "note")]


def test_a_document_in_the_wrong_script_is_reported_once() -> None:
    segment = case("The standard is out.", "這個標準已經發布。", zh_locale="zh-CN")
    hits = found("variant", [segment] * 4)
    assert [number for number, _ in hits] == [0]
    assert "zh-CN" in hits[0][1].message


def test_only_entirely_traditional_titles_may_be_quoted() -> None:
    quoted = case("He quoted it.", "他引用《臺灣經濟發展》，说这很好。")
    mixed = case("He quoted it.", "他引用《绿色產品认证》，说这很好。")
    assert numbers("variant", [quoted, mixed]) == [1]


def test_garbled_text_is_restored_if_possible() -> None:
    ((_, hit),) = found("mojibake", [case("The cafÃ© opened.", "咖啡馆开业。")])
    assert hit.suggestion == "The café opened."


def test_a_radical_is_replaced_by_its_character() -> None:
    ((_, hit),) = found("characters", [case("The first lab", "第\u2f00实验室")])
    assert (hit.zh, hit.suggestion) == (((1, 2),), "一")


def test_a_latin_look_alike_is_corrected() -> None:
    ((_, hit),) = found("homoglyphs", [case("The CQ\u0421 mark", "CQC标志")])
    assert (hit.en, hit.suggestion) == (((4, 7),), "CQC")


def test_inline_codes_in_another_order_are_a_note() -> None:
    codes = case("A and B.", "乙和甲。", en_codes=("ph:1", "ph:2"), zh_codes=("ph:2", "ph:1"))
    ((_, hit),) = found("inline-codes", [codes])
    assert hit.severity == "note"
