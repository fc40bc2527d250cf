"""Where English sentences end.

``tokenizesentences`` handles abbreviations, initials and quotes. Before it, the text is cut where
web pages lose the space (``opportunities.Liu Jiang``) and at list items; afterwards, ends that the
library does not see are added, and some that it sees are rejected.
"""

import re
from bisect import bisect_left

from tokenizesentences import tokenize_spans

from align.languages.characters import HAN
from align.languages.sentences.abbreviations import abbreviated, is_abbreviation
from align.languages.sentences.segments import (
    REFERENCES,
    hide_code,
    is_bare_mark,
    item_starts,
    to_spans,
)

_CLOSE = "\"'”’)\\]»"
_OPEN = "\"'“‘(\\[«"

# A stop with the next sentence attached to it. After the stop, a word of two letters or more that
# is capitalised or in capitals, or "A"/"I"; before it, no single letter (U.S.Government).
_GLUE = re.compile(
    r"[.!?](?:(?<=[A-Za-z]{2}.)|(?<=[)\]%”].)|(?<=[^\d.](?:19|20)\d\d.))"
    rf"(?P<close>[{_CLOSE}]{{0,4}})"
    rf"(?=[{_OPEN}]?(?:(?P<word>[A-Z][A-Za-z]*)|[{HAN}]))"
)
# What may follow the first word of a sentence: Liu Jiang, However, he … It’s … Non-smokers …
_READS_ON = re.compile(r"\s|,\s|['’](?:s|t|m|d|ve|re|ll)\b|-[a-z]")
# Words that open sentences, and that are no members of objects: “Out”, “Any”, “Down” are missing.
_OPENERS = frozenset(
    """a an the this that these those there here it its he she they we you i his her their our your
    my in on at by for from with within without to of as after before since during until while when
    where whenever why how what who which whose if unless although though because despite besides
    among between under over through throughout according following based and but or nor so yet
    then thus hence however moreover furthermore therefore nevertheless nonetheless meanwhile
    instead otherwise also additionally similarly finally currently recently today tomorrow
    yesterday later now once only even just still all both each every either neither many most much
    more several some such few another other others no not none nobody nothing one two three four
    five six seven eight nine ten please let yes note see well upon everyone everything is are was
    were do does did can could will would should must may might has have had""".split()
)
_ADVERB = re.compile(r"[A-Z][a-z]{3,}ly")
# Words that end sentences and name no object: discussed, commendable, them, certificates, safety.
_CLOSER = re.compile(
    r"(?:.{2}(?:ed|ly)|.{3}(?:ous|able|ful)|[a-z]{5,}[a-rt-z]s|.{3}(?:ity|ness|ism)|him|them|me|us)"
)
_PLURAL = re.compile(r"[A-Z][a-z]*(?:[a-rt-z]s|ing)")
_CAMEL = re.compile(r"[a-z][A-Z]|[A-Z]{2}[a-z]")
_ACTS = re.compile(r"\s(?:has|had|will|held|also)\b")
# Not before the end of a word: get().Name, list[0].Name
_CALL = re.compile(r"\w[(\[]")
_CODE = re.compile(r"[^\W\d][._]\w|\(\)|[<>={}`\\#@]|[a-z][A-Z]")
# code: Foo.bar(, Foo.Bar.Baz; the second part of an address: Eva.Horn@example.org
_GLUED_TO_NAME = re.compile(r"[A-Za-z]*(?:\(|\.[A-Za-z0-9])|[\w.+-]+@")
_ADDRESS = re.compile(r"://|^\W*www\.|[@\\_=#]|^\W*\.{0,2}/|/.*/|\w\.\w", re.IGNORECASE)
# What is attached to a stop belongs to it: this.$send, x.runtime.*, 192.168.*.*, 1987.[2]
_ATTACHED = re.compile(rf"[$*_#@\\&%+=~^|<>/]|{REFERENCES}")
# The number of a heading or caption at the beginning: Chapter 1. Scope
_LABEL = re.compile(
    r"\s*(?:Chapter|Part|Section|Appendix|Annex|Article|Table|Figure|Example|Step|Lesson|Unit"
    r"|Module|Volume)\s(?:\d{1,3}(?:\.\d{1,3})*|[IVXLC]{1,5}|[A-Z])\.",
    re.IGNORECASE,
)
_ASKED = re.compile(r"[?!][”\"’']+\Z")

# “Why?” Liu Jiang asked. – one sentence, as “Why?” he asked. is.
_VERB = r"(?:said|says|asked|asks|added|replied|wondered|answered|exclaimed|remarked|explained)"
_ATTRIBUTION = re.compile(
    rf"\s+(?:I|(?!(?:He|She|It|We|They|You)\s)[A-Z][\w.’'-]*(?:\s+[A-Z][\w.’'-]*){{0,3}})\s+{_VERB}\b"
)
# Ends that the library misses.
_MORE = re.compile(
    # an ellipsis as one character; "I" is always a capital and indicates nothing
    rf"…[{_CLOSE}]*(?=\s+[\"'“‘(]?(?!I\b)[A-Z])"
    # the end of one speech and the beginning of the next: “… and then—” “What?”
    r"|[.!?-][”\"’'](?=\s+[“\"‘'][A-Z])"
    # speech that breaks off: “But then—” Nobody heard it.
    rf"|[—–][”\"’'](?=\s+[“\"‘']?[A-Z])(?!{_ATTRIBUTION.pattern})"
    r"|[.!?](?:"
    # an item in lower case: (a) Lamps. (b) Plugs.
    r"(?=\s+\(?(?:[a-z]|[ivx]{1,4})\)\s)"
    # after the marks of references, and after the stars of notes and emphasis
    rf"|[{_CLOSE}]{{0,4}}(?:{REFERENCES}(?=\s*[{_OPEN}]?[A-Z])|[*_]{{1,3}}(?=\s+[{_OPEN}]?[A-Z]))"
    # a stop before a Chinese sentence
    rf"|(?<=\w[!?])[{_CLOSE}]*(?=\s+[“‘（《]?[{HAN}]))"
    # the end of a Chinese sentence among the English ones
    r"|(?<![。！？])[。！？]++[”’」』）》\"')]*(?!\s*+[a-z,.;:，、；：。！？])"
)
_SEMICOLON = re.compile(rf"(?<!&amp)(?<!&lt)(?<!&gt)(?<!&quot)(?:;[{_CLOSE}]*(?=\s)|；)")


def english_ends(text: str) -> list[int]:
    """Return the offsets after each sentence of ``text``, including the last one.

    >>> english_ends("Dr. Li left.He was tired.")
    [12, 25]
    """
    starts = item_starts(text)
    cuts = sorted({*starts, *_glue(text), len(text)})
    ends: list[int] = []
    begin = sentence = 0
    for cut in cuts:
        for _, offset in tokenize_spans(text[begin:cut]):
            end = begin + offset
            if end >= cut or not _goes_on(text, sentence, end):
                ends.append(end)
                sentence = end
        begin = sentence = cut
    ends += (m.end() for m in _MORE.finditer(text) if not _is_no_end(text, m))
    ends += starts
    return sorted(set(ends))


def split_english(text: str, *, semicolons: bool = False) -> list[tuple[int, int]]:
    """Return the offsets of the sentences of an English paragraph.

    >>> text = "He met Dr. Li of Foo Co., Ltd. at 9 a.m. in Xi'an. “Why?” she asked."
    >>> [text[a:b] for a, b in split_english(text)]
    ["He met Dr. Li of Foo Co., Ltd. at 9 a.m. in Xi'an.", '“Why?” she asked.']
    >>> text = "It was discussed.Furthermore, v2.0 of Node.js is out; see U.S. rules."
    >>> [text[a:b] for a, b in split_english(text)]
    ['It was discussed.', 'Furthermore, v2.0 of Node.js is out; see U.S. rules.']
    >>> len(split_english(text, semicolons=True))
    3

    See :class:`align.languages.base.Rules`.
    """
    plain = hide_code(text)
    ends = english_ends(plain)
    if semicolons:
        ends += (m.end() for m in _SEMICOLON.finditer(plain))
    return to_spans(text, ends)


def _goes_on(text: str, start: int, end: int) -> bool:
    """Whether the sentence continues after ``end``, where the library ends it."""
    if _ATTACHED.match(text, end):
        return True
    if is_bare_mark(text, start, end) or _LABEL.fullmatch(text, start, end):
        return True
    if abbreviated(text, start, end):
        return True
    return bool(_ASKED.search(text, max(start, end - 4), end) and _ATTRIBUTION.match(text, end))


def _is_no_end(text: str, m: re.Match[str]) -> bool:
    """Whether what looks like an end is an abbreviation (*para. (a)*), or a star is the end of a
    dotted name (``x.runtime.*``) and not a mark after a stop."""
    last = text[m.end() - 1]
    if last == ".":
        return abbreviated(text, 0, m.end())
    if last not in "*_":
        return False
    return not re.search(r"(?<![\w.])[^\W\d_]{2,}\Z", text[max(0, m.start() - 60) : m.start()])


def _glue(text: str) -> list[int]:
    """Return the offsets of ends with the next sentence attached to them."""
    quotes = [m.start() for m in re.finditer('"', text)]
    found = []
    for m in _GLUE.finditer(text):
        cut, close = m.end(), m["close"]
        if close.endswith('"') and bisect_left(quotes, cut - 1) % 2 == 0:
            cut -= 1  # the straight quote opens the next sentence
        # The run of characters without a space around the stop; only a part of a long one.
        stop = m.start()
        left = re.split(r"\s", text[max(0, stop - 60) : stop])[-1]
        word = re.split(r"[^A-Za-z]", left)[-1]
        opens = (m["word"] or "").lower() in _OPENERS and bool(_READS_ON.match(text, m.end("word")))
        if not (
            (is_abbreviation(word) and not opens)
            or _ADDRESS.search(left)
            or _CALL.search(left)
            or _GLUED_TO_NAME.match(text, cut, cut + 60)
        ) and (opens or m["word"] is None or _is_new_sentence(text, m, word)):
            found.append(cut)
    return found


def _is_new_sentence(text: str, glue: re.Match[str], left: str) -> bool:
    """Whether ``left.Word`` is the end of a sentence and the beginning of the next one.

    The alternative is a dotted name (``Pier.Open``, ``string.Formatter``), in which nothing may be
    cut; where it is not clear, nothing is. Counted in 29,572 pairs of sentences without the space
    and 1,334 dotted names of documentation: 0.93 of the former are cut, 0.02 of the latter.
    """
    word, end = glue["word"], glue.end("word")
    if not _READS_ON.match(text, end):
        return False  # Pier.Open, pickle.Pickler.
    if not left.islower():
        return bool(_ADVERB.fullmatch(word)) or not left
    if text[glue.start()] != "." or glue["close"]:
        return True  # no name has ! or a quotation mark in it
    if text[end].isspace() and text[end + 1 : end + 2].isupper():
        return True  # Liu Jiang expressed
    if word.lower() in left or _CAMEL.search(word):
        return False  # pstats.Stats
    near = text[max(0, glue.start() - 300) : end + 300]
    return bool(
        left in _OPENERS
        or _ADVERB.fullmatch(word)
        or _CLOSER.fullmatch(left)
        or _PLURAL.fullmatch(word)
        or (word.isupper() and _ACTS.match(text, end))
        or re.search(rf"(?<![.\w]){word}\b(?!\.\w)", near)
        or (not word.isupper() and _is_prose(text, glue.start(), end))
    )


def _is_prose(text: str, stop: int, end: int) -> bool:
    """Whether a sentence of eight words or more ends at ``stop``, without code near it."""
    before, after = text[max(0, stop - 150) : stop], text[end : end + 80]
    if _CODE.search(before) or _CODE.search(after):
        return False
    sentence = re.split(r"[.!?:;]\s", before)[-1].split()
    return len(sentence) >= 8 and len(sentence[-1]) > 3
