"""Ways to link words that ours is compared with: dictionary, vectors of words, sil-thot.

Each offers several ways to choose its links (a threshold, a symmetrization); the one with the best
F1 on the ``learn`` part of the gold is measured on ``test``.
"""

import gzip
import json
import random
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from peers.environments import HERE, Peer, Unavailable, python_of
from word_gold import GoldPair, Link, figures

from align.embed import load_encoder
from align.embed.encoder import FloatArray
from align.languages import get_language
from align.score.lexical import make_links, make_words, strengths

#: A way to choose links, and the links of each pair that it finds.
Ways = dict[str, list[set[Link]]]
#: Pairs that the statistical aligners learn from besides those of the gold, and their longest side.
PAIRS, LONGEST = 50_000, 100
#: How much of its strength a link from one end of the text to the other loses.
_FAR = 0.5


def best_way(ways: Ways, learn: Sequence[GoldPair]) -> str:
    """The way with the best F1 on ``learn``, whose pairs come first."""
    scores = {way: figures(learn, found[: len(learn)])["f1"] for way, found in ways.items()}
    return max(scores, key=lambda way: scores[way])


def by_words(pairs: Sequence[GoldPair], *, vectors: bool) -> Ways:
    """Words linked one by one: by the dictionary, or also by their vectors without the sentence."""
    ways: Ways = {}
    for pair in pairs:
        table = _table(pair, vectors=vectors)
        rank = table * (1 - _FAR * _apart(pair))
        best = [rank == rank.max(axis=axis, keepdims=True) for axis in (0, 1)]
        for rule, chosen in (("both", best[0] & best[1]), ("either", best[0] | best[1])):
            for least in np.arange(0.05, 1, 0.05):
                cells = np.argwhere(chosen & (table >= least))
                spans = [(*pair.words[0][i], *pair.words[1][j]) for i, j in cells.tolist()]
                ways.setdefault(f"{rule} ≥ {least:.2f}", []).append(pair.between_words(spans))
    return ways


def _apart(pair: GoldPair) -> FloatArray:
    """How far apart two words stand in their texts, 0 … 1."""
    middles = [
        np.array(words, dtype=np.float32).sum(axis=1) / (2 * len(text))
        for words, text in zip(pair.words, (pair.en, pair.zh), strict=True)
    ]
    far: FloatArray = abs(middles[0][:, None] - middles[1])
    return far


def _table(pair: GoldPair, *, vectors: bool) -> FloatArray:
    """How well the words of a pair agree, (English, Chinese), 0 … 1."""
    keys = _keys(pair.en, "en"), _keys(pair.zh, "zh")
    en, zh = (make_words([""], {"": some}.__getitem__, load_encoder()) for some in keys)
    links, every = make_links(en, zh), [np.arange(len(side.names)) for side in (en, zh)]
    if vectors:
        table = strengths(en, zh, links, *every)
    else:
        table = np.zeros((len(en.names), len(zh.names)), dtype=np.float32)
        links.fill(table, *every)
    rows, columns = (
        [side.names.index(key) for key in some] for side, some in zip((en, zh), keys, strict=True)
    )
    same = np.array(keys[0])[:, None] == np.array(keys[1])
    both: FloatArray = np.maximum(table[np.ix_(rows, columns)], same)
    return both


def _keys(text: str, side: str) -> list[str]:
    return [token.key for token in get_language(side).tokens(text)]


def by_statistics(pairs: Sequence[GoldPair], data: Path, model: str) -> Ways:
    """A model of sil-thot, trained on ``parallel/`` and these pairs; no way if it is not there."""
    chosen = random.Random(1).sample([*_parallel(data)], PAIRS)
    chosen += [(pair.en, pair.zh) for pair in pairs]
    words = [[_keys(en, "en")[:LONGEST], _keys(zh, "zh")[:LONGEST]] for en, zh in chosen]
    try:
        python = python_of(Peer("sil-thot", "run_sil_thot.py"))
    except Unavailable as reason:
        print(f"sil-thot: not measured: {reason}", file=sys.stderr)
        return {}
    with TemporaryDirectory() as work:
        text = json.dumps({"pairs": [pair for pair in words if all(pair)], "asked": len(pairs)})
        Path(work, "pairs.json").write_text(text, encoding="utf-8")
        subprocess.run([python, str(HERE / "run_sil_thot.py"), work, model], check=True)
        found = json.loads(Path(work, "links.json").read_text(encoding="utf-8"))
    return {way: thot_links(pairs, links) for way, links in found.items()}


def thot_links(pairs: Sequence[GoldPair], found: list[list[Link]]) -> list[set[Link]]:
    """Links of words by number, without those of particles."""
    return [
        pair.between_words((*pair.words[0][i], *pair.words[1][j]) for i, j in links)
        for pair, links in zip(pairs, found, strict=True)
    ]


def _parallel(data: Path) -> Iterator[tuple[str, str]]:
    for path in sorted((data / "parallel").glob("*.tsv*")):
        raw = path.read_bytes()
        for line in (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode().split("\n"):
            if line:
                en, zh, *_ = line.split("\t")
                yield en, zh
