"""A unit that is taken whole from its file is the same unit, whatever is asked of it first."""

import copy
import pickle
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.formats.tmx.plain_unit import PLAIN, PlainUnit, plain_unit
from align.formats.tmx.quick import quick_units
from align.formats.tmx.write import write_tmx
from align.memory import Memory, Unit
from align.unit import Header

# what may stand in XML as it is, and white space of every kind
LETTERS = st.characters(exclude_characters="<>&\r\ufffe\uffff", exclude_categories=["Cs", "Cc"])
TEXT = st.text(LETTERS | st.sampled_from('\n\t"'))
VALUE = st.text(LETTERS).filter(lambda value: '"' not in value)
NAMES = st.sampled_from(["creationdate", "changedate", "usagecount", "o-encoding", "other"])
TYPES = st.sampled_from(["x-confidence", "x-document", "x", "x-"])
SPACE = st.sampled_from(["", " ", "\n\t"])
CODES = st.sampled_from(["en", "en-US", "zh-CN", "zh", "fr", ""])


@st.composite
def elements(draw):
    """A plain ``tu`` element."""
    about = draw(st.dictionaries(NAMES, VALUE, max_size=3))
    if draw(st.booleans()):
        about = {"tuid": draw(VALUE), **about}
    props = draw(st.lists(st.tuples(TYPES, st.sampled_from(["0.5", "a", "1"]) | TEXT), max_size=3))
    attributes = "".join(f' {name}="{value}"' for name, value in about.items())
    out = f"<tu{attributes}>{draw(SPACE)}"
    for type_, value in props:
        out += f'<prop type="{type_}">{value}</prop>{draw(SPACE)}'
    for _ in range(2):
        out += f'<tuv xml:lang="{draw(CODES)}"><seg>{draw(TEXT)}</seg></tuv>{draw(SPACE)}'
    return f"{out}</tu>"


def both(element):
    """The unit as it comes, and as one that somebody has looked into."""
    fresh, looked = (next(quick_units(element.encode())) for _ in range(2))
    assert looked.variants is looked.variants
    assert type(looked) is Unit
    return fresh, looked


def written(unit):
    out = BytesIO()
    report = write_tmx(Memory(Header({"srclang": "en"}), [unit]), out)
    return out.getvalue(), report


ASKED = {
    "sides": lambda unit: unit.sides,
    "size": lambda unit: unit.size,
    "changed": lambda unit: unit.changed,
    "confidence": lambda unit: unit.confidence,
    "document": lambda unit: unit.document,
    "prop": lambda unit: unit.prop("x", "none"),
    "element": written,
    "text": lambda unit: unit.text("zh"),
    "props": lambda unit: unit.props,
    "line": lambda unit: unit.line,
    "repr": repr,
    "pickle": lambda unit: pickle.loads(pickle.dumps(unit)),
    "copy": copy.copy,
    "replace": lambda unit: replace(unit, id="other"),
}


@given(elements())
def test_whatever_is_asked_first_the_answer_is_the_same(element):
    assert PLAIN.fullmatch(element) or 'tuid=""' in element
    for name, ask in ASKED.items():
        fresh, looked = both(element)
        assert ask(fresh) == ask(looked), name
        assert fresh == looked
        assert looked == fresh


def plain():
    return next(
        quick_units(
            b'<tu tuid="7"><prop type="a">b</prop><tuv xml:lang="en"><seg>Hi.</seg></tuv>'
            b'<tuv xml:lang="zh"><seg>\xe5\x97\xa8\xe3\x80\x82</seg></tuv></tu>'
        )
    )


def test_nobody_pays_for_what_is_not_asked():
    unit = plain()
    assert unit.sides == ("en", "Hi.", "zh", "嗨。")
    assert unit.prop("a") == "b"
    assert unit.confidence is None
    assert b"<seg>Hi.</seg>" in written(unit)[0]
    assert type(unit) is PlainUnit


@pytest.mark.parametrize(
    "change",
    [
        lambda unit: setattr(unit, "id", "8"),
        lambda unit: setattr(unit, "props", ()),
        lambda unit: unit.variants.pop(),
        lambda unit: unit.variants.reverse(),
        lambda unit: setattr(unit.variants[0], "parts", ("Ho.",)),
    ],
)
def test_a_change_is_written(change):
    unit, other = plain(), plain()
    assert other.variants
    change(unit)
    change(other)
    assert unit == other
    assert written(unit) == written(other) != written(plain())


def test_what_it_does_not_have_is_an_error_as_in_any_unit():
    with pytest.raises(AttributeError, match="'Unit' object has no attribute 'colour'"):
        _ = plain().colour


def test_attributes_are_nobody_elses():
    raw = (None, ' changeid="a"', "", "en", "Hi.", "zh", "嗨。")
    one, two = plain_unit(raw, 1), plain_unit(raw, 1)
    one.attributes["changeid"] = "b"
    assert two.attributes == {"changeid": "a"}
