"""Which language a text's letters speak for."""

from align.languages import LANGUAGES

#: What one letter of a script weighs: a Chinese character says as much as three Latin letters.
WEIGHTS = {"en": 1, "zh": 3}


def letters(text: str) -> dict[str, int]:
    """The weight of each language's letters in a text.

    >>> letters("CQC 认证")
    {'en': 3, 'zh': 6}
    """
    return {code: w * len(LANGUAGES[code].script.findall(text)) for code, w in WEIGHTS.items()}


def dominant(text: str) -> str:
    """The language that most of a text's letters belong to; empty when there are none.

    >>> dominant("CQC 认证"), dominant("2023-08-11")
    ('zh', '')
    """
    weight = letters(text)
    code = max(weight, key=lambda key: weight[key])
    return code if weight[code] else ""
