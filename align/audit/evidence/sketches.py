"""Texts that are nearly equal, found without comparing each with each: MinHash over n-grams.

A text's sketch is the least value that each of a few hash functions takes over its n-grams; two
texts agree in a value with the probability that is the share of n-grams they have in common
(Broder, "On the resemblance and containment of documents", 1997). Two values that agree make
texts worth comparing; one alone is too often a common word.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, islice

from align.audit.evidence.groups import Numbers

#: Odd numbers: each makes another hash function of one hash.
_FACTORS = (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F, 0x165667B1)
_MIX = 0x85EBCA6B
_STEP = 0x01000193
#: The characters of an n-gram: a power of two.
_GRAM = 4
_BLOCK = 4000


def sketches(texts: Sequence[str]) -> Numbers:
    """A row of five 32-bit values a text; texts shorter than an n-gram have zeros.

    The same text has the same sketch in every run.

    >>> a, b, c = sketches(["本中心是国家级机构。", "本中心是国家级的机构。", "样品已寄到。"])
    >>> bool((a == b).any()), bool((a == c).any())
    (True, False)
    """
    import numpy as np

    out = np.zeros((len(texts), len(_FACTORS)), np.uint32)
    lengths = np.array([len(text) for text in texts], np.int64)
    long = np.flatnonzero(lengths >= _GRAM)
    if not len(long):
        return out
    joined = "".join([texts[n] for n in long.tolist()])
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    ends = np.cumsum(lengths[long])
    starts = ends - lengths[long]
    # an n-gram as a number, from its characters; those that reach into the next text do not count
    grams = codes.copy()
    width = 1
    while width < _GRAM:  # of two neighbours of one width, one of the double width
        step = np.uint32(pow(_STEP, width, 2**32))
        grams[:-width] = grams[:-width] * step + grams[width:]
        width *= 2
    grams ^= grams >> np.uint32(15)
    grams *= np.uint32(_MIX)
    grams ^= grams >> np.uint32(13)
    across = (ends[:, None] - np.arange(1, _GRAM)).ravel()
    for column, factor in enumerate(_FACTORS):
        values = grams * np.uint32(factor)
        values ^= values >> np.uint32(16)
        values[across] = np.iinfo(np.uint32).max
        out[long, column] = np.minimum.reduceat(values, starts)
    return out


def pairs_of(rows: Numbers) -> Iterator[Numbers]:
    """For each two hash functions, their values of each text as one number."""
    import numpy as np

    for one, other in combinations(rows.T, 2):
        yield one * np.uint32(_MIX) + other


def in_blocks(
    texts: Iterable[tuple[int, str]],
) -> Iterator[tuple[list[tuple[int, str]], Numbers]]:
    """Numbered texts, some thousand at a time, with their sketches."""
    stream = iter(texts)
    while block := list(islice(stream, _BLOCK)):
        yield block, sketches([text for _, text in block])
