"""Chinese."""

import re

from align.languages.base import Language
from align.languages.clauses import chinese_clauses
from align.languages.spans import HAN
from align.languages.zh_pages import BOILERPLATE
from align.languages.zh_sentences import split
from align.languages.zh_variant import variant_of
from align.languages.zh_words import chinese_words

CHINESE = Language(
    "zh",
    "Chinese",
    "zh-CN",
    "",
    split,
    re.compile(f"[{HAN}]"),
    BOILERPLATE,
    chinese_words,
    chinese_clauses,
    variant_of,
)
