"""Chinese people's names, and how they are spelt in English: which Latin letters are which name.

A name in Latin letters counts as found only when the Chinese side has characters that are read
so; the readings are those of the package ``pypinyin``.
"""

import re
from functools import cache, lru_cache
from itertools import product
from typing import NamedTuple

_SINGLE = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖萧田董潘袁蔡蒋余于杜叶程魏苏吕"
    "丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付傅方白邹孟熊秦邱丘江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严"
    "覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯"
    "纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简"
    "车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛"
    "仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻厉伊仝区郜海阚"
    "花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿乌"
    "母裘亓修邰赫杭况那宿鲜印逯隆茹诺战慕危玉银亢嵇公哈湛宾戎勾茅利於呼居揭干但尉冶斯元束檀衣信展阴昝智幸"
    "奉植衡富尧闭由訾葉張陳劉楊黃趙吳孫馬鄭謝許韓鄧馮蕭蔣餘蘇呂盧鐘譚陸範賈鄒閻龍陶賀顧龔萬錢嚴湯莊聶魯"
)  # fmt: skip
_DOUBLE = frozenset(
    (
        "欧阳 司马 上官 诸葛 司徒 夏侯 东方 皇甫 尉迟 公孙 慕容 令狐 宇文 长孙 端木 独孤 南宫 轩辕 "
        "歐陽 司馬 諸葛 東方 長孫"
    ).split()
)
_HAN = re.compile(r"[㐀-䶿一-鿿]")
_SPELT = r"[A-Z][A-Za-z]*(?:[-'’](?!s\b)[A-Za-z]+)*"
_PAIR = re.compile(rf"(?<![\w-])(?=({_SPELT}) ({_SPELT})(?: ({_SPELT}))?(?![\w-]))")
_CAPITAL = re.compile(r"[A-Z][A-Za-z]*")
_NO_LETTER = re.compile(r"[^a-z]")


class Person(NamedTuple):
    """A Chinese person's name on both sides.

    ``en`` and ``zh`` are the spans; ``order`` is ``surname first`` or ``surname last``, ``case``
    is ``Zhou Qiming`` or ``ZHOU Qiming``, ``joined`` says whether the given name is one word.
    ``sure`` is false where the letters are only nearly those of the characters.
    """

    en: tuple[int, int]
    zh: tuple[int, int]
    order: str
    case: str
    joined: bool
    sure: bool = True


@lru_cache(maxsize=20_000)
def readings(character: str) -> frozenset[str]:
    """How a character is read, in plain letters; ü in all ways in which it is spelt.

    >>> sorted(readings("吕")), sorted(readings("单"))
    (['lu', 'lv', 'lyu'], ['chan', 'dan', 'shan'])
    """
    if not _HAN.match(character):
        return frozenset()
    from pypinyin import Style, pinyin

    found = set()
    for reading in pinyin(character, style=Style.NORMAL, heteronym=True, v_to_u=False)[0]:
        found.add(reading)
        if "v" in reading:
            found |= {reading.replace("v", "u"), reading.replace("v", "yu")}
    return frozenset(found)


@cache
def _surnames() -> dict[str, tuple[str, ...]]:
    """The surnames by how they are read."""
    by: dict[str, list[str]] = {}
    for name in sorted(_SINGLE | _DOUBLE):
        for spelt in product(*map(readings, name)):
            by.setdefault("".join(spelt), []).append(name)
    return {spelt: tuple(names) for spelt, names in by.items()}


@lru_cache(maxsize=50_000)
def _letters(word: str) -> str:
    return _NO_LETTER.sub("", word.lower())


@lru_cache(maxsize=8)
def capitals(en: str) -> tuple[str, ...]:
    """The words of an English text with a capital, without what follows a hyphen or the like.

    >>> capitals("ZHOU Qi-ming of CQC")
    ('ZHOU', 'Qi', 'CQC')
    """
    return tuple(_CAPITAL.findall(en))


@cache
def _spelt_surnames() -> frozenset[str]:
    return frozenset(s for name in _surnames() for s in (name.capitalize(), name.upper()))


def people(en: str, zh: str, *, near: bool = False) -> list[Person]:
    """The Chinese people named on both sides, in the order of the English text.

    With ``near``, names of which the given name is misspelt by a letter or two are among them
    (``sure`` is false).

    >>> [en[slice(*p.en)] + zh[slice(*p.zh)] for en, zh in [("said Qi-ming Zhou.", "周启明说")]
    ...     for p in people(en, zh)]
    ['Qi-ming Zhou周启明']
    >>> people("He Said Hello", "他打了招呼")
    []
    """
    found: list[Person] = []
    if _spelt_surnames().isdisjoint(capitals(en)):
        return found
    end = 0
    for match in _PAIR.finditer(en):
        if match.start() < end:
            continue
        person = _person(match, zh, near)
        if person:
            found.append(person)
            end = person.en[1]
    return found


def _person(match: re.Match[str], zh: str, near: bool) -> Person | None:
    surnames = _surnames()
    one, two, three = match.groups()
    first, second = _letters(one) in surnames, _letters(two) in surnames
    if not (first or second or (three and _letters(three) in surnames)):
        return None
    # surname, given name, the words of the given name, where it ends, order
    ways = []
    if first:
        if three and len(three) < 7:  # Zhou Qi Ming
            ways.append((one, two + three, 2, 3, "surname first"))
        ways.append((one, two, 1, 2, "surname first"))
    if three and _letters(three) in surnames and len(one) < 7:
        ways.append((three, one + two, 2, 3, "surname last"))
    if second:
        ways.append((two, one, 1, 2, "surname last"))
    for sure in (True, False) if near else (True,):
        for surname, given, words, last, order in ways:
            place = _place(zh, _letters(surname), _letters(given), sure)
            if place:
                hyphen = "-" in given or words == 2
                shout = len(surname) > 1 and surname.isupper() and not given.isupper()
                case = "ZHOU Qiming" if shout else "Zhou Qiming"
                span = (match.start(), match.end(last))
                return Person(span, place, order, case, not hyphen, sure)
    return None


def _place(zh: str, surname: str, given: str, sure: bool) -> tuple[int, int] | None:
    """Where the Chinese text has this name."""
    for name in _surnames().get(surname, ()):
        at = zh.find(name)
        while at >= 0:
            begin = at + len(name)
            for length in (2, 1):
                rest = zh[begin : begin + length]
                if len(rest) == length and _reads(rest, given, sure):
                    return at, begin + length
            at = zh.find(name, begin)
    return None


def _reads(characters: str, letters: str, sure: bool) -> bool:
    spellings = map("".join, product(*map(readings, characters)))
    if sure:
        return letters in spellings
    return len(characters) == 2 and len(letters) > 3 and any(_near(s, letters) for s in spellings)


def _near(one: str, other: str) -> bool:
    from rapidfuzz.distance import OSA

    return 0 < OSA.distance(one, other, score_cutoff=2) <= (1 if len(one) < 6 else 2)
