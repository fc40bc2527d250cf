"""The commonest good case, told by one regular expression a side, so that rules stay cheap."""

import re
from functools import cache

from align.languages import LANGUAGES
from align.memory.clean.rule import Texts

# Digits, white space, punctuation and signs of either width; no letters.
_NEUTRAL = (
    r"\s\d_!-/:-@\[-`{-~\u00a0-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf"
    r"\u2000-\u206f\u20a0-\u20cf\u2190-\u23ff\u2500-\u2bff\u3001-\u3004\u3008-\u3020"
    r"\uff01-\uff20\uff3b-\uff40\uff5b-\uff65\uffe0-\uffe6"
)


@cache
def _pattern(languages: tuple[str, str]) -> re.Pattern[str] | None:
    """Both sides, a line break between them; None where a language is unknown or both are one."""
    if languages[0] == languages[1] or not all(code in LANGUAGES for code in languages):
        return None
    own = [LANGUAGES[code].script.pattern for code in languages]
    sides = [f"[{_NEUTRAL}]*{o}[{_NEUTRAL}{o[1:-1]}]*" for o in own]
    return re.compile("\0".join(sides))


def is_plain(texts: Texts) -> bool:
    """Whether each side has letters, and only those of its own language.

    >>> is_plain(Texts("Hello.", "你好。", ("en", "zh")))
    True
    >>> is_plain(Texts("Hello.", "Tom你好。", ("en", "zh")))
    False
    """
    pattern = _pattern(texts.languages)
    found = pattern and pattern.fullmatch(f"{texts.source}\0{texts.target}")
    return bool(found)
