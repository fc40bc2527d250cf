"""Small memories for the audit's tests."""

import pytest

from align.memory import Header, Memory, Unit, Variant, write
from align.memory.unit import Prop


def make_unit(en, zh, document="", *, note=(), **props):
    sides = (("en-US", en), ("zh-CN", zh))
    said = [Prop(f"x-{name}", value) for name, value in props.items()]
    if document:
        said.append(Prop("x-document", document))
    variants = [Variant(code, (text,)) for code, text in sides if text]
    return Unit(variants, props=tuple(said), notes=tuple(note))


@pytest.fixture
def unit():
    """Make a unit: texts, document, properties ``x-…`` by name."""
    return make_unit


@pytest.fixture
def memory(tmp_path):
    """Write units as a TMX; its path."""

    def make(*units, name="memory.tmx"):
        path = tmp_path / name
        write(Memory(Header(), units), path)
        return path

    return make
