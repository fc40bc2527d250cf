"""English words: phrases as opposed to names and code, variants of spelling, typing errors."""

import re
from collections.abc import Iterator
from functools import lru_cache

from align.languages.words.content import ENGLISH_STOP_WORDS
from align.languages.words.dictionary import load_glosses
from align.languages.words.latin import without_addresses

# A word between white space, with punctuation around it: code is not split into words.
_PLAIN = re.compile(r"[(\"'“‘\[]*([A-Za-z]+(?:[-'’][A-Za-z]+)*)[)\"'”’\].,;:!?…]*")
# Names and titles have these as well.
_SMALL = frozenset("of and the for in on at to by with a an or".split())
# Hardly a sentence is without one of these; names, commands and SQL are.
_SENTENCE = frozenset(
    "the is are was were be been will would can we they he she it i you his her their our its "
    "this that these those has have had who which there".split()
)
# Endings of nouns and verbs, which few names of people have.
_ENDING = re.compile(r".{2,}(?:s|ed|ing|tion|sion|ment|ness|ity|ance|ence|al|ive|er|or|ty|ics|ure)")


def plain_words(text: str) -> Iterator[str]:
    """Find words of letters only, between spaces or punctuation: no parts of code or addresses.

    >>> list(plain_words("Run get_pods() on the (second) node, see cqc.com.cn."))
    ['Run', 'on', 'the', 'second', 'node', 'see']
    """
    for chunk in without_addresses(text).split():
        if match := _PLAIN.fullmatch(chunk):
            yield match.group(1)


def is_phrase(text: str) -> bool:
    """Whether it is a phrase or a sentence of at least three words, not a name or a command.

    >>> is_phrase("Applicants sign the form."), is_phrase("CQC Passes Peer Assessment")
    (True, True)
    >>> is_phrase("kubectl get pods --all"), is_phrase("Bank of China"), is_phrase("Jan Novak")
    (False, False, False)
    """
    found = list(plain_words(text))
    if len(found) < 3 or 2 * len(found) < len(text.split()):
        return False
    lower = [word for word in found if word.islower()]
    rest = [word for word in lower if word not in _SMALL]
    if any(word in ENGLISH_STOP_WORDS for word in rest):
        return True
    return _titles(found) >= 3 or _known(found) >= 3


def has_prose(text: str) -> bool:
    """Whether a text has running words, be it a phrase or a part of one.

    >>> has_prose("the door of the"), has_prose("git log [<path> to <path>]")
    (True, False)
    """
    return sum(word in _SMALL for word in plain_words(text)) > 1 or is_phrase(text)


def is_perhaps_command(text: str) -> bool:
    """Whether it may be a command: few words, without capitals and without an end mark.

    >>> is_perhaps_command("(gdb) list all lines"), is_perhaps_command("see the list of fees.")
    (True, False)
    """
    return len(text.split()) < 7 and text.islower() and text[-1:] not in ".!?:;"


def is_perhaps_name(text: str) -> bool:
    """Whether it may be the name of a product or an organisation: few words, all capitalised.

    >>> is_perhaps_name("Cherry Master Keyboard"), is_perhaps_name("Applicants sign the form.")
    (True, False)
    """
    found = [word for word in plain_words(text) if word not in _SMALL]
    return len(found) < 5 and all(w[0].isupper() for w in found) and text[-1:] not in ".!?"


def is_title(text: str) -> bool:
    """Whether it has at least two dictionary words that are not parts of names.

    >>> [is_title(t) for t in ("TiDB 3.0 Release Notes", "Matthew Wong", "Logging configuration")]
    [True, False, True]
    """
    found = list(plain_words(text))
    return _titles(found) >= 2 or _known(found) >= 2


def is_clause(text: str, words: int) -> bool:
    """Whether it is part of a sentence, at least this many words long; not a name, title or SQL.

    >>> is_clause("and the head of the department gave a speech", 6)
    True
    >>> is_clause("insert into t select a from t where a", 6)
    False
    """
    found = list(plain_words(text))
    lower = [word for word in found if word.islower()]
    return len(found) >= words and 2 * len(lower) > len(found) and not _SENTENCE.isdisjoint(lower)


def _known(words: list[str]) -> int:
    """Count the common words of a text that is capitalised and has words in lower case."""
    if not (words and words[0][0].isupper() and any(w.islower() for w in words)):
        return 0
    own = [w for w in words if len(w) > 2 or w.lower() in ENGLISH_STOP_WORDS]
    known = [w for w in own if w.lower() in ENGLISH_STOP_WORDS or is_english(w.lower())]
    return len(known) if any(w.islower() and w not in _SMALL for w in known) else 0


def _titles(words: list[str]) -> int:
    """Count the dictionary words of a title, if at least one of them cannot be a name."""
    known = [w for w in words if len(w) > 2 and not w.isupper() and not w.islower()]
    if words and all(w.isupper() for w in words):
        known = [w for w in words if len(w) > 2]
    known = [w for w in known if w.lower() not in _SMALL and is_english(w.lower())]
    return len(known) if any(_ENDING.fullmatch(w.lower()) for w in known) else 0


_ENDINGS = frozenset(
    ("s", "es", "ed", "d", "ing", "er", "r", "ly", "al", "n", "y", "e", "'s", "ic")
)


# British and American spellings, and letters on which transcriptions disagree.
_SAME = (
    ("isation", "ization"), ("ise", "ize"), ("ising", "izing"), ("our", "or"), ("tre", "ter"),
    ("ogue", "og"), ("ence", "ense"), ("lled", "led"), ("lling", "ling"), ("ller", "ler"),
    ("llation", "lation"), ("ae", "e"), ("-", ""), ("'", ""),
)  # fmt: skip


def same_word(one: str, other: str) -> bool:
    """Whether two words in lower case differ only by an ending or a spelling variant.

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
            # Miller and Miler are names, Portre is a typing error
            return len(a) < 3 or (is_english(one) and is_english(other)) or a not in _NAMED
    return False


_YE = frozenset(("ies", "ied", "ing", "ion"))


#: Spelling variants that hold for dictionary words only.
_NAMED = frozenset(("tre", "ller"))


def is_slip(one: str, other: str, names: bool = False) -> bool:
    """Whether one of two words in lower case looks like the other with a typing error.

    One error (a letter added, missing or changed, or two exchanged) from four letters on, two from
    eight. Not for two forms of one word, nor for two dictionary words; with ``names``, the
    dictionary, which has some of them by chance, is ignored.

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
    """Whether it is a common English word; few names are.

    >>> is_english("release"), is_english("kubernetes")
    (True, False)
    """
    return load_glosses().is_english(word)


def spells_initials(abbreviation: str, words: list[str]) -> bool:
    """Whether the abbreviation has the initials of consecutive words; short ones may be skipped.

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
