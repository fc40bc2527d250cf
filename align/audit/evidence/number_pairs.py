"""Pairs the numbers of the two sides of a segment by value.

Free but correct translations count as equal: a year without its century, half and 50 %, 15時 and
3 p.m., 2公斤 and 2,000 g, a rounded amount with a word that says so. The checks of numbers report
what remains unpaired, each check its own fields: see :func:`leftovers`.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from align.audit.engine.check import Hit, Span
from align.audit.engine.segment_store import Segment
from align.audit.evidence.number_equality import Atom, fit, same_across
from align.languages import LANGUAGES
from align.languages.numbers.en import english_quantities
from align.languages.numbers.mentions import counts_others, mentions_chinese, mentions_english
from align.languages.numbers.quantity import LIMITS, Number, Quantities
from align.languages.numbers.zh import chinese_quantities
from align.languages.words.en import plain_words


class NumberPairs(NamedTuple):
    """How the numbers of two texts pair up.

    ``equal`` are pairs of equal value; ``rounded`` are pairs where one rounds the other without a
    word that says so; ``en`` and ``zh`` are unpaired. ``spare_en`` and ``spare_zh`` are atoms equal
    to one that already has a partner. ``doubtful`` are pairs of figures that differ, although the
    other text has a word for at least one of them: 1 and 3, where it also says "a".
    """

    equal: tuple[tuple[Atom, Atom], ...]
    rounded: tuple[tuple[Atom, Atom], ...]
    en: tuple[Atom, ...]
    zh: tuple[Atom, ...]
    spare_en: tuple[Atom, ...] = ()
    spare_zh: tuple[Atom, ...] = ()
    doubtful: tuple[tuple[Atom, Atom], ...] = ()


_HAN = LANGUAGES["zh"].script
_NOTHING = NumberPairs((), (), (), ())
#: Fields of their own: compared with the same kind only.
_OWN_FIELD = frozenset({"quarter", "half", "decade", "century", "weekday", "time"})
#: Compared by other checks, or the numbers of paragraphs.
_LEFT_OUT = frozenset({"code", "phone", "item"})
_STAYS = _LEFT_OUT | {"time"}
_PERCENTAGES = frozenset({"percent", "points"})
_PARTS = ("year", "month", "day")
#: The least likeness of values of the same kind and unit.
_SAME_KIND = 5


@lru_cache(maxsize=8)
def pair_numbers(en: str, zh: str) -> NumberPairs:
    """Pair the numbers of an English and a Chinese text.

    >>> left = pair_numbers("On May 5, 1.5 million yuan", "5月6日，150万元")
    >>> [(a.field, a.value) for a in left.en], [(a.field, a.value) for a in left.zh]
    ([('day', 5)], [('day', 6)])
    """
    if not en or not zh or en == zh:
        return _NOTHING
    first = english_quantities(en)
    # a Chinese side that was left in English has English dates
    untranslated = not _HAN.search(zh) and len([*plain_words(zh)]) > 2
    second = english_quantities(zh) if untranslated else chinese_quantities(zh)
    if not any(q.sure or q.kind == "ordinal" for q in (*first, *second)):
        return _NOTHING
    ens, zhs = list(_atoms(first)), list(_atoms(second))
    equal: list[tuple[Atom, Atom]] = []
    spare = _same_field(ens, zhs, equal)
    left_en, left_zh = _unpaired(ens, equal, 0), _unpaired(zhs, equal, 1)
    if not left_en and not left_zh:  # nearly always
        return NumberPairs(tuple(equal), (), (), (), *spare)
    _across(left_en, zhs, left_zh, equal)
    _across(left_zh, ens, left_en, equal, swapped=True)
    rounded: list[tuple[Atom, Atom]] = []
    if left_en or left_zh:
        _loosely(left_en, zhs, left_zh, equal, rounded, False)
        _loosely(left_zh, ens, left_en, equal, rounded, True)
    said_en: list[Atom] = []
    said_zh: list[Atom] = []
    if left_en:
        bare_zh = _without(zh, second)
        left_en, said_en = _split(
            left_en,
            lambda a: (
                mentions_chinese(bare_zh, a.value, a.field, a.quantity) or _verbatim(en, a, zh)
            ),
        )
    if left_zh:
        bare_en = _without(en, first)
        left_zh, said_zh = _split(
            left_zh,
            lambda a: (
                mentions_english(bare_en, a.value, a.field, a.quantity) or _verbatim(zh, a, en)
            ),
        )
        left_en, left_zh = _without_others(en, left_en, left_zh)
    left_en, left_zh = _years(left_en, left_zh), _years(left_zh, left_en)
    doubtful = _doubtful(said_en, said_zh, *spare) if said_en or said_zh else ()
    left = tuple(left_en), tuple(left_zh)
    return NumberPairs(tuple(equal), tuple(rounded), *left, *spare, doubtful)


def paired_numbers(segment: Segment) -> NumberPairs:
    """The numbers of a segment, paired."""
    return pair_numbers(segment.en, segment.zh)


def _split(atoms: list[Atom], said: Callable[[Atom], bool]) -> tuple[list[Atom], list[Atom]]:
    """The atoms that the other side does not mention, and those that it mentions in some way."""
    found = [(a, said(a)) for a in atoms]
    return [a for a, yes in found if not yes], [a for a, yes in found if yes]


def _doubtful(
    said_en: list[Atom], said_zh: list[Atom], spare_en: Sequence[Atom], spare_zh: Sequence[Atom]
) -> tuple[tuple[Atom, Atom], ...]:
    """Pairs of exact figures of one kind that differ."""
    ens, zhs, more_en, more_zh = (
        [a for a in atoms if _exact(a)] for atoms in (said_en, said_zh, spare_en, spare_zh)
    )
    pairs = [(one, other) for one in ens if (other := _take_alike(one, zhs, more_zh))]
    pairs += [(twin, other) for other in zhs if (twin := _take_alike(other, more_en))]
    return tuple(pairs)


def _take_alike(atom: Atom, *pools: list[Atom]) -> Atom | None:
    """Remove the first atom of the same kind and unit from the pools."""
    for pool in pools:
        for n, other in enumerate(pool):
            if _alike(atom, other):
                return pool.pop(n)
    return None


def _exact(atom: Atom) -> bool:
    quantity = atom.quantity
    return atom.field == "amount" and quantity.digits and quantity.sure and not quantity.about


def _alike(one: Atom, other: Atom) -> bool:
    a, b = one.quantity, other.quantity
    return one.field == other.field and a.kind == b.kind and a.unit == b.unit


def _years(atoms: list[Atom], others: list[Atom]) -> list[Atom]:
    """Treat a plain number as a year if it can be one and the other side has a year left."""
    if not any(o.field == "year" for o in others):
        return atoms
    return [
        a._replace(field="year") if a.quantity.kind == "number" and 1500 <= a.value < 2100 else a
        for a in atoms
    ]


def _verbatim(text: str, atom: Atom, other: str) -> bool:
    """Whether the other side has the same characters: 3K, 10x."""
    written = text[atom.quantity.start : atom.quantity.end]
    return written[-1:].isascii() and written[-1:].isalpha() and written in other


def _without_others(
    en: str, left_en: list[Atom], left_zh: list[Atom]
) -> tuple[list[Atom], list[Atom]]:
    """Drop "CQC and four other companies" against CQC等5家企业."""
    for atom in left_en:
        if atom.field == "amount" and counts_others(en, atom.quantity.end):
            twin = next((o for o in left_zh if o.value == atom.value + 1), None)
            if twin:
                left_en = [a for a in left_en if a is not atom]
                left_zh = [o for o in left_zh if o is not twin]
    return left_en, left_zh


def _without(text: str, quantities: Quantities) -> str:
    """The text without its numbers; codes stay, and times, as 3分35秒 may be 3:35."""
    kept, at = [], 0
    for quantity in quantities:
        if quantity.kind not in _STAYS:
            kept.append(text[at : quantity.start])
            at = quantity.end
    return " ".join([*kept, text[at:]])


def _atoms(quantities: Quantities) -> Iterator[Atom]:
    for quantity in quantities:
        kind = quantity.kind
        if kind == "date":
            for field, value in zip(_PARTS, quantity.date, strict=True):
                if value:
                    yield Atom(field, value, quantity)
        elif kind in _OWN_FIELD:
            yield Atom(kind, quantity.value, quantity)
        elif kind not in _LEFT_OUT:
            if quantity.value or quantity.upper is None:  # the 0 of "0 to 100" may be left out
                yield Atom("amount", quantity.value, quantity)
            if quantity.upper is not None:
                yield Atom("amount", quantity.upper, quantity)


def _same_field(
    ens: Sequence[Atom], zhs: Sequence[Atom], equal: list[tuple[Atom, Atom]]
) -> tuple[tuple[Atom, ...], tuple[Atom, ...]]:
    """Pair equal values of one field, preferably of one unit; several may share a partner.

    Returns the atoms of each side whose partner already had one.
    """
    spare_en: list[Atom] = []
    spare_zh: list[Atom] = []
    places: dict[tuple[str, Number], list[Atom]] = {}
    for atom in zhs:
        places.setdefault((atom.field, atom.value), []).append(atom)
    used: set[int] = set()  # by id: to hash a fraction is slow
    for atom in ens:
        others = places.get((atom.field, atom.value))
        if others:
            other = others[0]
            if len(others) > 1:
                other = max(others, key=lambda o: (id(o) not in used, _likeness(atom, o)))
            if id(other) in used:
                spare_en.append(atom)
            used.add(id(other))
            equal.append((atom, other))
    values = {(a.field, a.value): a for a in ens}
    for atom in zhs:
        if id(atom) not in used and (twin := values.get((atom.field, atom.value))):
            equal.append((twin, atom))
            spare_zh.append(atom)
    return tuple(spare_en), tuple(spare_zh)


def _likeness(one: Atom, other: Atom) -> int:
    a, b = one.quantity, other.quantity
    return 4 * (a.kind == b.kind) + 2 * (a.unit == b.unit) + (a.digits == b.digits)


def _unpaired(atoms: Sequence[Atom], equal: Sequence[tuple[Atom, Atom]], side: int) -> list[Atom]:
    paired = {id(pair[side]) for pair in equal}
    return [a for a in atoms if id(a) not in paired]


def _across(
    left: list[Atom],
    others: Sequence[Atom],
    left_others: list[Atom],
    equal: list[tuple[Atom, Atom]],
    swapped: bool = False,
) -> None:
    """Pair remaining atoms with equal values that are written as another kind of quantity."""
    for atom in left[:]:
        partner = next((o for o in left_others if same_across(atom, o)), None)
        if (
            partner is None
            and atom.field in ("amount", "year", "decade", "century", "time")
            and not any(_alike(atom, o) for o in left_others)
        ):
            partner = next((o for o in others if same_across(atom, o, strict=True)), None)
        if partner is not None:
            left.remove(atom)
            if partner in left_others:
                left_others.remove(partner)
            equal.append((partner, atom) if swapped else (atom, partner))


def _loosely(
    left: list[Atom],
    others: Sequence[Atom],
    left_others: list[Atom],
    equal: list[tuple[Atom, Atom]],
    rounded: list[tuple[Atom, Atom]],
    swapped: bool,
) -> None:
    """Pair an approximate amount with one within its bounds."""
    for atom in left[:]:
        if atom.field != "amount":
            continue
        for other in [*left_others, *(o for o in others if o not in left_others)]:
            if other.field != "amount":
                continue
            how = fit(atom, other)
            if not how or (how == "rounded" and other not in left_others):
                continue
            left.remove(atom)
            if other in left_others:
                left_others.remove(other)
            pair = (other, atom) if swapped else (atom, other)
            (equal if how == "equal" else rounded).append(pair)
            break


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
    spare_en, spare_zh = list(pairs.spare_en), list(pairs.spare_zh)
    for en in ens:
        zh = _take(en, zhs) or _take(en, spare_zh, _SAME_KIND) or _same_date(en, pairs.equal, 0)
        yield Leftover(en, zh)
    for zh in zhs:
        yield Leftover(_take(zh, spare_en, _SAME_KIND) or _same_date(zh, pairs.equal, 1), zh)


def _take(atom: Atom, others: list[Atom], least: float = 0) -> Atom | None:
    """Remove and return the likeliest counterpart."""
    best = max(others, key=lambda other: _likeness_of_figures(atom, other), default=None)
    if best is None or _likeness_of_figures(atom, best) <= least:
        return None
    others.remove(best)
    return best


def _same_date(atom: Atom, equal: Iterable[tuple[Atom, Atom]], side: int) -> Atom | None:
    """The same part of the date that shares another part with this one: May 5 and 6月5日."""
    if atom.field not in _PARTS or atom.quantity.kind != "date":
        return None
    for pair in equal:
        mine, other = pair[side], pair[1 - side]
        if mine.quantity == atom.quantity and other.quantity.kind == "date":
            value = other.quantity.date[_PARTS.index(atom.field)]
            if value and value != atom.value:
                return Atom(atom.field, value, other.quantity)
    return None


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
