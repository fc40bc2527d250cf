"""Common to both languages: list marks, the spans of sentences, clauses."""

import re
from collections.abc import Iterable

#: Bullets that are not ambiguous, even in the middle of a line.
BULLETS = "•■●◆▪◦‣▶►○□◇★"
# A mark that opens an item at the start of a line. The ambiguous bullets (-, *, ·, –) and numbers
# need white space after them: "-5 °C", "·" in names and "3.5" are not items.
_MARK = rf"""
    [{BULLETS}] | [-*·–—＊]\s | ※
  | [(（\[](?:\d{{1,3}}|[a-zA-Z]|[ivx]{{1,5}}|[一二三四五六七八九十]{{1,3}})[)）\]]
  | \d{{1,3}}(?:[.)]\s|[、．）])
  | [a-zA-Z][.)]\s
  | [一二三四五六七八九十]{{1,3}}[、．]
  | [①-⑳⑴-⒇⒈-⒛]
"""
# A single newline does not end a segment (the line may be wrapped); a blank line or a list mark
# does.
_LINE_BREAK = re.compile(rf"\n(?:[^\S\n]*+\n|(?=[^\S\n]*+(?:{_MARK})))", re.VERBOSE)
# A text that is only such a mark: it belongs to what follows.
_BARE_MARK = re.compile(
    r"""\s*(?:
        [(（\[]?(?:\d{1,3}(?:\.\d{1,3}){0,3}|[a-zA-Z]|[ivxIVX]{1,5}|[一二三四五六七八九十百]{1,4})
        [.．)）\]、]{0,2}
    )\s*""",
    re.VERBOSE,
)
_INLINE_BULLET = re.compile(rf"[{BULLETS}]\s*")
#: Marks of references and notes after a stop: [2][3], [a], ¹. They belong to what precedes them.
REFERENCES = (
    r"(?:\[(?:\d{1,3}(?:[,–-]\s?\d{1,3})*|[a-z]|(?:note|nb|注) ?\d{1,2}"
    r"|citation needed|來源請求|来源请求)\]|[†‡⁰¹²³⁴-⁹])+"
)
# Inline code between backticks, which are not those of ``TeX'' or of don`t.
_INLINE_CODE = re.compile(r"(?<![`A-Za-z0-9])(`{1,3})(?![`\s])([^\n]{1,300}?)(?<![`\s])\1(?!`)")
_WORD = re.compile(r"\w")
_LAST_WORD = re.compile(r".*\w", re.DOTALL)
_EDGE_BULLET = re.compile(rf"\s*[{BULLETS}*·–-]?\s*")
#: Most clauses of a sentence; where there are more, those in the middle are joined.
MOST = 7
_CHINESE_CLAUSE = re.compile(r"[^，；：—…,;:]*[，；：—…,;:]*[”’」』]?")
_ENGLISH_CLAUSE = re.compile(r"[^,;:—]*(?:[,;:—]+[”’\"']?\s*|$)")


def hide_code(text: str) -> str:
    """Replace what stands between backticks: nothing in it ends a sentence. Offsets stay valid.

    >>> hide_code("Call `Pier.Open` now.")
    'Call `xxxxxxxxx` now.'
    """
    if "`" not in text:
        return text
    return _INLINE_CODE.sub(lambda m: m[1] + "x" * len(m[2]) + m[1], text)


def is_bare_mark(text: str, start: int, end: int) -> bool:
    """Whether ``text[start:end]`` is only an enumeration mark (``1.``, ``（一）``, ``• a)``).

    >>> is_bare_mark("1. Scope", 0, 2), is_bare_mark("No. 1.", 0, 6)
    (True, False)
    """
    if end - start > 24:
        return False
    bullet = _EDGE_BULLET.match(text, start, end)
    return _BARE_MARK.fullmatch(text, bullet.end() if bullet else start, end) is not None


def item_starts(text: str) -> list[int]:
    """Return the offsets where a segment begins whatever the punctuation: list items, blank lines.

    Bullets inside a line count only if the line is a list: the first one is at the start or follows
    a stop or a colon. ``Beijing • CQC`` is not a list.
    """
    starts = [m.end() for m in _LINE_BREAK.finditer(text)]
    bullets = [m.start() for m in _INLINE_BULLET.finditer(text)]
    if bullets:
        before = text[max(0, bullets[0] - 8) : bullets[0]].rstrip()
        if not before or before[-1] in ".:;!?。：；！？":
            starts += bullets
    return sorted(set(starts))


def to_spans(text: str, ends: Iterable[int]) -> list[tuple[int, int]]:
    """Cut ``text`` at ``ends`` and strip white space from the pieces.

    A piece without a letter or a digit (a stray quote, a row of dots, a bullet) is not a segment:
    it is joined to what follows, or at the end to what precedes.

    >>> to_spans("One.  Two. ”", [4, 10])
    [(0, 4), (6, 12)]
    """
    last = _LAST_WORD.match(text)
    limit = last.end() if last else 0
    spans: list[tuple[int, int]] = []
    start = 0
    for end in [*sorted({e for e in ends if 0 < e < len(text)}), len(text)]:
        if end < len(text) and (end >= limit or not _WORD.search(text, start, end)):
            continue
        piece = text[start:end]
        left = len(piece) - len(piece.lstrip())
        if left < len(piece):
            spans.append((start + left, start + len(piece.rstrip())))
        start = end
    return spans


def chinese_clauses(text: str) -> list[str]:
    """Split a Chinese sentence into clauses; joined, they are the sentence.

    >>> chinese_clauses("她承认打我不对，也承认没有好好待我。")
    ['她承认打我不对，', '也承认没有好好待我。']
    """
    return _long_enough(_CHINESE_CLAUSE.findall(text), 4)


def english_clauses(text: str) -> list[str]:
    """Split an English sentence into clauses; joined, they are the sentence.

    >>> english_clauses("He had been wrong all the time, she said, and left the room.")
    ['He had been wrong all the time, she said, ', 'and left the room.']
    """
    return _long_enough(_ENGLISH_CLAUSE.findall(text), 14)


def _long_enough(parts: list[str], least: int) -> list[str]:
    """Join parts of fewer than ``least`` characters to the part before them."""
    clauses: list[str] = []
    for part in filter(None, parts):
        if clauses and (len(clauses[-1].strip()) < least or len(part.strip()) < least):
            clauses[-1] += part
        else:
            clauses.append(part)
    if len(clauses) > MOST:
        half = MOST // 2
        clauses = [*clauses[:half], "".join(clauses[half:-half]), *clauses[-half:]]
    return clauses
