"""English."""

import re

from align.languages.base import Language, Rules


def _load() -> Rules:
    from align.languages.pages import ENGLISH_FURNITURE
    from align.languages.sentences.clauses import english_clauses
    from align.languages.sentences.en import split_english
    from align.languages.words.content import english_words

    return Rules(split_english, ENGLISH_FURNITURE, english_words, english_clauses)


ENGLISH = Language(
    code="en",
    name="English",
    locale="en-US",
    joiner=" ",
    script=re.compile(r"[A-Za-z]"),
    letter_weight=1,
    own_share=0.5,
    length_ratio=1.0,
    load=_load,
)
