"""How strongly candidates of the two sides belong together, from the units that they share."""

from typing import Any, NamedTuple

#: Rows of the table of pairs that are worked out at once.
_ROWS = 4_000
#: So many pairs are looked at more closely.
_MOST = 40_000
#: Below this log-likelihood ratio chance is explanation enough (p = 0.01).
SIGNIFICANT = 6.63


class Pairs(NamedTuple):
    """Candidates that share units: numbers of both, how many units, Dice, log-likelihood ratio."""

    en: Any
    zh: Any
    together: Any
    dice: Any
    ratio: Any


def associated(en: Any, zh: Any, *, least: int, dice: float, most: int = _MOST) -> Pairs:
    """The pairs that share ``least`` units and this Dice coefficient, beyond chance.

    If there are more than ``most``, those that share most.

    ``en`` and ``zh`` are sparse tables, units × candidates. The ratio is Dunning's (1993), of two
    binomials: does the Chinese candidate depend on the English one?

    >>> from scipy.sparse import csr_matrix
    >>> mark, seal = [1, 1, 1, 1, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 1, 1, 0, 1, 0, 0]
    >>> table = csr_matrix(list(zip(mark, seal)))
    >>> pairs = associated(table, table, least=3, dice=0.5)
    >>> print(pairs.en, pairs.zh, pairs.together, pairs.dice)
    [0 1] [0 1] [4 3] [1. 1.]
    """
    import numpy as np

    units = en.shape[0]
    of_en, of_zh = (np.asarray(side.sum(axis=0)).ravel() for side in (en, zh))
    rows = en.T.tocsr()
    kept = []
    for begin in range(0, rows.shape[0], _ROWS):
        found = (rows[begin : begin + _ROWS] @ zh).tocoo()
        here = found.data >= least
        one, other, both = found.row[here] + begin, found.col[here], found.data[here]
        share = 2 * both / (of_en[one] + of_zh[other])
        ratio = _ratio(both, of_en[one], of_zh[other], units)
        here = (share >= dice) & (ratio >= SIGNIFICANT) & (both * units > of_en[one] * of_zh[other])
        kept.append((one[here], other[here], both[here], share[here], ratio[here]))
    pairs = Pairs(*map(np.concatenate, zip(*kept, strict=True))) if kept else Pairs(*[[]] * 5)
    strength = np.asarray(pairs.dice) * np.log1p(pairs.together)
    best = np.argsort(-strength, kind="stable")[:most]
    return Pairs(*(np.asarray(column)[best] for column in pairs))


def _ratio(both: Any, one: Any, other: Any, units: int) -> Any:
    """Twice the log-likelihood ratio of the 2 × 2 table."""
    total = 0.0
    for count, row, column in (
        (both, one, other),
        (one - both, one, units - other),
        (other - both, units - one, other),
        (units - one - other + both, units - one, units - other),
    ):
        total = total + _entropy(count, row, column, units)
    return 2 * total


def _entropy(count: Any, row: Any, column: Any, units: int) -> Any:
    import numpy as np

    count = count.astype(float)
    expected = row.astype(float) * column / units
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(count > 0, count * np.log(count / expected), 0.0)
