"""What the character codes of a PDF stand for."""

import re
import sys
import unicodedata

_CJK = re.compile("[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]")
# Code points that only stand for others: ligatures, Kangxi radicals, compatibility ideographs.
_STAND_INS = re.compile(
    "[\ufb00-\ufb06\u2f00-\u2fd5\u2e80-\u2ef3\uf900-\ufaff\U0002f800-\U0002fa1f]"
)
# Radicals that Unicode does not map, and that some producers write for the whole character.
_PAIRS = """
⺎兀 ⺒巳 ⺓幺 ⺝月 ⺠民 ⺩王 ⺪疋 ⺬示 ⺶羊 ⺼肉 ⻁虎 ⻃覀 ⻄西 ⻅见 ⻆角 ⻈讠 ⻉贝 ⻊足
⻋车 ⻏邑 ⻑長 ⻓长 ⻔门 ⻗雨 ⻘青 ⻙韦 ⻚页 ⻛风 ⻜飞 ⻝食 ⻢马 ⻣骨 ⻤鬼 ⻥鱼 ⻦鸟 ⻧卤
⻨麦 ⻩黄 ⻪黾 ⻫斉 ⻬齐 ⻭歯 ⻮齿 ⻯竜 ⻰龙 ⻱龜 ⻲亀
"""
_RADICALS = {pair[0]: pair[1] for pair in _PAIRS.split()}
#: The bullets of the fonts Symbol and Wingdings, which have no code points of their own.
BULLETS = frozenset({0xF06C, 0xF06E, 0xF075, 0xF0A7, 0xF0A8, 0xF0B7, 0xF0D8, 0xF0FC})


def plain(code: int) -> str:
    """A character as it is usually written.

    >>> plain(0xFB01), plain(0x2F00), plain(0xF0B7)
    ('fi', '一', '•')
    """
    if code == 2:  # pdfium's sign for a hyphen at a line's end
        return "-"
    if code in BULLETS:
        return "•"
    char = chr(code)
    if _STAND_INS.match(char):
        return _RADICALS.get(char) or unicodedata.normalize("NFKC", char)
    return char


def is_unreadable(code: int) -> bool:
    """Whether a code is no character: what a font without a map to Unicode gives.

    >>> is_unreadable(0xFFFD), is_unreadable(3), is_unreadable(65)
    (True, True, False)
    """
    control = code < 32 and code != 2
    return control or code in (0xFFFD, 0xFFFE, 0xFFFF) or code > sys.maxunicode


def is_cjk(char: str) -> bool:
    """Whether a character is as wide as it is high: a Chinese one, or its punctuation.

    >>> is_cjk("，"), is_cjk(",")
    (True, False)
    """
    return bool(_CJK.match(char))
