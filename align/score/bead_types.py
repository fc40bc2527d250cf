"""The types of beads that the aligner considers."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from align.embed.encoder import IntArray

#: The most sentences on one side of a bead.
MAX_RUN = 6
#: Bead types with text on both sides, as numbers of (English, Chinese) sentences.
BEAD_TYPES: tuple[tuple[int, int], ...] = tuple(
    (a, b)
    for a in range(1, MAX_RUN + 1)
    for b in range(1, MAX_RUN + 1)
    if min(a, b) <= 3 and a + b <= 8
)
#: Steps of a path through two documents: the bead types, then the two null beads.
STEPS: tuple[tuple[int, int], ...] = (*BEAD_TYPES, (1, 0), (0, 1))
#: Numbers of the null beads among the steps.
NULL_EN, NULL_ZH = len(BEAD_TYPES), len(BEAD_TYPES) + 1
#: Groups of bead types that have a weight of their own.
TYPE_GROUPS: dict[str, Callable[[IntArray, IntArray], npt.NDArray[np.bool_]]] = {
    "1-1": lambda a, b: (a == 1) & (b == 1),
    "2-1": lambda a, b: (a == 2) & (b == 1),
    "1-2": lambda a, b: (a == 1) & (b == 2),
    "2-2": lambda a, b: (a == 2) & (b == 2),
    "n-1": lambda a, b: (a > 2) & (b == 1),
    "1-n": lambda a, b: (a == 1) & (b > 2),
    "n-m": lambda a, b: (np.minimum(a, b) > 1) & (a + b > 4),
}
