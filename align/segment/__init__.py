"""Paragraphs → sentences.

Page furniture is marked first (:func:`mark_boilerplate`), then every other paragraph is split by
the rules of its language, or by those of an SRX file (:func:`segment_paragraphs`). What a sentence
is, and what furniture looks like, is known to :mod:`align.languages` alone.

>>> from align.document import Paragraph
>>> page = [Paragraph("Home > News", 1), Paragraph("CQC in Xi'an", 2), Paragraph("A. B is it.", 4)]
>>> page = mark_boilerplate(page, "en")
>>> [(s.text, s.paragraph) for s in segment_paragraphs(page, "en")]
[("CQC in Xi'an", 1), ('A. B is it.', 2)]
"""

from align.languages.pages.boilerplate import mark_boilerplate
from align.segment.sentences import segment_paragraphs
from align.segment.srx import SrxRules

__all__ = ["SrxRules", "mark_boilerplate", "segment_paragraphs"]
