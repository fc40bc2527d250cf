"""Simplified or traditional, and if so, of Taiwan or of Hong Kong: by characters and words."""

import re
from collections import Counter
from functools import cache

from align.languages.base import Stray, Variant

# How Hong Kong writes what Taiwan writes in another way, …
_HONG_KONG = frozenset("着裏衞綫説户温閲脱鋭啓牀峯羣枱兑痹悦税鈎檐醖葱蜕嫺敍")
# … and the other way round, as far as Hong Kong does not write it, too.
_TAIWAN = frozenset("臺裡檯溼汙")
# Taiwan's particle 著 is 着 in Hong Kong; in these words both write 著.
_ZHU = re.compile(r"(?<![顯卓名原專土昭編])著(?![名作稱述者書錄])")
# Words of which the other says another tell more than one character does. (What Hong Kong shares
# with the mainland, like 軟件 and 網絡, may as well be a mainland text that was converted.)
_WORD_WEIGHT = 2
_HONG_KONG_WORDS = re.compile(
    "數碼|質素|巴士|的士|港元|港幣|本港|特區政府|電郵|流動電話|署理|立法會|特首|港鐵|強積金"
)
_TAIWAN_WORDS = re.compile(
    "軟體|硬體|網路|資訊|數位|品質|計程車|公車|新臺幣|新台幣|滑鼠|部落格|記憶體|列印|智慧型|"
    "程式碼|雷射|螢幕|專案|使用者|介面|資料庫|伺服器|行政院|立法院|民國|兩岸"
)
_TITLES = re.compile(r"《[^》]*》")
_HAN_RUN = re.compile("[\u3400-\u9fff]+")

#: A text mixes the scripts when the rarer one has so many characters of its own, …
MIXED_CHARACTERS = 10
# … so many different ones, …
_DIFFERENT = 6
# … and this share of all that belong to one script only.
_MIXED_SHARE = 0.05
_EXAMPLES = 3


def variant_of(*texts: str) -> Variant:
    """Which Chinese the paragraphs of a text are written in.

    ``zh-CN`` for simplified characters, and where nothing tells; ``zh-TW`` or ``zh-HK`` for
    traditional ones, ``zh-TW`` where nothing tells the two apart. What stands in 《》 does not
    count as a mixture: a title is quoted as it is.

    >>> variant_of("中国质量认证中心颁发证书。").code, variant_of("客戶說，網路裡有軟體。").code
    ('zh-CN', 'zh-TW')
    >>> variant_of("他說着話，走進這裏的巴士站。")
    Variant(code='zh-HK', confidence=1.0, mixed=False, strays=())
    """
    simplified, traditional = _scripts()
    count = Counter("".join(texts))
    here = sum(n for c, n in count.items() if c in simplified)
    there = sum(n for c, n in count.items() if c in traditional)
    confidence = max(here, there) / (here + there) if here + there else 0.5
    code = _region("\n".join(texts), count) if there > here else "zh-CN"
    strays = _strays(texts, simplified if there > here else traditional, here + there)
    return Variant(code, round(confidence, 3), bool(strays), strays)


@cache
def _scripts() -> tuple[frozenset[str], frozenset[str]]:
    """The characters that only simplified and only traditional texts have.

    One that either standard has, like 后 or 著, is no evidence, whatever it is converted to.
    """
    import opencc

    every = [chr(c) for c in range(0x4E00, 0xA000)]
    converted = opencc.OpenCC("t2s").convert("\n".join(every)).split("\n")
    pairs = [(a, b) for a, b in zip(every, converted, strict=True) if a != b]
    simplified = {b for _, b in pairs if not b.encode("cp950", "ignore")}
    traditional = {a for a, _ in pairs if not a.encode("gb2312", "ignore")}
    return frozenset(simplified - traditional), frozenset(traditional - simplified)


def _region(text: str, count: Counter[str]) -> str:
    """Whose traditional characters these are."""
    hong_kong = sum(n for c, n in count.items() if c in _HONG_KONG)
    taiwan = sum(n for c, n in count.items() if c in _TAIWAN) + len(_ZHU.findall(text))
    hong_kong += _WORD_WEIGHT * len(_HONG_KONG_WORDS.findall(text))
    taiwan += _WORD_WEIGHT * len(_TAIWAN_WORDS.findall(text))
    return "zh-HK" if hong_kong > taiwan else "zh-TW"


def _strays(texts: tuple[str, ...], other: frozenset[str], told: int) -> tuple[Stray, ...]:
    """Where the other script is met, if it is more than a name or a quotation."""
    found: Counter[str] = Counter()
    examples: list[Stray] = []
    for number, text in enumerate(texts):
        bare = _TITLES.sub(lambda title: " " * len(title.group()), text)
        odd = [c for c in bare if c in other]
        found.update(odd)
        if odd and len(examples) < _EXAMPLES:
            run = next(r for r in _HAN_RUN.finditer(bare) if not other.isdisjoint(r.group()))
            first = next(i for i in range(*run.span()) if bare[i] in other)
            start = max(run.start(), first - 3)
            examples.append(Stray(number, start, bare[start : min(run.end(), first + 5)]))
    enough = found.total() >= max(MIXED_CHARACTERS, _MIXED_SHARE * told)
    return tuple(examples) if enough and len(found) >= _DIFFERENT else ()
