"""The characters of a PDF page → runs: pieces of one line, with their place and size."""

import math
import sys
from collections import Counter
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from statistics import median
from typing import Any

from align.files.load import Source
from align.readers.pdf.letters import BULLETS, is_cjk, is_unreadable, plain

#: No document may have more characters than this (about 2,500 full pages).
CHARACTERS = 5_000_000
# Objects of a page that are looked at for ruled lines; a map has a hundred thousand.
_OBJECTS = 5_000
# A gap of more than this, in ems, ends a run.
_GAP = 0.6

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Run:
    """Characters that stand close to each other on one baseline.

    ``x0``, ``x1`` and ``y`` (the baseline, upwards) are in points; ``size`` is that of the font.
    ``space`` is what separates it from the run before it.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool = False
    space: str = ""


@dataclass(frozen=True)
class PageText:
    """What stands on a page, between ``bottom`` and ``top``.

    ``rules`` are its horizontal lines: their height, begin and end. ``characters`` is how many
    there are, ``unmapped`` how many of them no program can read.
    """

    number: int
    bottom: float
    top: float
    runs: list[Run]
    rules: list[tuple[float, float, float]]
    characters: int
    unmapped: int
    pictures: bool


def page_text(page: Any, number: int, source: Source, room: int) -> PageText:
    """The runs of a page as pypdfium2 gives it; ``room``: how many characters it may have.

    Text that is turned against the rest of its page (watermarks, stamps in the margin) is left
    out. Raises :class:`align.errors.InputError` when there are more characters than ``room``.
    """
    import pypdfium2.raw as pdfium

    text = page.get_textpage()
    try:
        count = text.count_chars()
        if count > room:
            raise source.error(f"more than {CHARACTERS:,} characters; split it")
        glyphs, unmapped = _glyphs(pdfium, text, count)
        _set_spaces(glyphs)
        angles = Counter(glyph.angle for glyph in glyphs)
        angle = max(angles, key=lambda a: angles[a], default=0)
        runs = _runs(pdfium, text, [glyph for glyph in glyphs if glyph.angle == angle])
    finally:
        text.close()
    rules, pictures = _objects(pdfium, page)
    left, bottom, right, top = page.get_bbox()
    if angle:  # the page is turned
        edges = {90: (-right, -left), 180: (-top, -bottom), 270: (left, right)}
        bottom, top = edges.get(angle, (bottom, top))
        rules = []
    return PageText(number, bottom, top, runs, rules, count, unmapped, pictures)


def _objects(pdfium: Any, page: Any) -> tuple[list[tuple[float, float, float]], bool]:
    """The horizontal lines, and whether there are pictures."""
    from ctypes import byref, c_float

    rules, pictures = [], False
    edges = [c_float() for _ in range(4)]
    for index in range(min(pdfium.FPDFPage_CountObjects(page), _OBJECTS)):
        item = pdfium.FPDFPage_GetObject(page, index)
        kind = pdfium.FPDFPageObj_GetType(item)
        pictures |= kind in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            pdfium.FPDFPageObj_GetBounds(item, *map(byref, edges))
            left, bottom, right, top = (edge.value for edge in edges)
            if top - bottom < 3 and right - left > 20:
                rules.append(((top + bottom) / 2, left, right))
    return rules, pictures


@dataclass(slots=True)
class _Glyph:
    text: str
    x0: float
    x1: float
    y: float
    size: float
    angle: int
    index: int
    space: str


def _runs(pdfium: Any, text: Any, glyphs: list[_Glyph]) -> list[Run]:
    groups: list[list[_Glyph]] = []
    for glyph in glyphs:
        if groups and _continues(groups[-1][-1], glyph):
            groups[-1].append(glyph)
        else:
            groups.append([glyph])
    runs = [_run(group, _is_bold(pdfium, text, group)) for group in groups]
    return [_level(runs, number) for number in range(len(runs))]


def _glyphs(pdfium: Any, text: Any, count: int) -> tuple[list[_Glyph], int]:
    """Everything visible on the page; and how many characters have no Unicode value."""
    box, matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    glyphs: list[_Glyph] = []
    space, unmapped, high = "", 0, 0
    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(text, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high & 0x3FF) << 10) + (code & 0x3FF) if high else 0xFFFD
        high = 0
        if code in (10, 13):
            space = ""
        elif code < sys.maxunicode and chr(code).isspace():
            if pdfium.FPDFText_IsGenerated(text, index):
                space = space or "?"  # pdfium thinks so: the gap decides
            else:
                space = "\u3000" if "\u3000" in (chr(code), space) else " "
        elif is_unreadable(code) or pdfium.FPDFText_HasUnicodeMapError(text, index):
            unmapped += 1
        elif pdfium.FPDFText_GetMatrix(text, index, matrix):
            unmapped += 0xE000 <= code < 0xF900 and code not in BULLETS
            pdfium.FPDFText_GetLooseCharBox(text, index, box)
            size = pdfium.FPDFText_GetFontSize(text, index) * math.hypot(matrix.b, matrix.d)
            angle = round(math.degrees(math.atan2(matrix.b, matrix.a))) % 360
            if size > 0:
                place = _place(box, matrix, angle)
                glyphs.append(_Glyph(plain(code), *place, size, angle, index, space))
            space = ""
    return glyphs, unmapped


def _place(box: Any, matrix: Any, angle: int) -> tuple[float, float, float]:
    """Begin, end and baseline of a character as its reader sees it, who turns the page."""
    if angle == 90:
        return box.bottom, box.top, -matrix.e
    if angle == 180:
        return -box.right, -box.left, -matrix.f
    if angle == 270:
        return -box.top, -box.bottom, matrix.e
    return box.left, box.right, matrix.f


def _continues(last: _Glyph, glyph: _Glyph) -> bool:
    gap = glyph.x0 - last.x1
    return (
        abs(glyph.y - last.y) < 0.1 * last.size
        and abs(glyph.size - last.size) < 0.1 * last.size
        and -0.6 * last.size < gap < _GAP * last.size
    )


def _run(group: list[_Glyph], bold: bool) -> Run:
    first = group[0]
    text = first.text
    for glyph in group[1:]:
        text += glyph.space + glyph.text
    x0, x1 = min(g.x0 for g in group), max(g.x1 for g in group)
    return Run(text, x0, x1, first.y, first.size, bold, first.space)


def _set_spaces(glyphs: list[_Glyph]) -> None:
    """Decide which of the gaps that pdfium takes for spaces are some.

    Programs set Chinese apart from Latin letters by a quarter of an em, and stretch all gaps of a
    line to fill it: beside a Chinese character, only what is wider than its like is a space.
    """
    for _, group in groupby(glyphs, key=lambda glyph: (round(glyph.y, 1), glyph.angle)):
        line = list(group)
        gaps = [(b.x0 - a.x1, is_cjk(a.text) + is_cjk(b.text)) for a, b in pairwise(line)]
        usual = {kind: median([g for g, k in gaps if k == kind] or [0]) for kind in (0, 1, 2)}
        for glyph, (gap, kind) in zip(line[1:], gaps, strict=True):
            if glyph.space == "?":
                least = (0.16, max(0.2 + usual[2] / glyph.size, 0.4), 0.2 + usual[2] / glyph.size)
                glyph.space = " " if gap > least[kind] * glyph.size else ""
        if line[0].space == "?":
            line[0].space = ""


def _is_bold(pdfium: Any, text: Any, group: list[_Glyph]) -> bool:
    from ctypes import c_int, create_string_buffer

    name = create_string_buffer(128)
    for glyph in (group[0], group[-1]):  # Latin letters and Chinese ones have two fonts
        pdfium.FPDFText_GetFontInfo(text, glyph.index, name, 128, c_int())
        if not any(word in name.value.lower() for word in (b"bold", b"black", b"heavy", b"simhei")):
            return False
    return True


def _level(runs: list[Run], number: int) -> Run:
    """A run; if it is raised or lowered, on the line of the one before or after it."""
    run = runs[number]
    for base in runs[max(number - 1, 0) : number + 2]:
        shift = run.y - base.y
        gap = run.x0 - base.x1 if run.x0 > base.x0 else base.x0 - run.x1
        if (
            run.size < 0.8 * base.size
            and 0.05 * base.size < abs(shift) < 0.65 * base.size
            and abs(gap) < 0.5 * base.size
        ):
            text = run.text.translate(_RAISED) if shift > 0 else run.text
            return replace(run, text=text, y=base.y, size=base.size)
    return run
