"""Rules about what stands on the two sides: nothing, the same, numbers, another language."""

import re

from align.languages import LANGUAGES
from align.languages.detection import WEIGHTS, foreign_language
from align.memory.clean.rule import Check, Texts, one, pair, rule
from align.parameter import Parameter
from align.unit import Unit

_LETTER = re.compile(r"[^\W\d_]")


@rule(
    "empty",
    "a side without text, or a unit with one side only",
    plain=True,
    order=10,
    removes=one([pair("", "你好。"), pair("Hello.", "  "), Unit([])]),
    keeps=one([pair("Hello.", "你好。")]),
)
def empty() -> Check:
    """A translation memory unit needs two texts."""

    def check(texts: Texts, unit: Unit) -> str:
        if texts.source and texts.target:
            return ""
        if len(unit.variants) < 2:
            return "one side only"
        return "no text on either side" if texts.source == texts.target else "a side has no text"

    return check


@rule(
    "no-words",
    "numbers, dates or punctuation alone, on either side",
    plain=True,
    order=20,
    removes=one([pair("2023-08-11", "2023-08-11"), pair("* * *", "***"), pair("(3)", "（三）")]),
    keeps=one([pair("CQC", "中国质量认证中心"), pair("11 August", "8月11日")]),
)
def no_words() -> Check:
    """A translator gains nothing from them, and they match too often."""

    def check(texts: Texts, unit: Unit) -> str:
        if _LETTER.search(texts.source) and _LETTER.search(texts.target):
            return ""
        return "a side has no letters"

    return check


@rule(
    "identical",
    "the same text on both sides",
    plain=True,
    order=30,
    removes=one([pair("ISO 9001", "ISO 9001"), pair("Contents", "CONTENTS ")]),
    keeps=one([pair("ISO 9001", "ISO 9001标准")]),
)
def identical() -> Check:
    """Not translated, or nothing to translate."""

    def check(texts: Texts, unit: Unit) -> str:
        source, target = texts.source, texts.target
        return "identical" if source == target or source.lower() == target.lower() else ""

    return check


@rule(
    "script",
    "a side written in letters of another script",
    Parameter("en", 0.5, "English: the least share of Latin letters among its letters"),
    Parameter("zh", 0.15, "Chinese: the least share of Chinese characters among its letters"),
    Parameter("letters", 6, "texts with fewer letters say too little and stay"),
    plain=True,
    order=40,
    removes=one(
        [
            pair("Welcome to our new laboratory.", "Welcome to the laboratory of CQC."),
            pair("欢迎参观实验室。", "欢迎来参观新实验室。"),
            pair("Hello, visitors.", "Добро пожаловать."),
        ]
    ),
    keeps=one(
        [
            pair("CQC issued an ISO/IEC 17025 report.", "CQC出具ISO/IEC 17025报告。"),
            pair("Chinese: 质量 means quality.", "“质量”的英文是quality。"),
            pair("China Quality Certification Centre", "CQC"),
        ]
    ),
)
def script(en: float, zh: float, letters: int) -> Check:
    """Chinese writes names and code in Latin letters, so it is asked for less of its own.

    One Chinese character weighs as much as three letters (:mod:`align.languages.detection`).
    """
    least = {"en": en, "zh": zh}

    def check(texts: Texts, unit: Unit) -> str:
        for text, code in zip(texts[:2], texts.languages, strict=True):
            if code not in least:
                continue
            found = {c: w * len(LANGUAGES[c].script.findall(text)) for c, w in WEIGHTS.items()}
            own = found[code]
            others = sum(map(str.isalpha, text)) - sum(n // WEIGHTS[c] for c, n in found.items())
            total = sum(found.values()) + others
            if total >= letters and own < least[code] * total:
                return f"{own / total:.0%} of the letters are {LANGUAGES[code].name}"
        return ""

    return check


@rule(
    "language",
    "a side in a third language, whatever its letters",
    order=50,
    removes=one(
        [
            pair("La qualité est une tradition dans le pays.", "质量是这个国家的传统。"),
            pair("The certificate was issued.", "認証が発行されました。"),
        ]
    ),
    keeps=one(
        [
            pair("The Café de la Paix is closed.", "和平咖啡馆关门了。"),
            pair("Shanghai, Guangzhou, Chengdu", "上海、广州、成都"),
            pair("Thank you!", "谢谢！"),
        ]
    ),
)
def language() -> Check:
    """French in the English column, Japanese in the Chinese one."""

    names = {code: known.name for code, known in LANGUAGES.items()}

    def check(texts: Texts, unit: Unit) -> str:
        source, target, (one, two) = texts
        if one in names and (other := foreign_language(source)):
            return f"{names[one]} side is {other}"
        if two in names and (other := foreign_language(target)):
            return f"{names[two]} side is {other}"
        return ""

    return check
