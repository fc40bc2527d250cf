"""English."""

import re

from align.languages.base import Language
from align.languages.clauses import english_clauses
from align.languages.en_pages import BOILERPLATE
from align.languages.en_sentences import split
from align.languages.en_words import english_words

ENGLISH = Language(
    "en",
    "English",
    "en-US",
    " ",
    split,
    re.compile(r"[A-Za-z]"),
    BOILERPLATE,
    english_words,
    english_clauses,
)
