"""Measure recall and false alarms of the audit.

    python benchmarks/audit.py

The gold beads of corpora/ and of the evaluation sets beside the checkout (if present) serve as
good translations. First they are audited untouched: errors per thousand units. Then errors of many
kinds are planted by a seeded script (benchmarks/plants.py), 50 of each, each in its own segment.
For each kind, the recall of the checks meant for it is printed; for each check, the precision: the
share of its new findings that are on a segment planted for it.

Even good translations contain faults. Errors on untouched texts that a person judged to be real
faults of the text are listed in benchmarks/audit_judged.tsv (check, document, place, why); every
other error counts as false.
"""

import argparse
import csv
import json
import random
from collections import Counter
from pathlib import Path

from datasets import CORPORA, DATA, read_set
from plants import KINDS, Kind

from align.audit import CHECKS, Config
from align.audit.engine.check import SEVERITIES
from align.audit.engine.finding import Finding
from align.audit.engine.run import audit_store
from align.audit.engine.segment_store import Segment, stored

ROOT = Path(__file__).resolve().parents[1]
SETS = ("ntrex-dev", "mac-dev", "k8s-perturbed", "tidb-notes")
REPEATED = "same source, different target"
Figures = dict[str, dict[str, object]]
JUDGED = Path(__file__).with_name("audit_judged.tsv")


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


def judged() -> set[tuple[str, str, str]]:
    """Read check, document and place of the errors that are real faults of the texts."""
    with JUDGED.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t")
        return {(row["check"], row["document"], row["place"]) for row in rows}


def findings(segments: list[Segment], checks: Config | None = None) -> list[Finding]:
    with stored(segments) as store, audit_store(store, config=checks, jobs=2) as report:
        return list(report)


def planted(segments: list[Segment], each: int, seed: int) -> tuple[list[Segment], dict[int, str]]:
    """Plant errors; return the segments and the error of each, by number. Rare kinds go first."""
    rng = random.Random(seed)
    out, where = list(segments), {}
    order = list(range(len(segments)))

    def places(kind: Kind) -> int:
        return sum(kind.plant(random.Random(seed), s) is not None for s in segments)

    for kind in sorted(KINDS.values(), key=places):
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
        other = segments[rng.choice(free)]
        segments[-1] = segments[-1]._replace(zh=other.zh)
        where[len(segments) - 1] = REPEATED


def look_untouched(folders: list[Path], show: str | None) -> tuple[list[Segment], Figures]:
    """Print the findings on good translations; return the segments and the figures by set."""
    everything: list[Segment] = []
    figures: Figures = {}
    true = judged()
    print(
        f"{'untouched texts':<16}{'units':>7}{'errors':>8}{'judged true':>13}"
        f"{'false or unread /1000':>23}{'warnings':>10}{'notes':>7}"
    )
    all_false = 0
    for folder in folders:
        segments = good(folder)
        everything += segments
        found = findings(segments)
        count = Counter(f.severity for f in found)
        name = "corpora" if folder == CORPORA else folder.name
        errors = [f for f in found if f.severity == "error"]
        false = [f for f in errors if (f.check, f.document, f.place) not in true]
        all_false += len(false)
        row = f"{name:<16}{len(segments):>7}{len(errors):>8}{len(errors) - len(false):>13}"
        row += f"{1000 * len(false) / len(segments):>23.1f}"
        print(f"{row}{count['warning']:>10}{count['note']:>7}")
        checks = Counter(f.check for f in errors)
        print(f"    errors: {', '.join(f'{c} {n}' for c, n in checks.most_common()) or 'none'}")
        for f in false:
            print(f"    false or unread: {f.check} [{f.document} {f.place}] {f.message}")
        figures[name] = {
            "units": len(segments),
            **{severity: count[severity] for severity in SEVERITIES},
            "true": len(errors) - len(false),
            "errors": dict(checks),
        }
        for f in found:
            if f.check == show:
                print(f"  {f.severity}: {f.message}\n    EN {f.en}\n    ZH {f.zh}")
    rate = 1000 * all_false / len(everything)
    print(f"all together: {rate:.1f} false or unread errors per 1,000 units")
    return everything, figures


def look_planted(
    everything: list[Segment], before: Counter[tuple[str, ...]], each: int, seed: int
) -> tuple[Figures, Figures]:
    """Print how many planted errors the audit finds; return the figures by kind and by check."""
    kinds: Figures = {}
    by_check: Figures = {}
    segments, where = planted(everything, each, seed)
    with_repeats(segments, where, each, seed)
    expected = {name: kind.checks for name, kind in KINDS.items()}
    expected[REPEATED] = ("same-source-different-target",)
    asked = {name for name, kind in KINDS.items() if kind.asked} | {REPEATED}

    found = [f for f in findings(segments) if not before[f.check, f.document, f.en, f.zh]]
    caught: dict[str, set[int]] = {name: set() for name in expected}
    grave: dict[str, set[int]] = {name: set() for name in expected}
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for f in found:
        total[f.check] += 1
        name = where.get(f.number, "")
        if f.check in expected.get(name, ()):
            right[f.check] += 1
            caught[name].add(f.number)
            if f.severity != "note":
                grave[name].add(f.number)
    plants = Counter(where.values())
    print(
        f"\n{f'planted, seed {seed}':<38}{'plants':>7}{'recall':>8}{'as error or warning':>21}   by"
    )
    for name, checks in expected.items():
        if plants[name]:
            recall = len(caught[name]) / plants[name]
            strong = len(grave[name]) / plants[name]
            star = "*" if name in asked else " "
            row = f"{name:<36}{star:<2}{plants[name]:>7}{recall:>8.2f}{strong:>21.2f}"
            few = "   (no more places)" if plants[name] < each else ""
            print(f"{row}   {', '.join(checks)}{few}")
            kinds[name] = {"plants": plants[name], "recall": recall, "strong": strong}
        else:
            print(f"{name:<38}      0   nothing to plant it into")
    print("* the kinds for which a recall of 0.95 is promised")
    print(f"\n{'check':<34}{'new findings':>13}{'on its plants':>15}{'precision':>11}")
    for check in CHECKS:
        if total[check]:
            share = right[check] / total[check]
            print(f"{check:<34}{total[check]:>13}{right[check]:>15}{share:>11.2f}")
            by_check[check] = {"found": total[check], "right": right[check]}
    return kinds, by_check


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--each", type=int, default=50, help="errors of each kind")
    parser.add_argument("--seed", type=int, nargs="+", default=[1, 2, 3], help="1 2 3")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    parser.add_argument("--show", help="print the findings of this check on untouched texts")
    options = parser.parse_args()

    folders = [CORPORA, *(DATA / name for name in SETS if (DATA / name).is_dir())]
    everything, untouched = look_untouched(folders, options.show)
    before = Counter((f.check, f.document, f.en, f.zh) for f in findings(everything))
    seeds = {}
    for seed in options.seed:
        kinds, checks = look_planted(everything, before, options.each, seed)
        seeds[str(seed)] = {"kinds": kinds, "checks": checks}
    if options.json:
        figures = {"untouched": untouched, "seeds": seeds}
        text = json.dumps(figures, ensure_ascii=False, indent=1)
        options.json.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
