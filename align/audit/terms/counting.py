"""Candidates of many units in little memory: numbers for those that are met again, nothing else."""

from array import array
from collections.abc import Iterable
from typing import Any

#: A bit for every candidate that was met, by its hash: 2 MB.
_SLOTS = 1 << 24
#: How often the spelling of a candidate is noted.
_SPELLINGS = 9


class Candidates:
    """The candidates of one side, by unit.

    A text is kept from the second time on; most candidates are met once and cost a bit, and eight
    bytes for where that was.

    >>> side = Candidates()
    >>> for unit in (["mark", "certification mark"], ["certification mark"], ["seal"]):
    ...     side.add((key, key.title()) for key in unit)
    >>> table, keys = side.table(least=2)
    >>> keys, side.spelling(keys[0]), table.toarray().tolist()
    (['certification mark'], 'Certification Mark', [[1], [1], [0]])
    """

    def __init__(self) -> None:
        self._seen = bytearray(_SLOTS >> 3)
        self._texts: dict[int, str] = {}
        self._spellings: dict[int, list[str]] = {}
        self._hashes = array("q")
        self._ends = array("q", [0])

    def add(self, candidates: Iterable[tuple[str, str]]) -> None:
        """The candidates of the next unit: what counts as the same, and how it stands."""
        seen, texts, spellings = self._seen, self._texts, self._spellings
        unit = dict(candidates)
        numbers = [hash(key) for key in unit]
        for number, (key, spelling) in zip(numbers, unit.items(), strict=True):
            if number in texts:
                found = spellings[number]
                if len(found) < _SPELLINGS:
                    found.append(spelling)
                continue
            slot = number & (_SLOTS - 1)
            bit = 1 << (slot & 7)
            if seen[slot >> 3] & bit:
                texts[number] = key
                spellings[number] = [spelling]
            else:
                seen[slot >> 3] |= bit
        self._hashes.extend(numbers)
        self._ends.append(len(self._hashes))

    def table(self, least: int) -> tuple[Any, list[str]]:
        """Units × candidates that are in ``least`` units or more (sparse), and these candidates."""
        import numpy as np
        from scipy.sparse import csr_matrix

        hashes = np.frombuffer(self._hashes, dtype=np.int64) if self._hashes else np.zeros(0, int)
        unique, column, count = np.unique(hashes, return_inverse=True, return_counts=True)
        kept = count >= max(2, least)
        number = np.cumsum(kept) - 1
        row = np.repeat(np.arange(len(self._ends) - 1), np.diff(self._ends))
        here = kept[column]
        row, column = row[here], number[column[here]]
        shape = (len(self._ends) - 1, int(kept.sum()))
        table = csr_matrix((np.ones(len(row), dtype=np.int32), (row, column)), shape=shape)
        return table, [self._texts[int(number)] for number in unique[kept]]

    def spelling(self, key: str) -> str:
        """How a candidate mostly stands."""
        found = self._spellings[hash(key)]
        return max(dict.fromkeys(found), key=found.count)
