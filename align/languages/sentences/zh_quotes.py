"""Which quotes and brackets are open at a place in a Chinese text.

Straight quotes count as open and closed by turns, a closing quote may be set apart by a space, and
“…" or "…” are pairs, too: all of that stands in real pages.
"""

import re
from dataclasses import dataclass, field

from align.languages.characters import HAN

STOPS = "。！？｡!?…．."
PARTNER = dict(zip("”’」』）)》〉", "“‘「『（（《〈", strict=True))
MATE = {"(": "（", "＂": '"'}  # half and full width pair with each other
_DOUBLE = ("“", '"')
_LONE = tuple("。！？…")  # marks that belong to what precedes even behind a space
_SPEECH_LEAD = re.compile(r"[：:，,]\s*\Z")
_HAN = re.compile(rf"[{HAN}]")
# Brackets and titles further back than this are taken for unclosed.
REACH = 80


@dataclass
class Open:
    """A quote or bracket that is open: where, and in what kind of place it was opened."""

    at: int
    leads: bool  # after a colon or a comma: the speaker has been named
    first: bool  # at the start of the sentence


@dataclass
class State:
    """How far the scan of ``text`` has come."""

    text: str
    start: int = 0  # of the current sentence
    ends: list[int] = field(default_factory=list)
    open: dict[str, Open] = field(default_factory=dict)

    def end(self, at: int) -> None:
        self.ends.append(at)
        self.start = at

    def opening(self, kind: str, at: int) -> None:
        before = self.text[max(self.start, at - 4) : at]
        first = at - self.start <= 4 and not before.strip(" \t　\n\r\"'“‘「『（(")
        self.open[kind] = Open(at, bool(_SPEECH_LEAD.search(before)), first)

    def inside(self, kind: str, at: int) -> bool:
        """Whether a bracket of this kind, opened within the sentence, is open and not far back."""
        o = self.open.get(kind)
        return (
            o is not None
            and not (o.first or (o.leads and kind not in "（《〈"))
            and self.start <= o.at
            and at - o.at <= REACH
        )


def take_straight(state: State, at: int) -> None:
    """A straight quote: it opens and closes by turns. One between letters is an apostrophe."""
    text = state.text
    kind = MATE.get(text[at], text[at])
    if kind == "'" and text[at - 1 : at].isalnum() and text[at + 1 : at + 2].isalnum():
        return
    if kind in state.open:
        del state.open[kind]
    else:
        state.opening(kind, at)


def take_closers(state: State, at: int) -> tuple[int, list[tuple[str, Open | None]]]:
    """Take what closes behind a stop, with further stops (”。); what was closed, inner first."""
    text, closed = state.text, []
    while at < len(text):
        char = text[at]
        kind = PARTNER.get(char) or (MATE.get(char, char) if char in "\"'＂" else "")
        if char == "“" and "“" in state.open and not _HAN.match(text, at + 1):
            kind = "“"  # an opening quote typed for a closing one
        elif kind in _DOUBLE and kind not in state.open:
            kind = next((k for k in _DOUBLE if k in state.open), kind)  # “…" and "…”
        if kind and (char in PARTNER or kind in state.open):
            closed.append((kind, state.open.pop(kind, None)))
            at += 1
        elif char in STOPS:
            if char in ".．" and text[at + 1 : at + 2].isalnum():
                break
            at += 1
        elif char in " \t　":
            # A closing quote set apart by spaces, if one is open at all; a trailing ……
            j = at
            while j < len(text) and text[j] in " \t　":
                j += 1
            if text[j : j + 1] not in _LONE and PARTNER.get(text[j : j + 1]) not in state.open:
                break
            at = j
        else:
            break
    return at, closed
