"""Names in Latin letters that only one side of a segment has."""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice

from align.audit.engine.segment_store import Segment, SegmentStore
from align.languages.names.known_names import chinese_names, english_names
from align.languages.words.content import ENGLISH_STOP_WORDS
from align.languages.words.en import is_english, is_slip, same_word
from align.languages.words.latin import Latin, fold, latin_words

_SHORTEST = 3
_CALENDAR = frozenset(
    "january february march april may june july august september october november december monday "
    "tuesday wednesday thursday friday saturday sunday".split()
)


def only_chinese(segment: Segment) -> list[Latin]:
    """Names of the Chinese side that the English side has in no form, not even misspelt.

    >>> from align.audit.engine.segment_store import case
    >>> [word.text for word in only_chinese(case("Baxter runs it.", "Lambert用Baxtar运行。"))]
    ['Lambert']
    """
    words = [w for w in latin_words(segment.zh) if _may_be_name(w) and w.text not in segment.en]
    if not words:
        return []
    english = latin_words(segment.en)
    return [
        word
        for word in _missing(words, segment.en)
        if not any(is_slip(other.key, word.key, other.text.istitle()) for other in english)
    ]


@lru_cache(maxsize=8)
def only_english(segment: Segment) -> list[Latin]:
    """Capitalised words of the English side that the Chinese side has not, nor as a known name.

    >>> from align.audit.engine.segment_store import case
    >>> [word.text for word in only_english(case("In Paris, Baxter met Jones.", "Jones在巴黎"))]
    ['Baxter']
    """
    said = frozenset[str]().union(*(name.codes for name in chinese_names(segment.zh)))
    known = {name.start for name in english_names(segment.en) if not said.isdisjoint(name.codes)}
    words = [w for w in latin_words(segment.en) if _may_be_name(w) and w.text[0].isupper()]
    return [w for w in _missing(words, segment.zh) if w.start not in known]


def named_otherwise(segment: Segment) -> bool:
    """Whether the English side has a name of its own: then ``other-names`` compares the two.

    >>> from align.audit.engine.segment_store import case
    >>> named_otherwise(case("Baxter runs it.", "Lambert负责运行。"))
    True
    """
    return not all(map(is_word, only_english(segment)))


def is_word(word: Latin) -> bool:
    """Whether a capitalised word has a meaning that Chinese text would express.

    >>> [is_word(word) for word in latin_words("The Baxter Company")]
    [True, False, True]
    """
    key = word.key
    return is_english(key) or key.split("'")[0] in ENGLISH_STOP_WORDS or key in _CALENDAR


def _may_be_name(word: Latin) -> bool:
    text = word.text
    return len(text) >= _SHORTEST and not (text.islower() or text.isupper())


def _missing(words: Iterable[Latin], text: str) -> list[Latin]:
    others, squeezed = latin_words(text), _squeezed(fold(text))
    return [
        word
        for word in words
        if _squeezed(word.key) not in squeezed
        and not any(same_word(other.key, word.key) for other in others)
    ]


def _squeezed(key: str) -> str:
    return "".join(filter(str.isalnum, key))


#: So many texts are searched at once.
_BLOCK = 50
_LETTERS = re.compile(r"[^\W\d_]+")


def name_parts(name: str) -> list[str]:
    """The parts of a name that are letters, in lower case and without accents.

    >>> name_parts("Ren'Py"), name_parts("Šafránek 2")
    (['ren', 'py'], ['safranek'])
    """
    return _LETTERS.findall(fold(name))


def nowhere_in_english(store: SegmentStore, words: set[str]) -> set[str]:
    """Those words in lower case that no English text of a memory has."""
    left = set(words)
    english = (segment.en for segment in store) if left else iter(())
    while left and (block := "\n".join(islice(english, _BLOCK))):
        text = block.lower()
        if any(word in text for word in left):
            left.difference_update(_LETTERS.findall(text))
    return left
