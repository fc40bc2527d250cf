"""English."""

import re

from align.languages.base import Language, Rules


def _load() -> Rules:
    from align.languages.clauses import english_clauses
    from align.languages.en_pages import BOILERPLATE
    from align.languages.en_sentences import split
    from align.languages.en_words import english_words

    return Rules(split, BOILERPLATE, english_words, english_clauses)


ENGLISH = Language("en", "English", "en-US", " ", re.compile(r"[A-Za-z]"), _load)
