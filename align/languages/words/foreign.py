"""Texts that are neither English nor Chinese, though they may use the same letters."""

import re

from align.languages.characters import HAN

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
_SHARE = 0.2


def other_language(text: str) -> str:
    """What a text is in, if it is neither English nor Chinese; empty if it may be.

    One that says nothing either way, like a list of names, counts as right.

    >>> other_language("Le certificat est valable pour une année avec les annexes.")
    'another language in Latin letters'
    >>> other_language("認証を取得しました。"), other_language("The Café de la Paix is closed.")
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
        if found > 1 and found >= _SHARE * sum(map(str.isalpha, text)):
            return name
    return ""


def _latin(lowered: str) -> str:
    if _ENGLISH.search(lowered):
        return ""
    found = _NEIGHBOURS.findall(lowered)
    several = len(found) >= 2 and len(set(found)) >= 2
    return "another language in Latin letters" if several else ""
