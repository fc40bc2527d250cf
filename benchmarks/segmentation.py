"""Measure sentence segmentation: ``python benchmarks/segmentation.py [--data DIR] [--errors N]``.

First table: the lines of hand-segmented texts are joined in chunks of six (English with a space,
Chinese with nothing) and split again. Columns: boundaries between the lines, boundaries found,
precision, recall and F1; then recall over the boundaries with a visible end mark (not after a
headline or list item), and the share of the extra boundaries that follow such a mark. In mac-dev a
line is a sentence, so F1 can be taken at face value. In the others a line often has several
sentences or none: use the last two columns there.

Second table, end to end: whole texts are made of the lines of a gold alignment, cut by us, aligned,
and compared with the gold by characters, white space apart. A gold unit is *reachable* when our
sentences have its borders on both sides; *right* is the strict F1 of the beads as sets of
characters, *in right units* the share of the characters that stand in them (null units included).
"""

import argparse
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from text_sets import CORPORA, Text, read_set

from align.document import Document, Paragraph
from align.evaluation import Figures
from align.languages import Language, get_language
from align.pipeline import Aligner
from align.segment import segment_paragraphs

ROOT = Path(__file__).resolve().parent.parent
SETS = ("mac-dev", "ntrex-dev", "tidb-notes")
#: Sets whose lines are sentences, which are joined to paragraphs; in others a line is a paragraph.
JOINED = ("mac-dev", "ntrex-dev", "corpora")
END_TO_END = (*JOINED, "k8s-perturbed", "tidb-notes")
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


# --- end to end


@dataclass
class Side:
    """One side of a text: its document, and the characters of its gold lines."""

    document: Document
    lines: list[tuple[int, int]]  # first character of each line and the one after its last
    sentences: list[tuple[int, int]]

    @classmethod
    def of(cls, lines: list[str], code: str, *, joined: bool) -> "Side":
        """Make paragraphs of lines and split them. Characters are counted without white space.

        Joined are the lines between empty ones; one that ends with a letter is a headline, apart.
        """
        texts: list[str] = []
        apart = True
        for line in lines:
            headline = not joined or line.rstrip("\"'”’」』）)")[-1:].isalnum()
            if line.strip():
                if apart or headline:
                    texts.append(line)
                else:
                    texts[-1] += get_language(code).joiner + line
            apart = headline or not line.strip()
        paragraphs = tuple(Paragraph(text, n) for n, text in enumerate(texts, start=1))
        sentences = segment_paragraphs(paragraphs, code)
        return cls(
            Document(paragraphs, sentences, code, code),
            _spans([line for line in lines if line.strip()]),
            _spans([sentence.text for sentence in sentences]),
        )

    def borders(self) -> set[int]:
        """The characters before which a sentence may begin or end."""
        return {0, *(end for _, end in self.sentences)}


def _spans(texts: list[str]) -> list[tuple[int, int]]:
    spans = []
    at = 0
    for text in texts:
        end = at + len("".join(text.split()))
        spans.append((at, end))
        at = end
    return spans


#: The characters of a unit on one side: runs without a gap.
Runs = tuple[tuple[int, int], ...]


def _runs(numbers: tuple[int, ...], spans: list[tuple[int, int]]) -> Runs:
    found: list[tuple[int, int]] = []
    for start, end in (spans[number] for number in sorted(numbers)):
        if found and found[-1][1] == start:
            start = found.pop()[0]
        found.append((start, end))
    return tuple(found)


@dataclass
class EndToEnd:
    """Counts of one set of texts."""

    units: int = 0
    reachable: int = 0
    beads: Figures = field(default_factory=Figures)
    characters: int = 0
    right: int = 0

    def add(self, text: Text, aligner: Aligner, *, joined: bool) -> None:
        """Cut, align and compare a text."""
        sides = [Side.of(list(getattr(text, code)), code, joined=joined) for code in ("en", "zh")]
        beads = aligner.align_documents(*(side.document for side in sides))
        found = {
            tuple(
                _runs(numbers, side.sentences)
                for numbers, side in zip((bead.en, bead.zh), sides, strict=True)
            )
            for bead in beads
        }
        gold = {
            tuple(_runs(n, side.lines) for n, side in zip(bead, sides, strict=True))
            for bead in text.gold
        }
        filled = {unit for unit in gold if all(unit)}
        self.units += len(filled)
        borders = [side.borders() for side in sides]
        self.reachable += sum(
            all(
                known.issuperset(end for run in runs for end in run)
                for runs, known in zip(unit, borders, strict=True)
            )
            for unit in filled
        )
        self.beads += Figures(len(found & gold), len(found), len(found & filled), len(filled))
        self.characters += sum(map(_size, gold))
        self.right += sum(map(_size, gold & found))

    def row(self) -> list[str]:
        rates = (self.reachable / self.units, self.beads.f1, self.right / self.characters)
        return [str(self.units), *(f"{rate:.4f}" for rate in rates)]


def _size(unit: tuple[Runs, ...]) -> int:
    return sum(end - start for runs in unit for start, end in runs)


def end_to_end(name: str, data: Path) -> EndToEnd:
    """Measure one set of texts."""
    count = EndToEnd()
    aligner = Aligner(force=True)
    for text in read_set(CORPORA if name == "corpora" else data / name):
        count.add(text, aligner, joined=name in JOINED)
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
    print(
        "\n{:<14}{:>7}{:>11}{:>8}{:>16}".format(
            "end to end", "units", "reachable", "right", "in right units"
        )
    )
    for name in END_TO_END:
        print("{:<14}{:>7}{:>11}{:>8}{:>16}".format(name, *end_to_end(name, options.data).row()))


if __name__ == "__main__":
    main()
