"""The embedded model's view of a passage: one stream of tokens, and texts that are parts of it.

The features of a token depend on at most four tokens on each side. Inside a part of the passage
they are therefore those of the whole passage read as one stream; only a strip of tokens at either
end of the part has to be computed again: there the marks of begin and end are near, and a text may
be tokenized otherwise at its beginning, or where a sentence is cut. Many parts share a beginning or
an end, so there are far fewer strips than parts.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from align.embed.encoder import IntArray
from align.embed.use_network import REACH

_SEAM = 8  # characters before a sentence that can change the tokens at its beginning


@dataclass(frozen=True)
class Edges:
    """Where parts begin, or where they end, and their tokens outside the stream.

    ``own``: the tokens of each that are not in the stream, begin or end mark included; ``at``: the
    place in the stream where it goes on, or stops.
    """

    own: list[list[int]]
    at: list[int]

    def add(self, own: list[int], at: int) -> int:
        """Add one; return its number."""
        self.own.append(own)
        self.at.append(at)
        return len(self.at) - 1


class Passage:
    """Consecutive texts; parts of them are added by :meth:`add_run` and :meth:`add_cuts`.

    ``flat``: the tokens of all texts, of which those of text i are ``begins[i] … ends[i] − 1``.
    ``first``, ``last``: by part, the numbers of its edges among ``heads`` and ``tails``.
    """

    def __init__(
        self,
        texts: Sequence[str],
        joiner: str,
        cut: Callable[[list[str]], list[list[int]]],
        marks: tuple[int, int],
    ) -> None:
        self._texts, self._joiner, self._cut = texts, joiner, cut
        self._opening, self._closing = [marks[0]], [marks[1]]
        self._alone = cut(list(texts))
        self._inside, self._seamless = self._continuations()
        self.flat = [token for ids in self._inside for token in ids]
        lengths = np.fromiter(map(len, self._inside), dtype=np.int64, count=len(texts))
        self.ends = np.cumsum(lengths)
        self.begins = self.ends - lengths
        self.heads, self.tails = Edges([], []), Edges([], [])
        self._changed: list[tuple[int, int]] = []
        for alone, inside, end in zip(self._alone, self._inside, self.ends.tolist(), strict=True):
            same = _common(alone[::-1], inside[::-1])
            self._changed.append((len(alone) - same, end - same))
            self.heads.add(self._opening + alone[: len(alone) - same], end - same)
            self.tails.add(self._closing, end)
        self.first: list[int] = []
        self.last: list[int] = []
        self._whole: list[list[int] | str] = []  # each part for itself
        self._clean: list[bool] = []  # whether its tokens are in the stream

    def add_runs(self, longest: int, count: int) -> None:
        """Add the runs of ``longest`` texts, joined, that begin with the first ``count`` texts."""
        clean = np.ones(count, dtype=bool)
        for seam in range(1, longest):
            clean &= self._seamless[seam : seam + count]
        self.first += range(count)
        self.last += range(longest - 1, longest - 1 + count)
        self._clean += clean.tolist()
        self._whole += [self._joiner.join(self._texts[i : i + longest]) for i in range(count)]

    def add_cuts(self, parts: Sequence[Sequence[str]]) -> None:
        """Add both sides of each cut of the first texts: of the first cut, of the second, …"""
        sides = [
            ("".join(some[:k]).strip(), "".join(some[k:]).strip())
            for some in parts
            for k in range(1, len(some))
        ]
        numbers = [i for i, some in enumerate(parts) for _ in some[1:]]
        tokens = self._cut([text for both in sides for text in both])
        for i, before, behind in zip(numbers, tokens[::2], tokens[1::2], strict=True):
            begin, begin_in_stream = self._changed[i]
            same = _common(before, self._alone[i])
            tail = self.tails.add(before[same:] + self._closing, begin_in_stream + same - begin)
            self._add(i, tail, before, same >= begin)
            same = len(behind) - _common(behind[::-1], self._inside[i][::-1])
            at = int(self.ends[i]) - (len(behind) - same)
            head = self.heads.add(self._opening + behind[:same], at)
            self._add(head, i, behind, True)

    def _add(self, head: int, tail: int, tokens: list[int], clean: bool) -> None:
        self.first.append(head)
        self.last.append(tail)
        self._whole.append(self._opening + tokens + self._closing)
        self._clean.append(clean)

    @property
    def fits(self) -> npt.NDArray[np.bool_]:
        """Which parts have a stretch of the stream between two strips."""
        between = np.array(self.tails.at)[self.last] - np.array(self.heads.at)[self.first]
        fits: npt.NDArray[np.bool_] = (between >= 2 * REACH) & np.array(self._clean, dtype=bool)
        return fits

    def whole(self, numbers: IntArray) -> list[list[int]]:
        """All tokens of these parts."""
        found = [self._whole[n] for n in numbers.tolist()]
        texts = [some for some in found if isinstance(some, str)]
        cut = iter(self._cut(texts))
        return [
            [*self._opening, *next(cut), *self._closing] if isinstance(some, str) else some
            for some in found
        ]

    def _continuations(self) -> tuple[list[list[int]], npt.NDArray[np.bool_]]:
        """The tokens of each text as it follows another; whether no token spans the seam."""
        texts = self._texts
        seams = [text[-_SEAM:] for text in texts[:-1]]
        before = self._cut(seams)
        both = self._cut([s + self._joiner + t for s, t in zip(seams, texts[1:], strict=True)])
        inside, seamless = [self._alone[0]], [True]
        for own, b, j in zip(self._alone[1:], before, both, strict=True):
            clean = len(j) > len(b) and j[: len(b)] == b
            inside.append(j[len(b) :] if clean else own)
            seamless.append(clean)
        return inside, np.array(seamless)


def _common(one: list[int], other: list[int]) -> int:
    """The length of the longest common beginning.

    >>> _common([1, 2, 3], [1, 2, 4, 3]), _common([1, 2], [1, 2]), _common([1], [])
    (2, 2, 0)
    """
    size = min(len(one), len(other))
    for most in range(size, max(size - 4, 0), -1):  # as a rule, all but a few
        if one[:most] == other[:most]:
            return most
    for n, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return n
    return size
