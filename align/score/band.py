"""The corridor as data: which pairs of places are looked at."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class Band:
    """For every English place i in 0 … n, the Chinese places ``low[i] … low[i] + width − 1``.

    ``low`` never falls. Places beyond ``columns`` (the number of Chinese sentences) are in
    the band for the sake of its even shape and never reached.
    """

    low: npt.NDArray[np.int64]
    width: int
    columns: int

    @property
    def rows(self) -> int:
        """Number of English sentences."""
        return len(self.low) - 1


def full_band(rows: int, columns: int) -> Band:
    """Every place.

    >>> full_band(2, 3).width
    4
    """
    return Band(np.zeros(rows + 1, dtype=np.int64), columns + 1, columns)
