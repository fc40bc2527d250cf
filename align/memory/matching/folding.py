"""Folds texts, so that an exact search does not depend on how they were typed.

Case, width, runs of spaces, the shapes of quotation marks, apostrophes, dashes and ellipses, and
characters that nobody sees make no difference.
"""

import re
import unicodedata
from typing import NamedTuple

from align.languages.characters import HAN

Span = tuple[int, int]

#: Single and double, straight, curly, angle and corner ones, primes and grave accents.
_QUOTES = "\"'`´ʹʺʻʼʽˈ‘’‚‛“”„‟′″‴‵‶‹›«»「」『』〝〞〟﹁﹂﹃﹄"
#: Hyphens, dashes, the minus sign, and the line that Chinese keyboards type as a dash.
_DASHES = "-‐‑‒–—―⁃−⸺⸻─━﹘﹣－"
_DOTS = "…⋯‥"
#: Soft hyphens, zero-width characters, marks of direction, variation selectors.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]"
)
_MARKS = r"\u0300-\u036f"
_MARKED = re.compile(rf"[^{_MARKS}][{_MARKS}]+")
#: A run that becomes one character: spaces, dashes, or the dots of an ellipsis.
_RUN = re.compile(r" {2,}|-{2,}|(?:\.{3,}|…|。{2,})+")
_HAN = re.compile(rf"[{HAN}]")


class _Table(dict[int, "int | None"]):
    """Character → folded character, None for an invisible one; computed once each."""

    def __init__(self, *, case: bool) -> None:
        super().__init__()
        self._case = case

    def __missing__(self, number: int) -> int | None:
        sign = chr(number - 0xFEE0 if 0xFF01 <= number <= 0xFF5E else number)
        found: str | None = sign
        if sign in _QUOTES:
            found = "'"
        elif sign in _DASHES:
            found = "-"
        elif sign in _DOTS:
            found = "…"
        elif sign.isspace():
            found = " "
        elif _INVISIBLE.match(sign):
            found = None
        elif not self._case:
            folded = sign.casefold()
            if len(folded) > 1:  # one character stays one
                folded = sign.lower()
            found = folded if len(folded) == 1 else sign
        self[number] = None if found is None else ord(found)
        return self[number]


_TABLES = {case: _Table(case=case) for case in (False, True)}


def fold_text(text: str, *, case: bool = False) -> str:
    """Fold a text: texts that differ only in how they were typed become equal; ``case`` stays.

    >>> fold_text("ＣＱＣ  Mark　“认证”——"), fold_text("It’s e‑mail...", case=True)
    ("cqc mark '认证'-", "It's e-mail…")
    """
    if not (text.isascii() or unicodedata.is_normalized("NFC", text)):
        text = _MARKED.sub(_composed, text)
    text = text.translate(_TABLES[case])
    # rarely any; looking for them is quicker than replacing them
    if "  " in text or "--" in text or "..." in text or "……" in text or "。。" in text:
        text = _RUN.sub(_one, text)
    return text


def places(
    text: str, folded: str, *, case: bool = False, whole_word: bool = False
) -> tuple[Span, ...]:
    """Return the spans of a text that are equal to a folded one; with ``whole_word`` only those

    that no letter or digit continues. (Chinese has no spaces between words: there, any place is.)

    >>> places("The  Lab, the ｌａｂ, labs", "lab"), places("Labs: a lab", "lab", whole_word=True)
    (((5, 8), (14, 17), (19, 22)), ((8, 11),))
    """
    found = []
    whole = _with_spans(text, case=case)
    at = whole.text.find(folded)
    while at >= 0:
        end = at + len(folded)
        span = whole.spans[at][0], whole.spans[end - 1][1]
        if not whole_word or is_whole_word(text, *span):
            found.append(span)
            at = whole.text.find(folded, end)
        else:
            at = whole.text.find(folded, at + 1)
    return tuple(found)


def is_whole_word(text: str, start: int, end: int) -> bool:
    """Whether the words at both ends of a span end there.

    >>> is_whole_word("CQC认证", 0, 3), is_whole_word("labs", 0, 3)
    (True, False)
    """
    borders = ((text[at - 1 : at], text[at : at + 1]) for at in (start, end) if at)
    return not any(_is_letter(a) and _is_letter(b) for a, b in borders)


def _is_letter(sign: str) -> bool:
    return (sign.isalnum() or sign == "_") and not _HAN.match(sign)


class _Folded(NamedTuple):
    """A folded text, and the span of each of its characters in the original."""

    text: str
    spans: list[Span]


def _with_spans(text: str, *, case: bool) -> _Folded:
    """The same as :func:`fold_text`, character by character."""
    pieces: list[tuple[str, Span]] = []
    at, table = 0, _TABLES[case]
    for marked in _MARKED.finditer(text):
        if len(one := _composed(marked)) == 1:
            pieces += [(text[n], (n, n + 1)) for n in range(at, marked.start())]
            pieces.append((one, marked.span()))
            at = marked.end()
    pieces += [(text[n], (n, n + 1)) for n in range(at, len(text))]
    signs = [(chr(sign), span) for one, span in pieces if (sign := table[ord(one)]) is not None]
    whole = "".join([sign for sign, _ in signs])
    spans, at = [], 0
    for run in _RUN.finditer(whole):
        spans += [span for _, span in signs[at : run.start()]]
        spans.append((signs[run.start()][1][0], signs[run.end() - 1][1][1]))
        at = run.end()
    spans += [span for _, span in signs[at:]]
    return _Folded(_RUN.sub(_one, whole), spans)


def _composed(marked: re.Match[str]) -> str:
    """A letter with its accents as one character, if there is one."""
    one = unicodedata.normalize("NFC", marked[0])
    return one if len(one) == 1 else marked[0]


def _one(run: re.Match[str]) -> str:
    return run[0][0] if run[0][0] in " -" else "…"
