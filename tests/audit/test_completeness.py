"""What is missing, cut off, not translated, or stands beside its translation."""

import pytest
from releases import found, releases, severity

from align.audit.engine.segment_store import Segment, numbered, stored

CHECKS = ("untranslated", "same-text", "partly-untranslated", "length", "misaligned")


@pytest.mark.parametrize("check", CHECKS)
def test_good_releases_have_no_errors(check: str) -> None:
    hits = found(check, list(releases()))
    assert [hit.message for hit in hits.values() if severity(check, hit) == "error"] == []


def test_an_omitted_sentence_is_reported_with_both_places() -> None:
    segments = list(releases())
    for number in (20, 90, 200):
        segments[number] = segments[number]._replace(zh="", place="7:", en_place="line 7")
    hits = found("omission", segments)
    assert set(hits) == {20, 90, 200}
    assert all(severity("omission", hit) == "error" for hit in hits.values())
    assert "(English line 7); its place is between sentence" in hits[90].message


LONG = "The head of the department gave a long speech about the work of the year."
LANG = "与会代表参观了新建成的实验室，并观看了电池的针刺试验。"


@pytest.mark.parametrize(
    ("kinds", "facing", "alone"),
    [
        ("b e z b", [1], []),
        ("b z e b", [1], []),
        ("b e b z b", [1], []),
        ("b e b b z b", [], [1, 4]),
        ("b e e z z b", [1], []),
        ("b e z b e z b", [1, 4], []),
        ("b e e e e z b", [], [1, 2, 3, 4, 5]),  # most of it is really missing
        ("b e S b", [], [1, 2]),  # one is much shorter
        ("e b z", [0], []),
        ("b e e b", [], [1, 2]),
    ],
)
def test_null_beads_beside_each_other_are_one_warning(
    kinds: str, facing: list[int], alone: list[int]
) -> None:
    sides = {"b": ("It was good.", "很好。"), "e": (LONG, ""), "z": ("", LANG), "S": ("", "完。")}
    memory = [Segment(n, *sides[kind], "a", f"{n}:{n}") for n, kind in enumerate(kinds.split())] + [
        Segment(99, "It was good.", "很好。", "a", "99:99")
    ] * 40
    memory = numbered(memory)
    assert sorted(found("unaligned", memory)) == facing
    assert sorted({**found("omission", memory), **found("addition", memory)}) == alone


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ("b e b b z b b b e b b", "warning"),  # on both sides: a free translation
        ("b e b b b b b b e b b", "error"),  # nothing was added
        ("b e e e b b b z b b b", "error"),  # a passage was left out
        ("b e b b z b b b b b b" + " b" * 20, "error"),  # seldom
    ],
)
def test_what_a_free_translation_leaves_out_is_a_warning(kinds: str, expected: str) -> None:
    sides = {"b": ("It was good.", "很好。"), "e": (LONG, ""), "z": ("", LANG)}
    memory = [Segment(n, *sides[k], "a", f"{n}:{n}") for n, k in enumerate(kinds.split())]
    assert severity("omission", found("omission", memory)[1]) == expected


def test_an_omission_at_the_end_of_a_document_has_a_place() -> None:
    good = Segment(0, "It was good.", "很好。", "a", zh_place="line 1")
    null = Segment(0, "It was held in the spring of the year.", "", "a", en_place="line 2")
    other = Segment(0, "It was bad.", "不好。", "b", zh_place="line 9")
    hits = found("omission", numbered([good, null, other]))
    assert hits[1].message.endswith("its place is after line 1 of the Chinese")


def test_a_document_without_a_counterpart_is_one_finding() -> None:
    lost = [Segment(n, f"It is sentence {n} of many.", "", "a", f"{n}:") for n in range(100)]
    assert found("omission", lost) == {}
    assert list(found("one-language", lost)) == ["a"]


def test_a_file_without_a_counterpart_is_reported_by_name() -> None:
    from align.audit import CHECKS

    check = CHECKS["one-language"]
    with stored([Segment(0, "It was good.", "很好。")]) as store:
        store.unpaired.append(("2024-01-01-lost.en.txt", "en", "a/2024-01-01-lost.en.txt"))
        hits = dict(check.make(check.context)(store))
    assert "2024-01-01-lost.en.txt" in hits


def test_every_untranslated_sentence_is_found() -> None:
    segments = [s._replace(zh=s.en) for s in releases() if len(s.en.split()) > 4]
    missed = [s.en for s in segments if s.number not in found("untranslated", [s])]
    assert len(missed) < 0.02 * len(segments), missed


@pytest.mark.parametrize("blank", ["", " ", "\u3000", "\n", "\u200b", "\ufeff"])
def test_a_blank_translation_is_an_error(blank: str) -> None:
    assert severity("empty", found("empty", [Segment(0, "It was good.", blank)])[0]) == "error"


def test_nine_of_ten_translations_cut_in_half_are_found() -> None:
    segments = list(releases())
    long = [s.number for s in segments if len(s.en) > 100][::6]
    for number in long:
        zh = segments[number].zh
        segments[number] = segments[number]._replace(zh=zh[: len(zh) // 2].rstrip("，、；。"))
    hits = found("length", segments)
    assert sum(number in hits for number in long) >= 0.9 * len(long)
    assert len(set(hits) - set(long)) < 5


def test_a_text_that_is_too_short_is_said_to_lack_words() -> None:
    en = (
        "The head of the department gave a long speech on the work of the past year, on what had "
        "been reached in certification and testing, and on the plans for the laboratories."
    )
    (hit,) = found("length", [Segment(0, en, "该部门负责人发表了长篇讲话。")]).values()
    missing = hit.message.partition("perhaps missing: ")[2]
    assert "certification" in missing
    assert "speech" not in missing


def test_swapped_translations_of_neighbours_are_found() -> None:
    segments = list(releases())
    swapped = [
        n
        for n in range(3, len(segments) - 1, 9)
        if segments[n].document == segments[n + 1].document
    ]
    for n in swapped:
        one, other = segments[n], segments[n + 1]
        segments[n], segments[n + 1] = one._replace(zh=other.zh), other._replace(zh=one.zh)
    hits = found("misaligned", segments)
    assert sum(n in hits and n + 1 in hits for n in swapped) >= 0.8 * len(swapped)
    assert set(hits) <= {m for n in swapped for m in (n, n + 1)}


def test_a_sentence_that_moved_is_noted_with_both_places() -> None:
    moved = Segment(0, "It was.", "是。", "a", "2:5", crossing=True)
    hit = found("order", [moved._replace(en_place="line 2", zh_place="line 9")])[0]
    assert hit.message.endswith("line 2 of the English, line 9 of the Chinese")


def test_a_sentence_that_moved_far_is_one_finding() -> None:
    """Those behind it, which kept their order, did not move."""
    places = ["1:90", *(f"{n}:{n}" for n in range(2, 90))]
    segments = [Segment(n, "It was.", "是。", "a", place) for n, place in enumerate(places)]
    assert list(found("order", segments)) == [0]


WHOLE = [
    (
        "The farm sells its apples to twelve schools, delivers milk to the village shop every "
        "morning, and keeps bees.",
        "农场向十二所学校出售苹果，每天早晨为村里的商店送牛奶，还养蜜蜂。",
        "，每天早晨为村里的商店送牛奶",
    ),
    (
        "The bridge was closed on Friday evening after divers had found cracks in two pillars.",
        "潜水员在两座桥墩上发现裂缝后，这座桥于周五晚间封闭。",
        " after divers had found cracks in two pillars",
    ),
    (
        "Visitors leave their coats at the entrance, follow the blue line to the second floor, and "
        "watch a film about the volcano.",
        "参观者在入口处寄存外套，沿蓝线走到二楼，观看一部关于火山的影片。",
        "，沿蓝线走到二楼",
    ),
    (
        "The orchestra played three waltzes, the mayor thanked the firemen who had saved the mill, "
        "and everyone danced.",
        "乐队演奏了三支圆舞曲，市长向抢救磨坊的消防员致谢，大家翩翩起舞。",
        " the mayor thanked the firemen who had saved the mill,",
    ),
]


@pytest.mark.parametrize(("en", "zh", "part"), WHOLE)
def test_a_clause_that_was_left_out_is_noticed(en: str, zh: str, part: str) -> None:
    good = list(releases())
    assert len(good) not in found("missing-part", numbered([*good, Segment(0, en, zh)]))
    lost = Segment(0, en.replace(part, ""), zh.replace(part, ""))
    memory = numbered([*good, lost])
    hits = found("missing-part", memory) | found("length", memory)
    assert len(good) in hits
