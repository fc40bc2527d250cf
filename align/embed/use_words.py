"""Vectors of frequent words, computed once and kept in the folder of caches.

The vector of a word alone costs as much as a clause of a text. Which words are frequent is known
from the model's own vocabulary, whose tokens stand in the order of their frequency: those that are
a whole word of either language.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from align.embed.encoder import FloatArray
from align.embed.use_tables import mapped_if_kept, model_identity
from align.languages.characters import HAN
from align.languages.words.dictionary import load_glosses

_ENGLISH, _CHINESE = 12_000, 8_000  # words to keep, 2 KB each
_WORD = re.compile(rf"▁([A-Za-z]{{2,}})|▁?([{HAN}]+)")


class FrequentWords:
    """Words and their vectors; ``make(words)`` encodes them, if that has not been done yet.

    Where nothing can be kept, there are none.
    """

    def __init__(self, pieces: Any, make: Callable[[Sequence[str]], FloatArray]) -> None:
        def arrays() -> dict[str, npt.NDArray[Any]]:
            words = sorted(_frequent(pieces), key=str.encode)
            return {"words": np.array([w.encode() for w in words]), "vectors": make(words)}

        found = mapped_if_kept(f"use-words-{model_identity()}", arrays)
        self._words = found.get("words", np.zeros(0, dtype="S1"))
        self._vectors = found.get("vectors", np.zeros((0, 0), dtype=np.float32))

    def find(self, words: Sequence[str]) -> dict[str, FloatArray]:
        """Vectors of those of the words that are kept."""
        words = [word for word in words if word.isalpha()]
        if not words or not len(self._words):
            return {}
        sought = np.array([word.encode("utf-8", "replace") for word in words])
        at = np.minimum(np.searchsorted(self._words, sought), len(self._words) - 1)
        found = np.flatnonzero(self._words[at] == sought)
        vectors = self._vectors[at[found]]
        return {words[n]: vector for n, vector in zip(found.tolist(), vectors, strict=True)}


def _frequent(pieces: Any) -> set[str]:
    """Tokens that are words: Chinese ones, and English ones that the dictionary explains with."""
    english: dict[str, None] = {}
    chinese: dict[str, None] = {}
    glosses = load_glosses()
    for number in range(pieces.vocab_size()):
        if match := _WORD.fullmatch(pieces.id_to_piece(number)):
            word, characters = match.groups()
            if characters:
                chinese[characters] = None
            elif len(english) < _ENGLISH and glosses.is_english(word.lower()):
                english[word.lower()] = None
    return {*english, *list(chinese)[:_CHINESE]}
