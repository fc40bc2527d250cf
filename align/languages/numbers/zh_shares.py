"""Chinese shares: 百分之三十五, 千分之五, 三分之二."""

import re
from fractions import Fraction

from align.languages.numbers.quantity import Number, Quantity, exact, simple
from align.languages.numbers.zh_context import about_before
from align.languages.numbers.zh_words import CHARACTERS, numeral


def part_of(text: str, start: int, end: int, whole: str) -> Quantity | None:
    """百分之三十, 千分之五."""
    found = numeral_at(text, end)
    if found is None:
        return None
    value: Number = found[0]
    if whole != "百分之":
        value = simple(Fraction(value) / (10 if whole == "千分之" else 100))
    about = about_before(text, start)
    return Quantity(
        start, found[1], "percent", value, about=about, step=found[2], digits=text[end].isdigit()
    )


_PLAIN = re.compile(rf"(\d+(?:\.\d+)?)|([{CHARACTERS}]+)(?:点([零〇一二三四五六七八九]+))?")


def numeral_at(
    text: str, at: int, denominator: Number | None = None
) -> tuple[Number, int, Number] | None:
    """The numeral at a place, over a denominator if there is one: value, end, step."""
    m = _PLAIN.match(text, at)
    if m is None:
        return None
    value: Number
    step: Number = 1
    if m[1]:
        value, step = exact(m[1])
    else:
        found = numeral(m[2])
        if found is None:
            return None
        value = found[0]
        if m[3]:
            places = "".join(str((numeral(c) or (0, None))[0]) for c in m[3])
            value, step = exact(f"{value}.{places}")
    if denominator is None:
        return value, m.end(), step
    if not denominator:
        return None
    return simple(Fraction(value) / denominator), m.end(), step
