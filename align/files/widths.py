"""How wide texts are on a terminal, where they are broken into lines, and how shares are shown."""

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


def breaks(text: str, width: int) -> list[int]:
    """Where a text is broken into lines of so many cells, as Chinese and English are set.

    Between words and between Chinese characters; not before a stop or a closing bracket, not after
    an opening one, and within a word or a number only if a line has no room for it.

    >>> text = "CQC于2023年8月召开（CB）会议。"
    >>> at = [0, *breaks(text, 10), len(text)]
    >>> [text[begin:end] for begin, end in zip(at, at[1:])]
    ['CQC于', '2023年8月', '召开（CB）', '会议。']
    """
    from rich.cells import cell_len  # the widths that tables count with

    found: list[int] = []
    start = chance = used = 0
    for at, sign in enumerate(text):
        if at > start and _breakable(text[at - 1], sign):
            chance = at
        used += cell_len(sign)
        if used > width and at > start and not sign.isspace():
            start = chance if chance > start else at
            found.append(start)
            used = cell_len(text[start : at + 1])
    return found


def _breakable(before: str, after: str) -> bool:
    if after.isspace() or before.isspace():
        return not after.isspace()
    if before.isdigit() or after in _CLOSING or before in _OPENING:  # 8月
        return False
    joined = before in "-/" and after.isalpha()
    return joined or any(east_asian_width(sign) in "WF" for sign in (before, after))


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
