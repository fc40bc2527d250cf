"""What makes units the same, and which of repeated ones to keep.

That takes one reading, with 8 bytes per unit and key. Texts are compared by a 64-bit hash: among a
million units, two different ones are taken for one with a probability of 1 in 37 million.
"""

import re
import unicodedata
from array import array
from collections.abc import Callable, Container, Iterator
from contextlib import suppress
from typing import TypeAlias, TypeVar

from align.unit import Code, Parts, Unit, UnitLike, Variant, canonical_code

Result = TypeVar("Result")
#: What is compared of a text: itself, or its pieces and inline codes.
Content: TypeAlias = "str | tuple[object, ...]"

#: Attributes of inline codes that only number them: within a text, and across the texts of a unit.
_NUMBERS = frozenset({"i", "x"})
#: Forms that differ in width only: full and half width, ideographic space.
_WIDTH = re.compile("[\u3000\uff01-\uffee]+")
#: ASCII characters by kind: of a word, white space, others.
_SIGNS = bytes(
    ord("w") if chr(n).isalnum() else ord(" ") if chr(n).isspace() else ord(".") for n in range(256)
)
_NARROW = {"，": ",", "。": ".", "“": '"', "”": '"', "‘": "'", "’": "'", "、": ","}


def identity(unit: UnitLike) -> tuple[Content, ...]:
    """Return what makes two units the same: the code and the text of each side, in any order.

    Texts count to the last space, and with their inline codes, however these are numbered. A text
    for Taiwan is not one for the mainland, whatever the spelling of the code.

    >>> from align.unit import Variant
    >>> one, other = Variant("en", ("Hello.",)), Variant("zh_cn", ("你好。",))
    >>> identity(Unit([other, one]))
    ('en', 'Hello.', 'zh-CN', '你好。')
    """
    if not isinstance(unit, Unit) and (sides := unit.sides):  # nearly always
        one, first, two, second = sides
        a, b = canonical_code(one), canonical_code(two)
        return (a, first, b, second) if a <= b else (b, second, a, first)
    variants = [(canonical_code(v.lang), v.parts) for v in unit.unit().variants]
    variants.sort(key=lambda variant: variant[0])
    numbers: dict[object, int] = {}
    out: list[Content] = []
    for number, (code, parts) in enumerate(variants):
        out += (code, content_of(parts, numbers, number))
    return tuple(out)


def content_of(parts: Parts, numbers: dict[object, int] | None = None, text: int = 0) -> Content:
    """Return a text with its inline codes for comparison, the codes numbered in their order.

    >>> def bold(i): return Code("bpt", (("i", i),), ("<b>",)), "a", Code("ept", (("i", i),))
    >>> content_of(bold("1")) == content_of(bold("7")), content_of(("a",))
    (True, 'a')
    """
    if not parts:
        return ""
    if len(parts) == 1 and isinstance(parts[0], str):
        return parts[0]
    numbers = {} if numbers is None else numbers
    out: list[object] = []
    for part in parts:
        if isinstance(part, str):
            out.append(part)
            continue
        about: list[tuple[str, object]] = []
        for name, value in part.attributes:
            if name in _NUMBERS:
                known = (name, value) if name == "x" else (name, value, text)
                about.append((name, numbers.setdefault(known, len(numbers))))
            else:
                about.append((name, value))
        about.sort(key=lambda pair: pair[0])
        out.append(Code(part.tag, tuple(about), content_of(part.parts, numbers, text)))  # type: ignore[arg-type]
    return tuple(out)


def about(unit: Unit, ignored: Container[str] = ()) -> list[tuple[str, str]]:
    """Return what a unit says besides its texts, by name: its id, attributes, properties and notes.

    Those of a text have its language code before their names. ``ignored`` are names to leave out.

    >>> from align.unit import Variant
    >>> texts = [Variant("en", ("Hello.",)), Variant("ZH_cn", ("你好。",), notes=("Formal.",))]
    >>> about(Unit(texts, "7", {"usagecount": "2"}), ("tuid",))
    [('usagecount', '2'), ('zh-CN note', 'Formal.')]
    """
    out = [("tuid", unit.id)] if unit.id and "tuid" not in ignored else []
    things: list[Unit | Variant] = [unit, *unit.variants]
    for what in things:
        if what.attributes or what.props or what.notes:
            prefix = "" if isinstance(what, Unit) else f"{canonical_code(what.lang)} "
            for name, value in what.attributes.items():
                if name not in ignored:
                    out.append((prefix + name, value))
            for kind, value, more in what.props:
                if kind not in ignored:
                    out.append((prefix + kind, value))
                    out += [(f"{prefix}{name} of {kind}", value) for name, value in more]
            if "note" not in ignored:
                out += [(f"{prefix}note", str(note)) for note in what.notes]
    return out


def near(text: str) -> str:
    """Normalise case, spaces and the width of characters.

    >>> near("Stand No. ５"), near("“你好”， Tom。"), near("H₂O")
    ('standno.5', '"你好",tom.', 'h₂o')
    """
    text = text.casefold()
    return "".join((text if text.isascii() else _narrow(text)).split())


def near_key(text: str) -> str:
    """Return what is equal for near duplicates: other than :func:`near`, ``log in`` and ``login``.

    >>> near_key("Stand No.5") == near_key("STAND  No. ５"), near_key("5号") == near_key("5 号")
    (True, True)
    >>> near_key("Log in") == near_key("Login")
    False
    """
    text = text.casefold()
    words = (text if text.isascii() else _narrow(text)).split()
    if len(words) < 2:
        return words[0] if words else ""
    signs = " ".join(words).encode("ascii", "replace").translate(_SIGNS)
    return f"{signs.count(b'w w') or ''}{''.join(words)}"


def _narrow(text: str) -> str:
    for wide, narrow in _NARROW.items():
        if wide in text:
            text = text.replace(wide, narrow)
    if not unicodedata.is_normalized("NFKC", text):
        text = _WIDTH.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    return text


def _near_identity(found: tuple[Content, ...]) -> Iterator[Content]:
    """Yield what is compared for near duplicates; inline codes must be equal."""
    texts = iter(found)
    for code, text in zip(texts, texts, strict=True):
        yield code
        if isinstance(text, str):
            yield near_key(text)
        else:
            yield tuple([near_key(part) if isinstance(part, str) else part for part in text])


class Stamps:
    """The date of a unit's last change as a number that grows with time; 0 if it has none."""

    def __init__(self) -> None:
        self._text, self._number = "", 0

    def of(self, unit: UnitLike) -> int:
        """Return the time of the last change or creation, of the unit or of one of its texts.

        >>> from align.unit import Unit
        >>> Stamps().of(Unit([], attributes={"creationdate": "20260131T120000Z"}))
        20260131120000
        """
        text = unit.changed
        if text != self._text:  # neighbours usually have the same
            self._text, self._number = text, int(text[:8] + text[9:15] or 0)
        return self._number


class DuplicateFinder:
    """Decides which units to keep of those that are equal, or have the same source.

    ``add`` takes units in order; ``verdict`` returns the decision on one, as far as is known. Once
    ``superseded`` is set, a unit that had been kept must be removed after all, and only verdicts
    after the last unit (and :meth:`settle`) are final.

    >>> from align.unit import Unit, Variant
    >>> repeats = DuplicateFinder()
    >>> for zh in ("你好。", "您好。", "你好。"):
    ...     repeats.add(Unit([Variant("en", ("Hello.",)), Variant("zh", (zh,))]))
    >>> [repeats.verdict(number) for number in range(3)]
    ['', '', 'duplicate']
    """

    def __init__(self, *, exact: bool = True, near: bool = False, keep: str = "all") -> None:
        self.superseded = keep == "most-frequent"
        self._exact_goes, self._near_goes, self._keep = exact, near, keep
        self._stamps = Stamps()
        self._dates, self._exact = array("q"), array("q")
        self._keys = array("q") if near else self._exact
        self._sources = array("q")
        self._winners: dict[int, int] = {}
        self._chosen: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self._dates)

    def add(self, unit: UnitLike) -> None:
        """Add the next unit."""
        self.note(*self.keys(unit))

    def keys(self, unit: UnitLike) -> tuple[int, int, int, int]:
        """Return the keys of a unit for :meth:`note`; this may run in another process."""
        source = _source(unit) if self._keep != "all" else 0
        found = identity(unit)
        key = exact = hash(found)
        if self._near_goes:
            if isinstance(unit, Unit):
                key = hash(tuple(_near_identity(found)))
            else:  # two plain texts: the same key, faster
                one, first, other, second = found
                key = hash((one, near_key(str(first)), other, near_key(str(second))))
        return self._stamps.of(unit), exact, key, source

    def note(self, date: int, exact: int, key: int, source: int) -> None:
        """Add the next unit by its keys."""
        number = len(self._dates)
        self._dates.append(date)
        self._exact.append(exact)
        if self._near_goes:
            self._keys.append(key)
        if self._exact_goes or self._near_goes:
            before = self._winners.setdefault(key, number)
            if before != number and date > self._dates[before]:
                self._winners[key] = number
                self.superseded = True
        if self._keep != "all":
            self._add_source(source, key, number)

    def _add_source(self, source: int, key: int, number: int) -> None:
        self._sources.append(source)
        before = self._chosen.setdefault(source, number)
        if self._dates[number] > self._dates[before]:
            self._chosen[source] = number
            self.superseded |= key != self._keys[before]

    def settle(self) -> None:
        """After the last unit: choose the most frequent target of each source, if requested."""
        if self._keep != "most-frequent":
            return
        count: dict[int, int] = {}
        for key in self._keys:
            count[key] = count.get(key, 0) + 1
        self._chosen.clear()
        for number, source in enumerate(self._sources):
            best = self._chosen.setdefault(source, number)
            if self._weight(count, number) > self._weight(count, best):
                self._chosen[source] = number

    def _weight(self, count: dict[int, int], number: int) -> tuple[int, int]:
        return count[self._keys[number]], self._dates[number]

    def winner(self, number: int) -> int:
        """Return the number of the unit that is kept for one of those that are equal to it."""
        return self._winners[self._keys[number]]

    def verdict(self, number: int) -> str:
        """Return ``duplicate``, ``near-duplicate`` or ``translations``; empty if it is kept."""
        if self._exact_goes or self._near_goes:
            winner = self._winners[self._keys[number]]
            if winner != number:
                if self._exact[winner] != self._exact[number]:
                    return "near-duplicate"
                if self._exact_goes:
                    return "duplicate"
        if self._keep != "all":
            chosen = self._chosen[self._sources[number]]
            if self._keys[chosen] != self._keys[number]:
                return "translations"
        return ""


def _source(unit: UnitLike) -> int:
    """Return a key of the first text and of the languages of the others.

    Only texts in the same variety of a language are translations to choose from.
    """
    if not isinstance(unit, Unit) and (sides := unit.sides):
        one, first, two, _ = sides
        return hash((canonical_code(one), first, canonical_code(two)))
    variants = unit.unit().variants
    if not variants:
        return 0
    codes = [canonical_code(variant.lang) for variant in variants]
    return hash((codes[0], content_of(variants[0].parts), *sorted(codes[1:])))


class SupersededError(Exception):
    """A memory was read to its end, and a unit that was kept must be removed."""


def read_until_settled(
    read: Callable[[bool, bool], Result], *, writes: bool = True, discardable: bool = True
) -> Result:
    """Read a memory once, or twice if a unit turns out to be superseded too late.

    ``read(final, write)`` raises :class:`SupersededError` at the end of a reading that was not
    ``final`` and kept a unit that must be removed; its output must then be discarded. If that is
    impossible (not ``discardable``: standard output), the first reading does not ``write``. Usually
    nothing is superseded, and one reading is enough.
    """
    with suppress(SupersededError):
        found = read(False, writes and discardable)
        if discardable or not writes:
            return found
    return read(True, writes)
