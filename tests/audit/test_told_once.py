"""What is the style of a text is told once; slips and errors are told one by one."""

import pytest

from align.audit import Config
from align.audit.engine.baseline import Baseline
from align.audit.engine.check import Context
from align.audit.engine.finding import Finding
from align.audit.engine.run import _Audit, audit_store
from align.audit.engine.segment_store import Segment, stored

GOOD = ("The hall was opened in May.", "大厅于5月启用。")
SPACED = ("The hall  was opened in May.", "大厅于5月启用。")
UNTRANSLATED = ("The hall was opened in May.", "The hall was opened in May again.")


def memory(odd: tuple[str, str], often: int, of: int, document: str = "a") -> list[Segment]:
    """Segments of a document, the first of them odd."""
    return [Segment(0, *(odd if n < often else GOOD), document, f"{n}:{n}") for n in range(of)]


def found(segments: list[Segment], check: str, **config: object) -> list[Finding]:
    with (
        stored(segments) as store,
        audit_store(store, config=Config(**config)) as report,  # type: ignore[arg-type]
    ):
        return [f for f in report if f.check == check]


@pytest.mark.parametrize(
    ("often", "of", "times"),
    [
        (40, 100, 1),
        (15, 100, 1),
        (14, 100, 14),  # too small a share
        (9, 12, 9),  # too few to be a style
        (1, 1, 1),
    ],
)
def test_a_habit_of_a_document_is_told_once(often: int, of: int, times: int) -> None:
    rest = memory(GOOD, 0, 500, "b")
    assert len(found(memory(SPACED, often, of) + rest, "spaces")) == times


def test_a_habit_of_all_documents_is_told_once() -> None:
    many = [s for n in range(20) for s in memory(SPACED, 2, 10, f"d{n}")]
    (finding,) = found(many, "spaces")
    assert "the like is found in 40 of 200 segments" in finding.message
    assert finding.number == 0


def test_a_slip_in_another_document_is_still_told() -> None:
    segments = memory(SPACED, 40, 100) + memory(SPACED, 1, 500, "b")
    assert [f.document for f in found(segments, "spaces")] == ["a", "b"]


def test_errors_and_what_the_text_says_are_told_one_by_one() -> None:
    assert len(found(memory(UNTRANSLATED, 40, 100), "untranslated")) == 40


def test_all_of_it_can_be_asked_for() -> None:
    segments = memory(SPACED, 40, 100)
    assert len(found(segments, "spaces", only=("spaces",))) == 40
    assert len(found(segments, "spaces", once=False)) == 40


def test_a_baseline_knows_a_habit() -> None:
    (told,) = found(memory(SPACED, 40, 100), "spaces")
    more = memory(SPACED, 45, 110)
    with (
        stored(more) as store,
        _Audit(store, Config(), Context(), Baseline([told.fingerprint]), 1, None) as work,
        work.report((), [(0, len(store))]) as report,
    ):
        assert [f for f in report if f.check == "spaces"] == []
        assert report.known == 1
