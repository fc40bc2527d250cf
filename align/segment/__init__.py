"""Paragraphs → sentences.

Page furniture is marked first (:func:`mark_boilerplate`), then the other paragraphs are split by
the rules of their language or of an SRX file (:func:`segment_paragraphs`). What ends a sentence and
what furniture looks like is defined in :mod:`align.languages`.

>>> from align.document import Paragraph
>>> page = [Paragraph("Home > News", 1), Paragraph("CQC in Xi'an", 2), Paragraph("A. B is it.", 4)]
>>> page = mark_boilerplate(page, "en")
>>> [(s.text, s.paragraph) for s in segment_paragraphs(page, "en")]
[("CQC in Xi'an", 1), ('A. B is it.', 2)]
"""

from collections.abc import Sequence
from dataclasses import replace

from align.document import Paragraph, Sentence
from align.languages import LANGUAGES, get_language
from align.languages.page_furniture import furniture_lines
from align.segment.srx import SrxRules

__all__ = ["SrxRules", "mark_boilerplate", "segment_paragraphs"]


def mark_boilerplate(paragraphs: Sequence[Paragraph], language: str) -> tuple[Paragraph, ...]:
    """Return the same paragraphs, page furniture set aside with its reason.

    A row (a paragraph with a key) is never furniture. A page on which nothing else would remain is
    returned as it is. See
    :func:`align.languages.page_furniture.furniture_lines`.

    >>> page = [Paragraph("Home / 中文版"), Paragraph("CQC grows"), Paragraph("Print | Close")]
    >>> [p.aside for p in mark_boilerplate(page, "en")]
    ['navigation', '', 'navigation']

    Raises :class:`align.errors.UsageError` for an unknown language.
    """
    get_language(language)
    patterns = [known.boilerplate for known in LANGUAGES.values()]
    texts = [number for number, p in enumerate(paragraphs) if not (p.aside or p.key)]
    found = furniture_lines([paragraphs[number].text for number in texts], patterns)
    furniture = {texts[n]: reason for n, reason in found.items()}
    return tuple(
        replace(p, aside=furniture[n]) if n in furniture else p for n, p in enumerate(paragraphs)
    )


def segment_paragraphs(
    paragraphs: Sequence[Paragraph],
    language: str,
    *,
    semicolons: bool = False,
    rules: SrxRules | None = None,
) -> tuple[Sentence, ...]:
    """Return the sentences of ``paragraphs``, in order; those that are set aside have none.

    With ``semicolons``, a semicolon ends a sentence too. ``rules`` replace the built-in ones.

    >>> page = [Paragraph("【打印】", aside="navigation"), Paragraph("他来了；她走了。真的？")]
    >>> [s.text for s in segment_paragraphs(page, "zh")]
    ['他来了；她走了。', '真的？']
    >>> len(segment_paragraphs(page, "zh", semicolons=True))
    3
    >>> page = [Paragraph("Write a: b. C: d first. Save it.", code=("a: b. C: d",))]
    >>> [s.text for s in segment_paragraphs(page, "en")]
    ['Write a: b. C: d first.', 'Save it.']
    >>> [s.text for s in segment_paragraphs([Paragraph("或 ?from= 的", code=("?from=",))], "zh")]
    ['或 ?from= 的']
    """
    own = get_language(language).split

    def split(paragraph: Paragraph) -> list[tuple[int, int]]:
        if rules:
            return rules.split(paragraph.text, language)
        text = paragraph.text
        for code in paragraph.code:
            first = code[0] if code[0].isalnum() else "x"  # no mark: ?from= ends nothing
            text = text.replace(code, first + "x" * (len(code) - 1))
        return own(text, semicolons=semicolons)

    return tuple(
        Sentence(paragraph.text[start:end], number, start, end)
        for number, paragraph in enumerate(paragraphs)
        if not paragraph.aside
        for start, end in split(paragraph)
    )
