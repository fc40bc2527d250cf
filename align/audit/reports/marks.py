"""A text cut where its spans at fault begin and end, so that any format can show them."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from align.audit.engine.check import Span

#: What a terminal would obey, what changes the order of what follows, what is no character.
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)


class Piece(NamedTuple):
    """A part of a text, and whether it is at fault."""

    text: str
    marked: bool


def pieces(text: str, spans: Iterable[Span]) -> list[Piece]:
    """The text in pieces, which together are the text; empty ones are left out.

    >>> pieces("12 of 30", [(0, 2), (6, 8)])
    [Piece(text='12', marked=True), Piece(text=' of ', marked=False), Piece(text='30', marked=True)]

    Spans that overlap are one; what lies outside of the text is cut off.
    """
    found, end = [], 0
    for start, stop in sorted(spans):
        start, stop = max(start, end, 0), min(stop, len(text))
        if start >= stop:
            continue
        if start > end:
            found.append(Piece(text[end:start], False))
        elif found:  # they touch
            start -= len(found.pop().text)
        found.append(Piece(text[start:stop], True))
        end = stop
    if end < len(text):
        found.append(Piece(text[end:], False))
    return found


def shortened(text: str, spans: Iterable[Span], width: int) -> list[Piece]:
    """As :func:`pieces`, about ``width`` characters long: ``…`` stands for what is far from a span.

    >>> text = "The first of May " * 9 + "12 " + "and so on " * 9
    >>> "".join(piece.text for piece in shortened(text, [(153, 155)], 40))
    '…y The first of May 12 and so on and so o…'
    """
    spans = sorted(spans)
    if len(text) <= width:
        return pieces(text, spans)
    spans = spans[: max(1, width // 20)]  # so many that each keeps some of what is around it
    share = max(8, (width - sum(z - a for a, z in spans)) // (2 * len(spans) or 1))
    found: list[Piece] = []
    end = 0
    for start, stop in spans or [(0, width - share)]:
        stop = min(stop + share, max(start, end) + width, len(text))
        start = max(start - share, end)
        if start >= stop:
            continue
        if start > end:
            found.append(Piece("…", False))
        found += pieces(text[start:stop], [(a - start, z - start) for a, z in spans])
        end = stop
    return [*found, Piece("…", False)] if end < len(text) else found


def seen(text: str) -> str:
    r"""The text with a visible sign for each character that steers terminals or the direction.

    Each character stays one, so spans still fit.

    >>> seen("a\x1b[31m\tb\u202ec")
    'a␛[31m␉b�c'
    """
    return text if text.isprintable() else _UNSEEN.sub(_sign, text)


def _sign(match: re.Match[str]) -> str:
    code = ord(match[0])
    return chr(0x2400 + code) if code < 0x20 else "\u2421" if code == 0x7F else "\ufffd"
