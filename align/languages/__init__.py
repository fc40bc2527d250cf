"""Everything that is specific to English or Chinese, with one module per topic."""

import re

from align.errors import UsageError
from align.languages.base import Language, Rules
from align.languages.characters import HAN


def _load_english() -> Rules:
    from align.languages.page_furniture import ENGLISH_FURNITURE
    from align.languages.sentences.en import split_english
    from align.languages.sentences.segments import english_clauses
    from align.languages.words.content import english_words
    from align.languages.words.tokens import english_tokens

    return Rules(split_english, ENGLISH_FURNITURE, english_words, english_tokens, english_clauses)


ENGLISH = Language(
    code="en",
    name="English",
    locale="en-US",
    joiner=" ",
    script=re.compile(r"[A-Za-z]"),
    letter_weight=1,
    own_share=0.5,
    length_ratio=1.0,
    load=_load_english,
)


def _load_chinese() -> Rules:
    from align.languages.page_furniture import CHINESE_FURNITURE
    from align.languages.sentences.segments import chinese_clauses
    from align.languages.sentences.zh import split_chinese
    from align.languages.variant import variant_of
    from align.languages.words.content import chinese_words
    from align.languages.words.tokens import chinese_tokens

    return Rules(
        split_chinese,
        CHINESE_FURNITURE,
        chinese_words,
        chinese_tokens,
        chinese_clauses,
        variant_of,
    )


CHINESE = Language(
    code="zh",
    name="Chinese",
    locale="zh-CN",
    joiner="",
    script=re.compile(f"[{HAN}]"),
    letter_weight=3,
    own_share=0.15,  # Chinese keeps foreign names and code in Latin letters
    length_ratio=3.3,  # roughly, in any kind of text
    load=_load_chinese,
)

LANGUAGES: dict[str, Language] = {language.code: language for language in (ENGLISH, CHINESE)}


def get_language(code: str) -> Language:
    """Return the language with this code.

    >>> get_language("zh").joiner
    ''

    Raises :class:`align.errors.UsageError` for a code that is not in :data:`LANGUAGES`.
    """
    try:
        return LANGUAGES[code]
    except KeyError:
        raise UsageError(f"unknown language {code!r}; there are: {', '.join(LANGUAGES)}") from None


def other_language(code: str) -> str:
    """Return the code of the language that texts in this one are aligned with.

    >>> other_language("zh")
    'en'
    """
    return next(other for other in LANGUAGES if other != code)


__all__ = ["CHINESE", "ENGLISH", "LANGUAGES", "Language", "get_language", "other_language"]
