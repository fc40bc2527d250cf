"""English words, numbers by value and marks: what a translation should carry over."""

import re
import unicodedata

from align.languages.numbers.en import english_quantities
from align.languages.numbers.en_words import SCALES
from align.languages.numbers.quantity import number_words

_WORD = re.compile(r"(?<![\dA-Za-z])[A-Za-z]+(?:[-'’&][A-Za-z]+)*")
STOP_WORDS = frozenset(
    (
        "a about after all also an and any are as at be because been before being but by can "
        "could did do does doing down for from had has have having he her here him his how i "
        "if in into is it its it's just may me might more most must my no nor not now of off "
        "on one only or other our out over own per shall she should so some such than that "
        "the their them then there these they this those through to too under until up upon "
        "very was we were what when where which while who whom whose why will with would you "
        "your "
    ).split()
)


def english_words(text: str) -> list[str]:
    """Content words in lower case, and numbers by value as ``#…``.

    >>> english_words("More than 60,000 certificates on August 9th, 1.5 million yuan")
    ['certificates', 'yuan', '#60000', '#8', '#9', '#1500000']
    """
    text = unicodedata.normalize("NFKC", text).replace("’", "'")
    quantities = english_quantities(text)
    dated = " ".join(text[q.start : q.end] for q in quantities if q.kind == "date").lower()
    months = set(_WORD.findall(dated))
    words = []
    for match in _WORD.finditer(text):
        word = match.group().lower().removesuffix("'s")
        if word not in STOP_WORDS and len(word) > 1 and word not in SCALES and word not in months:
            words.append(word)
    return words + number_words(text, quantities)
