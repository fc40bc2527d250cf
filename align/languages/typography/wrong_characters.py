"""Letters of other scripts: looking like Latin ones, third scripts, Chinese in English."""

import re
from typing import NamedTuple

from align.languages.characters import HAN

_LOOKS = str.maketrans(
    "АВЕЅІЈКМНОРСТХаеорсухіјѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧο",
    "ABESIJKMHOPCTXaeopcyxijsABEZHIKMNOPTYXo",
)
_QUICK = re.compile("[\u0370-\u03ff\u0400-\u052f]")
_LETTER = "[A-Za-z\u0370-\u03ff\u0400-\u052f]"
# with a Latin letter among them, or a single one that looks like an English word
_WORD = re.compile(rf"{_LETTER}*[A-Za-z]{_LETTER}*|(?<!\w)[аАІ](?= [A-Za-z])")
_SCRIPTS = {
    "Japanese": "[\u3041-\u3096\u30a1-\u30fa][\u3041-\u3096\u30a1-\u30fe一-鿿]*",
    "Korean": "[\u1100-\u11ff\uac00-\ud7a3]+",
    "Cyrillic": "[\u0400-\u052f]{2,}",
    "Hebrew": "[\u05d0-\u05ea]{2,}",
    "Arabic": "[\u0600-\u06ff\u0750-\u077f]{2,}",
    "Indic": "[\u0900-\u0dff]{2,}",
    "Thai": "[\u0e01-\u0e5b]{2,}",
}
_FOREIGN = re.compile("|".join(f"(?P<{name}>{letters})" for name, letters in _SCRIPTS.items()))
_THIRD = re.compile("[\u0400-\u052f\u05d0-\u0e5b\u1100-\u11ff\u3041-\u30fa\uac00-\ud7a3]")
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]")
_CHINESE = re.compile(rf"[{HAN}][{HAN}，、；：。！？]*")
# What Chinese calls itself.
_LANGUAGE = re.compile(
    r"(?:[简繁簡正][体體])?中文|[简繁簡正][体體]|[汉漢][语語]|普通[话話]|[国國][语語]"
)
# Quoted or bracketed, or the value of a field: the Chinese is what the text speaks of.
_MEANT = re.compile(r"[“‘\"'「『《〈（(\[【:：=/|`][^”’\"'」』》〉）)\]】]{0,40}\Z")


def is_language_name(text: str) -> bool:
    """Whether it is what Chinese calls itself, as pages say that link to their other version.

    >>> is_language_name("简体中文"), is_language_name("中文版证书")
    (True, False)
    """
    return _LANGUAGE.fullmatch(text) is not None


def mixed_words(text: str) -> list[tuple[int, int, str]]:
    """Words of Latin letters and others that look like Latin ones, and how they are meant.

    >>> mixed_words("CQ\u0421, TNFα")
    [(0, 3, 'CQC')]
    """
    if text.isascii() or not _QUICK.search(text):
        return []
    found = []
    for m in _WORD.finditer(text):
        latin = m[0].translate(_LOOKS)
        if latin != m[0] and latin.isascii():
            found.append((*m.span(), latin))
    return found


def foreign_runs(text: str) -> list[tuple[int, int, str]]:
    """Runs of a third script with its name. One の is a fashion in Chinese and no Japanese.

    >>> foreign_runs("认证を取得した、鲜の每日")
    [(2, 7, 'Japanese')]
    """
    if text.isascii() or not _THIRD.search(text):
        return []
    found = []
    for m in _FOREIGN.finditer(text):
        script = m.lastgroup or ""
        if script != "Japanese" or len(_KANA.findall(m[0])) > 1:
            found.append((*m.span(), script))
    kana = len(_KANA.findall(text))
    if kana > 1 and not found:
        return [(*m.span(), "Japanese") for m in _FOREIGN.finditer(text)]
    return found


def chinese_left(text: str) -> list[tuple[int, int]]:
    """Chinese in an English text that is neither quoted nor in brackets nor behind a colon, nor
    the language's own name.

    >>> chinese_left("Liu Jiang (刘江) of the 认证中心")
    [(22, 26)]
    """
    return [
        m.span()
        for m in _CHINESE.finditer(text)
        if not is_language_name(m[0]) and not _MEANT.search(text, max(0, m.start() - 42), m.start())
    ]


# What Chinese and English texts hold; only what has more than that is looked at.
_ORDINARY = re.compile(rf"[^\x00-\x7f{HAN}　-〿！-～\u2010-\u2027\u2030-\u205e\u00b7\u00a0]")


# UTF-8's replacement character, or uninitialized memory, read as GBK.
_LOST = re.compile(
    "锟斤拷|斤拷锟|烫烫烫|屯屯屯|锘匡?豢?|銆[\ue000-\uf8ff\ufffd]|鈥[\ue000-\uf8ff\ufffd檚淣滈渰]"
)


# UTF-8's lead bytes of Chinese (E4 … E9) with a continuation byte, read as GBK.
_LEADS = "".join(
    bytes((lead, trail)).decode("gbk", "ignore")
    for lead in range(0xE4, 0xEA)
    for trail in range(0x80, 0xC0)
)


_SUSPECT = re.compile(f"[{_LEADS}]")


_RUN = re.compile(r"[^\x00-\x7f]{2,}")


_HAN = re.compile(f"[{HAN}]")


class Garbled(NamedTuple):
    """A garbled stretch and what it was, empty where that cannot be told."""

    start: int
    end: int
    mended: str


def garbled(text: str) -> list[Garbled]:
    """Where a text was read in a wrong encoding.

    >>> garbled("cafÃ© 质量"), garbled("锟斤拷"), garbled("璐ㄩ噺璁よ瘉")
    ([Garbled(start=0, end=8, mended='café 质量')], [Garbled(start=0, end=3, mended='')], \
[Garbled(start=0, end=6, mended='质量认证')])
    >>> garbled("The café in Málaga — “good”, 质量认证，洌泉、纾困")
    []
    """
    if text.isascii():
        return []
    found = [Garbled(*m.span(), "") for m in _LOST.finditer(text)]
    if not found and _SUSPECT.search(text):
        found = [g for m in _RUN.finditer(text) if (g := _from_gbk(m))]
    if _ORDINARY.search(text):
        from ftfy import badness, fix_encoding

        if badness.is_bad(text):
            mended = fix_encoding(text)
            found.append(Garbled(0, len(text), mended if mended != text else ""))
    return found


def _from_gbk(match: re.Match[str]) -> Garbled | None:
    """A run of characters whose GBK bytes are the UTF-8 of other Chinese characters."""
    data = match[0].encode("gbk", "ignore")
    mended = data.decode("utf-8", "replace")
    good, lost = len(_HAN.findall(mended)), mended.count("\ufffd")
    # bytes that made no character were lost on the way, so a part may stay unreadable
    if good < 2 or good < 2 * lost:
        return None
    whole = not lost and len(data) == len(match[0].encode("gbk", "replace"))
    return Garbled(*match.span(), mended if whole else "")
