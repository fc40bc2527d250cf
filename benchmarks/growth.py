"""Measure how processor time grows with the length of a text: ``python benchmarks/growth.py``.

    python benchmarks/growth.py --only audit --only clean --longest 32000

Thirty short patterns (numbers, brackets, codes, marks …) are repeated to 1,000, 2,000 … characters,
and every text-facing command runs over a file with one such segment on both sides, the Chinese
one shorter by a repetition. Printed are the seconds of each length and the largest factor between
two lengths of which the longer one took a tenth of a second; longer ones than one that took ten
seconds are left out. A factor above 2.5 is marked, and the exit status is 1.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from itertools import pairwise
from pathlib import Path
from xml.sax.saxutils import escape

from align.audit.engine.config import Config
from align.library import (
    align,
    audit,
    clean,
    convert,
    diff,
    leverage,
    merge,
    sample,
    search,
    split,
    stats,
    terms,
    validate,
)
from align.pipeline import Aligner
from align.segment.document_reader import DocumentReader

PATTERNS = {
    "numbers, comma": "1,",
    "numbers, space": "1 ",
    "numbers, point": "1.",
    "numbers, grouped": "1,000 ",
    "number words": "one hundred ",
    "Chinese numbers": "一百",
    "dates": "1年1月",
    "dates, ISO": "2024-01-01 ",
    "times": "10:30 ",
    "currency": "$1 ",
    "percent": "5% ",
    "units": "3 km ",
    "telephone": "+86-10-1234 ",
    "placeholders": "{0}",
    "placeholders, printf": "%s ",
    "tags": "<b>x</b>",
    "tags, open": "<",
    "entities": "&amp;",
    "brackets": "(",
    "brackets, closed": "()",
    "brackets, closing": ")",
    "quotes": '"',
    "quotes, single": "'",
    "quotes, Chinese": "“",
    "dashes": "-",
    "points": ".",
    "points, space": ". ",
    "question marks": "？",
    "semicolons": "; ",
    "Chinese": "中",
    "Chinese sentence": "中文。",
    "letters": "a",
    "capitals": "A",
    "words": "word ",
    "names": "Ann Lee ",
    "abbreviations": "e.g. ",
    "initials": "U.S. ",
    "addresses": "http://a.b/c ",
    "mail": "a@b.cn ",
    "paths": "/a",
    "underscores": "a_",
    "spaces": " ",
    "spaces, wide": "\u3000",
    "combining": "e\u0301",
    "zero width": "\u200b",
    "both": "word中",
    "line": "a b c\t",
}
MOST = 2.5
#: Seconds from which a factor counts, and from which longer texts are left out.
SEEN, ENOUGH = 0.1, 10.0


def memory(folder: Path, en: str, zh: str) -> Path:
    """A TMX with a long segment between two short ones."""
    path = folder / "m.tmx"
    pairs = [("The box is red.", "盒子是红色的。"), (en, zh), ("It was sold.", "它卖掉了。")]
    units = "".join(
        f'<tu><tuv xml:lang="en"><seg>{escape(a)}</seg></tuv>'
        f'<tuv xml:lang="zh"><seg>{escape(b)}</seg></tuv></tu>\n'
        for a, b in pairs
    )
    path.write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4"><header creationtool="x" '
        'creationtoolversion="1" segtype="sentence" o-tmf="x" adminlang="en" srclang="en" '
        f'datatype="plaintext"/><body>\n{units}</body></tmx>\n',
        encoding="utf-8",
    )
    return path


def audited(path: Path, folder: Path, *checks: str) -> None:
    config = Config(only=checks) if checks else Config()
    audit(path, folder / "r.json", config=config, no_config=True, jobs=1).__exit__()


def _converted(path: Path, folder: Path) -> None:
    for suffix in (".xlf", ".csv", ".xlsx", ".jsonl", ".tmx", ".tbx"):
        convert(path, folder / f"c{suffix}")


def _documents(folder: Path, en: str, zh: str) -> tuple[Path, Path]:
    files = folder / "d.en.txt", folder / "d.zh.txt"
    files[0].write_text(f"The box is red.\n{en}\nIt was sold.\n", encoding="utf-8")
    files[1].write_text(f"盒子是红色的。\n{zh}\n它卖掉了。\n", encoding="utf-8")
    return files


def commands(aligner: Aligner) -> dict[str, Callable[[Path, str, str], object]]:
    """What is measured: a function of the folder with ``m.tmx`` and of both texts."""
    aligner = Aligner(encoder=aligner.encoders, force=True)
    reader = DocumentReader()

    def segment(folder: Path, en: str, zh: str) -> None:
        reader.from_text(en, "en")
        reader.from_text(zh, "zh")

    def aligned(folder: Path, en: str, zh: str) -> None:
        files = _documents(folder, en, zh)
        aligner.align_files(*files)

    def align_memory(folder: Path, en: str, zh: str) -> None:
        align(folder / "m.tmx", out=folder / "a.tmx", aligner=aligner)

    def leveraged(folder: Path, en: str, zh: str) -> None:
        leverage(
            _documents(folder, en + "x", zh)[0], folder / "m.tmx", folder / "l.xlf", language="en"
        )

    def searched(folder: Path, en: str, zh: str) -> None:
        for mode in ("exact", "fuzzy"):
            search(folder / "m.tmx", en[:200].strip() or "x", language="en", mode=mode, index=False)
            search(folder / "m.tmx", "word", language="en", mode=mode, index=False)

    def termed(folder: Path, en: str, zh: str) -> None:
        terms(folder / "m.tmx", folder / "t.csv")

    return {
        "segment": segment,
        "align": aligned,
        "align TMX": align_memory,
        "clean": lambda f, en, zh: clean(f / "m.tmx", f / "o.tmx", jobs=1),
        "convert": lambda f, en, zh: _converted(f / "m.tmx", f),
        "stats": lambda f, en, zh: stats(f / "m.tmx", jobs=1),
        "validate": lambda f, en, zh: validate(f / "m.tmx"),
        "merge": lambda f, en, zh: merge([f / "m.tmx", f / "m.tmx"], f / "o.tmx"),
        "diff": lambda f, en, zh: diff(f / "m.tmx", f / "m.tmx"),
        "split": lambda f, en, zh: split(f / "m.tmx", f"{f}/part{{}}.tmx", units=1),
        "sample": lambda f, en, zh: sample(f / "m.tmx", f / "o.tmx", 2),
        "search": searched,
        "leverage": leveraged,
        "terms": termed,
        "audit": lambda f, en, zh: audited(f / "m.tmx", f),
    }


def seconds(call: Callable[[], object]) -> float:
    """Processor time of a call, the lower of two if it is short."""
    best = float("inf")
    for _ in range(2):
        began = time.process_time()
        call()
        best = min(best, time.process_time() - began)
        if best > 1:
            break
    return best


def measured(
    run: Callable[[Path, str, str], object], pattern: str, lengths: Iterable[int]
) -> list[float]:
    """Seconds by length, until they are :data:`ENOUGH`."""
    times: list[float] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for length in lengths:
            count = max(2, length // len(pattern))
            en, zh = f"Here it is: {pattern * count}.", f"如下：{pattern * (count - 1)}。"
            memory(folder, en, zh)
            times.append(seconds(lambda en=en, zh=zh: run(folder, en, zh)))  # type: ignore[misc]
            if times[-1] > ENOUGH:
                break
    return times


def factor(times: list[float]) -> float:
    """The largest factor between two lengths."""
    return max((b / max(a, 1e-9) for a, b in pairwise(times) if b > SEEN), default=0.0)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", action="append", help="a command, or audit:CHECK; repeatable")
    parser.add_argument("--pattern", action="append", help="a pattern by name; repeatable")
    parser.add_argument("--longest", type=int, default=32_000)
    parser.add_argument("--bad", action="store_true", help="print only what grows too fast")
    parser.add_argument("--json", type=Path, help="write all times")
    args = parser.parse_args()
    aligner = Aligner()
    aligner.encode(["warm"])
    known = commands(aligner)
    found: dict[str, dict[str, list[float]]] = {}
    lengths = [1000 << n for n in range(16) if 1000 << n <= args.longest]
    bad = 0
    for name in args.only or known:
        run = known.get(name)
        if run is None:
            check = name.partition(":")[2]
            run = lambda f, en, zh, check=check: audited(f / "m.tmx", f, check)  # noqa: E731
        measured(run, "word ", [500])  # imports
        for title in args.pattern or PATTERNS:
            times = measured(run, PATTERNS[title], lengths)
            found.setdefault(name, {})[title] = times
            worst = factor(times)
            over = worst > MOST
            bad += over
            if over or not args.bad:
                shown = " ".join(f"{t:7.3f}" for t in times)
                print(f"{name:10} {title:22} {shown}  x{worst:.1f}{'  <--' * over}", flush=True)
    if args.json:
        args.json.write_text(json.dumps(found, indent=1), encoding="utf-8")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
