"""Chinese."""

import re

from align.languages.base import Language, Rules
from align.languages.characters import HAN


def _load() -> Rules:
    from align.languages.pages.zh import BOILERPLATE
    from align.languages.sentences.clauses import chinese_clauses
    from align.languages.sentences.zh import split
    from align.languages.variant.zh import variant_of
    from align.languages.words.zh import chinese_words

    return Rules(split, BOILERPLATE, chinese_words, chinese_clauses, variant_of)


CHINESE = Language("zh", "Chinese", "zh-CN", "", re.compile(f"[{HAN}]"), _load)
