"""Pairs the numbers of the two sides of a segment by value.

Free but correct translations count as equal: a year without its century, half and 50 %, 15時 and
3 p.m., 2公斤 and 2,000 g, a rounded amount with a word that says so. The checks of numbers report
what remains unpaired, each check its own fields
(:mod:`align.audit.evidence.number_leftovers`).
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from typing import NamedTuple

from align.languages import LANGUAGES
from align.languages.numbers.en import english_quantities
from align.languages.numbers.mentions import (
    counts_others,
    mentions_chinese,
    mentions_english,
    refers_by_place,
)
from align.languages.numbers.quantity import Date, Number, Quantities, Quantity
from align.languages.numbers.zh import chinese_quantities
from align.languages.words.en import plain_words
from align.linking.number_equality import (
    Atom,
    doubtful_pairs,
    fit,
    in_other_units,
    same_across,
)


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
DATE_PARTS = ("year", "month", "day")
#: The most numbers of a side that are compared with each of the other one.
BLOCK = 64
#: The most different values for which the other text is searched.
ASKED = 200


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
    if not _may_differ(first, second):
        return _NOTHING
    ens, zhs = list(_atoms(first)), list(_atoms(second))
    equal: list[tuple[Atom, Atom]] = []
    spare = _same_field(ens, zhs, equal)
    left_en, left_zh = _unpaired(ens, equal, 0), _unpaired(zhs, equal, 1)
    if not left_en and not left_zh:  # nearly always
        return NumberPairs(tuple(equal), (), (), (), *spare)
    rounded: list[tuple[Atom, Atom]] = []
    left_en, left_zh = _freely(ens, zhs, left_en, left_zh, equal, rounded)
    left_en, left_zh = in_other_units((en, zh), (first, second), (left_en, left_zh))
    said_en: list[Atom] = []
    said_zh: list[Atom] = []
    if left_en:
        bare_zh = _without(zh, second)
        left_en, said_en = _split(left_en, en, zh, partial(mentions_chinese, bare_zh))
        left_en = [a for a in left_en if not refers_by_place(en, a.quantity.start, zh)]
    if left_zh:
        bare_en = _without(en, first)
        left_zh, said_zh = _split(left_zh, zh, en, partial(mentions_english, bare_en))
        left_en, left_zh = _without_others(en, left_en, left_zh)
    left_en, left_zh = _years(left_en, left_zh), _years(left_zh, left_en)
    doubtful = doubtful_pairs((said_en, said_zh), (left_en, left_zh), spare)
    told = {id(atom) for pair in doubtful for atom in pair}
    en_only, zh_only = (
        tuple(a for a in atoms if id(a) not in told) for atoms in (left_en, left_zh)
    )
    return NumberPairs(tuple(equal), tuple(rounded), en_only, zh_only, *spare, doubtful)


def _may_differ(first: Quantities, second: Quantities) -> bool:
    """Whether there is a sure number or an ordinal, or each side has a measure: two years."""
    return any(q.sure or q.kind == "ordinal" for q in (*first, *second)) or all(
        any(q.kind == "measure" for q in some) for some in (first, second)
    )


def _split(
    atoms: list[Atom], text: str, other: str, mentions: Callable[..., bool]
) -> tuple[list[Atom], list[Atom]]:
    """The atoms that the other side does not mention, and those that it mentions in some way.

    It is asked for the first :data:`ASKED` different values.
    """
    known: dict[tuple[object, ...], bool] = {}
    found: tuple[list[Atom], list[Atom]] = ([], [])
    for atom in atoms:
        q = atom.quantity
        key = (atom.field, atom.value, q.kind, q.unit, q.step)
        said = known.get(key)
        if said is None and len(known) < ASKED:
            said = known[key] = mentions(atom.value, atom.field, q)
        found[bool(said) or _verbatim(text, atom, other)].append(atom)
    return found


def _alike(one: Atom, other: Atom) -> bool:
    a, b = one.quantity, other.quantity
    return one.field == other.field and a.kind == b.kind and a.unit == b.unit


def _years(atoms: list[Atom], others: list[Atom]) -> list[Atom]:
    """Treat a plain number as a year if it can be one and the other side has a year left."""
    if not any(o.field == "year" for o in others):
        return atoms
    return [a._replace(field="year") if _may_be_year(a) else a for a in atoms]


def _may_be_year(atom: Atom) -> bool:
    quantity = atom.quantity
    if quantity.kind != "number" or not 1500 <= atom.value < 2100:
        return False
    return quantity.end - quantity.start == 4 or quantity.upper is not None  # not 1,800


def _verbatim(text: str, atom: Atom, other: str) -> bool:
    """Whether the other side has the same characters: 3K, 10x, Jun 20."""
    written = text[atom.quantity.start : atom.quantity.end]
    letter = written[:1] if atom.quantity.kind == "date" else written[-1:]
    if atom.quantity.kind == "date" and not letter.isalpha():  # 20 Nov 1995
        letter = written.lstrip("0123456789 ")[:1]
    return letter.isascii() and letter.isalpha() and written in other


def _without_others(
    en: str, left_en: list[Atom], left_zh: list[Atom]
) -> tuple[list[Atom], list[Atom]]:
    """Drop "CQC and four other companies" against CQC等5家企业."""
    twins: dict[Number, deque[Atom]] = {}
    for other in left_zh:
        twins.setdefault(other.value, deque()).append(other)
    dropped: set[int] = set()
    for atom in left_en:
        others = atom.field == "amount" and counts_others(en, atom.quantity.end)
        if others and (found := twins.get(atom.value + 1)):
            dropped |= {id(atom), id(found.popleft())}
    if not dropped:
        return left_en, left_zh
    return (
        [a for a in left_en if id(a) not in dropped],
        [a for a in left_zh if id(a) not in dropped],
    )


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
            for field, value in zip(DATE_PARTS, quantity.date, strict=True):
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
    values = {(a.field, a.value): a for a in ens}
    twins = {(a.field, a.value): a for a in zhs}
    if len(values) == len(ens) and len(twins) == len(zhs):  # nearly always
        equal += [(atom, twins[key]) for key, atom in values.items() if key in twins]
        return (), ()
    spare_en: list[Atom] = []
    spare_zh: list[Atom] = []
    places: dict[tuple[str, Number], list[Atom]] = {}
    for atom in zhs:
        places.setdefault((atom.field, atom.value), []).append(atom)
    classes = {key: _Class.of(atoms) for key, atoms in places.items()}
    used: set[int] = set()  # by id: to hash a fraction is slow
    for atom in ens:
        if alike := classes.get((atom.field, atom.value)):
            other = _best(atom, alike)
            if id(other) in used:
                spare_en.append(atom)
            used.add(id(other))
            equal.append((atom, other))
    for atom in zhs:
        if id(atom) not in used and (twin := values.get((atom.field, atom.value))):
            equal.append((twin, atom))
            spare_zh.append(atom)
    return tuple(spare_en), tuple(spare_zh)


class _Class:
    """Atoms of one value, kind and unit, in order: any of them is as good as another."""

    def __init__(self) -> None:
        self.atoms: list[tuple[int, Atom]] = []
        self.used = 0

    @classmethod
    def of(cls, atoms: Iterable[Atom]) -> "list[_Class]":
        """The classes of some atoms."""
        found: dict[tuple[str, str, bool, Date], _Class] = {}
        for n, atom in enumerate(atoms):
            q = atom.quantity
            found.setdefault((q.kind, q.unit, q.digits, q.date), cls()).atoms.append((n, atom))
        return [*found.values()]


def _best(atom: Atom, classes: list[_Class]) -> Atom:
    """The atom most like this one; of several the first, if possible one without a partner."""
    best = max(
        classes,
        key=lambda c: (
            c.used < len(c.atoms),
            _likeness(atom, c.atoms[0][1]),
            -c.atoms[c.used if c.used < len(c.atoms) else 0][0],
        ),
    )
    if best.used == len(best.atoms):
        return best.atoms[0][1]
    best.used += 1
    return best.atoms[best.used - 1][1]


def _likeness(one: Atom, other: Atom) -> int:
    a, b = one.quantity, other.quantity
    same = 4 * (a.kind == b.kind) + 2 * (a.unit == b.unit) + (a.digits == b.digits)
    return same + 8 * common_parts(a, b) if a.kind == "date" else same


def common_parts(one: Quantity, other: Quantity) -> int:
    """How many parts of two dates are equal; -1 if one differs."""
    parts = [(x, y) for x, y in zip(one.date, other.date, strict=True) if x and y]
    return len(parts) if all(x == y for x, y in parts) else -1


def _unpaired(atoms: Sequence[Atom], equal: Sequence[tuple[Atom, Atom]], side: int) -> list[Atom]:
    paired = {id(pair[side]) for pair in equal}
    return [a for a in atoms if id(a) not in paired]


def _freely(
    ens: Sequence[Atom],
    zhs: Sequence[Atom],
    left_en: list[Atom],
    left_zh: list[Atom],
    equal: list[tuple[Atom, Atom]],
    rounded: list[tuple[Atom, Atom]],
) -> tuple[list[Atom], list[Atom]]:
    """Pair remaining atoms that are equal in a freer sense; return those that still remain."""
    rest: tuple[list[Atom], list[Atom]] = ([], [])
    for all_en, all_zh, en, zh in blocks(ens, zhs, left_en, left_zh):
        _across(en, all_zh, zh, equal)
        _across(zh, all_en, en, equal, swapped=True)
        if en or zh:
            _loosely(en, all_zh, zh, equal, rounded, False)
            _loosely(zh, all_en, en, equal, rounded, True)
        rest[0].extend(en)
        rest[1].extend(zh)
    return rest


def blocks(*lists: Sequence[Atom]) -> Iterator[list[list[Atom]]]:
    """Cut lists at the same shares of their lengths, so that none has more than :data:`BLOCK`.

    What compares each with each is then done block by block: a text with more numbers than this is
    a table, whose numbers stand in the same order on both sides.

    >>> [[len(part) for part in block] for block in blocks("a" * 100, "b" * 50, "")]
    [[50, 25, 0], [50, 25, 0]]
    """
    count = max(1, *(-(-len(items) // BLOCK) for items in lists))
    for n in range(count):
        yield [
            list(items[n * len(items) // count : (n + 1) * len(items) // count]) for items in lists
        ]


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
