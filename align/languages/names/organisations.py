"""Names of bodies (organisations and their departments) in English and Chinese texts."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from align.languages.names.people import capitals
from align.languages.words.content import CHINESE_STOP_WORDS, word_segmenter
from align.languages.words.meaning import agreement

Span = tuple[int, int]

_HEADS = frozenset(
    "center centre administration association commission committee council department ministry "
    "bureau institute university college academy school group bank agency office division "
    "laboratory branch company corporation authority organization organisation federation "
    "foundation society union alliance court hospital museum exchange fund embassy subcenter "
    "subcentre consortium chamber secretariat board limited ltd inc llc gmbh".split()
)
_CAPITAL = r"(?:[A-Z][A-Za-z]*(?:[-’'][A-Za-z]+)*(?:\.(?:[A-Z]\.)+)?)"
_LINK = (
    r"(?: (?:of|for|and|&|on)(?: the)? | (?:& )?|, (?=[A-Z][a-z-]+(?: [A-Z][a-z-]+)? (?:and|&) ))"
)
_RUN = re.compile(
    rf"(?<![\w.@/-]){_CAPITAL}(?:{_LINK}{_CAPITAL})+"
    r"(?:(?: \(Group\))?,? Co\.)?(?:,? (?:Ltd|Inc|LLC|Limited)\b)?"
)
_SPELT_HEADS = frozenset(head.capitalize() for head in _HEADS) | {"GmbH", "LLC", "LTD"}
_OWN = re.compile(r"(?: of | for )?(?:the )?[A-Z][\w-]*['’]s? (?=[A-Z])")
_OF = re.compile(r" of the | of (?=[A-Z])|, (?=[A-Z])")
_LITTLE = frozenset("of for and the on & in".split())
_TITLE = re.compile(
    r"(?:(?:[A-Z][\w-]* )*(?:Director|President|Chairman|Manager|Secretary|Head|Chief|Member"
    r"|Minister)(?:-General| General)?(?: of| for)(?: the)? )"
)
_AND_TITLE = re.compile(
    r",? and (?:[A-Z][\w-]* ){0,3}(?:Director|President|Chairman|Manager|Secretary|Head|Engineer)\b"
)
_SHORT = re.compile(r"(?: of (?:the )?[\w.’' ]{1,40}?)?\s?\((?:the )?([A-Z][A-Za-z&-]{0,6}[A-Z])\)")
_IN_NAMES = frozenset("和与及对以")
#: Fewest and most characters of a Chinese name of a body.
_SHORTEST, _LONGEST = 3, 24
#: How many names are rated by the dictionary, and the rating of one that it does not know.
_JUDGED, _BARE = 300, 0.2
_WORD = re.compile(r"[A-Za-z]+(?:[-’'][A-Za-z]+)*")
#: Endings of Chinese names of bodies.
_SUFFIX = re.compile(
    "中心|公司|委员会|协会|总局|总署|学会|学院|大学|集团|研究院|研究所|实验室|银行|基金会|法院|检察院|联盟"
    "|组织|办公室|办公厅|理事会|商会|联合会|出版社|医院|博物馆|使馆|学校|分院|分局|电台|俱乐部|工会"
    "|[部司局署厅处院会委]"
)


_POSSESSIVE = re.compile(r"(?:['’]s?)?\Z")


def english_bodies(en: str) -> Iterator[Span]:
    """Find names of bodies in an English text, nested ones (an office of a ministry) separately.

    >>> text = "Peng of the Certification Supervision Department of the State Administration for X"
    >>> [text[a:z] for a, z in english_bodies(text)]
    ['Certification Supervision Department', 'State Administration for X']
    >>> text = "The Tourism Administration's plan"
    >>> [text[a:z] for a, z in english_bodies(text)]
    ['The Tourism Administration']
    """
    if _SPELT_HEADS.isdisjoint(capitals(en)) and "Sub-" not in en:
        return
    for match in _RUN.finditer(en):
        if not _has_head(match.group()):
            continue
        for begin, end in _pieces(en, *match.span()):
            end = begin + len(_POSSESSIVE.sub("", en[begin:end]))
            if is_body(en[begin:end]):
                yield begin, end


def _pieces(en: str, begin: int, end: int) -> Iterator[Span]:
    """Split a run of capitalised words between a body and the one that it belongs to."""
    run = en[begin:end]
    job = _TITLE.match(run)
    if job:
        begin += job.end()
    job = _AND_TITLE.search(en, begin, end)
    if job:
        end = job.start()
    own = _OWN.search(en, begin, end)  # CQC's New Energy Department
    if own and is_body(en[own.end() : end]):
        if is_body(en[begin : own.start()]):
            yield begin, own.start()
        begin = own.end()
    for cut in _OF.finditer(en, begin, end):
        left, right = en[begin : cut.start()], en[cut.end() : end]
        first = _OF.split(right, maxsplit=1)[0] if cut.group() == ", " else right
        if is_body(left):
            if is_body(first) or (right.isupper() and " " not in right):
                yield begin, cut.start()
                begin = cut.end()
        elif cut.group() != ", " and not _has_head(left) and is_body(right):
            begin = cut.end()  # Annual Work Conference of the Quality Center
    yield begin, end


def is_body(text: str) -> bool:
    """Whether capitalised English words name a body, judged by their nouns.

    >>> is_body("State Administration for Market Regulation"), is_body("Belt and Road")
    (True, False)
    """
    return len(_words(text)) > 1 and _has_head(text)


def _has_head(text: str) -> bool:
    return not _HEADS.isdisjoint(_words(text))


@lru_cache(maxsize=10_000)
def _words(text: str) -> tuple[str, ...]:
    words = [w.lower().replace("’", "'").removesuffix("'s") for w in _WORD.findall(text)]
    return tuple(w.replace("sub-c", "subc") for w in words)


@lru_cache(maxsize=10_000)
def content_words(body: str) -> frozenset[str]:
    """Return the distinctive words of an English body's name, in one spelling.

    >>> content_words("Department of International Co-operation") == content_words(
    ...     "International Cooperation Department")
    True
    >>> sorted(content_words("Test Centre for the Regions"))
    ['center', 'region', 'test']
    """
    return frozenset(_one_spelling(word) for word in _words(body) if word not in _LITTLE)


def _one_spelling(word: str) -> str:
    word = word.replace("-", "")
    if word.endswith("centre"):
        return word[:-2] + "er"
    if len(word) > 6:
        word = re.sub(r"isation(s?)$", r"ization\1", word)
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 4 else word


@lru_cache(maxsize=10_000)
def plain_name(body: str) -> str:
    """Normalise the name of a body: case, plural, article, punctuation.

    >>> plain_name("The Centre for Tests"), plain_name("Sun Co., Ltd")
    ('centre for test', 'sun co ltd')
    """
    words = body.lower().replace("’", "'").replace(",", "").replace(".", "").split()
    while words and words[0] == "the":
        del words[0]
    return " ".join(
        w[:-1] if w.endswith("s") and len(w) > 4 and w[-2] not in "s'" else w for w in words
    )


def abbreviation(en: str, end: int) -> str:
    """Return the abbreviation in brackets after the name of a body; empty if there is none.

    >>> abbreviation("the Test Center (TC) in X", 15)
    'TC'
    """
    match = _SHORT.match(en, end)
    return match.group(1) if match else ""


def chinese_body(texts: Sequence[str], english: str) -> str:
    """Return the Chinese name of a body that most of the texts have; empty if there is none.

    Of several, it is the one whose words agree best with the English name, by the dictionary.

    >>> texts = ["市场监管总局教育中心杨洋致辞。", "由市场监管总局教育中心主办"]
    >>> chinese_body(texts, "Education Center")
    '教育中心'
    """
    found = {text[slice(*span)] for text in texts for span in _bodies(text)}
    count = {name: sum(name in text for text in texts) for name in found}
    least = min(2, len(texts))
    likely = sorted((n for n in count if count[n] >= least), key=lambda n: (-count[n], -len(n), n))
    del likely[_JUDGED:]
    if not likely:
        return ""
    best = max(likely, key=lambda n: (count[n] * (_BARE + _means(n, english)), len(n)))
    # what precedes it every time belongs to it, unless that is another body
    for name in sorted(likely, key=len):
        lead = name.removesuffix(best)
        if lead != name and count[name] == count[best] and not _SUFFIX.search(lead):
            best = name
    return _without_lead(best)


def _means(chinese: str, english: str) -> float:
    # the last character alone is the kind of body
    return sum(agreement(content_words(english), [*word_segmenter().cut(chinese), chinese[-1]]))


def find_chinese_body(zh: str, name: str) -> Span | None:
    """Find a body in a text by its name or a short form of it.

    >>> find_chinese_body("由国家认监委批准", "国家认证认可监督管理委员会")
    (1, 6)
    """
    at = zh.find(name)
    if at >= 0:
        return at, at + len(name)
    short = [(a, z) for a, z in _bodies(zh) if _leaves_out(zh[a:z], name)]
    return max(short, key=lambda span: span[1] - span[0], default=None)


def _bodies(zh: str) -> Iterator[Span]:
    """Yield the spans that may be the name of a body, by their endings."""
    for match in _SUFFIX.finditer(zh):
        end = match.end()
        for begin in range(end - 1, max(-1, end - _LONGEST), -1):
            if not zh[begin].isalnum():
                break
            if end - begin >= _SHORTEST:
                yield begin, end


def _leaves_out(short: str, full: str) -> bool:
    """Whether the full form has the characters of the short one in the same order."""
    rest = iter(full)
    return all(character in rest for character in short)


def _without_lead(name: str) -> str:
    """Strip function words that happen to precede the name in all texts."""
    at = begin = 0
    for word in word_segmenter().cut(name):
        at += len(word)
        if word in CHINESE_STOP_WORDS and word not in _IN_NAMES:
            begin = at
    return name[begin:] if len(name) - begin >= _SHORTEST else ""
