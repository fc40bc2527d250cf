"""What checks said about texts is remembered where they recur, and never changes the report."""

from random import Random

import pytest

from align.audit import Config
from align.audit.engine import tasks
from align.audit.engine.check import Hit
from align.audit.engine.run import audit_store
from align.audit.engine.segment_store import KNOWN, case, remembered, stored


def hits_of(looks, *segments):
    return [[(look.id, hit.message) for look, hit in looks(segment)] for segment in segments]


def test_equal_texts_are_looked_at_once_unless_a_check_looks_beyond_them():
    asked = {"texts": [], "document": []}

    def check(id, wrong):
        def look(segment):
            asked[id].append(segment.en)
            if wrong(segment):
                yield Hit("!")

        return tasks._Look(id, "note", False, look)

    looks = tasks._Looks(
        [check("texts", lambda s: s.en == "A"), check("document", lambda s: s.document == "b")]
    )
    segments = [case(en, "甲", document=name) for name in "ab" for en in "AAB"]
    texts, document = ("texts", "!"), ("document", "!")
    expected = [[texts], [texts], [], [texts, document], [texts, document], [document]]
    assert hits_of(looks, *segments) == expected
    assert asked["texts"] == ["A", "B"]
    assert len(asked["document"]) == 2 + len(segments)


@pytest.mark.parametrize(
    "read",
    [
        lambda s: s.document,
        lambda s: s[3],
        lambda s: [*s][3],
        lambda s: s._replace(en="").document,
        lambda s: s._asdict()["document"],
        lambda s: "b" if s == case("A", "甲", document="b") else "",
        lambda s: "b" if hash(s) == hash(case("A", "甲", document="b")) else "",
    ],
)
def test_every_way_to_look_beyond_the_texts_is_noticed(read):
    look = tasks._Look("x", "note", False, lambda s: [Hit("b")] if read(s) == "b" else [])
    looks = tasks._Looks([look])
    segments = [case("A", "甲", document=name) for name in "aba"]
    assert hits_of(looks, *segments) == [[], [("x", "b")], []]


@pytest.mark.parametrize("different", [1, 50, 5_000, 100_000])
def test_what_is_remembered_is_what_the_function_returns(different):
    rng = Random(1)
    known = remembered(len)
    texts = ["x" * (n % 7) + str(n) for n in (rng.randrange(different) for _ in range(120_000))]
    assert [known(text) for text in texts] == [len(text) for text in texts]


def test_large_results_are_forgotten_sooner():
    calls = []
    known = remembered(calls.append, size=lambda result: KNOWN)
    for text in "aabb":
        known(text)
    assert calls == list("aabb")


def test_findings_of_recurring_texts_have_their_own_places():
    pairs = [("It took 3 days.", "历时5天。"), ("He  went.", "他走了。"), ("Fine.", "很好。")]
    segments = [case(*pairs[n % 3], id=str(n), document=f"d{n // 6}") for n in range(24)]
    with stored(segments) as store, audit_store(store, config=Config()) as report:
        found = [(f.number, f.id, f.document, f.check) for f in report if f.number >= 0]
    expected = [
        (n, str(n), f"d{n // 6}", check)
        for n in range(24)
        for check in {0: ["numbers"], 1: ["spaces"], 2: []}[n % 3]
    ]
    assert [f for f in found if f[3] in ("numbers", "spaces")] == expected
