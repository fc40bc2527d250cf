"""Simplified or Traditional Chinese, and for Traditional, that of Taiwan or of Hong Kong.

``scripts.tsv`` lists the characters that occur in only one of the two scripts. It was derived from
OpenCC (Apache License 2.0); a test derives it again. A character that the standard of either side
has, like 后 or 著, is no evidence, whatever it converts to.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from align.languages.base import DetectedVariant, Stray
from align.languages.characters import HAN

# Characters that Hong Kong writes differently from Taiwan …
_HONG_KONG = frozenset("着裏衞綫説户温閲脱鋭啓牀峯羣枱兑痹悦税鈎檐醖葱蜕嫺敍")
# … and those that Taiwan writes differently from Hong Kong.
_TAIWAN = frozenset("臺裡檯溼汙")
# The particle 著 of Taiwan is 着 in Hong Kong; in these words both write 著.
_ZHU = re.compile(r"(?<![顯卓名原專土昭編])著(?![名作稱述者書錄])")
# A word that is specific to one region is stronger evidence than a character. (Words that Hong Kong
# shares with the mainland, like 軟件 and 網絡, also occur in converted mainland texts.)
_WORD_WEIGHT = 2
_HONG_KONG_WORDS = re.compile(
    "數碼|質素|巴士|的士|港元|港幣|本港|特區政府|電郵|流動電話|署理|立法會|特首|港鐵|強積金"
)
_TAIWAN_WORDS = re.compile(
    "軟體|硬體|網路|資訊|數位|品質|計程車|公車|新臺幣|新台幣|滑鼠|部落格|記憶體|列印|智慧型|"
    "程式碼|雷射|螢幕|專案|使用者|介面|資料庫|伺服器|行政院|立法院|民國|兩岸"
)
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

_TRADITIONAL = re.compile(r"zh[-_](?:hant\b|tw\b|hk\b|mo\b)", re.IGNORECASE)
_SIMPLIFIED = re.compile(r"zh[-_](?:hans\b|cn\b|sg\b)", re.IGNORECASE)


def variant_of(*texts: str) -> DetectedVariant:
    """Detect the variant of Chinese in which paragraphs are written.

    The code is ``zh-CN`` for Simplified characters and without evidence, ``zh-TW`` or ``zh-HK`` for
    Traditional ones (``zh-TW`` without evidence for either). Characters in 《》 do not make a text
    mixed: titles are quoted as they are.

    >>> variant_of("中国质量认证中心颁发证书。").code, variant_of("客戶說，網路裡有軟體。").code
    ('zh-CN', 'zh-TW')
    >>> variant_of("他說着話，走進這裏的巴士站。")
    DetectedVariant(code='zh-HK', confidence=1.0, mixed=False, strays=())
    """
    simplified, traditional = _script_sets()
    count = Counter("".join(texts))
    in_simplified = sum(n for c, n in count.items() if c in simplified)
    in_traditional = sum(n for c, n in count.items() if c in traditional)
    evidence = in_simplified + in_traditional
    confidence = max(in_simplified, in_traditional) / evidence if evidence else 0.5
    if in_traditional > in_simplified:
        code, rarer = _region("\n".join(texts), count), simplified
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


def _region(text: str, count: Counter[str]) -> str:
    """Tell Traditional texts of Taiwan and of Hong Kong apart."""
    hong_kong = sum(n for c, n in count.items() if c in _HONG_KONG)
    taiwan = sum(n for c, n in count.items() if c in _TAIWAN) + len(_ZHU.findall(text))
    hong_kong += _WORD_WEIGHT * len(_HONG_KONG_WORDS.findall(text))
    taiwan += _WORD_WEIGHT * len(_TAIWAN_WORDS.findall(text))
    return "zh-HK" if hong_kong > taiwan else "zh-TW"


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


def _blank_if_traditional(title: re.Match[str]) -> str:
    """Blank out a title that is all Traditional; one that mixes the scripts is no quotation."""
    simplified, _ = _script_sets()
    return title[0] if not simplified.isdisjoint(title[0]) else " " * len(title[0])


def expected_script(locale: str) -> str:
    """Return the script that a locale implies; empty if it implies none.

    >>> expected_script("zh-TW"), expected_script("zh-Hans"), expected_script("zh")
    ('traditional', 'simplified', '')
    """
    if _TRADITIONAL.match(locale):
        return "traditional"
    return "simplified" if _SIMPLIFIED.match(locale) else ""
