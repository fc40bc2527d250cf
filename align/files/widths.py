"""How wide texts are on a terminal, where they are broken into lines, and how shares are shown."""

import re
from itertools import pairwise
from unicodedata import east_asian_width

#: What no line ends with, and what none begins with.
_OPENING, _CLOSING = "（《〈“‘「『【〔([{", "，。、；：？！）》〉”’」』】〕…—·％%,.;:?!)]}"


def cells(text: str) -> int:
    """The cells that a text takes on a terminal, at most.

    Signs that are wide on some terminals only count as wide.

    >>> cells("abc"), cells("价格")
    (3, 4)
    """
    if text.isascii():
        return len(text)
    return sum(1 + (east_asian_width(sign) in "WFA") for sign in text)


def breaks(text: str, width: int, hanging: int = 0) -> list[int]:
    """Where a text is broken into lines of so many cells, as Chinese and English are set.

    Lines after the first have ``hanging`` cells less.

    Between words and between Chinese characters; not before a stop or a closing bracket, not after
    an opening one, and within a word, a number or a path only if a line has no room for it.

    >>> text = "CQC于2023年8月召开（CB）会议。"
    >>> at = [0, *breaks(text, 10), len(text)]
    >>> [text[begin:end] for begin, end in zip(at, at[1:])]
    ['CQC于', '2023年8月', '召开（CB）', '会议。']
    """
    from rich.cells import cell_len  # the widths that tables count with

    found: list[int] = []
    start = chance = joint = used = 0
    for at, sign in enumerate(text):
        if at > start and _breakable(text[at - 1], sign):
            chance = at
        if text[at - 1 : at] in ("-", "/", "_") and sign.isalnum():
            joint = at
        used += cell_len(sign)
        if used > width and at > start and not sign.isspace():
            start = next((place for place in (chance, joint) if place > start), at)
            width -= 0 if found else hanging
            found.append(start)
            used = cell_len(text[start : at + 1])
    return found


def hanging(line: str, width: int) -> int:
    """Where lines go on that begin with columns: under the last column that leaves them room.

    >>> hanging("pairs     2   2 by name, 0 by content", 60), hanging("one sentence", 60)
    (14, 0)
    """
    ends = [found.end() for found in re.finditer(r"^ +|(?<=\S) {2,}(?=\S)", line)]
    return max((end for end in ends if end <= width // 2), default=0)


def folded(line: str, width: int) -> str:
    """A line in columns (see :func:`hanging`) in as many lines as it needs; others stay.

    A line that names a command stays, too, so that it can be copied.

    >>> print(folded("pairs   2 by name, 0 by content", 20))
    pairs   2 by name, 0
            by content
    """
    indent = hanging(line, width)
    if not indent or cells(line) <= width or re.search(r"\b(?:tmxalign|pip) \w", line):
        return line
    at = [0, *breaks(line, width, indent), len(line)]
    parts = [line[begin:end].rstrip() for begin, end in pairwise(at)]
    return f"\n{' ' * indent}".join(parts)


def _breakable(before: str, after: str) -> bool:
    if after.isspace() or before.isspace():
        return not after.isspace()
    if before.isdigit() or after in _CLOSING or before in _OPENING:  # 8月
        return False
    return any(east_asian_width(sign) in "WF" for sign in (before, after))


def percent(share: float) -> str:
    """A share in per cent, never more than it is: what is not certain is not 100 %.

    >>> percent(1), percent(0.9996), percent(0.29), percent(0.004)
    ('100%', '99%', '29%', '0%')
    """
    return f"{int(share * 100 + 1e-9)}%"


def narrowed(text: str, width: int) -> str:
    """Cut a text in the middle, so that it takes at most so many cells.

    >>> narrowed("2023-11-08-进口博览会签约仪式.txt", 24)
    '2023-11-08-…约仪式.txt'
    """
    if cells(text) <= width:
        return text
    head, tail, shown = 0, len(text), "…"
    while True:
        if cells(text[:head]) <= cells(text[tail:]):
            head += 1
        else:
            tail -= 1
        longer = f"{text[:head]}…{text[tail:]}"
        if cells(longer) > width:
            return shown
        shown = longer
