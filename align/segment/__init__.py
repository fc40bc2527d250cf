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

from align.segment.sentences import mark_boilerplate, segment_paragraphs
from align.segment.srx import SrxRules

__all__ = ["SrxRules", "mark_boilerplate", "segment_paragraphs"]
