"""Texts without upper case, full width and runs of spaces: what an exact search compares."""

import re

_SPACES = re.compile(r"\s+")


def fold(text: str) -> str:
    """Texts that differ only in case, full or half width and runs of spaces are equal folded.

    >>> fold("ＣＱＣ  Mark　认证")
    'cqc mark 认证'
    """
    text = text.lower() if text.isascii() else text.translate(_FOLDED)
    return _SPACES.sub(" ", text)


def places(text: str, folded: str) -> tuple[tuple[int, int], ...]:
    """Where a text has a folded one.

    >>> places("The  Lab, the ｌａｂ", "lab")
    ((5, 8), (14, 17))
    """
    # what is folded is as long as before, but for runs of spaces: of each the first stays
    kept = [
        number
        for number, sign in enumerate(text)
        if not (sign.isspace() and number and text[number - 1].isspace())
    ]
    kept.append(len(text))
    other = fold(text)
    found = []
    at = other.find(folded)
    while at >= 0:
        end = at + len(folded)
        found.append((kept[at], kept[end - 1] + 1))
        at = other.find(folded, end)
    return tuple(found)


class _Folded(dict[int, str]):
    """A character → the one that stands for it; each is worked out once."""

    def __missing__(self, number: int) -> str:
        half = number - 0xFEE0 if 0xFF01 <= number <= 0xFF5E else number
        folded = chr(half).casefold()
        if len(folded) > 1:  # the length must stay
            folded = chr(half).lower()
        self[number] = folded if len(folded) == 1 else chr(half)
        return self[number]


_FOLDED = _Folded()
