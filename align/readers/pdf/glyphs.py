"""The characters of a PDF page, one by one: what they are, where they stand, spaces between."""

import math
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from statistics import median
from typing import Any

from align.languages.characters import WIDE

#: Objects of a page that are looked at; a map has a hundred thousand.
OBJECTS = 5_000
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


@dataclass(slots=True)
class Glyph:
    """A character: as in :class:`align.readers.pdf.runs.Run`; ``begin``: of its piece of text."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    angle: int
    index: int
    space: str
    begin: tuple[float, float] = (0, 0)
    spaced: bool = False


@dataclass
class Glyphs:
    """The characters of a page; ``aside``: those that are no text, by reason."""

    shown: list[Glyph] = field(default_factory=list)
    aside: dict[str, str] = field(default_factory=lambda: defaultdict(str))
    unmapped: int = 0


def glyphs_of(pdfium: Any, text: Any, count: int) -> Glyphs:
    """Return the characters of a page."""
    box, matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    found = Glyphs()
    glyphs = found.shown
    space = ""
    for index, code in _codes(pdfium, text, count):
        if code in (10, 13) and not pdfium.FPDFText_HasUnicodeMapError(text, index):
            if glyphs and space.strip("?"):
                glyphs[-1].spaced = True
            space = ""
        elif code in (9, 11, 12) or (32 <= code < sys.maxunicode and chr(code).isspace()):
            space = _space(pdfium, text, index, chr(code), space)
        elif is_unreadable(code) or pdfium.FPDFText_HasUnicodeMapError(text, index):
            found.unmapped += 1
            found.aside["unreadable characters"] += "\ufffd"
        else:
            placed = pdfium.FPDFText_GetMatrix(text, index, matrix)
            found.unmapped += 0xE000 <= code < 0xF900 and code not in BULLETS
            size = pdfium.FPDFText_GetFontSize(text, index) * math.hypot(matrix.b, matrix.d)
            if not placed or size <= 0:
                found.aside["hidden text"] += usual_form(code)
                continue
            pdfium.FPDFText_GetLooseCharBox(text, index, box)
            angle = round(math.degrees(math.atan2(matrix.b, matrix.a))) % 360
            place, begin = _place(box, matrix, angle), (matrix.e, matrix.f)
            glyph = Glyph(usual_form(code), *place, size, angle, index, space, begin)
            if glyphs and _begins_with_space(glyphs[-1], glyph):
                glyph.space = " "
            glyphs.append(glyph)
            space = ""
    found.shown = list(_in_order(found))
    return found


def _in_order(found: Glyphs) -> Iterator[Glyph]:
    """Yield the characters of each line from left to right, each once.

    Programs may write Chinese quotation marks of another font after the rest of the line.
    """
    for _, group in groupby(found.shown, key=lambda glyph: (round(glyph.y, 1), glyph.angle)):
        line = list(group)
        if any(b.x0 < a.x0 - 0.4 * a.size for a, b in pairwise(line)):
            line.sort(key=lambda glyph: glyph.x0)
        last = None
        for glyph in line:
            if last and _is_repeated(last, glyph):
                found.aside["repeated text"] += glyph.text
            else:
                yield glyph
                last = glyph


def _codes(pdfium: Any, text: Any, count: int) -> Iterator[tuple[int, int]]:
    """Yield the numbers and the code points of characters, those in two halves once."""
    high = 0
    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(text, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high & 0x3FF) << 10) + (code & 0x3FF) if high else 0xFFFD
        high = 0
        yield index, code


def _space(pdfium: Any, text: Any, index: int, char: str, last: str) -> str:
    """Return the space before the next character, given the one before this one."""
    if pdfium.FPDFText_IsGenerated(text, index):
        return last or "?"  # generated by pdfium: the gap decides
    return "\u3000" if "\u3000" in (char, last) else " "


def _is_repeated(last: Glyph, glyph: Glyph) -> bool:
    """Whether a character is written twice at nearly the same place, to look bold."""
    if glyph.text != last.text or (glyph.begin == last.begin and glyph.x0 == last.x0):
        return False  # letters of a ligature stand at one place
    near = min(0.25 * last.size, 0.5 * (last.x1 - last.x0))
    return abs(glyph.x0 - last.x0) < near and abs(glyph.y - last.y) < near


def _begins_with_space(last: Glyph, glyph: Glyph) -> bool:
    """Whether a character's piece of text begins before it."""
    new = glyph.space == "?" and glyph.begin != last.begin and not glyph.angle
    return new and glyph.x0 - glyph.begin[0] > 0.15 * glyph.size


def _place(box: Any, matrix: Any, angle: int) -> tuple[float, float, float]:
    """Return begin, end and baseline of a character on the page turned upright."""
    if angle == 90:
        return box.bottom, box.top, -matrix.e
    if angle == 180:
        return -box.right, -box.left, -matrix.f
    if angle == 270:
        return -box.top, -box.bottom, matrix.e
    return box.left, box.right, matrix.f


def set_spaces(glyphs: list[Glyph]) -> tuple[int, int]:
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


def find_spaces(pdfium: Any, page: Any, glyphs: list[Glyph]) -> None:
    """Find the spaces that pdfium hides: it makes one up for a piece of text that is only a space.

    Such a piece begins where no piece with letters does.
    """
    unsure = [n for n, (a, b) in enumerate(pairwise(glyphs), 1) if _is_unsure(a, b)]
    if not unsure:
        return
    begins = {glyph.begin for glyph in glyphs}
    matrix = pdfium.FS_MATRIX()
    hidden: dict[float, list[float]] = {}
    for index in range(min(pdfium.FPDFPage_CountObjects(page), OBJECTS)):
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


def _is_unsure(last: Glyph, glyph: Glyph) -> bool:
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
