"""Units that stand in a TMX file in the plainest way: taken whole, looked into only when asked.

Most units of most memories are such: two texts without entities and codes, no notes. Cleaning
compares their texts and writes most of them again, and needs no objects for what they are made of.
"""

import re
from functools import lru_cache
from typing import Any, TypeAlias

from align.unit import Prop, Unit, Variant

_VALUE = r'"[^"<>&\n\t]*"'
_TEXT = r"[^<>&]*"
_TUV = rf'<tuv xml:lang="([\w-]*)">[ \n\t]*<seg>({_TEXT})</seg>[ \n\t]*</tuv>[ \n\t]*'
#: A plain unit with the white space after it; its groups are :data:`Raw`.
PLAIN = re.compile(
    rf'<tu(?: tuid=("[^"<>&\n\t]+"))?((?: (?!xmlns|tuid)[a-z-]+={_VALUE})*)>[ \n\t]*'
    rf"((?:<prop type={_VALUE}>{_TEXT}</prop>[ \n\t]*)*){_TUV}{_TUV}</tu>[ \n\t]*",
    re.ASCII,
)
#: The id in its quotation marks, the other attributes and the properties as they stand in the
#: file, the code and the text of either side.
Raw: TypeAlias = tuple[str | None, str, str, str, str, str, str]
_ATTRIBUTES = re.compile(r' ([a-z-]+)="([^"]*)"').findall
_PROPS = re.compile(r'<prop type="([^"]*)">([^<]*)').findall


class PlainUnit(Unit):
    """A unit as it stood in its file. Who looks into it, or changes it, finds a :class:`Unit`.

    >>> found = PLAIN.match('<tu tuid="7"><tuv xml:lang="en"><seg>Hi.</seg></tuv>'
    ...                     '<tuv xml:lang="zh"><seg>嗨。</seg></tuv></tu>')
    >>> unit = plain_unit(found.groups(), 1)
    >>> unit.sides
    ('en', 'Hi.', 'zh', '嗨。')
    >>> type(unit).__name__, unit.id, type(unit).__name__
    ('PlainUnit', '7', 'Unit')
    """

    __slots__ = ()

    @property
    def raw(self) -> Raw:
        """What stood in the file."""
        found: Raw = self._raw
        return found

    @property
    def sides(self) -> tuple[str, str, str, str]:
        return self.raw[3:]

    @property
    def size(self) -> int:
        return 2

    @property
    def changed(self) -> str:
        attributes = _attributes(self._raw[1])
        return attributes.get("changedate") or attributes.get("creationdate", "")

    def prop(self, type_: str, otherwise: str = "") -> str:
        inside, tag = self.raw[2], f'<prop type="{type_}">'
        at = inside.find(tag)
        if at < 0:
            return otherwise
        at += len(tag)
        return inside[at : inside.index("<", at)]

    def __getattr__(self, name: str) -> Any:
        self._look()
        return getattr(self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        self._look()
        setattr(self, name, value)

    def __eq__(self, other: object) -> bool:
        self._look()
        return self == other

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        self._look()
        return repr(self)

    def __reduce_ex__(self, protocol: Any) -> Any:
        self._look()
        return self.__reduce_ex__(protocol)

    def _look(self) -> None:
        """Become an ordinary unit."""
        id_, about, inside, one, first, two, second = self._raw
        object.__setattr__(self, "__class__", Unit)
        self.variants = [
            Variant(one, (first,) if first else (), {}),
            Variant(two, (second,) if second else (), {}),
        ]
        self.id = id_[1:-1] if id_ else ""
        self.attributes = dict(_attributes(about))
        self.props = tuple([Prop(*pair) for pair in _PROPS(inside)])
        self.notes = ()
        self.where = ""


_keep_raw: Any = vars(Unit.__base__)["_raw"].__set__
_keep_line: Any = vars(Unit)["line"].__set__


def plain_unit(raw: Raw, line: int) -> PlainUnit:
    """A unit from the groups of :data:`PLAIN`.

    Raises :class:`ValueError` where it has an attribute twice, which no XML has.
    """
    _attributes(raw[1])
    unit = PlainUnit.__new__(PlainUnit)
    _keep_raw(unit, raw)
    _keep_line(unit, line)
    return unit


@lru_cache(maxsize=100)  # neighbours mostly have the same
def _attributes(about: str) -> dict[str, str]:
    """The attributes of a unit by name; nobody changes what this gives."""
    pairs = _ATTRIBUTES(about)
    attributes = dict(pairs)
    if len(attributes) != len(pairs):
        raise ValueError(f"an attribute is there twice:{about}")
    return attributes
