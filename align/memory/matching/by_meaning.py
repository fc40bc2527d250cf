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

from align.embed.encoder import DEFAULT_MODEL, FloatArray
from align.memory.matching.hits import Best, Concordance, Fit
from align.memory.matching.index import Index
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
from align.unit import Unit

if TYPE_CHECKING:
    from align.pipeline import Aligner

#: Additional units that are embedded again, because some cosines are nearly equal.
ROOM = 64
_PROBE = "The laboratory opened in May. 实验室五月启用。"


@dataclass(frozen=True)
class Wanted:
    """A text to search for by meaning, on these sides, with this percentage at least."""

    text: str
    sides: Sequence[str]
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
        return About(index.of, name, probe, index.count)

    def fit(self, cosine: float) -> Fit | None:
        """Return how well a text fits, if it does."""
        reached = min(100, round(100 * cosine))
        # so that equal texts get equal percentages, whatever batch they were embedded in
        return Fit((round(cosine, 5),), reached) if reached >= self.lowest else None


def in_stream(units: Iterable[Unit], wanted: Wanted, best: Best) -> None:
    """Embed all units, and keep the best."""
    sources = (
        (unit, side, text) for unit in units for side in wanted.sides if (text := unit.text(side))
    )
    while block := list(islice(sources, TEXTS)):
        _embed(block, wanted, best)


def _embed(block: Sequence[tuple[Unit, str, str]], wanted: Wanted, best: Best) -> None:
    different = {text: n for n, text in enumerate(dict.fromkeys(text for _, _, text in block))}
    cosines = (wanted.encode(list(different)) @ wanted.vectors[0]).tolist()
    for unit, side, text in block:
        if fit := wanted.fit(cosines[different[text]]):
            best.add(unit, side, fit)


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
            cosines, doubts = [], []
            for side in wanted.sides:
                path, about = vectors_path(memory, side), wanted.about(index)
                vectors = open_vectors(path, about) if trust else None
                built |= vectors is None
                vectors = vectors or build_vectors(
                    index, side, path, about, wanted.encode, progress
                )
                with closing(vectors):
                    there = vectors.column("keys") != NO_TEXT
                    some = vectors.cosines(wanted.vectors[0])
                    cosines.append(np.where(there, some, np.float32(-2)))
                    doubts.append(vectors.column("scales") * np.float32(DOUBT))
            break
        except DamagedError:
            continue
        except OSError:
            return None
    else:
        return None
    # for each unit one side, then the other, as in the memory
    likely = _likely(np.stack(cosines, axis=1).ravel(), np.stack(doubts, axis=1).ravel(), wanted)
    best = Best(wanted.limit)
    if texts := _texts(index, likely.numbers, wanted.sides):
        _embed(texts, wanted, best)
    return replace(
        asked,
        hits=best.hits(),
        fitting=best.fitting + likely.others,
        units=index.count,
        index="built" if built else "used",
        complete=likely.all,
    )


class _Likely(NamedTuple):
    """Numbers of texts to examine; how many ``others`` fit; whether these are ``all``."""

    numbers: Numbers
    others: int
    all: bool


def _likely(cosines: FloatArray, doubts: FloatArray, wanted: Wanted) -> _Likely:
    """Return the texts that may be among the best, and, if they are few, the borderline ones."""
    border, limit = (wanted.lowest - 0.5) / 100, wanted.limit
    lower, upper = cosines - doubts, cosines + doubts
    fitting = np.flatnonzero(upper >= border)
    near = fitting
    if len(fitting) > limit:
        near = fitting[upper[fitting] >= np.partition(lower[fitting], -limit)[-limit]]
    near = near[np.argsort(-cosines[near], kind="stable")][: limit + ROOM]
    chosen = np.zeros(len(cosines), bool)
    chosen[near] = True
    doubtful = fitting[lower[fitting] < border]
    if len(doubtful) <= ROOM:
        chosen[doubtful] = True
    others = fitting[~chosen[fitting]]
    certain = int((lower[others] >= border).sum())
    return _Likely(np.flatnonzero(chosen), certain, certain == len(others))


def _texts(index: Index, numbers: Numbers, sides: Sequence[str]) -> list[tuple[Unit, str, str]]:
    """Yield the texts with these numbers, unit by unit."""
    places = [divmod(number, len(sides)) for number in numbers.tolist()]
    of_units = sorted({number for number, _ in places})
    units = dict(zip(of_units, index.units(of_units), strict=True))
    return [(units[n], sides[side], units[n].text(sides[side])) for n, side in places]
