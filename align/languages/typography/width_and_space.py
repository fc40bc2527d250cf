"""The width of marks and letters, and the spaces that a text should not have.

Chinese follows GB/T 15834 (the standard of Chinese punctuation) and the W3C's requirements for
Chinese text layout: the marks of a Chinese sentence are full-width; numbers, times, addresses and
Latin phrases in it keep half-width ones.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from align.languages.characters import HAN

#: Half-width marks and the full-width ones of Chinese text.
FULL_WIDTH = dict(zip(",;:?!.()", "，；：？！。（）", strict=True)) | {"...": "……"}
_TO_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    ord("。"): ".",
    ord("、"): ",",
    ord("．"): ".",
}
_OPEN, _CLOSE = "“‘「『（《〈【", "”’」』）》〉】"
_QUICK = re.compile(r"[,;:?!.]")
_HALF = re.compile(
    # after a Chinese character or a closing mark; one in an emoticon or a code stays
    rf"(?<=[{HAN}{_CLOSE}])(?:[,;?!]|:(?![-']?(?:[DP]\b|[()](?:[\s，。！？~…]|\Z)))"
    rf"|\.(?=[{_CLOSE}\"')]*(?:\s*\Z|\s[{HAN}“《])))"
    # before one, after a Latin word or a number
    rf"|(?<=[A-Za-z0-9%)\]])(?:[,;?!](?=\s?[{HAN}{_OPEN}])|:(?=[{HAN}{_OPEN}]))"
    rf"|(?<=%),(?=\d)|(?<=[{HAN}])(?<![一二三四五六七八九十])\.(?=[{HAN}])"
    # at the end of a sentence that ends with a number
    rf"|(?<=[\d%])\.(?=\s*\Z)"
    # an ellipsis of dots
    rf"|(?<=[{HAN}])\.{{3,}}|(?<![.\w])\.{{3,}}(?=[{HAN}])"
)
# Marks in a web address or code are not punctuation of the sentence.
_ADDRESS = re.compile(r"(?:://|\bwww\.|@|[?&]\w+=)[!-~]*\Z")
_PARENTHESES = re.compile(r"\((?P<inside>[^()（）]+)\)")
_CHINESE = re.compile(rf"[{HAN}{_OPEN}{_CLOSE}，。；：？！、]")
_FULL_PARENTHESES = re.compile(r"（[^()（）]*）")
_LATIN = re.compile("[A-Za-z0-9]+%?")
_HAN = re.compile(f"[{HAN}]")
_FULL_LETTERS = re.compile("[０-９Ａ-Ｚａ-ｚ]+")
_STRAY = re.compile("[，。；：？！（）、％＂＇．－／０-９Ａ-Ｚａ-ｚ\u300a\u300b【】]+")
#: Names of wrong spaces, for messages.
SPACE_NAMES = {
    "start": "a space at the start",
    "end": "a space at the end",
    "ideographic": "an ideographic space",
    "tab": "a tab",
    "before": "a space before punctuation",
    "behind": "a space after a bracket",
    "double": "double spaces",
}
# Without one of these, only spaces at the edges can be wrong.
_SUSPICIOUS = ("  ", " ,", " .", " ;", " :", " !", " ?", "( ", "\t", "\u3000", "\u00a0")
_EN_SPACE = re.compile(
    r"(?P<start>\A\s+)|(?P<end>\s+\Z)|(?P<ideographic>\u3000+)|(?P<tab>\t+)"
    # but not before .NET, ./x, ?x=1, an emoticon, spaced dots
    r"|(?<=[\w”\"’)])(?P<before>[ \u00a0]+)(?=[,.;:!?](?:[\s”\"]|\Z)(?! ?\.))(?!\s+[:;]\Z)"
    r"|(?P<behind>(?<=\()[ \u00a0]+(?=\w))"
    r"|(?<![.!?\s])(?<![.!?][”\"’')])(?P<double>[ \u00a0]{2,})"
)
_SENTENCE_GAP = re.compile(r"(?:(?<=[.!?])|(?<=[.!?][”\"’')])) {2,}(?=\S)")
_SPACED = re.compile(r"\A\s|\s\Z|\s[\s，。；：？！、）》”’」』】]|[（《“‘「『【]\s")
_ZH_SPACE = re.compile(
    r"(?P<start>\A\s+)|(?P<end>\s+\Z)|(?P<ideographic>\u3000+)|(?P<tab>\t+)"
    r"|(?P<before>[ \u00a0]+)(?=[，。；：？！、）》】])|(?P<behind>(?<=[（《【])[ \u00a0]+)"
    r"|(?P<double>[ \u00a0]{2,})"
)


class Mark(NamedTuple):
    """A mark of the wrong width: its span and text, what to write ``instead``, and its kind."""

    start: int
    end: int
    text: str
    instead: str
    kind: str


def half_width_marks(text: str) -> Iterator[Mark]:
    """Find half-width marks that should be full-width in a Chinese sentence, except parentheses.

    >>> [m.instead for m in half_width_marks("他说:在10:30前,访问a.com/?x=1,2。")]
    ['：', '，']
    """
    if not (_QUICK.search(text) and _HAN.search(text)):
        return
    for m in _HALF.finditer(text):
        before = text[: m.start()]
        if _ADDRESS.search(before) or before.count("`") % 2:
            continue
        if m[0] == "." and not _HAN.search(before):
            continue  # the number of a list item
        kind = "..." if len(m[0]) > 2 else m[0]
        yield Mark(m.start(), m.end(), m[0], FULL_WIDTH[kind], kind)


def half_width_parentheses(text: str) -> Iterator[Mark]:
    """Find pairs of half-width parentheses around Chinese text, or directly after it.

    >>> [m.instead for m in half_width_parentheses("中心(CQC)与 f(x)、标准(试行)")]
    ['（CQC）', '（试行）']
    """
    for m in _PARENTHESES.finditer(text):
        if _CHINESE.search(m["inside"]) or (_CHINESE.match(text, m.start() - 1) and m.start()):
            yield Mark(*m.span(), m[0], f"（{m['inside']}）", "(")


def full_width_parentheses(text: str) -> Iterator[Mark]:
    """Find pairs of full-width parentheses.

    >>> [m.instead for m in full_width_parentheses("中心（CQC）")]
    ['(CQC)']
    """
    for m in _FULL_PARENTHESES.finditer(text):
        yield Mark(*m.span(), m[0], f"({m[0][1:-1]})", "(")


_TOKEN = re.compile(r"[!-~]{2,}\Z")


def is_code_mark(chinese: str, mark: Mark, english: str) -> bool:
    """Whether a half-width mark belongs to code, which the English has within a sentence.

    >>> [is_code_mark("join! 宏", m, "The join! macro") for m in half_width_marks("join! 宏")]
    [True]
    """
    if mark.text not in (";", "!", "?"):
        return False
    token = _TOKEN.search(chinese[max(0, mark.end - 30) : mark.end])
    return token is not None and bool(
        re.search(rf"{re.escape(token[0])}[`'\")]*\s+(?=[a-z])", english)
    )


# Words before a mark that a text is about: the ? operator, use ; for it.
_NAMES_IT = re.compile(
    r"\b(?:the|an?|with|without|use|using|press|pressing|missing|and|or|by|of|single|type|after"
    r"|before|called)\Z",
    re.IGNORECASE,
)


def is_mark_named(text: str, start: int, end: int, other: str) -> bool:
    """Whether the mark beside a space is what a text and the ``other`` side are about.

    >>> is_mark_named("The ? operator", 3, 4, "?运算符"), is_mark_named("A card , too", 6, 7, "卡")
    (True, False)
    """
    if text[start - 1 : start] == "(":
        return "( " in other
    mark = text[end : end + 1]
    return mark in (".", ":", ";", "!", "?") and (
        f" {mark}" in other or _NAMES_IT.search(text, max(0, start - 10), start) is not None
    )


def full_width_letters(text: str) -> list[tuple[int, int]]:
    """Find runs of full-width Latin letters and digits.

    >>> full_width_letters("ＣＱＣ认证，５年")
    [(0, 3), (6, 7)]
    """
    return [m.span() for m in _FULL_LETTERS.finditer(text)]


def stray_chinese_marks(text: str) -> list[tuple[int, int]]:
    """Find Chinese marks and full-width letters in English text, except next to Chinese.

    >>> stray_chinese_marks("In May，it said “质量，永远。” （CQC）")
    [(6, 7), (24, 25), (28, 29)]
    """
    return [
        (start, end)
        for start, end in (m.span() for m in _STRAY.finditer(text))
        if not (_HAN.match(text[start - 1 : start]) or _HAN.match(text[end : end + 1]))
    ]


def to_half_width(text: str) -> str:
    """Return full-width letters, digits and marks as English writes them; empty if it cannot.

    >>> to_half_width("（ＣＱＣ），"), to_half_width("。"), to_half_width("《")
    ('(CQC),', '.', '')
    """
    half = text.translate(_TO_HALF_WIDTH)
    return half if half.isascii() else ""


def gaps(text: str) -> tuple[list[tuple[int, int]], list[int]]:
    """Find where Chinese meets Latin letters or digits: the spaces there, and the offsets of places
    without one.

    >>> gaps("使用 CQC标志")
    ([(2, 3)], [6])
    """
    spaced: list[tuple[int, int]] = []
    tight: list[int] = []
    for m in _LATIN.finditer(text):
        start, end = m.span()
        if start and _HAN.match(text, start - 1):
            tight.append(start)
        elif start > 1 and text[start - 1] in " \u00a0" and _HAN.match(text, start - 2):
            spaced.append((start - 1, start))
        if _HAN.match(text, end):
            tight.append(end)
        elif text[end : end + 1] in (" ", "\u00a0") and _HAN.match(text, end + 1):
            spaced.append((end, end + 1))
    return spaced, tight


def en_spaces(text: str) -> list[tuple[str, tuple[int, int]]]:
    """Find the spaces that English text should not have, with their names.

    Two spaces after a stop are a matter of style: see :func:`sentence_gaps`.

    >>> en_spaces("It  is .")
    [('double spaces', (2, 4)), ('a space before punctuation', (6, 7))]
    """
    edges = text[:1].isspace() or text[-1:].isspace()
    if not edges and not any(map(text.__contains__, _SUSPICIOUS)):  # nearly always
        return []
    found = ((m.lastgroup or "", m) for m in _EN_SPACE.finditer(text))
    return [(SPACE_NAMES[kind], m.span(kind)) for kind, m in found]


def sentence_gaps(text: str) -> tuple[int, list[tuple[int, int]]]:
    """Count the English sentences that are one space apart, and find where they are further apart.

    >>> sentence_gaps("He left. She too.  It was late.")
    (1, [(17, 19)])
    """
    if "  " not in text:
        return text.count(". "), []
    double = [m.span() for m in _SENTENCE_GAP.finditer(text)]
    return max(0, text.count(". ") - len(double)), double


def zh_spaces(text: str) -> list[tuple[str, tuple[int, int]]]:
    """Find the spaces that Chinese text should not have, with their names.

    >>> zh_spaces("它 ，好　了 ")
    [('a space before punctuation', (1, 2)), ('an ideographic space', (4, 5)), \
('a space at the end', (6, 7))]
    """
    if text.isprintable() and (" " not in text or not _SPACED.search(text)):  # nearly always
        return []
    found = ((m.lastgroup or "", m) for m in _ZH_SPACE.finditer(text))
    return [(SPACE_NAMES[kind], m.span(kind)) for kind, m in found]
