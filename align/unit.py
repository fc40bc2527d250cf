"""The model of a translation memory: units, their variants, inline codes.

It is the model of TMX, since every other format has less. There is no input or output here;
a memory of any length is a :class:`Header` and an iterator of units.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple, Protocol, TypeAlias

#: Attributes by their names in TMX (``creationdate``, ``changeid`` …).
Attributes: TypeAlias = Mapping[str, str]


class Prop(NamedTuple):
    """A property: ``x-confidence`` is ``0.98``; ``attributes`` are any others."""

    type: str
    value: str
    attributes: tuple[tuple[str, str], ...] = ()


class Code(NamedTuple):
    """An inline code, which represents a tool's own markup (``bpt``, ``ept``, ``ph``, ``hi`` …).

    ``parts`` are its content: the native code (``ph``: not text), or text (``hi``, ``sub``).
    """

    tag: str
    attributes: tuple[tuple[str, str], ...] = ()
    parts: "tuple[str | Code, ...]" = ()


Parts: TypeAlias = tuple[str | Code, ...]
#: Codes whose content is native code. The content of any other is text.
NATIVE = frozenset({"bpt", "ept", "ph", "it", "ut"})
#: The ``type`` (in TMX or XLIFF) of a code that is a line break.
_BREAKS = frozenset({"lb", "xlf:lb", "html-br", "x-html-br"})
_KINDS = frozenset({"type", "ctype", "subType"})
#: A date as in TMX that is sure to be one: nearly always. Any month has 28 days.
_SURE = re.compile(
    r"(?!0000)\d{4}(?:0[1-9]|1[0-2])(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3])[0-5]\d[0-5]\dZ",
    re.ASCII,
)
#: A date as in TMX (``20260131T120000Z``), or as people write it instead: with dashes and colons,
#: an offset, or its end left out.
_DATE = re.compile(
    r"(\d{4})(?:-?(\d\d)(?:-?(\d\d)(?:[T ]?(\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d+)?)?"
    r"(?:Z|([+-]\d\d):?(\d\d))?)?)?)?",
    re.ASCII | re.IGNORECASE,
)


@dataclass(slots=True)
class Variant:
    """A text in one language. ``lang`` is its language code as in the file.

    >>> bold = Code("bpt", (("i", "1"),), ("<b>",)), "bold", Code("ept", (("i", "1"),), ("</b>",))
    >>> Variant("en-US", ("a ", *bold, " word")).text
    'a bold word'
    """

    lang: str
    parts: Parts
    attributes: Attributes = field(default_factory=dict)
    props: tuple[Prop, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        r"""The text without inline codes.

        A code that is a line break becomes one. Readable text inside a code (``sub``: the
        description of an image) is set off by spaces.

        >>> image = Code("ph", (), ("<img alt='", Code("sub", (), ("Map",)), "'>"))
        >>> Variant("en", ("See", image, "here.", Code("ph", (("type", "lb"),)), "Bye.")).text
        'See Map here.\nBye.'
        """
        parts = self.parts
        if len(parts) == 1 and isinstance(parts[0], str):  # nearly always
            return parts[0]
        out: list[str] = []
        _collect(parts, out)
        return "".join(out)

    @property
    def native(self) -> str:
        """What inline codes contain that is not in the text.

        >>> Variant("en", ("a ", Code("ph", (), ("<b>",)), Code("hi", (), ("c",)))).native
        '<b>'
        """
        out: list[str] = []
        _collect_native(self.parts, out, native=False)
        return "".join(out)

    @property
    def codes(self) -> tuple[Code, ...]:
        """The inline codes, in order, including nested ones."""
        return tuple(_codes(self.parts))


class UnitLike(Protocol):
    """What cleaning and writing need of a unit: a :class:`Unit`, or one that is not parsed yet."""

    @property
    def size(self) -> int: ...
    @property
    def sides(self) -> tuple[str, str, str, str] | None: ...
    @property
    def changed(self) -> str: ...
    @property
    def confidence(self) -> float | None: ...
    def prop(self, type_: str, otherwise: str = "") -> str: ...
    def unit(self) -> "Unit": ...


@dataclass(slots=True)
class Unit:
    """A translation unit. ``attributes`` are those of TMX (``creationdate`` …).

    ``line`` and ``where`` are its place in the file, as in
    :class:`align.document.Paragraph`.

    >>> unit = Unit([Variant("en-US", ("Hello.",)), Variant("zh-CN", ("你好。",))])
    >>> unit.text("zh"), unit.text("fr")
    ('你好。', '')
    """

    variants: list[Variant]
    id: str = ""
    attributes: Attributes = field(default_factory=dict)
    props: tuple[Prop, ...] = ()
    notes: tuple[str, ...] = ()
    line: int = 0
    where: str = field(default="", compare=False)

    def unit(self) -> "Unit":
        """The unit itself: see :class:`UnitLike`."""
        return self

    def variant(self, code: str) -> Variant | None:
        """Return the variant in a language: ``"zh"``: of any country, or ``"zh-CN"``.

        Of several that fit (:func:`fits`), one with text is preferred, then one with this very
        code, then the first.

        >>> texts = Variant("zh-TW", ("軟體",)), Variant("zh", ("软件",)), Variant("zh-CN", ())
        >>> [Unit([*texts]).variant(code).lang for code in ("zh", "zh-TW", "zh-CN", "zh-HK")]
        ['zh-TW', 'zh-TW', 'zh', 'zh']
        """
        some = [variant for variant in self.variants if fits(variant.lang, code)]
        if len(some) > 1:
            wanted = canonical_code(code) if "-" in code else ""
            some.sort(
                key=lambda v: (not v.text.strip(), wanted not in ("", canonical_code(v.lang)))
            )
        return some[0] if some else None

    def text(self, code: str) -> str:
        """Return the text of :meth:`variant` without inline codes; empty if there is none."""
        found = self.variant(code)
        return found.text if found else ""

    @property
    def size(self) -> int:
        """The number of texts."""
        return len(self.variants)

    @property
    def sides(self) -> tuple[str, str, str, str] | None:
        """Language code and text of each side of a unit with two texts; None for others."""
        if len(self.variants) != 2:
            return None
        one, two = self.variants
        return one.lang, one.text, two.lang, two.text

    @property
    def changed(self) -> str:
        """The date of the last change, of the unit or of a text: see :func:`last_change`."""
        return last_change([self.attributes, *[some.attributes for some in self.variants]])

    def prop(self, type_: str, otherwise: str = "") -> str:
        """Return the first property of a type."""
        for prop in self.props:
            if prop.type == type_:
                return prop.value
        return otherwise

    @property
    def document(self) -> str:
        """The document that the unit comes from, if known."""
        return self.prop("x-document")

    @property
    def confidence(self) -> float | None:
        """The confidence of the aligner, 0 … 1; None if unknown."""
        return confidence_of(self)


@dataclass(slots=True)
class Header:
    """The header of a memory; ``attributes`` are those of TMX (``srclang`` …)."""

    attributes: Attributes = field(default_factory=dict)
    props: tuple[Prop, ...] = ()
    notes: tuple[str, ...] = ()
    #: other elements (``ude``), as XML text
    others: tuple[str, ...] = ()


@dataclass(slots=True)
class Memory:
    """A translation memory: its header, and its units, often a stream to be read once.

    ``left_out`` counts by name what its file contains besides; it is complete when the units are
    read.
    """

    header: Header
    units: Iterable[Unit]
    name: str = ""
    left_out: Counter[str] = field(default_factory=Counter)

    def __iter__(self) -> Iterator[Unit]:
        return iter(self.units)


def confidence_of(unit: UnitLike) -> float | None:
    """Return the confidence in the properties of a unit."""
    value = unit.prop("x-confidence")
    try:
        return float(value) if value else None
    except ValueError:
        return None


def last_change(abouts: Iterable[Attributes]) -> str:
    """Return the latest date in the attributes of a unit and of its variants, as in TMX.

    Some tools date the unit, others its texts. Empty if there is no date that can be read.

    >>> last_change([{"creationdate": "20260101T000000Z"}, {"changedate": "20260131T120000Z"}])
    '20260131T120000Z'
    """
    latest = ""
    for about in abouts:
        if about:
            for date in dates_in(about):
                if date != latest and (found := tmx_date(date)) > latest:
                    latest = found
    return latest


def dates_in(about: Attributes) -> list[str]:
    """Return the dates of creation and of the last change in some attributes, as written.

    >>> dates_in({"creationdate": "2026", "usagecount": "3"})
    ['2026']
    """
    return [about[name] for name in ("creationdate", "changedate") if name in about]


@lru_cache(maxsize=1000)  # neighbours usually have the same
def tmx_date(text: str) -> str:
    """Return a date in the form of TMX, which sorts by time; empty if it is none.

    >>> tmx_date("2026-01-31 20:00:00+08:00"), tmx_date("2026"), tmx_date("20261331T000000Z")
    ('20260131T120000Z', '20260101T000000Z', '')
    """
    if _SURE.fullmatch(text):
        return text
    found = _DATE.fullmatch(text.strip())
    if not found:
        return ""
    year, month, day, hour, minute, second, hours, minutes = found.groups()
    ahead = timedelta(hours=int(hours or 0), minutes=int(f"{(hours or '+')[0]}{minutes or 0}"))
    try:
        at = datetime(
            int(year),
            int(month or 1),
            int(day or 1),
            int(hour or 0),
            int(minute or 0),
            int(second or 0),
        )
        return f"{(at - ahead).isoformat().replace('-', '').replace(':', '')}Z"
    except (ValueError, OverflowError):  # no such day, or before the first year
        return ""


@lru_cache(maxsize=1000)
def language_of(code: str) -> str:
    """Return the language of a code: its first part, with this project's names.

    >>> [language_of(code) for code in ("en-US", "ZH_cn", "cmn-Hans-CN", "chs")]
    ['en', 'zh', 'zh', 'zh']
    """
    first = code.replace("_", "-").split("-", 1)[0].strip().lower()
    return _SAME.get(first, first)


_SAME = {"cmn": "zh", "chi": "zh", "zho": "zh", "chs": "zh", "cht": "zh", "eng": "en"}
#: Codes that Windows and older tools use for the scripts of Chinese.
_SCRIPTS = {"chs": "Hans", "cht": "Hant"}
#: The script that is usual in a country, and so is not part of a code with both.
_USUAL = {"CN": "Hans", "SG": "Hans", "MY": "Hans", "TW": "Hant", "HK": "Hant", "MO": "Hant"}


@lru_cache(maxsize=1000)
def canonical_code(code: str) -> str:
    """Normalise a language code as in BCP 47, shortened: equal for one variety of a language.

    >>> [canonical_code(code) for code in ("EN_us", "cmn-hans-cn", " zh-CN ", "zh-CHT", "eng")]
    ['en-US', 'zh-CN', 'zh-CN', 'zh-Hant', 'en']
    """
    first, *rest = code.strip().replace("_", "-").split("-")
    language = language_of(first)
    if first.lower() in _SCRIPTS:
        rest.insert(0, first)
    parts = [_SCRIPTS.get(part.lower(), part) for part in rest]
    parts = [p.title() if len(p) == 4 else p.upper() if len(p) == 2 else p for p in parts]
    if len(parts) == 2 and _USUAL.get(parts[1]) == parts[0]:
        parts = parts[1:]
    return "-".join((language, *parts)) if language else ""


@lru_cache(maxsize=1000)
def fits(code: str, wanted: str) -> bool:
    """Whether a text with one language code is one in the variety with the other.

    A code without a country or script fits all, and all fit it.

    >>> fits("zh-CN", "zh"), fits("zh", "zh-CN"), fits("zh-SG", "zh-Hans"), fits("zh-TW", "zh-CN")
    (True, True, True, False)
    """
    (language, *some), (other, *more) = (canonical_code(c).split("-") for c in (code, wanted))
    if language != other:
        return False
    if some == more or not some or not more:
        return True
    script = _USUAL.get(some[0], some[0])
    return script == _USUAL.get(more[0], more[0]) and [script] in (some, more)


def add_text(parts: list[str | Code], text: str | None) -> None:
    """Append text to parts; adjacent texts are joined.

    >>> parts = ["a"]
    >>> add_text(parts, "b"), parts
    (None, ['ab'])
    """
    if text:
        if parts and isinstance(parts[-1], str):
            parts[-1] += text
        else:
            parts.append(text)


def _collect(parts: Parts, out: list[str], *, native: bool = False) -> None:
    """Collect the text of parts; ``native``: they are in a code, where only ``sub`` is text."""
    for part in parts:
        if isinstance(part, str):
            if not native:
                out.append(part)
        elif part.tag == "sub":
            out.append(" ")
            _collect(part.parts, out)
            out.append(" ")
        else:
            if not native and is_break(part):
                out.append("\n")
            _collect(part.parts, out, native=native or part.tag in NATIVE)


def _collect_native(parts: Parts, out: list[str], *, native: bool) -> None:
    """Collect what :func:`_collect` leaves out."""
    for part in parts:
        if isinstance(part, Code):
            inside = part.tag != "sub" and (native or part.tag in NATIVE)
            _collect_native(part.parts, out, native=inside)
        elif native:
            out.append(part)


def is_break(code: Code) -> bool:
    """Whether a code is a line break."""
    return any(name in _KINDS and value in _BREAKS for name, value in code.attributes)


def _codes(parts: Parts) -> Iterator[Code]:
    for part in parts:
        if isinstance(part, Code):
            yield part
            yield from _codes(part.parts)
