"""A unit that is not parsed yet answers as the parsed unit does."""

import pickle
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.formats.tmx.pieces import PLAIN, NotSplittableError, PlainUnit, quick_units
from align.formats.write import MemoryOutput
from align.memory import FORMATS
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


def read(element):
    return next(quick_units(element.encode()))


def written(unit):
    out = BytesIO()
    with MemoryOutput(FORMATS[".tmx"], Header({"srclang": "en"}), [out]) as output:
        output.add(unit)
    return out.getvalue(), output.report


ASKED = {
    "sides": lambda unit: unit.sides,
    "size": lambda unit: unit.size,
    "changed": lambda unit: unit.changed,
    "confidence": lambda unit: unit.confidence,
    "prop": lambda unit: unit.prop("x", "none"),
    "element": written,
    "unit": lambda unit: unit.unit(),
    "pickle": lambda unit: pickle.loads(pickle.dumps(unit)).unit(),
}


@given(elements())
def test_a_plain_unit_behaves_like_the_parsed_unit(element):
    assert PLAIN.fullmatch(element) or 'tuid=""' in element
    found = read(element)
    for name, ask in ASKED.items():
        assert ask(found) == ask(found.unit()), name


def test_a_repeated_attribute_is_not_xml():
    element = '<tu changeid="a" changeid="b">' + "<tuv xml:lang='en'><seg>a</seg></tuv>" * 2
    plain = element.replace("'", '"') + "</tu>"
    assert PLAIN.fullmatch(plain)
    with pytest.raises(NotSplittableError):
        read(plain)


def test_attributes_are_not_shared():
    plain = PlainUnit(None, ' changeid="a"', "", "en", "Hi.", "zh", "嗨。", 1)
    one, two = plain.unit(), plain.unit()
    one.attributes["changeid"] = "b"
    assert two.attributes == {"changeid": "a"}
