"""Split paragraphs into sentences that point back into them."""

from collections.abc import Sequence

from align.document import Paragraph, Sentence
from align.languages import get_language


def segment_paragraphs(
    paragraphs: Sequence[Paragraph], language: str, *, semicolons: bool = False
) -> tuple[Sentence, ...]:
    """The sentences of ``paragraphs``, in order; paragraphs of kind ``boilerplate`` have none.

    With ``semicolons`` a semicolon ends a sentence, too.

    >>> page = [Paragraph("【打印】", 1, "boilerplate"), Paragraph("他来了；她走了。真的？", 2)]
    >>> [s.text for s in segment_paragraphs(page, "zh")]
    ['他来了；她走了。', '真的？']
    >>> len(segment_paragraphs(page, "zh", semicolons=True))
    3
    """
    split = get_language(language).split
    return tuple(
        Sentence(paragraph.text[start:end], number, start, end)
        for number, paragraph in enumerate(paragraphs)
        if paragraph.kind != "boilerplate"
        for start, end in split(paragraph.text, semicolons=semicolons)
    )
