"""Decisions are found again after any changes elsewhere, whatever they are."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from align.document import Document
from align.memory.applying import around, settle
from align.memory.decisions import Decision

SENTENCES = 12


def document(texts, language):
    return Document.from_sentences(texts, language, name="a")


@st.composite
def histories(draw):
    """Two documents of as many sentences, decisions about them, and later versions of both."""
    size = draw(st.integers(2, SENTENCES))
    # side by side, nothing but numbers would tell them apart
    repeated = {3 * n for n in draw(st.sets(st.integers(0, (size - 1) // 3), max_size=3))}
    en = [f"Yes, {n}." if n not in repeated else "Yes." for n in range(size)]
    zh = [f"是的{n}。" if n not in repeated else "是。" for n in range(size)]
    borders = sorted(draw(st.sets(st.integers(1, size - 1)))) if size > 1 else []
    cuts = [0, *borders, size]
    groups = [tuple(range(a, b)) for a, b in pairwise(cuts)]
    chosen = draw(st.lists(st.sampled_from(groups), unique=True, max_size=4))
    kinds = st.sampled_from(["approve", "merge", "exclude", "correct", "reject", "comment"])
    decided = [(draw(kinds), group) for group in chosen]
    held = {n for group in chosen for n in group}
    edits = draw(st.lists(st.tuples(st.sampled_from(["add", "drop", "change"]),
                                    st.integers(0, size - 1)), max_size=6))  # fmt: skip
    return en, zh, decided, edits, held


def revised(texts, held, edits, side):
    """The texts after edits that touch none that was decided on; and where each one went."""
    items = [(text, n) for n, text in enumerate(texts)]
    for number, (what, at) in enumerate(edits):
        place = next((k for k, (_, n) in enumerate(items) if n == at), None)
        if place is None:
            continue
        if what == "add":  # not between sentences that were decided on together
            if at in held and at - 1 in held:
                continue
            items.insert(place, (f"{side} new {number}.", -1))
        elif at not in held:
            if what == "drop":
                items.pop(place)
            else:
                items[place] = (f"{side} other {number}.", -1)
    return [text for text, _ in items], {n: k for k, (_, n) in enumerate(items) if n >= 0}


@settings(max_examples=150, deadline=None)
@given(histories())
def test_what_is_still_there_is_found_at_its_place(history):
    en, zh, decided, edits, held = history
    before = document(en, "en"), document(zh, "zh")
    log = []
    for number, (kind, group) in enumerate(decided):
        about = around(*before, (group, group))
        result = [("New.", "新。")] if kind == "correct" else ()
        made = Decision(kind, "a", result=result, note=f"note {number}", **about)
        log.append(replace(made, when=f"2026-01-01T00:00:{number:02}.000000Z"))
    new_en, where_en = revised(en, held, edits, "en")
    new_zh, where_zh = revised(zh, held, edits, "zh")
    after = document(new_en, "en"), document(new_zh, "zh")
    found = settle(*after, log)
    assert found.unfit == []
    assert found.replaced == 0
    expected = {
        (tuple(where_en[n] for n in group), tuple(where_zh[n] for n in group)): kind
        for kind, group in decided
    }
    assert found.groups.keys() == expected.keys()
    for key, kind in expected.items():
        group = found.groups[key]
        assert group.fixed is (kind not in ("reject", "comment"))
        assert group.texts == ((("New.", "新。"),) if kind == "correct" else ())
