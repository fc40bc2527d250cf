"""Read, perturb and split the evaluation texts."""

import gzip
import hashlib
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from align.document import Document

Beads = list[tuple[tuple[int, ...], tuple[int, ...]]]
CORPORA = Path(__file__).resolve().parents[1] / "corpora" / "gold"
DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
#: Pairs of many kinds to learn from; those of old language are not for tests of modern text.
PARALLEL = DATA / "parallel"
OLD_LANGUAGE = ("bible", "classics")
HALVES = ("dev", "test")
#: English, Chinese, document, place
Row = tuple[str, str, str, str]


@dataclass(frozen=True)
class Text:
    """One bilingual text with gold beads. ``source`` names the original text."""

    name: str
    source: str
    en: list[str]  # lines, empty ones are paragraph breaks
    zh: list[str]
    gold: Beads

    @property
    def documents(self) -> tuple[Document, Document]:
        """The English and the Chinese document."""
        return Document.from_sentences(self.en, "en"), Document.from_sentences(self.zh, "zh")


def read_beads(path: Path) -> Beads:
    def ids(field: str) -> tuple[int, ...]:
        return tuple(int(i) for i in field.split(",") if i.strip())

    lines = path.read_text(encoding="utf-8").splitlines()
    return [(ids(en), ids(zh)) for en, zh in (line.split("\t") for line in lines if line)]


def read_set(folder: Path) -> list[Text]:
    """Read all texts of a folder, sorted by name."""
    if not folder.is_dir():
        sys.exit(f"{folder}: no such folder; the evaluation texts are expected there")
    texts = []
    for gold in sorted(folder.glob("*.gold.tsv")):
        base = str(gold)[: -len(".gold.tsv")]
        en, zh = (
            Path(f"{base}.{language}.txt").read_text(encoding="utf-8").splitlines()
            for language in ("en", "zh")
        )
        name = f"{folder.name}/{Path(base).name}"
        texts.append(Text(name, name, en, zh, read_beads(gold)))
    return texts


def with_deletions(
    text: Text, seed: int, *, share: float = 0.06, longest: int = 1, suffix: str = "deleted"
) -> Text:
    """Delete about ``share`` of the sentences of 1–1 beads on each side.

    Deletions come in runs of 1 … ``longest`` consecutive 1–1 beads; a bead never loses both
    sides. Paragraph breaks are dropped.
    """
    rng = random.Random(f"{seed} {text.name}")
    en = [line for line in text.en if line.strip()]
    zh = [line for line in text.zh if line.strip()]
    ones = [k for k, (a, b) in enumerate(text.gold) if len(a) == len(b) == 1]
    gone: dict[int, str] = {}
    for side in ("en", "zh"):
        want = round(share * len(ones))
        while want > 0:
            run = min(rng.randint(1, longest), want)
            at = rng.randrange(len(ones))
            for k in ones[at : at + run]:
                gone.setdefault(k, side)
            want -= run
    lost_en = {text.gold[k][0][0] for k, side in gone.items() if side == "en"}
    lost_zh = {text.gold[k][1][0] for k, side in gone.items() if side == "zh"}
    new_en = {i: n for n, i in enumerate(i for i in range(len(en)) if i not in lost_en)}
    new_zh = {j: n for n, j in enumerate(j for j in range(len(zh)) if j not in lost_zh)}
    gold = [
        (
            tuple(new_en[i] for i in a if i in new_en),
            tuple(new_zh[j] for j in b if j in new_zh),
        )
        for a, b in text.gold
    ]
    return Text(
        f"{text.name}+{suffix}",
        text.source,
        [en[i] for i in new_en],
        [zh[j] for j in new_zh],
        [bead for bead in gold if bead != ((), ())],
    )


def with_merges(text: Text, seed: int, *, share: float = 0.12, suffix: str = "merged") -> Text:
    """Join about ``share`` of the lines to the next line, on each side independently.

    Beads whose lines are joined become one bead. Paragraph breaks are dropped.
    """
    rng = random.Random(f"{seed} {text.name}")
    sides: list[list[str]] = []
    numbers: list[dict[int, int]] = []  # old line → new line
    for whole, joiner in ((text.en, " "), (text.zh, "")):
        lines = [line for line in whole if line.strip()]
        new: list[str] = []
        where = {}
        joined = False
        for i, line in enumerate(lines):
            joined = bool(new) and not joined and rng.random() < share
            if joined:
                new[-1] += joiner + line
            else:
                new.append(line)
            where[i] = len(new) - 1
        sides.append(new)
        numbers.append(where)
    beads: list[tuple[set[int], set[int]]] = []
    for en, zh in sorted(text.gold, key=lambda bead: (min(bead[0], default=1e9), bead[1])):
        own = {numbers[0][i] for i in en}, {numbers[1][j] for j in zh}
        touching = [b for b in beads if b[0] & own[0] or b[1] & own[1]]
        for b in touching:
            own = own[0] | b[0], own[1] | b[1]
            beads.remove(b)
        beads.append(own)
    gold = sorted((tuple(sorted(a)), tuple(sorted(b))) for a, b in beads)
    return Text(f"{text.name}+{suffix}", text.source, sides[0], sides[1], gold)


def with_paragraphs(text: Text, seed: int) -> Text:
    """Insert paragraph breaks after 1 … 5 beads, one in eight on one side only."""
    rng = random.Random(f"{seed} {text.name}")
    lines: list[list[str]] = []
    for whole in (text.en, text.zh):
        lines.append([line for line in whole if line.strip()])
    breaks: tuple[set[int], set[int]] = (set(), set())
    left = rng.randint(1, 5)
    for bead in text.gold:
        left -= 1
        if left:
            continue
        left = rng.randint(1, 5)
        skip = rng.choice([0, 1]) if rng.random() < 0.125 else None
        for n in (0, 1):
            if bead[n] and n != skip:
                breaks[n].add(max(bead[n]))
    en, zh = (
        [t for i, line in enumerate(lines[n]) for t in ([line, ""] if i in breaks[n] else [line])]
        for n in (0, 1)
    )
    return Text(text.name, text.source, en, zh, text.gold)


def folds(texts: list[Text], count: int) -> Iterator[tuple[list[Text], list[Text]]]:
    """Yield (training, held out) ``count`` times; all versions of a source are in the same part."""
    sources = sorted({text.source for text in texts})
    random.Random(7).shuffle(sources)
    for k in range(count):
        out = set(sources[k::count])
        yield (
            [t for t in texts if t.source not in out],
            [t for t in texts if t.source in out],
        )


def parallel(half: str, most: int | None = None) -> Iterator[tuple[str, list[Row]]]:
    """Yield the files of PARALLEL, each with the rows of one half.

    The halves are divided by document (one long list without documents by runs of 200 rows): checks
    are mended on ``dev`` and measured on ``test``. ``most``: the first rows of each file only.
    """
    for path in sorted(PARALLEL.glob("*.tsv*")):
        name = path.name.split(".")[0]
        if name.startswith(OLD_LANGUAGE):
            continue
        data = path.read_bytes()
        text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
        rows: list[Row] = []
        for line in text.splitlines():
            en, zh, document, place = line.split("\t")[:4]
            part = int(place) // 200 if name.startswith("tatoeba") else document
            digest = hashlib.sha1(f"{name} {part}".encode()).digest()
            if HALVES[digest[0] % 2] == half and (most is None or len(rows) < most):
                rows.append((en, zh, f"{name}/{document}", place))
        yield name, rows
