"""Where two renderings of the same thing differ, and how to show it in a line."""

import re
from collections.abc import Sequence

from align.audit.engine.check import Span

# Words, numbers and spaces as a whole, all else sign by sign: a Chinese character is a word here.
_TOKEN = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*|\d+(?:[.,]\d+)*|\s+|.", re.DOTALL)
#: Differences so near to each other are one.
_GAP = 2
#: With this share of it different, a text is another one as a whole.
_ALL = 0.6


def tokens_of(text: str) -> list[str]:
    """What is compared: words, numbers, runs of spaces, single signs.

    >>> tokens_of("CQC颁发1,500张 certificates.")
    ['CQC', '颁', '发', '1,500', '张', ' ', 'certificates', '.']
    """
    return _TOKEN.findall(text)


def differing(text: str, other: str) -> tuple[Span, ...]:
    """The spans of a text that are not as in another one.

    What the other one has and the text lacks is shown by the signs around its place. Spaces at the
    edges of the text do not count.

    >>> differing("本证书永远有效。", "本证书长期有效。")
    ((3, 5),)
    >>> differing("本证书有效。", "本证书长期有效。")
    ((2, 4),)
    >>> differing(" 甲乙丙", "甲乙丙")
    ()
    """
    from rapidfuzz.distance import Levenshtein

    ours = tokens_of(text.strip())
    starts = [len(text) - len(text.lstrip())]
    for token in ours:
        starts.append(starts[-1] + len(token))
    spans: list[Span] = []
    for code in Levenshtein.opcodes(ours, tokens_of(other.strip())):
        if code.tag == "equal":
            continue
        start, end = starts[code.src_start], starts[code.src_end]
        if spans and start - spans[-1][1] <= _GAP:
            spans[-1] = spans[-1][0], end
        else:
            spans.append((start, end))
    spans = [_shown(text, *span) for span in spans]
    if sum(end - start for start, end in spans) > _ALL * len(text):
        return ((0, len(text)),)
    return tuple(spans)


def excerpt(text: str, spans: Sequence[Span] = (), width: int = 60) -> str:
    """A text in one short line, its first span in the middle.

    >>> excerpt("本中心颁发的所有证书自签发之日起长期有效。", ((16, 18),), 12)
    '…签发之日起长期有效。'
    >>> excerpt("two\\nlines")
    'two lines'
    """
    start, end = spans[0] if spans else (0, 0)
    if len(text) <= width:
        start, end = 0, len(text)
    elif end - start >= width:
        end = start + width
    else:
        start = max(0, min(start, start - (width - (end - start)) // 2))
        end = min(len(text), start + width)
    cut = " ".join(text[start:end].split())
    return ("…" if start else "") + cut + ("…" if end < len(text) else "")


def _shown(text: str, start: int, end: int) -> Span:
    """The span without spaces at its edges; where that leaves nothing, with what is around it."""
    piece = text[start:end]
    if piece.strip():
        return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())
    return (start, end) if piece else (max(0, start - 1), min(len(text), end + 1))
