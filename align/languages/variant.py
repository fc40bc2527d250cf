"""Simplified or traditional, and if so, of Taiwan or of Hong Kong: by characters and words."""

import logging
import re
from collections import Counter
from dataclasses import replace
from functools import cache

from align.document import Document
from align.languages import get_language
from align.languages.base import DetectedVariant, Stray

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


def variant_of(*texts: str) -> DetectedVariant:
    """Which Chinese the paragraphs of a text are written in.

    ``zh-CN`` for simplified characters, and where nothing tells; ``zh-TW`` or ``zh-HK`` for
    traditional ones, ``zh-TW`` where nothing tells the two apart. What stands in 《》 does not
    count as a mixture: a title is quoted as it is.

    >>> variant_of("中国质量认证中心颁发证书。").code, variant_of("客戶說，網路裡有軟體。").code
    ('zh-CN', 'zh-TW')
    >>> variant_of("他說着話，走進這裏的巴士站。")
    DetectedVariant(code='zh-HK', confidence=1.0, mixed=False, strays=())
    """
    simplified, traditional = _scripts()
    count = Counter("".join(texts))
    here = sum(n for c, n in count.items() if c in simplified)
    there = sum(n for c, n in count.items() if c in traditional)
    confidence = max(here, there) / (here + there) if here + there else 0.5
    code = _region("\n".join(texts), count) if there > here else "zh-CN"
    strays = _strays(texts, simplified if there > here else traditional, here + there)
    return DetectedVariant(code, round(confidence, 3), bool(strays), strays)


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


_QUOTED_TITLES = re.compile(r"《[^《》]*》")


_TRADITIONAL = re.compile(r"zh[-_](?:hant\b|tw\b|hk\b|mo\b)", re.IGNORECASE)


_SIMPLIFIED = re.compile(r"zh[-_](?:hans\b|cn\b|sg\b)", re.IGNORECASE)


def scripts_in(text: str) -> tuple[bool, bool]:
    """Whether a text has characters that only Simplified, and that only Traditional texts have.

    Traditional titles in 《》 do not count: they are quoted as they are.

    >>> scripts_in("这个《標題》"), scripts_in("這個"), scripts_in("中心")
    ((True, False), (False, True), (False, False))
    """
    simplified, traditional = _scripts()
    here, there = not simplified.isdisjoint(text), not traditional.isdisjoint(text)
    if there and here and "《" in text:
        text = _QUOTED_TITLES.sub(_hidden, text)
        return not simplified.isdisjoint(text), not traditional.isdisjoint(text)
    return here, there


def script_characters(text: str) -> dict[str, list[tuple[int, int]]]:
    """Where a text has characters of one script only, by script; Traditional titles in 《》 do not
    count.

    >>> script_characters("這个《標題》")
    {'simplified': [(1, 2)], 'traditional': [(0, 1)]}
    """
    text = _QUOTED_TITLES.sub(_hidden, text)
    return {
        name: [(n, n + 1) for n, char in enumerate(text) if char in chars]
        for name, chars in zip(("simplified", "traditional"), _scripts(), strict=True)
    }


def _hidden(title: re.Match[str]) -> str:
    """A title that is all Traditional, as blanks; one that mixes the scripts is no quotation."""
    return title[0] if not _scripts()[0].isdisjoint(title[0]) else " " * len(title[0])


def expected_script(locale: str) -> str:
    """The script that a locale says; empty where it says none.

    >>> expected_script("zh-TW"), expected_script("zh-Hans"), expected_script("zh")
    ('traditional', 'simplified', '')
    """
    if _TRADITIONAL.match(locale):
        return "traditional"
    return "simplified" if _SIMPLIFIED.match(locale) else ""


_log = logging.getLogger(__name__)


def with_locale(document: Document) -> Document:
    """The document with the ``locale`` that its text shows, where its language has several.

    A document that mixes two of them goes to the log, with examples and where they stand.

    >>> with_locale(Document.from_sentences(["歡迎使用軟體。"], "zh")).locale
    'zh-TW'
    """
    variant_of = get_language(document.language).variant
    if variant_of is None:
        return document
    found = variant_of(*(p.text for p in document.paragraphs))
    if found.mixed:
        examples = "; ".join(f"{s.text} ({_place(document, s)})" for s in found.strays)
        _log.warning(
            "%s: simplified and traditional characters are mixed, read as %s; for example %s",
            document.name or "a text",
            found.code,
            examples,
        )
    else:
        _log.info("%s: %s (sure: %.2f)", document.name, found.code, found.confidence)
    return replace(document, locale=found.code)


def _place(document: Document, stray: Stray) -> str:
    paragraph = document.paragraphs[stray.paragraph]
    line = paragraph.line + paragraph.text.count("\n", 0, stray.start)
    return paragraph.where or (f"line {line}" if paragraph.line else f"“{paragraph.text[:10]}…”")
