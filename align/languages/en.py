"""English."""

import re

from align.languages.base import Language

_END = re.compile(r"[^.!?]*[.!?]+[\"')\]”’]*|[^.!?]+$")


def split(text: str, *, semicolons: bool = False) -> list[tuple[int, int]]:
    """Offsets of the sentences of one paragraph."""
    spans = []
    for m in _END.finditer(text):
        piece = m.group()
        start = m.start() + len(piece) - len(piece.lstrip())
        if piece.strip():
            spans.append((start, start + len(piece.strip())))
    return spans


ENGLISH = Language("en", "English", "en-US", " ", split, re.compile(r"[A-Za-z]"), re.compile(r"(?!)"))
