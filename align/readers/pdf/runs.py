"""The characters of a PDF page → runs: pieces of a line, with their position and size."""

from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from align.files.load import Source
from align.readers.pdf.glyphs import OBJECTS, Glyph, find_spaces, glyphs_of, set_spaces

#: Most characters of a document (about 2,500 full pages).
CHARACTERS = 5_000_000
# A gap of more than this, in ems, ends a run.
_GAP = 0.6
# Runs of the same text, the last of which are looked at.
_SAME = 50
# A page with more lines or dots than this is a drawing.
_DRAWN = 1_000
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Run:
    """Characters close to each other on one baseline.

    ``x0``, ``x1`` and ``y`` (the baseline, upwards) are in points; ``size`` is that of the font.
    ``space`` separates it from the run before it; ``spaced``: a space ends its line; ``word`` is
    the width of what is before its first space; ``hang``: where the text after a list mark begins.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool = False
    space: str = ""
    spaced: bool = False
    word: float = 0
    hang: float | None = None


@dataclass
class Drawn:
    """What is drawn on a page: horizontal lines, pictures, and dots (which may be bullets)."""

    rules: list[tuple[float, float, float]] = field(default_factory=list)
    pictures: list[_Box] = field(default_factory=list)
    dots: list[tuple[float, float]] = field(default_factory=list)


@dataclass(frozen=True)
class PageText:
    """The text of a page, between ``bottom`` and ``top``.

    ``characters`` is the number of characters, ``unmapped`` that of characters without a Unicode
    value, ``borders`` how many places between Chinese and Latin letters have a space, and how many
    there are; ``aside``: what is no text, by reason.
    """

    number: int
    bottom: float
    top: float
    runs: list[Run]
    drawn: Drawn
    characters: int
    unmapped: int
    borders: tuple[int, int]
    aside: dict[str, str]


def page_text(page: Any, number: int, source: Source, room: int) -> PageText:
    """Return the runs of a page of pypdfium2; ``room``: most characters that it may have.

    Text in another direction than most of the page (watermarks, stamps in the margin) is set aside.
    Raises :class:`align.errors.InputError` for more characters than ``room``.
    """
    import pypdfium2.raw as pdfium

    text = page.get_textpage()
    try:
        count = text.count_chars()
        if count > room:
            raise source.error(f"more than {CHARACTERS:,} characters; split it")
        found = glyphs_of(pdfium, text, count)
        find_spaces(pdfium, page, found.shown)
        borders = set_spaces(found.shown)
        angles = Counter(glyph.angle for glyph in found.shown)
        angle = max(angles, key=lambda a: angles[a], default=0)
        runs, repeated = _runs(pdfium, text, [g for g in found.shown if g.angle == angle])
        turned = "".join(g.space + g.text for g in found.shown if g.angle != angle)
    finally:
        text.close()
    aside = {"turned text": turned, **found.aside}
    aside["repeated text"] = "\n".join(filter(None, [aside.get("repeated text"), *repeated]))
    drawn = _objects(pdfium, page)
    left, bottom, right, top = page.get_bbox()
    if angle:  # the page is rotated
        edges = {90: (-right, -left), 180: (-top, -bottom), 270: (left, right)}
        bottom, top = edges.get(angle, (bottom, top))
        drawn = Drawn()
    aside = {reason: text for reason, text in aside.items() if text.strip()}
    return PageText(number, bottom, top, runs, drawn, count, found.unmapped, borders, aside)


def _objects(pdfium: Any, page: Any) -> Drawn:
    from ctypes import byref, c_float

    drawn = Drawn()
    edges = [c_float() for _ in range(4)]
    for index in range(min(pdfium.FPDFPage_CountObjects(page), OBJECTS)):
        item = pdfium.FPDFPage_GetObject(page, index)
        kind = pdfium.FPDFPageObj_GetType(item)
        picture = kind in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM)
        if picture or kind == pdfium.FPDF_PAGEOBJ_PATH:
            pdfium.FPDFPageObj_GetBounds(item, *map(byref, edges))
            left, bottom, right, top = (edge.value for edge in edges)
            if picture:
                drawn.pictures.append((left, bottom, right, top))
            elif top - bottom < 3 and right - left > 20:
                drawn.rules.append(((top + bottom) / 2, left, right))
            elif 1.5 < right - left < 8 and abs(top - bottom - right + left) < 1:
                drawn.dots.append(((left + right) / 2, (bottom + top) / 2))
    if max(len(drawn.rules), len(drawn.dots)) > _DRAWN:
        return Drawn()
    return drawn


def _runs(pdfium: Any, text: Any, glyphs: list[Glyph]) -> tuple[list[Run], list[str]]:
    """Return the runs, and the texts of those that are written twice at nearly the same place."""
    groups: list[list[Glyph]] = []
    for glyph in glyphs:
        if groups and _continues(groups[-1][-1], glyph):
            groups[-1].append(glyph)
        else:
            groups.append([glyph])
    runs, repeated = [], []
    seen: dict[str, list[Run]] = {}
    for group in groups:
        run = _run(group, _is_bold(pdfium, text, group))
        same = seen.setdefault(run.text, [])
        near = min(0.25 * run.size, 0.5 * (run.x1 - run.x0))
        if any(abs(run.x0 - r.x0) < near and abs(run.y - r.y) < near for r in same[-_SAME:]):
            repeated.append(run.text)
        else:
            same.append(run)
            runs.append(run)
    return [_level(runs, number) for number in range(len(runs))], repeated


def _continues(last: Glyph, glyph: Glyph) -> bool:
    gap = glyph.x0 - last.x1
    return (
        abs(glyph.y - last.y) < 0.1 * last.size
        and abs(glyph.size - last.size) < 0.1 * last.size
        and -0.6 * last.size < gap < _GAP * last.size
    )


def _run(group: list[Glyph], bold: bool) -> Run:
    first = group[0]
    text = first.text
    for glyph in group[1:]:
        text += glyph.space + glyph.text
    x0, x1 = min(g.x0 for g in group), max(g.x1 for g in group)
    word = next((a.x1 for a, b in pairwise(group) if b.space), x1) - x0
    return Run(text, x0, x1, first.y, first.size, bold, first.space, group[-1].spaced, word)


def _is_bold(pdfium: Any, text: Any, group: list[Glyph]) -> bool:
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
            # "100 g" beside larger text is small, not raised
            raised = shift > 0 and not any(map(str.isalpha, run.text))
            text = run.text.translate(_RAISED) if raised else run.text
            return replace(run, text=text, y=base.y, size=base.size)
    return run
