"""Chinese."""

import re

from align.languages.base import Language, Rules
from align.languages.han import HAN


def _load() -> Rules:
    from align.languages.clauses import chinese_clauses
    from align.languages.zh_pages import BOILERPLATE
    from align.languages.zh_sentences import split
    from align.languages.zh_variant import variant_of
    from align.languages.zh_words import chinese_words

    return Rules(split, BOILERPLATE, chinese_words, chinese_clauses, variant_of)


CHINESE = Language("zh", "Chinese", "zh-CN", "", re.compile(f"[{HAN}]"), _load)
