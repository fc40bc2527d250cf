"""Which variant of its language a document is written in."""

import logging
from dataclasses import replace

from align.document import Document
from align.languages import get_language
from align.languages.base import Stray

_log = logging.getLogger(__name__)


def with_locale(document: Document) -> Document:
    """The document with the ``locale`` that its text shows, where its language has several.

    A document that mixes two of them goes to the log, with examples and where they stand.

    >>> with_locale(Document.from_sentences(["歡迎使用軟體。"], "zh")).locale
    'zh-TW'
    """
    variant_of = get_language(document.language).variant
    if variant_of is None:
        return document
    found = variant_of(*(p.text for p in document.paragraphs))
    if found.mixed:
        examples = "; ".join(f"{s.text} ({_place(document, s)})" for s in found.strays)
        _log.warning(
            "%s: simplified and traditional characters are mixed, read as %s; for example %s",
            document.name or "a text",
            found.code,
            examples,
        )
    else:
        _log.info("%s: %s (sure: %.2f)", document.name, found.code, found.confidence)
    return replace(document, locale=found.code)


def _place(document: Document, stray: Stray) -> str:
    paragraph = document.paragraphs[stray.paragraph]
    line = paragraph.line + paragraph.text.count("\n", 0, stray.start)
    return paragraph.where or (f"line {line}" if paragraph.line else f"“{paragraph.text[:10]}…”")
