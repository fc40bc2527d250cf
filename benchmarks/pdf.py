"""Measure how many paragraphs of PDF files are read exactly: ``python benchmarks/pdf.py``.

    python benchmarks/pdf.py --seeds 2 --folder /tmp/pdf     # keeps the files it makes
    python benchmarks/pdf.py --kind "two columns" -v         # what is wrong

LibreOffice and Chromium (through playwright) save documents of known paragraphs: justified or not,
one to four columns, tables, footnotes, running heads, figures, lists; English and Chinese.
``--keep FOLDER`` writes the files that the tests keep, out of releases of ``corpora/`` alone.
"recovered" is the share of the paragraphs that the reader gives exactly (white space aside),
"in order" those of them that come in their order, "extra" what it gives beside them.
"""

import argparse
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from difflib import SequenceMatcher
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from pdf_documents import KINDS, Case, cases, compose, expected, fodt, html, save_all

from align.readers import read

# What the tests keep: kind, language, program, number (odd: not justified).
KEPT = [
    ("two columns", "en", "office", 0),
    ("two columns", "en", "office", 1),
    ("two columns", "zh", "browser", 0),
    ("three columns", "en", "browser", 1),
    ("three columns", "zh", "office", 0),
    ("narrow columns", "en", "office", 0),
    ("hyphenated columns", "en", "browser", 0),
    ("footnotes in columns", "zh", "office", 0),
    ("table beside text", "en", "office", 0),
    ("tables in columns", "zh", "office", 1),
    ("figures beside text", "en", "browser", 0),
    ("lists", "zh", "browser", 1),
]
Row = tuple[int, int, int, int]  # paragraphs, recovered, in order, extra


def compare(wanted: Sequence[str], found: Sequence[str]) -> Row:
    """Count paragraphs that are the same, white space aside."""
    a, b = ([" ".join(t.split()) for t in texts] for texts in (wanted, found))
    same = sum((Counter(a) & Counter(b)).values())
    blocks = SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()
    return len(a), same, sum(block.size for block in blocks), len(b) - same


def measure(case: Case, folder: Path, verbose: bool) -> Row:
    wanted = expected(compose(case))
    path = folder / f"{case.name}.pdf"
    found = [p.text for p in read(path) if not getattr(p, "aside", "")]
    row = compare(wanted, found)
    if verbose and row[1] < row[0]:
        print(f"== {path} {row}")
        a, b = ([" ".join(t.split()) for t in texts] for texts in (wanted, found))
        missing, extra = Counter(a) - Counter(b), Counter(b) - Counter(a)
        for mark, texts in (("-", missing), ("+", extra)):
            for text in texts.elements():
                print(mark, text)
    return row


def keep(folder: Path) -> None:
    """Write the files of the tests, and the paragraphs of each beside it."""
    sources = {}
    for case in cases(1):
        if (case.kind, case.language, case.program, case.seed) in KEPT:
            parts = compose(case, ((),))
            name = f"pdf_made_{case.name.replace('-', '_')}"
            suffix, make = (".fodt", fodt) if case.program == "office" else (".html", html)
            sources[f"{name}{suffix}"] = make(case, parts)
            text = "\n".join(expected(parts)) + "\n"
            (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    save_all(sources, folder)


def table(rows: dict[str, list[Row]]) -> None:
    print(f"{'':<28}{'paragraphs':>11}{'recovered':>11}{'in order':>10}{'extra':>7}")
    for name, counted in rows.items():
        n, same, order, extra = map(sum, zip(*counted, strict=True))
        print(f"{name:<28}{n:>11}{same / n:>11.2%}{order / n:>10.2%}{extra:>7}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="where PDF files are kept between runs")
    parser.add_argument("--kind", choices=KINDS, help="only this one")
    parser.add_argument("-v", "--verbose", action="store_true", help="print what is wrong")
    parser.add_argument("--keep", type=Path, help="write the files of the tests to this folder")
    args = parser.parse_args()
    if args.keep:
        keep(args.keep)
        return
    chosen = [case for case in cases(args.seeds) if args.kind in (None, case.kind)]
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.folder or Path(temporary)
        sources = {}
        for case in chosen:
            office = case.program == "office"
            text = (fodt if office else html)(case, compose(case))
            sources[f"{case.name}{'.fodt' if office else '.html'}"] = text
        save_all(sources, folder)
        rows: dict[str, list[Row]] = defaultdict(list)
        for case in chosen:
            row = measure(case, folder, args.verbose)
            for name in (case.kind, case.language, case.program, "all"):
                rows[name].append(row)
        order = [*KINDS, "en", "zh", "office", "browser", "all"]
        table({name: rows[name] for name in order if name in rows})


if __name__ == "__main__":
    main()
