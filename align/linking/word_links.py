"""Links between the words of an English and a Chinese text, each with its probability.

Logistic regressions in a row judge every pair of words. The first sees the evidence for the two
words and for their rivals, the second also what the first says of the words around them and of
their other counterparts, and the third, if there are other texts of the same document, how often
the two stand opposite each other and are linked there. They were fitted to links made by hand
(``benchmarks/learn_links.py``), so that of ten links with a probability of 0.8 eight are right.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple, TypeAlias

import numpy as np

from align.embed.encoder import FloatArray, IntArray
from align.linking.link_evidence import (
    BeadSide,
    Kind,
    certain,
    meanings,
    sentence_words,
    similarities,
    sounds,
)

#: Features of pairs of words by name, each (English words, Chinese words).
Columns: TypeAlias = dict[str, FloatArray]
#: The English and the Chinese side of a bead.
Sides: TypeAlias = tuple[BeadSide, BeadSide]

#: The least probability of a link that is returned if nothing else is asked for.
LIKELY = 0.5
#: How sharply a word's most similar counterparts outdo the others.
_SHARP = 12.0
#: Links from this probability on say where the links of the words around them are, and how far
#: away (in words) they still do.
_GUIDE, _AROUND = 0.2, 2.0
#: Beads that count as one document: enough to know its names by, and bounded memory.
_TOGETHER = 2_000


class WordLink(NamedTuple):
    """A link between two words, by number, and the probability that it is right."""

    en: int
    zh: int
    kind: Kind
    probability: float


def link_words(en: str, zh: str, minimum: float = LIKELY) -> list[tuple[int, int, int, int, float]]:
    """Links between the words of two texts, as ``(start, end, start, end, probability)``.

    The first two are the place of the English word in code points, the next two that of the
    Chinese one. Only links of at least the probability ``minimum`` are returned.

    >>> en, zh = "The cat sleeps.", "猫在睡觉。"
    >>> [(en[a:b], zh[c:d]) for a, b, c, d, _ in link_words(en, zh)]
    [('cat', '猫'), ('sleeps', '睡觉')]
    """
    sides = BeadSide([en], "en"), BeadSide([zh], "zh")
    return [
        (*sides[0].tokens[i][:2], *sides[1].tokens[j][:2], probability)
        for i, j, _, probability in word_links(*sides, minimum)
    ]


def word_links(en: BeadSide, zh: BeadSide, minimum: float = LIKELY) -> list[WordLink]:
    """The links between the words of two sides, in the order of the English text."""
    return links_from(en, zh, probabilities(en, zh), minimum)


def links_from(en: BeadSide, zh: BeadSide, table: FloatArray, minimum: float) -> list[WordLink]:
    """The links of at least a probability, of a table of them."""
    found = []
    for i, j in np.argwhere(table >= minimum).tolist():
        kinds = {en.tokens[i].kind, zh.tokens[j].kind} - {"word"}
        kind: Kind = next((k for k in ("number", "code", "name") if k in kinds), "word")
        found.append(WordLink(i, j, kind, round(float(table[i, j]), 4)))
    return found


def probabilities(en: BeadSide, zh: BeadSide) -> FloatArray:
    """The probability of a link between any two words, (English, Chinese)."""
    if not en.tokens or not zh.tokens:
        return np.zeros((len(en.tokens), len(zh.tokens)), dtype=np.float32)
    first = own_evidence(en, zh)
    score = score_of(first, "first")
    return _chance(score_of(first | context_evidence(score), "second"))


def own_evidence(en: BeadSide, zh: BeadSide) -> Columns:
    """What speaks for a link between two words, and for the rivals of each."""
    near, meaning = similarities(en, zh), meanings(en, zh)
    known = np.zeros_like(near)
    for i, j in (pairs := certain(en, zh)[0]):
        known[i, j] = 1
    numbers = np.zeros_like(near)
    for i, j in (pair for pair, kind in pairs.items() if kind == "number"):
        numbers[i, j] = 1
    rivals = rival(near, 1), rival(near, 0)
    sharp = np.exp(_SHARP * (near - near.max()))
    apart = abs(en.middles()[:, None] - zh.middles())
    words = np.log1p(apart * np.float32(np.sqrt(near.size)))
    weight_en, weight_zh = _of(en, "weight")[:, None], _of(zh, "weight")
    no_en, no_zh = weight_en == 0, weight_zh == 0
    kinds_en, kinds_zh = _of(en, "kind")[:, None], _of(zh, "kind")
    columns = {
        "near": near,
        "near squared": np.maximum(near, 0) ** 2,
        "nearer than others in English": near - rivals[1],
        "nearer than others in Chinese": near - rivals[0],
        "nearest in English": np.maximum(near - rivals[1], 0),
        "nearest in Chinese": np.maximum(near - rivals[0], 0),
        "share in English": np.log(sharp / sharp.sum(axis=0) + 1e-4),
        "share in Chinese": np.log(sharp / sharp.sum(axis=1, keepdims=True) + 1e-4),
        "meaning": meaning,
        "some meaning": meaning > 0,
        "meaning of a rival in English": rival(meaning, 0),
        "meaning of a rival in Chinese": rival(meaning, 1),
        "sound": sounds(en, zh, meaning),
        "certain": known,
        "certain number": numbers,
        "certain rival in English": rival(known, 0) * (1 - known),
        "certain rival in Chinese": rival(known, 1) * (1 - known),
        "certain, and so are rivals": np.minimum(rival(known, 0), rival(known, 1)) * known,
        "apart": apart,
        "apart squared": apart**2,
        "words apart": words,
        "weight in English": weight_en,
        "weight in Chinese": weight_zh,
        "weight in both": weight_en * weight_zh,
        "function words": no_en & no_zh,
        "one function word": no_en ^ no_zh,
        "numbers": (kinds_en == "number") & (kinds_zh == "number"),
        "one number": (kinds_en == "number") ^ (kinds_zh == "number"),
        "name in English": kinds_en == "name",
        "name in Chinese": kinds_zh == "name",
        "names": (kinds_en == "name") & (kinds_zh == "name"),
        "one code": (kinds_en == "code") ^ (kinds_zh == "code"),
        "log of English words": np.log(np.float32(len(en.tokens))),
        "log of Chinese words": np.log(np.float32(len(zh.tokens))),
        "near, function word": near * (no_en | no_zh),
        "words apart, function word": words * (no_en | no_zh),
    }
    return {name: np.asarray(values, dtype=np.float32) for name, values in columns.items()}


def context_evidence(score: FloatArray) -> Columns:
    """What the logits of all pairs say of each: of its rivals, and of the pairs around it."""
    score = np.clip(score, -12, 12)
    chance = _chance(score)
    rows, columns = chance.shape
    framed = np.zeros((rows + 4, columns + 4), dtype=np.float32)
    framed[2:-2, 2:-2] = chance

    def at(down: int, right: int) -> FloatArray:
        return framed[2 + down : rows + 2 + down, 2 + right : columns + 2 + right]

    return {
        "logit": score,
        "logit of a rival in English": rival(score, 0),
        "logit of a rival in Chinese": rival(score, 1),
        "rival in English": rival(chance, 0),
        "rival in Chinese": rival(chance, 1),
        "rivals in English": chance.sum(axis=0) - chance,
        "rivals in Chinese": chance.sum(axis=1, keepdims=True) - chance,
        "before and after": at(-1, -1) + at(1, 1),
        "crossing": at(-1, 1) + at(1, -1),
        "beside in English": at(-1, 0) + at(1, 0),
        "beside in Chinese": at(0, -1) + at(0, 1),
        "around": at(-2, -2) + at(2, 2) + at(-1, -2) + at(1, 2) + at(-2, -1) + at(2, 1),
        "off the way in English": _off(chance),
        "off the way in Chinese": _off(chance.T).T,
    }


def _off(chance: FloatArray) -> FloatArray:
    """How far each pair is from where the links of the words around its row are, log(1 + words)."""
    rows, columns = chance.shape
    strong = chance * (chance > _GUIDE)
    away = np.arange(rows)[:, None] - np.arange(rows)
    near = np.exp(-abs(away) / _AROUND).astype(np.float32)
    np.fill_diagonal(near, 0)
    weight = strong.sum(axis=1)
    total = near @ weight
    centre = near @ (strong @ np.arange(columns, dtype=np.float32))
    centre += (near * away) @ weight * np.float32(columns / rows)
    found = np.log1p(abs(np.arange(columns) - (centre / np.maximum(total, 1e-6))[:, None]))
    off: FloatArray = (found * (total > _GUIDE / 4)[:, None]).astype(np.float32)
    return off


def rival(table: FloatArray, axis: int) -> FloatArray:
    """The greatest of the other values along an axis; 0 where there is none.

    >>> rival(np.array([[1, 5, 3]], np.float32), 1).tolist()
    [[5.0, 3.0, 5.0]]
    """
    if table.shape[axis] < 2:
        return np.zeros_like(table)
    best = table.max(axis=axis, keepdims=True)
    where = np.expand_dims(table.argmax(axis=axis), axis)
    others = table.copy()
    np.put_along_axis(others, where, -np.inf, axis)
    found = np.broadcast_to(best, table.shape).copy()
    np.put_along_axis(found, where, others.max(axis=axis, keepdims=True), axis)
    return found


def _of(side: BeadSide, field: str) -> FloatArray:
    found: FloatArray = np.array([getattr(token, field) for token in side.tokens])
    return found


@cache
def shipped() -> dict[str, dict[str, float]]:
    """The weights of the features, by judgement and name; ``""`` is that of no feature."""
    text = files("align.linking").joinpath("link_weights.json").read_text(encoding="utf-8")
    found: dict[str, dict[str, float]] = json.loads(text)
    return found


def score_of(columns: Mapping[str, FloatArray], judgement: str) -> FloatArray:
    """The logits of links by one of the judgements."""
    weights = shipped()[judgement]
    total: FloatArray = np.full((), weights[""], dtype=np.float32)
    for name, weight in weights.items():
        if name:
            total = np.add(total, np.float32(weight) * columns[name], dtype=np.float32)
    return total


def _chance(score: FloatArray) -> FloatArray:
    found: FloatArray = (1 / (1 + np.exp(-score))).astype(np.float32)
    return found


# ------------------------------------------------------------------ a whole document


def link_beads(
    beads: Sequence[tuple[Sequence[str], Sequence[str]]], minimum: float = LIKELY
) -> Iterator[tuple[BeadSide, BeadSide, list[WordLink]]]:
    """The words of the beads of a document, and the links between them.

    A bead is its English and its Chinese sentences. Words that are linked in other beads of the
    document are surer links, and names that stand opposite each other again and again become links.
    """
    for begin in range(0, len(beads), _TOGETHER):
        some = beads[begin : begin + _TOGETHER]
        words = [
            sentence_words([text for bead in some for text in bead[k]], language)
            for k, language in enumerate(("en", "zh"))
        ]
        at = [0, 0]
        sides = []
        for en, zh in some:
            known = [words[k][at[k] : at[k] + len(texts)] for k, texts in enumerate((en, zh))]
            at = [begin + len(found) for begin, found in zip(at, known, strict=True)]
            sides.append((BeadSide(en, "en", known=known[0]), BeadSide(zh, "zh", known=known[1])))
        tables = [probabilities(*both) for both in sides]
        counts = Counterparts(sides, tables)
        for n, (both, table) in enumerate(zip(sides, tables, strict=True)):
            yield *both, links_from(*both, counts.surer(n, table), minimum)


class Counterparts:
    """How often words stand opposite each other in the beads of a document, and are linked."""

    def __init__(self, beads: Sequence[Sides], tables: Sequence[FloatArray]) -> None:
        numbers: tuple[dict[str, int], dict[str, int]] = {}, {}
        self._beads: list[tuple[IntArray, IntArray, IntArray, IntArray, FloatArray]] = []
        codes = []
        for sides, table in zip(beads, tables, strict=True):
            ids = [
                np.array([known.setdefault(t.key, len(known)) for t in side.tokens], dtype=np.int64)
                for side, known in zip(sides, numbers, strict=True)
            ]
            (en, row), (zh, column) = (np.unique(some, return_inverse=True) for some in ids)
            best = np.zeros((len(en), len(zh)), dtype=np.float32)
            np.maximum.at(best, (row[:, None], column), table)
            self._beads.append((en, row, zh, column, best))
            codes.append((en[:, None] * 2**32 + zh).ravel())
        _, self._code, self._both = np.unique(
            np.concatenate([np.zeros(0, np.int64), *codes]), return_inverse=True, return_counts=True
        )
        linked = np.concatenate([np.zeros(0), *(bead[4].ravel() for bead in self._beads)])
        self._linked = np.bincount(self._code, linked, len(self._both))
        self._count_en, self._count_zh = (
            np.bincount(np.concatenate([np.zeros(0, np.int64), *(bead[k] for bead in self._beads)]))
            for k in (0, 2)
        )
        self._ends = np.cumsum([0, *map(len, codes)])

    def evidence(self, number: int, table: FloatArray) -> Columns:
        """What the other beads say of the pairs of words of one, beside their probabilities."""
        en, row, zh, column, best = self._beads[number]
        code = self._code[self._ends[number] : self._ends[number + 1]]
        both = self._both[code].reshape(best.shape) - 1
        linked = np.maximum(self._linked[code].reshape(best.shape) - best, 0)
        count_en, count_zh = self._count_en[en][:, None] - 1, self._count_zh[zh] - 1
        rarer = np.minimum(count_en, count_zh)
        chance = np.clip(table, 1e-6, 1 - 1e-6)
        columns = {
            "linked": np.log1p(linked),
            "linked when together": linked / (both + 1),
            "together": both > 0,
            "always together": 2 * both / (count_en + count_zh + 2),
            "always together, rare": 2 * both / (count_en + count_zh + 2) * (rarer <= 8),
            "always linked": 2 * linked / (count_en + count_zh + 2),
            "never together": (rarer > 0) & (both == 0),
        }
        found = {name: v.astype(np.float32)[row][:, column] for name, v in columns.items()}
        return {"logit": np.log(chance / (1 - chance)), **found}

    def surer(self, number: int, table: FloatArray) -> FloatArray:
        """The probabilities of a bead's links, knowing the others."""
        return _chance(score_of(self.evidence(number, table), "document")) if table.size else table
