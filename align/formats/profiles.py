"""What ``--profile`` changes, so that a tool imports everything in the right languages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from align.errors import UsageError
from align.languages import LANGUAGES
from align.unit import Code, Header, Parts, Prop, Unit, canonical_code, fits, language_of


@dataclass(frozen=True)
class Profile:
    """The requirements of a tool. ``codes`` maps language codes to the tool's own."""

    name: str
    codes: tuple[tuple[str, str], ...] = ()
    encoding: str = "utf-8"
    #: text in ``hi`` becomes plain text, because the tool would drop it
    plain_hi: bool = False
    #: each unit gets the preceding and following source texts as properties
    context: bool = False


_CODE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
#: Few tools know codes with a script instead of a country.
_COUNTRIES = (
    ("zh-Hans", "zh-CN"),
    ("zh-Hant", "zh-TW"),
    ("en", "en-US"),
    ("zh", "zh-CN"),
)
#: Gettext: English is en, whatever its country.
_GETTEXT = (*_COUNTRIES[:2], ("en-US", "en"), ("zh", "zh-CN"))
_PROFILES = (
    Profile("omegat", _COUNTRIES, plain_hi=True),
    Profile("trados", _COUNTRIES),
    Profile("memoq", _COUNTRIES, encoding="utf-16"),
    Profile("poedit", _GETTEXT, plain_hi=True),
    Profile("okapi", _COUNTRIES),
    Profile(
        "weblate",
        (
            ("en-US", "en"),
            ("zh", "zh-Hans"),
            ("zh-CN", "zh-Hans"),
            ("zh-TW", "zh-Hant"),
            ("zh-HK", "zh-Hant-HK"),
        ),
    ),
    Profile("xtm", _COUNTRIES, context=True),
    Profile("phrase", _COUNTRIES),
)
#: The profiles, by name.
PROFILES = {profile.name: profile for profile in _PROFILES}


def profile_named(name: str) -> Profile:
    """Return the profile of a tool. Raises :class:`align.errors.UsageError` for an unknown name.

    >>> profile_named("memoq").encoding
    'utf-16'
    """
    if name not in PROFILES:
        raise UsageError(f"unknown profile {name!r}; there are: {', '.join(PROFILES)}")
    return PROFILES[name]


def locale_of(code: str) -> str:
    """Return the usual code with a country for a language code.

    >>> [locale_of(code) for code in ("zh_Hans", "zh-hant-hk", "en", "en-GB")]
    ['zh-CN', 'zh-HK', 'en-US', 'en-GB']
    """
    canonical = canonical_code(code)
    return dict(_COUNTRIES).get(canonical, canonical)


def locale_in(side: str, declared: str) -> str:
    """Return the code of the texts in a language, of which a file declares one for a whole side.

    It is the usual one, unless the declared one is another variety.

    >>> [locale_in("zh", code) for code in ("zh_TW", "zh_Hant", "zh_Hans", "zh", "")]
    ['zh-TW', 'zh-Hant', 'zh-CN', 'zh-CN', 'zh-CN']
    """
    usual, code = LANGUAGES[side].locale, canonical_code(declared)
    return code if language_of(code) == side and not fits(code, usual) else usual


class Shaper:
    """Adapts a memory to a tool, unit by unit.

    >>> from align.unit import Variant
    >>> shaper = Shaper(profile_named("trados"))
    >>> unit = Unit([Variant("en_us", ("Hello.",)), Variant("zh-hans", ("你好。",))])
    >>> [variant.lang for unit in shaper.units(unit) for variant in unit.variants]
    ['en-US', 'zh-CN']
    """

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self._known = dict(profile.codes)
        self._codes: dict[str, str] = {}
        self._before: Unit | None = None
        self._current: Unit | None = None

    def header(self, header: Header) -> Header:
        """Adapt the header. For ``*all*``, the writer will use the code of the first text."""
        attributes = dict(header.attributes)
        srclang = attributes.pop("srclang", "*all*")
        if srclang != "*all*":
            attributes["srclang"] = self._code(srclang)
        return replace(header, attributes=attributes)

    def unit(self, unit: Unit) -> Unit:
        """Adapt a unit without its context."""
        plain_hi = self.profile.plain_hi
        variants = [
            replace(v, lang=self._code(v.lang), parts=_plain(v.parts) if plain_hi else v.parts)
            for v in unit.variants
        ]
        attributes = dict(unit.attributes)
        if own := attributes.pop("srclang", ""):
            attributes["srclang"] = self._code(own)
        return replace(unit, variants=variants, attributes=attributes)

    def units(self, unit: Unit | None) -> Iterator[Unit]:
        """Return the units that are complete once this one is known; None marks the end.

        With context, a unit is complete when the next one is known.
        """
        shaped = self.unit(unit) if unit else None
        if not self.profile.context:
            if shaped:
                yield shaped
            return
        if self._current:
            yield _between(self._before, self._current, shaped)
        self._before, self._current = self._current, shaped

    def _code(self, given: str) -> str:
        if given not in self._codes:
            canonical = canonical_code(given)
            if not _CODE.fullmatch(canonical):
                canonical = given  # "Chinese (Simplified)": no code, which nobody can put right
            self._codes[given] = self._known.get(canonical, canonical)
        return self._codes[given]


def _plain(parts: Parts) -> Parts:
    """Replace ``hi`` by the text in it; other codes stay."""
    if len(parts) == 1 and isinstance(parts[0], str):  # nearly always
        return parts
    out: list[str | Code] = []
    for part in parts:
        if isinstance(part, str) or part.tag != "hi":
            out.append(part)
        else:
            out.extend(_plain(part.parts))
    return tuple(out)


def _between(before: Unit | None, unit: Unit, after: Unit | None) -> Unit:
    props = [p for p in unit.props if p.type not in ("x-context-pre", "x-context-post")]
    for kind, other in (("x-context-pre", before), ("x-context-post", after)):
        if other and other.variants and other.document == unit.document:
            props.append(Prop(kind, other.variants[0].text))
    return replace(unit, props=tuple(props))
