"""All that is English or Chinese and nothing else. One file a language; one registry."""

from align.errors import UsageError
from align.languages.base import Language
from align.languages.chinese import CHINESE
from align.languages.english import ENGLISH

LANGUAGES: dict[str, Language] = {language.code: language for language in (ENGLISH, CHINESE)}


def get_language(code: str) -> Language:
    """The language with this code.

    >>> get_language("zh").joiner
    ''

    Raises :class:`align.errors.UsageError` for a code that is not in :data:`LANGUAGES`.
    """
    try:
        return LANGUAGES[code]
    except KeyError:
        raise UsageError(f"unknown language {code!r}; there are: {', '.join(LANGUAGES)}") from None


__all__ = ["LANGUAGES", "Language", "get_language"]
