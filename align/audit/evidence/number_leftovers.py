"""What remains of the numbers of a segment when they have been paired, and how it is reported."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from align.audit.engine.check import Hit, Span
from align.languages.numbers.calendar import DATELINE
from align.languages.numbers.quantity import LIMITS, Quantity
from align.linking.number_equality import Atom
from align.linking.number_pairs import DATE_PARTS, NumberPairs, blocks, common_parts

_PERCENTAGES = frozenset({"percent", "points"})
#: The least likeness of values of the same kind and unit.
_SAME_KIND = 5


class Leftover(NamedTuple):
    """Two values that differ although they should be equal, or one without a counterpart."""

    en: Atom | None
    zh: Atom | None

    @property
    def sides(self) -> tuple[Atom, ...]:
        """Those of the two that exist."""
        return tuple(side for side in self if side is not None)


def leftovers(pairs: NumberPairs, fields: Collection[str]) -> Iterator[Leftover]:
    """The unpaired values of some fields, in likely pairs as far as possible."""
    ens = [a for a in pairs.en if a.field in fields]
    zhs = [a for a in pairs.zh if a.field in fields]
    if not _has_dateline(ens) or not _has_dateline(zhs):
        ens, zhs = ([a for a in atoms if a.quantity.unit != DATELINE] for atoms in (ens, zhs))
    if not ens and not zhs:
        return
    dates = _Dates(pairs.equal)
    for some_en, some_zh, spare_en, spare_zh in blocks(ens, zhs, pairs.spare_en, pairs.spare_zh):
        for en in some_en:
            zh = dates.same(en)
            if zh in some_zh:
                some_zh.remove(zh)
            zh = zh or _take(en, some_zh, dates.may_be_same)
            yield Leftover(en, zh or _take(en, spare_zh, dates.are_same, _SAME_KIND))
        for zh in some_zh:
            en_ = dates.same(zh) or _take(zh, spare_en, dates.are_same, _SAME_KIND)
            yield Leftover(en_, zh)


def _has_dateline(atoms: Iterable[Atom]) -> bool:
    return any(a.quantity.unit == DATELINE for a in atoms)


def _take(
    atom: Atom, others: list[Atom], fits: Callable[[Atom, Atom], bool], least: float = 0
) -> Atom | None:
    """Remove and return the likeliest counterpart."""
    fitting = [other for other in others if fits(atom, other)]
    best = max(fitting, key=lambda other: _likeness_of_figures(atom, other), default=None)
    if best is None or _likeness_of_figures(atom, best) <= least:
        return None
    others.remove(best)
    return best


class _Dates:
    """Which dates share a part with one of the other side."""

    def __init__(self, equal: Iterable[tuple[Atom, Atom]]) -> None:
        self._partners: dict[Quantity, dict[Quantity, None]] = {}
        #: those with a counterpart that is equal in two parts or more
        self._found: set[Quantity] = set()
        for pair in equal:
            one, other = (atom.quantity for atom in pair)
            if one.kind == other.kind == "date":
                self._partners.setdefault(one, {})[other] = None
                self._partners.setdefault(other, {})[one] = None
                if common_parts(one, other) > 1:
                    self._found |= {one, other}

    def same(self, atom: Atom) -> Atom | None:
        """The same part of the date that shares another part with this one: May 5 and 6月5日."""
        if atom.field not in DATE_PARTS or atom.quantity.kind != "date":
            return None
        for other in self._partners.get(atom.quantity, ()):
            value = other.date[DATE_PARTS.index(atom.field)]
            if value and value != atom.value and other not in self._found:
                return Atom(atom.field, value, other)
        return None

    def are_same(self, one: Atom, other: Atom) -> bool:
        """Whether two values may be of the same date: nothing else, or another part is equal."""
        if one.field not in DATE_PARTS:
            return True
        alone = max(_parts(one), _parts(other)) < 2
        return alone or other.quantity in self._partners.get(one.quantity, ())

    def may_be_same(self, one: Atom, other: Atom) -> bool:
        """Like :meth:`are_same`, or little of the two dates was found on the other side."""
        pair = {one.quantity, other.quantity}
        if min(_parts(one), _parts(other)) < 2:  # November 20, 9日
            return pair.isdisjoint(self._found)
        return pair.isdisjoint(self._partners) or self.are_same(one, other)


def _parts(atom: Atom) -> int:
    return sum(map(bool, atom.quantity.date))


def _likeness_of_figures(one: Atom, other: Atom) -> float:
    """How likely two different values are the same figure with a typing error; 0 for never."""
    if one.field != other.field:
        return 0
    a, b = one.quantity, other.quantity
    if (a.kind in _PERCENTAGES) != (b.kind in _PERCENTAGES):
        return 0
    same = 1 + 2 * (a.kind == b.kind) + 2 * (a.unit == b.unit) + (a.scale == b.scale)
    digits, others = (f"{float(value):.12g}".rstrip("0") for value in (one.value, other.value))
    common = sum(1 for x, y in zip(digits, others, strict=False) if x == y)
    return same + 3 * common / max(len(digits), len(others), 1)


def is_exact_figure(atom: Atom) -> bool:
    """Whether a figure is exact and in digits, so that it should be on the other side, too."""
    quantity = atom.quantity
    return quantity.digits and quantity.sure and quantity.about in LIMITS


def shown(text: str, atom: Atom) -> str:
    """A quantity as written, for a message."""
    return " ".join(text[atom.quantity.start : atom.quantity.end].split())


def number_hit(en: str, zh: str, found: Leftover) -> Hit:
    """A hit for values that differ, or for one without a counterpart."""
    if found.en and found.zh:
        message = f"the Chinese side says {shown(zh, found.zh)}, the English {shown(en, found.en)}"
    elif found.en:
        message = f"{shown(en, found.en)} has no counterpart on the Chinese side"
    else:
        assert found.zh is not None
        message = f"{shown(zh, found.zh)} has no counterpart on the English side"
    return Hit(message, number_spans(found.en), number_spans(found.zh))


def number_spans(*atoms: Atom | None) -> tuple[Span, ...]:
    """The spans of quantities, each once."""
    found = [(a.quantity.start, a.quantity.end) for a in atoms if a is not None]
    return tuple(dict.fromkeys(found))


def unique_hits(found: Sequence[Hit]) -> list[Hit]:
    """Hits without repetitions."""
    return list(dict.fromkeys(found))
