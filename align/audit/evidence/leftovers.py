"""Numbers that have no equal on the other side: which of them stand for one another."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from align.audit.engine.check import Hit, Span
from align.audit.evidence.number_equality import Atom
from align.audit.evidence.number_pairs import NumberPairs
from align.languages.numbers.quantity import LIMITS


class Leftover(NamedTuple):
    """Two values that differ where they should be equal, or one that stands alone."""

    en: Atom | None
    zh: Atom | None

    @property
    def sides(self) -> tuple[Atom, ...]:
        """What there is of the two."""
        return tuple(side for side in self if side is not None)


def leftovers(pairs: NumberPairs, fields: Collection[str]) -> Iterator[Leftover]:
    """What is left of some fields: pairs of the likeliest first, then what has no counterpart."""
    ens = [a for a in pairs.en if a.field in fields]
    zhs = [a for a in pairs.zh if a.field in fields]
    spare_en, spare_zh = list(pairs.spare_en), list(pairs.spare_zh)
    for en in ens:
        zh = _take(en, zhs) or _take(en, spare_zh, _ALIKE) or _same_date(en, pairs.equal, 0)
        yield Leftover(en, zh)
    for zh in zhs:
        yield Leftover(_take(zh, spare_en, _ALIKE) or _same_date(zh, pairs.equal, 1), zh)


def _take(atom: Atom, others: list[Atom], least: float = 0) -> Atom | None:
    """The likeliest of the others, which is then no longer one of them."""
    best = max(others, key=lambda other: _likeness(atom, other), default=None)
    if best is None or _likeness(atom, best) <= least:
        return None
    others.remove(best)
    return best


def _same_date(atom: Atom, equal: Iterable[tuple[Atom, Atom]], side: int) -> Atom | None:
    """The same part of the date that another part of this date is equal to: May 5 and 6月5日."""
    if atom.field not in _PARTS or atom.quantity.kind != "date":
        return None
    for pair in equal:
        mine, other = pair[side], pair[1 - side]
        if mine.quantity == atom.quantity and other.quantity.kind == "date":
            value = other.quantity.date[_PARTS.index(atom.field)]
            if value and value != atom.value:
                return Atom(atom.field, value, other.quantity)
    return None


_PARTS = ("year", "month", "day")
#: Of the same kind, and in the same unit.
_ALIKE = 5


def _likeness(one: Atom, other: Atom) -> float:
    """How likely two values that differ are the same figure, miswritten; 0 for not at all."""
    if one.field != other.field:
        return 0
    a, b = one.quantity, other.quantity
    if (a.kind in _SHARES) != (b.kind in _SHARES):
        return 0
    same = 1 + 2 * (a.kind == b.kind) + 2 * (a.unit == b.unit) + (a.scale == b.scale)
    digits, others = (f"{float(value):.12g}".rstrip("0") for value in (one.value, other.value))
    common = sum(1 for x, y in zip(digits, others, strict=False) if x == y)
    return same + 3 * common / max(len(digits), len(others), 1)


_SHARES = frozenset({"percent", "points"})


def strict(atom: Atom) -> bool:
    """Whether the figure is written in digits and exact: it should be on the other side, too."""
    quantity = atom.quantity
    return quantity.digits and quantity.sure and quantity.about in LIMITS


def shown(text: str, atom: Atom) -> str:
    """The words of a text that a message names."""
    return " ".join(text[atom.quantity.start : atom.quantity.end].split())


def hit(en: str, zh: str, found: Leftover, what: str = "") -> Hit:
    """A message of one line, and the spans."""
    if found.en and found.zh:
        message = f"the Chinese side says {shown(zh, found.zh)}, the English {shown(en, found.en)}"
    elif found.en:
        message = f"{what}{shown(en, found.en)} has no counterpart on the Chinese side"
    else:
        assert found.zh is not None
        message = f"{what}{shown(zh, found.zh)} has no counterpart on the English side"
    return Hit(message, spans(found.en), spans(found.zh))


def spans(*atoms: Atom | None) -> tuple[Span, ...]:
    """Where they stand, each place once."""
    found = [(a.quantity.start, a.quantity.end) for a in atoms if a is not None]
    return tuple(dict.fromkeys(found))


def once(found: Sequence[Hit]) -> list[Hit]:
    """Hits without those that say the same of the same places."""
    return list(dict.fromkeys(found))
