"""What a cleaning rule is: a name, a summary, parameters as data, examples."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple, TypeAlias

from align.languages import LANGUAGES
from align.parameter import Parameter
from align.registry import Registry
from align.unit import Prop, Unit, UnitLike, Variant, language_of

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


@dataclass(frozen=True)
class Rule:
    """One reason to remove a unit.

    ``make`` takes the parameters and returns the check; without one, the rule applies to the memory
    as a whole (:mod:`align.memory.clean.cleaning`). It removes something from each memory in
    ``removes``, and nothing from those in ``keeps``.

    ``plain``: it never fires if each side is written only in its own letters.
    ``order``: rules with a lower number are applied first; ours have numbers below 100.
    """

    name: str
    summary: str
    make: Callable[..., Check] | None
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


def rule(
    name: str, summary: str, *parameters: Parameter, **more: Any
) -> Callable[[Callable[..., Check]], Callable[..., Check]]:
    """Register the decorated function, which takes the parameters and returns a check.

    ``more`` are the other fields of :class:`Rule`.
    """

    def add(make: Callable[..., Check]) -> Callable[..., Check]:
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
    parsed = unit.unit()
    variants = parsed.variants
    if len(variants) > 2:
        both = [parsed.variant("en"), parsed.variant("zh")]
        variants = [v for v in both if v] if all(both) else variants[:2]
    while len(variants) < 2:
        variants = [*variants, Variant("", ())]
    first, second = variants
    return Texts(
        first.text.strip(),
        second.text.strip(),
        (_language(first.lang), _language(second.lang)),
    )


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
