"""Measure word links, words without a counterpart, and proposed cuts of the review page.

    python benchmarks/links.py --json benchmarks/results/links.json
    python benchmarks/links.py --fit      # the weights of align/review/cuts.py

* Gold: precision, recall, F1 and alignment error rate on the links of words that were made by
  reading (docs/en/word-links-gold.md), beside a dictionary, vectors of words, and sil-thot; and
  whether stated probabilities hold. ``--no-peers`` leaves sil-thot out: it takes minutes.
* Alone: of the telling words of 1–1 beads, how many are underlined (by mistake, or left out); and
  of those of a further sentence that is put on one side (all should be).
* Cuts: two neighbouring 1–1 beads of the gold are made one, and one side is cut at their border.
  Where the two are joined on the other side is known. ``border``: the other side has two sentences
  or more, ``inside``: the two are one string, ``comma``: one string, with a comma between them.
* Time: milliseconds for a bead: with words new to the process, with new sentences, and again.
"""

import argparse
import json
import random
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from time import process_time
from typing import Any, NamedTuple

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from text_sets import CORPORA, DATA, Text, read_set
from word_aligners import best_way, by_statistics, by_words
from word_gold import GoldPair, Link, by_kind, read_gold, reliability

from align.languages import LANGUAGES, get_language
from align.linking.link_evidence import remembered_words
from align.linking.lone_words import bead_words
from align.linking.word_links import LIKELY, link_words
from align.review.cuts import WEIGHTS, Cutter, best_cut

SIDES = tuple(LANGUAGES)
#: Texts that the weights of cuts were fitted to, and others that they are measured on.
FITTED, HELD_OUT = ("tidb-notes", "ntrex-dev", "mac-dev"), ("corpora", "k8s-perturbed", "bible")
#: A pair in one string; the least characters of an English sentence to join, cuts per text.
Pair = tuple[str, str]
SHORTEST, PER_TEXT = 15, 6
#: The least probability of the links whose probabilities are checked.
LEAST = 0.1


def texts_of(name: str, data: Path) -> list[Text]:
    """The texts of a set; none if the evaluation texts are not there."""
    folder = CORPORA if name == "corpora" else data / name
    return read_set(folder) if folder.is_dir() else []


def lines(text: Text) -> tuple[list[str], list[str]]:
    """The sentences of both sides, as the gold numbers them."""
    return [line for line in text.en if line.strip()], [line for line in text.zh if line.strip()]


# ------------------------------------------------------------------ links


def gold(data: Path, *, peers: bool) -> dict[str, Any]:
    """All ways to link words on the test part, by kind of text; and how reliable ours are."""
    learn, test = read_gold("learn", data), read_gold("test", data)
    pairs = [*learn, *test]
    ours = [rated(pair) for pair in pairs]
    contenders = {
        "tmxalign": {
            "as shipped": [{link for link, p in found.items() if p >= LIKELY} for found in ours]
        },
        "words": by_words(pairs, vectors=True),
        "dictionary": by_words(pairs, vectors=False),
    }
    for model in ("eflomal", "fast_align") if peers else ():
        contenders[f"sil-thot {model}"] = by_statistics(pairs, data, model)
    out: dict[str, Any] = {}
    for name, ways in contenders.items():
        if ways:
            way = best_way(ways, learn)
            out[name] = {"way": way, **by_kind(test, ways[way][len(learn) :])}
    out["reliability"] = reliability(test, ours[len(learn) :])
    return out


def rated(pair: GoldPair) -> dict[Link, float]:
    """Our links of words, with their probabilities."""
    found: dict[Link, float] = {}
    for *span, p in link_words(pair.en, pair.zh, LEAST):
        for link in pair.between_words([tuple(span)]):
            found[link] = max(p, found.get(link, 0.0))
    return found


# ------------------------------------------------------------------ words without a counterpart


def neighbours(text: Text, rng: random.Random, most: int) -> Iterator[tuple[Pair, Pair]]:
    """Pairs of sentences that follow each other on both sides."""
    en, zh = lines(text)
    ones = [(a[0], b[0]) for a, b in text.gold if len(a) == len(b) == 1]
    follow = [(a, b) for (a, b), after in pairwise(ones) if after == (a + 1, b + 1)]
    for a, b in rng.sample(follow, min(most, len(follow))):
        if min(len(en[a]), len(en[a + 1])) >= SHORTEST:
            yield (en[a], zh[b]), (en[a + 1], zh[b + 1])


def alone(data: Path, rng: random.Random) -> dict[str, float]:
    """Share of the telling words underlined in beads as they are, and in a further sentence."""
    count = dict.fromkeys(("said", "all", "found", "more"), 0)
    for name in HELD_OUT:
        for text in texts_of(name, data):
            for first, second in neighbours(text, rng, PER_TEXT):
                made = bead_words([first[0]], [first[1]])
                count["said"] += len(made.alone_en) + len(made.alone_zh)
                count["all"] += sum(len(telling(t, s)) for t, s in zip(first, SIDES, strict=True))
                for k, side in enumerate(SIDES):
                    sides = [[first[0]], [first[1]]]
                    sides[k].append(second[k])
                    lone = (made := bead_words(*sides)).alone_en if k == 0 else made.alone_zh
                    count["found"] += sum(place[0] == 1 for place in lone)
                    count["more"] += len(telling(second[k], side))
    return {"kept": count["said"] / count["all"], "added": count["found"] / count["more"]}


def telling(text: str, side: str) -> list[Any]:
    """The words of a text whose loss a reader would notice."""
    return [token for token in get_language(side).tokens(text) if token.telling]


# ------------------------------------------------------------------ cuts


class Case(NamedTuple):
    """A cut, and where it is on the other side."""

    kind: str
    en: list[str]
    zh: list[str]
    side: str
    piece: int
    offset: int
    wanted: tuple[int, int]


def cases(names: Sequence[str], data: Path, rng: random.Random) -> Iterator[Case]:
    """Cuts with known answers."""
    for text in [text for name in names for text in texts_of(name, data)]:
        for first, second in neighbours(text, rng, PER_TEXT):
            for k, side in enumerate(SIDES):
                yield from _cases_of(first, second, k, side)


def _cases_of(first: Pair, second: Pair, k: int, side: str) -> Iterator[Case]:
    def made(kind: str, one: Pair, other: Pair) -> Case:
        joiners = [get_language(code).joiner for code in SIDES]
        texts = [[a + joiner + b] for a, b, joiner in zip(one, other, joiners, strict=True)]
        ends = [len(a + joiner) for a, joiner in zip(one, joiners, strict=True)]
        if kind == "border":
            texts[1 - k] = [one[1 - k], other[1 - k]]
        wanted = (1, 0) if kind == "border" else (0, ends[1 - k])
        return Case(kind, texts[0], texts[1], side, 0, ends[k], wanted)

    yield made("border", first, second)
    yield made("inside", first, second)
    (en, zh), (en_after, zh_after) = first, second
    if en[-1] in ".!?;" and zh[-1] in "。！？；":
        en_after = en_after[0].lower() + en_after[1:]
        yield made("comma", (en[:-1] + ",", zh[:-1] + "，"), (en_after, zh_after))


def cuts(data: Path, rng: random.Random) -> dict[str, dict[str, float]]:
    """How often the proposed place is right, and how often within two characters, by kind."""
    out: dict[str, list[tuple[bool, bool]]] = {}
    for case in cases(HELD_OUT, data, rng):
        got = best_cut(case.en, case.zh, case.side, case.piece, case.offset)
        near = got[0] == case.wanted[0] and abs(got[1] - case.wanted[1]) <= 2
        out.setdefault(f"{case.kind}, {case.side}", []).append((got == case.wanted, near))
    return {
        kind: {"cases": len(hits), "exact": sum(a for a, _ in hits) / len(hits),
               "near": sum(b for _, b in hits) / len(hits)}
        for kind, hits in sorted(out.items())
    }  # fmt: skip


def times(data: Path) -> dict[str, float]:
    """Median and 95th percentile of the processor time of a bead, in milliseconds."""
    beads = [(pair.en, pair.zh) for pair in read_gold("test", data)]
    spent: dict[str, list[float]] = {}
    for name in ("links, new words", "links, new sentences", "links", "cut"):
        if name == "links, new sentences":
            remembered_words.cache_clear()
        for en, zh in beads:
            begin = process_time()
            if name == "cut":
                best_cut([en], [zh], SIDES[0], 0, len(en) // 2)
            else:
                bead_words([en], [zh])
            spent.setdefault(name, []).append(1000 * (process_time() - begin))
    figures = {name: np.percentile(some[1:], (50, 95)) for name, some in spent.items()}
    return {
        f"{name}, {p}": float(v)
        for name, some in figures.items()
        for p, v in zip(("median", "95 %"), some, strict=True)
    }


def fit(data: Path, rng: random.Random) -> dict[str, float]:
    """Weights that make the right place the likeliest (a softmax over the places)."""
    from scipy.optimize import minimize

    tables = []
    for case in cases(FITTED, data, rng):
        cutter = Cutter({"en": case.en, "zh": case.zh}, *case[3:6])
        spots = cutter.spots()
        values = cutter.features(spots) @ np.array([*WEIGHTS.values()])
        best = np.argsort(-values)[:8]
        where = cutter.other.begins[case.wanted[0]] + case.wanted[1]
        if where in spots[best]:
            row = np.concatenate(
                [cutter.features(spots[best]), cutter.meaning(spots[best])[:, None]], 1
            )
            tables.append((row, int(np.flatnonzero(spots[best] == where)[0])))

    def loss(weights: Any) -> tuple[float, Any]:
        value, slope = 0.05 * weights @ weights, 0.1 * weights
        for table, right in tables:
            chances = np.exp(table @ weights - (table @ weights).max())
            chances /= chances.sum()
            value -= np.log(chances[right] + 1e-12)
            slope += chances @ table - table[right]
        return value, slope

    found = minimize(loss, np.zeros(len(WEIGHTS) + 1), jac=True, method="L-BFGS-B").x
    return dict(zip([*WEIGHTS, "meaning"], map(float, found), strict=True))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--no-peers", action="store_true", help="without sil-thot")
    parser.add_argument("--fit", action="store_true", help="print weights for cuts and end")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    args = parser.parse_args()
    rng = random.Random(16)
    if args.fit:
        for name, weight in fit(args.data, rng).items():
            print(f"{name:14} {weight:6.1f}")
        return
    bead_words(["Warm up."], ["预热。"])
    figures = {
        "times": times(args.data),
        "gold": gold(args.data, peers=not args.no_peers),
        "alone": alone(args.data, rng),
        "cuts": cuts(args.data, rng),
    }
    print(json.dumps(figures, indent=1, ensure_ascii=False))
    if args.json:
        args.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
