"""Which language a text is in, from its letters and its commonest words."""

import re

from align.languages import LANGUAGES
from align.languages.characters import ANY_OTHER_SCRIPT, HAN, OTHER_SCRIPTS

#: What surrounds a remark: a name is often explained in brackets, in the other language.
BRACKETS = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")
# Brackets and addresses are no evidence for the language around them.
_ASIDE = re.compile(rf"{BRACKETS.pattern}|(?:https?://|www\.|\b[\w.-]{{1,64}}@)[!-~]+", re.ASCII)
_CAPITALISED = re.compile(r"(?<![A-Za-z])[A-Z][A-Za-z]*")
#: Weight of a capitalised Latin word beside Chinese: it is a name as often as not.
_NAME_WEIGHT = 0.6

_HAN = re.compile(f"[{HAN}]")
_SCRIPTS = {name: re.compile(f"[{letters}]") for name, letters in OTHER_SCRIPTS.items()}
_ANY_SCRIPT = re.compile(f"[{ANY_OTHER_SCRIPT}]")
#: Least share of a text's letters that makes it a text in another script.
_FOREIGN_SHARE = 0.2
# Words that hardly an English sentence does without; its neighbours have none of them …
_ENGLISH = re.compile(r"\b(?:the|of|and|to|for|with|by|from|are|has|its|this|that|were)\b")
# … but these.
_NEIGHBOURS = re.compile(
    r"\b(?:le|la|les|des|du|est|une|dans|pour|avec|der|die|das|und|ist|nicht|ein|eine|mit|auf|von"
    r"|el|los|las|del|una|con|para|por|que|il|di|che|della|nel|sono|os|não|uma|het|een|van)\b"
)


def letters(text: str) -> dict[str, int]:
    """Return the weight of each language's letters in a text.

    >>> letters("CQC 认证")
    {'en': 3, 'zh': 6}
    """
    return {
        code: language.letter_weight * len(language.script.findall(text))
        for code, language in LANGUAGES.items()
    }


def dominant(text: str) -> str:
    """Return the language of most of a text's letters, by weight; empty if there are none.

    >>> dominant("CQC 认证"), dominant("2023-08-11")
    ('zh', '')
    """
    weight = letters(text)
    code = max(weight, key=lambda key: weight[key])
    return code if weight[code] else ""


def line_language(text: str) -> str:
    """Return the language of a line, ``"en"`` or ``"zh"``; empty if it has no letters.

    Text in brackets counts only when there is no other: names are explained there.

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


def foreign_language(text: str) -> str:
    """Name the language or script of a text that is neither English nor Chinese, else ``""``.

    A text without evidence either way, like a list of names, is taken for one of the two.

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
        return _foreign_latin(text.lower())
    for name, script in _SCRIPTS.items():
        count = len(script.findall(text))
        if count > 1 and count >= _FOREIGN_SHARE * sum(map(str.isalpha, text)):
            return name
    return ""


def _foreign_latin(lowered: str) -> str:
    if _ENGLISH.search(lowered):
        return ""
    found = _NEIGHBOURS.findall(lowered)
    several = len(found) >= 2 and len(set(found)) >= 2
    return "another language in Latin letters" if several else ""
