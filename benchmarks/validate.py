"""Cross-validation: every text judged by networks that never saw it or a version of it.

from validate import cross_validate, figures, table
results = cross_validate(examples, names, Settings(), drop=("words",), jobs=2)
print(table([figures(examples, results)]))
"""

import math
import multiprocessing
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from crossings import crossing_figures
from learn import Settings, learn
from null_rates import fit_nulls
from reliability import Judged, judge, out_of_fold
from text_sets import Text, folds

from align.evaluation import Figures, Score, score_beads
from align.score.weights import KINDS, Scorer, Weights
from align.search.crossings import find_crossings
from align.search.two_pass import FoundBead, _in_order, expected_path, find_beads, null_rate
from examples import Example

SURE = 0.9
COLUMNS = (
    "strict F1",
    "lax F1",
    "null F1",
    "null precision",
    "null recall",
    "sure null P",
    "sure null R",
    "sure unit P",
    "over-splits",  # sure units that a gold bead contains, and more
    "crossing P",
    "crossing R",
)


@dataclass(frozen=True)
class HeldOut:
    """A text under weights that never saw it; scores and posteriors by edge of its lattice."""

    weights: Weights
    scores: np.ndarray
    posteriors: np.ndarray
    beads: list[FoundBead]


def cross_validate(
    examples: Mapping[str, Example],
    names: dict[str, list[str]],
    settings: Settings,
    *,
    first: Mapping[str, float] | None = None,
    drop: Sequence[str] = (),
    seed: int | None = None,
    parts: int = 5,
    jobs: int = 1,
    search: bool = False,
    rated: bool = True,
    learned: Callable[[Text], bool] = lambda text: True,
) -> dict[str, HeldOut]:
    """Judge every text by networks, and a rate of nulls, learned from the other parts of the texts.

    ``drop``: beginnings of names of features to do without; ``search``: find the beads by the whole
    search (this needs ``first``), not on the lattice of the example; ``rated``: whether the rate of
    nulls is estimated; ``learned``: which texts are trained on (all are judged).
    """
    settings = settings if seed is None else replace(settings, seed=seed)
    divided = list(folds([x.text for x in examples.values()], parts))

    def networks(k: int) -> dict[str, HeldOut]:
        train, held = divided[k]
        own = [examples[t.name] for t in train if learned(t)]
        weights = Weights(first or {}, learn(own, names, settings, drop))
        return {t.name: held_out(examples[t.name], names, weights) for t in held}

    def rates(k: int) -> dict[str, HeldOut]:
        train, held = divided[k]
        others = [examples[t.name] for t in train if t.name in plain and learned(t)]
        nulls = fit_nulls(others, plain) if rated else {}
        weights = replace(plain[held[0].name].weights, nulls=nulls)
        return {t.name: held_out(examples[t.name], names, weights, search=search) for t in held}

    def every(part: Callable[[int], dict[str, HeldOut]]) -> dict[str, HeldOut]:
        found = in_processes(part, parts, jobs)
        return {name: x for results in found for name, x in results.items()}

    plain = every(networks)
    found = every(rates)
    return {name: found[name] for name in examples}


def in_processes(task: Callable[[int], Any], count: int, jobs: int) -> Iterable[Any]:
    """The results of task(0) … task(count - 1), by forked processes, which share all data."""
    if jobs == 1:
        return map(task, range(count))
    with multiprocessing.get_context("fork").Pool(jobs, _set_task, (task,)) as pool:
        return pool.map(_run_task, range(count), 1)


def _set_task(task: Callable[[int], Any]) -> None:
    global _task
    _task = task


def _run_task(k: int) -> Any:
    return _task(k)


def held_out(
    x: Example, names: dict[str, list[str]], weights: Weights, *, search: bool = False
) -> HeldOut:
    scores = np.zeros(len(x.gold), np.float32)
    for kind in KINDS:
        if x.values[kind] is not None:
            network = weights.networks[kind]
            columns = [names[kind].index(name) for name in network.features]
            scores[x.places[kind]] = network.score(x.values[kind][:, columns].T)
    rate = null_rate(x.pair, x.lattice, weights.nulls)
    judged, added = rate.settle(scores)
    scorer = Scorer(weights)
    if search:
        beads = find_beads(x.pair, scorer).beads
    else:
        path = expected_path(x.lattice, judged)
        steps = [x.lattice.step(edge) for edge in path]
        crossings = find_crossings(x.pair, scorer, steps)
        beads = _in_order(
            x.lattice, path, scores + added, judged, rate.posteriors(judged), crossings, []
        )
    return HeldOut(weights, scores, judged, beads)


def kind_of(text: Text) -> str:
    folder = text.name.split("/")[0]
    return folder + ("+" + text.name.split("+")[1] if "+" in text.name else "")


def judged_beads(
    examples: Mapping[str, Example], results: Mapping[str, HeldOut]
) -> list[tuple[Judged, FoundBead, Text]]:
    found = []
    for name, held in results.items():
        text = examples[name].text
        judged = judge(kind_of(text), text, held.beads)
        found += [(j, bead, text) for j, bead in zip(judged, held.beads, strict=True)]
    return found


def figures(
    examples: Mapping[str, Example], results: Mapping[str, HeldOut]
) -> dict[str, dict[str, float]]:
    """The figures of each set by name of the column.

    Confidences are from a calibration that did not see the document.
    """
    judged = judged_beads(examples, results)
    confidence = {id(j): c for j, c in out_of_fold([j for j, _, _ in judged])}
    rows = {}
    for kind in sorted({j.texts for j, _, _ in judged}):
        sure = [(j, b, t) for j, b, t in judged if j.texts == kind and confidence[id(j)] >= SURE]
        nulls = [j.right for j, b, _ in sure if not (b.en and b.zh)]
        units = [(j.right, is_inside(b, t)) for j, b, t in sure if b.en and b.zh]
        score, crossings = Score(), Figures()
        for name in (n for n, x in examples.items() if kind_of(x.text) == kind):
            beads, gold = results[name].beads, examples[name].text.gold
            score += score_beads([(b.en, b.zh) for b in beads], gold)
            crossings += crossing_figures(beads, gold)
        numbers = (
            score.strict.f1,
            score.lax.f1,
            score.nulls.f1,
            score.nulls.precision,
            score.nulls.recall,
            mean(nulls),
            sum(nulls) / score.nulls.gold if score.nulls.gold else math.nan,
            mean([right for right, _ in units]),
            sum(inside for _, inside in units),
            crossings.precision,
            crossings.recall,
        )
        rows[kind] = dict(zip(COLUMNS, numbers, strict=True))
    return rows


def mean(numbers: Sequence[float]) -> float:
    return sum(numbers) / len(numbers) if numbers else math.nan


def is_inside(bead: FoundBead, text: Text) -> bool:
    """Whether a gold bead contains this one and more."""
    en, zh = set(bead.en), set(bead.zh)
    return any(
        en <= set(a) and zh <= set(b) and (len(a), len(b)) != (len(en), len(zh))
        for a, b in text.gold
    )


def table(seeds: Sequence[Mapping[str, Mapping[str, float]]]) -> str:
    """Figures of one or several seeds as text: means, and ± the standard deviation."""
    lines = [" " * 20 + "".join(f"{column:>15}" for column in COLUMNS)]
    for kind in seeds[0]:
        cells = [cell([rows[kind][column] for rows in seeds]) for column in COLUMNS]
        lines.append(f"{kind:20}" + "".join(f"{c:>15}" for c in cells))
    return "\n".join(lines)


def cell(values: Sequence[float]) -> str:
    """Text of the mean, and the spread of several values.

    >>> cell([0.5]), cell([0.5, 0.7]), cell([3]), cell([math.nan])
    ('0.500', '0.600 ±0.100', '3', '–')
    """
    if math.isnan(mean(values)):
        return "–"
    digits = 0 if all(isinstance(v, int) for v in values) else 3
    spread = f" ±{np.std(values):.{digits}f}" if len(values) > 1 else ""
    return f"{mean(values):.{digits}f}{spread}"
