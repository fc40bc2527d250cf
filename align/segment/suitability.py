"""Checks of documents before alignment: language, locale, and whether versions are plausible."""

import logging
from dataclasses import replace

from align.document import Document
from align.errors import InputError
from align.languages import get_language, other_language
from align.languages.base import Stray
from align.languages.detection import letters

#: A side that is longer than the other one by more than this factor is not its translation.
TOO_LONG = 10.0

_log = logging.getLogger(__name__)


def document_language(document: Document) -> str:
    """Return the language of a document's letters; the one it declares if it has no letters.

    >>> document_language(Document.from_sentences(["早上好，Tom。"], "en"))
    'zh'
    """
    declared = get_language(document.language)
    weight = letters("".join(document.texts[:2000]))
    total = sum(weight.values())
    if not total or weight[declared.code] / total >= declared.own_share:
        return declared.code
    return other_language(declared.code)


def with_locale(document: Document) -> Document:
    """Return the document with the ``locale`` of its text, if its language has variants.

    Logs a warning, with examples and their places, for a document that mixes two variants.

    >>> with_locale(Document.from_sentences(["歡迎使用軟體。"], "zh")).locale
    'zh-TW'
    >>> with_locale(Document.from_sentences(["歡迎。"], "zh")).locale
    'zh-Hant'
    """
    variant_of = get_language(document.language).variant
    if variant_of is None:
        return document
    found = variant_of(*("" if p.aside else p.text for p in document.paragraphs))
    if found.mixed:
        examples = "; ".join(f"{s.text} ({_place(document, s)})" for s in found.strays)
        _log.warning(
            "%s: simplified and traditional characters are mixed, read as %s; for example %s",
            document.name or "a text",
            found.code,
            examples,
        )
    elif found.code.rpartition("-")[2].istitle():
        _log.info("%s: %s (its region is not known)", document.name, found.code)
    else:
        _log.info("%s: %s (confidence %.2f)", document.name, found.code, found.confidence)
    return replace(document, locale=found.code)


def _place(document: Document, stray: Stray) -> str:
    paragraph = document.paragraphs[stray.paragraph]
    line = paragraph.line + paragraph.text.count("\n", 0, stray.start)
    return paragraph.where or (f"line {line}" if paragraph.line else f"“{paragraph.text[:10]}…”")


def check_documents(en: Document, zh: Document) -> None:
    """Refuse documents that cannot be aligned: an empty or far too long side, a wrong language.

    >>> a = Document.from_sentences(["Good morning."], "en", name="a.txt")
    >>> check_documents(a, Document.from_sentences(["早上好。"], "zh", name="b.txt"))

    Raises :class:`align.errors.InputError`, one line that says what to do.
    """
    check_not_empty(en, zh)
    found = [document_language(document) for document in (en, zh)]
    if found == [zh.language, en.language]:
        raise InputError(
            f"{en.name} is Chinese and {zh.name} is English; give the English document first"
        )
    for document, language in zip((en, zh), found, strict=True):
        if language != document.language:
            raise InputError(
                f"{document.name}: expected {get_language(document.language).name}, "
                f"but the text looks {get_language(language).name}"
                + ("; both sides are the same language" if found[0] == found[1] else "")
                + "; pass the two language versions of one document"
            )
    long_en, long_zh = (d.characters * get_language(d.language).length_ratio for d in (en, zh))
    for long, short, document, other in ((long_en, long_zh, en, zh), (long_zh, long_en, zh, en)):
        if long > TOO_LONG * short and long > 200:
            raise InputError(
                f"{document.name} is {long / short:.0f} times longer than {other.name} "
                "(measured as translations of each other); these are not two versions of one "
                "document (use --force to align them anyway)"
            )


def check_not_empty(en: Document, zh: Document) -> None:
    """Refuse a side without sentences: there is nothing to align, even with ``--force``."""
    for document in (en, zh):
        if not document.sentences:
            raise InputError(f"{document.name}: no sentences in it")
