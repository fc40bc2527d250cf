"""Chinese people of whom each of two texts names another.

An English name is Chinese if it is a surname and one or two syllables of pinyin. A Chinese name is
one that the segmenter tags as a name, or a surname before a word of two characters.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise, product

from align.languages.characters import HAN
from align.languages.names.known_names import english_names
from align.languages.names.people import (
    DOUBLE_SURNAMES,
    NAME_PAIR,
    SINGLE_SURNAMES,
    Span,
    capitals,
    find_people,
    letters_of,
    spelt_surnames,
    surnames_by_reading,
)
from align.languages.words.content import word_segmenter
from align.languages.words.dictionary import load_glosses, readings, stem

_SYLLABLE = re.compile(
    r"(?![bpf]e(?![in])|[gkhfw]i|[zcsr]h?i[a-z])(?:[bpmfdtnlgkhjqxrzcsyw]|[zcs]h)?"
    r"(?:[iu]?a(?:ng?|i|o)?|[iuv]?e(?:i|ng?)?|i(?:u|ng?)?|i?ong|ou|u[oin]?|v)|[bpmf]o|er"
)
#: Surnames that are rarely anything else where they stand alone.
_COMMON = frozenset(
    "王李张刘陈杨赵吴周徐孙胡郭林罗郑梁谢宋唐许邓冯曹彭曾肖萧董潘袁蔡蒋余杜叶魏苏吕任卢姚沈姜崔谭陆范汪廖贾"
    "夏付傅邹孟熊秦邱尹薛闫阎段侯黎贺顾郝龚邵钱严覃莫倪黄朱丁田韩马張劉陳楊趙吳孫羅鄭謝許鄧馮蕭蔣餘葉蘇呂盧"
    "譚陸範賈鄒閻賀顧龔錢嚴黃韓馬"
)
#: English words that read like Chinese names.
_ENGLISH = frozenset("Duke King Queen Lord In You".split())
#: Function words that the segmenter takes for the surname in a name.
_WORDS = frozenset("那和于於的有是在")
#: What follows a surname and is no given name.
_TITLES = frozenset(
    "先生 女士 小姐 夫人 太太 教授 博士 老师 老師 部长 部長 局长 局長 市长 市長 省长 省長 主席 "
    "主任 总理 總理 总统 總統 经理 經理 院长 院長 校长 校長 书记 書記 医生 醫生 大夫 法官 律师 "
    "律師 警官 队长 隊長 将军 將軍 家族 同志 师傅 師傅 老板 老闆 老人 奶奶 爷爷 大爷 大妈 阿姨 "
    "叔叔 老 家 某 姓 氏".split()
)
_LETTERS, _HAN = re.compile("[^a-z]"), re.compile(f"[{HAN}]+")


def other_people(en: str, zh: str) -> tuple[list[Span], list[Span]]:
    """The Chinese people whom only one of the texts names: English, Chinese; or neither.

    >>> other_people("Zhou Qiming spoke.", "林美玲致辞。")
    ([(0, 11)], [(0, 3)])
    >>> other_people("Zhou Qiming spoke.", "他致辞。")
    ([], [])
    """
    if spelt_surnames().isdisjoint(capitals(en)):
        return [], []
    english = list(_english(en))
    if not english:
        return [], []
    both = find_people(en, zh, near=True)
    found = {at for person in both for at in range(*person.en)}
    only_en = [
        (start, end)
        for start, end, surname, given in english
        if start not in found and en[start:end] not in zh and not _is_read(zh, surname, given)
    ]
    if not only_en:
        return [], []
    found = {at for person in both for at in range(*person.zh)}
    spelt = _LETTERS.sub("", en.lower())
    only_zh = [
        (start, end)
        for start, end in _chinese(zh)
        if start not in found and not _is_spelt(zh[start:end], spelt)
    ]
    return (only_en, only_zh) if only_zh else ([], [])


def _english(en: str) -> Iterator[tuple[int, int, str, str]]:
    """The span, surname and given name of names that may be Chinese."""
    known = {at for name in english_names(en) for at in range(name.start, name.end)}
    for match in NAME_PAIR.finditer(en):
        if match.start(1) in known or match[1] in _ENGLISH:
            continue
        if match[3] and len(match[3]) < 4:  # Ri Yong Ho
            continue
        one, two = letters_of(match[1]), letters_of(match[2])
        for surname, given in ((one, two), (two, one)):
            if surname in surnames_by_reading() and _is_pinyin(given):
                yield match.start(1), match.end(2), surname, given
                break


@cache
def _is_pinyin(letters: str) -> bool:
    """Whether letters are one or two syllables.

    >>> _is_pinyin("qiming"), _is_pinyin("john")
    (True, False)
    """
    cuts = range(1, len(letters))
    return len(letters) > 1 and (
        bool(_SYLLABLE.fullmatch(letters))
        or any(_SYLLABLE.fullmatch(letters[:n]) and _SYLLABLE.fullmatch(letters[n:]) for n in cuts)
    )


def _is_read(zh: str, surname: str, given: str) -> bool:
    """Whether characters of a text are read as the full name, or as a given name of two."""
    names = {surname + given, given + surname}
    for size in (2, 3):
        for at in range(len(zh) - size + 1):
            read = map("".join, product(*map(readings, zh[at : at + size])))
            if any(one in names or (size == 2 and one == given) for one in read):
                return True
    return False


def _is_spelt(name: str, letters: str) -> bool:
    """Whether letters spell a name, or its first two characters (周瑞家 is Zhou Rui's wife)."""
    return any("".join(read) in letters for read in product(*map(readings, name[:2])))


def _chinese(zh: str) -> Iterator[Span]:
    """The spans of Chinese names of people."""
    end = 0
    words = [*word_segmenter().tag(zh), ("", "")]
    for (word, tag), (after, next_tag) in pairwise(words):
        start, end = end, end + len(word)
        if word[0] in _WORDS:
            continue
        if word in SINGLE_SURNAMES or word in DOUBLE_SURNAMES:
            usual = word in _COMMON or word in DOUBLE_SURNAMES or next_tag.startswith("nr")
            if usual and len(after) == 2 and _may_be_name(word, after):
                yield start, end + 2
        elif tag.startswith("nr") and 2 <= len(word) <= 4:
            surname = word[:2] if word[:2] in DOUBLE_SURNAMES else word[0]
            known = surname in _COMMON or surname in DOUBLE_SURNAMES
            if known and _may_be_name(surname, word.removeprefix(surname)):
                yield start, end


def _may_be_name(surname: str, given: str) -> bool:
    if given in _TITLES or not _HAN.fullmatch(given):
        return False
    glosses = load_glosses()
    if not glosses.knows(surname + given):
        return True
    meant = glosses.meanings(surname + given)  # of a person, how the name is read
    return any(stem("".join(read)) in meant for read in product(*map(readings, given)))
