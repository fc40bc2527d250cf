"""Measure time and memory of the audit of a large memory: ``python benchmarks/audit_speed.py``.

    python benchmarks/audit_speed.py --units 100000 --baseline ../before

Two memories are generated: ``short``, where each unit has a different sentence with two numbers;
and ``releases``, sentences of corpora/ joined at random until a unit has 100 English letters,
twenty units per document; there are few different sentences, so most of its units recur. Each is
audited with all checks in a separate process, with one worker per core, after a bare
``lxml.etree.iterparse`` loop over the same file, and with ``--baseline`` also by another checkout
of this project. Printed are the seconds, the CPU seconds per 100,000 units, and the peak memory of
the audit and its workers together (shared pages count once).
"""

import argparse
import json
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from memories import BARE, JOBS, ROOT, generate, measure, write_tmx
from text_sets import CORPORA, read_set

AUDIT = """
from align.audit import audit
began = time.perf_counter()
audit(path).findings.close()
"""
LENGTH = 100
LONGEST = 160
MEMORIES = ("short", "releases")


def sentences() -> list[tuple[str, str]]:
    found = []
    for text in read_set(CORPORA):
        en, zh = ([line.strip() for line in side if line.strip()] for side in (text.en, text.zh))
        found += [(" ".join(en[i] for i in e), "".join(zh[i] for i in z)) for e, z in text.gold]
    return [(en, zh) for en, zh in found if en and zh and len(en) < LONGEST]


def releases(units: int) -> Iterator[tuple[str, float, str, str]]:
    rng = random.Random(1)
    known = sentences()
    for number in range(units):
        parts = [rng.choice(known)]
        while sum(len(en) for en, _ in parts) < LENGTH:
            parts.append(rng.choice(known))
        en, zh = " ".join(en for en, _ in parts), "".join(zh for _, zh in parts)
        yield f"release-{number // 20}", rng.randrange(500, 999) / 1000, en, zh


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--units", type=int, default=1_000_000)
    parser.add_argument("--only", action="append", choices=MEMORIES, help="a memory; repeatable")
    parser.add_argument(
        "--baseline", type=Path, metavar="CHECKOUT", help="measure another checkout in turn"
    )
    parser.add_argument("--json", type=Path, help="also put the figures into this file")
    options = parser.parse_args()
    checkouts = {"now": ROOT} | ({"before": options.baseline} if options.baseline else {})
    rows: list[dict[str, Any]] = []
    print(
        f"{'memory':10}{'units':>10}{'MB':>6}{'bare s':>8}  {'':8}{'audit s':>8}"
        f"{'CPU s / 100,000':>17}{'peak MB':>9}"
    )
    for name in options.only or MEMORIES:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "m.tmx")
            if name == "short":
                generate(path, options.units)
            else:
                write_tmx(path, releases(options.units))
            size = path.stat().st_size / 1e6
            bare, _, _ = measure(JOBS[BARE], path)
            row = {"memory": name, "units": options.units, "bare": round(bare, 1)}
            head = f"{name:10}{options.units:>10,}{size:>6,.0f}{bare:>8.1f}"
            for when, checkout in checkouts.items():
                seconds, cpu, peak = measure(AUDIT, path, checkout)
                cpu *= 100_000 / options.units
                print(f"{head:34}  {when:8}{seconds:>8.1f}{cpu:>17.1f}{peak:>9,.0f}", flush=True)
                head = ""
                row[when] = [round(seconds, 1), round(cpu, 1), round(peak)]
        rows.append(row)
    if options.json:
        if options.json.exists():  # what this run did not measure stays
            measured = {(row["memory"], row["units"]) for row in rows}
            former = json.loads(options.json.read_text(encoding="utf-8"))
            rows += [row for row in former if (row["memory"], row["units"]) not in measured]
            rows.sort(key=lambda row: (-MEMORIES.index(row["memory"]), -row["units"]))
        options.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
