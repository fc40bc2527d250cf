"""Run many mutated files through every command: ``python tests/fuzz/run.py --minutes 60``.

Each broken case is printed with what repeats it: ``--case SEED:NUMBER:KIND``.
"""

import argparse
import faulthandler
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from rule import Fuzzer


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--start", type=int, default=0, help="number of the first case")
    parser.add_argument("--kind", help="only files of this kind: memory, document, alignment …")
    parser.add_argument("--case", help="repeat this case and keep its files")
    options = parser.parse_args()
    faulthandler.enable()
    if options.case:
        seed, number, kind = options.case.split(":")
        fuzzer = Fuzzer(Path(tempfile.mkdtemp(prefix="fuzz-")), int(seed))
        found = fuzzer.case(int(number), kind or None)
        print(found or "nothing is broken", f"\nfiles: {fuzzer.folder / 'work'}")
        return bool(found)
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        fuzzer = Fuzzer(Path(folder), options.seed)
        end = time.monotonic() + 60 * options.minutes
        broken, number = 0, options.start
        while time.monotonic() < end:
            if found := fuzzer.case(number, options.kind):
                broken += 1
                print(found, flush=True)
            number += 1
    print(f"seed {options.seed}: {number - options.start:,} cases, {broken} broken")
    for what, count in sorted(fuzzer.ran.items()):
        print(f"  {what}: {count:,}")
    return bool(broken)


if __name__ == "__main__":
    sys.exit(main())
