"""The plans of ``benchmarks/effort.py``: their keys lead to the gold, on paper and in a session."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from align.alignment import Alignment, Bead, Rival
from align.document import Document
from align.formats.write import write
from align.review.session import Session
from tests.review.running import ROOT

Pair = tuple[tuple[int, ...], tuple[int, ...]]


@pytest.fixture(autouse=True)
def benchmarks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(ROOT / "benchmarks")


def any_beads(dice: random.Random, en: int, zh: int) -> list[Pair]:
    """Beads of these many sentences: groups, some without a counterpart, two of them exchanged."""

    def parts(size: int) -> Iterator[tuple[int, ...]]:
        at = 0
        while at < size:
            end = min(size, at + dice.choice((1, 1, 1, 2, 3)))
            yield tuple(range(at, end))
            at = end

    left, right = list(parts(en)), list(parts(zh))
    for side in (left, right):
        for _ in range(dice.randrange(3)):
            side.insert(dice.randrange(len(side) + 1), ())
    while len(left) != len(right):
        min(left, right, key=len).append(())
    if dice.random() < 0.5:
        one, other = (dice.randrange(len(right)) for _ in "12")
        right[one], right[other] = right[other], right[one]
    return [pair for pair in zip(left, right, strict=True) if any(pair)]


@pytest.mark.parametrize("size", [4, 9, 40])
def test_a_plan_leads_from_any_alignment_to_any_other(size: int) -> None:
    from effort_page import Line, Screen, pressed
    from effort_plan import Repair

    for seed in range(max(1, 24 // size)):
        dice = random.Random(seed)
        gold, found = any_beads(dice, size, size + 1), any_beads(dice, size, size + 1)
        lines = [Line(p, dice.random() < 0.3, dice.choice([None, *gold])) for p in found]
        keys = list(Repair(Screen.of(lines), gold))
        assert set(pressed(Screen.of(lines), keys).pairs) == set(gold)


def test_what_is_right_needs_no_key() -> None:
    from effort_plan import plan

    assert plan([((0,), (0,)), ((1,), ())], [((1,), ()), ((0,), (0,))]) == []


def test_a_session_does_what_the_plan_thought(tmp_path: Path) -> None:
    from effort_page import Typist, pressed, screen_of
    from effort_plan import Repair

    dice = random.Random(5)
    sides = [
        Document.from_sentences([text.format(n) for n in range(12)], language, name="a")
        for text, language in (("Room {} is closed today.", "en"), ("今天{}号房间关闭。", "zh"))
    ]
    gold, found = any_beads(dice, 12, 12), any_beads(dice, 12, 12)
    beads = [
        Bead(en, zh, confidence=dice.random(), rival=Rival(*dice.choice(gold), 0.2))
        for en, zh in found
    ]
    write(Alignment(*sides, tuple(beads)), tmp_path / "a.align.json")
    session = Session.open(tmp_path / "a.align.json", tmp_path / "m.decisions.jsonl")
    keys = list(Repair(screen_of(session), gold))
    thought, typist = pressed(screen_of(session), keys), Typist(session)
    typist.press(keys)
    assert {row.numbers for row in session.table} == set(gold)
    done = typist.screen
    assert (done.row, done.side, done.piece) == (thought.row, thought.side, thought.piece)
