"""Brackets, quotation marks and end marks of both languages: what belongs to what."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

#: Closing brackets and what opens them; each width is a kind of its own.
BRACKETS: Mapping[str, str] = MappingProxyType(
    dict(zip(")）]］}｝》〉】〕", "(（[［{｛《〈【〔", strict=True))
)
#: Brackets of one shape in two widths.
SHAPES: Mapping[str, str] = MappingProxyType(dict(zip("（［｛", "([{", strict=True)))
#: Closing quotation marks and what opens them.
QUOTES: Mapping[str, str] = MappingProxyType(dict(zip("”」』»", "“「『«", strict=True)))

_BRACKET = re.compile(r"[()（）\[\]［］{}｛｝《》〈〉【】〔〕]")
_ASCII_BRACKETS = frozenset("()[]{}")
_QUOTE = re.compile(r"[“”\"＂「」『』«»]")
# a) 1) iv) before the words of an item, and emoticons: :) ;-)
_ITEM = re.compile(
    r"(?:^|\s|(?<!\d)[，。；：、,.;:]|[）！？])(?:[A-Za-z]|\d{1,3}|[ivx]{1,5}|[一二三四五六七八九十]{1,3})\Z"
)
# Behind the mark of an item its words follow.
_ITEM_GOES_ON = re.compile(r"\s*(?:[\w“\"'‘《「(（\[*`$-]|\Z)")
_EMOTICON = re.compile(r"[:;=][-o^]?\Z|8-\Z|[\^T][_-]\^?\Z")
# 12" and 6'2": inches; the mark closes nothing.
_INCHES = re.compile(r"\d\Z")
_WORD = re.compile(r"\w")


class Loose(NamedTuple):
    """A bracket or quotation mark that stands alone, or that is closed by one of another kind.

    ``opens``: it opens and is not closed; ``partner``: where its partner of another kind stands,
    -1 where it has none; ``kind``: what opens such a pair, in whatever width. ``item``: it may be
    the mark of an item (``a)``) and complete without a partner.
    """

    at: int
    text: str
    opens: bool
    partner: int = -1
    item: bool = False

    @property
    def kind(self) -> str:
        opener = BRACKETS.get(self.text) or QUOTES.get(self.text, self.text)
        return SHAPES.get(opener, opener)


class PairedMarks(NamedTuple):
    """The brackets or quotation marks of a text: pairs (kind, start, end), and what is loose."""

    closed: tuple[tuple[str, int, int], ...]
    loose: tuple[Loose, ...]


NO_PAIRS = PairedMarks((), ())


def brackets(text: str) -> PairedMarks:
    """Brackets of a text. Emoticons are none.

    >>> brackets("中心（CQC)成立 :)").loose
    (Loose(at=2, text='（', opens=True, partner=6, item=False),)
    >>> brackets("(a (b)").loose
    (Loose(at=0, text='(', opens=True, partner=-1, item=False),)
    """
    if text.isascii() and not _ASCII_BRACKETS & set(text):  # the commonest case, cheaply
        return NO_PAIRS
    marks = list(_BRACKET.finditer(text))
    if not marks:
        return NO_PAIRS
    stack: list[tuple[int, str]] = []
    closed: list[tuple[str, int, int]] = []
    loose: list[Loose] = []
    for m in marks:
        at, char = m.start(), m[0]
        mate = BRACKETS.get(char)
        if mate is None:
            stack.append((at, char))
            continue
        if stack and stack[-1][1] == mate:
            closed.append((_shape(mate), stack.pop()[0], at + 1))
            continue
        depth = next((d for d in range(len(stack) - 1, -1, -1) if stack[d][1] == mate), -1)
        other = next(
            (d for d in range(len(stack) - 1, -1, -1) if _shape(stack[d][1]) == _shape(mate)), -1
        )
        if other > depth:  # the nearer one is of the same shape and another width
            opened, opener = stack[other]
            loose.append(Loose(opened, opener, True, at))
            loose += (Loose(a, c, True) for a, c in stack[other + 1 :])
            del stack[other:]
        elif depth >= 0:
            loose += (Loose(a, c, True) for a, c in stack[depth + 1 :])
            closed.append((_shape(mate), stack[depth][0], at + 1))
            del stack[depth:]
        else:
            item = (
                char in ")）"
                and bool(_ITEM.search(text[max(0, at - 6) : at]))
                and bool(_ITEM_GOES_ON.match(text, at + 1))
            )
            loose.append(Loose(at, char, False, item=item))
    loose += (Loose(a, c, True) for a, c in stack)
    kept = (o for o in loose if o.partner >= 0 or not _EMOTICON.search(text, 0, o.at))
    return PairedMarks(tuple(closed), tuple(sorted(kept)))


def quotes(text: str) -> PairedMarks:
    """Double quotation marks of a text, and corner brackets. Inches are none.

    Single marks are left out: they cannot be told from apostrophes.

    >>> quotes("他说：“好。").loose
    (Loose(at=3, text='“', opens=True, partner=-1, item=False),)
    >>> quotes('a 12" disc called "X"').loose
    ()
    """
    if text.isascii() and '"' not in text:  # the commonest case, cheaply
        return NO_PAIRS
    marks = list(_QUOTE.finditer(text))
    if not marks:
        return NO_PAIRS
    stack: list[tuple[int, str]] = []
    closed: list[tuple[str, int, int]] = []
    loose: list[Loose] = []
    straight = text.count('"') + text.count("＂")
    for m in marks:
        at, char = m.start(), m[0]
        mate = QUOTES.get(char)
        if char in '"＂':
            if stack and stack[-1][1] == char:
                closed.append((char, stack.pop()[0], at + 1))
            elif straight % 2 and _INCHES.search(text, 0, at):
                straight -= 1
            elif stack and stack[-1][1] == "“" and straight % 2:
                loose.append(Loose(stack.pop()[0], "“", True, at))
            elif straight % 2 and not stack and _closes(text, at):
                straight -= 1
                loose.append(Loose(at, char, False))
            else:
                stack.append((at, char))
        elif mate is None:
            stack.append((at, char))
        elif stack and stack[-1][1] == mate:
            closed.append((mate, stack.pop()[0], at + 1))
        elif stack and mate == "“" and stack[-1][1] in '"＂':
            opened, opener = stack.pop()
            loose.append(Loose(opened, opener, True, at))
        elif any(opener == mate for _, opener in stack):
            while stack[-1][1] != mate:
                loose.append(Loose(*stack.pop(), True))
            closed.append((mate, stack.pop()[0], at + 1))
        else:
            loose.append(Loose(at, char, False))
    loose += (Loose(a, c, True) for a, c in stack)
    return PairedMarks(tuple(closed), tuple(sorted(loose)))


def may_go_on(text: str, mark: Loose) -> bool:
    """Whether a lone quotation mark may belong to speech that other segments begin or end.

    Speech opens at a start or behind a mark and closes behind a mark or at an end; a word
    in quotation marks stands within a sentence.

    >>> [may_go_on(text, quotes(text).loose[0]) for text in ("共建“丝路的贡献", "他说：“好。")]
    [False, True]
    """
    before, after = text[: mark.at].rstrip(), text[mark.at + 1 :].lstrip()
    if mark.opens:
        return not before or not _WORD.match(before[-1]) or after[:1].isupper()
    return not _WORD.search(after) or not _WORD.match(before[-1:])


def _shape(opener: str) -> str:
    return SHAPES.get(opener, opener)


def _closes(text: str, at: int) -> bool:
    """Whether a lone straight quote looks like a closing one: something before it, not behind."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return (bool(before.strip()) and not (after and _WORD.match(after))) or at == len(text) - 1
