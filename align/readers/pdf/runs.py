"""The characters of a PDF page → runs: pieces of a line, with their position and size."""

import math
import re
import sys
import unicodedata
from collections import Counter
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from statistics import median
from typing import Any

from align.files.load import Source
from align.languages.characters import WIDE

#: Most characters of a document (about 2,500 full pages).
CHARACTERS = 5_000_000
# Objects of a page that are searched for ruled lines; a map has a hundred thousand.
_OBJECTS = 5_000
# A gap of more than this, in ems, ends a run.
_GAP = 0.6
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
#: The bullets of the fonts Symbol and Wingdings, which have no code points.
BULLETS = frozenset({0xF06C, 0xF06E, 0xF075, 0xF0A7, 0xF0A8, 0xF0B7, 0xF0D8, 0xF0FC})
# Code points that stand for others: ligatures, Kangxi radicals, compatibility ideographs.
_STAND_INS = re.compile(
    "[\ufb00-\ufb06\u2f00-\u2fd5\u2e80-\u2ef3\uf900-\ufaff\U0002f800-\U0002fa1f]"
)
# Radicals that Unicode does not map, and that some programs write for the character.
_PAIRS = """
⺎兀 ⺒巳 ⺓幺 ⺝月 ⺠民 ⺩王 ⺪疋 ⺬示 ⺶羊 ⺼肉 ⻁虎 ⻃覀 ⻄西 ⻅见 ⻆角 ⻈讠 ⻉贝 ⻊足
⻋车 ⻏邑 ⻑長 ⻓长 ⻔门 ⻗雨 ⻘青 ⻙韦 ⻚页 ⻛风 ⻜飞 ⻝食 ⻢马 ⻣骨 ⻤鬼 ⻥鱼 ⻦鸟 ⻧卤
⻨麦 ⻩黄 ⻪黾 ⻫斉 ⻬齐 ⻭歯 ⻮齿 ⻯竜 ⻰龙 ⻱龜 ⻲亀
"""
_RADICALS = {pair[0]: pair[1] for pair in _PAIRS.split()}
_WIDE = re.compile(f"[{WIDE}]")
_CHINESE_MARK = re.compile(
    "[\u2010-\u203f\u3000-\u303f\ufe30-\ufe4f\uff00-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uffef]"
)


_Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Run:
    """Characters close to each other on one baseline.

    ``x0``, ``x1`` and ``y`` (the baseline, upwards) are in points; ``size`` is that of the font.
    ``space`` separates it from the run before it; ``spaced``: a space ends its line;
    ``hang`` is where the text after a list mark begins.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool = False
    space: str = ""
    spaced: bool = False
    hang: float | None = None


@dataclass(frozen=True)
class PageText:
    """The text of a page, between ``bottom`` and ``top``.

    ``rules`` are its horizontal lines: height, begin and end. ``characters`` is the number of
    characters, ``unmapped`` that of characters without a Unicode value, ``pictures`` their places.
    """

    number: int
    bottom: float
    top: float
    runs: list[Run]
    rules: list[tuple[float, float, float]]
    characters: int
    unmapped: int
    pictures: list[_Box]
    borders: tuple[int, int]


def page_text(page: Any, number: int, source: Source, room: int) -> PageText:
    """Return the runs of a page of pypdfium2; ``room``: most characters that it may have.

    Text in another direction than most of the page (watermarks, stamps in the margin) is left out.
    Raises :class:`align.errors.InputError` for more characters than ``room``.
    """
    import pypdfium2.raw as pdfium

    text = page.get_textpage()
    try:
        count = text.count_chars()
        if count > room:
            raise source.error(f"more than {CHARACTERS:,} characters; split it")
        glyphs, unmapped = _glyphs(pdfium, text, count)
        _find_spaces(pdfium, page, glyphs)
        borders = _set_spaces(glyphs)
        angles = Counter(glyph.angle for glyph in glyphs)
        angle = max(angles, key=lambda a: angles[a], default=0)
        runs = _runs(pdfium, text, [glyph for glyph in glyphs if glyph.angle == angle])
    finally:
        text.close()
    rules, pictures = _objects(pdfium, page)
    left, bottom, right, top = page.get_bbox()
    if angle:  # the page is rotated
        edges = {90: (-right, -left), 180: (-top, -bottom), 270: (left, right)}
        bottom, top = edges.get(angle, (bottom, top))
        rules, pictures = [], []
    return PageText(number, bottom, top, runs, rules, count, unmapped, pictures, borders)


def _objects(pdfium: Any, page: Any) -> tuple[list[tuple[float, float, float]], list[_Box]]:
    """Return the horizontal lines, and the places of pictures."""
    from ctypes import byref, c_float

    rules, pictures = [], []
    edges = [c_float() for _ in range(4)]
    for index in range(min(pdfium.FPDFPage_CountObjects(page), _OBJECTS)):
        item = pdfium.FPDFPage_GetObject(page, index)
        kind = pdfium.FPDFPageObj_GetType(item)
        picture = kind in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM)
        if picture or kind == pdfium.FPDF_PAGEOBJ_PATH:
            pdfium.FPDFPageObj_GetBounds(item, *map(byref, edges))
            left, bottom, right, top = (edge.value for edge in edges)
            if picture:
                pictures.append((left, bottom, right, top))
            elif top - bottom < 3 and right - left > 20:
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
    begin: tuple[float, float] = (0, 0)  # of its piece of text
    spaced: bool = False


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
    """Return everything visible on the page, and the number of characters without Unicode value."""
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
            if glyphs and space.strip("?"):
                glyphs[-1].spaced = True
            space = ""
        elif code < sys.maxunicode and chr(code).isspace():
            if pdfium.FPDFText_IsGenerated(text, index):
                space = space or "?"  # generated by pdfium: the gap decides
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
                place, begin = _place(box, matrix, angle), (matrix.e, matrix.f)
                new = bool(glyphs) and begin != glyphs[-1].begin
                if space == "?" and new and not angle and place[0] - begin[0] > 0.15 * size:
                    space = " "  # its piece of text begins with a space
                glyphs.append(_Glyph(usual_form(code), *place, size, angle, index, space, begin))
            space = ""
    return glyphs, unmapped


def _place(box: Any, matrix: Any, angle: int) -> tuple[float, float, float]:
    """Return begin, end and baseline of a character on the page turned upright."""
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
    return Run(text, x0, x1, first.y, first.size, bold, first.space, group[-1].spaced)


def _set_spaces(glyphs: list[_Glyph]) -> tuple[int, int]:
    """Decide which of the spaces that pdfium generates are real.

    Programs separate Chinese from Latin letters by a quarter of an em, and stretch all gaps of a
    line to fill it: next to a Chinese character, only a wider gap than usual is a space. Returns
    the number of places between Chinese and Latin letters that have a space, and of all of them.
    """
    spaced, borders = 0, 0
    for _, group in groupby(glyphs, key=lambda glyph: (round(glyph.y, 1), glyph.angle)):
        line = list(group)
        gaps = [(b.x0 - a.x1, is_wide(a.text) + is_wide(b.text)) for a, b in pairwise(line)]
        usual = {kind: median([g for g, k in gaps if k == kind] or [0]) for kind in (0, 1, 2)}
        for last, glyph, (gap, kind) in zip(line, line[1:], gaps, strict=False):
            if glyph.space == "?":
                least = (0.16, max(0.2 + usual[2] / glyph.size, 0.4), 0.2 + usual[2] / glyph.size)
                glyph.space = " " if gap > least[kind] * glyph.size else ""
            if is_border(last.text, glyph.text):
                borders += 1
                spaced += glyph.space == " "
        if line[0].space == "?":
            line[0].space = ""
    return spaced, borders


def _find_spaces(pdfium: Any, page: Any, glyphs: list[_Glyph]) -> None:
    """Find the spaces that pdfium hides: it makes one up for a piece of text that is only a space.

    Such a piece begins where no piece with letters does.
    """
    unsure = [n for n, (a, b) in enumerate(pairwise(glyphs), 1) if _is_unsure(a, b)]
    if not unsure:
        return
    begins = {glyph.begin for glyph in glyphs}
    matrix = pdfium.FS_MATRIX()
    hidden: dict[float, list[float]] = {}
    for index in range(min(pdfium.FPDFPage_CountObjects(page), _OBJECTS)):
        item = pdfium.FPDFPage_GetObject(page, index)
        if pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_TEXT:
            pdfium.FPDFPageObj_GetMatrix(item, matrix)
            if (matrix.e, matrix.f) not in begins:
                hidden.setdefault(round(matrix.f), []).append(matrix.e)
    for number in unsure:
        last, glyph = glyphs[number - 1 : number + 1]
        slack = 0.1 * glyph.size
        if any(last.x1 - slack < x < glyph.x0 for x in hidden.get(round(glyph.begin[1]), ())):
            glyph.space = " "


def _is_unsure(last: _Glyph, glyph: _Glyph) -> bool:
    return glyph.space == "?" and not glyph.angle and is_wide(last.text) + is_wide(glyph.text) > 0


def is_border(left: str, right: str) -> bool:
    """Whether a Chinese character and another letter or mark stand side by side.

    >>> is_border("在", "K"), is_border("，", "K"), is_border("K", "8")
    (True, False, False)
    """
    return {is_wide(left), is_wide(right)} == {True, False} and not (
        _CHINESE_MARK.match(left) or _CHINESE_MARK.match(right)
    )


def is_habit(spaced: int, borders: int) -> bool:
    """Whether a text has spaces between Chinese and Latin letters."""
    return 2 * spaced > borders


def _is_bold(pdfium: Any, text: Any, group: list[_Glyph]) -> bool:
    from ctypes import c_int, create_string_buffer

    name = create_string_buffer(128)
    for glyph in (group[0], group[-1]):  # Latin letters and Chinese ones have two fonts
        pdfium.FPDFText_GetFontInfo(text, glyph.index, name, 128, c_int())
        if not any(word in name.value.lower() for word in (b"bold", b"black", b"heavy", b"simhei")):
            return False
    return True


def _level(runs: list[Run], number: int) -> Run:
    """Return a run; if it is raised or lowered, on the baseline of the run before or after it."""
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


def usual_form(code: int) -> str:
    """Return the usual form of a character.

    >>> usual_form(0xFB01), usual_form(0x2F00), usual_form(0xF0B7)
    ('fi', '一', '•')
    """
    if code == 2:  # what pdfium gives for a hyphen at the end of a line
        return "-"
    if code in BULLETS:
        return "•"
    char = chr(code)
    if _STAND_INS.match(char):
        return _RADICALS.get(char) or unicodedata.normalize("NFKC", char)
    return char


def is_unreadable(code: int) -> bool:
    """Whether a code is not a character, as from a font without a map to Unicode.

    >>> is_unreadable(0xFFFD), is_unreadable(3), is_unreadable(65)
    (True, True, False)
    """
    control = code < 32 and code != 2
    return control or code in (0xFFFD, 0xFFFE, 0xFFFF) or code > sys.maxunicode


def is_wide(char: str) -> bool:
    """Whether a character is as wide as it is high: a Chinese one, or Chinese punctuation.

    >>> is_wide("，"), is_wide(",")
    (True, False)
    """
    return bool(_WIDE.match(char))
