"""What a cleaning rule is: a name, a summary, parameters as data, examples."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple, TypeAlias

from align.languages import LANGUAGES
from align.parameter import Parameter
from align.registry import Registry
from align.unit import Prop, Unit, UnitLike, Variant, fits, language_of

#: A small memory as an example: source and target of each unit, or complete units.
Example: TypeAlias = tuple[Unit, ...]
_LANGUAGES: dict[str, str] = {}
# Digits, white space, punctuation and symbols of either width; no letters.
_NEUTRAL = (
    r"\s\d_!-/:-@\[-`{-~\u00a0-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf"
    r"\u2000-\u206f\u20a0-\u20cf\u2190-\u23ff\u2500-\u2bff\u3001-\u3004\u3008-\u3020"
    r"\uff01-\uff20\uff3b-\uff40\uff5b-\uff65\uffe0-\uffe6"
)


class Texts(NamedTuple):
    """The two sides of a unit as passed to rules: trimmed texts, and their languages."""

    source: str
    target: str
    languages: tuple[str, str]


#: Returns why a unit is removed; an empty string if it is kept.
Check: TypeAlias = Callable[[Texts, UnitLike], str]
_Make: TypeAlias = Callable[..., Check | None]


@dataclass(frozen=True)
class Rule:
    """One reason to remove a unit.

    ``make`` takes the parameters and returns the check, or None if they turn the rule off; without
    ``make``, the rule applies to the memory
    as a whole (:mod:`align.memory.clean.cleaning`). It removes something from each memory in
    ``removes``, and nothing from those in ``keeps``.

    ``plain``: it never fires if each side is written only in its own letters.
    ``order``: rules with a lower number are applied first; ours have numbers below 100.
    """

    name: str
    summary: str
    make: _Make | None
    parameters: tuple[Parameter, ...] = ()
    removes: tuple[Example, ...] = ()
    keeps: tuple[Example, ...] = ()
    plain: bool = False
    order: int = 100

    @property
    def options(self) -> dict[str, Parameter]:
        """The parameters by their full names: ``ratio_factor``."""
        return {f"{self.name}_{p.name}".replace("-", "_"): p for p in self.parameters}


#: Every rule by name, in the order of application: those for single units by ``order``, then those
#: for the whole memory. The first that fires counts.
RULES = Registry(
    Rule,
    names=lambda rule: (rule.name,),
    package="align.memory.clean",
    group="tmxalign.rules",
    order=lambda rule: (rule.make is None, rule.order, rule.name),
)


def rule(name: str, summary: str, *parameters: Parameter, **more: Any) -> Callable[[_Make], _Make]:
    """Register the decorated function, which takes the parameters and returns a check.

    ``more`` are the other fields of :class:`Rule`.
    """

    def add(make: _Make) -> _Make:
        RULES.add(Rule(name, summary, make, parameters, **more), make.__module__)
        return make

    return add


def example_unit(en: str, zh: str, *, date: str = "", confidence: str = "") -> Unit:
    """Make a unit for an example.

    >>> example_unit("Hello.", "你好。").text("zh")
    '你好。'
    """
    return Unit(
        [Variant("en-US", (en,)), Variant("zh-CN", (zh,))],
        attributes={"changedate": date} if date else {},
        props=(Prop("x-confidence", confidence),) if confidence else (),
    )


def one(units: Iterable[Unit]) -> tuple[Example, ...]:
    """Make each unit an example of its own."""
    return tuple((unit,) for unit in units)


def texts_of(unit: UnitLike) -> Texts:
    """Return the sides of a unit: its two texts, or English and Chinese if there are more.

    >>> texts_of(example_unit(" Hello. ", "你好。"))
    Texts(source='Hello.', target='你好。', languages=('en', 'zh'))
    """
    if sides := unit.sides:  # nearly always
        one, source, other, target = sides
        languages = _LANGUAGES.get(one) or _language(one), _LANGUAGES.get(other) or _language(other)
        return Texts(source.strip(), target.strip(), languages)
    return next(pairs_of(unit))


def pairs_of(unit: UnitLike, wanted: str = "") -> Iterator[Texts]:
    """Yield pairs of texts of a unit that are translations of each other, so that each is in one.

    Of several texts, they are an English and a Chinese one; without both, the first and another.
    ``wanted`` is a variety of a language: of the texts in that language, only these count, if any.

    >>> unit = Unit([*example_unit("Hello.", "你好。").variants, Variant("zh-TW", ("您好。",))])
    >>> [texts.target for texts in pairs_of(unit)]
    ['你好。', '您好。']
    >>> [texts.target for texts in pairs_of(unit, "zh-TW")]
    ['您好。']
    """
    sources, targets = [
        [v for v in side if fits(v.lang, wanted) or _language(v.lang) != _language(wanted)] or side
        for side in two_sides(unit.unit())
    ]
    one, other = sources[0], targets[0]
    for one, other in [*[(one, v) for v in targets], *[(v, other) for v in sources[1:]]]:
        languages = _language(one.lang), _language(other.lang)
        yield Texts(one.text.strip(), other.text.strip(), languages)


def two_sides(unit: Unit) -> tuple[list[Variant], list[Variant]]:
    """Return the texts on each side of a unit; those that are not empty come first.

    Of several texts, the English ones are one side and the Chinese ones the other; without both,
    the first is a side. A missing text is an empty one without a language.

    >>> [[variant.lang for variant in side] for side in two_sides(Unit([Variant("en", ("Hi.",))]))]
    [['en'], ['']]
    """
    variants = unit.variants
    while len(variants) < 2:
        variants = [*variants, Variant("", ())]
    sides = variants[:1], variants[1:]
    if len(variants) > 2:
        known = [[v for v in variants if _language(v.lang) == code] for code in LANGUAGES]
        if all(known):
            sides = known[0], [variant for some in known[1:] for variant in some]
    for side in sides:
        side.sort(key=lambda variant: not variant.text.strip())
    return sides


def _language(code: str) -> str:
    """A cached ``language_of``, which would take most of the time; files have few codes."""
    found = _LANGUAGES.get(code)
    if found is None:
        if len(_LANGUAGES) > 1000:  # a file with invented codes
            _LANGUAGES.clear()
        found = _LANGUAGES[code] = language_of(code)
    return found


@cache
def _pattern(languages: tuple[str, str]) -> re.Pattern[str] | None:
    """Return a pattern of both sides with a line break between; None without two languages."""
    if languages[0] == languages[1] or not all(code in LANGUAGES for code in languages):
        return None
    own = [LANGUAGES[code].script.pattern for code in languages]
    sides = [f"[{_NEUTRAL}]*{o}[{_NEUTRAL}{o[1:-1]}]*" for o in own]
    return re.compile("\0".join(sides))


def is_plain(texts: Texts) -> bool:
    """Whether each side has letters, and only those of its own language.

    >>> is_plain(Texts("Hello.", "你好。", ("en", "zh")))
    True
    >>> is_plain(Texts("Hello.", "Tom你好。", ("en", "zh")))
    False
    """
    pattern = _pattern(texts.languages)
    found = pattern and pattern.fullmatch(f"{texts.source}\0{texts.target}")
    return bool(found)
