"""Search by meaning: finds the units whose vectors are nearest to that of a text.

The memory is embedded as it is read; or the cosines come from vectors stored beside its index, and
only the likeliest units are embedded again, so that their percentages are the same.
"""

import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from align.embed.encoder import DEFAULT_MODEL, FloatArray
from align.memory.matching.hits import Best, Concordance, UnitFit
from align.memory.matching.index import Index
from align.memory.matching.matchers import Fit, is_one_of
from align.memory.matching.vectors import (
    DOUBT,
    NO_TEXT,
    TEXTS,
    About,
    DamagedError,
    Encode,
    Numbers,
    build_vectors,
    open_vectors,
    vectors_path,
)
from align.unit import Unit, Variant, language_of

if TYPE_CHECKING:
    from align.pipeline import Aligner

#: Additional units that are embedded again, because some cosines are nearly equal.
ROOM = 64
_PROBE = "The laboratory opened in May. 实验室五月启用。"


@dataclass(frozen=True)
class Wanted:
    """A text to search for by meaning, in these languages, with this percentage at least."""

    text: str
    codes: tuple[str, ...]
    lowest: int
    limit: int
    aligner: "Aligner | None" = None

    @cached_property
    def encode(self) -> Encode:
        """Texts → vectors."""
        if self.aligner:
            return self.aligner.encode
        # not an Aligner: importing it takes as long as the rest of the search
        from align.embed import load_encoder
        from align.embed.models import one_thread

        encoder = load_encoder()

        def encode(texts: Sequence[str]) -> FloatArray:
            with one_thread():
                return encoder.encode(texts)

        return encode

    @cached_property
    def vectors(self) -> FloatArray:
        """The vector of the text, and the one that identifies the encoder."""
        return self.encode([self.text, _PROBE])

    def about(self, index: Index) -> About:
        """What the vectors of the index belong to."""
        settings = self.aligner.settings if self.aligner else {"model": DEFAULT_MODEL}
        name = " ".join(str(settings[k]) for k in ("model", "prompt") if settings.get(k))
        probe = tuple(round(float(number), 5) for number in self.vectors[1])
        return About(index.of, name, probe, index.rows)

    @property
    def sides(self) -> tuple[str, ...]:
        """The sides to search."""
        return tuple(dict.fromkeys(map(language_of, self.codes)))

    def has(self, variant: Variant) -> bool:
        """Whether a text of a unit is searched."""
        return bool(variant.text) and is_one_of(variant.lang, self.codes)

    def fit(self, cosine: float) -> Fit | None:
        """Return how well a text fits, if it does."""
        reached = min(100, round(100 * cosine))
        # so that equal texts get equal percentages, whatever batch they were embedded in
        return Fit((round(cosine, 5),), reached) if reached >= self.lowest else None


def in_stream(units: Iterable[Unit], wanted: Wanted, best: Best) -> None:
    """Embed all units, and keep the best."""
    units = iter(units)
    while block := list(islice(units, TEXTS)):
        _embed(block, wanted, best)


def _embed(block: Sequence[Unit], wanted: Wanted, best: Best) -> None:
    """Compare all texts of units; each fits as well as its nearest text."""
    numbers = [[n for n, one in enumerate(unit.variants) if wanted.has(one)] for unit in block]
    texts = (unit.variants[n].text for unit, some in zip(block, numbers, strict=True) for n in some)
    different = {text: n for n, text in enumerate(dict.fromkeys(texts))}
    if not different:
        return
    cosines = (wanted.encode(list(different)) @ wanted.vectors[0]).tolist()
    for unit, some in zip(block, numbers, strict=True):
        rated = {n: wanted.fit(cosines[different[unit.variants[n].text]]) for n in some}
        found = {n: fit for n, fit in rated.items() if fit}
        if found:
            n, fit = max(found.items(), key=lambda item: item[1].rank)
            side = language_of(unit.variants[n].lang)
            best.add(unit, UnitFit(fit.rank, fit.percent, side, found))


def in_index(
    index: Index,
    memory: str | os.PathLike[str],
    asked: Concordance,
    wanted: Wanted,
    progress: Callable[[int, int], None] | None = None,
) -> Concordance | None:
    """The same search by stored vectors, which are made first if they are missing.

    Returns None if that fails. ``progress``: see
    :func:`align.memory.matching.vectors.build_vectors`.
    """
    built = index.built
    for trust in (True, False):
        try:
            lower, upper = (np.full(index.count, -2, np.float32) for _ in range(2))
            for side in wanted.sides:
                path, about = vectors_path(memory, side), wanted.about(index)
                vectors = open_vectors(path, about) if trust else None
                built |= vectors is None
                vectors = vectors or build_vectors(
                    index, side, path, about, wanted.encode, progress
                )
                with closing(vectors):
                    there = vectors.column("keys") != NO_TEXT
                    cosines = np.where(there, vectors.cosines(wanted.vectors[0]), np.float32(-2))
                    doubts = vectors.column("scales") * np.float32(DOUBT)
                if not {side} & set(wanted.codes):  # only the texts of one country
                    cosines = np.where(_searched(index, side, wanted), cosines, np.float32(-2))
                for best_of, some in ((lower, cosines - doubts), (upper, cosines + doubts)):
                    np.maximum(best_of, some[: index.count], out=best_of)
                    if index.further:
                        np.maximum.at(best_of, _units(index), some[index.count :])
            break
        except DamagedError:
            continue
        except OSError:
            return None
    else:
        return None
    likely = _likely(lower, upper, wanted)
    best = Best(wanted.limit)
    _embed(list(index.units(likely.numbers.tolist())), wanted, best)
    return replace(
        asked,
        hits=best.hits(),
        fitting=best.fitting + likely.others,
        units=index.count,
        index="built" if built else "used",
        complete=likely.all,
    )


def _searched(index: Index, side: str, wanted: Wanted) -> npt.NDArray[np.bool_]:
    """For each row of a side, whether its language is one that is searched."""
    known = {code: is_one_of(code, wanted.codes) for code in set(index.codes(side))}
    return np.fromiter((known[code] for code in index.codes(side)), np.bool_, index.rows)


def _units(index: Index) -> Numbers:
    """The unit of each further text."""
    return np.fromiter(index.units_of_further(), np.int64, index.further)


class _Likely(NamedTuple):
    """Numbers of units to examine; how many ``others`` fit; whether these are ``all``."""

    numbers: Numbers
    others: int
    all: bool


def _likely(lower: FloatArray, upper: FloatArray, wanted: Wanted) -> _Likely:
    """Return the units that may be among the best, and, if they are few, the borderline ones.

    The cosines of their nearest texts are between ``lower`` and ``upper``.
    """
    border, limit = (wanted.lowest - 0.5) / 100, wanted.limit
    fitting = np.flatnonzero(upper >= border)
    near = fitting
    if len(fitting) > limit:
        near = fitting[upper[fitting] >= np.partition(lower[fitting], -limit)[-limit]]
    near = near[np.argsort(-(lower + upper)[near], kind="stable")][: limit + ROOM]
    chosen = np.zeros(len(lower), bool)
    chosen[near] = True
    doubtful = fitting[lower[fitting] < border]
    if len(doubtful) <= ROOM:
        chosen[doubtful] = True
    others = fitting[~chosen[fitting]]
    certain = int((lower[others] >= border).sum())
    return _Likely(np.flatnonzero(chosen), certain, certain == len(others))
