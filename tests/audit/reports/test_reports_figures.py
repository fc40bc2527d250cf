"""What is shown as a fault is what a check said, and the rest of the text is all there."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_parts import make_report

from align.audit.engine.finding import Finding
from align.audit.reports.figures import pieces, shortened, summary_rows
from align.audit.reports.terminal import highlighted
from align.files.screen import seen

TEXTS = st.text(max_size=60)
SPANS = st.lists(st.tuples(st.integers(-3, 70), st.integers(-3, 70)), max_size=5)


@given(TEXTS, SPANS)
def test_the_pieces_are_the_text(text, spans):
    found = pieces(text, spans)
    assert "".join(piece.text for piece in found) == text
    assert all(piece.text for piece in found)
    assert all(one.marked != other.marked for one, other in pairwise(found))
    # character by character: marked is what lies in a span
    shown = [piece.marked for piece in found for _ in piece.text]
    assert shown == [any(a <= n < z for a, z in spans) for n in range(len(text))]


@given(TEXTS, SPANS)
def test_text_that_fits_a_terminal_is_shown_whole_with_faults_in_reverse(text, spans):
    line = highlighted(text, tuple(spans), 10_000)
    assert line.plain == seen(text)
    reverse = {n for span in line.spans for n in range(span.start, span.end)}
    assert reverse == {n for n in range(len(text)) if any(a <= n < z for a, z in spans)}


@given(st.text(min_size=200, max_size=900), st.integers(0, 800), st.integers(1, 30))
def test_a_long_text_is_shortened_around_its_first_fault(text, start, length):
    start = min(start, len(text) - 1)
    stop = min(start + length, len(text))
    found = shortened(text, [(start, stop)], 100)
    assert [piece.text for piece in found if piece.marked] == [text[start:stop]]
    assert sum(len(piece.text) for piece in found) <= 103
    for piece in found:
        assert piece.text == "…" or piece.text in text


def test_a_very_long_fault_is_cut():
    found = shortened("x" * 5_000, [(0, 5_000)], 100)
    assert sum(len(piece.text) for piece in found) < 205
    assert found[0].marked
    assert found[-1] == ("…", False)


@given(st.text())
def test_terminal_control_characters_are_removed(text):
    assert len(seen(text)) == len(text)
    assert not set(seen(text)) & {chr(n) for n in (*range(32), *range(0x7F, 0xA0), 0x202E, 0x2066)}


@pytest.mark.parametrize("text", ["你好，世界。", "naïve café – 12 %", "🚀 👩‍👩‍👧", "שלום"])
def test_ordinary_text_is_unchanged(text):
    assert seen(text) == text


def test_scores_rank_documents_and_show_the_trend(tmp_path):
    sizes = {"a": (10, 200), "b": (2, 50), "c": (9, 900)}
    findings = [
        Finding("numbers", "error", "", 0, "a"),
        Finding("spaces", "warning", "", 1, "b"),
        Finding("spaces", "warning", "", 2, "b"),
        Finding("spaces", "note", "", 3, "c"),
    ]
    formers = ({"score": 90.0, "date": "20260101T000000Z"}, {"date": "20260102T000000Z"})
    with make_report(findings, formers=formers, sizes=sizes) as report:
        assert [(d.document, d.score) for d in report.ranking()] == [
            ("b", 96.0), ("a", 97.5), ("c", 100.0),
        ]  # fmt: skip
        assert report.summary()["by_severity_per_1000_words"]["error"] == 0.87
        assert dict(summary_rows(report))["score"] == "90.0 → 99.3"
