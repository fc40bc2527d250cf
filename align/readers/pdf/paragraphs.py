"""Lines of a PDF → paragraphs: what a reader sees from indents, gaps and short lines."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from align.readers.pdf.letters import is_cjk
from align.readers.pdf.lines import BULLET, Block, Line

# The first word of a line; or its first Chinese character, with marks that must stand beside it.
_TOKEN = re.compile(r"[^\s\u2e80-\uffef]+|[（《“‘「『]*.[，。、；：？！）》”’」』]*")
_END = re.compile(r"[.!?…。！？；;:：][\"'”’」』）)》]*$")
# A line of a table of contents: dots, and the number of a page.
_LEADER = re.compile(r"(?:\s?[.…·]){4,}\s*\w+$")
# A line that ends more than this before the margin (in ems) ends its paragraph in justified text.
# (A mark that may begin no line takes a character of Chinese text with it to the next.)
_SHORT, _SHORT_CHINESE = 1.2, 2.1
# So much room (in ems) more than the next word takes is too much in other text.
_SLACK = 1.0
_INDENT = 0.8


@dataclass
class Text:
    """A paragraph as its lines.

    ``full``: its last line reaches the margin; ``indented``: its first line does not begin there;
    ``edge``: a running head or foot.
    """

    page: int
    kind: str
    lines: list[Line]
    full: bool = False
    indented: bool = False
    edge: bool = False


@dataclass(frozen=True)
class _Margins:
    """Where the lines of a block begin and end, and how far they are from each other, in ems."""

    left: float
    right: float
    leading: float
    justified: bool
    spaced: bool = False  # paragraphs are told apart by space alone


def paragraphs_of(blocks: Sequence[Block], body: float) -> list[Text]:
    """The paragraphs of a document, those together again that a page or a column divides.

    ``body`` is the usual size of its letters: what is larger is a heading.
    """
    margins = _with_spacing(blocks, _margins(blocks))
    texts: list[Text] = []
    for block, margin in zip(blocks, margins, strict=True):
        texts += [Text(block.page, "cell", cell) for cell in block.cells]
        texts += _split(block, margin, body)
    return _joined(texts)


def _margins(blocks: Sequence[Block]) -> list[_Margins]:
    """The margins of each block; a small one has those of the large one before it at its place."""
    leading = _leading([line for block in blocks for line in block.lines])
    found: list[_Margins] = []
    large: _Margins | None = None
    for block in blocks:
        lines = block.lines
        if not lines:
            found.append(_Margins(0, 0, leading, False))
            continue
        size = lines[0].size
        margin = _edges(lines, leading)
        if len(lines) > 4:
            large = margin
        elif large and margin.left > large.left - size and margin.right < large.right + size:
            margin = large
        found.append(margin)
    return found


def _with_spacing(blocks: Sequence[Block], margins: Sequence[_Margins]) -> list[_Margins]:
    """Say whether in this document nearly all short lines are followed by a larger gap."""
    short = [
        _is_far(last, line, m)
        for block, m in zip(blocks, margins, strict=True)
        for last, line in pairwise(block.lines)
        if _is_short(last, line, m)
    ]
    spaced = len(short) > 4 and sum(short) > 0.8 * len(short)
    return [replace(m, spaced=spaced) for m in margins]


def _edges(lines: Sequence[Line], leading: float) -> _Margins:
    starts = Counter(round(line.x0) for line in lines)
    left = min((x for x, count in starts.items() if 7 * count >= len(lines)), default=min(starts))
    ends = sorted(line.x1 for line in lines)
    step = lines[0].size / 2
    near = [[x for x in ends if end - step <= x <= end] for end in ends]
    edge = max(near, key=len)
    justified = len(edge) > 1 and 2 * len(edge) >= len(lines)
    if len(lines) > 6:
        leading = _leading(lines)
    return _Margins(left, edge[-1] if justified else ends[-1], leading, justified)


def _leading(lines: Sequence[Line]) -> float:
    """The usual distance of lines inside a paragraph, in ems."""
    gaps = sorted(
        (a.y - b.y) / b.size for a, b in pairwise(lines) if 0.8 < (a.y - b.y) / b.size < 3
    )
    return gaps[len(gaps) // 3] if gaps else 1.5


def _split(block: Block, margins: _Margins, body: float) -> list[Text]:
    texts: list[Text] = []
    for line in block.lines:
        if texts and not _begins(texts[-1].lines, line, margins, body):
            texts[-1].lines.append(line)
        else:
            indented = line.x0 > margins.left + _INDENT * line.size
            kind = _kind(line, body)
            texts.append(Text(block.page, kind, [line], indented=indented, edge=block.edge))
    for text in texts:
        text.full = not _is_short(text.lines[-1], None, margins)
        if text.kind == "heading" and len(text.lines) > 4:
            text.kind = "text"
    return texts


def _kind(line: Line, body: float) -> str:
    if BULLET.match(line.text):
        return "list"
    title = line.size > 1.12 * body or (line.bold and not _END.search(line.text))
    return "heading" if title else "text"


def _begins(lines: Sequence[Line], line: Line, margins: _Margins, body: float) -> bool:
    """Whether a line begins a new paragraph after these lines of one."""
    last, size = lines[-1], line.size
    if not 0.92 < line.size / last.size < 1.08 or line.bold != last.bold:
        return True
    if _is_far(last, line, margins) or BULLET.match(line.text) or _LEADER.search(last.text):
        return True
    if line.size > 1.12 * body and _is_centred(last, line):
        return _is_short(last, line, margins, centred=True)
    if _is_short(last, line, margins):
        return True
    shift = line.x0 - last.x0
    hanging = bool(BULLET.match(lines[0].text))
    if shift > _INDENT * size:  # an indent, or the second line of an item
        return not (hanging and len(lines) == 1)
    if line.x0 > margins.left + _INDENT * size and len(lines) == 1 and not hanging:
        return bool(_END.search(last.text))  # a paragraph of one full line
    if shift < -_INDENT * size:  # the second line after an indent, or the end of a list
        return len(lines) > 1 or (hanging and line.x0 > margins.left + 1)
    return False


def _is_far(last: Line, line: Line, margins: _Margins) -> bool:
    return last.y - line.y > (1.25 * margins.leading + 0.05) * line.size


def _is_centred(last: Line, line: Line) -> bool:
    return abs(last.x0 + last.x1 - line.x0 - line.x1) < 2 * line.size


def _is_short(last: Line, line: Line | None, margins: _Margins, *, centred: bool = False) -> bool:
    """Whether a line ends before the margin although the next one's first word had room."""
    room = margins.right - last.x1
    if centred:
        room += max(last.x0 - margins.left, 0)
    if margins.spaced and line and not centred:
        return room > 0.3 * (margins.right - margins.left)
    # Chinese lines all reach the margin, except before a long word in Latin letters
    latin = line and is_cjk(last.text[-1]) and not is_cjk(line.text[0])
    if margins.justified and not centred and not latin:
        return room > (_SHORT_CHINESE if is_cjk(last.text[-1]) else _SHORT) * last.size
    if line is None:
        return room > 4 * last.size
    return room > _first_word(line) + _SLACK * last.size


def _first_word(line: Line) -> float:
    """The width of the first word, about."""
    wide = sum(map(is_cjk, line.text)) * line.size
    narrow = len(line.text) - wide / line.size
    other = max(line.x1 - line.x0 - wide, 0) / narrow if narrow else 0
    found = _TOKEN.match(line.text)
    return sum(line.size if is_cjk(char) else other for char in found.group()) if found else 0


def _joined(texts: Sequence[Text]) -> list[Text]:
    """Paragraphs that go on after the end of a page or a column, together again."""
    several = [t for t in texts if t.kind == "text" and len(t.lines) > 1]
    indents = 2 * sum(text.indented for text in several) > len(several)
    found: list[Text] = []
    for text in texts:
        last = next((t for t in reversed(found) if not t.edge), None)
        if last and _goes_on(last, text, indents):
            last.lines += text.lines
            last.full = text.full
        else:
            found.append(text)
    return found


def _goes_on(last: Text, text: Text, indents: bool) -> bool:
    """Whether a paragraph is the second half of the one before it, on another page or column."""
    first, end = text.lines[0], last.lines[-1]
    if text.kind != "text" or last.kind not in ("text", "list") or text.edge:
        return False
    below = last.page == text.page and first.y < end.y
    if below or not last.full or text.indented or not 0.92 < first.size / end.size < 1.08:
        return False
    return indents or not _END.search(end.text)
