"""What is wrong in an alignment has a kind, and mending every place gives the gold."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def errors(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    import errors

    return errors


def beads(shapes: str):
    """Beads in order, from their sizes.

    >>> beads("1-2 1-0")
    [((0,), (0, 1)), ((1,), ())]
    """
    found, i, j = [], 0, 0
    for shape in shapes.split():
        a, b = map(int, shape.split("-"))
        found.append((tuple(range(i, i + a)), tuple(range(j, j + b))))
        i, j = i + a, j + b
    return found


@pytest.mark.parametrize(
    ("gold", "ours", "kind"),
    [
        ("2-2", "1-1 1-1", "over-split"),
        ("1-1 1-1", "2-2", "over-merged"),
        ("2-1 1-1", "1-1 2-1", "border"),
        ("2-1", "1-1 1-0", "null false"),
        ("1-1", "1-0 0-1", "null false"),
        ("1-1 1-0", "2-1", "null glued"),
        ("1-0 1-1", "1-1 1-0", "null moved"),
        ("1-1 2-1 2-1", "1-1 1-1 3-1", "border"),
        ("3-1 1-2 1-1", "4-1 1-3", "other"),
    ],
)
def test_each_place_has_a_kind(errors, gold, ours, kind):
    (place,) = errors.places(beads(ours), beads(gold))
    assert place.kind == kind
    assert kind in errors.KINDS


def test_places_apart_are_counted_apart(errors):
    gold, ours = beads("2-2 1-1 1-1 1-0 1-1"), beads("1-1 1-1 1-1 2-1 1-1")
    assert [p.kind for p in errors.places(ours, gold)] == ["over-split", "null glued"]
    assert errors.places(gold, gold) == []


def test_a_text_without_its_errors_is_the_gold(errors):
    gold, ours = beads("2-2 1-1 1-1 1-0 1-1"), beads("1-1 1-1 1-1 2-1 1-1")
    text = errors.Text("a", "a", [], [], gold)
    found = dict.fromkeys(ours, 0.95)
    wrong = errors.places(ours, gold)
    assert errors.mended(text, found, wrong).strict.f1 == 1
    lines = {line.split()[0]: line.split() for line in errors.table([(text, found)]).splitlines()}
    # "over-split", its places, the F1 without them, its sure units, its shapes
    assert lines["over-split"][1::2][:2] == ["1", "2"]
