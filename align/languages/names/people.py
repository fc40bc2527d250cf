"""People with Chinese names, and their job titles, where both sides of a segment have them.

A name in Latin letters counts only if the Chinese side has characters with that reading; readings
are those of the package ``pypinyin``. Titles are paired by the people who hold them.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import product
from typing import NamedTuple

from align.languages.words.dictionary import readings

Span = tuple[int, int]
SINGLE_SURNAMES = frozenset(
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
DOUBLE_SURNAMES = frozenset(
    (
        "欧阳 司马 上官 诸葛 司徒 夏侯 东方 皇甫 尉迟 公孙 慕容 令狐 宇文 长孙 端木 独孤 南宫 轩辕 "
        "歐陽 司馬 諸葛 東方 長孫"
    ).split()
)
_SPELT = r"[A-Z][A-Za-z]*(?:[-'’](?!s\b)[A-Za-z]+)*"
NAME_PAIR = re.compile(rf"(?<![\w-])(?=({_SPELT}) ({_SPELT})(?: ({_SPELT}))?(?![\w-]))")
_CAPITAL = re.compile(r"[A-Z][A-Za-z]*")
_NO_LETTER = re.compile(r"[^a-z]")
# Chinese title → the English nouns that may translate it; a deputy's title begins with 副.
_NOUNS = {
    "首席执行官": "ceo officer executive",
    "总工程师": "engineer",
    "工程师": "engineer",
    "总经理": "manager director president ceo",
    "经理": "manager",
    "董事长": "chairman president chair",
    "理事长": "chairman president director chair",
    "秘书长": "secretary general",
    "总裁": "president ceo",
    "主席": "chairman chair president",
    "会长": "president chairman chair",
    "社长": "president director",
    "主任": "director head chairman chair chief minister manager",
    "部长": "minister director head manager general secretary",
    "司长": "director general head chief",
    "局长": "director general head chief commissioner",
    "署长": "director general head chief commissioner administrator",
    "厅长": "director general head",
    "处长": "director head chief",
    "科长": "director head chief",
    "院长": "president dean director head",
    "所长": "director head president",
    "校长": "president principal chancellor headmaster",
    "书记": "secretary",
    "总监": "director",
    "组长": "leader head chief",
    "研究员": "researcher fellow professor",
    "调研员": "researcher counsel inspector consultant investigator",
    "总统": "president",
    "国务卿": "secretary",
    "外长": "minister secretary",
}
_DEPUTY = "副"
_ZH = re.compile(rf"(?:{_DEPUTY}|常务副)?(?:{'|'.join(sorted(_NOUNS, key=len, reverse=True))})")
_RANKS = (
    "deputy vice assistant associate executive acting managing general chief senior honorary "
    "standing permanent division section department second-level third-level first-level"
).split()
_ENGLISH = (
    "director-general secretary-general director president manager chairman chairwoman chairperson "
    "chair chief-executive-officer executive-officer ceo engineer secretary head minister dean "
    "chief leader principal chancellor commissioner administrator researcher fellow counsel "
    "inspector consultant"
).split()
_EN = re.compile(
    r"(?<![\w-])(?:(?:{ranks})[ -])*(?:{nouns})(?:[ -]general)?(?![\w-])".format(
        ranks="|".join(_RANKS),
        nouns="|".join(noun.replace("-", "[ -]") for noun in _ENGLISH),
    ),
    re.IGNORECASE,
)
_GENDER = re.compile(r"(?:wo)?man\b|person\b")
# Every Chinese title ends with one of these: a quick test.
_LAST = re.compile("[长理席任记裁监师员官卿统]")
# The organisation named before a title, without its legal form.
_BODY = re.compile(r"(\w{3,}?)(?:集团)?(?:股份)?(?:有限)?(?:责任)?(?:公司)?\Z")
_CONTEXT = 8
_POLITE = re.compile(r"(?:\s(?:Mr|Ms|Mrs|Dr|Prof)\.?)?\s\Z")
# The apposition after a name: up to the end of the clause, not far.
_APPOSITION = re.compile(r",\s[^.;:!?“”\n]{1,160}")


class Person(NamedTuple):
    """A Chinese person's name on both sides.

    ``en`` and ``zh`` are spans. ``order`` is ``surname first`` or ``surname last``, ``case`` is
    ``Zhou Qiming`` or ``ZHOU Qiming``, ``joined``: the given name is one word. ``sure`` is false if
    the spelling only nearly matches the characters.
    """

    en: tuple[int, int]
    zh: tuple[int, int]
    order: str
    case: str
    joined: bool
    sure: bool = True


class Title(NamedTuple):
    """The spans of a title in both languages, and who holds it (``holder``) where (``context``).

    Both are in Chinese, and empty if the text does not say.
    """

    en: Span
    zh: Span
    holder: str
    context: str


def find_people(en: str, zh: str, *, near: bool = False) -> list[Person]:
    """Find the Chinese people named on both sides, in the order of the English text.

    With ``near``, also those whose given name is misspelt by a letter or two (``sure`` is false).

    >>> [en[slice(*p.en)] + zh[slice(*p.zh)] for en, zh in [("said Qi-ming Zhou.", "周启明说")]
    ...     for p in find_people(en, zh)]
    ['Qi-ming Zhou周启明']
    >>> find_people("He Said Hello", "他打了招呼")
    []
    """
    found: list[Person] = []
    if spelt_surnames().isdisjoint(capitals(en)):
        return found
    end = 0
    for match in NAME_PAIR.finditer(en):
        if match.start() < end:
            continue
        person = _person(match, zh, near)
        if person:
            found.append(person)
            end = person.en[1]
    return found


def _person(match: re.Match[str], zh: str, near: bool) -> Person | None:
    surnames = surnames_by_reading()
    one, two, three = match.groups()
    first, second = letters_of(one) in surnames, letters_of(two) in surnames
    if not (first or second or (three and letters_of(three) in surnames)):
        return None
    # surname, given name, its number of words, its last group, order
    ways = []
    if first:
        if three and len(three) < 7:  # Zhou Qi Ming
            ways.append((one, two + three, 2, 3, "surname first"))
        ways.append((one, two, 1, 2, "surname first"))
    if three and letters_of(three) in surnames and len(one) < 7:
        ways.append((three, one + two, 2, 3, "surname last"))
    if second:
        ways.append((two, one, 1, 2, "surname last"))
    for sure in (True, False) if near else (True,):
        for surname, given, words, last, order in ways:
            place = _place(zh, letters_of(surname), letters_of(given), sure)
            if place:
                hyphen = "-" in given or words == 2
                shout = len(surname) > 1 and surname.isupper() and not given.isupper()
                case = "ZHOU Qiming" if shout else "Zhou Qiming"
                span = (match.start(), match.end(last))
                return Person(span, place, order, case, not hyphen, sure)
    return None


def _place(zh: str, surname: str, given: str, sure: bool) -> tuple[int, int] | None:
    """Find the name in the Chinese text."""
    for name in surnames_by_reading().get(surname, ()):
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


@lru_cache(maxsize=8)
def capitals(en: str) -> tuple[str, ...]:
    """Return the capitalised words of an English text, each up to a hyphen or the like.

    >>> capitals("ZHOU Qi-ming of CQC")
    ('ZHOU', 'Qi', 'CQC')
    """
    return tuple(_CAPITAL.findall(en))


@cache
def surnames_by_reading() -> dict[str, tuple[str, ...]]:
    """Return the surnames by reading."""
    by: dict[str, list[str]] = {}
    for name in sorted(SINGLE_SURNAMES | DOUBLE_SURNAMES):
        for spelt in product(*map(readings, name)):
            by.setdefault("".join(spelt), []).append(name)
    return {spelt: tuple(names) for spelt, names in by.items()}


@cache
def spelt_surnames() -> frozenset[str]:
    return frozenset(s for name in surnames_by_reading() for s in (name.capitalize(), name.upper()))


@lru_cache(maxsize=50_000)
def letters_of(word: str) -> str:
    return _NO_LETTER.sub("", word.lower())


def has_surname(name: str) -> bool:
    """Whether a Chinese name begins with a surname.

    >>> has_surname("周启明"), has_surname("欧阳修"), has_surname("特朗普")
    (True, True, False)
    """
    return name[:1] in SINGLE_SURNAMES or name[:2] in DOUBLE_SURNAMES


def find_titles(en: str, zh: str, people: Sequence[Person]) -> list[Title]:
    """Pair the titles of both sides, as far as the pairing is certain.

    In Chinese a title directly precedes the name, in English it directly precedes or follows it.
    Without a name, the only title of one side is paired with the only one of the other.

    >>> en, zh = "Zhou Qiming, Vice President of CQC, spoke.", "CQC副总经理周启明致辞。"
    >>> [(en[slice(*t.en)], t.holder, t.context) for t in find_titles(en, zh, find_people(en, zh))]
    [('Vice President', '周启明', 'CQC')]
    """
    chinese = chinese_titles(zh)
    if not chinese:
        return []
    english = english_titles(en)
    found = []
    for number, person in enumerate(people):
        held = [span for span in chinese if span[1] == person.zh[0]]
        if held:
            end = people[number + 1].en[0] if number + 1 < len(people) else len(en)
            word = zh[slice(*held[0])]
            for span in _beside(en, person, end, english):
                if may_render(en[slice(*span)], word):
                    holder = zh[slice(*person.zh)]
                    found.append(Title(span, held[0], holder, _context(zh, held[0][0])))
                    break
    used = {span for title in found for span in (title.en, title.zh)}
    left, right = ([s for s in spans if s not in used] for spans in (english, chinese))
    if len(left) == len(right) == 1 and may_render(en[slice(*left[0])], zh[slice(*right[0])]):
        found.append(Title(left[0], right[0], "", _context(zh, right[0][0])))
    return found


def _beside(en: str, person: Person, end: int, english: Sequence[Span]) -> list[Span]:
    """Return the titles before and after a name, the likelier first."""
    begin, after = person.en
    found = [s for s in english if s[1] <= begin and _POLITE.fullmatch(en[s[1] : begin])]
    apposition = _APPOSITION.match(en, after, end)
    if apposition:
        found += [s for s in english if after < s[0] and s[1] <= apposition.end()]
    return found


def _context(zh: str, begin: int) -> str:
    match = _BODY.search(zh[max(0, begin - 24) : begin])
    return match.group(1)[-_CONTEXT:] if match else ""


def chinese_titles(zh: str) -> list[Span]:
    """Find job titles in a Chinese text.

    >>> [("副总经理刘江和部长")[slice(*span)] for span in chinese_titles("副总经理刘江和部长")]
    ['副总经理', '部长']
    """
    if not _LAST.search(zh):
        return []
    return [match.span() for match in _ZH.finditer(zh)]


def english_titles(en: str, begin: int = 0, end: int | None = None) -> list[Span]:
    """Find job titles in an English text.

    >>> text = "Zhou Qiming, Deputy Managing Director of CQC"
    >>> [text[slice(*span)] for span in english_titles(text)]
    ['Deputy Managing Director']
    """
    return [match.span() for match in _EN.finditer(en, begin, len(en) if end is None else end)]


def may_render(english: str, chinese: str) -> bool:
    """Whether an English title can translate a Chinese one.

    >>> may_render("Vice President", "副总经理"), may_render("Secretary", "副总经理")
    (True, False)
    >>> may_render("President", "副总经理")
    False
    """
    words = set(plain_title(english).split())
    core = chinese.removeprefix("常务").removeprefix(_DEPUTY)
    deputy = bool(words & {"deputy", "vice", "assistant", "associate", "executive"})
    if (core != chinese) != deputy:
        return False
    return not words.isdisjoint(_NOUNS[core].split())


def plain_title(title: str) -> str:
    """Normalise an English title: case, hyphens, gender.

    >>> plain_title("Vice-Chairwoman"), plain_title("Director-General")
    ('vice chair', 'director general')
    """
    words = _GENDER.sub("", title.lower().replace("-", " ")).split()
    return " ".join("ceo" if w == "chief executive officer" else w for w in words)


def same_but_for_rank(one: str, other: str) -> bool:
    """Whether two normalised titles differ only in the word for a deputy.

    >>> same_but_for_rank("vice president", "deputy president")
    True
    """
    return one != other and _neutral(one) == _neutral(other)


def _neutral(title: str) -> list[str]:
    return ["deputy" if word in ("vice", "associate") else word for word in title.split()]
