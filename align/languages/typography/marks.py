"""Punctuation marks that translations keep: how a text ends, how many of each kind it has."""

import re
from collections.abc import Sequence

#: Kind of an end mark, the same for both languages.
KINDS = {
    ".": "stop", "。": "stop", "．": "stop", "｡": "stop",
    "?": "question", "？": "question",
    "!": "exclamation", "！": "exclamation",
    ":": "colon", "：": "colon", "︰": "colon",
    ";": "semicolon", "；": "semicolon",
    ",": "comma", "，": "comma", "、": "comma",
    "…": "ellipsis",
    "—": "dash", "–": "dash", "-": "dash",
}  # fmt: skip
# An opening quotation mark at the end is a closing one by mistake.
_CLOSERS = " \t\u00a0\u3000”’“\"'」』）)】]》〉*_`"
# (Xinhua), or a footnote mark: patients.7
_REMARK = re.compile(
    r"(?:\s*(?:\([^()]*\)|（[^（）]*）|\[[^\[\]]*\])|(?<=[a-z)”][.!?])\d{1,3}(?:[,–-]\d{1,3})*)\s*\Z"
)
# Co., Ltd. – the dot belongs to the word, and may end the sentence at the same time.
_ABBREVIATION = re.compile(
    r"(?:\b(?:Ltd|Inc|Co|Corp|etc|al|Jr|Sr|No|vs|St|Dr|Mr|Mrs|Ms|pm|am)|\b[A-Za-z]|\.[A-Za-z])\.\Z"
)

#: What :func:`count_marks` counts, in this order.
MARKS = ("questions", "exclamations", "quotes", "colons", "brackets", "ellipses")
_COUNTED = (
    re.compile(r"[?？]+"),
    re.compile(r"[!！]+"),
    re.compile(r"[“「『\"]|(?<!\w)[‘']|《"),
    re.compile(r"[:：]"),
    re.compile(r"[(（\[【]"),
    re.compile(r"…+|\.{3,}|—+|--+"),
)
# A straight quote opens before a word and closes after punctuation; an apostrophe does neither.
_QUOTES = re.compile(
    r"""(?P<open>[“「『]|(?<![\w’'])['‘](?=[\w…])|(?<!\S)"(?=\S)|(?<=[(—])"(?=\w))"""
    r"""|[”」』]|(?<=[.,!?;:—…\-])['’](?!\w)|(?<=\S)"(?!\w)"""
)


def end_mark(text: str) -> tuple[str, int]:
    """Return the kind of mark that a text ends with, and its offset; closing quotes and brackets
    after it are ignored.

    The kind is ``""`` if there is none (the offset is that of the last character), ``"maybe"`` for
    the dot of an abbreviation.

    >>> end_mark("他说：“好。”"), end_mark("It was so... (Xinhua)"), end_mark("Foo Co., Ltd.")
    (('stop', 5), ('ellipsis', 11), ('maybe', 12))
    >>> end_mark("质量月")
    ('', 2)
    """
    found = _end(text.rstrip(_CLOSERS))
    if not found[0] and (remark := _REMARK.search(text)) and remark.start():
        before = _end(text[: remark.start()].rstrip(_CLOSERS))
        if before[0]:
            return before
    return found


def _end(text: str) -> tuple[str, int]:
    kind = KINDS.get(text[-1:], "")
    at = len(text) - 1
    if kind == "stop":
        if text.endswith(("..", "。。")):
            return "ellipsis", at
        if _ABBREVIATION.search(text[-8:]):
            return "maybe", at
    elif kind in ("question", "exclamation") and {*text[-3:]} >= {"?", "!"}:
        return "question", at
    elif kind == "dash" and not text.endswith(("—", "–", "--", " -")):
        return "", at
    return kind, at


def count_marks(text: str) -> tuple[float, ...]:
    """Count the marks of a text, in the order of :data:`MARKS`.

    >>> count_marks("“真的？”他问（两次）。")
    (1.0, 0.0, 1.0, 0.0, 1.0, 0.0)
    """
    counts = [float(len(pattern.findall(text))) for pattern in _COUNTED]
    straight = text.count('"')
    counts[2] -= straight // 2  # a straight quote looks the same at both ends
    return tuple(counts)


def inside_quotes(texts: Sequence[str], paragraphs: Sequence[int]) -> list[bool]:
    """Whether each sentence begins inside a quotation; the last value is for the end of the text.

    A quotation ends with its paragraph (``paragraphs``: the paragraph number of each sentence).

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
