"""The model of a translation memory: units, their variants, inline codes.

It is the model of TMX, since every other format has less. There is no input or output here;
a memory of any length is a :class:`Header` and an iterator of units.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, ClassVar, NamedTuple, Protocol, TypeAlias

from align.frames import Framed
from align.tmx_dates import last_change

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


@dataclass(slots=True, repr=False)
class Memory(Framed):
    """A translation memory: its header, and its units, often a stream to be read once.

    As a table, it has the English and the Chinese text of each unit, and what tmxalign knows of it.

    ``left_out`` counts by name what its file contains besides; it is complete when the units are
    read.
    """

    header: Header
    units: Iterable[Unit]
    name: str = ""
    left_out: Counter[str] = field(default_factory=Counter)

    columns: ClassVar[tuple[str, ...]] = (
        "en", "zh", "confidence", "status", "note", "bead", "document", "position", "id",
    )  # fmt: skip
    shown: ClassVar[tuple[str, ...]] = ("confidence", "document", "en", "zh")

    def __iter__(self) -> Iterator[Unit]:
        return iter(self.units)

    def rows(self) -> Iterator[dict[str, Any]]:
        """A row for each unit."""
        for unit in self:
            about = {name: unit.prop(f"x-{name}") for name in self.columns}
            texts = {code: unit.text(code) for code in ("en", "zh")}
            note = "\n".join(unit.notes)
            yield {**about, **texts, "confidence": unit.confidence, "note": note, "id": unit.id}

    def _first(self, most: int) -> tuple[list[Mapping[str, Any]], bool]:
        return Framed._first(self, most) if isinstance(self.units, Sequence) else ([], False)

    def __str__(self) -> str:
        count = f"{len(self.units):,}" if isinstance(self.units, Sequence) else "a stream of"
        return f"{self.name or 'memory'}: {count} units"


def confidence_of(unit: UnitLike) -> float | None:
    """Return the confidence in the properties of a unit."""
    value = unit.prop("x-confidence")
    try:
        return float(value) if value else None
    except ValueError:
        return None


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
