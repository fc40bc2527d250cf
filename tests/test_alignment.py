"""Beads, alignments and their JSON."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.alignment import SCHEMA, Alignment, Bead
from align.document import Document, Paragraph, Sentence
from align.errors import InputError

EN = Document.from_sentences(["One.", "Two.", "", "Three.", "Four."], "en", name="a.en")
ZH = Document.from_sentences(["一。", "二。", "三。"], "zh", name="a.zh")
BEADS = (Bead((0, 1), (0, 1)), Bead((2,), ()), Bead((3,), (2,)))
ALIGNMENT = Alignment(EN, ZH, BEADS)


@pytest.mark.parametrize(
    ("en", "zh", "kind", "null"),
    [((0,), (0,), "1-1", False), ((0, 1), (), "2-0", True), ((), (3,), "0-1", True)],
)
def test_bead_type(en, zh, kind, null):
    assert (Bead(en, zh).type, Bead(en, zh).is_null) == (kind, null)


def test_text_is_joined_by_the_rule_of_its_language():
    assert [ALIGNMENT.text(b) for b in ALIGNMENT] == [
        ("One. Two.", "一。二。"),
        ("Three.", ""),
        ("Four.", "三。"),
    ]


@pytest.mark.parametrize(
    ("bead", "position"),
    [
        (Bead((0,), (0,)), "1:1"),
        (Bead((0, 1, 2), (4, 5)), "1-3:5-6"),
        (Bead((0, 2), (1,)), "1,3:2"),
        (Bead((), (1,)), ":2"),
    ],
)
def test_position(bead, position):
    assert ALIGNMENT.position(bead) == position


def test_units_and_nulls():
    assert ALIGNMENT.units == (BEADS[0], BEADS[2])
    assert ALIGNMENT.nulls == (1, 0)
    more = Alignment(EN, ZH, (Bead((), (0, 1)), Bead((), (2,)), Bead((0, 1, 2, 3), ())))
    assert more.nulls == (4, 3)


def test_with_names_changes_names_only():
    renamed = ALIGNMENT.with_names("x", "y")
    assert (renamed.en.name, renamed.zh.name) == ("x", "y")
    assert renamed != ALIGNMENT
    assert renamed.with_names("a.en", "a.zh") == ALIGNMENT


TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
)


@st.composite
def documents(draw, language):
    paragraphs = draw(st.lists(st.builds(Paragraph, TEXT, st.integers(0, 99)), max_size=3))
    sentences = []
    for number, paragraph in enumerate(paragraphs):
        start = draw(st.integers(0, len(paragraph.text) - 1))
        end = draw(st.integers(start, len(paragraph.text)))
        sentences.append(Sentence(paragraph.text[start:end], number, start, end))
    return Document(tuple(paragraphs), tuple(sentences), language, draw(TEXT))


def extras(*known):
    return st.dictionaries(TEXT.filter(lambda k: k not in known), JSON, max_size=2)


IDS = st.lists(st.integers(0, 99), max_size=3, unique=True).map(lambda ids: tuple(sorted(ids)))
FIELDS = ("en", "zh", "score", "confidence", "parts", "crossing", "status", "note")
# The file keeps six decimals of a score and four of the rest.
SCORES = st.integers(-(10**9), 10**9).map(lambda i: round(i / 10**6, 6))
SHARES = st.integers(0, 10**4).map(lambda i: round(i / 10**4, 4))
PARTS = st.dictionaries(TEXT, SHARES, max_size=2)
BEAD = st.builds(
    Bead, IDS, IDS, SCORES, SHARES, PARTS, st.booleans(), st.text(max_size=3), TEXT, extras(*FIELDS)
)
ALIGNMENTS = st.builds(
    Alignment,
    documents("en"),
    documents("zh"),
    st.lists(BEAD, max_size=3).map(tuple),
    st.dictionaries(TEXT, JSON, max_size=2),
    extras("schema", "settings", "en", "zh", "beads"),
)


@given(ALIGNMENTS)
def test_json_round_trip(alignment):
    assert Alignment.from_json(alignment.to_json()) == alignment


def test_json_has_one_bead_per_line_and_readable_chinese():
    text = ALIGNMENT.to_json()
    lines = [line for line in text.splitlines() if line.startswith('  {"en"')]
    assert [json.loads(line.rstrip(","))["en"] for line in lines] == [[0, 1], [2], [3]]
    assert "一。" in text
    assert json.loads(text)["schema"] == SCHEMA


def test_unknown_fields_are_preserved():
    data = json.loads(ALIGNMENT.to_json())
    data["reviewer"] = {"name": "李"}
    data["beads"][1]["colour"] = "red"
    again = json.loads(Alignment.from_json(json.dumps(data)).to_json())
    assert again["reviewer"] == {"name": "李"}
    assert again["beads"][1]["colour"] == "red"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda d: d.pop("schema"),
        lambda d: d.update(schema="something/else"),
        lambda d: d.pop("en"),
        lambda d: d["zh"].pop("sentences"),
        lambda d: d["zh"]["sentences"].append([99, 0, 1]),
        lambda d: d["beads"].append({"en": [0]}),
        lambda d: d["beads"].append(7),
        lambda d: d["beads"].append({"en": [0], "zh": [0], "score": "high"}),
        lambda d: d.update(beads=None),
    ],
)
def test_broken_json_names_the_file(spoil):
    data = json.loads(ALIGNMENT.to_json())
    spoil(data)
    with pytest.raises(InputError, match=r"^x\.align\.json: not an alignment"):
        Alignment.from_json(json.dumps(data), source="x.align.json")
