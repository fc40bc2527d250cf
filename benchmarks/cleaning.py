"""Measure what the rules of ``clean`` for single units remove: ``python benchmarks/cleaning.py``.

    python benchmarks/cleaning.py --show ratio     # with 20 of the good units that a rule removes

Good units are the sentence pairs beside the checkout (../shared/data/parallel) and the messages of
the programs on this computer that have been translated into Chinese (GNU gettext). The first line
counts the good ones that each rule removes; messages that are the same in both languages are no
translations, so ``identical`` and ``no-words`` are right. Bad units are made of the pairs: each
line says which share of them is removed.
"""

import argparse
import gettext
import gzip
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from text_sets import DATA

from align.memory.clean import RULES
from align.memory.clean.cleaning import Judge, with_defaults
from align.memory.clean.rule import example_unit

Pair = tuple[str, str]
MESSAGES = Path("/usr/share/locale/zh_CN/LC_MESSAGES")
FRENCH = "Le certificat est valable pour une année avec les annexes du contrat."
#: Each makes a bad unit of a pair and of another one.
BAD: dict[str, Callable[[Pair, Pair], Pair]] = {
    "not translated": lambda pair, other: (pair[0], pair[0]),
    "not translated, with a full stop": lambda pair, other: (pair[0], f"{pair[0].rstrip('.')}。"),
    "other English": lambda pair, other: (pair[0], other[0]),
    "sides exchanged": lambda pair, other: (pair[1], pair[0]),
    "French beside Chinese": lambda pair, other: (FRENCH, pair[1]),
    "half English": lambda pair, other: (pair[0], pair[1][:2] + pair[0]),
    "the first two characters": lambda pair, other: (pair[0], pair[1][:2]),
    "the first letter": lambda pair, other: (pair[0][:1], pair[1]),
    "another unit's translation": lambda pair, other: (pair[0], other[1]),
    "no translation": lambda pair, other: (pair[0], " "),
}


def pairs(number: int, rng: random.Random) -> list[Pair]:
    """Draw sentence pairs, the same number from each file."""
    files = sorted((DATA / "parallel").glob("*.tsv*"))
    if not files:
        sys.exit(f"{DATA}: no such folder; the evaluation texts are expected there")
    found: list[Pair] = []
    for path in files:
        read = gzip.open if path.suffix == ".gz" else open
        with read(path, "rt", encoding="utf-8") as file:
            rows = [line.rstrip("\n").split("\t")[:2] for line in file]
        found += [(row[0], row[1]) for row in rng.sample(rows, min(number, len(rows)))]
    return found


def messages() -> Iterator[Pair]:
    """Yield the messages of programs and their translations, each once."""
    seen: set[Pair] = set()
    for path in sorted(MESSAGES.glob("*.mo")):
        with path.open("rb") as file:
            catalog = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
        for key, zh in catalog.items():
            en = (key[0] if isinstance(key, tuple) else key).rpartition("\x04")[2]
            if en and zh and (en, zh) not in seen:
                seen.add((en, zh))
                yield en, zh


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=1000, help="pairs from each file")
    parser.add_argument("--show", choices=[*RULES], help="a rule")
    given = parser.parse_args()
    rng = random.Random(1)
    judge = Judge([rule.name for rule in RULES.values() if rule.make], with_defaults({}))
    good = pairs(given.number, rng)
    for name, some in (("pairs", good), ("messages", list(messages()))):
        removed: dict[str, list[str]] = {}
        for en, zh in some:
            if fate := judge(example_unit(en, zh)):
                removed.setdefault(fate[0], []).append(f"{fate[1]}: {en!r} | {zh!r}")
        counts = ", ".join(f"{len(found)} {rule}" for rule, found in removed.items())
        print(f"{name:<34}{len(some):>8,}   {counts}")
        for line in rng.sample(found := removed.get(given.show, []), min(20, len(found))):
            print(f"    {line[:200]}")
    for name, spoil in BAD.items():
        fates: Counter[str] = Counter()
        for pair, other in zip(good, rng.sample(good, len(good)), strict=True):
            fate = judge(example_unit(*spoil(pair, other)))
            fates[fate[0] if fate else ""] += 1
        rules = ", ".join(rule for rule, _ in fates.most_common(4) if rule)
        print(f"{name:<34}{1 - fates[''] / len(good):>8.1%}   {rules}")


if __name__ == "__main__":
    main()
