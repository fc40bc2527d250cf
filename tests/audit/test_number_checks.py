"""What the checks of numbers promise beyond their examples."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.audit import CHECKS
from align.audit.engine.check import Context, Hit
from align.audit.engine.segment_store import Segment, case
from align.linking.number_pairs import pair_numbers

FAMILY = [id for id, check in CHECKS.items() if check.family == "numbers"]


def found(id: str, segment: Segment, **parameters: float) -> list[Hit]:
    check = CHECKS[id]
    return list(check.make(Context(), **(check.defaults() | parameters))(segment))


def test_a_message_and_its_spans_show_both_figures() -> None:
    en, zh = "It raised 1.5 million yuan in 2023.", "2023年募集资金1500元。"
    (hit,) = found("numbers", case(en, zh))
    assert hit.message == "the Chinese side says 1500元, the English 1.5 million yuan"
    assert [en[a:b] for a, b in hit.en] == ["1.5 million yuan"]
    assert [zh[a:b] for a, b in hit.zh] == ["1500元"]


def test_tolerance_accepts_small_differences() -> None:
    segment = case("The plant has 1,000 staff.", "工厂有员工1010人。")
    assert found("numbers", segment)
    assert not found("numbers", segment, tolerance=0.02)


@pytest.mark.parametrize(
    ("en", "zh"),
    [
        (
            "In 2023, 46 of 58 bodies in 30 countries agreed.",
            "2023年，30个国家58家机构中的46家同意。",
        ),
        ("Of 200 firms, 50% passed and 50% failed.", "200家企业中，一半通过，一半未通过。"),
    ],
)
def test_the_order_of_numbers_does_not_matter(en: str, zh: str) -> None:
    assert not [hit for id in FAMILY for hit in found(id, case(en, zh))]


def test_one_wrong_figure_is_one_finding_of_one_check() -> None:
    segment = case("On May 5, 2023, 1,500 firms met.", "2023年5月5日，1600家企业参会。")
    assert [id for id in FAMILY if found(id, segment)] == ["numbers"]


def test_a_segment_with_one_side_is_skipped() -> None:
    assert pair_numbers("", "1500").zh == ()


@given(st.text(max_size=60), st.text("0123456789万亿年月日元%至.个两十百第", max_size=30))
def test_no_pair_of_texts_breaks_a_check(en: str, zh: str) -> None:
    for segment in (case(en, zh), case(zh, en), case(zh, zh)):
        for id in FAMILY:
            for hit in found(id, segment):
                assert "\n" not in hit.message
                assert all(0 <= a < b <= len(segment.en) for a, b in hit.en)
                assert all(0 <= a < b <= len(segment.zh) for a, b in hit.zh)


@given(st.integers(11, 10**12))
def test_a_number_is_equal_only_to_itself(number: int) -> None:
    same = case(f"It has {number:,} parts.", f"共有{number}个部分。")
    other = same._replace(zh=f"共有{number + 1}个部分。")
    assert not found("numbers", same)
    assert found("numbers", other)
