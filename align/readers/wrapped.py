"""Joins lines that a program wrapped at a fixed width to paragraphs."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from itertools import pairwise

from align.languages.characters import WIDE

_WIDE = re.compile(f"[{WIDE}]")
_CHINESE_MARK = re.compile(r"[\u3000-\u303f\ufe30-\ufe4f\uff00-\uffef]")
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)+|[^\W\d_]{3,}")
_BROKEN = re.compile(r"(?P<left>[^\W\d_][^\W_]*(?:[-\u2010'’][^\W_]+)*)[-\u2010]$")
_RIGHT = re.compile(r"[^\W_]+(?:[-\u2010'’][^\W_]+)*")
# A dash or slash without a space before it has none after it either.
_CLOSE = re.compile(r"(?:\S[—–/]|\w--|\d[-\u2010])$")
# First parts of words that far more often have a hyphen of their own than are the half of a word.
_HYPHENATED = frozenset(
    "anti co cross first fourth full large long mid multi non one post pre quasi second self "
    "semi small so state third three two four five six seven eight nine ten twenty thirty well "
    "world zero".split()
)
# These are written without a hyphen as often as not: a long second part decides for one.
_PREFIXES = frozenset("anti co mid multi non post pre semi".split())

# Widths at which texts are wrapped, in columns (a Chinese character takes two).
_NARROWEST, _WIDEST = 30, 130
#: A text counts as wrapped if at least this many lines are full, …
_FULL_LINES = 3
# … this share of those that have a line after them, …
_FULL_SHARE = 0.75
# … and at most this share of all lines is longer than that.
_LONGER_SHARE = 0.05
# Least length of a line that may have been wrapped, as a share of the width.
_RAGGED = 0.6
_SAMPLE = 3000  # lines: enough to find the width

_FIRST = re.compile(rf"[{WIDE}][，。、；：？！”’）》」』】…]*|[^\s{WIDE}]+")
_HANGING = re.compile(r"[，。、；：？！”’）》」』】…]{1,3}$")
_SENTENCE_END = re.compile(r"[.!?。！？；;:：…][\"'”’」』）)\]]*$")
_MARK_INSIDE = re.compile(r"[，。、；：？！,.;].")
_ITEM = re.compile(
    r"\s*(?:[-*+•·●○■□◆▪–—]\s|>|\|"
    r"|[(（]?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5}|[一二三四五六七八九十]{1,3})[.)）、．:：](?!\d))"
)


def unwrap(lines: Sequence[str]) -> list[tuple[int, str]]:
    """Return the paragraphs of a wrapped text, each with the index of its first line.

    A text that is not wrapped is returned line by line, unchanged and without empty lines. A text
    is wrapped if hardly a line has room for the first word of the next. Only such lines are joined
    to the next; shorter lines, list items and indented lines remain separate.

    >>> unwrap(["CQC was founded in 2002. Its main", "office is in Beijing, and it has",
    ...         "forty branches in China and four", "abroad.", "", "It certifies products."])[1]
    (5, 'It certifies products.')
    >>> unwrap(["One line.", "  Another."])
    [(0, 'One line.'), (1, '  Another.')]
    """
    fit = _find_fit(lines[:_SAMPLE])
    if fit is None:
        return [(i, line) for i, line in enumerate(lines) if line.strip()]
    words = words_of("\n".join(lines))
    return [
        (start, join_lines(lines[start:end], words) if end > start + 1 else lines[start])
        for start, end in _paragraphs(lines, fit)
    ]


def _paragraphs(lines: Sequence[str], fit: "_Fit") -> Iterator[tuple[int, int]]:
    start = 0
    for i, line in enumerate(lines):
        if not line.strip():
            start = i + 1
        elif i + 1 == len(lines) or not fit.joins(line, lines[i + 1], lines[start]):
            yield start, i + 1
            start = i + 1


class _Fit:
    """A width, how it is measured, and the indent that all lines have."""

    def __init__(self, width: int, measure: Callable[[str], int], margin: int) -> None:
        self.width = width
        self.measure = measure
        self.margin = margin

    def full(self, line: str, following: str) -> bool:
        """Whether the line has no room for the first word of the next."""
        first = _FIRST.match(following.lstrip())
        line = line.rstrip()
        # marks that must not begin a line may hang into the margin
        if not first or self.measure(_HANGING.sub("", line)) > self.width:
            return False
        chinese = bool(_WIDE.match(first.group()))
        room = self.width - self.measure(line) - (not chinese)
        # a hyphenated part may fill the line; a mark that must not begin a line pulls one down
        slack = 12 if _BROKEN.search(line[-80:]) else 2 * chinese
        return room < self.measure(first.group()) + slack

    def joins(self, line: str, following: str, first: str) -> bool:
        """Whether the next line continues the paragraph whose first line is ``first``."""
        if not _follows(first, line, following, self.margin):
            return False
        return self.full(line, following) or (
            following.lstrip()[0].islower()
            and not _SENTENCE_END.search(line.rstrip())
            and _RAGGED * self.width <= self.measure(line.rstrip()) <= self.width
        )


def _follows(first: str, line: str, following: str, margin: int) -> bool:
    """Whether a line may have been wrapped: no empty line, list item or indent follows.

    ``first`` is the first line of the paragraph: the further lines of a list item are indented.
    """
    if max(len(line), len(following)) > 4 * _WIDEST:  # too long to be wrapped
        return False
    if not line.strip() or not following.strip() or _ITEM.match(following):
        return False
    if line.lstrip().startswith((">", "|")) or "\t" in line.strip():
        return False
    return _indent(following) <= margin or bool(_ITEM.match(first))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _columns(text: str, wide: str = "WF") -> int:
    text = text[: 4 * _WIDEST]
    return len(text) + sum(unicodedata.east_asian_width(c) in wide for c in text)


#: In columns, with quotation marks of one or, as in Chinese fonts, of two; in characters.
_MEASURES: tuple[Callable[[str], int], ...] = (_columns, partial(_columns, wide="WFA"), len)


def _find_fit(lines: Sequence[str]) -> _Fit | None:
    """Find the width at which a text is wrapped, if it is."""
    filled = [line.rstrip() for line in lines if line.strip()]
    margin = min(map(_indent, filled), default=0)
    seams = [(a, b) for a, b in pairwise(lines) if _follows(a, a, b, margin)]
    if len(seams) < _FULL_LINES:
        return None
    fits = []
    for measure in _MEASURES:
        widths = sorted(map(measure, filled))
        # few lines are longer, so the width is among those of the longest
        longest = widths[int(len(widths) * (1 - _LONGER_SHARE)) - 1 :]
        for width in {w for w in longest if _NARROWEST <= w <= _WIDEST}:
            fit = _Fit(width, measure, margin)
            if full := _full_lines(seams, fit):
                fits.append((full, -width, fit))
    return max(fits, key=lambda found: found[:2])[2] if fits else None


def _full_lines(seams: Sequence[tuple[str, str]], fit: _Fit) -> int:
    """Count the lines that were wrapped at the width; 0 for verses, lists and addresses."""
    full = [(a.rstrip(), b.lstrip()) for a, b in seams if fit.full(a, b)]
    # headings, addresses, and the last lines of paragraphs, which end a sentence, are short
    long = [a.rstrip() for a, _ in seams if fit.measure(a.rstrip()) >= _RAGGED * fit.width]
    open_ = [a for a in long if not _SENTENCE_END.search(a)]
    if len(full) < max(_FULL_LINES, _FULL_SHARE * max(len(open_), len(long) / 2)):
        return 0
    ends = sum(bool(_SENTENCE_END.search(a)) for a, _ in full)
    goes_on = sum(b[0].islower() or b[0].isdigit() or bool(_WIDE.match(b)) for _, b in full)
    marks = sum(bool(_MARK_INSIDE.search(a)) for a, _ in full)
    prose = 3 * ends < len(full) and 2 * goes_on > len(full) and 4 * marks >= len(full)
    return len(full) if prose else 0


def words_of(text: str) -> frozenset[str]:
    """Return the words of a text in lower case, compounds with hyphens, for :func:`join_lines`.

    >>> sorted(words_of("The state-of-the-art laboratory"))
    ['laboratory', 'state-of-the-art', 'the']
    """
    return frozenset(w.group().lower().replace("\u2010", "-") for w in _WORD.finditer(text))


def join_lines(lines: Sequence[str], words: Collection[str] = ()) -> str:
    """Join the lines of a paragraph to one line.

    English is joined with a space and Chinese with nothing; where the two meet, the script of the
    paragraph decides. A hyphen at the end of a line is removed unless it belongs to the word:
    because ``words`` (those of the document, see :func:`words_of`) has the form with the hyphen and
    not the one without, because the word has another hyphen (``state-of-`` / ``the-art``), because
    a capital or a digit follows, or because of a first part like ``well-`` or ``self-``.

    >>> join_lines(["CQC is an inter-", "national body for well-", "known marks."])
    'CQC is an international body for well-known marks.'
    >>> join_lines(["中国质量认证中心颁发了", "60 000张证书。"])
    '中国质量认证中心颁发了60 000张证书。'
    """
    pieces = [line.strip() for line in lines if line.strip()]
    chinese = 2 * sum(len(_WIDE.findall(p)) for p in pieces) > sum(map(len, pieces)) / 2
    text = ""
    for piece in pieces:
        text = _joined(text, piece, chinese, words) if text else piece
    return text


def _joined(left: str, right: str, chinese: bool, words: Collection[str]) -> str:
    if left.endswith("\u00ad"):
        return left[:-1] + right
    if broken := _BROKEN.search(left[-80:]):
        return _joined_at_hyphen(left, right, broken["left"], words)
    return left + ("" if _close(left, right, chinese) else " ") + right


def _close(left: str, right: str, chinese: bool) -> bool:
    """Whether two lines are joined without a space."""
    a, b = left[-1], right[0]
    wide = bool(_WIDE.match(a)) + bool(_WIDE.match(b))
    if wide == 2 or _CHINESE_MARK.match(a) or _CHINESE_MARK.match(b):
        return True
    if wide:
        return chinese
    if chinese and not (a.isascii() and b.isascii()) and not (a.isalnum() and b.isalnum()):
        return True  # quotes and dashes that both scripts use
    return bool(_CLOSE.search(left[-3:]))


def _joined_at_hyphen(left: str, right: str, half: str, words: Collection[str]) -> str:
    """Join two halves of a word, or two words with a hyphen."""
    found = _RIGHT.match(right)
    other = found.group() if found else ""
    if other in ("and", "or", "to"):  # short- and long-term
        return f"{left} {right}"
    if not other or not other[0].islower() or _keeps_hyphen(half.lower(), other.lower(), words):
        return left + right
    return left[:-1] + right


def _keeps_hyphen(half: str, other: str, words: Collection[str]) -> bool:
    if half + other in words:
        return False
    if f"{half}-{other}" in words or "-" in half or "-" in other:
        return True
    return half in _HYPHENATED and (half not in _PREFIXES or len(other) > 6)
