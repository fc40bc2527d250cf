"""Chinese."""

import re

from align.languages.base import Language, Rules
from align.languages.characters import HAN


def _load() -> Rules:
    from align.languages.pages import CHINESE_FURNITURE
    from align.languages.sentences.clauses import chinese_clauses
    from align.languages.sentences.zh import split_chinese
    from align.languages.variant import variant_of
    from align.languages.words.content import chinese_words

    return Rules(split_chinese, CHINESE_FURNITURE, chinese_words, chinese_clauses, variant_of)


CHINESE = Language(
    code="zh",
    name="Chinese",
    locale="zh-CN",
    joiner="",
    script=re.compile(f"[{HAN}]"),
    letter_weight=3,
    own_share=0.15,  # Chinese keeps foreign names and code in Latin letters
    length_ratio=3.3,  # roughly, in any kind of text
    load=_load,
)
