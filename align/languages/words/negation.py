"""Negations of an English text and its Chinese version: one that only one of them has.

``negation.tsv`` lists words and patterns by what they are for. A missing negation is certain enough
only if the other side says the very thing without it: an auxiliary (*cannot* beside 可以), or the
word that is negated, by dictionary. A text in which anything else may negate is left alone.
"""

import re
from functools import cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from align.languages import LANGUAGES
from align.languages.words.dictionary import load_glosses, spellings
from align.languages.words.meaning import chinese_keys, english_keys, overlap

_NOT = r"(?:not|never|n['’]t)"
#: An English auxiliary that is negated, one that is not, and the Chinese ones.
_AUXILIARIES = (
    (
        rf"can ?not|(?:can|could|ca)\s?{_NOT}|not (?:be )?(?:able|allow\w*|permit\w*)|un\b",
        r"can|could|may|able|allow\w*",
        "不可以|不能够?|不能夠|無法|无法",
        "可以|能|可|允许|允許",
    ),
    (
        rf"{_NOT} (?:\w+ )?(?:need|require|have to)\w*|need\s?{_NOT}",
        r"needs?|needed|requires?|required",
        "不需要?",
        "需|必[须須要]",
    ),
    (
        rf"(?:should|shall|ought|must)\s?{_NOT}|{_NOT} to",
        r"should|ought|shall",
        "不应|不應",
        "[应應得可要能]",
    ),
    (
        rf"(?:wo|will|would|shall|do|does|did)\s?{_NOT}|{_NOT} (?:\w+ )?(?:will|would|going to)",
        r"will|would|shall|going to|can|may|\w+['’]ll",
        "不[会會将將]",
        "[会會将將]",
    ),
    (
        rf"(?:is|are|was|were|am|be|been|\w+['’](?:re|s|m))\s?{_NOT}|{_NOT} (?:be|been)",
        r"is|are|was|were|am|\w+['’](?:s|re|m)",
        "(?<!是)不是",
        "是",
    ),
    (
        rf"(?:has|have|had|do|does|did)\s?{_NOT}",
        r"has|have|had|there (?:is|are|was|were)|\w+['’]ve",
        "[没沒]有",
        "[有已]",
    ),
    (rf"{_NOT} (?:\w+ )?know\w*", r"know\w*", "不知道", "知道"),
    (rf"{_NOT} (?:\w+ )?want\w*", r"want\w*", "不[想要]", "[想要]"),
    ("never", "always", "从不|從不", "总是|總是|一直"),
)
#: A text without any of these has no English negation.
_SIGNS = ("not", "n't", "n’t", "never", "nor", "Not", "Never", "Nor", "NOT", "cant", "dont")
_NEGATIONS = re.compile(r"\b(?:not|never|cannot|nor|[cd](?:a|o)nt)\b|n['’]t\b", re.IGNORECASE)
#: A word that is negated stands at most so many characters behind the negation.
_NEAR = 14


class Negation(NamedTuple):
    """A negation, ``[start, end)``, of the language ``side`` that the other side lacks.

    ``literal`` is the share of the Chinese words that have a counterpart: a free translation may
    say the same without a negation.
    """

    side: str
    start: int
    end: int
    literal: float


class _Words(NamedTuple):
    en_idiom: re.Pattern[str]
    en_negative: re.Pattern[str]
    zh_not: re.Pattern[str]
    zh_no_negation: re.Pattern[str]
    zh_idiom: re.Pattern[str]
    zh_rhetorical: re.Pattern[str]
    #: any of the Chinese auxiliaries, negated
    zh_negated: re.Pattern[str]
    #: English negated and plain, Chinese negated and plain
    auxiliaries: tuple[tuple[re.Pattern[str], ...], ...]


def _word(forms: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w'’])(?:{forms})(?!\w)", re.IGNORECASE)


@cache
def _words() -> _Words:
    text = Path(__file__).with_name("negation.tsv").read_text("utf-8")
    rows = dict(row.split("\t") for row in text.splitlines()[1:])
    made = {}
    for use, forms in rows.items():
        pattern = "|".join(forms.split(" | "))
        made[use.replace(" ", "_")] = _word(pattern) if use[:2] == "en" else re.compile(pattern)
    auxiliaries = (
        (_word(en_not), _word(en), re.compile(zh_not), re.compile(zh))
        for en_not, en, zh_not, zh in _AUXILIARIES
    )
    negated = re.compile("|".join(zh_not for _, _, zh_not, _ in _AUXILIARIES))
    return _Words(**made, zh_negated=negated, auxiliaries=tuple(auxiliaries))


def lone_negation(en: str, zh: str) -> Negation | None:
    """The negation that one of two texts has, and the other lacks.

    >>> lone_negation("It cannot be exported.", "可以出口。")
    Negation(side='en', start=3, end=9, literal=1.0)
    >>> lone_negation("They support the plan.", "他们不会支持该计划。") is None
    True
    >>> lone_negation("They will support the plan.", "他们不会支持该计划。")
    Negation(side='zh', start=2, end=4, literal=0.6666666666666666)
    """
    found = _lone_negation(en, zh)
    if found is None:
        return None
    keys = chinese_keys(zh)
    return Negation(*found, overlap(english_keys(en), keys) / (keys.total or 1))


def _lone_negation(en: str, zh: str) -> tuple[str, int, int] | None:
    words = _words()
    negations = [*_NEGATIONS.finditer(en)] if any(map(en.__contains__, _SIGNS)) else []
    if words.zh_not.search(zh):
        return None if negations else _added(en, zh)
    if len(negations) != 1 or words.en_idiom.search(en) or words.zh_idiom.search(zh):
        return None
    ((start, end),) = (match.span() for match in negations)
    for negated, _, _, plain in words.auxiliaries:
        if negated.search(en) and plain.search(zh):
            return "en", start, end
    return ("en", start, end) if _negated_is_there(en, end, zh) else None


def _added(en: str, zh: str) -> tuple[str, int, int] | None:
    """A Chinese negation of what English says with a plain auxiliary."""
    words = _words()
    if not words.zh_negated.search(zh):
        return None
    idioms = {n for match in words.zh_no_negation.finditer(zh) for n in range(*match.span())}
    found = [m for m in words.zh_not.finditer(zh) if m.start() not in idioms]
    if len(found) != 1:
        return None
    for _, plain, negated, _ in words.auxiliaries:
        match = negated.search(zh)
        if match and plain.search(en):
            break
    else:
        return None
    if words.en_negative.search(en) or words.zh_rhetorical.search(zh):
        return None
    return "zh", *match.span()


def _negated_is_there(en: str, end: int, zh: str) -> bool:
    """Whether Chinese has the word that follows a negation, by dictionary."""
    behind = (token for token in LANGUAGES["en"].tokens(en) if token.start >= end)
    head = next((token for token in behind if token.weight), None)
    if head is None or head.start - end > _NEAR or head.kind != "word":
        return False
    keys = [token.key for token in LANGUAGES["zh"].tokens(zh) if token.kind == "word"]
    return not spellings(head.key).isdisjoint(chain(*load_glosses().find(keys)))
