"""When two English words or names are the same one written in two ways, and when one is a slip."""

from functools import lru_cache

from align.languages.words.dictionary import load_glosses

_ENDINGS = frozenset(
    ("s", "es", "ed", "d", "ing", "er", "r", "ly", "al", "n", "y", "e", "'s", "ic")
)
# The same word in London and in New York, and letters that transcriptions waver in.
_SAME = (
    ("isation", "ization"), ("ise", "ize"), ("ising", "izing"), ("our", "or"), ("tre", "ter"),
    ("ogue", "og"), ("ence", "ense"), ("lled", "led"), ("lling", "ling"), ("ller", "ler"),
    ("llation", "lation"), ("ae", "e"), ("-", ""), ("'", ""),
)  # fmt: skip


def same_word(one: str, other: str) -> bool:
    """Whether two words in lower case differ by an ending or by a habit of spelling.

    >>> same_word("pods", "pod"), same_word("centre", "center"), same_word("bosch", "bosh")
    (True, True, False)
    >>> same_word("labelled", "labeled"), same_word("kelly", "kely"), same_word("porter", "portre")
    (True, False, False)
    """
    long, short = (one, other) if len(one) >= len(other) else (other, one)
    if long.startswith(short) and (long == short or long[len(short) :] in _ENDINGS):
        return True
    if short[-1:] in "ey" and long.startswith(short[:-1]) and long[len(short) - 1 :] in _YE:
        return True
    for a, b in _SAME:
        if one.replace(a, b) == other.replace(a, b):
            # Miller and Miler, Porter and Portre are names and slips
            return len(a) < 3 or (is_english(one) and is_english(other)) or a not in _NAMED
    return False


_YE = frozenset(("ies", "ied", "ing", "ion"))
#: Habits of spelling that hold for words of the dictionary only.
_NAMED = frozenset(("tre", "ller"))


def is_slip(one: str, other: str, names: bool = False) -> bool:
    """Whether one of two words in lower case looks like the other one with a typing error.

    One error (a letter more, less, changed, or two exchanged) from four letters on, two from
    eight. Two forms of one word are no slip, and neither are two words of the dictionary, but
    for ``names``: it knows some of them by chance.

    >>> is_slip("kubernetes", "kuberentes"), is_slip("tikv", "tidb"), is_slip("effect", "affect")
    (True, False, False)
    """
    from rapidfuzz.distance import OSA

    size = min(len(one), len(other))
    limit = 2 if size >= 8 else 1 if size >= 4 else 0
    if OSA.distance(one, other, score_cutoff=limit) > limit or same_word(one, other):
        return False
    return names or not (is_english(one) and is_english(other))


@lru_cache(maxsize=10_000)
def is_english(word: str) -> bool:
    """Whether it is a common English word; most names are not.

    >>> is_english("release"), is_english("kubernetes")
    (True, False)
    """
    return load_glosses().is_english(word)


def spells_initials(abbreviation: str, words: list[str]) -> bool:
    """Whether the abbreviation stands for words that follow each other; small ones may be skipped.

    >>> spells_initials("CQC", "the China Quality Certification Centre said".split())
    True
    >>> spells_initials("AQSIQ", "Supervision, Inspection and Quarantine".split())
    False
    """
    letters = abbreviation.lower()
    for start, word in enumerate(words):
        if word[:1].lower() == letters[:1] and _spell(letters, words[start:]):
            return True
    return False


def _spell(letters: str, words: list[str]) -> bool:
    at = 0
    for word in words:
        if at == len(letters):
            return True
        if word[:1].lower() == letters[at]:
            at += 1
        elif word[:1].isupper() or len(word) > 3:
            return False
    return at == len(letters)
