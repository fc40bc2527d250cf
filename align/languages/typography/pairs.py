"""Brackets and quotation marks of both languages: which belong together, which stand alone."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

#: Closing brackets and their opening ones; each width is a kind of its own.
BRACKETS: Mapping[str, str] = MappingProxyType(
    dict(zip(")）]］}｝》〉】〕", "(（[［{｛《〈【〔", strict=True))
)
#: Full-width opening brackets and the half-width ones of the same shape.
SHAPES: Mapping[str, str] = MappingProxyType(dict(zip("（［｛", "([{", strict=True)))
#: Closing quotation marks and their opening ones.
QUOTES: Mapping[str, str] = MappingProxyType(dict(zip("”」』»", "“「『«", strict=True)))

#: The opening brackets of one shape, by the half-width one.
_ALIKE = {narrow: (wide, narrow) for wide, narrow in SHAPES.items()}
_BRACKET = re.compile(r"[()（）\[\]［］{}｛｝《》〈〉【】〔〕]")
_ASCII_BRACKETS = frozenset("()[]{}")
_STRAIGHT = frozenset('"＂')
_QUOTE = re.compile(r"[“”\"＂「」『』«»]")
# a) 1) iv) before the text of a list item.
_ITEM = re.compile(
    r"(?:^|\s|(?<!\d)[，。；：、,.;:]|[）！？])(?:[A-Za-z]|\d{1,3}|[ivx]{1,5}|[一二三四五六七八九十]{1,3})\Z"
)
# The text after such a mark.
_ITEM_GOES_ON = re.compile(r"\s*(?:[\w“\"'‘《「(（\[*`$-]|\Z)")
#: Characters of the longest emoticon before its bracket.
_FACE = 3
_EMOTICON = re.compile(r"[:;=][-o^']?\Z|8-\Z|[\^T][_-]\^?\Z")
# A full-width colon is one as well where nothing that a bracket could hold follows.
_WIDE_EMOTICON = re.compile(r"：[)）(（](?=\s|[，。！？~～…”」]|\Z)")
# 12" and 6'2": the mark of inches closes nothing.
_INCHES = re.compile(r"\d\Z")
_WORD = re.compile(r"\w")
# [0, 1), (a, b]: half-open intervals, whose brackets are a pair.
_BOUND = r"\s*[-+−]?[A-Za-z0-9_.∞π]{1,12}\s*"
_INTERVAL = re.compile(rf"\[{_BOUND}[,，]{_BOUND}\)|\({_BOUND}[,，]{_BOUND}\]")


class Loose(NamedTuple):
    """A bracket or quotation mark without a partner, or with one of another kind.

    ``opens``: it is an opening mark that is not closed. ``partner`` is the offset of a partner of
    another kind, -1 if there is none. ``item``: it may be the mark of a list item (``a)``), which
    needs no partner.
    """

    at: int
    text: str
    opens: bool
    partner: int = -1
    item: bool = False

    @property
    def kind(self) -> str:
        """The opening mark of such a pair, half-width if it exists in two widths."""
        opener = BRACKETS.get(self.text) or QUOTES.get(self.text, self.text)
        return SHAPES.get(opener, opener)


class PairedMarks(NamedTuple):
    """The brackets or quotation marks of a text: pairs as (kind, start, end), and loose marks."""

    closed: tuple[tuple[str, int, int], ...]
    loose: tuple[Loose, ...]


NO_PAIRS = PairedMarks((), ())


class _Scan:
    """The marks that are open at a place in a text, and the pairs and loose marks before it."""

    def __init__(self) -> None:
        self.open: list[tuple[int, str]] = []
        self._depths: dict[str, list[int]] = {}
        self.closed: list[tuple[str, int, int]] = []
        self.loose: list[Loose] = []

    @property
    def innermost(self) -> str:
        """The mark that was opened last; empty if none is open."""
        return self.open[-1][1] if self.open else ""

    def begin(self, at: int, char: str) -> None:
        """Record an opening mark."""
        self._depths.setdefault(char, []).append(len(self.open))
        self.open.append((at, char))

    def depth(self, *openers: str) -> int:
        """Return the index of the innermost open mark that is one of these; -1 if there is none."""
        found = (self._depths.get(opener) for opener in openers)
        return max((depths[-1] for depths in found if depths), default=-1)

    def _end(self) -> tuple[int, str]:
        opened = self.open.pop()
        self._depths[opened[1]].pop()
        return opened

    def close(self, kind: str, at: int) -> None:
        """Pair the innermost mark with the one at ``at``."""
        self.closed.append((kind, self._end()[0], at + 1))

    def close_wrongly(self, at: int) -> None:
        """Record that the mark at ``at`` closes the innermost one, which is of another kind."""
        opened, opener = self._end()
        self.loose.append(Loose(opened, opener, True, at))

    def abandon(self, depth: int) -> None:
        """Record all open marks from a depth on as not closed."""
        self.loose += (Loose(at, char, True) for at, char in self.open[depth:])
        while len(self.open) > depth:
            self._end()


def brackets(text: str) -> PairedMarks:
    """Pair the brackets of a text. Emoticons have none, if the others are in pairs.

    >>> brackets("中心（CQC)成立 :)").loose
    (Loose(at=2, text='（', opens=True, partner=6, item=False),)
    >>> brackets("(a (b)").loose
    (Loose(at=0, text='(', opens=True, partner=-1, item=False),)
    >>> brackets("He left (so sad :( ) early.").loose, brackets("Done (at last :)").loose
    ((), ())
    >>> brackets("a number in [0, 1).").loose
    ()
    """
    if text.isascii() and not _ASCII_BRACKETS & set(text):  # the commonest case, cheaply
        return NO_PAIRS
    found = _brackets(text)
    if found.loose and any(_is_face(text, at) for at in _places(text)):
        bare = _brackets(text, faces=False)
        return bare if len(bare.loose) <= len(found.loose) else found
    return found


def _places(text: str) -> Iterator[int]:
    return (m.start() for m in _BRACKET.finditer(text))


def _is_face(text: str, at: int) -> bool:
    """Whether a bracket is the mouth of an emoticon."""
    return text[at] in "()（）" and (
        _EMOTICON.search(text, max(0, at - _FACE), at) is not None
        or _WIDE_EMOTICON.match(text, max(0, at - 1)) is not None
    )


def _brackets(text: str, *, faces: bool = True) -> PairedMarks:
    """Pair the brackets of a text, those of emoticons included or not."""
    scan = _Scan()
    ends = {at for m in _INTERVAL.finditer(text) for at in (m.start(), m.end() - 1)}
    for m in _BRACKET.finditer(text):
        at, char = m.start(), m[0]
        if at in ends or (not faces and _is_face(text, at)):
            continue
        mate = BRACKETS.get(char)
        if mate is None:
            scan.begin(at, char)
        elif scan.innermost == mate:
            scan.close(_shape(mate), at)
        else:
            _close_bracket(scan, text, at, mate)
    scan.abandon(0)
    return _paired(
        scan.closed, (o for o in scan.loose if o.partner >= 0 or not _is_face(text, o.at))
    )


def _paired(closed: list[tuple[str, int, int]], loose: Iterable[Loose]) -> PairedMarks:
    found = PairedMarks(tuple(closed), tuple(sorted(loose)))
    return found if found != NO_PAIRS else NO_PAIRS


def _close_bracket(scan: _Scan, text: str, at: int, mate: str) -> None:
    """Handle a closing bracket whose mate is not the innermost open one."""
    same = scan.depth(mate)
    similar = scan.depth(*_ALIKE.get(_shape(mate), (mate,)))
    if similar > same:  # the nearer one has the same shape in another width
        scan.abandon(similar + 1)
        scan.close_wrongly(at)
    elif same >= 0:
        scan.abandon(same + 1)
        scan.close(_shape(mate), at)
    else:
        scan.loose.append(Loose(at, text[at], False, item=_closes_item(text, at)))


def _closes_item(text: str, at: int) -> bool:
    """Whether a closing bracket is the mark of a list item, ``a)``."""
    return (
        text[at] in ")）"
        and bool(_ITEM.search(text[max(0, at - 6) : at]))
        and bool(_ITEM_GOES_ON.match(text, at + 1))
    )


def quotes(text: str) -> PairedMarks:
    """Pair the double quotation marks and corner brackets of a text. Inch signs are ignored.

    Single quotation marks are left out: they cannot be told from apostrophes.

    >>> quotes("他说：“好。").loose
    (Loose(at=3, text='“', opens=True, partner=-1, item=False),)
    >>> quotes('a 12" disc called "X"').loose
    ()
    """
    if text.isascii() and '"' not in text:  # the commonest case, cheaply
        return NO_PAIRS
    scan = _Scan()
    odd = sum(map(text.count, _STRAIGHT)) % 2 == 1
    for m in _QUOTE.finditer(text):
        at, char = m.start(), m[0]
        mate = QUOTES.get(char)
        if char in _STRAIGHT:
            if odd and text[at - 1 : at] == "\\":
                continue  # a text about the mark itself
            odd = _take_straight(scan, text, at, odd)
        elif mate is None:
            scan.begin(at, char)
        else:
            _close_quote(scan, char, at, mate)
    scan.abandon(0)
    return _paired(scan.closed, scan.loose)


def _take_straight(scan: _Scan, text: str, at: int, odd: bool) -> bool:
    """Handle a straight quotation mark; return whether the number of those to pair is still odd."""
    char = text[at]
    if scan.innermost == char:
        scan.close(char, at)
    elif odd and _INCHES.search(text, max(0, at - 1), at):
        return False
    elif odd and scan.innermost == "“":
        scan.close_wrongly(at)
    elif odd and not scan.open and _looks_closing(text, at):
        scan.loose.append(Loose(at, char, False))
        return False
    else:
        scan.begin(at, char)
    return odd


def _close_quote(scan: _Scan, char: str, at: int, mate: str) -> None:
    """Handle a closing quotation mark."""
    depth = scan.depth(mate)
    if mate == "“" and scan.innermost in _STRAIGHT:
        scan.close_wrongly(at)
    elif depth >= 0:
        scan.abandon(depth + 1)
        scan.close(mate, at)
    else:
        scan.loose.append(Loose(at, char, False))


def may_go_on(text: str, mark: Loose) -> bool:
    """Whether a loose quotation mark may belong to speech that continues in other segments.

    Speech opens at the start or after a mark, and closes after a mark or at the end; a single word
    in quotation marks does so within a sentence.

    >>> [may_go_on(text, quotes(text).loose[0]) for text in ("共建“丝路的贡献", "他说：“好。")]
    [False, True]
    """
    before = _last(text, mark.at)
    if mark.opens:
        return not before or not _WORD.match(before) or _goes_on_upper(text, mark.at + 1)
    return not _WORD.match(before) or _end_of_words(text) <= mark.at + 1


def _last(text: str, end: int) -> str:
    """The last character before a place that is no white space; empty if there is none."""
    while end and text[end - 1].isspace():
        end -= 1
    return text[end - 1] if end else ""


def _goes_on_upper(text: str, start: int) -> bool:
    while text[start : start + 1].isspace():
        start += 1
    return text[start : start + 1].isupper()


@lru_cache(maxsize=2)
def _end_of_words(text: str) -> int:
    """The offset after the last letter or digit."""
    return next((n for n in range(len(text), 0, -1) if _WORD.match(text[n - 1])), 0)


def _shape(opener: str) -> str:
    return SHAPES.get(opener, opener)


def _looks_closing(text: str, at: int) -> bool:
    """Whether a straight quotation mark looks like a closing one: text before it, none after."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return (bool(before.strip()) and not (after and _WORD.match(after))) or at == len(text) - 1
