"""Separates the languages of a document that contains both.

The order does not matter: paragraphs or lines may alternate with their translations, both languages
may be in one line, or one language may follow the other. Which sentences belong together is decided
by the alignment.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from align.document import Paragraph
from align.languages import LANGUAGES
from align.languages.characters import HAN
from align.languages.detection import BRACKETS, letters, line_language
from align.languages.sentences.segments import BULLETS

# Separators of the two languages within a line, …
_DIVIDER = r"\n|\t|\s*[|｜]\s*|\s+[/／]\s+|\u3000+|\s{3,}"
# … and ends of sentences, directly before the other script or the next sentence.
_CLOSERS = "[”’」』）\"')]*"
_END = (
    rf"(?<=[。！？…；]){_CLOSERS}\s*"
    rf"|(?<=[.!?;]){_CLOSERS}\s*(?=[\"“‘'「『（(\[【]*[{HAN}])"
    rf"|(?<=[.!?]){_CLOSERS}\s+"
)
_PLACE = re.compile(f"(?P<divider>{_DIVIDER})|(?:{_END})")
_WORDS = re.compile(r"[A-Za-z]{2,}")
_SMALL = re.compile(r"(?<![A-Za-z])[a-z]{2,}")
_HAN = re.compile(f"[{HAN}]")
# The space before the first Chinese word of a line, and before a bullet of it.
_LAST_SPACE = re.compile(rf"\s+[{BULLETS}]?\s*\S*$")
_LONGEST = 200  # characters that may be joined to what follows
# Least and greatest length of an English line per Chinese character of its translation, in letters.
_RATIO = (1.0, 7.0)


def separate(paragraphs: Sequence[Paragraph]) -> dict[str, tuple[Paragraph, ...]]:
    """Return the paragraphs of each language, in order; a paragraph with both is split.

    Line, place, kind and key are kept. A paragraph without letters (a number, a date in digits, a
    row of asterisks) goes to the sides of the paragraphs before and after it, to both if they
    differ. What is set aside goes to one side; so do the separators of languages in a line.

    >>> sides = separate([Paragraph("Good morning. | 早上好。", 1), Paragraph("2024", 2)])
    >>> [p.text for p in sides["en"]], [p.text for p in sides["zh"]]
    (['Good morning.', '|'], ['早上好。', '2024'])
    >>> sides["en"][1].aside
    'separators'
    """
    parts = [part for paragraph in paragraphs for part in _parts(paragraph)]
    texts = ["" if paragraph.aside else language for paragraph, language in parts]
    before, after = _neighbours(texts), _neighbours(texts[::-1])[::-1]
    sides: dict[str, list[Paragraph]] = {code: [] for code in LANGUAGES}
    for (paragraph, language), left, right in zip(parts, before, after, strict=True):
        around = {left, right} - {""}
        if language:
            around = {language}
        elif paragraph.aside or not around:
            around = {left or right or next(iter(LANGUAGES))}
        for side in around:
            sides[side].append(paragraph)
    return {side: tuple(found) for side, found in sides.items()}


def _neighbours(languages: Sequence[str]) -> list[str]:
    """Return for each paragraph the language of the last one before it that has any."""
    found, last = [], ""
    for language in languages:
        found.append(last)
        last = language or last
    return found


def _parts(paragraph: Paragraph) -> list[tuple[Paragraph, str]]:
    """Split a paragraph into runs of one language; a menu (``首页 / English``) stays whole."""
    text = paragraph.text
    if paragraph.aside:
        return [(paragraph, line_language(text))]
    if all(letters(text).values()) and not _is_menu(text):
        spans = [cut for span in _runs(text) for cut in _halves(text, *span)]
    else:
        spans = [(0, len(text), line_language(text))]
    if len(spans) == 1:
        return [(paragraph, spans[0][2])]
    found = []
    done = 0
    for start, end, language in [*spans, (len(text), len(text), "")]:
        for begin, stop, aside in ((done, start, "separators"), (start, end, "")):
            if piece := text[begin:stop].strip():
                line = paragraph.line and paragraph.line + text.count("\n", 0, begin)
                part = replace(paragraph, text=piece, line=line, aside=aside)
                found.append((part, "" if aside else language))
        done = end
    return found


def _is_menu(text: str) -> bool:
    known = any(language.boilerplate.fullmatch(text.strip()) for language in LANGUAGES.values())
    return known and "\t" not in text and "\n" not in text


Span = tuple[int, int, str]  # start, end, language


def _runs(text: str) -> list[Span]:
    """Join adjacent lines and sentences of one language, without what separates the languages.

    A piece that is too short to be a line of its own (``No.``, ``CQC.``) is joined to what follows.
    """
    runs: list[Span] = []
    start, divided = 0, True
    places = [(m.start(), m.end(), bool(m["divider"])) for m in _PLACE.finditer(text)]
    for left, right, divider in [*places, (len(text), len(text), True)]:
        end = left if divider else right
        piece = text[start:end]
        language = line_language(piece)
        if not language or not (_substantial(piece) or (divided and divider)):
            if right < len(text) and not divider and end - start < _LONGEST:
                continue  # joined to what follows
            language = runs[-1][2] if runs else line_language(text)
        if runs and runs[-1][2] == language:
            runs[-1] = (runs[-1][0], end, language)
        elif piece.strip():
            runs.append((start, end, language))
        start, divided = right, divider
    return runs or [(0, len(text), line_language(text))]


def _substantial(text: str) -> bool:
    return len(_HAN.findall(text)) >= 2 or len(_WORDS.findall(text)) >= 2


def _halves(text: str, start: int, end: int, language: str) -> list[Span]:
    """Split a run where it changes between English and Chinese without any mark.

    ``CQC Opens Laboratory CQC新建实验室``: one end is English without Chinese, the other end is not
    English, and the English is about as long as a translation of the rest.
    """
    han = [m.start() + start for m in _HAN.finditer(text[start:end])]
    if not han:
        return [(start, end, language)]
    before = _LAST_SPACE.search(text[start : han[0]])
    head = start + before.start() if before else -1
    tail = text.find(" ", han[-1], end)
    for cut, english, beyond in (
        (head, text[start : max(head, start)], text[han[-1] + 1 : end]),
        (tail, text[tail:end] if tail > 0 else "", text[start : han[0]]),
    ):
        words = _WORDS.findall(english)
        ratio = sum(map(len, words)) / len(han)
        bare = _HAN.search(BRACKETS.sub("", text[start:end]))
        whole = len(words) > 1 and bare and not _SMALL.search(beyond)
        if whole and len(han) > 2 and _RATIO[0] < ratio < _RATIO[1]:
            order = ("en", "zh") if cut == head else ("zh", "en")
            return [(start, cut, order[0]), (cut, end, order[1])]
    return [(start, end, language)]
