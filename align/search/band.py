"""The corridor as data: which pairs of places are looked at."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class Band:
    """For every English place i in 0 … n, the Chinese places ``low[i] … high[i]``, both included.

    Neither bound ever falls; place 0 is in the first row, place ``columns`` (the number of
    Chinese sentences) in the last. Rows can be of any width: where one side lacks a
    passage the corridor is wide, and nowhere else.
    """

    low: npt.NDArray[np.int64]
    high: npt.NDArray[np.int64]

    @property
    def rows(self) -> int:
        """Number of English sentences."""
        return len(self.low) - 1

    @property
    def columns(self) -> int:
        """Number of Chinese sentences."""
        return int(self.high[-1])

    @property
    def width(self) -> int:
        """Places in the widest row."""
        return int((self.high - self.low).max()) + 1

    @property
    def base(self) -> npt.NDArray[np.int64]:
        """Number of the first place of each row when all places are numbered, (rows + 2,)."""
        return np.concatenate([[0], np.cumsum(self.high - self.low + 1)])


def full_band(rows: int, columns: int) -> Band:
    """Every place.

    >>> full_band(2, 3).width
    4
    """
    return Band(np.zeros(rows + 1, dtype=np.int64), np.full(rows + 1, columns, dtype=np.int64))
