"""Everything that holds for English or Chinese alone: a module a language, a package a topic."""

from align.errors import UsageError
from align.languages.base import Language
from align.languages.chinese import CHINESE
from align.languages.english import ENGLISH

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


__all__ = ["LANGUAGES", "Language", "get_language", "other_language"]
