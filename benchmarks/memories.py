"""Measure reading, counting, cleaning and converting: ``python benchmarks/memories.py``.

    python benchmarks/memories.py --units 1000000

A TMX of that many units is generated. Every job runs in a separate process, alternating with a
bare ``lxml.etree.iterparse`` loop over the same file that only counts the units. Printed are units
per second, time and CPU time relative to the bare loop (medians of the rounds), and the peak
memory of the process and its children together (shared pages count once).
"""

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parents[1]
BEGIN = "import os, sys, time, json; sys.path.insert(0, sys.argv[1]); path = sys.argv[2]\n"
END = """
took = time.perf_counter() - began
print(json.dumps([took, sum(os.times()[:4])]))
"""
# Imports are not timed: start-up is not measured here.
JOBS = {
    "bare iterparse": """
from lxml import etree
began = time.perf_counter()
for _, element in etree.iterparse(path):
    if element.tag == "tu":
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
""",
    "bare iterparse, tu only": """
from lxml import etree
began = time.perf_counter()
for _, element in etree.iterparse(path, tag="tu"):
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]
""",
    "read": """
from align.memory import read_memory
began = time.perf_counter()
for unit in read_memory(path):
    pass
""",
    "stats": """
from align.memory.stats import stats_of
began = time.perf_counter()
stats_of(path)
""",
    "clean, dry": """
from align.memory.clean import clean_memory
began = time.perf_counter()
clean_memory(path, None)
""",
    "clean": """
from align.memory.clean import clean_memory
began = time.perf_counter()
clean_memory(path, path + ".out.tmx")
""",
    "clean, --jobs 1": """
from align.memory.clean import clean_memory
began = time.perf_counter()
clean_memory(path, path + ".out.tmx", jobs=1)
""",
    "convert to TSV": """
from align.memory import convert
began = time.perf_counter()
convert(path, path + ".out.tsv")
""",
}
BARE = "bare iterparse"


def generate(path: Path, units: int) -> None:
    """Generate different units with this project's properties; one in 50 is repeated."""
    rng = random.Random(1)
    write_tmx(path, (_unit(rng, number) for number in range(units)))


def _unit(rng: random.Random, number: int) -> tuple[str, float, str, str]:
    n = number if number % 50 else rng.randrange(number + 1)
    confidence = rng.randrange(500, 999) / 1000
    en = f"The company issued {n} certificates in the quarter, a rise of {n % 97} percent."
    return f"release-{n // 20}", confidence, en, f"该公司本季度颁发证书{n}张，同比增长{n % 97}%。"


def write_tmx(path: Path, units: Iterable[tuple[str, float, str, str]]) -> None:
    """Write a TMX from document, confidence, English and Chinese of each unit."""
    with path.open("w", encoding="utf-8") as file:
        file.write(
            '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n'
            '<tmx version="1.4">\n<header creationtool="x" creationtoolversion="1" '
            'segtype="sentence" o-tmf="x" adminlang="en-US" srclang="en-US" '
            'datatype="plaintext"/>\n<body>\n'
        )
        for number, (document, confidence, en, zh) in enumerate(units):
            file.write(
                f'<tu tuid="{number}" creationdate="20260101T000000Z">\n'
                f'<prop type="x-confidence">{confidence:.3f}</prop>'
                f'<prop type="x-document">{escape(document)}</prop>\n'
                f'<tuv xml:lang="en-US"><seg>{escape(en)}</seg></tuv>\n'
                f'<tuv xml:lang="zh-CN"><seg>{escape(zh)}</seg></tuv>\n</tu>\n'
            )
        file.write("</body>\n</tmx>\n")


def measure(job: str, path: Path, checkout: Path = ROOT) -> tuple[float, float, float]:
    """Run a job of a checkout, given as code; return its seconds, CPU seconds and megabytes."""
    line = [sys.executable, "-c", BEGIN + job + END, str(checkout), str(path)]
    process = subprocess.Popen(line, stdout=subprocess.PIPE, text=True, cwd=checkout)
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, megabytes(process.pid))
        time.sleep(0.05)
    assert process.stdout is not None
    seconds, processors = json.loads(process.stdout.read())
    return seconds, processors, peak


def megabytes(process: int) -> float:
    """Return the current memory of a process and its children (Linux only)."""
    with suppress(OSError):  # it just ended
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
        own = next(line for line in rollup.splitlines() if line.startswith("Pss:"))
        return int(own.split()[1]) / 1024 + sum(megabytes(int(child)) for child in children)
    return 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--units", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=1, help="number of rounds")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    options = parser.parse_args()
    figures = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "m.tmx")
        generate(path, options.units)
        print(f"{options.units:,} units, {path.stat().st_size / 1e6:,.0f} MB")
        print(f"{'job':26}{'units/s':>10}{'x bare':>8}{'x CPU':>8}{'peak MB':>9}")
        for job in JOBS:
            took, ratios, processors, peaks = [], [], [], []
            for _ in range(options.rounds):
                bare, bare_cpu, _ = measure(
                    JOBS[BARE], path
                )  # alternating: the machine may be busy
                seconds, cpu, peak = measure(JOBS[job], path)
                took.append(seconds)
                ratios.append(seconds / bare)
                processors.append(cpu / bare_cpu)
                peaks.append(peak)
            speed = options.units / statistics.median(took)
            ratio = statistics.median(ratios)
            cpus = statistics.median(processors)
            print(
                f"{job:26}{speed:>10,.0f}{ratio:>8.2f}{cpus:>8.2f}{max(peaks):>9,.0f}", flush=True
            )
            figures[job] = [round(speed), round(ratio, 2), round(cpus, 2), round(max(peaks))]
    if options.json:
        options.json.write_text(
            json.dumps({"units": options.units, "jobs": figures}, indent=1) + "\n", encoding="utf-8"
        )


if __name__ == "__main__":
    main()
