"""The inline codes of TMX, and how other elements in a segment become them."""

from collections import Counter
from collections.abc import Iterable, Iterator

from align.formats.report import Losses
from align.formats.xml_text import value_text
from align.unit import NATIVE, Code, Parts, Unit, add_text, is_break

#: The elements that TMX has within a segment.
CODES = NATIVE | {"hi", "sub"}


def is_own(parts: Parts) -> bool:
    """Whether there are only codes of TMX in a text, each where it may be.

    >>> is_own(("a", Code("hi", (), ("b",)))), is_own((Code("ph", (), (Code("b"),)),))
    (True, False)
    """
    for part in parts:
        if part.__class__ is not str and not (part.tag in CODES and is_own(part.parts)):  # type: ignore[union-attr]
            return False
    return True


class OwnCodes:
    """Writes elements that are not TMX's own (``g``, ``b``, ``span``) as codes of TMX, in a unit.

    Receivers drop the text of elements that they do not know, and of ``hi``. So a start and an end
    tag become ``bpt`` and ``ept``, an empty element a ``ph``; the text stays text. ``losses``
    counts them. The same elements of two texts match.

    >>> from align.unit import Variant
    >>> link = Code("g", (("id", "1"),), ("Save",))
    >>> unit = Unit([Variant("en", ("Click ", link, " now."))])
    >>> for part in OwnCodes(unit, Losses()).of(unit.variants[0].parts):
    ...     print([part] if isinstance(part, str) else (part.tag, *part.parts))
    ['Click ']
    ('bpt', '<g id="1">')
    ['Save']
    ('ept', '</g>')
    [' now.']
    """

    def __init__(self, unit: Unit, losses: Losses) -> None:
        self._losses = losses
        self._known: dict[tuple[Code, int], str] = {}
        used = [
            int(value)
            for variant in unit.variants
            for code in variant.codes
            for name, value in code.attributes
            if name in ("i", "x") and value.isascii() and value.isdigit() and len(value) < 9
        ]
        self._free = max(used, default=0) + 1

    def of(self, parts: Parts) -> Parts:
        """Return the parts of a text."""
        self._times: Counter[Code] = Counter()
        return _joined(self._parts(parts))

    def _parts(self, parts: Parts) -> Iterator[str | Code]:
        for part in parts:
            if isinstance(part, str):
                yield part
            elif part.tag not in CODES:
                yield from self._foreign(part)
            elif part.tag in NATIVE:
                yield part._replace(parts=_joined(self._native(part.parts)))
            else:
                yield part._replace(parts=_joined(self._parts(part.parts)))

    def _foreign(self, code: Code) -> Iterator[str | Code]:
        self._losses.lose(f"element {code.tag} as such")
        start = code._replace(parts=())
        self._times[start] += 1
        number = self._known.setdefault(
            (start, self._times[start]), str(self._free + len(self._known))
        )
        kind = (("type", "lb"),) if is_break(code) else ()
        if not code.parts:
            yield Code("ph", (("x", number), *kind), (f"{_tag(code)}/>",))
            return
        yield Code("bpt", (("i", number), ("x", number), *kind), (f"{_tag(code)}>",))
        yield from self._parts(code.parts)
        yield Code("ept", (("i", number),), (f"</{code.tag}>",))

    def _native(self, parts: Parts) -> Iterator[str | Code]:
        """What is in a native code is no text: other elements in it are native code, too."""
        for part in parts:
            if isinstance(part, str):
                yield part
            elif part.tag == "sub":
                yield part._replace(parts=_joined(self._parts(part.parts)))
            elif part.tag in CODES:
                yield part._replace(parts=_joined(self._native(part.parts)))
            else:
                self._losses.lose(f"element {part.tag} as such")
                yield f"{_tag(part)}>" if part.parts else f"{_tag(part)}/>"
                yield from self._native(part.parts)
                yield f"</{part.tag}>" if part.parts else ""


def _tag(code: Code) -> str:
    """Return the start of an element's tag as it would be in XML."""
    about = "".join(
        f' {name.rpartition("}")[2]}="{value_text(value)}"' for name, value in code.attributes
    )
    return f"<{code.tag}{about}"


def _joined(parts: Iterable[str | Code]) -> Parts:
    out: list[str | Code] = []
    for part in parts:
        if isinstance(part, str):
            add_text(out, part)
        else:
            out.append(part)
    return tuple(out)
