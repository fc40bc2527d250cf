"""The words of a text with their places: what a reader would call a word, a number, a name, a code.

The finders of numbers and of Latin text come first; the rest is cut into words. Offsets are those
of the text as given.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from align.languages.base import Token
from align.languages.characters import HAN
from align.languages.numbers.en import english_quantities
from align.languages.numbers.quantity import Quantities
from align.languages.numbers.zh import chinese_quantities
from align.languages.words.content import (
    CHINESE_COMMON,
    CHINESE_STOP_WORDS,
    ENGLISH_COMMON,
    ENGLISH_STOP_WORDS,
    may_be_term,
    word_segmenter,
)
from align.languages.words.en import is_english
from align.languages.words.latin import Latin, emails, latin_codes, latin_words, urls

# A hyphen joins the parts of a word, a slash or a dot does not.
_ENGLISH = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?(?:-[^\W\d_]+)*")
_SENTENCE_START = re.compile(r"(?:\A|[.!?:]\s|[\"“‘(\[*•]|\A[-–—]\s)[\"“‘(\[*\s]*\Z")
_CHINESE = re.compile(f"[{HAN}]")
_LONGEST_START = 8
#: Function words that only Traditional text has in this form.
_TRADITIONAL = frozenset(
    "與 為 這 個 這個 那個 這些 來 們 我們 你們 他們 她們 它們 沒 沒有 還 並 並且 從 對 對於 為了 "
    "將 說 會 後 時 給 讓 過 著 於 則 卻 裡 裏 內 現在 時候 什麼 怎麼 嗎 啊 應 "
    "得以 之 因為 無".split()
)
#: Function words beside the stop words.
_LIGHT = frozenset(
    "am us perhaps maybe inside outside else following unto thee thou thy ye hath shalt let's "
    "it's i'm i'll i've i'd we're we've we'll you're you've you'll".split()
)
_LIGHT_CHINESE = frozenset(
    "现在 现今 当中 并不 不过 也许 东西 时 后 前 者 所 当 来 去 应 应该 必须".split()
)
#: The weight of words of many uses: make, thing, 进行, 问题.
_VAGUE = 0.6
#: The tags of the segmenter for nouns, and those for names.
_NOUNS = frozenset("n nz ng vn an l j t s nrfg nrt nr ns nt".split())
_NAMES = frozenset("nr ns nt nrt nrfg".split())


def english_tokens(text: str) -> list[Token]:
    """Find the words, numbers, names and codes of an English text, in order.

    >>> text = "Does CQC meet ISO 9001 on 5 May?"
    >>> [(text[t.start : t.end], t.kind, t.weight) for t in english_tokens(text)][:3]
    [('Does', 'word', 0.0), ('CQC', 'name', 1.0), ('meet', 'word', 1.0)]
    """

    def words(begin: int, end: int) -> Iterator[Token]:
        for match in _ENGLISH.finditer(text, begin, end):
            word = match.group()
            key = word.lower().replace("’", "'").removesuffix("'s")
            content = key not in ENGLISH_STOP_WORDS and len(key) > 1 and key not in _LIGHT
            named = word[0].isupper() and content and may_be_term(word)
            at = match.start()
            if named and not word[1:2].isupper():
                start = _SENTENCE_START.search(text[max(0, at - _LONGEST_START) : at])
                named = not (start and is_english(key))
            weight = float(content) * (_VAGUE if key in ENGLISH_COMMON else 1)
            telling = content and may_be_term(word)
            stop = at + len(word) - (2 if word[-2:] in ("'s", "’s") else 0)
            yield Token(at, stop, "name" if named else "word", key, weight, telling)

    return _tokens(text, english_quantities(text), (), words)


def chinese_tokens(text: str) -> list[Token]:
    """Find the words, numbers, names and codes of a Chinese text, in order.

    >>> text = "CQC颁发的ISO9001证书6万余张"
    >>> [text[t.start : t.end] for t in chinese_tokens(text) if t.weight]
    ['CQC', '颁发', 'ISO9001', '证书', '6万余', '张']
    """

    def words(begin: int, end: int) -> Iterator[Token]:
        at = begin
        for word, tag in word_segmenter().tag(text[begin:end]):
            start, at = at, at + len(word)
            if _CHINESE.search(word):
                function = word in CHINESE_STOP_WORDS or word in _TRADITIONAL
                vague = word in CHINESE_COMMON or word in _LIGHT_CHINESE
                weight = 0.0 if function else _VAGUE if vague else 1.0
                named = tag in _NAMES and len(word) > 1
                telling = tag in _NOUNS and len(word) > 1 and not vague
                yield Token(start, at, "name" if named else "word", word, weight, telling)

    return _tokens(text, chinese_quantities(text), latin_words(text), words)


def _tokens(
    text: str,
    quantities: Quantities,
    latin: Iterable[Latin],
    words: Callable[[int, int], Iterable[Token]],
) -> list[Token]:
    """The codes, numbers and Latin words found, and ``words(begin, end)`` of what lies between."""
    found = [Token(a.start, a.end, "code", a.key) for a in (*urls(text), *emails(text))]
    found += [Token(c.start, c.end, "code", c.key) for c in latin_codes(text)]
    found += [
        Token(q.start, q.end, "number", "#" + str(q), telling=q.sure)
        for q in quantities
        if q.kind not in ("code", "phone", "item")
    ]
    found += [Token(w.start, w.end, "name", w.key) for w in latin]
    tokens: list[Token] = []
    at = 0
    for token in sorted(found, key=lambda t: (t.start, -t.end)):
        if token.start >= at:
            tokens += words(at, token.start)
            tokens.append(token)
            at = token.end
    return [*tokens, *words(at, len(text))]
