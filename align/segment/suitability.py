"""Checks of documents before alignment: language, locale, and whether versions are plausible."""

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

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
    return paragraph.place(stray.start) or f"“{paragraph.text[:10]}…”"


def are_swapped(en: Document, zh: Document) -> bool:
    """Whether each document is in the language of the other.

    >>> a = Document.from_sentences(["早上好。"], "en")
    >>> are_swapped(a, Document.from_sentences(["Good morning."], "zh"))
    True
    """
    return [document_language(document) for document in (en, zh)] == [zh.language, en.language]


def sides_in_order(
    names: tuple[str, str], one: Callable[[str], Document], other: Callable[[str], Document]
) -> tuple[Document, Document, tuple[str, str]]:
    """Read the English and the Chinese side; return them and what messages call them.

    ``one`` and ``other`` read a file as the side of a language. They are exchanged, with a warning
    in the log, if each file is in the language of the other.
    """
    found = one("en"), other("zh")
    if not are_swapped(*found):
        return *found, names
    warn_of_swap(*names)
    return other("en"), one("zh"), (names[1], names[0])


def warn_of_swap(en: str, zh: str) -> None:
    """Log that two files or folders were given in the wrong order."""
    names = {code: get_language(code).name for code in ("en", "zh")}
    _log.warning(
        "%s is %s and %s is %s: exchanged (%s comes first)",
        en, names["zh"], zh, names["en"], names["en"],
    )  # fmt: skip


def check_documents(en: Document, zh: Document, names: tuple[str, str] | None = None) -> None:
    """Refuse documents that cannot be aligned: an empty or far too long side, a wrong language.

    ``names`` are what messages call them.

    >>> a = Document.from_sentences(["Good morning."], "en", name="a.txt")
    >>> check_documents(a, Document.from_sentences(["早上好。"], "zh", name="b.txt"))

    Raises :class:`align.errors.InputError`, one line that says what to do.
    """
    names = check_not_empty(en, zh, names)
    found = [document_language(document) for document in (en, zh)]
    if found == [zh.language, en.language]:
        raise InputError(
            f"{names[0]} is Chinese and {names[1]} is English; give the English document first"
        )
    for document, name, language in zip((en, zh), names, found, strict=True):
        if language != document.language:
            raise InputError(
                f"{name}: expected {get_language(document.language).name}, "
                f"but the text looks {get_language(language).name}"
                + ("; both sides are the same language" if found[0] == found[1] else "")
                + "; pass the two language versions of one document"
            )
    long_en, long_zh = (d.characters * get_language(d.language).length_ratio for d in (en, zh))
    for long, short, name, other in (
        (long_en, long_zh, names[0], names[1]),
        (long_zh, long_en, names[1], names[0]),
    ):
        if long > TOO_LONG * short and long > 200:
            raise InputError(
                f"{name} is {long / short:.0f} times longer than {other} "
                "(measured as translations of each other); these are not two versions of one "
                "document (use --force to align them anyway)"
            )


def check_not_empty(
    en: Document, zh: Document, names: tuple[str, str] | None = None
) -> tuple[str, str]:
    """Refuse a side without sentences: there is nothing to align, even with ``--force``.

    The names of both in messages are returned: ``names``, else their own, with the language where
    they are the same.
    """
    found = names or (en.name or "text", zh.name or "text")
    if found[0] == found[1]:
        found = (f"{found[0]} (English)", f"{found[1]} (Chinese)")
    for document, name in zip((en, zh), found, strict=True):
        if not document.sentences:
            raise InputError(f"{name}: no sentences in it")
    return found


def names_of_sides(en: str, zh: str) -> tuple[str, str]:
    """The names of two files, with as many of their folders as make them different.

    >>> names_of_sides("work/en/a.txt", "work/zh/a.txt"), names_of_sides("x/a.txt", "y/b.txt")
    (('en/a.txt', 'zh/a.txt'), ('a.txt', 'b.txt'))
    """
    parts = Path(en).parts, Path(zh).parts
    for length in range(1, max(map(len, parts)) + 1):
        found = (Path(*parts[0][-length:]).as_posix(), Path(*parts[1][-length:]).as_posix())
        if found[0] != found[1]:
            return found
    return en, zh
