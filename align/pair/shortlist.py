"""A shortlist of the documents that a document could belong to, from profiles and an index.

A profile keeps a few vectors and keys of a document, so that its text can be dropped. Two documents
are candidates if their vectors are near or if they share rare keys. No table is as large as the
product of both collections.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from align.document import Document
from align.embed.encoder import FloatArray, IntArray
from align.languages import get_language

#: This many sentences of a longer document are considered: half from its beginning, half from its
#: end. Translations begin and end at the same places.
SENTENCES = 192
#: Number of candidates by vector and by keys, for each document of each side.
BY_VECTOR, BY_KEYS = 10, 4
#: Keys are rare if at most this many pairs of documents share them.
RARE = 400
# From this many documents on, the mean of a side is subtracted from its vectors.
_MANY = 20
_BLOCK = 512  # documents at a time
HalfArray = npt.NDArray[np.float16]


@dataclass(frozen=True, eq=False)
class DocumentProfile:
    """What pairing keeps of a document.

    ``vectors``: of the sentences considered, in half precision; ``texts``: their hashes;
    ``lengths``: their lengths; ``size``: the length of the whole document, in English characters;
    ``keys``: its content words and the values of its numbers. Only keys that are the same in both
    languages can match: numbers, dates, Latin names.
    """

    vectors: HalfArray
    texts: tuple[int, ...]
    lengths: FloatArray
    size: float
    keys: frozenset[str]


class Encodes(Protocol):
    """An encoder, or an aligner with one."""

    def encode(self, texts: Sequence[str]) -> FloatArray:
        """Vectors of the texts, with length one."""


def make_profile(document: Document, encoder: Encodes) -> DocumentProfile:
    """Make the profile of a document.

    >>> from align.embed import load_encoder
    >>> en = Document.from_sentences(["CQC issued 60,000 certificates."], "en")
    >>> profile = make_profile(en, load_encoder())
    >>> profile.vectors.shape, sorted(profile.keys)
    ((1, 512), ['#60000', 'certificates', 'cqc', 'issued'])
    """
    texts = document.texts
    if len(texts) > SENTENCES:
        texts = texts[: SENTENCES // 2] + texts[-SENTENCES // 2 :]
    # a Chinese character corresponds to about three English ones
    scale = get_language(document.language).length_ratio
    return DocumentProfile(
        encoder.encode(texts).astype(np.float16),
        tuple(map(_hash, texts)),
        np.array([scale * len(text) for text in texts], dtype=np.float32),
        scale * document.characters,
        frozenset(get_language(document.language).words("\n".join(texts))),
    )


def _hash(text: str) -> int:
    """The same in every process."""
    data = text.encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(data, digest_size=8).digest())


@dataclass(frozen=True, eq=False)
class Collection:
    """The documents of one language, with facts about the whole collection.

    ``weights``: of the sentences of each document, with sum one: by length, less for sentences that
    are in many documents (boilerplate). ``keys``: a row per document, a column per key of both
    sides, weighted by rarity.
    """

    profiles: Sequence[DocumentProfile]
    weights: list[FloatArray]
    vectors: FloatArray
    keys: Any


def make_sides(
    en: Sequence[DocumentProfile], zh: Sequence[DocumentProfile]
) -> tuple[Collection, Collection]:
    """Both sides of a collection."""
    keys_en, keys_zh = _key_tables(en, zh)
    return _side(en, keys_en), _side(zh, keys_zh)


def candidate_pairs(en: Collection, zh: Collection) -> tuple[IntArray, IntArray]:
    """Pairs to compare, as two columns of numbers, in order."""
    pairs: set[tuple[int, int]] = set()
    pairs.update(_near(en.vectors, zh.vectors))
    pairs.update((i, j) for j, i in _near(zh.vectors, en.vectors))
    rare = _count(en.keys) * _count(zh.keys) <= RARE
    keys_en, keys_zh = en.keys[:, rare], zh.keys[:, rare]
    pairs.update(_sharing(keys_en, keys_zh))
    pairs.update((i, j) for j, i in _sharing(keys_zh, keys_en))
    both = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def _side(profiles: Sequence[DocumentProfile], keys: Any) -> Collection:
    documents = Counter(text for p in profiles for text in set(p.texts))
    weights: list[FloatArray] = []
    vectors = np.zeros((len(profiles), profiles[0].vectors.shape[1] if profiles else 0), np.float32)
    for n, p in enumerate(profiles):
        own = p.lengths / np.array([documents[text] for text in p.texts], dtype=np.float32)
        weights.append(np.asarray(own / max(float(own.sum()), 1e-9), dtype=np.float32))
        vectors[n] = weights[n] @ p.vectors.astype(np.float32)
    if len(profiles) >= _MANY:
        vectors -= vectors.mean(axis=0)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return Collection(profiles, weights, vectors, keys)


def _key_tables(en: Sequence[DocumentProfile], zh: Sequence[DocumentProfile]) -> tuple[Any, Any]:
    from scipy import sparse

    known = [Counter(key for p in side for key in p.keys) for side in (en, zh)]
    shared = sorted(known[0].keys() & known[1].keys())
    number = {key: n for n, key in enumerate(shared)}
    total = len(en) + len(zh)
    rarity = np.array(
        [np.log((total + 10) / (known[0][key] + known[1][key])) for key in shared], np.float32
    )
    tables = []
    for side in (en, zh):
        places = [[number[key] for key in sorted(p.keys) if key in number] for p in side]
        ends = np.cumsum([0, *map(len, places)])
        columns = np.array([n for own in places for n in own], dtype=np.int64)
        values = np.sqrt(rarity)[columns]  # so that the product of two rows is a sum of rarities
        tables.append(sparse.csr_matrix((values, columns, ends), shape=(len(side), len(shared))))
    return tables[0], tables[1]


def _count(keys: Any) -> IntArray:
    """The number of documents with each key."""
    return np.bincount(keys.indices, minlength=keys.shape[1])


def _near(own: FloatArray, other: FloatArray) -> list[tuple[int, int]]:
    """For each document, the nearest of the other side by vector."""
    k = min(BY_VECTOR, len(other))
    if not k:
        return []
    found = []
    for begin in range(0, len(own), _BLOCK):
        table = own[begin : begin + _BLOCK] @ other.T
        best = np.argpartition(-table, k - 1, axis=1)[:, :k]
        found += [(begin + i, int(j)) for i, row in enumerate(best) for j in row]
    return found


def _sharing(own: Any, other: Any) -> list[tuple[int, int]]:
    """For each document, those of the other side that share most of its rare keys."""
    across = other.T.tocsr()
    found = []
    for begin in range(0, own.shape[0], _BLOCK):
        block = (own[begin : begin + _BLOCK] @ across).tocsr()
        for i in range(block.shape[0]):
            row = slice(block.indptr[i], block.indptr[i + 1])
            best = np.argsort(-block.data[row], kind="stable")[:BY_KEYS]
            found += [(begin + i, int(j)) for j in block.indices[row][best]]
    return found
