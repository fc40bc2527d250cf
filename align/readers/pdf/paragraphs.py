"""Lines of a PDF → paragraphs, by indents, gaps and short lines."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from align.readers.pdf.glyphs import is_wide
from align.readers.pdf.layout import Block, Line
from align.readers.pdf.regions import BULLET

_END = re.compile(r"[.!?…。！？；;:：][\"'”’」』）)》]*$")
_HANGING = re.compile("[，。、；：！？]$")
# A line of a table of contents: dots and a page number.
_LEADER = re.compile(r"(?:\s?[.…·]){4,}\s*\w+$")
# A line that ends more than this before the margin (in ems) ends its paragraph in justified text.
# (A mark that must not begin a line takes a Chinese character with it to the next line.)
_SHORT, _SHORT_CHINESE = 1.2, 2.1
# In other text, a line with this much room (in ems) beyond the next word ends its paragraph.
_SLACK, _SLACK_CHINESE = 0.6, 1.0
_OPEN_CHINESE = 3.0
_INDENT = 0.8
_NO_LINES = (Line("", 0, 0, 0, 1, False),)


@dataclass
class TextBlock:
    """The lines of a paragraph.

    ``margins`` are those of its last line; ``indented``: its first line begins after the
    margin; ``edge``: it is a running head or foot;
    ``floating``: other text runs around it; ``aside``: why it is no text.
    """

    page: int
    kind: str
    lines: list[Line]
    margins: "_Margins | None" = None
    indented: bool = False
    edge: bool = False
    floating: bool = False
    aside: str = ""


@dataclass(frozen=True)
class _Margins:
    """The margins of a block, and the distance of its lines in ems."""

    left: float
    right: float
    leading: float
    justified: bool
    spaced: bool = False  # paragraphs are separated by space only
    indents: frozenset[int] = frozenset()  # of first lines, in tenths of an em

    def indent(self, line: Line) -> int:
        """Return how far a line begins after the margin, in tenths of an em."""
        return round(10 * (line.x0 - self.left) / line.size)


def text_blocks(blocks: Sequence[Block], body: float) -> list[TextBlock]:
    """Return the paragraphs of a document, joined where a page or column break divides them.

    ``body`` is the size of the body text: larger text is a heading.
    """
    margins = _with_spacing(blocks, _margins(blocks))
    texts: list[TextBlock] = []
    for block, margin in zip(blocks, margins, strict=True):
        texts += [TextBlock(block.page, "cell", cell) for cell in block.cells]
        inner = _split(block, margin, body)
        for float_ in block.floats:  # after the paragraph beside it
            at = sum(text.lines[0].y > float_.top for text in inner)
            inner[at:at] = _floating(float_, body)
        texts += inner
    return _joined(texts)


def _floating(block: Block, body: float) -> list[TextBlock]:
    margins = _margins([block])[0]
    cells = [TextBlock(block.page, "cell", cell, floating=True) for cell in block.cells]
    texts = _split(block, margins, body)
    for text in texts:
        text.floating = True
    return cells + texts


def _margins(blocks: Sequence[Block]) -> list[_Margins]:
    """Return the margins of each block; small ones have those of a large one, if they fit."""
    leading = _leading([line for block in blocks for line in block.lines] or _NO_LINES)
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
    """Set ``spaced`` if nearly all short lines of the document are followed by a larger gap.

    And ``indents``: those of first lines, of which the second line is at the margin.
    """
    short = [
        _is_far(last, line, m)
        for block, m in zip(blocks, margins, strict=True)
        for last, line in pairwise(block.lines)
        if _is_short(last, line, m)
    ]
    spaced = len(short) > 4 and sum(short) > 0.8 * len(short)
    steps: Counter[tuple[int, bool]] = Counter()
    for block, m in zip(blocks, margins, strict=True):
        for last, line in pairwise(block.lines):
            indent, following = m.indent(last), m.indent(line)
            full = m.right - last.x1 < 0.2 * (m.right - m.left)
            if full and indent > 10 * _INDENT and following in (0, indent):
                steps[indent, following == 0] += 1
    # the line after a first line is at the margin; the lines of lists and quotations are not
    indents = frozenset(n for n, out in steps if out and steps[n, True] > max(1, steps[n, False]))
    return [replace(m, spaced=spaced, indents=indents) for m in margins]


def _edges(lines: Sequence[Line], leading: float) -> _Margins:
    sizes = Counter(round(line.size, 1) for line in lines)
    usual = [line for line in lines if round(line.size, 1) == sizes.most_common(1)[0][0]]
    lines = usual if 2 * len(usual) > len(lines) else lines
    starts = Counter(round(line.x0) for line in lines)
    left = min((x for x, count in starts.items() if 10 * count >= len(lines)), default=min(starts))
    # Chinese marks may hang out of the margin
    inside = [line.x1 for line in lines if not _HANGING.search(line.text)]
    ends = sorted(inside if 2 * len(inside) > len(lines) else [line.x1 for line in lines])
    step = 0.2 * lines[0].size
    near = [[x for x in ends if end - step <= x <= end] for end in ends]
    edge = max(near, key=len)
    justified = len(edge) > 1 and 2 * len(edge) >= len(ends)
    if len(lines) > 6:
        leading = _leading(lines)
    return _Margins(left, edge[-1] if justified else ends[-1], leading, justified)


def _leading(lines: Sequence[Line]) -> float:
    """Return the usual distance of lines in a paragraph, in ems: of a full line to the next."""
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    gaps: dict[bool, list[float]] = {True: [], False: []}
    for a, b in pairwise(lines):
        gap = (a.y - b.y) / b.size
        if 0.8 < gap < 3:
            gaps[right - a.x1 < 0.12 * (right - left)].append(gap)
    full = sorted(gaps[True])
    either = sorted(full + gaps[False])
    if len(full) > 2:
        return full[(len(full) - 1) // 4]
    return either[len(either) // 3] if either else 1.5


def _split(block: Block, margins: _Margins, body: float) -> list[TextBlock]:
    texts: list[TextBlock] = []
    for number, line in enumerate(block.lines):
        before = texts[-2].lines[-1] if len(texts) > 1 else None
        after = block.lines[number + 1] if number + 1 < len(block.lines) else None
        if texts and not _begins(texts[-1].lines, line, margins, body, (before, after)):
            texts[-1].lines.append(line)
        else:
            indented = line.x0 > margins.left + _INDENT * line.size
            kind = _kind(line, body)
            texts.append(TextBlock(block.page, kind, [line], indented=indented, edge=block.edge))
    for text in texts:
        text.margins, text.aside = margins, block.aside
        if text.kind == "heading" and len(text.lines) > 4:
            text.kind = "text"
    return texts


def _kind(line: Line, body: float) -> str:
    if line.item or BULLET.match(line.text):
        return "list"
    title = line.size > 1.12 * body or (line.bold and not _END.search(line.text))
    return "heading" if title else "text"


def _begins(
    lines: Sequence[Line],
    line: Line,
    margins: _Margins,
    body: float,
    around: tuple[Line | None, Line | None],
) -> bool:
    """Whether a line begins a new paragraph after these lines; ``around`` them are two others."""
    last = lines[-1]
    if not 0.92 < line.size / last.size < 1.08 or line.bold != last.bold:
        return True
    if (
        line.item
        or BULLET.match(line.text)
        or _is_far(last, line, margins)
        or _LEADER.search(last.text)
    ):
        return True
    title = line.size > 1.12 * body or (line.size < 0.95 * body and abs(line.x0 - last.x0) > 1)
    if title and _is_centred(last, line):  # or a caption
        return _is_short(last, line, margins, centred=True)
    if _is_short(last, line, margins):
        return True
    return _is_indented(lines, line, margins, around)


def _is_indented(
    lines: Sequence[Line],
    line: Line,
    margins: _Margins,
    around: tuple[Line | None, Line | None],
) -> bool:
    """Whether the place where a line begins makes it the first of a paragraph."""
    last, size = lines[-1], line.size
    ended = bool(_END.search(last.text))
    shift = line.x0 - last.x0
    hanging = _is_hanging(lines[0], line)
    before, after = around
    if len(lines) > 1 and _is_first(last, line, after, margins):
        return True
    if shift > _INDENT * size:  # an indent, or the second line of an item
        away = last.hang is not None and abs(line.x0 - last.hang) > 0.5 * size
        hanging |= _is_inside(last, line) and abs(last.x0 - margins.left) < 1
        return not (hanging and len(lines) == 1) or (away and ended)
    if line.x0 > margins.left + _INDENT * size and len(lines) == 1 and not hanging:
        # a paragraph of one full line, unless all lines here are indented
        alike = after is not None and abs(after.x0 - line.x0) < 1
        return margins.indent(line) in margins.indents or (ended and not alike)
    if shift < -_INDENT * size:  # the second line after an indent, or the end of a list
        item = hanging and line.x0 > margins.left + 1
        return len(lines) > 1 or item or _ends_list(before, last, line, margins)
    return False


def _is_hanging(first: Line, line: Line) -> bool:
    """Whether the first line has a list mark, or a line begins at its text after the mark."""
    beside = first.hang is not None and abs(line.x0 - first.hang) < 0.5 * line.size
    return beside or first.item or bool(BULLET.match(first.text))


def _is_inside(last: Line, line: Line) -> bool:
    """Whether the break between two full lines is in the middle of a sentence.

    All lines of the paragraph but the first are indented.
    """
    follows = line.text[0].islower() or is_wide(line.text[0])
    return follows and last.hang is None and not _END.search(last.text)


def _ends_list(before: Line | None, last: Line, line: Line, margins: _Margins) -> bool:
    """Whether a line stands apart from two that are indented alike."""
    apart = last.y - line.y > (1.1 * margins.leading + 0.02) * line.size
    return apart and before is not None and abs(before.x0 - last.x0) < 1


def _is_first(last: Line, line: Line, after: Line | None, margins: _Margins) -> bool:
    """Whether a line has the indent of first lines, and those around it have not."""
    indent = margins.indent(line)
    if indent not in margins.indents or indent == margins.indent(last):
        return False
    return after is None or margins.indent(after) in (0, indent)


def _is_far(last: Line, line: Line, margins: _Margins) -> bool:
    return last.y - line.y > (1.22 * margins.leading + 0.04) * line.size


def _is_centred(last: Line, line: Line) -> bool:
    return abs(last.x0 + last.x1 - line.x0 - line.x1) < 2 * line.size


def _is_short(last: Line, line: Line, margins: _Margins, *, centred: bool = False) -> bool:
    """Whether a line ends before the margin although the next word would have fitted."""
    room = margins.right - last.x1
    if centred:
        room += max(last.x0 - margins.left, 0)
    width = margins.right - margins.left
    ended, wide = bool(_END.search(last.text)), is_wide(last.text[-1])
    # a Chinese line that ends no sentence is full, even if a long word follows
    word = line.first if ended else max(line.long, _OPEN_CHINESE * last.size * wide)
    slack = _SLACK_CHINESE if is_wide(line.text[0]) else _SLACK
    fits = room > word + slack * last.size
    if margins.spaced and not centred:
        return fits and room > 0.3 * width
    # all Chinese lines extend to the margin, except before a long word in Latin letters
    latin = wide and not is_wide(line.text[0])
    if margins.justified and not centred and not latin and line.first < 0.4 * width:
        least = (_SHORT_CHINESE if wide else _SHORT) * last.size
        return room > least and (room > line.first or ended)
    return fits


def _joined(texts: Sequence[TextBlock]) -> list[TextBlock]:
    """Join paragraphs that continue after a page or column break."""
    several = [t for t in texts if t.kind == "text" and len(t.lines) > 1]
    indents = 2 * sum(text.indented for text in several) > len(several)
    found: list[TextBlock] = []
    for text in texts:
        last = next((t for t in reversed(found) if not (t.edge or t.floating)), None)
        if last and not text.floating and _goes_on(last, text, indents):
            last.lines += text.lines
            last.margins = text.margins
        else:
            found.append(text)
    return found


def _goes_on(last: TextBlock, text: TextBlock, indents: bool) -> bool:
    """Whether a paragraph continues the one before it, on another page or in another column."""
    first, end = text.lines[0], last.lines[-1]
    if text.kind != "text" or last.kind not in ("text", "list") or text.edge:
        return False
    below = last.page == text.page and first.y < end.y
    alike = (
        text.margins
        and last.margins
        and abs((first.x0 - text.margins.left) - (end.x0 - last.margins.left)) < 2
    )
    indented = text.indented and not (alike and (len(last.lines) > 1 or last.kind == "list"))
    if below or indented or not 0.92 < first.size / end.size < 1.08:
        return False
    if last.margins is None or _is_short(end, first, last.margins):
        return False
    return indents or not _END.search(end.text)
