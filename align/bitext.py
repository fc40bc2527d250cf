"""Both sides of a bitext out of one file: the rows of a bilingual format, or a mixed text."""

from collections.abc import Sequence

from align.document import Document, Paragraph, Sentence
from align.errors import InputError
from align.languages import get_language
from align.languages.detection import document_language
from align.readers import Row
from align.readers.mixed import separate
from align.segment import SrxRules, mark_boilerplate, segment_paragraphs

Sides = tuple[Document, Document]


def sides_of_rows(
    rows: Sequence[Row],
    name: str,
    *,
    segmented: bool = False,
    semicolons: bool = False,
    rules: SrxRules | None = None,
) -> Sides:
    """Two documents with a paragraph a row; a text that is missing is an empty paragraph.

    ``segmented``: a text is a sentence as it stands.

    Raises :class:`align.errors.InputError` when the languages are swapped.

    >>> en, zh = sides_of_rows([Row("Yes. Sure.", "是。"), Row("", "再见。")], "a.tmx")
    >>> [(s.text, s.paragraph) for s in en.sentences], [s.paragraph for s in zh.sentences]
    ([('Yes.', 0), ('Sure.', 0)], [0, 1])
    """
    en = tuple(Paragraph(row.en, row.line, where=row.where) for row in rows)
    zh = tuple(Paragraph(row.zh, row.line, where=row.where) for row in rows)
    en_side, zh_side = (
        document_of(texts, language, name, segmented=segmented, semicolons=semicolons, rules=rules)
        for texts, language in ((en, "en"), (zh, "zh"))
    )
    if (document_language(en_side), document_language(zh_side)) == ("zh", "en"):
        raise InputError(
            f"{name}: what it calls English is Chinese, and the other way round; "
            "correct the language codes in it, or the names of the columns"
        )
    return en_side, zh_side


def sides_of_mixed(
    paragraphs: Sequence[Paragraph],
    name: str,
    *,
    segmented: bool = False,
    semicolons: bool = False,
    rules: SrxRules | None = None,
    keep_boilerplate: bool = False,
) -> Sides:
    """Two documents out of the paragraphs of one, separated by script.

    Raises :class:`align.errors.InputError` when there is only one language.

    >>> en, zh = sides_of_mixed([Paragraph("Yes.", 1), Paragraph("是。", 2)], "a.txt")
    >>> en.texts, zh.texts, zh.line_of(0)
    (('Yes.',), ('是。',), 2)
    """
    found = separate(paragraphs)
    sides = []
    for language, other in (("en", "zh"), ("zh", "en")):
        texts = found[language]
        if not texts:
            raise InputError(
                f"{name}: no {get_language(language).name} text in it, only "
                f"{get_language(other).name}; name the file with the other language, too"
            )
        if not keep_boilerplate:
            texts = mark_boilerplate(texts, language)
        side = document_of(
            texts, language, name, segmented=segmented, semicolons=semicolons, rules=rules
        )
        sides.append(side)
    return sides[0], sides[1]


def document_of(
    paragraphs: tuple[Paragraph, ...],
    language: str,
    name: str,
    *,
    segmented: bool = False,
    semicolons: bool = False,
    rules: SrxRules | None = None,
) -> Document:
    """A document of paragraphs, split into sentences; ``segmented``: each one is a sentence.

    >>> document_of((Paragraph(" One. Two."),), "en", "a", segmented=True).texts
    ('One. Two.',)
    """
    if segmented:
        sentences = tuple(
            Sentence(text, n, start, start + len(text))
            for n, paragraph in enumerate(paragraphs)
            if (text := paragraph.text.strip()) and paragraph.kind != "boilerplate"
            for start in (paragraph.text.index(text),)
        )
    else:
        sentences = segment_paragraphs(paragraphs, language, semicolons=semicolons, rules=rules)
    return Document(paragraphs, sentences, language, name)
