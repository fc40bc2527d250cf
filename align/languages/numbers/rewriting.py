"""Puts other numbers into a translation, where they are all that differs in the source.

A number is replaced only if it is certain which one it is in the translation, and if the result,
read again, has exactly the numbers wanted. Everything else is left to a person.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

from align.languages.numbers.en import english_quantities
from align.languages.numbers.quantity import Number, Quantities, Quantity
from align.languages.numbers.zh import chinese_quantities

_READERS: dict[str, Callable[[str], Quantities]] = {
    "en": english_quantities,
    "zh": chinese_quantities,
}
_FIGURE = re.compile(r"\d+(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?", re.ASCII)
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")
_MONTHS = (
    "January February March April May June July August September October November December"
).split()
_MONTH = re.compile(rf"\b({'|'.join(_MONTHS)}|{'|'.join(m[:3] for m in _MONTHS)}|Sept)\b(\.?)")
_ARTICLE = re.compile(r"\b[Aa]n?[ -]\Z")
_LIKE_VOWELS = re.compile(r"8|1[18](?!\d)|1[18],")
#: So many decimals of a number with 万 or million are still natural.
_DECIMALS = 4
#: A number on its own, of which the words around it may depend.
_COUNTS = frozenset({"number", "measure", "money"})


class Renumbered(NamedTuple):
    """A translation with other numbers, and which ones: what they were and what they are."""

    text: str
    numbers: tuple[tuple[str, str], ...]


class _Change(NamedTuple):
    """A number of the source, as it was and as it is to be, with their texts."""

    old: Quantity
    new: Quantity
    old_text: str
    new_text: str


def with_numbers_of(segment: str, source: str, target: str, language: str) -> Renumbered | None:
    """Return the translation of a segment that differs from a source in its numbers only.

    ``target`` is the translation of ``source``, a text in ``language``. None if more differs, or
    if it is not certain how the translation has to change.

    >>> with_numbers_of("2.35 million cars sold", "1.5 million cars sold", "售车150万辆", "en")
    Renumbered(text='售车235万辆', numbers=(('150万', '235万'),))
    >>> with_numbers_of("3 cars and 4", "2 cars and 2", "2辆，又2辆", "en") is None
    True
    """
    other = next(code for code in _READERS if code != language)
    read, read_other = _READERS[language], _READERS[other]
    wanted, known = read(segment), read(source)
    if len(wanted) != len(known) or _rest(segment, wanted) != _rest(source, known):
        return None
    changes = _changes(segment, source, wanted, known)
    if not changes:
        return None
    there = read_other(target)
    places = [changes.get(_key(target, quantity)) for quantity in there]
    before = Counter(_key(source, quantity) for quantity in known)
    after = Counter(_key(target, quantity) for quantity in there)
    if any(after[key] != before[key] for key in changes):
        return None
    pieces, numbers, at = [], [], 0
    for quantity, change in zip(there, places, strict=True):
        if change:
            text = target[quantity.start : quantity.end]
            new = _rewritten(text, quantity, change, other)
            if new is None or not _agrees(target[: quantity.start], text, new, change, other):
                return None
            pieces += [target[at : quantity.start], new]
            numbers.append((text, new))
            at = quantity.end
    result = "".join([*pieces, target[at:]])
    again = read_other(result)
    right = len(again) == len(there) and all(
        _as_is(now) == _as_is(change.new if change else was)
        for now, was, change in zip(again, there, places, strict=True)
    )
    return Renumbered(result, tuple(numbers)) if right else None


def _rest(text: str, quantities: Quantities) -> list[str]:
    """What is between the numbers of a text."""
    out, at = [], 0
    for quantity in quantities:
        out.append(text[at : quantity.start])
        at = quantity.end
    out.append(text[at:])
    return [" ".join(unicodedata.normalize("NFKC", piece).split()) for piece in out]


def _changes(
    segment: str, source: str, wanted: Quantities, known: Quantities
) -> dict[object, _Change]:
    """The numbers that change, by what they were; empty if that is not certain."""
    found: dict[object, _Change] = {}
    same: set[object] = set()
    for new, old in zip(wanted, known, strict=True):
        texts = source[old.start : old.end], segment[new.start : new.end]
        key = _key(source, old)
        if texts[0] == texts[1]:
            same.add(key)
        elif not _alike(new, old) or (key in found and found[key].new_text != texts[1]):
            return {}
        else:
            found[key] = _Change(old, new, *texts)
    return {} if same & found.keys() else found


def _alike(new: Quantity, old: Quantity) -> bool:
    """Whether both are numbers of a kind, written in digits, with the same unit."""
    kinds = (new.kind, new.unit, new.about, new.upper is None, [bool(part) for part in new.date])
    others = (old.kind, old.unit, old.about, old.upper is None, [bool(part) for part in old.date])
    return kinds == others and new.digits and old.digits


def _key(text: str, quantity: Quantity) -> object:
    """What a number and its translation have in common."""
    if quantity.kind == "date":
        return quantity.date
    if quantity.kind in ("code", "phone", "item"):
        return tuple(_FIGURE.findall(text[quantity.start : quantity.end]))
    return quantity.value, quantity.upper


def _as_is(quantity: Quantity) -> tuple[object, ...]:
    return (quantity.kind == "date", quantity.value, quantity.upper, quantity.date)


def _rewritten(text: str, quantity: Quantity, change: _Change, language: str) -> str | None:
    """Return the text of a number of the translation with the new value."""
    if not quantity.digits:
        return None
    there, old, new = (_FIGURE.findall(some) for some in (text, change.old_text, change.new_text))
    scales = {quantity.scale, change.old.scale, change.new.scale}
    if _plain(there) == _plain(old) and len(old) == len(new) and len(scales) == 1:
        figures = [_styled(a, b) for a, b in zip(there, new, strict=True)]
        if change.old.kind == "date" and _MONTH.search(text):
            return None
    elif change.old.kind == "date":
        return _dated(text, change)
    elif len(there) == len(new) == 1 and change.new.upper is None:
        figures = [_scaled(there[0], change.new.value, quantity.scale)]
    else:
        return None
    if any(figure is None for figure in figures):
        return None
    rest = iter(figures)
    result = _FIGURE.sub(lambda _: next(rest) or "", text)
    if language == "en" and change.new.kind == "ordinal" and isinstance(change.new.value, int):
        result = _ORDINAL.sub(_suffix(change.new.value), result)
    return result


def _plain(figures: list[str]) -> list[str]:
    return [figure.replace(",", "") for figure in figures]


def _styled(there: str, new: str) -> str | None:
    """Return a new figure, written as the one that is there."""
    if there[0] == "0" and len(there) > 1 and there[1] != "." and len(there) != len(new):
        return None
    bare = new.replace(",", "")
    whole, dot, decimals = bare.partition(".")
    short = len(there.partition(".")[0]) < 4
    if "," in there or (short and "," in new):
        whole = f"{int(whole):,}"
    return whole + dot + decimals


def _scaled(there: str, value: Number, scale: int) -> str | None:
    """Return a value as a figure before a word like 万; None if that is not natural."""
    share = Fraction(value) / scale
    places = next((n for n in range(_DECIMALS + 1) if 10**n % share.denominator == 0), None)
    if places is None or (scale > 1 and share < 1):
        return None
    figure = f"{float(share):.{places}f}"
    whole, dot, decimals = figure.partition(".")
    return (f"{int(whole):,}" if "," in there else whole) + dot + decimals


def _dated(text: str, change: _Change) -> str | None:
    """Return a date with the year, month and day that differ replaced."""
    old, new = change.old.date, change.new.date
    if len({part for part in old if part}) != sum(map(bool, old)):
        return None  # which is which?
    parts = {was: now for was, now in zip(old, new, strict=True) if was}

    def figure(match: re.Match[str]) -> str:
        now = parts.get(int(match[0])) if match[0].isdigit() else None
        return match[0] if now is None else f"{now:0{len(match[0]) if match[0][0] == '0' else 1}}"

    def month(match: re.Match[str]) -> str:
        name = _MONTHS[new[1] - 1]
        if match[1] in _MONTHS and match[1] != "May":
            return name + match[2]
        return name + match[2] if match[1] == "May" and not match[2] else name[:3] + match[2]

    if _MONTH.search(text):
        parts.pop(old[1], None)
        text = _MONTH.sub(month, text)
    if _ORDINAL.search(text):
        return None
    return _FIGURE.sub(figure, text)


def _suffix(value: int) -> str:
    if value % 100 in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")


def _agrees(before: str, old: str, new: str, change: _Change, language: str) -> bool:
    """Whether the English words around a number fit the new one: one car, two cars; a 7, an 8."""
    if language != "en":
        return True
    if change.old.kind in _COUNTS and (change.old.value == 1) != (change.new.value == 1):
        return False
    if _ARTICLE.search(before):
        return bool(_LIKE_VOWELS.match(old)) == bool(_LIKE_VOWELS.match(new))
    return True
