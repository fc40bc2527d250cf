"""Test the vectors of tokens on documents that they were not learned from.

    python benchmarks/token_tests.py [token_space.npz]

Evidence is how far a text is covered by another: the weighted mean, over its tokens, of the best
cosine with a token of the other. Of sentences and their neighbours, both ways:

* ``near``: a sentence and its counterpart cover each other better than it and the three sentences
  before and after that do; ``clause``: the outer clause of a sentence is covered better by its own
  counterpart than by that of the neighbour; ``border``: of two pairs, the true border is above
  those a clause away; ``words``: of words with one translation by the dictionary, the best token
  stands in it. Each the share that is right.
* ``null``: a sentence with its counterpart among seven against the same without; ``moved``: a pair
  against one that lost or got a clause. Each the area under the curve.
"""

import gzip
import hashlib
import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from text_sets import DATA

from align.embed.encoder import FloatArray, IntArray, Spans
from align.embed.token_space import load_token_space
from align.embed.use import embedded_model
from align.languages import get_language
from align.languages.words.dictionary import load_glosses, spellings

SIDES = ("en", "zh")
#: Files of ../shared/data/parallel: the most pairs to learn from, the licence.
SOURCES = {
    "bible_cuvs_web": (30_000, "public domain"),
    "tatoeba_cmn_eng": (30_000, "CC BY 2.0 FR"),
    "stories_global_asp": (1_000, "CC BY 4.0"),
    "game_cata_mod": (1_000, "public domain"),
    "classics_chinesenotes": (6_000, "CC BY-SA 3.0"),
    "news_ud_pud": (1_000, "CC BY-SA 3.0"),
    "docs_rust_book": (2_500, "MIT"),
    "docs_python": (4_000, "CC0 and PSF"),
    "docs_react": (2_500, "CC BY 4.0"),
    "docs_vue": (1_500, "CC BY 4.0"),
    "docs_dart": (1_000, "CC BY 4.0"),
    "docs_tldr": (1_500, "CC BY 4.0"),
    "renpy_tutorial": (1_500, "MIT"),
    "law_taiwan": (2_500, "not in copyright"),
}
#: Files whose documents left out are tested on, by kind.
KINDS = {
    "bible": ("bible_cuvs_web",),
    "stories": ("game_wesnoth", "game_crawl", "game_cata_mod", "stories_global_asp"),
    "others": ("docs_rust_book", "docs_python", "docs_react", "docs_vue", "law_taiwan"),
}
UNORDERED = {"tatoeba_cmn_eng"}  # sorted by length: neighbours would be alike
RUN = 8  # neighbouring pairs
SHORTEST, LONGEST = 2, 64  # tokens of a sentence
LEFT_OUT = 20  # one document in so many
TESTED = 300  # pairs of a kind
BREAKS = "，,；;。.！!？?：:—"


class Pair(NamedTuple):
    """A pair of sentences; by side their token ids, and the tokens that begin a clause."""

    texts: tuple[str, str]
    ids: tuple[list[int], list[int]]
    clauses: tuple[list[int], list[int]]


Run = list[Pair]


def clause_begins(pieces: Sequence[str]) -> list[int]:
    """The tokens that begin a clause.

    >>> clause_begins(["▁Well", ",", "▁no", ":", "▁", "3", ",", "000", "▁men", "."])
    [0, 2, 4]
    """
    begins = [0]
    for k in range(1, len(pieces) - 2):
        after = pieces[k + 1]
        if pieces[k][-1] in BREAKS and not (
            after[0].isdigit() or after[-1] in BREAKS + "”」』’\"')）"
        ):
            begins.append(k + 1)
    return begins


def is_left_out(document: str) -> bool:
    """Whether a document is to test on; two translations of one are, or are not, together."""
    name = document.replace("wesnoth_tw/", "wesnoth/")
    return int(hashlib.sha1(name.encode()).hexdigest(), 16) % LEFT_OUT == 0


def read_runs(name: str, *, left_out: bool) -> list[Run]:
    """The runs of neighbouring pairs of a file, shuffled; no text twice."""
    path = next((DATA / "parallel").glob(f"{name}.tsv*"))
    raw = path.read_bytes()
    table = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode()
    rows = [line.split("\t")[:3] for line in table.split("\n") if line]
    rows = [row for row in rows if is_left_out(row[2]) == left_out and row[0] != row[1]]
    rng = random.Random(name)
    if name in UNORDERED:
        rng.shuffle(rows)
    pieces = embedded_model()._pieces
    both = [pieces.encode([row[side] for row in rows]) for side in (0, 1)]
    found: list[tuple[str, Pair]] = []
    for (en, zh, document), *ids in zip(rows, *both, strict=True):
        if all(SHORTEST <= len(some) <= LONGEST for some in ids):
            clauses = [clause_begins(pieces.id_to_piece(some)) for some in ids]
            found.append((document, Pair((en, zh), (ids[0], ids[1]), (clauses[0], clauses[1]))))
    seen: set[str] = set()
    runs = []
    for _, some in groupby(found, key=lambda item: item[0]):
        known = [pair for _, pair in some]
        for begin in range(0, len(known), RUN):
            run = []
            for pair in known[begin : begin + RUN]:
                if not seen.intersection(pair.texts):
                    seen.update(pair.texts)
                    run.append(pair)
            if len(run) > 2:
                runs.append(run)
    rng.shuffle(runs)
    return runs


def first_pairs(runs: Sequence[Run], most: int) -> list[Run]:
    """As many runs as it takes for so many pairs."""
    before = np.cumsum([0, *map(len, runs)])
    return [run for run, so_far in zip(runs, before, strict=False) if so_far < most]


# ------------------------------------------------------------------ evidence


def means(values: FloatArray, weights: FloatArray, begins: IntArray) -> FloatArray:
    """Weighted means over ranges of rows."""
    total = np.add.reduceat(weights, begins)
    weighed: FloatArray = np.add.reduceat(values * weights[:, None], begins)
    return weighed / total[:, None]


class OneWay(NamedTuple):
    """A side of a run, seen by the other: cosines of its tokens (rows) and those across."""

    cosines: FloatArray
    weights: FloatArray
    begins: IntArray  # of texts, and the end
    clauses: IntArray  # begins of all clauses, and the end
    spans: list[Spans]


def look(run: Run) -> tuple[OneWay, OneWay]:
    """Encode a run."""
    vectors, sides = [], []
    for side, language in enumerate(SIDES):
        encoded = embedded_model().encode_tokens([pair.texts[side] for pair in run], language)
        assert encoded
        tokens, spans = encoded
        cuts = zip(tokens.begins, run, strict=False)
        clauses = [begin + cut for begin, pair in cuts for cut in pair.clauses[side]]
        vectors.append(tokens.vectors)
        sides.append(
            (tokens.weights, tokens.begins, np.array([*clauses, len(tokens.vectors)]), spans)
        )
    cosines = vectors[0] @ vectors[1].T
    return OneWay(cosines, *sides[0]), OneWay(np.ascontiguousarray(cosines.T), *sides[1])


Found = defaultdict[str, list[float]]


def judge_way(mine: OneWay, other: OneWay, found: Found) -> None:
    """Add what one side of a run shows."""
    best = np.maximum.reduceat(mine.cosines, other.begins[:-1], axis=1)
    covered = means(best, mine.weights, mine.begins[:-1])
    back = np.maximum.reduceat(other.cosines, mine.begins[:-1], axis=1)
    covers = means(back, other.weights, other.begins[:-1]).T
    count = len(covered)
    apart = np.abs(np.subtract.outer(np.arange(count), np.arange(count)))
    rivals = (apart > 0) & (apart <= 3)
    both = covered + covers
    found["near"] += list(np.diag(both) > np.where(rivals, both, -9).max(axis=1))
    found["present"] += list(np.where(apart <= 3, covered, -9).max(axis=1))
    found["absent"] += list(np.where(rivals, covered, -9).max(axis=1))
    clauses = means(best, mine.weights, mine.clauses[:-1])
    bounds = np.searchsorted(mine.clauses, mine.begins)
    for i in range(count - 1):
        if bounds[i + 1] - bounds[i] > 1:
            last = clauses[bounds[i + 1] - 1]
            found["clause"].append(last[i] > last[i + 1])
        if bounds[i + 2] - bounds[i + 1] > 1:
            first = clauses[bounds[i + 1]]
            found["clause"].append(first[i + 1] > first[i])
    judge_borders(mine, other, back, found)


def judge_borders(mine: OneWay, other: OneWay, back: FloatArray, found: Found) -> None:
    """Move the border of the other side between two pairs by a clause."""
    by_clause = np.maximum.reduceat(mine.cosines, other.clauses[:-1], axis=1)
    accounted = np.add.reduceat(back * other.weights[:, None], other.clauses[:-1])
    mass = np.add.reduceat(other.weights, other.clauses[:-1])
    bounds = np.searchsorted(other.clauses, other.begins)

    def value(i: int, begin: int, end: int) -> tuple[float, float]:
        own = slice(mine.begins[i], mine.begins[i + 1])
        weights = mine.weights[own]
        there = float((by_clause[own, begin:end].max(axis=1) * weights).sum())
        here = float(accounted[begin:end, i].sum())
        return there + here, min(there / weights.sum(), here / mass[begin:end].sum())

    for i, (begin, right, end) in enumerate(zip(bounds, bounds[1:], bounds[2:], strict=False)):
        cuts = range(max(begin + 1, right - 1), min(end, right + 2))
        if len(cuts) < 2:
            continue
        pairs = {cut: (value(i, begin, cut), value(i + 1, cut, end)) for cut in cuts}
        total = {cut: one[0] + two[0] for cut, (one, two) in pairs.items()}
        found["border"].append(max(total, key=lambda cut: (total[cut], cut != right)) == right)
        found["whole"].append(pairs[right][0][1])
        found["moved"] += [one[1] for cut, (one, _) in pairs.items() if cut != right]


def judge_words(pair: Pair, cosines: FloatArray, spans: Sequence[Spans], found: Found) -> None:
    """Add what words show that have one translation in the other sentence, which has no other."""
    places, texts = [], []
    for text, side, own in zip(pair.texts, SIDES, spans, strict=True):
        begins, ends = np.array(own).T
        words = [word for word in get_language(side).tokens(text) if word.weight]
        texts.append([text[word.start : word.end].lower() for word in words])
        places.append([(begins < word.end) & (word.start < ends) for word in words])
    meant = [set(load_glosses().meanings(word)) for word in texts[1]]
    fits = np.array([[not some.isdisjoint(spellings(word)) for some in meant] for word in texts[0]])
    if not fits.size:
        return
    alone = fits & (fits.sum(axis=0) == 1) & (fits.sum(axis=1) == 1)[:, None]
    for i, j in np.argwhere(alone):
        en, zh = places[0][i], places[1][j]
        best = cosines[en].max(axis=0).argmax(), cosines[:, zh].max(axis=1).argmax()
        found["words"] += [zh[best[0]], en[best[1]]]


def area(high: Sequence[float], low: Sequence[float]) -> float:
    """The area under the curve.

    >>> area([3, 2], [1, 2.5])
    0.75
    """
    ranks = np.argsort(np.argsort(np.concatenate([high, low]), kind="stable")) + 1
    over = ranks[: len(high)].sum() - len(high) * (len(high) + 1) / 2
    return float(over / (len(high) * len(low)))


def figures(runs: Sequence[Run]) -> dict[str, float]:
    """All figures of some runs."""
    found: Found = defaultdict(list)
    for run in runs:
        one, two = look(run)
        judge_way(one, two, found)
        judge_way(two, one, found)
        for i, pair in enumerate(run):
            own = one.cosines[slice(*one.begins[i : i + 2]), slice(*two.begins[i : i + 2])]
            judge_words(pair, own, (one.spans[i], two.spans[i]), found)
    shares = {name: float(np.mean(found[name])) for name in ("near", "clause", "border", "words")}
    null, moved = area(found["present"], found["absent"]), area(found["whole"], found["moved"])
    return shares | {"null": null, "moved": moved}


def kinds() -> Iterator[tuple[str, list[Run]]]:
    """The runs to test on, by kind."""
    for kind, names in KINDS.items():
        runs = [
            run
            for name in names
            for run in first_pairs(read_runs(name, left_out=True), TESTED // len(names))
        ]
        yield kind, runs


def report() -> None:
    """Print the figures of the embedded model's tokens."""
    rows = {kind: figures(runs) for kind, runs in kinds()}
    names = list(next(iter(rows.values())))
    rows["mean"] = {name: float(np.mean([row[name] for row in rows.values()])) for name in names}
    print(f"{'':8}", *(f"{name:>7}" for name in names))
    for kind, row in rows.items():
        print(f"{kind:8}", *(f"{row[name]:7.3f}" for name in names))


if __name__ == "__main__":
    if sys.argv[1:]:
        embedded_model().token_space = load_token_space(Path(sys.argv[1]))
    report()
