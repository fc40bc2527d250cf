"""Measure sentence segmentation: ``python benchmarks/segmentation.py [--data DIR] [--errors N]``.

The lines of hand-segmented texts are joined in chunks of six (English with a space, Chinese with
nothing) and split again. Columns: boundaries between the lines, boundaries found, precision,
recall and F1; then recall over the boundaries with a visible end mark (not after a headline or
list item), and the share of the extra boundaries that follow such a mark. In mac-dev a line is a
sentence, so F1 can be taken at face value. In the others a line often has several sentences or
none: use the last two columns there.
"""

import argparse
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from align.languages import Language, get_language

ROOT = Path(__file__).resolve().parent.parent
SETS = ("mac-dev", "ntrex-dev", "tidb-notes")
CHUNK = 6
# A visible end: a full stop, ? or ! with closing quotes and brackets (or an ellipsis).
_MARKED = re.compile(r"[.!?。！？…][\"'”’」』）)\]]*\Z")


@dataclass
class Count:
    """Boundary counts of one set of texts."""

    gold: int = 0
    found: int = 0
    hit: int = 0
    marked: int = 0
    marked_hit: int = 0
    extra_marked: int = 0
    errors: Counter[str] = field(default_factory=Counter)

    def add(self, lines: list[str], language: Language) -> None:
        """Join lines, split them again and count the boundaries."""
        text = language.joiner.join(lines)
        gold: set[int] = set()
        at = 0
        for line in lines[:-1]:
            gold.add(at + len(line))
            at += len(line) + len(language.joiner)
        found = {end for _, end in language.split(text)} - {len(text)}
        marked = {end for end in gold if _MARKED.search(text[:end][-8:])}
        self.gold += len(gold)
        self.found += len(found)
        self.hit += len(gold & found)
        self.marked += len(marked)
        self.marked_hit += len(marked & found)
        self.extra_marked += sum(bool(_MARKED.search(text[:end][-8:])) for end in found - gold)
        for end in sorted(gold ^ found):
            kind = "missed" if end in gold else "extra"
            self.errors[f"{kind}: {text[max(0, end - 40) : end]}‖{text[end : end + 40]}"] += 1

    def row(self) -> list[str]:
        precision = self.hit / max(self.found, 1)
        recall = self.hit / max(self.gold, 1)
        f1 = 2 * self.hit / max(self.gold + self.found, 1)
        extra = self.found - self.hit
        return [
            str(self.gold),
            str(self.found),
            *(f"{x:.4f}" for x in (precision, recall, f1, self.marked_hit / max(self.marked, 1))),
            f"{self.extra_marked} of {extra}",
        ]


def measure(folder: Path, language: Language) -> Count:
    """Count over all texts of one language in a folder."""
    count = Count()
    for path in sorted(folder.glob(f"*.{language.code}.txt")):
        lines = [line.strip() for line in path.read_text("utf-8").splitlines() if line.strip()]
        for start in range(0, len(lines), CHUNK):
            count.add(lines[start : start + CHUNK], language)
    return count


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="show N errors per row")
    options = parser.parse_args()
    if not all((options.data / name).is_dir() for name in SETS):
        sys.exit(f"{options.data}: no folders {', '.join(SETS)} there; set it with --data")
    head = ["text", "gold", "found", "P", "R", "F1", "R marked", "extra marked"]
    print("{:<14}{:>7}{:>7}{:>8}{:>8}{:>8}{:>10}{:>14}".format(*head))
    for name in SETS:
        for code in ("en", "zh"):
            count = measure(options.data / name, get_language(code))
            row = [f"{name} {code}", *count.row()]
            print("{:<14}{:>7}{:>7}{:>8}{:>8}{:>8}{:>10}{:>14}".format(*row))
            for error in list(count.errors)[: options.errors]:
                print("   ", error)
    for code in ("en", "zh"):
        texts = [
            p.read_text("utf-8").replace("\n", " ")
            for p in sorted((options.data / "mac-dev").glob(f"*.{code}.txt"))
        ]
        begin = time.perf_counter()
        sentences = sum(len(get_language(code).split(text)) for text in texts)
        seconds = time.perf_counter() - begin
        print(f"{code}: {sentences / seconds:,.0f} sentences per second")


if __name__ == "__main__":
    main()
