"""What recurs is rendered as before, and standing texts stand."""

import random
from collections.abc import Sequence

import pytest

from align.audit import CHECKS, Config
from align.audit.engine.check import Hit
from align.audit.engine.run import audit_store
from align.audit.engine.segment_store import Segment, case, stored
from align.audit.evidence.comparison import comparison_key

EN = "The certificate is valid for five years from the date of issue."
ZH = "证书自签发之日起五年内有效。"
OTHER = "该证书的有效期限为五年，从颁发当天算起。"
SOURCE, TARGET, DRIFT = (
    "same-source-different-target",
    "same-target-different-source",
    "boilerplate-drift",
)


def found(id: str, segments: Sequence[Segment], **parameters: object) -> list[tuple[int, Hit]]:
    check = CHECKS[id]
    look = check.make(check.context, **check.defaults() | parameters)
    with stored(list(segments)) as store:
        return [(n, h._replace(severity=h.severity or check.severity)) for n, h in look(store)]


def test_one_fault_is_reported_once_by_the_more_specific_check() -> None:
    drifted = ZH.replace("五年", "三年")
    segments = [case(EN, ZH, document=f"release {n}") for n in range(3)]
    with stored([*segments, case(EN, drifted, document="odd")]) as store:
        for asked, reported in (
            ((SOURCE, DRIFT), [SOURCE]),
            ((DRIFT,), [DRIFT]),  # it is not lost where nobody else tells it
        ):
            config = Config(only=asked, checks={DRIFT: {"minimum": 30}})
            with audit_store(store, config=config) as report:
                assert [(f.check, f.number) for f in report] == [(id, 3) for id in reported]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (("five", "五年"), ("three", "三年"), []),  # another text, and its translation
        (("certificate", "证书"), ("licence", "执照"), []),
        (("date of issue", "签发"), ("date of receipt", "收到"), []),
        (("five", "五年"), ("three", "五年"), [3]),  # one side alone
        (("five", "五年"), ("five", "三年"), [3]),
    ],
)
def test_a_copy_differs_on_one_side(
    old: tuple[str, str], new: tuple[str, str], expected: list[int]
) -> None:
    segments = [case(EN, ZH, document=f"release {n}") for n in range(3)]
    odd = case(EN.replace(old[0], new[0]), ZH.replace(old[1], new[1]), document="odd")
    with stored([*segments, odd]) as store:
        config = Config(only=(DRIFT,), checks={DRIFT: {"minimum": 30}})
        with audit_store(store, config=config) as report:
            assert [f.number for f in report] == expected


def test_the_rarer_rendering_is_reported_everywhere() -> None:
    for odd in range(4):
        segments = [case(EN, OTHER if n == odd else ZH, document=f"release {n}") for n in range(4)]
        ((number, hit),) = found(SOURCE, segments)
        assert number == odd
        assert hit.severity == "error"
        assert hit.suggestion == ZH


def test_the_message_has_both_renderings_with_counts_and_places() -> None:
    segments = [case(EN, ZH, document="a"), case(EN, ZH, document="b"), case(EN, OTHER)]
    ((_, hit),) = found(SOURCE, segments)
    assert ZH in hit.message
    assert OTHER in hit.message
    assert "2 times: a, b" in hit.message
    assert "1 time)" in hit.message


def test_the_span_covers_the_difference() -> None:
    changed = ZH.replace("五年", "三年")
    ((_, hit),) = found(SOURCE, [case(EN, ZH), case(EN, ZH), case(EN, changed)])
    ((start, end),) = hit.zh
    assert changed[start:end] == "三"


def test_spans_refer_to_the_unchanged_text() -> None:
    changed = "  " + ZH.replace("五年", "三年")
    ((_, hit),) = found(SOURCE, [case(EN, ZH), case(EN, ZH), case(EN, changed)])
    assert [changed[a:z] for a, z in hit.zh] == ["三"]


def test_all_renderings_of_a_sentence_are_one_group() -> None:
    segments = [case(EN, zh) for zh in (ZH, ZH, OTHER, "证书五年有效。", "五年内证书一直有效。")]
    hits = found(SOURCE, segments)
    assert [number for number, _ in hits] == [2, 3, 4]
    assert len({hit.group for _, hit in hits}) == 1
    assert all("4 ways" in hit.message for _, hit in hits)


@pytest.mark.parametrize(
    ("segments", "severity"),
    [
        ([(EN, ZH), (EN, ZH), (EN, OTHER)], "error"),
        # nothing says which of two is the usual one
        ([(EN, ZH), (EN, OTHER)], "note"),
        # a word that carries no meaning of its own
        ([(EN, ZH), (EN, ZH), (EN, ZH.replace("五年内", "的五年内"))], "warning"),
        ([(EN, ZH), (EN, ZH), (EN, ZH.replace("。", "."))], "warning"),
        ([(EN, ZH), (EN, ZH), (EN.upper(), OTHER)], "warning"),
        ([("Contact", "联系方式"), ("Contact", "联系方式"), ("Contact", "联系我们")], "note"),
    ],
)
def test_severity_depends_on_the_difference(segments: list[tuple[str, str]], severity: str) -> None:
    ((number, hit),) = found(SOURCE, [case(*texts) for texts in segments])
    assert number == len(segments) - 1
    assert hit.severity == severity


def test_nearly_equal_sources_can_be_ignored() -> None:
    segments = [case(EN, ZH), case(EN.upper(), OTHER)]
    assert found(SOURCE, segments)
    assert not found(SOURCE, segments, near=False)


def test_the_minimum_defines_short_texts() -> None:
    segments = [case("Contact", zh) for zh in ("联系方式", "联系方式", "联系我们")]
    ((_, hit),) = found(SOURCE, segments, minimum=5)
    assert hit.severity == "error"


def test_a_translation_pasted_twice_is_found_by_its_chinese() -> None:
    segments = [case(EN, ZH), case(EN, ZH), case("Applicants pay the fee in advance.", ZH)]
    ((number, hit),) = found(TARGET, segments)
    assert number == 2
    assert hit.severity == "warning"
    assert hit.en == ((0, len(segments[2].en)),)


def test_a_question_is_not_nearly_equal_to_its_answer() -> None:
    assert comparison_key("Valid?") != comparison_key("Valid.")
    assert comparison_key("Valid.") == comparison_key("VALID ")


def test_a_long_text_is_shown_around_the_difference() -> None:
    long = "证书" * 100
    segments = [case(EN, zh) for zh in (long + "有效" + long, long + "无效" + long)]
    ((_, hit),) = found(SOURCE, segments)
    assert "无效" in hit.message
    assert "有效" in hit.message
    assert len(hit.message) < 300


SYLLABLES = "ba co de fi gu lo ma ni po ru sa te vi wo xa ye zu tra ple ston".split()


def sentence(dice: random.Random) -> str:
    words = ["".join(dice.choices(SYLLABLES, k=dice.randint(1, 4))) for _ in range(20)]
    return "The " + " ".join(words) + "."


def test_changed_copies_of_boilerplate_are_found() -> None:
    dice = random.Random(7)
    segments, changed = [], set()
    for text in range(100):
        standing = sentence(dice)
        for copy in range(4):
            words = standing.split()
            if copy == text % 4:
                changed.add(len(segments))
                for place in dice.sample(range(1, 20), 2):
                    words[place] = "other"
            segments.append(case(" ".join(words), "", document=f"release {copy}"))
    hits = {number for number, _ in found(DRIFT, segments)}
    assert hits <= changed
    assert len(hits) >= 95


def test_drift_shows_the_span_and_the_other_wording() -> None:
    standing = "本中心是经国家批准设立的第三方认证机构，总部设在北京。"
    drifted = standing.replace("第三方认证", "独立认证")
    texts = [standing, standing, drifted, standing]
    segments = [case("", zh, document=f"release {n}") for n, zh in enumerate(texts)]
    ((number, hit),) = found(DRIFT, segments)
    assert number == 2
    assert [drifted[a:z] for a, z in hit.zh] == ["独立"]
    assert "第三方" in hit.message
    assert "3 other documents" in hit.message
    assert hit.suggestion == standing
    assert hit.severity == "warning"


def test_a_year_in_boilerplate_is_a_note() -> None:
    standing = "Since 2002 the centre has issued certificates to manufacturers in 54 countries."
    texts = [standing, standing, standing.replace("54", "55")]
    segments = [case(en, "", document=f"release {n}") for n, en in enumerate(texts)]
    ((_, hit),) = found(DRIFT, segments)
    assert hit.severity == "note"


def test_a_recurring_rarer_version_has_also_drifted() -> None:
    dice = random.Random(3)
    standing = sentence(dice)
    old = standing.replace(standing.split()[5], "former", 1)
    segments = [
        case(old if n in (1, 4) else standing, "", document=f"release {n}") for n in range(6)
    ]
    assert [number for number, _ in found(DRIFT, segments)] == [1, 4]


def test_two_scripts_are_two_targets() -> None:
    simplified, traditional = "质量认证中心颁发证书。", "品質認證中心核發證書。"
    memory = [case(EN, zh) for zh in (simplified, traditional, simplified, traditional)]
    assert found(SOURCE, memory) == []
    other = [*memory, case(EN, "認證中心已經給了證書。")]
    assert [number for number, _ in found(SOURCE, other)] == [4]


def test_a_text_of_no_script_goes_with_the_most() -> None:
    texts = ("质量认证中心。", "质量认证中心。", "品質認證中心。", "中心")
    assert [number for number, _ in found(SOURCE, [case(EN, zh) for zh in texts])] == [3]
