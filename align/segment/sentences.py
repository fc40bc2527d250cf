"""Split paragraphs into sentences that point back into them."""

from collections.abc import Sequence

from align.document import Paragraph, Sentence
from align.languages import get_language
from align.segment.srx import SrxRules


def segment_paragraphs(
    paragraphs: Sequence[Paragraph],
    language: str,
    *,
    semicolons: bool = False,
    rules: SrxRules | None = None,
) -> tuple[Sentence, ...]:
    """The sentences of ``paragraphs``, in order; paragraphs of kind ``boilerplate`` have none.

    With ``semicolons`` a semicolon ends a sentence, too. ``rules`` take the place of ours.

    >>> page = [Paragraph("【打印】", 1, "boilerplate"), Paragraph("他来了；她走了。真的？", 2)]
    >>> [s.text for s in segment_paragraphs(page, "zh")]
    ['他来了；她走了。', '真的？']
    >>> len(segment_paragraphs(page, "zh", semicolons=True))
    3
    """
    own = get_language(language).split

    def split(text: str) -> list[tuple[int, int]]:
        return rules.split(text, language) if rules else own(text, semicolons=semicolons)

    return tuple(
        Sentence(paragraph.text[start:end], number, start, end)
        for number, paragraph in enumerate(paragraphs)
        if paragraph.kind != "boilerplate"
        for start, end in split(paragraph.text)
    )
