"""Fit the weights that say whether a passage is missing (align/audit/evidence/lacking.py).

    python benchmarks/learn_missing.py

From pairs of the ``dev`` half of data/parallel, clauses and items of lists are taken out of one
side; a logistic regression by Newton's method with a small ridge tells them from the pairs as they
are. Of these, the few that look most as if they lacked something are left out of the next turn:
they do. Printed are the weights, and how much of what was taken out is found, beside the share of
good pairs in which something is: in the same texts, and in the gold sets, not learned from.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from audit import SETS, good
from text_sets import CORPORA, DATA, parallel

from align.audit.checks import length
from align.audit.engine.segment_store import Segment
from align.audit.evidence.comparison import letters_worth
from align.audit.evidence.lacking import missing_evidence
from align.linking.link_evidence import BeadSide, sentence_words

#: Pairs of each file; of short everyday sentences and of lines about commands there is no passage.
EACH, EACH_GOLD, WITHOUT = 260, 450, ("tatoeba", "docs_tldr")
#: Pairs whose length is less unusual, in standard deviations, are never asked about.
UNUSUAL = 0.5
#: Good pairs with higher log-odds are left out of the next turn; turns; ridge; pairs at once.
DOUBTFUL, TURNS, RIDGE, BLOCK = 2.2, 3, 1.0, 100
_ITEM = re.compile(
    "、[^，；、。：和及与或]{2,8}(?=、)"
    "|(?<=[，是有为])[^，；、。：和及与或]{2,8}、(?=[^，；、。：]{2,8}[、和及与或])"
)
#: What is taken out, by side (0: English).
PASSAGES = {
    "Chinese clause": (1, re.compile("(?<=[，；、。：])[^，；、。：]{5,40}[，；]")),
    "English clause": (0, re.compile("(?<=[,;:]) [^,;:.]{15,90}[,;]")),
    "Chinese item": (1, _ITEM),
    "English item": (0, re.compile(r", [^,;:.]{4,24}(?=,)(?=.*, (?:[^,]+, )*(?:and|or) )")),
}
GOOD = "good"


class Sample(NamedTuple):
    """A pair, what was taken out of it, how odd its length is, and what says that it is missing."""

    kind: str
    texts: tuple[str, str]
    odd: float
    columns: dict[str, float] | None = None


def without_passages(texts: tuple[str, str], rng: Random) -> Iterator[tuple[str, tuple[str, str]]]:
    for kind, (side, pattern) in PASSAGES.items():
        if found := list(pattern.finditer(texts[side])):
            a, z = rng.choice(found).span()
            shorter = texts[side][:a] + texts[side][z:]
            yield kind, (texts[0], shorter) if side else (shorter, texts[1])


def sizes(pairs: Sequence[tuple[str, str]]) -> tuple[Any, Any]:
    return (
        np.array([len(en) for en, _ in pairs], np.float32),
        np.array([letters_worth(zh) for _, zh in pairs], np.float32),
    )


def samples(segments: Sequence[Segment], each: int) -> tuple[list[Sample], int]:
    """Pairs as they are and with passages taken out; the number of the former."""
    rng = Random(5)
    of_document, of_file = defaultdict(list), defaultdict(list)
    for s in segments:
        of_document[s.document].append((s.en, s.zh))
        of_file[s.document.split("/")[0]].append(s)
    everything = length._measure(
        *sizes([(s.en, s.zh) for s in segments]), length._Measure(0.9, 1.5)
    )
    usual = {d: length._measure(*sizes(p), everything) for d, p in of_document.items()}
    made, number = [], 0
    for _, some in sorted(of_file.items()):
        for s in rng.sample(some, min(each, len(some))):
            number += 1
            whole = s.en, s.zh
            for kind, texts in [(GOOD, whole), *without_passages(whole, rng)]:
                measure = usual[s.document]
                odd = length._scores(*sizes([texts]), measure.ratio)[0] / measure.spread
                made.append(Sample(kind, texts, float(odd)))
    return [*with_evidence(made)], number


def with_evidence(made: Sequence[Sample]) -> Iterator[Sample]:
    """Only of pairs of unusual length, and if a passage was taken out, with the shorter side."""
    asked = []
    for sample in made:
        side, _ = PASSAGES.get(sample.kind, (int(sample.odd < 0), None))
        if abs(sample.odd) > UNUSUAL and (sample.odd < 0) == bool(side):
            asked.append(sample)
        else:
            yield sample
    for at in range(0, len(asked), BLOCK):
        some = asked[at : at + BLOCK]
        words = [
            sentence_words([sample.texts[n] for sample in some], language)
            for n, language in enumerate(("en", "zh"))
        ]
        for sample, en, zh in zip(some, *words, strict=True):
            sides = (
                BeadSide([sample.texts[0]], "en", known=[en]),
                BeadSide([sample.texts[1]], "zh", known=[zh]),
            )
            found = missing_evidence(sides, sample.odd)
            yield sample._replace(columns=found[2] if found else None)


def fitted(table: Any, lacks: Any) -> Any:
    """The weights of a logistic regression; the last is that of nothing."""
    table = np.c_[table, np.ones(len(table))]
    ridge = RIDGE * np.eye(table.shape[1])
    weights = np.zeros(table.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-np.clip(table @ weights, -30, 30)))
        slope = table.T @ (chance - lacks) + RIDGE * np.r_[weights[:-1], 0]
        weights -= np.linalg.solve((table.T * (chance * (1 - chance))) @ table + ridge, slope)
    return weights


def learned(made: Sequence[Sample]) -> dict[str, float]:
    asked = [sample for sample in made if sample.columns]
    names = list(asked[0].columns or ())
    table = np.array([list((sample.columns or {}).values()) for sample in asked])
    lacks = np.array([float(sample.kind != GOOD) for sample in asked])
    kept = np.ones(len(asked), bool)
    for _ in range(TURNS):
        mean, spread = table[kept].mean(axis=0), table[kept].std(axis=0)
        *weights, first = fitted((table[kept] - mean) / spread, lacks[kept])
        odds = (table - mean) / spread @ weights + first
        kept &= (lacks > 0) | (odds <= DOUBTFUL)
    raw = np.array(weights) / spread
    found = {"": first - float(mean @ raw), **dict(zip(names, raw.tolist(), strict=True))}
    return {name: round(float(weight), 2) for name, weight in found.items()}


def show(name: str, made: Sequence[Sample], number: int, weights: dict[str, float]) -> None:
    odds = defaultdict(list)
    for s in made:
        score = weights[""] + sum(weights[n] * v for n, v in (s.columns or {}).items())
        odds[s.kind].append(score if s.columns else -9.0)
    print(f"\n{name}: {number:,} good pairs{'':12}", *(f"{kind:>15}" for kind in odds))
    for least in (0.5, 1.0, 1.5, 2.0, 2.5, 3.0):
        shares = ((np.array(some) > least).mean() for some in odds.values())
        print(f"log-odds over {least}{'':20}", *(f"{share:>15.3f}" for share in shares))


def main() -> None:
    dev = [
        Segment(0, en, zh, document, place)
        for name, rows in parallel("dev")
        if not name.startswith(WITHOUT)
        for en, zh, document, place in rows
    ]
    gold = [s for folder in (CORPORA, *(DATA / name for name in SETS)) for s in good(folder)]
    made, number = samples(dev, EACH)
    weights = learned(made)
    print(weights)
    show("dev", made, number, weights)
    show("gold", *samples(gold, EACH_GOLD), weights)


if __name__ == "__main__":
    main()
