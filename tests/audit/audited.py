"""Small memories for the audit's tests."""

from align.memory import Header, Memory, Unit, Variant, write
from align.unit import Prop


def unit(en, zh, document="", *, note=(), **props):
    """Texts, document, properties ``x-…`` by name."""
    sides = (("en-US", en), ("zh-CN", zh))
    said = [Prop(f"x-{name}", value) for name, value in props.items()]
    if document:
        said.append(Prop("x-document", document))
    variants = [Variant(code, (text,)) for code, text in sides if text]
    return Unit(variants, props=tuple(said), notes=tuple(note))


def memory_in(folder, *units):
    """Write units as a TMX; its path."""
    path = folder / "memory.tmx"
    write(Memory(Header(), units), path)
    return path
