"""Names and titles that are rendered in several ways, in the releases and when planted in them."""

import pytest
from releases import releases

from align.audit import CHECKS, Hit
from align.audit.engine.segment_store import Segment, case, stored


def hits(check: str, segments: list[Segment]) -> list[tuple[Segment, Hit]]:
    known = CHECKS[check]
    look = known.make(known.context, **known.defaults())
    with stored(segments) as store:
        return [(store[number], hit) for number, hit in look(store)]


def groups(check: str) -> dict[str, str]:
    """What is rendered in several ways in the releases: name and message."""
    return {hit.group: hit.message for _, hit in hits(check, list(releases()))}


def test_exactly_the_people_bodies_and_titles_of_the_releases_are_found() -> None:
    # read by eye: each of these is really rendered in several ways
    people = {"周启明", "沈若岚", "陆明远", "欧阳慧", "郑思齐"}
    bodies = {
        "中国质量认证中心",
        "国家市场监督管理总局",
        "国家认证认可监督管理委员会",
        "认证监督管理司",
        "国际合作部",
    }
    assert set(groups("name-variants")) == people | bodies
    assert set(groups("title-variants")) == {"副总经理", "总经理", "部长", "副秘书长"}


def test_the_message_lists_all_renderings_with_their_counts() -> None:
    assert (
        groups("name-variants")["周启明"]
        == "周启明 is rendered as Zhou Qiming (3), ZHOU Qiming (1)"
    )
    said = groups("title-variants")["副总经理"]
    for title in ("Vice President", "Deputy Managing Director", "Deputy Director"):
        assert title in said


def test_findings_mark_the_rarer_rendering_exactly() -> None:
    for check in ("name-variants", "title-variants", "pinyin-order"):
        for segment, hit in hits(check, list(releases())):
            (text,) = [segment.en[slice(*span)] for span in hit.en]
            assert text.lower() in hit.message.lower()
            usual = hit.message.split(" is rendered as ")[-1].split(" (")[0]
            assert text != usual
            assert all(segment.zh[slice(*span)] for span in hit.zh)


def test_a_name_in_another_order_is_found_among_all_releases() -> None:
    segments = list(releases())
    at = next(n for n, s in enumerate(segments) if "Peng Yichuan" in s.en)
    changed = segments[at].en.replace("Peng Yichuan", "Yichuan Peng")
    segments[at] = segments[at]._replace(en=changed)
    found = [(s, h) for s, h in hits("name-variants", segments) if h.group == "彭亦川"]
    assert [s.en for s, _ in found] == [changed]
    assert found[0][1].suggestion == "Peng Yichuan"


def test_a_misspelt_name_is_found_only_if_the_name_is_known() -> None:
    wrong = case("Zhou Qimin spoke.", "周启明讲话。")
    assert hits("name-variants", [wrong]) == []
    right = case("Zhou Qiming left.", "周启明离开。")
    found = hits("name-variants", [right, right, wrong])
    assert [hit.group for _, hit in found] == ["周启明"]


@pytest.mark.parametrize("number", [2, 40])
def test_the_rarer_rendering_is_the_one_reported(number: int) -> None:
    usual = case("Qiming Zhou spoke.", "周启明讲话。")
    other = case("Zhou Qiming left.", "周启明离开。")
    ((segment, hit),) = hits("name-variants", [usual] * number + [other])
    assert segment.en == other.en
    assert f"Qiming Zhou ({number})" in hit.message


def test_a_person_may_have_two_offices_and_two_people_two_titles() -> None:
    segments = [
        case("Lin Hua, Secretary of the Party Committee, spoke.", "党委书记林华讲话。"),
        case("Lin Hua, the director, spoke.", "主任林华讲话。"),
        case("Ma Li, head of the office, spoke.", "办公室主任马莉讲话。"),
    ]
    assert hits("title-variants", segments) == []


def test_a_capitalised_surname_is_odd_only_among_others() -> None:
    found = hits("pinyin-order", list(releases()))
    assert {hit.group for _, hit in found} == {"ZHOU Qiming"}
    assert CHECKS["pinyin-order"].severity == "note"
    same = [s for s in releases() if s.document.startswith("2024-06-27")]
    assert hits("pinyin-order", same) == []
