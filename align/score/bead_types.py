"""TODO."""

#: Longest run of sentences on one side of a bead.
MAX_RUN = 6


#: The bead types that are considered, null beads apart: (English, Chinese) sentences.
BEAD_TYPES: tuple[tuple[int, int], ...] = tuple(
    (a, b)
    for a in range(1, MAX_RUN + 1)
    for b in range(1, MAX_RUN + 1)
    if min(a, b) <= 3 and a + b <= 8
)


#: Steps of a path, as (English, Chinese) sentences: the bead types, then the two null beads.
STEPS: tuple[tuple[int, int], ...] = (*BEAD_TYPES, (1, 0), (0, 1))


NULL_EN, NULL_ZH = len(BEAD_TYPES), len(BEAD_TYPES) + 1
