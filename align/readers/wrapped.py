"""Lines that a program broke at a width, made paragraphs again."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from itertools import pairwise

# Han, kana, CJK punctuation, full-width forms: between two of these no space belongs.
_WIDE = r"\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
_CJK = re.compile(f"[{_WIDE}]")
_CHINESE_MARK = re.compile(r"[\u3000-\u303f\ufe30-\ufe4f\uff00-\uffef]")
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)+|[^\W\d_]{3,}")
_BROKEN = re.compile(r"(?P<left>[^\W\d_][^\W_]*(?:[-\u2010'’][^\W_]+)*)[-\u2010]$")
_RIGHT = re.compile(r"[^\W_]+(?:[-\u2010'’][^\W_]+)*")
# A dash or slash without a space before it: what follows stands close, too.
_CLOSE = re.compile(r"(?:\S[—–/]|\w--|\d[-\u2010])$")
# Words that are joined to the next by a hyphen far more often than they are half a word.
_HYPHENATED = frozenset(
    "anti co cross first fourth full large long mid multi non one post pre quasi second self "
    "semi small so state third three two four five six seven eight nine ten twenty thirty well "
    "world zero".split()
)
# Of these, what stays whole needs no hyphen as often as not: a long second half decides.
_PREFIXES = frozenset("anti co mid multi non post pre semi".split())


# Widths at which texts are broken, in columns (a Chinese character takes two).
_NARROWEST, _WIDEST = 30, 130
#: So many lines must be full before a text counts as broken, …
_FULL_LINES = 3
# … such a share of those that have a line after them, …
_FULL_SHARE = 0.75
# … and at most this share of all lines may be longer than that.
_LONGER_SHARE = 0.05
# A line that may have been broken for the width's sake is at least this part of it.
_RAGGED = 0.6
_LOOKED_AT = 3000  # lines: the width of a text shows soon

_FIRST = re.compile(rf"[{_WIDE}][，。、；：？！”’）》」』】…]*|[^\s{_WIDE}]+")
_HANGING = re.compile(r"[，。、；：？！”’）》」』】…]{1,3}$")
_SENTENCE_END = re.compile(r"[.!?。！？；;:：…][\"'”’」』）)\]]*$")
_MARK_INSIDE = re.compile(r"[，。、；：？！,.;].")
_ITEM = re.compile(
    r"\s*(?:[-*+•·●○■□◆▪–—]\s|>|\|"
    r"|[(（]?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5}|[一二三四五六七八九十]{1,3})[.)）、．:：](?!\d))"
)


def unwrap(lines: Sequence[str]) -> list[tuple[int, str]]:
    """The paragraphs of a text that was broken at a width, each with the index of its first line.

    A text that was not comes back line by line, every line as it is, without the empty ones. A text
    was broken when hardly a line could have taken the first word of the next one. Only such lines
    are joined with the next; a shorter one, a list item and an indented line stay apart.

    >>> unwrap(["CQC was founded in 2002. Its main", "office is in Beijing, and it has",
    ...         "forty branches in China and four", "abroad.", "", "It certifies products."])[1]
    (5, 'It certifies products.')
    >>> unwrap(["One line.", "  Another."])
    [(0, 'One line.'), (1, '  Another.')]
    """
    fit = _find_fit(lines[:_LOOKED_AT])
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
    """A width, how it is measured, and how far every line is indented."""

    def __init__(self, width: int, measure: Callable[[str], int], margin: int) -> None:
        self.width = width
        self.measure = measure
        self.margin = margin

    def full(self, line: str, following: str) -> bool:
        """Whether the line had no room for the first word of the next."""
        first = _FIRST.match(following.lstrip())
        line = line.rstrip()
        # marks that must not begin a line may hang over
        if not first or self.measure(_HANGING.sub("", line)) > self.width:
            return False
        chinese = bool(_CJK.match(first.group()))
        room = self.width - self.measure(line) - (not chinese)
        # a hyphen takes what fits; a mark that must not begin a line takes a character with it
        slack = 12 if _BROKEN.search(line[-80:]) else 2 * chinese
        return room < self.measure(first.group()) + slack

    def joins(self, line: str, following: str, first: str) -> bool:
        """Whether the next line goes on with the paragraph whose first line is ``first``."""
        if not _follows(first, line, following, self.margin):
            return False
        return self.full(line, following) or (
            following.lstrip()[0].islower()
            and not _SENTENCE_END.search(line.rstrip())
            and _RAGGED * self.width <= self.measure(line.rstrip()) <= self.width
        )


def _follows(first: str, line: str, following: str, margin: int) -> bool:
    """Whether nothing but its width need have broken a line: no empty line, item, indent after it.

    ``first`` is the first line of the paragraph: lines of a list item are indented, and go on.
    """
    if max(len(line), len(following)) > 4 * _WIDEST:  # and no time is lost on endless lines
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


#: By columns, where quotation marks take one or, as in Chinese fonts, two; by characters.
_MEASURES: tuple[Callable[[str], int], ...] = (_columns, partial(_columns, wide="WFA"), len)


def _find_fit(lines: Sequence[str]) -> _Fit | None:
    """The width at which a text was broken, if it was."""
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
    """How many lines are full for the width's sake; 0 for verses, lists and addresses."""
    full = [(a.rstrip(), b.lstrip()) for a, b in seams if fit.full(a, b)]
    # a heading or an address is short, and so is a paragraph's last line, which ends a sentence
    long = [a.rstrip() for a, _ in seams if fit.measure(a.rstrip()) >= _RAGGED * fit.width]
    open_ = [a for a in long if not _SENTENCE_END.search(a)]
    if len(full) < max(_FULL_LINES, _FULL_SHARE * max(len(open_), len(long) / 2)):
        return 0
    ends = sum(bool(_SENTENCE_END.search(a)) for a, _ in full)
    goes_on = sum(b[0].islower() or b[0].isdigit() or bool(_CJK.match(b)) for _, b in full)
    marks = sum(bool(_MARK_INSIDE.search(a)) for a, _ in full)
    prose = 3 * ends < len(full) and 2 * goes_on > len(full) and 4 * marks >= len(full)
    return len(full) if prose else 0


def words_of(text: str) -> frozenset[str]:
    """The words of a text in small letters, compounds with their hyphens: for :func:`join_lines`.

    >>> sorted(words_of("The state-of-the-art laboratory"))
    ['laboratory', 'state-of-the-art', 'the']
    """
    return frozenset(w.group().lower().replace("\u2010", "-") for w in _WORD.finditer(text))


def join_lines(lines: Sequence[str], words: Collection[str] = ()) -> str:
    """The lines of one paragraph as one line.

    English is joined with a space and Chinese with nothing; where the two meet, the paragraph's
    script decides. A word that a hyphen divides becomes whole, unless the hyphen is its own:
    because the hyphenated form is among ``words`` (those of the document, :func:`words_of`) and
    the whole one is not, because it has another hyphen (``state-of-`` / ``the-art``), because a
    capital or a digit follows, or because of a first part like ``well-`` or ``self-``.

    >>> join_lines(["CQC is an inter-", "national body for well-", "known marks."])
    'CQC is an international body for well-known marks.'
    >>> join_lines(["中国质量认证中心颁发了", "60 000张证书。"])
    '中国质量认证中心颁发了60 000张证书。'
    """
    pieces = [line.strip() for line in lines if line.strip()]
    chinese = 2 * sum(len(_CJK.findall(p)) for p in pieces) > sum(map(len, pieces)) / 2
    text = ""
    for piece in pieces:
        text = _joined(text, piece, chinese, words) if text else piece
    return text


def _joined(left: str, right: str, chinese: bool, words: Collection[str]) -> str:
    if left.endswith("\u00ad"):
        return left[:-1] + right
    if broken := _BROKEN.search(left[-80:]):
        return _mended(left, right, broken["left"], words)
    return left + ("" if _close(left, right, chinese) else " ") + right


def _close(left: str, right: str, chinese: bool) -> bool:
    """Whether two lines join with nothing between them."""
    a, b = left[-1], right[0]
    wide = bool(_CJK.match(a)) + bool(_CJK.match(b))
    if wide == 2 or _CHINESE_MARK.match(a) or _CHINESE_MARK.match(b):
        return True
    if wide:
        return chinese
    if chinese and not (a.isascii() and b.isascii()) and not (a.isalnum() and b.isalnum()):
        return True  # quotes and dashes that both scripts share
    return bool(_CLOSE.search(left[-3:]))


def _mended(left: str, right: str, half: str, words: Collection[str]) -> str:
    """Two halves of a word, or two words that have a hyphen."""
    found = _RIGHT.match(right)
    other = found.group() if found else ""
    if other in ("and", "or", "to"):  # short- and long-term
        return f"{left} {right}"
    if not other or not other[0].islower() or _own_hyphen(half.lower(), other.lower(), words):
        return left + right
    return left[:-1] + right


def _own_hyphen(half: str, other: str, words: Collection[str]) -> bool:
    if half + other in words:
        return False
    if f"{half}-{other}" in words or "-" in half or "-" in other:
        return True
    return half in _HYPHENATED and (half not in _PREFIXES or len(other) > 6)
