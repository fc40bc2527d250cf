"""English."""

import re

from align.languages.base import Language, Rules


def _load() -> Rules:
    from align.languages.pages.en import BOILERPLATE
    from align.languages.sentences.clauses import english_clauses
    from align.languages.sentences.en import split
    from align.languages.words.en import english_words

    return Rules(split, BOILERPLATE, english_words, english_clauses)


ENGLISH = Language("en", "English", "en-US", " ", re.compile(r"[A-Za-z]"), _load)
