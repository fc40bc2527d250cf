"""Measure time and memory of the audit of a large memory: ``python benchmarks/audit_speed.py``.

    python benchmarks/audit_speed.py --units 1000000

Two memories are generated: ``short``, where each unit has a different sentence with two numbers;
and ``releases``, sentences of corpora/ joined at random until a unit has 100 English letters,
twenty units per document. Each is audited with all checks in a separate process, with one worker
per core, after a bare ``lxml.etree.iterparse`` loop over the same file. Printed are the seconds of
both, their ratio, the CPU microseconds per unit, and the peak memory of the audit and its workers
together (shared pages count once).
"""

import argparse
import json
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path

from datasets import CORPORA, read_set
from memories import BARE, JOBS, generate, measure, write_tmx

AUDIT = """
from align.audit import audit
began = time.perf_counter()
audit(path).findings.close()
"""
LENGTH = 100
LONGEST = 160


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
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    options = parser.parse_args()
    figures = {}
    print(
        f"{'memory':10}{'units':>10}{'MB':>6}{'bare s':>8}{'audit s':>9}{'x bare':>8}"
        f"{'CPU µs/unit':>13}{'peak MB':>9}"
    )
    for name in ("short", "releases"):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "m.tmx")
            if name == "short":
                generate(path, options.units)
            else:
                write_tmx(path, releases(options.units))
            size = path.stat().st_size / 1e6
            bare, _, _ = measure(JOBS[BARE], path)
            seconds, cpu, peak = measure(AUDIT, path)
        print(
            f"{name:10}{options.units:>10,}{size:>6,.0f}{bare:>8.1f}{seconds:>9.1f}"
            f"{seconds / bare:>8.1f}{1e6 * cpu / options.units:>13.0f}{peak:>9,.0f}",
            flush=True,
        )
        figures[name] = {
            "units": options.units,
            "bare": round(bare, 1),
            "seconds": round(seconds, 1),
            "ratio": round(seconds / bare, 1),
            "cpu": round(1e6 * cpu / options.units),
            "peak": round(peak),
        }
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
