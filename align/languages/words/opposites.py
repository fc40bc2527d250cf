"""Words that a translator confuses with their opposites: a table, and where a text has them.

Each row of ``opposites.tsv`` is a scale (``year``), a value on it (``last``), a language, and forms
of the value, separated by `` | ``. A form is a word or phrase, in lower case or simplified
characters, or a pattern that begins with one or with a choice of them, ``(no|not)`` or ``[不未]``
(lookarounds may stand before it; a word before ``\\w*`` has the usual endings). Before a form,
``~`` says that it means the value more often than not, and ``?`` that it may mean it: it excuses,
and proves nothing. Forms of the value ``-`` are no value of the scale (东西 is neither east nor
west).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, TypeAlias

from align.languages.characters import HAN
from align.languages.numbers.en_numerals import CARDINALS, ORDINALS


class ScaleValue(NamedTuple):
    """A value of a scale in ``text[start:end]``.

    ``sure`` is 2 if the words mean it, 1 if they usually do, 0 if they may.
    """

    start: int
    end: int
    scale: str
    value: str
    sure: int


class _Table(NamedTuple):
    """The forms of a language by first word or character, and what a text needs for each scale.

    ``signs`` are words or characters, each with the scales (as bits) of which a form has it.
    """

    forms: dict[str, list["_Form"]]
    signs: dict[str, int]


class _Form(NamedTuple):
    scale: str
    value: str
    sure: int
    pattern: re.Pattern[str]


_NONE = "-"
_NOWHERE = ScaleValue(-1, 0, "", "", 0)
_SURE = {"~": 1, "?": 0}
_LOOKAROUND = re.compile(r"\(\?(?:<?[=!]|:(?=\(\?<?[=!]))(?:[^()]|\([^()]*\))*\)")
_LOOKAROUNDS = re.compile(f"(?:{_LOOKAROUND.pattern})*")
_KEY = {
    "en": re.compile(r"\((?P<any>[^?][^)]*)\)|[a-z]+|\d+"),
    "zh": re.compile(rf"\[(?P<any>[{HAN}]+)\]|[{HAN}\d]"),
}
_ENDS = (
    *("", "e", "es", "s", "ed", "d", "ing", "y", "ies", "ied", "ion", "ions", "ation", "ment"),
    *("ments", "ly", "al", "ally", "er", "ers"),
)
_WORD = re.compile(r"[A-Za-z]+|\d+")
# Characters of the table, as traditional texts have them.
_SIMPLIFIED = str.maketrans(
    "亞來侷個們傢傳億優兒內兩劇噸嚮國埰場學寀寧審導屆層島帥廣強後應戰戶採揚損擴敗於時"
    "曉會朮東條極樓機橫檢歲殺沒減測滿漲濟無爭爾現當發碼禮種竪紀紅級統綫維線緩縮縱聯聲"
    "臺興萬蘭處號術裏裝裡許証該語調證變豎貴買賣購趨踰軍較載輕輪輸迴這連週進遊過遞遠邊"
    "鄉針銳銷鏇鐵長開間陝階隻雲鞦韓頁頂項順領頭額飆餘馬驟髮鮮麵黃"
    "親媽貸業請辯廠銀決攤販",
    "亚来局个们家传亿优儿内两剧吨向国采场学采宁审导届层岛帅广强后应战户采扬损扩败于时"
    "晓会术东条极楼机横检岁杀没减测满涨济无争尔现当发码礼种竖纪红级统线维线缓缩纵联声"
    "台兴万兰处号术里装里许证该语调证变竖贵买卖购趋逾军较载轻轮输回这连周进游过递远边"
    "乡针锐销旋铁长开间陕阶只云秋韩页顶项顺领头额飙余马骤发鲜面黄"
    "亲妈贷业请辩厂银决摊贩",
)


@lru_cache(maxsize=1)
def _tables() -> dict[str, _Table]:
    """The tables by language; the surest and longest forms come first."""
    tables = {"en": _Table(defaultdict(list), {}), "zh": _Table(defaultdict(list), {})}
    bits: dict[str, int] = {}
    text = Path(__file__).with_name("opposites.tsv").read_text("utf-8")
    rows = [tuple(row.split("\t")) for row in text.splitlines()[1:]]
    for scale, value, language, forms in (*rows, *_ordinals()):
        bit = bits.setdefault(scale, 1 << len(bits))
        by_key, signs = tables[language]
        for marked in forms.split(" | "):
            bare = marked.lstrip("~?")
            form = _Form(scale, value, _SURE.get(marked[0], 2), _compiled(bare, language))
            keys = _keys(bare, language)
            for key in keys:
                by_key[key].append(form)
            if form.sure and value != _NONE:
                for sign in _signs(bare, language, keys):
                    signs[sign] = signs.get(sign, 0) | bit
    for by_key, _ in tables.values():
        for some in by_key.values():
            some.sort(key=lambda form: (form.value != _NONE, -form.sure, -_length(form.pattern)))
    return tables


def _signs(form: str, language: str, keys: Sequence[str]) -> Sequence[str]:
    """What a text with a form has: the longest word or the last character, if it is no pattern.

    *Not more than* has the sign of *more than*.
    """
    plain = _LOOKAROUND.sub("", form).removesuffix(r"\b")
    if language == "en" and re.fullmatch("[a-z ]+", plain):
        return [max(reversed(plain.split()), key=len)]
    if language == "zh" and re.fullmatch(f"[{HAN}]+", plain):
        return [plain[-1]]
    return [] if plain[0] in "([" else keys


#: Ordinals up to this one are values of a scale.
_MOST = 31
# Not a third of it, every second, at first.
_WHOLE = r"(?<!a )(?<!one )(?<!per )(?<!every )(?<!split )(?<!at )"
_A_FURTHER = r"(?<=a )", r"(?= [a-z]+)(?! of\b| or\b| and\b| to\b| later\b| ago\b)"
_NUMBERED = (
    "article paragraph subparagraph section item chapter part volume step phase stage level series "
    "season round group table figure appendix"
).split()
_NO_MORE = r"(?![十百千万亿零\d.])"


def _ordinals() -> Iterator[tuple[str, str, str, str]]:
    """Rows for *first* … *31st*; a number alone may be an ordinal, too."""
    tens = {10 * n: word for n, word in enumerate("ten twenty thirty".split(), 1)}
    words = {n: word for word, n in ORDINALS.items()}
    cardinals = {n: word for word, n in CARDINALS.items() if n > 1}
    numbered = "|".join(f"(?<={noun} )" for noun in _NUMBERED)
    for n in range(1, _MOST + 1):
        word = words.get(n) or f"{tens[n // 10 * 10]} {words[n % 10]}"
        forms = [
            f"{_WHOLE}{word}",
            word.join(_A_FURTHER),
            f"{n}(?:st|nd|rd|th)",
            rf"~(?:{numbered}){n}(?![\d.-])",
        ]
        maybe = [
            word,
            rf"(?<![\d.,A-PR-Z]){n}(?![.,]?\d)",  # Q2, but not S2
            "i" * n if n < 4 else "",
            cardinals.get(n, ""),
        ]
        yield "ordinal", str(n), "en", " | ".join([*forms, *(f"?{form}" for form in maybe if form)])
        numeral = ["", "十", "二十", "三十"][n // 10] + " 一二三四五六七八九"[n % 10].strip()
        forms = [f"第 ?{numeral}{_NO_MORE}", rf"~第 ?{n}(?!\d)", rf"?(?<![A-PR-Za-pr-z]){n}(?!\d)"]
        maybe = [f"?{numeral}{_NO_MORE}"] if n > 1 else []
        yield "ordinal", str(n), "zh", " | ".join([*forms, *maybe])


def _length(pattern: re.Pattern[str]) -> int:
    return len(_LOOKAROUND.sub("", pattern.pattern))


def _keys(form: str, language: str) -> Sequence[str]:
    """What a form begins with: a word, one of ``(no|not)``, a character, one of ``[不未]``."""
    after = _LOOKAROUNDS.match(form)
    key = _KEY[language].match(form, after.end() if after else 0)
    if key is None:
        raise ValueError(f"opposites.tsv: {form} begins with no word")
    if not key["any"]:
        if form.startswith(r"\w*", key.end()):
            return [key[0] + end for end in _ENDS]
        return [key[0], key[0][:-1]] if form.startswith("?", key.end()) else [key[0]]
    return (
        [word.partition("'")[0] for word in key["any"].split("|")]
        if language == "en"
        else key["any"]
    )


def _compiled(form: str, language: str) -> re.Pattern[str]:
    if language == "zh":
        return re.compile(form)
    form = re.sub(r" (?![*+?])", r"[\\s-]", form).replace("'", "['’]")
    return re.compile(form + (r"\b" if form[-1].isalpha() else ""), re.IGNORECASE)


@lru_cache(maxsize=16)
def may_differ(en: str, zh: str) -> bool:
    """Whether both texts mention values of one scale, at a glance.

    >>> may_differ("It fell.", "价格下跌"), may_differ("It fell.", "去年")
    (True, False)
    """
    english, chinese = _tables()["en"].signs, _tables()["zh"].signs
    there = 0
    for word in english.keys() & _WORD.findall(en.lower()):
        there |= english[word]
    if not there:
        return False
    here = 0
    for character in chinese.keys() & set(zh.translate(_SIMPLIFIED)):
        here |= chinese[character]
    # names may stay in English
    for word in english.keys() & _WORD.findall(zh.lower()):
        here |= english[word]
    return bool(there & here)


#: The mentions of a text by scale.
Values: TypeAlias = Mapping[str, Sequence[ScaleValue]]


@lru_cache(maxsize=16)
def english_values(text: str) -> Values:
    """The values of all scales that an English text mentions.

    >>> {scale: found[0].value for scale, found in english_values("It fell today.").items()}
    {'trend': 'down', 'day': 'this'}
    """
    words = ((m.start(), m[0].lower()) for m in _WORD.finditer(text))
    return _found(text, words, _tables()["en"].forms)


@lru_cache(maxsize=16)
def chinese_values(text: str) -> Values:
    """The values of all scales that a Chinese text mentions; names may stay in English.

    >>> {scale: found[0].value for scale, found in chinese_values("去年的東西").items()}
    {'year': 'last'}
    """
    simplified = text.translate(_SIMPLIFIED)
    found = _found(simplified, enumerate(simplified), _tables()["zh"].forms)
    names = english_values(text) if _WORD.search(text) else {}
    return {scale: [*found.get(scale, ()), *names.get(scale, ())] for scale in {**found, **names}}


def chinese_pronouns(text: str) -> set[str]:
    """Which of he and she a Chinese text may mention, at a glance.

    >>> chinese_pronouns("其他人"), chinese_pronouns("她来了")
    ({'he'}, {'she'})
    """
    return {value for character, value in (("他", "he"), ("她", "she")) if character in text}


def _found(text: str, keys: Iterable[tuple[int, str]], forms: Mapping[str, list[_Form]]) -> Values:
    """The mentions at the places that have a key.

    Those of a scale do not overlap, but the same words may be two values (*noon* is a.m. or p.m.).
    """
    found: dict[str, list[ScaleValue]] = {}
    for start, key in keys:
        if key not in forms:
            continue
        for form in forms[key]:
            if match := form.pattern.match(text, start):
                there = found.setdefault(form.scale, [])
                last = there[-1] if there else _NOWHERE
                again = match.span() == (last.start, last.end) and form.sure == last.sure
                if start >= last.end or (again and form.value != last.value):
                    value = ScaleValue(start, match.end(), form.scale, form.value, form.sure)
                    there.append(value)
    kept = {scale: [one for one in some if one.value != _NONE] for scale, some in found.items()}
    return {scale: some for scale, some in kept.items() if some}
