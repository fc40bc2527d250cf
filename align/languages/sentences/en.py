"""Where English sentences end.

``tokenizesentences`` handles abbreviations, initials and quotes. Before it, the text is cut where
web pages lose the space (``opportunities.Liu Jiang``) and at list items; afterwards, ends that the
library does not see are added, and some that it sees are rejected.
"""

import re
from bisect import bisect_left

from tokenizesentences import tokenize_spans

from align.languages.characters import HAN
from align.languages.sentences.segments import is_bare_mark, item_starts, to_spans

_CLOSE = "\"'”’)\\]»"
_OPEN = "\"'“‘(\\[«"

# A stop with the next sentence attached to it. After the stop, a word of two letters or more that
# is capitalised or in capitals, or "A"/"I"; before it, no single letter (U.S.Government).
_GLUE = re.compile(
    rf"(?:[a-z]{{2}}|[)\]%”]|(?<![\d.])(?:19|20)\d\d)[.!?](?P<close>[{_CLOSE}]{{0,4}})"
    rf"(?=[{_OPEN}]?(?:(?P<word>[A-Z][A-Za-z]+)|[AI]\s|[{HAN}]))"
)
# The same after an acronym (CQC.The); only before words that open sentences: ASP.Net, IEEE.Xplore.
_GLUE_ACRONYM = re.compile(
    r"[A-Z]{2}\.(?=(?:The|This|These|Those|There|In|It|Its|At|On|As|He|She|They|We|After|Since"
    r"|During|Meanwhile|However|Furthermore|Moreover|Additionally|Following|To|With|For)\s)"
)
# code: Foo.bar(, Foo.Bar.Baz; the second part of an address: Eva.Horn@example.org
_GLUED_TO_NAME = re.compile(r"[A-Za-z]*(?:\(|\.[A-Za-z0-9])|[\w.+-]+@")
_ADDRESS = re.compile(r"://|^\W*www\.|[@\\_=#]|^\W*\.{0,2}/|/.*/|\w\.\w", re.IGNORECASE)
_FILE_ENDING = re.compile(
    r"com|net|org|cn|uk|eu|js|ts|py|md|io|pdf|docx?|xlsx?|pptx?|txt|csv|xml|json|html?|jpe?g|png|gif"
    r"|zip|rar|exe|mp[34]|tmx",
    re.IGNORECASE,
)
_ABBREVIATION = re.compile(
    r"m(?:rs?|s)|messrs|dr|prof|st|co|ltd|inc|corp|bros|nos?|vs|cf|figs?|eq|sec|art|vol|mt|ft|gen|col"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|lt|sgt|capt|sen|rep|gov|hon|rev|dept|univ|assn"
    r"|ave|blvd|rd|jr|sr|tel|fax|approx|ca|pp|eds?|yahoo",
    re.IGNORECASE,
)

# False ends of the library: what precedes one, and what follows it. Degrees and titles before a
# name, references before a letter or a number, brands with a mark.
_NOT_YET = tuple(
    (re.compile(rf"(?:{before})\Z"), re.compile(after))
    for before, after in (
        (r"\b(?:Ph\.?D|M\.?Sc|B\.?Sc|M\.B\.A|Engr|Amb|Supt|Assoc|Asst|Messrs|Drs|Ing)\.", r"\s"),
        (r"\b(?:Tel|Fax|Add|Ext|Rm|Bldg|Fl|Ref|incl|excl|resp|approx)\.", r"\s"),
        (
            r"\b(?:Fig|Figs|Tab|Eq|No|Nos|Sec|Vol|App|Art)\.",
            r"\s?(?:[A-Z]\b|[A-Z][A-Z/-]{0,12}\d|-?\d)",
        ),
        (r"\b(?:Mon|Tues?|Wed|Thurs?|Fri|Sat|Sun)\.", r"\s(?:\d|[A-Z][a-z]{2,8}\.?\s\d)"),
        (r"\b(?:vols?|figs?|secs?|eqs?|chs?|arts?|nos)\.", r"\s?\d"),
        (r"\bYahoo!", r"\s[A-Z]"),
        (r"[:;,]\s\(?\d{1,2}\.", r"\s"),  # the following: 1. Safety
        (r"\w\.", r"\*[),.;:]"),  # any ending: mail.*, report.*
    )
)
# The number of a heading or caption at the beginning: Chapter 1. Scope
_LABEL = re.compile(
    r"\s*(?:Chapter|Part|Section|Appendix|Annex|Article|Table|Figure|Example|Step|Lesson|Unit"
    r"|Module|Volume)\s(?:\d{1,3}(?:\.\d{1,3})*|[IVXLC]{1,5}|[A-Z])\.",
    re.IGNORECASE,
)
_OPENS_SENTENCE = re.compile(r"\s*(?:The|This|These|It|He|She|They|We|In|However|But)\s")
# “Why?” Liu Jiang asked. – one sentence, as “Why?” he asked. is.
_VERB = r"(?:said|says|asked|asks|added|replied|wondered|answered|exclaimed|remarked|explained)"
_ATTRIBUTION = re.compile(
    rf"\s+(?:I|(?!(?:He|She|It|We|They|You)\s)[A-Z][\w.’'-]*(?:\s+[A-Z][\w.’'-]*){{0,3}})\s+{_VERB}\b"
)
_ASKED = re.compile(r"[?!][”\"’']+\Z")

# Ends that the library misses.
_MORE = re.compile(
    # an ellipsis as one character; "I" is always a capital and indicates nothing
    rf"…[{_CLOSE}]*(?=\s+[\"'“‘(]?(?!I\b)[A-Z])"
    # the end of one speech and the beginning of the next: “… and then—” “What?”
    r"|[.!?—–-][”\"’'](?=\s+[“\"‘'][A-Z])"
    # an item in lower case: (a) Lamps. (b) Plugs.
    r"|[.!?](?=\s+\(?(?:[a-z]|[ivx]{1,4})\)\s)"
    # a stop before a Chinese sentence
    rf"|(?<=\w)[!?][{_CLOSE}]*(?=\s+[“‘（《]?[{HAN}])"
    # the end of a Chinese sentence among the English ones
    r"|[。！？]+[”’」』）》\"')]*(?!\s*+[a-z,.;:，、；：。！？])"
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
    ends += (m.end() for m in _MORE.finditer(text))
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
    ends = english_ends(text)
    if semicolons:
        ends += (m.end() for m in _SEMICOLON.finditer(text))
    return to_spans(text, ends)


def _goes_on(text: str, start: int, end: int) -> bool:
    """Whether the sentence continues after ``end``, where the library ends it."""
    if is_bare_mark(text, start, end) or _LABEL.fullmatch(text, start, end):
        return True
    for before, after in _NOT_YET:
        if after.match(text, end) and before.search(text, max(start, end - 12), end):
            return not _OPENS_SENTENCE.match(text, end)
    return bool(_ASKED.search(text, max(start, end - 4), end) and _ATTRIBUTION.match(text, end))


def _glue(text: str) -> list[int]:
    """Return the offsets of ends with the next sentence attached to them."""
    quotes = [m.start() for m in re.finditer('"', text)]
    found = [m.end() for m in _GLUE_ACRONYM.finditer(text)]
    for m in _GLUE.finditer(text):
        cut, close = m.end(), m["close"]
        if close.endswith('"') and bisect_left(quotes, cut - 1) % 2 == 0:
            cut -= 1  # the straight quote opens the next sentence
        # The run of characters without a space around the stop; only a part of a long one.
        stop = m.start("close") - 1
        left = re.split(r"\s", text[max(0, stop - 60) : stop])[-1]
        right = re.split(r"\s", text[cut : cut + 60], maxsplit=1)[0]
        word = re.split(r"[^A-Za-z]", left)[-1]
        if (
            (_ABBREVIATION.fullmatch(word) and not _OPENS_SENTENCE.match(text, cut))
            or _FILE_ENDING.fullmatch(m["word"] or "")
            or _ADDRESS.search(left)
            or _GLUED_TO_NAME.match(right)
        ):
            continue
        found.append(cut)
    return found
