"""Characters that do not belong in a text: look-alikes, other scripts, wrong encodings.

``ftfy`` recognises UTF-8 that was read as a Western encoding; UTF-8 read as GBK, and the usual
traces of lost text, are specific to Chinese and handled here.
"""

import re
from typing import NamedTuple

from align.languages.characters import ANY_OTHER_SCRIPT, HAN, OTHER_SCRIPTS

_HAN = re.compile(f"[{HAN}]")

# Cyrillic and Greek letters that look like Latin ones.
_LATIN_LOOK = str.maketrans(
    "АВЕЅІЈКМНОРСТХаеорсухіјѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧο",
    "ABESIJKMHOPCTXaeopcyxijsABEZHIKMNOPTYXo",
)
_GREEK_OR_CYRILLIC = re.compile("[\u0370-\u03ff\u0400-\u052f]")
_LETTER = "[A-Za-z\u0370-\u03ff\u0400-\u052f]"
# With a Latin letter among them; or a single letter that looks like an English word.
_WORD = re.compile(rf"{_LETTER}*[A-Za-z]{_LETTER}*|(?<!\w)[аАІ](?= [A-Za-z])")

_RUNS = {name: f"[{letters}]{{2,}}" for name, letters in OTHER_SCRIPTS.items()} | {
    "Korean": f"[{OTHER_SCRIPTS['Korean']}]+",
    "Japanese": rf"[{OTHER_SCRIPTS['Japanese']}][\u3041-\u3096\u30a1-\u30fe{HAN}]*",
}
_FOREIGN = re.compile("|".join(f"(?P<{name}>{run})" for name, run in _RUNS.items()))
_OTHER_LETTER = re.compile(f"[{ANY_OTHER_SCRIPT}]")
_KANA = re.compile(f"[{OTHER_SCRIPTS['Japanese']}]")

# Not in the name of a file.
_CHINESE = re.compile(rf"(?<![_{HAN}])[{HAN}][{HAN}，、；：。！？]*+(?!\.[a-z]|_)")
# What Chinese calls itself.
_LANGUAGE_NAME = re.compile(
    r"(?:[简繁簡正][体體])?中文|[简繁簡正][体體]|[汉漢][语語]|普通[话話]|[国國][语語]"
)
# In quotes or brackets, or as the value of a field, the Chinese is what the text is about.
_ON_PURPOSE = re.compile(r"[“‘\"'「『《〈（(\[【:：=/|`][^”’\"'」』》〉）)\]】]{0,40}\Z")

# What Chinese and English texts consist of; only a text with other characters is examined.
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
_NON_ASCII_RUN = re.compile(r"[^\x00-\x7f]{2,}")


def mixed_words(text: str) -> list[tuple[int, int, str]]:
    """Find words that mix Latin letters with look-alikes; with the all-Latin spelling.

    >>> mixed_words("CQ\u0421, TNFα")
    [(0, 3, 'CQC')]
    """
    if text.isascii() or not _GREEK_OR_CYRILLIC.search(text):
        return []
    found = []
    for m in _WORD.finditer(text):
        latin = m[0].translate(_LATIN_LOOK)
        if latin != m[0] and latin.isascii():
            found.append((*m.span(), latin))
    return found


def foreign_runs(text: str) -> list[tuple[int, int, str]]:
    """Find runs of other scripts, with their names. A single の is fashionable Chinese.

    >>> foreign_runs("认证を取得した、鲜の每日")
    [(2, 7, 'Japanese')]
    """
    if text.isascii() or not _OTHER_LETTER.search(text):
        return []
    found = []
    for m in _FOREIGN.finditer(text):
        script = m.lastgroup or ""
        if script != "Japanese" or len(_KANA.findall(m[0])) > 1:
            found.append((*m.span(), script))
    if not found and len(_KANA.findall(text)) > 1:
        return [(*m.span(), "Japanese") for m in _FOREIGN.finditer(text)]
    return found


def is_language_name(text: str) -> bool:
    """Whether it is a Chinese name of the language, as in links to the other version of a page.

    >>> is_language_name("简体中文"), is_language_name("中文版证书")
    (True, False)
    """
    return _LANGUAGE_NAME.fullmatch(text) is not None


_SUFFIX = re.compile(r"[\w-]*\.[a-z]\w{1,4}\b", re.ASCII)


def chinese_left(text: str) -> list[tuple[int, int]]:
    """Find Chinese in an English text, except in quotes and brackets, after a colon, in the name of
    a file, and as the name of the language.

    >>> chinese_left("Liu Jiang (刘江) of the 认证中心, in 通知.docx")
    [(22, 26)]
    >>> chinese_left("2023_新闻稿.docx, 报告.pdf")
    []
    """
    return [
        m.span()
        for m in _CHINESE.finditer(text)
        if not is_language_name(m[0])
        and not _ON_PURPOSE.search(text, max(0, m.start() - 42), m.start())
        and not _SUFFIX.match(text, m.end())
    ]


class Garbled(NamedTuple):
    """A garbled passage and what it was before; empty if that cannot be determined."""

    start: int
    end: int
    mended: str


def garbled(text: str) -> list[Garbled]:
    """Find text that was decoded with a wrong encoding.

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
        found = [g for m in _NON_ASCII_RUN.finditer(text) if (g := _from_gbk(m))]
    if _ORDINARY.search(text):
        from ftfy import badness, fix_encoding

        if badness.is_bad(text):
            mended = fix_encoding(text)
            found.append(Garbled(0, len(text), mended if mended != text else ""))
    return found


def _from_gbk(match: re.Match[str]) -> Garbled | None:
    """Return a run whose GBK bytes are the UTF-8 of other Chinese characters; else None."""
    data = match[0].encode("gbk", "ignore")
    mended = data.decode("utf-8", "replace")
    good, lost = len(_HAN.findall(mended)), mended.count("\ufffd")
    # bytes that made no character were lost on the way, so a part may stay unreadable
    if good < 2 or good < 2 * lost:
        return None
    complete = not lost and len(data) == len(match[0].encode("gbk", "replace"))
    return Garbled(*match.span(), mended if complete else "")
