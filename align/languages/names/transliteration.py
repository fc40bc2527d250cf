"""Foreign names in Chinese characters: 伊丽莎白 for Elizabeth, by the consonants of both.

Transcriptions keep the order of consonants and little else: vowels vary, voiced and voiceless
consonants are mixed up, r and l are one, and a consonant may get a syllable of its own (斯, 特).
"""

import re
from functools import lru_cache

from align.languages.words.dictionary import readings

#: English letters, longest first, by the class of their sound; vowels have none.
_ENGLISH = (
    ("sch|tch|sh|ch|zh|j|z|s|x|c(?=[eiy])|g(?=[eiy])", "S"),
    ("th|t|d", "T"), ("ph|f|v", "F"), ("ck|c|k|q|g", "K"), ("b|p", "P"), ("m|n", "N"),
    ("l|r", "L"), ("w", "W"), ("h(?=[aeiouy])", "H"),
)  # fmt: skip
_SOUND = re.compile("|".join(f"({letters})" for letters, _ in _ENGLISH))
#: Initials of pinyin by class; a final n or ng is N.
_INITIALS = {
    **dict.fromkeys(("zh", "ch", "sh", "z", "c", "s", "j", "q", "x"), "S"),
    **dict.fromkeys("dt", "T"), **dict.fromkeys("gk", "K"), **dict.fromkeys("bp", "P"),
    **dict.fromkeys("mn", "N"), **dict.fromkeys("lr", "L"), "f": "F", "w": "W", "h": "H",
}  # fmt: skip
#: Sounds that transcriptions exchange: v is 维 or 弗, a w may be lost, Hegel is 黑格尔, Gogh is 高.
_CLOSE = frozenset(("FW", "FP", "HK", "ST", "HW"))
_VOWELS = re.compile(r"[aeiouy]+")
#: Syllables without a consonant: er is the l or r at the end of a syllable.
_ER = "L"


@lru_cache(maxsize=20_000)
def consonants(name: str) -> str:
    """The consonants of an English name by class of sound.

    >>> consonants("Elizabeth"), consonants("Schmidt"), consonants("Philip")
    ('LSPT', 'SNT', 'FLP')
    """
    found: list[str] = []
    for match in _SOUND.finditer(name.lower()):
        sound = _ENGLISH[(match.lastindex or 1) - 1][1]
        glued = match.start() > 0 and found and found[-1] == sound
        if not (glued and _VOWELS.search(name.lower(), match.start() - 1, match.start()) is None):
            found.append(sound)
    return "".join(found)


@lru_cache(maxsize=20_000)
def _sounds(character: str) -> tuple[str, str]:
    """The consonants of a character's reading: the initial, and the final."""
    spelt = min(readings(character), default="")
    if spelt == "er":
        return _ER, ""
    initial = _INITIALS.get(spelt[:2]) or _INITIALS.get(spelt[:1], "")
    return initial, "N" if spelt.endswith(("n", "ng")) else ""


def transliterates(english: str, chinese: str) -> float:
    """How well characters spell a foreign name, 0 … 1; 0 for names too short to tell.

    >>> transliterates("Elizabeth", "伊丽莎白"), transliterates("Deoran", "迪奥兰")
    (0.75, 1.0)
    >>> transliterates("Elizabeth", "质量认证") < 0.5
    True
    """
    sounds = consonants(english)
    groups = len(_VOWELS.findall(english.lower()))
    if len(sounds) < 2 or not max(1, groups - 1) <= len(chinese) <= len(sounds) + groups:
        return 0.0
    pieces = [sound for character in chinese for sound in _sounds(character)]
    spelt = "".join(pieces)
    return max(0.0, 1 - _distance(sounds, spelt) / max(len(sounds), len(spelt), 1))


def _distance(one: str, other: str) -> float:
    """Edits from one to the other; to exchange close sounds or lose an N or L is half of one."""
    row = [0.0]
    for sound in other:
        row.append(row[-1] + _loss(sound))
    for a in one:
        before, row = row, [row[0] + _loss(a)]
        for n, b in enumerate(other):
            swap = 0.0 if a == b else 0.5 if a + b in _CLOSE or b + a in _CLOSE else 1.0
            row.append(min(before[n] + swap, before[n + 1] + _loss(a), row[n] + _loss(b)))
    return row[-1]


def _loss(sound: str) -> float:
    return 0.5 if sound in "LNHW" else 1.0
