"""Characters that only Simplified and only Traditional texts have, and where they stand."""

import re

from align.languages.variant.zh import _scripts

_TITLES = re.compile(r"《[^《》]*》")
_TRADITIONAL = re.compile(r"zh[-_](?:hant\b|tw\b|hk\b|mo\b)", re.IGNORECASE)
_SIMPLIFIED = re.compile(r"zh[-_](?:hans\b|cn\b|sg\b)", re.IGNORECASE)


def scripts_in(text: str) -> tuple[bool, bool]:
    """Whether a text has characters that only Simplified, and that only Traditional texts have.

    Traditional titles in 《》 do not count: they are quoted as they are.

    >>> scripts_in("这个《標題》"), scripts_in("這個"), scripts_in("中心")
    ((True, False), (False, True), (False, False))
    """
    simplified, traditional = _scripts()
    here, there = not simplified.isdisjoint(text), not traditional.isdisjoint(text)
    if there and here and "《" in text:
        text = _TITLES.sub(_hidden, text)
        return not simplified.isdisjoint(text), not traditional.isdisjoint(text)
    return here, there


def script_characters(text: str) -> dict[str, list[tuple[int, int]]]:
    """Where a text has characters of one script only, by script; Traditional titles in 《》 do not
    count.

    >>> script_characters("這个《標題》")
    {'simplified': [(1, 2)], 'traditional': [(0, 1)]}
    """
    text = _TITLES.sub(_hidden, text)
    return {
        name: [(n, n + 1) for n, char in enumerate(text) if char in chars]
        for name, chars in zip(("simplified", "traditional"), _scripts(), strict=True)
    }


def _hidden(title: re.Match[str]) -> str:
    """A title that is all Traditional, as blanks; one that mixes the scripts is no quotation."""
    return title[0] if not _scripts()[0].isdisjoint(title[0]) else " " * len(title[0])


def expected_script(locale: str) -> str:
    """The script that a locale says; empty where it says none.

    >>> expected_script("zh-TW"), expected_script("zh-Hans"), expected_script("zh")
    ('traditional', 'simplified', '')
    """
    if _TRADITIONAL.match(locale):
        return "traditional"
    return "simplified" if _SIMPLIFIED.match(locale) else ""
