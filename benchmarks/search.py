"""How fast an indexed memory answers: ``python benchmarks/search.py --units 1000000``.

The memory is that of ``memories.py``. The index is built once; then every search is run as the
command, its start included, and the median of the rounds is printed.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from memories import ROOT, generate

SEARCHES = {
    "exact": [
        "123456",
        "2",
        "certificates in the quarter",
        "本季度颁发证书",
        "rise of 13 p",
        "斑马",
    ],
    "fuzzy": [
        "The company issued 123456 certificates in a quarter, a rise of 13 percent.",
        "该公司本季度颁发证书123456张，同比下降",
        "certificates",
        "a zebra in the quarter",
        "2023",
    ],
}


def run(path: Path, mode: str, text: str) -> tuple[float, str]:
    """Seconds, and the summary."""
    line = [sys.executable, ROOT / "cli.py", "search", path, text, "--mode", mode, "-n", "5"]
    began = time.perf_counter()
    done = subprocess.run(line, check=True, capture_output=True, text=True)
    return time.perf_counter() - began, done.stderr.splitlines()[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--units", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "m.tmx")
        generate(path, options.units)
        seconds, _ = run(path, "exact", "zebra")
        sizes = [file.stat().st_size / 1e6 for file in (path, *path.parent.glob("*-index"))]
        print("index built in {:.0f} s; MB: memory {:.0f}, index {:.0f}".format(seconds, *sizes))
        for mode, texts in SEARCHES.items():
            for text in texts:
                rounds = [run(path, mode, text) for _ in range(options.rounds)]
                took = statistics.median(seconds for seconds, _ in rounds)
                print(f"{mode} {took:5.2f} s  {text}: {rounds[0][1]}", flush=True)


if __name__ == "__main__":
    main()
