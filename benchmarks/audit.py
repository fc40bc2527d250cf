"""Measure recall, precision and false alarms of the audit.

    python benchmarks/audit.py
    python benchmarks/audit.py --sample 60 --out to-judge.tsv
    python benchmarks/audit.py --keep to-judge.tsv

The gold beads of corpora/ and of the evaluation sets beside the checkout serve as good
translations, and so do the pairs of many kinds in parallel/, of which one half (by document) is for
mending the checks and the other, ``test``, for measuring them only. First all are audited
untouched. Even good translations contain faults, so a person judges the findings: ``--sample N
--out FILE`` writes those nobody judged yet among N places of each check and severity; ``--keep
FILE`` adds the verdicts to benchmarks/audit_judged.tsv. The precision of each check is estimated
from them.

Then errors of many kinds are planted by a seeded script (benchmarks/plants.py and
plants_meaning.py), 50 of each, each in its own segment. For each kind, the recall of the checks
meant for it is printed; for each check, the share of its new findings that are on a segment planted
for it.
"""

import argparse
import json
import random
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import judging
import plants_meaning
from plants import KINDS, Kind
from text_sets import CORPORA, DATA, HALVES, PARALLEL, parallel, read_set

from align.audit import CHECKS, Config
from align.audit.engine.finding import Finding
from align.audit.engine.run import audit_store
from align.audit.engine.segment_store import Segment, stored

ROOT = Path(__file__).resolve().parents[1]
SETS = ("ntrex-dev", "mac-dev", "k8s-perturbed", "tidb-notes")
REPEATED = "same source, different target"
#: Rows of each file of parallel/ that errors are planted into.
ROWS = 800
Figures = dict[str, dict[str, object]]
Texts = dict[str, list[list[Segment]]]


def good(folder: Path) -> list[Segment]:
    """Return the beads of a set that have both sides, as segments."""
    name = "corpora" if folder == CORPORA else folder.name
    found = []
    for text in read_set(folder):
        en, zh = ([line.strip() for line in side if line.strip()] for side in (text.en, text.zh))
        for e, z in text.gold:
            if e and z:
                document = f"{name}/{Path(text.name).name}"
                place = f"{e[0] + 1}:{z[0] + 1}"
                one, other = " ".join(en[i] for i in e), "".join(zh[i] for i in z)
                found.append(Segment(0, one, other, document, place))
    return found


def half(name: str, most: int | None = None) -> list[list[Segment]]:
    """Return one half of the pairs of parallel/, a memory for each file."""
    return [[Segment(0, *row) for row in rows] for _, rows in parallel(name, most)]


def findings(segments: Iterable[Segment], checks: Config | None = None) -> list[Finding]:
    with stored(segments) as store, audit_store(store, config=checks, jobs=1) as report:
        return list(report)


def planted(
    segments: list[Segment], kinds: list[Kind], each: int, seed: int
) -> tuple[list[Segment], dict[int, str]]:
    """Plant errors; return the segments and the error of each, by number. Rare kinds go first."""
    rng = random.Random(seed)
    out, where = list(segments), {}
    order = list(range(len(segments)))

    some = rng.sample(segments, min(len(segments), 2000))

    def places(kind: Kind) -> int:
        return sum(kind.plant(random.Random(seed), s) is not None for s in some)

    for kind in sorted(kinds, key=places):
        rng.shuffle(order)
        left = each
        for number in order:
            if not left:
                break
            if number in where:
                continue
            new = kind.plant(rng, out[number])
            if new is not None:
                out[number], where[number] = new, kind.name
                left -= 1
    return out, where


def with_repeats(segments: list[Segment], where: dict[int, str], each: int, seed: int) -> None:
    """Repeat sentences in three more places, in one of them with another translation."""
    rng = random.Random(seed)
    free = [n for n, s in enumerate(segments) if n not in where and len(s.en.split()) > 8]
    for number in rng.sample(free, each):
        s = segments[number]
        for copy in range(3):
            segments.append(s._replace(document=f"{s.document} {copy + 2}"))
        file = s.document.split("/")[0]  # another one may be in other characters
        other = rng.choice([segments[n] for n in free if segments[n].document.startswith(file)])
        segments[-1] = segments[-1]._replace(zh=other.zh)
        where[len(segments) - 1] = REPEATED


def look_untouched(texts: Texts) -> tuple[dict[str, list[Finding]], Figures]:
    """Print the findings on good translations; return them, and the figures, by set."""
    figures: Figures = {}
    all_found = {}
    for name, memories in texts.items():
        found = [f for segments in memories for f in findings(segments)]
        units = sum(map(len, memories))
        counted = judging.precision(found)
        judging.show(name, units, counted)
        figures[name] = {
            "units": units,
            **Counter(f.severity for f in found),
            "checks": counted,
        }
        all_found[name] = found
    return all_found, figures


def is_meaning(kind: Kind) -> bool:
    return kind.plant.__module__ == plants_meaning.__name__


def expected() -> dict[str, tuple[str, ...]]:
    """The checks that should find each kind; that of a family stands for its checks."""
    family = [check.id for check in CHECKS.values() if check.family == plants_meaning.MEANING]
    found: dict[str, tuple[str, ...]] = {REPEATED: ("same-source-different-target",)}
    for name, kind in KINDS.items():
        more = family if plants_meaning.MEANING in kind.checks else []
        found[name] = (*(c for c in kind.checks if c in CHECKS), *more)
    return found


def look_planted(
    title: str,
    memory: list[Segment],
    kinds: list[Kind],
    each: int,
    seed: int,
    known: Counter[object],
) -> Figures:
    """Print how many planted errors the audit finds; return the figures by kind."""
    by_kind: Figures = {}
    segments, where = planted(memory, kinds, each, seed)
    if not is_meaning(kinds[0]):
        with_repeats(segments, where, each, seed)
    checks = expected()
    asked = {name for name, kind in KINDS.items() if kind.asked} | {REPEATED}

    found = [f for f in findings(segments) if not known[f.check, f.document, f.en, f.zh]]
    caught: dict[str, set[int]] = {name: set() for name in checks}
    grave: dict[str, set[int]] = {name: set() for name in checks}
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for f in found:
        total[f.check] += 1
        name = where.get(f.number, "")
        if f.check in checks.get(name, ()):
            right[f.check] += 1
            caught[name].add(f.number)
            if f.severity != "note":
                grave[name].add(f.number)
    plants = Counter(where.values())
    print(
        f"\n{f'{title}, seed {seed}':<44}{'plants':>7}{'recall':>8}{'as error or warning':>21}   by"
    )
    for name in [*(kind.name for kind in kinds), *(() if is_meaning(kinds[0]) else [REPEATED])]:
        if not plants[name]:
            print(f"{name:<44}      0   nothing to plant it into")
            continue
        recall, strong = len(caught[name]) / plants[name], len(grave[name]) / plants[name]
        by = Counter(
            f.check for f in found if where.get(f.number) == name and f.check in checks[name]
        )
        star = "*" if name in asked else " "
        row = f"{name:<42}{star:<2}{plants[name]:>7}{recall:>8.2f}{strong:>21.2f}"
        few = "   (no more places)" if plants[name] < each else ""
        print(f"{row}   {', '.join(f'{c} {n}' for c, n in by.most_common(4))}{few}")
        by_kind[name] = {"plants": plants[name], "recall": recall, "strong": strong}
    print("* the kinds for which a recall of 0.95 is promised")
    print(f"\n{'check':<34}{'new findings':>13}{'on its plants':>15}{'precision':>11}")
    for check in CHECKS:
        if total[check]:
            share = right[check] / total[check]
            print(f"{check:<34}{total[check]:>13}{right[check]:>15}{share:>11.2f}")
    return by_kind


def plant_all(texts: Texts, names: list[str], each: int, seeds: list[int]) -> dict[str, object]:
    """Plant the kinds of both modules into the gold sets and into many kinds of unseen texts."""
    kinds = [KINDS[name] for name in names]
    old = [kind for kind in kinds if not is_meaning(kind)]
    new = [kind for kind in kinds if is_meaning(kind)]
    gold = [
        s for name, memories in texts.items() if name not in HALVES for m in memories for s in m
    ]
    memories = {"gold": (gold, [old, new])}
    for name in list(HALVES)[::-1]:
        if name in texts and "unseen" not in memories:
            unseen = [s for memory in half(name, ROWS) for s in memory]
            memories["unseen"] = (unseen, [[*old, *new]])
    figures: dict[str, object] = {}
    for title, (memory, groups) in memories.items():
        if not memory:
            continue
        known: Counter[object] = Counter(
            (f.check, f.document, f.en, f.zh) for f in findings(memory)
        )
        by_seed: dict[str, object] = {}
        figures[title] = by_seed
        for seed in seeds:
            found: Figures = {}
            for group in filter(None, groups):
                found |= look_planted(f"planted in {title}", memory, group, each, seed, known)
            by_seed[str(seed)] = {"kinds": found}
    return figures


def one_line(match: re.Match[str]) -> str:
    return "{" + " ".join(match[1].split()) + "}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--each", type=int, default=50, help="errors of each kind")
    parser.add_argument("--seed", type=int, nargs="*", default=[1, 2, 3], help="none: no plants")
    parser.add_argument("--kinds", nargs="*", help="plant these only (or all), and no more")
    parser.add_argument("--json", type=Path, help="put the figures into this file")
    parser.add_argument("--only", nargs="+", help="these texts only: corpora, dev, test …")
    parser.add_argument("--sample", type=int, help="write the places to judge, so many a check")
    parser.add_argument("--severity", nargs="+", default=["error", "warning"], help="to judge")
    parser.add_argument("--out", type=Path, help="the file for the sample")
    parser.add_argument("--keep", type=Path, help="add the verdicts of a judged sample")
    options = parser.parse_args()
    if options.keep:
        print(f"{judging.keep(options.keep)} judged places")
        return

    texts = {
        "corpora" if folder == CORPORA else folder.name: [good(folder)]
        for folder in (CORPORA, *(DATA / name for name in SETS if (DATA / name).is_dir()))
    }
    if PARALLEL.is_dir():
        texts |= {name: half(name) for name in HALVES}
    texts = {name: memories for name, memories in texts.items() if name in (options.only or texts)}
    figures: dict[str, dict[str, object]] = {"untouched": {}, "planted": {}}
    if options.json and options.json.exists():
        figures |= json.loads(options.json.read_text(encoding="utf-8"))
    if options.kinds is None:
        found, untouched = look_untouched(texts)
        figures["untouched"] |= untouched
        if options.sample:
            drawn = [f for name in texts for f in found[name]]
            number = judging.draw(drawn, options.sample, options.out, options.severity)
            print(f"{number} places to judge in {options.out}")
            return
    if options.seed:
        kinds = options.kinds or list(KINDS)
        figures["planted"] = plant_all(texts, kinds, options.each, options.seed)
    if options.json:
        text = json.dumps(figures, ensure_ascii=False, indent=1)
        text = re.sub(r"\{\s+([^{}]*?)\s+\}", one_line, text)
        options.json.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
