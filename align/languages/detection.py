"""Which language a text's letters speak for."""

import re

from align.document import Document
from align.languages import LANGUAGES
from align.languages.characters import HAN

#: What one letter of a script weighs: a Chinese character says as much as three Latin letters.
WEIGHTS = {"en": 1, "zh": 3}


def letters(text: str) -> dict[str, int]:
    """The weight of each language's letters in a text.

    >>> letters("CQC 认证")
    {'en': 3, 'zh': 6}
    """
    return {code: w * len(LANGUAGES[code].script.findall(text)) for code, w in WEIGHTS.items()}


def dominant(text: str) -> str:
    """The language that most of a text's letters belong to; empty when there are none.

    >>> dominant("CQC 认证"), dominant("2023-08-11")
    ('zh', '')
    """
    weight = letters(text)
    code = max(weight, key=lambda key: weight[key])
    return code if weight[code] else ""


# Letters of a third script. Greek is left out: formulas use it.
_SCRIPTS = {
    "Japanese": re.compile("[\u3041-\u3096\u30a1-\u30fa]"),
    "Korean": re.compile("[\u1100-\u11ff\uac00-\ud7a3]"),
    "Cyrillic": re.compile("[\u0400-\u052f]"),
    "Arabic": re.compile("[\u0600-\u06ff\u0750-\u077f]"),
    "Hebrew": re.compile("[\u05d0-\u05ea]"),
    "Thai": re.compile("[\u0e01-\u0e5b]"),
    "Indic": re.compile("[\u0900-\u0dff]"),
}


_ANY_SCRIPT = re.compile("[\u0400-\u052f\u05d0-\u0e5b\u1100-\u11ff\u3041-\u30fa\uac00-\ud7a3]")


# Words without which hardly an English sentence does; none of them is common in its neighbours.
_ENGLISH = re.compile(r"\b(?:the|of|and|to|for|with|by|from|are|has|its|this|that|were)\b")


_NEIGHBOURS = re.compile(
    r"\b(?:le|la|les|des|du|est|une|dans|pour|avec|der|die|das|und|ist|nicht|ein|eine|mit|auf|von"
    r"|el|los|las|del|una|con|para|por|que|il|di|che|della|nel|sono|os|não|uma|het|een|van)\b"
)


_HAN = re.compile(f"[{HAN}]")


_FOREIGN_SHARE = 0.2


def foreign_language(text: str) -> str:
    """What a text is in, if it is neither English nor Chinese; empty if it may be.

    One that says nothing either way, like a list of names, counts as right.

    >>> foreign_language("Le certificat est valable pour une année avec les annexes.")
    'another language in Latin letters'
    >>> foreign_language("認証を取得しました。"), foreign_language("The Café de la Paix is closed.")
    ('Japanese', '')
    """
    if " the " in text or " of " in text or " to " in text:  # the commonest case, cheaply
        return ""
    if not text.isascii() and _HAN.search(text):
        if not _ANY_SCRIPT.search(text):
            return ""
    elif not _ANY_SCRIPT.search(text):
        return _latin(text.lower())
    for name, letters in _SCRIPTS.items():
        found = len(letters.findall(text))
        if found > 1 and found >= _FOREIGN_SHARE * sum(map(str.isalpha, text)):
            return name
    return ""


def _latin(lowered: str) -> str:
    if _ENGLISH.search(lowered):
        return ""
    found = _NEIGHBOURS.findall(lowered)
    several = len(found) >= 2 and len(set(found)) >= 2
    return "another language in Latin letters" if several else ""


# Of all its letters, what share a text must have in its own script. Chinese writes foreign
# names and code in Latin letters, so it is asked for less.
_OWN_SHARE = {"en": 0.5, "zh": 0.15}


def document_language(document: Document) -> str:
    """The language that a text's letters speak for; its own when there are no letters.

    >>> document_language(Document.from_sentences(["早上好，Tom。"], "en"))
    'zh'
    """
    text = "".join(document.texts[:2000])
    weight = letters(text)
    if not any(weight.values()):
        return document.language
    share = weight[document.language] / sum(weight.values())
    if share >= _OWN_SHARE[document.language]:
        return document.language
    return "zh" if document.language == "en" else "en"


#: A capitalised Latin word is a name as often as not: in a text with Chinese it weighs less.
_NAME_WEIGHT = 0.6


_BRACKETS = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")


# Brackets and addresses say nothing of the language around them.
_ASIDE = re.compile(rf"{_BRACKETS.pattern}|(?:https?://|www\.|\b[\w.-]{{1,64}}@)[!-~]+", re.ASCII)


_CAPITALISED = re.compile(r"(?<![A-Za-z])[A-Z][A-Za-z]*")


def line_language(text: str) -> str:
    """The language of a line: ``"en"``, ``"zh"``, or empty when there are no letters.

    What stands in brackets counts only when nothing else does: names are explained there.

    >>> line_language("Guo Chenguang (郭晨光) spoke."), line_language("CQC与TÜV Rheinland签约")
    ('en', 'zh')
    """
    for part in (_ASIDE.sub(" ", text), text):
        weight = letters(part)
        if not any(weight.values()):
            continue
        if not weight["zh"]:
            return "en"
        names = sum(map(len, _CAPITALISED.findall(part)))
        english = weight["en"] - (1 - _NAME_WEIGHT) * names
        return "zh" if weight["zh"] >= english else "en"
    return ""
