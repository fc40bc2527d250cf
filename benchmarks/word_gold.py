"""Read gold links of words (``links_gold.tsv``), score links by them: docs/en/word-links-gold.md.

The file holds no text. A line names the part (``learn`` to choose thresholds by, ``test`` to
measure on), the kind of text, the document and the number of the bead, or the file of
``parallel/`` and the number of the line, both from 0; a digest of the two texts, and the links
between their words as offsets in code points, ``English=Chinese``. ``?`` marks a link that is
possible, the others are sure.
"""

import gzip
import hashlib
import sys
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from text_sets import CORPORA, DATA, Text, read_set

from align.languages import get_language

GOLD = Path(__file__).with_name("links_gold.tsv")
#: Words that have no meaning of their own: no link of theirs is counted, right or wrong.
PARTICLES = {"en": {"a", "an", "the", "to", "of"}, "zh": set("的地得之所了着著把")}

#: A link from code points ``start … end`` of the English to those of the Chinese text.
Span = tuple[int, int, int, int]
#: Numbers of an English and of a Chinese word.
Link = tuple[int, int]


class GoldPair(NamedTuple):
    """A pair of sentences, its words as ``(start, end)``, and its sure and possible links.

    ``possible`` contains ``sure``. Particles have no links.
    """

    kind: str
    source: str
    en: str
    zh: str
    words: tuple[list[tuple[int, int]], list[tuple[int, int]]]
    sure: frozenset[Link]
    possible: frozenset[Link]

    def between_words(self, spans: Iterable[Span]) -> set[Link]:
        """The links of words that links of spans stand for: each word with each of the other side.

        Links of particles are left out.
        """
        ends = [_touched(span, self.words) for span in spans]
        kept = [
            {n for n, (a, b) in enumerate(words) if text[a:b].lower() not in PARTICLES[side]}
            for words, text, side in zip(self.words, (self.en, self.zh), PARTICLES, strict=True)
        ]
        return {(i, j) for en, zh in ends for i in en & kept[0] for j in zh & kept[1]}


def read_gold(part: str, data: Path = DATA) -> list[GoldPair]:
    """The pairs of a part; exits if a text is missing or has changed."""
    rows = [line.split("\t") for line in GOLD.read_text(encoding="utf-8").splitlines()[1:]]
    return [_pair(row, data) for row in rows if row[0] == part]


def digest_of(en: str, zh: str) -> str:
    """Eight hexadecimal digits that change with the texts."""
    return hashlib.sha256(f"{en}\t{zh}".encode()).hexdigest()[:8]


def _pair(row: list[str], data: Path) -> GoldPair:
    _, kind, source, number, digest, links = row
    en, zh = _texts(source, int(number), data)
    if digest_of(en, zh) != digest:
        sys.exit(f"{source} {number}: not the text whose words were linked; its links are void")
    words = _words("en", en), _words("zh", zh)
    pair = GoldPair(kind, source, en, zh, words, frozenset(), frozenset())
    spans = [(_span(link), not link.endswith("?")) for link in links.split()]
    sure, possible = (
        frozenset(pair.between_words(s for s, fixed in spans if fixed or not only))
        for only in (True, False)
    )
    return pair._replace(sure=sure, possible=possible)


def _words(side: str, text: str) -> list[tuple[int, int]]:
    return [(token.start, token.end) for token in get_language(side).tokens(text)]


def _span(link: str) -> Span:
    """The offsets of a link.

    >>> _span("0-3=4-6?")
    (0, 3, 4, 6)
    """
    ends = [int(n) for side in link.rstrip("?").split("=") for n in side.split("-")]
    return ends[0], ends[1], ends[2], ends[3]


def _touched(
    span: Span, words: tuple[list[tuple[int, int]], list[tuple[int, int]]]
) -> tuple[set[int], set[int]]:
    """The words of both sides that a link overlaps."""
    en, zh = (
        {n for n, (begin, end) in enumerate(side) if begin < high and low < end}
        for side, low, high in zip(words, span[::2], span[1::2], strict=True)
    )
    return en, zh


def _texts(source: str, number: int, data: Path) -> tuple[str, str]:
    """The two texts of a bead or a line."""
    folder, name = source.split("/")
    if folder == "parallel":
        lines = _lines(data / folder, name)
        en, zh, *_ = lines[number].split("\t")
        return en, zh
    text = _documents(CORPORA if folder == "corpora" else data / folder)[name]
    sides = [[line for line in side if line.strip()] for side in (text.en, text.zh)]
    bead = text.gold[number]
    en, zh = (
        get_language(code).joiner.join(side[n] for n in numbers)
        for code, side, numbers in zip(PARTICLES, sides, bead, strict=True)
    )
    return en, zh


@cache
def _documents(folder: Path) -> dict[str, Text]:
    return {text.name.partition("/")[2]: text for text in read_set(folder)}


@cache
def _lines(folder: Path, name: str) -> list[str]:
    found = sorted(folder.glob(f"{name}.tsv*"))
    if not found:
        sys.exit(f"{folder / name}: no such file; the evaluation texts are expected there")
    raw = found[0].read_bytes()
    return (gzip.decompress(raw) if found[0].suffix == ".gz" else raw).decode().split("\n")


def figures(pairs: Sequence[GoldPair], found: Sequence[set[Link]]) -> dict[str, float]:
    """Precision, recall, F1 and alignment error rate (Och & Ney 2003) of links of words.

    ``found`` has the links of each pair, by word numbers; those of particles must be left out.
    """
    links, sure = sum(map(len, found)), sum(len(pair.sure) for pair in pairs)
    right = sum(len(some & pair.possible) for some, pair in zip(found, pairs, strict=True))
    hit = sum(len(some & pair.sure) for some, pair in zip(found, pairs, strict=True))
    precision, recall = right / max(1, links), hit / max(1, sure)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    error = 1 - (hit + right) / (links + sure)
    return {"precision": precision, "recall": recall, "f1": f1, "aer": error}


def by_kind(pairs: Sequence[GoldPair], found: Sequence[set[Link]]) -> dict[str, dict[str, float]]:
    """The figures of each kind of text, and of all."""
    out = {}
    for name in (*dict.fromkeys(pair.kind for pair in pairs), "all"):
        chosen = [k for k, pair in enumerate(pairs) if name in (pair.kind, "all")]
        out[name] = figures([pairs[k] for k in chosen], [found[k] for k in chosen])
    return out


def reliability(
    pairs: Sequence[GoldPair], found: Sequence[dict[Link, float]], bins: int = 10
) -> dict[str, Any]:
    """Whether stated probabilities hold: links by probability, and the expected calibration error.

    A link is right if it is sure or possible. ``bins``: links, mean probability, share right.
    """
    rated = [
        (p, link in pair.possible)
        for pair, links in zip(pairs, found, strict=True)
        for link, p in links.items()
    ]
    groups: dict[int, list[tuple[float, bool]]] = {}
    for p, right in rated:
        groups.setdefault(min(bins - 1, int(p * bins)), []).append((p, right))
    rows = [
        [
            len(some),
            sum(p for p, _ in some) / len(some),
            sum(right for _, right in some) / len(some),
        ]
        for _, some in sorted(groups.items())
    ]
    error = sum(n * abs(stated - share) for n, stated, share in rows) / max(1, len(rated))
    return {"error": error, "bins": rows}
