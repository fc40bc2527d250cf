"""English words, numbers by value and marks: what a translation should carry over."""

import re
import unicodedata

from align.languages.numbers import number_key

_WORD = re.compile(r"(?<![\dA-Za-z])[A-Za-z]+(?:[-'’&][A-Za-z]+)*")
_NUMBER = re.compile(
    r"(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(?:st|nd|rd|th)?"
    r"(?:[ -]?(thousand|million|billion|trillion)\b)?",
    re.IGNORECASE,
)
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_MONTHS = (
    "january february march april may june july august september october november december"
).split()
# "may" and "march" are words before they are months
_MONTH = re.compile(r"\b(" + "|".join(m.capitalize() for m in _MONTHS) + r")\b(?=\W+\d)")
_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
_NUMERALS = {word: float(n) for n, word in enumerate(_SMALL) if n > 2}
_NUMERALS |= {
    word: 10.0 * n
    for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
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
    ['certificates', 'yuan', '#60000', '#9', '#1500000', '#8']
    """
    text = unicodedata.normalize("NFKC", text).replace("’", "'")
    words = []
    for match in _WORD.finditer(text):
        word = match.group().lower().removesuffix("'s")
        if word not in STOP_WORDS and len(word) > 1 and word not in _SCALES:
            words.append(word)
    months = [m.group(1).lower() for m in _MONTH.finditer(text)]
    words = [w for w in words if w not in months]
    for match in _NUMBER.finditer(text):
        value = float(match.group(1).replace(",", "") + (match.group(2) or ""))
        words.append(number_key(value * _SCALES.get((match.group(3) or "").lower(), 1)))
    words += [number_key(_NUMERALS[w]) for w in words if w in _NUMERALS]
    words += [number_key(_MONTHS.index(month) + 1) for month in months]
    return words
