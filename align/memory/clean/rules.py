"""The rules of cleaning about the words of texts, about confidence, and about repeated units."""

import re
from unicodedata import category

from align.files.widths import percent
from align.languages import LANGUAGES, get_language
from align.languages.characters import HAN
from align.languages.detection import foreign_language
from align.memory.clean.rule import RULES, Check, Rule, Texts, example_unit, one, rule
from align.parameter import Parameter
from align.unit import Unit, UnitLike, Variant, fits, language_of

_WORDS = re.compile(r"\w+")
_LETTER = re.compile(r"[^\W\d_]")
# Not prose beside Chinese: names and constants begin with a capital letter.
_CHINESE = re.compile(f"[{HAN}]")
_CHINESE_OR_NAMES = re.compile(rf"[{HAN}]+|\b[A-Z]\w*", re.ASCII)
#: What to keep of one source with several targets.
KEEP = ("all", "newest", "most-frequent")


_RULES = (
    Rule(
        "duplicate",
        "the same pair again; the newest is kept",
        None,
        order=10,
        removes=((example_unit("Hello.", "你好。"), example_unit("Hello.", "你好。")),),
        keeps=((example_unit("Hello.", "你好。"), example_unit("Hello.", "您好。")),),
    ),
    Rule(
        "near-duplicate",
        "the same pair except for case, spaces and the width of punctuation; the newest is kept",
        None,
        order=20,
        removes=(
            (
                example_unit("Hello, Tom.", "你好，Tom。"),
                example_unit("HELLO,  Tom.", "你好,Tom。"),
            ),
            (example_unit("Stand No. 5", "5号展台"), example_unit("Stand No.5", "５号 展台")),
        ),
        keeps=(
            (example_unit("Hello!", "你好！"), example_unit("Hello?", "你好？")),
            (example_unit("Stand 5", "5号展台"), example_unit("Stand 6", "6号展台")),
        ),
    ),
    Rule(
        "translations",
        "another translation of the same source, unless all are kept",
        None,
        order=30,
        parameters=(
            Parameter(
                "keep",
                "all",
                "which of several translations of one source to keep",
                choices=KEEP,
            ),
        ),
        keeps=((example_unit("Hello.", "你好。"), example_unit("Hello.", "您好。")),),
    ),
)


@rule(
    "empty",
    "a side without text, or a unit with one side only",
    plain=True,
    order=10,
    removes=one([example_unit("", "你好。"), example_unit("Hello.", "  "), Unit([])]),
    keeps=one([example_unit("Hello.", "你好。")]),
)
def _empty() -> Check:
    """A translation memory unit needs two texts."""

    def check(texts: Texts, unit: UnitLike) -> str:
        if texts.source and texts.target:
            return ""
        if unit.size < 2:
            return "one side only"
        return "no text on either side" if texts.source == texts.target else "a side has no text"

    return check


@rule(
    "no-words",
    "a side with only numbers, dates or punctuation",
    plain=True,
    order=20,
    removes=one(
        [
            example_unit("2023-08-11", "2023-08-11"),
            example_unit("* * *", "***"),
            example_unit("(3)", "（三）"),
        ]
    ),
    keeps=one([example_unit("CQC", "中国质量认证中心"), example_unit("11 August", "8月11日")]),
)
def _no_words() -> Check:
    """A translator gains nothing from them, and they match too often.

    A sign beside a word is no number or punctuation: € and 欧元.
    """

    def check(texts: Texts, unit: UnitLike) -> str:
        said = {bool(_LETTER.search(text)): text for text in (texts.source, texts.target)}
        if said.keys() == {True} or (len(said) == 2 and _is_sign(said[False])):
            return ""
        return "a side has no letters"

    return check


def _is_sign(text: str) -> bool:
    """Whether a text is one or two signs: a currency, an arrow, a sign of arithmetic, %."""
    signs = "".join(text.split())
    return 0 < len(signs) <= 2 and all(c in "%‰" or category(c)[0] == "S" for c in signs)


@rule(
    "identical",
    "the same words on both sides, in two languages",
    plain=True,
    order=30,
    removes=one(
        [
            example_unit("ISO 9001", "ISO 9001"),
            example_unit("Contents", "CONTENTS "),
            example_unit("close: %s", "close：%s"),
        ]
    ),
    keeps=one(
        [
            example_unit("ISO 9001", "ISO 9001标准"),
            Unit([Variant("zh-CN", ("中心",)), Variant("zh-TW", ("中心",))]),
        ]
    ),
)
def _identical() -> Check:
    """Not translated, or nothing to translate. Two varieties of a language share most texts."""

    def check(texts: Texts, unit: UnitLike) -> str:
        source, target, (one, other) = texts
        if one == other:
            return ""
        if source == target or source.lower() == target.lower():
            return "identical"
        words = _WORDS.findall(source.lower())
        return "identical words" if words and words == _WORDS.findall(target.lower()) else ""

    return check


@rule(
    "variety",
    "no text in the wanted variety of a language, if one is given",
    Parameter("target", "", "the wanted variety, such as zh-TW; a text in zh fits any"),
    order=35,
    keeps=one([example_unit("Hello.", "你好。")]),
)
def _variety(target: str) -> Check | None:
    """A memory for Hong Kong is of little use on the mainland."""
    if not target:
        return None
    get_language(language_of(target))  # or everything would be removed

    def check(texts: Texts, unit: UnitLike) -> str:
        codes = unit.sides[::2] if unit.sides else [v.lang for v in unit.unit().variants if v.parts]
        return "" if any(fits(code, target) for code in codes) else f"none in {target}"

    return check


@rule(
    "script",
    "a side written in another script",
    Parameter("en", 0.5, "English: the least share of Latin letters among its letters"),
    Parameter("zh", 0.15, "Chinese: the least share of Chinese characters among its letters"),
    Parameter("letters", 6, "texts with fewer letters are kept, as they are inconclusive"),
    plain=True,
    order=40,
    removes=one(
        [
            example_unit("Welcome to our new laboratory.", "Welcome to the laboratory of CQC."),
            example_unit("欢迎参观实验室。", "欢迎来参观新实验室。"),
            example_unit("Hello, visitors.", "Добро пожаловать."),
        ]
    ),
    keeps=one(
        [
            example_unit("CQC issued an ISO/IEC 17025 report.", "CQC出具ISO/IEC 17025报告。"),
            example_unit("Chinese: 质量 means quality.", "“质量”的英文是quality。"),
            example_unit("China Quality Certification Centre", "CQC"),
            example_unit(
                "git show-ref [-q | --quiet] [--verify] <pattern>",
                "git show-ref [-q | --quiet] [--verify] <模式>",
            ),
            example_unit(
                'See <a href="https://www.example.com/help/index.html">help</a>.',
                '见<a href="https://www.example.com/help/index.html">帮助</a>。',
            ),
            example_unit("M/d/y GGGGG", "GGGGGy-MM-dd"),
            example_unit("Enter 中国质量认证中心 in the box.", "在框中填写中国质量认证中心。"),
        ]
    ),
)
def _script(en: float, zh: float, letters: int) -> Check:
    """Chinese writes names and code in Latin letters, so fewer of its own are required.

    One Chinese character weighs as much as three letters (:mod:`align.languages.detection`). With
    fewer letters of its own, an English text is one if it has a phrase, and a Chinese one if the
    rest has no words of another language: commands, mark-up, formats and names are the same in
    both.
    """
    least = {"en": (en, _has_phrase), "zh": (zh, _is_among_code)}

    def check(texts: Texts, unit: UnitLike) -> str:
        for text, code in zip(texts[:2], texts.languages, strict=True):
            if code not in least:
                continue
            share, suits = least[code]
            found = {
                c: known.letter_weight * len(known.script.findall(text))
                for c, known in LANGUAGES.items()
            }
            own = found[code]
            others = sum(map(str.isalpha, text)) - sum(
                n // LANGUAGES[c].letter_weight for c, n in found.items()
            )
            total = sum(found.values()) + others
            if total < letters or own >= share * total:
                continue
            if own < share * (own + others) or not suits(text, texts):
                return f"{percent(own / total)} of the letters are {LANGUAGES[code].name}"
        return ""

    return check


def _has_phrase(text: str, texts: Texts) -> bool:
    from align.languages.words.en import is_phrase  # slow to import, rarely needed

    return is_phrase(text)


def _is_among_code(text: str, texts: Texts) -> bool:
    """Whether what is not Chinese in a Chinese text is code or names."""
    from align.languages.words.en import has_prose, is_title, plain_words

    rest = _CHINESE_OR_NAMES.sub(" ", text)
    if has_prose(rest):
        return False
    if _CHINESE.search(text):
        return True
    there = texts.source if text is texts.target else texts.target
    new = {word for word in plain_words(rest) if len(word) > 2} - set(plain_words(there))
    return len(new) < 2 and not is_title(text) and not has_prose(text)


@rule(
    "language",
    "a side in a third language, in any script",
    order=50,
    removes=one(
        [
            example_unit("La qualité est une tradition dans le pays.", "质量是这个国家的传统。"),
            example_unit("The certificate was issued.", "認証が発行されました。"),
        ]
    ),
    keeps=one(
        [
            example_unit("The Café de la Paix is closed.", "和平咖啡馆关门了。"),
            example_unit("Shanghai, Guangzhou, Chengdu", "上海、广州、成都"),
            example_unit("Thank you!", "谢谢！"),
        ]
    ),
)
def _language() -> Check:
    """French in the English column, Japanese in the Chinese one."""

    names = {code: known.name for code, known in LANGUAGES.items()}

    def check(texts: Texts, unit: UnitLike) -> str:
        source, target, (one, two) = texts
        if one in names and (other := foreign_language(source)):
            return f"{names[one]} side is {other}"
        if two in names and (other := foreign_language(target)):
            return f"{names[two]} side is {other}"
        return ""

    return check


@rule(
    "confidence",
    "below a confidence, if the memory states it",
    Parameter("minimum", 0.5, "the least confidence (0 to 1) that a unit must have"),
    order=90,
    removes=one([example_unit("Hello.", "你好。", confidence="0.31")]),
    keeps=one(
        [example_unit("Hello.", "你好。", confidence="0.97"), example_unit("Hello.", "你好。")]
    ),
)
def _confidence(minimum: float) -> Check:
    """Pairs that the aligner itself was unsure about."""

    def check(texts: Texts, unit: UnitLike) -> str:
        found = unit.confidence
        return f"{found:.2f}" if found is not None and found < minimum else ""

    return check


for _rule in _RULES:
    RULES.add(_rule, __name__)
