"""Simplified or Traditional Chinese, and for Traditional, that of Taiwan, Hong Kong or Macau.

``scripts.tsv`` lists the characters that occur in only one of the two scripts. It was derived from
OpenCC (Apache License 2.0); a test derives it again. A character that the standard of either side
has, like 后 or 著, is no evidence, whatever it converts to; ``variant_words.tsv`` lists words in
which it is wrong.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from align.languages.base import DetectedVariant, Stray
from align.languages.characters import HAN

# Characters that Hong Kong writes differently from Taiwan …
_HONG_KONG = frozenset("着裏衞綫説户温閲脱鋭啓牀峯羣枱兑痹悦税鈎檐醖葱蜕嫺敍")
# … and those that Taiwan writes differently from Hong Kong.
_TAIWAN = frozenset("臺裡檯溼汙")
#: Simplified characters that Traditional texts have as well, as forms of 夠 毀 吶 廄 稟.
TOLERATED = frozenset("够毁呐厩禀")
# The particle 著 of Taiwan is 着 in Hong Kong; in these words both write 著.
_ZHU = re.compile(r"(?<![顯卓名原專土昭編])著(?![名作稱述者書錄])")
# A word, a body or a currency of one region is stronger evidence than a character. Words that two
# of them use, or mainland texts as well, which are often converted, are none: 資訊, 品質, 軟件.
_WORD_WEIGHT = 2
_WORDS = {
    "zh-HK": re.compile(
        "質素|數碼(?:港|政策|身份|轉型|廣播)|巴士|的士|電郵|流動電話|手提電話|短訊|視像"
        "|公眾假期|屋[邨苑]|公屋|居屋|食肆|外傭|本港|港[元幣鐵府]|特區政府|香港特(?:別行政)?區"
        "|署理|立法會|區議會|行政會議|特首|強積金|八達通|賽馬會|差餉|[政財]務?司(?:司長|長)"
        "|律政司|廉政公署|申訴專員|金融管理局|金管局|醫(?:院)?管(?:理)?局|港交所|恒生"
        "|(?:警務|入境事務|消防|懲教|勞工|民政事務|海事)處"
        "|(?:運輸|社會福利|房屋|康文|食環|衞生|渠務|水務|路政|漁護)署|社署|文化事務署"
        "|環境衞生署|地政總署"
    ),
    "zh-TW": re.compile(
        "軟體|硬體|網路|數位(?:化|經濟|發展|轉型|學習|內容|相機)|計程車|公車|捷運|部落格|記憶體"
        "|智慧型|簡訊|程式碼|新?[臺台]幣|(?:行政|立法|考試|監察)院|中華民國"
        "|民國[一二三四五六七八九十百]+年|健保|勞保|主計總處|衛福部|[鄉鎮區]公所|悠遊卡"
    ),
    "zh-MO": re.compile(
        "澳門(?:特(?:別行政)?區|元|幣|政府|居民)|本澳|澳人|葡[幣國文]|行政法務司|經濟財政司"
        "|社會文化司|運輸工務司|治安警察局|澳廣視|博彩|澳督|民署|市政署"
    ),
}
# A text may be about a place that it is not from: names of places count, but only so much.
_PLACES = {
    "zh-HK": re.compile(
        "香港|九龍|新界|中環|灣仔|尖沙咀|旺角|沙田|屯門|元朗|荃灣|觀塘|大埔|將軍澳|東涌"
        "|葵[青涌]|赤鱲角|維多利亞港"
    ),
    "zh-TW": re.compile(
        "[臺台](?:灣|北|中市|南|東|塑|積電)|高雄|新北|桃園|新竹|苗栗|彰化|南投|雲林|嘉義|屏東"
        "|宜蘭|花蓮|澎湖|金門|馬祖"
    ),
    "zh-MO": re.compile("澳門|氹仔|路[環氹]|黑沙環"),
}
_PLACES_AT_MOST = 4
#: Below this probability, it is not known where a text is from: a single character shows nothing.
_SURE = 0.7
#: So much of a text shows where it is from.
_SAMPLE = 200_000
_TITLE = re.compile(r"《[^》]*》")
_INNERMOST_TITLE = re.compile(r"《[^《》]*》")
_HAN_RUN = re.compile(f"[{HAN}]+")

#: A text mixes the scripts if the rarer one has at least this many characters of its own, …
MIXED_CHARACTERS = 10
# … this many different ones, …
_DIFFERENT = 6
# … and this share of all characters that belong to one script only.
_MIXED_SHARE = 0.05
_EXAMPLES = 3
#: From so many different rare characters on, a text is odd.
_ODD = 2

_TRADITIONAL = re.compile(r"zh[-_](?:hant\b|tw\b|hk\b|mo\b)", re.IGNORECASE)
_SIMPLIFIED = re.compile(r"zh[-_](?:hans\b|cn\b|sg\b)", re.IGNORECASE)


def variant_of(*texts: str) -> DetectedVariant:
    """Detect the variant of Chinese in which paragraphs are written.

    The code is ``zh-CN`` for Simplified characters and without any evidence, and ``zh-TW``,
    ``zh-HK`` or ``zh-MO`` for Traditional ones: forms of characters, words, bodies, currencies and
    places show it. Where they do not, it is ``zh-Hant``. The confidence is that of the whole code.
    Characters in 《》 do not make a text mixed: titles are quoted as they are.

    >>> variant_of("中国质量认证中心颁发证书。").code, variant_of("客戶說，網路裡有軟體。").code
    ('zh-CN', 'zh-TW')
    >>> variant_of("他說着話，走進這裏的巴士站。")
    DetectedVariant(code='zh-HK', confidence=0.833, mixed=False, strays=())
    >>> variant_of("會議在九點開始。").code
    'zh-Hant'
    """
    simplified, traditional = _script_sets()
    count = Counter("".join(texts))
    in_simplified = sum(n for c, n in count.items() if c in simplified)
    in_traditional = sum(n for c, n in count.items() if c in traditional)
    evidence = in_simplified + in_traditional
    confidence = max(in_simplified, in_traditional) / evidence if evidence else 0.5
    if in_traditional > in_simplified:
        code, sure = _region("\n".join(texts)[:_SAMPLE])
        confidence *= sure
        rarer = simplified
    else:
        code, rarer = "zh-CN", traditional
    strays = _strays(texts, rarer, evidence)
    return DetectedVariant(code, round(confidence, 3), bool(strays), strays)


@cache
def _script_sets() -> tuple[frozenset[str], frozenset[str]]:
    """Return the characters that are only Simplified and those that are only Traditional."""
    found: dict[str, set[str]] = {"simplified": set(), "traditional": set()}
    table = Path(__file__).with_name("scripts.tsv").read_text("utf-8")
    for line in table.splitlines():
        script, characters = line.split("\t")
        found[script].update(characters)
    return frozenset(found["simplified"]), frozenset(found["traditional"])


def _region(text: str) -> tuple[str, float]:
    """Tell where a Traditional text is from, and how sure that is.

    Each point of evidence counts for one region; as in the rule of succession, one is worth little.
    """
    points = {
        code: _WORD_WEIGHT * len(_WORDS[code].findall(text))
        + min(_PLACES_AT_MOST, len(places.findall(text)))
        for code, places in _PLACES.items()
    }
    count = Counter(text)
    points["zh-HK"] += sum(n for c, n in count.items() if c in _HONG_KONG)
    points["zh-TW"] += sum(n for c, n in count.items() if c in _TAIWAN) + len(_ZHU.findall(text))
    if points["zh-MO"] > sum(points.values()) / 2:  # it writes as Hong Kong does
        points["zh-MO"] += points.pop("zh-HK")
    code = max(points, key=lambda region: points[region])
    sure = (points[code] + 1) / (sum(points.values()) + 2)
    return (code, sure) if sure >= _SURE else ("zh-Hant", 1.0)


def _strays(texts: Sequence[str], rarer: frozenset[str], evidence: int) -> tuple[Stray, ...]:
    """Examples of the rarer script, if there is more of it than a name or a quotation."""
    found: Counter[str] = Counter()
    examples: list[Stray] = []
    for number, text in enumerate(texts):
        bare = _TITLE.sub(lambda title: " " * len(title.group()), text)
        odd = [c for c in bare if c in rarer]
        found.update(odd)
        if odd and len(examples) < _EXAMPLES:
            run = next(r for r in _HAN_RUN.finditer(bare) if not rarer.isdisjoint(r.group()))
            first = next(i for i in range(*run.span()) if bare[i] in rarer)
            start = max(run.start(), first - 3)
            examples.append(Stray(number, start, bare[start : min(run.end(), first + 5)]))
    enough = found.total() >= max(MIXED_CHARACTERS, _MIXED_SHARE * evidence)
    return tuple(examples) if enough and len(found) >= _DIFFERENT else ()


def scripts_in(text: str) -> tuple[bool, bool]:
    """Whether a text has characters that are only Simplified, and that are only Traditional.

    Traditional titles in 《》 are not counted: they are quoted as they are.

    >>> scripts_in("这个《標題》"), scripts_in("這個"), scripts_in("中心")
    ((True, False), (False, True), (False, False))
    """
    simplified, traditional = _script_sets()
    has_simplified = not simplified.isdisjoint(text)
    has_traditional = not traditional.isdisjoint(text)
    if has_traditional and has_simplified and "《" in text:
        text = _INNERMOST_TITLE.sub(_blank_if_traditional, text)
        return not simplified.isdisjoint(text), not traditional.isdisjoint(text)
    return has_simplified, has_traditional


def script_characters(text: str) -> dict[str, list[tuple[int, int]]]:
    """Return the spans of the characters that belong to one script only, by script.

    Traditional titles in 《》 are not counted.

    >>> script_characters("這个《標題》")
    {'simplified': [(1, 2)], 'traditional': [(0, 1)]}
    """
    text = _INNERMOST_TITLE.sub(_blank_if_traditional, text)
    return {
        name: [(n, n + 1) for n, char in enumerate(text) if char in chars]
        for name, chars in zip(("simplified", "traditional"), _script_sets(), strict=True)
    }


def wrong_words(text: str, script: str) -> list[tuple[int, int]]:
    """Spans of words that a conversion into a script left wrong, although it has the character.

    ``variant_words.tsv`` lists them: a conversion takes 后, 干 or 里 for the wrong one of the
    characters that are one in the other script.

    >>> text = "會后吃餅幹，皇后在核准備查"
    >>> [text[slice(*span)] for span in wrong_words(text, "traditional")]
    ['會后', '餅幹']
    """
    words = _wrong_words()[script]
    if words.needed.isdisjoint(text):
        return []
    found = []
    for m in words.pattern.finditer(text):
        before, after = words.guards[m[0]]
        around = text[m.start() - 1] if m.start() else "。", text[m.end() : m.end() + 1] or "。"
        if around[0] not in before and around[1] not in after:
            found.append(m.span())
    return found


def has_odd_characters(text: str) -> bool:
    """Whether a text has characters that neither script uses much, as texts written for fun have.

    >>> has_odd_characters("莪們苁唻莈洊茬過"), has_odd_characters("这个標準")
    (True, False)
    """
    odd = 0
    for character in set("".join(_HAN_RUN.findall(text))) - _script_sets()[1]:
        try:
            character.encode("gb2312")
        except UnicodeEncodeError:
            odd += 1
    return odd >= _ODD


class _Words(NamedTuple):
    """Wrong words; what must not stand before and after each; characters that all have one of."""

    pattern: re.Pattern[str]
    guards: dict[str, tuple[str, str]]
    needed: frozenset[str]


@cache
def _wrong_words() -> dict[str, _Words]:
    rows: dict[str, list[list[str]]] = {}
    table = Path(__file__).with_name("variant_words.tsv").read_text("utf-8")
    for line in table.splitlines()[1:]:
        script, _, words, before, after = (*line.split("\t"), "", "")[:5]
        rows.setdefault(script, []).append([words, before, after])
    return {script: _compiled(found) for script, found in rows.items()}


def _compiled(rows: list[list[str]]) -> _Words:
    guards = {word: (before, after) for words, before, after in rows for word in words.split()}
    needed: set[str] = set()
    for words, *_ in rows:  # the wrong character of a row, if it is the same in all its words
        needed |= set.intersection(*map(set, words.split())) or set(words)
    # literal words, the longest first: a pattern of them alone is fast
    pattern = "|".join(sorted(guards, key=len, reverse=True))
    return _Words(re.compile(pattern), guards, frozenset(needed))


def _blank_if_traditional(title: re.Match[str]) -> str:
    """Blank out a title that is all Traditional; one that mixes the scripts is no quotation."""
    simplified, _ = _script_sets()
    return title[0] if not simplified.isdisjoint(title[0]) else " " * len(title[0])


def in_region(code: str, usual: str) -> str:
    """Return the code, or the usual one where the code leaves the region of its script open.

    >>> in_region("zh-Hant", "zh-HK"), in_region("zh-Hant", "zh-CN"), in_region("zh-TW", "zh-HK")
    ('zh-HK', 'zh-Hant', 'zh-TW')
    """
    is_open = code == "zh-Hant" and expected_script(usual) == "traditional"
    return usual if is_open else code


def expected_script(locale: str) -> str:
    """Return the script that a locale implies; empty if it implies none.

    >>> expected_script("zh-TW"), expected_script("zh-Hans"), expected_script("zh")
    ('traditional', 'simplified', '')
    """
    if _TRADITIONAL.match(locale):
        return "traditional"
    return "simplified" if _SIMPLIFIED.match(locale) else ""
