"""Punctuation that survives translation: counted the same way in every language."""

import re
from collections.abc import Sequence

#: What is counted, in this order.
MARKS = ("questions", "exclamations", "quotes", "colons", "brackets", "ellipses")
_COUNTED = (
    re.compile(r"[?？]+"),
    re.compile(r"[!！]+"),
    re.compile(r"[“「『\"]|(?<!\w)[‘']|《"),
    re.compile(r"[:：]"),
    re.compile(r"[(（\[【]"),
    re.compile(r"…+|\.{3,}|—+|--+"),
)
# A straight mark opens before a word and closes behind punctuation; an apostrophe does neither.
_QUOTES = re.compile(
    r"""(?P<open>[“「『]|(?<![\w’'])['‘](?=[\w…])|(?<!\S)"(?=\S)|(?<=[(—])"(?=\w))"""
    r"""|[”」』]|(?<=[.,!?;:—…\-])['’](?!\w)|(?<=\S)"(?!\w)"""
)


def count_marks(text: str) -> tuple[float, ...]:
    """Counts in the order of :data:`MARKS`.

    >>> count_marks("“真的？”他问（两次）。")
    (1.0, 0.0, 1.0, 0.0, 1.0, 0.0)
    """
    counts = [float(len(pattern.findall(text))) for pattern in _COUNTED]
    straight = text.count('"')
    counts[2] -= straight // 2  # a straight quote looks the same at both ends
    return tuple(counts)


def inside_quotes(texts: Sequence[str], paragraphs: Sequence[int]) -> list[bool]:
    """Whether each sentence begins inside a quotation; one value more stands for the end.

    A quotation ends with its paragraph (``paragraphs``: the number of each sentence's).

    >>> inside_quotes(["“真的？", "当然。”", "他走了。"], [0, 0, 0])
    [False, True, False, False]
    """
    states = []
    inside = False
    for n, text in enumerate(texts):
        if n and paragraphs[n] != paragraphs[n - 1]:
            inside = False
        states.append(inside)
        for match in _QUOTES.finditer(text):
            inside = match["open"] is not None
    return [*states, False]
