"""Precision, recall and F1 of alignments against gold.

A bead is the pair of its English and Chinese sentence numbers. *Strict*: a proposed bead is correct
when the gold has exactly that bead. *Lax*: when the gold links one of its English sentences with
one of its Chinese sentences in the same bead; null beads are compared exactly. Precision is over
all proposed beads, null beads included, recall over the gold beads with text on both sides. *Nulls*
counts the sentences in null beads.
"""

import math
import os
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, field, replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from align.alignment import Alignment
from align.errors import InputError
from align.files.load import load_text
from align.formats.read import read_alignment
from align.frames import Shown
from align.version import __version__

Pair = tuple[tuple[int, ...], tuple[int, ...]]

#: Numbers from this one on: sentences that are not in the gold.
FOREIGN = 1_000_000

_IDS = r"((?:[0-9]{1,6}(?:,[0-9]{1,6})*)?)"  # six digits: always below FOREIGN
_LINE = re.compile(rf"{_IDS}\t{_IDS}")


@dataclass(frozen=True)
class Figures:
    """Counts, and the rates computed from them.

    Precision is ``right`` / ``proposed``, recall ``found`` / ``gold``. Without a denominator a rate
    is nan and printed as a dash.

    >>> f = Figures(right=3, proposed=4, found=3, gold=6)
    >>> f.precision, f.recall, round(f.f1, 3)
    (0.75, 0.5, 0.6)
    """

    right: int = 0
    proposed: int = 0
    found: int = 0
    gold: int = 0

    @property
    def precision(self) -> float:
        """Share of the proposed that is correct."""
        return self.right / self.proposed if self.proposed else math.nan

    @property
    def recall(self) -> float:
        """Share of the gold that was found."""
        return self.found / self.gold if self.gold else math.nan

    @property
    def f1(self) -> float:
        """Harmonic mean of both; 0 when one of them has no denominator, nan when neither has."""
        if not (self.proposed or self.gold):
            return math.nan
        if not (self.right and self.found):
            return 0.0
        return 2 * self.precision * self.recall / (self.precision + self.recall)

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))

    def __str__(self) -> str:
        return f"F1 {_rate(self.f1)} (P {_rate(self.precision)}, R {_rate(self.recall)})"

    def to_dict(self) -> dict[str, float | int | None]:
        """Rates and counts by name; nan becomes None."""
        rates = {"precision": self.precision, "recall": self.recall, "f1": self.f1}
        rounded = {k: None if math.isnan(v) else round(v, 6) for k, v in rates.items()}
        return {**rounded, **asdict(self)}


@dataclass(frozen=True)
class Score(Shown):
    """The agreement of alignments with the gold.

    Scores of documents are added by their counts (micro average); ``parts`` then holds the
    documents' own scores. ``types`` has the strict figures by bead type: the proposed bead's for
    precision, the gold bead's for recall. ``mapped`` is the number of documents whose sentences
    were matched with the gold's by text, ``unmatched`` the number of sentences without a match.

    >>> gold = [((0,), (0,)), ((1,), (1, 2)), ((2,), ())]
    >>> test = [((0,), (0,)), ((1, 2), (1, 2))]
    >>> print(score_beads(test, gold))
    strict F1 0.500 (P 0.500, R 0.500); lax F1 1.000; nulls F1 0.000; 1 document
    >>> (score_beads(test, gold) + score_beads(gold, gold)).strict.gold
    4
    """

    strict: Figures = Figures()
    lax: Figures = Figures()
    nulls: Figures = Figures()
    types: Mapping[str, Figures] = field(default_factory=dict)
    documents: int = 0
    mapped: int = 0
    unmatched: int = 0
    name: str = ""
    parts: tuple["Score", ...] = ()

    def __add__(self, other: "Score") -> "Score":
        types = dict(self.types)
        for kind, figures in other.types.items():
            types[kind] = types.get(kind, Figures()) + figures
        return Score(
            self.strict + other.strict,
            self.lax + other.lax,
            self.nulls + other.nulls,
            types,
            self.documents + other.documents,
            self.mapped + other.mapped,
            self.unmatched + other.unmatched,
            parts=self._documents() + other._documents(),
        )

    def _documents(self) -> tuple["Score", ...]:
        return self.parts or ((self,) if self.documents else ())

    @property
    def signature(self) -> str:
        """How the figures were computed; only those with equal signatures are comparable.

        >>> Score(documents=2, mapped=2).signature.split("|", 1)[1]
        'beads:P=all,R=filled|average:micro|segments:by-text|documents:2'
        """
        how = "by-number"
        if self.mapped:
            how = "by-text" if self.mapped == self.documents else f"by-text:{self.mapped}"
        return (
            f"tmxalign:{__version__}|beads:P=all,R=filled|average:micro"
            f"|segments:{how}|documents:{self.documents}"
        )

    def __str__(self) -> str:
        documents = f"{self.documents} document{'' if self.documents == 1 else 's'}"
        return (
            f"strict {self.strict}; lax F1 {_rate(self.lax.f1)}; "
            f"nulls F1 {_rate(self.nulls.f1)}; {documents}"
        )

    def table(self) -> str:
        """The full report: the three measures, the bead types, the documents."""
        head = ("precision", "recall", "F1", "right", "proposed", "found", "gold")
        rows = [("", *head), ("strict", *_cells(self.strict)), ("lax", *_cells(self.lax))]
        rows.append(("null sentences", *_cells(self.nulls)))
        rows += [(f"  {kind}", *_cells(self.types[kind])) for kind in self._kinds()]
        lines = _columns(rows)
        if self.parts:
            header = ("", "strict", "lax", "nulls", "proposed", "gold")
            lines += ["", *_columns([header, *(part._row() for part in self.parts)])]
        lines += [
            f"{part.name or 'document'}: {part.unmatched} sentences segmented differently"
            " from the gold"
            for part in self._documents()
            if part.unmatched
        ]
        return "\n".join([*lines, "", self.signature])

    def to_dict(self) -> dict[str, Any]:
        """All figures, ready for JSON."""
        data: dict[str, Any] = {"name": self.name} if self.name else {}
        data |= {
            "signature": self.signature,
            "documents": self.documents,
            "unmatched": self.unmatched,
            "strict": self.strict.to_dict(),
            "lax": self.lax.to_dict(),
            "nulls": self.nulls.to_dict(),
            "types": {kind: self.types[kind].to_dict() for kind in self._kinds()},
        }
        if self.parts:
            data["parts"] = [part.to_dict() for part in self.parts]
        return data

    def _kinds(self) -> list[str]:
        """The bead types, most frequent in the gold first."""
        return sorted(self.types, key=lambda k: (-self.types[k].gold, -self.types[k].proposed, k))

    def _row(self) -> tuple[str, ...]:
        rates = (_rate(f.f1) for f in (self.strict, self.lax, self.nulls))
        return (self.name, *rates, str(self.strict.proposed), str(self.strict.gold))


def _rate(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.3f}"


def _cells(f: Figures) -> tuple[str, ...]:
    rates = (_rate(f.precision), _rate(f.recall), _rate(f.f1))
    return (*rates, *map(str, (f.right, f.proposed, f.found, f.gold)))


def _columns(rows: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            [
                row[0].ljust(widths[0]),
                *(c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True)),
            ]
        ).rstrip()
        for row in rows
    ]


def score_beads(test: Iterable[Pair], gold: Iterable[Pair], *, name: str = "") -> Score:
    """Score the beads of one document: pairs of English and Chinese sentence numbers.

    >>> score_beads([((0,), (0,))], [((0,), (0,))]).strict.f1
    1.0
    """
    proposed, truth = list(test), list(gold)
    right = set(proposed) & set(truth)
    lax_right = _touching(proposed, truth)
    lax_found = _touching(truth, proposed)
    filled = [bead for bead in truth if all(bead)]
    right_by, proposed_by = _by_type(b for b in proposed if b in right), _by_type(proposed)
    found_by, gold_by = _by_type(b for b in truth if b in right), _by_type(truth)
    proposed_null, gold_null = _null_sentences(proposed), _null_sentences(truth)
    both_null = len(proposed_null & gold_null)
    return Score(
        Figures(right_by.total(), len(proposed), sum(b in right for b in filled), len(filled)),
        Figures(len(lax_right), len(proposed), sum(all(b) for b in lax_found), len(filled)),
        Figures(both_null, len(proposed_null), both_null, len(gold_null)),
        {
            k: Figures(right_by[k], proposed_by[k], found_by[k], gold_by[k])
            for k in proposed_by | gold_by
        },
        documents=1,
        name=name,
    )


def _touching(beads: Sequence[Pair], others: Sequence[Pair]) -> list[Pair]:
    """The beads with an English and a Chinese sentence that one of the others links."""
    exact = set(others)
    links = {(e, z) for en, zh in others for e in en for z in zh}
    return [
        bead
        for bead in beads
        if bead in exact or any((e, z) in links for e in bead[0] for z in bead[1])
    ]


def _by_type(beads: Iterable[Pair]) -> Counter[str]:
    return Counter(f"{len(en)}-{len(zh)}" for en, zh in beads)


def _null_sentences(beads: Iterable[Pair]) -> set[tuple[str, int]]:
    null = [bead for bead in beads if not all(bead)]
    return {("en", i) for en, _ in null for i in en} | {("zh", i) for _, zh in null for i in zh}


def read_beads(path: str | os.PathLike[str]) -> list[Pair]:
    """Read the beads of a ``.beads.tsv`` or gold file: lines like ``3,4 TAB 5``, 0-based.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "a.gold.tsv").write_text("0,1\\t0\\n\\t1\\n")
    ...     read_beads(f"{folder}/a.gold.tsv")
    [((0, 1), (0,)), ((), (1,))]

    Raises :class:`align.errors.InputError` with the number of a line that is not a bead or repeats
    a sentence number.
    """
    name = os.fspath(path)
    beads: list[Pair] = []
    seen: set[tuple[str, int]] = set()
    for number, line in enumerate(_lines(path), start=1):
        match = _LINE.fullmatch(line)
        if not match or line == "\t":
            raise InputError(
                f"{name}, line {number}: not a bead: {line[:40]!r}; "
                "a bead is written like 3,4 TAB 5 (sentence numbers from 0)"
            )
        en, zh = (
            tuple(sorted(map(int, side.split(",")))) if side else () for side in match.groups()
        )
        for found in [*(("English", i) for i in en), *(("Chinese", i) for i in zh)]:
            if found in seen:
                raise InputError(f"{name}, line {number}: {found[0]} sentence {found[1]} again")
            seen.add(found)
        beads.append((en, zh))
    return beads


def evaluate(test: str | os.PathLike[str], gold: str | os.PathLike[str]) -> Score:
    """Compare alignments with the gold: two files, or two folders matched by name.

    ``gold`` is ``ID.gold.tsv`` or a folder of them; ``test`` is ``ID.align.json`` or
    ``ID.beads.tsv``, or a folder with one for each gold file (others are ignored). If the gold's
    segments are beside it (``ID.en.txt``, ``ID.zh.txt``), the sentences of an ``.align.json`` are
    matched by text; a sentence that was segmented differently makes its bead wrong. ``parts`` has
    the score of each document.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     for kind in ("gold", "beads"):
    ...         _ = Path(folder, f"a.{kind}.tsv").write_text("0\\t0\\n1\\t\\n")
    ...     print(evaluate(folder, folder))
    strict F1 1.000 (P 1.000, R 1.000); lax F1 1.000; nulls F1 1.000; 1 document

    Raises :class:`align.errors.InputError` for files that are missing or broken.
    """
    total = Score()
    for test_file, gold_file in _matched(Path(test), Path(gold)):
        total += _evaluate_file(test_file, gold_file)
    return total


def _evaluate_file(test: Path, gold: Path) -> Score:
    name = _stem(gold)
    truth = read_beads(gold)
    if not test.name.lower().endswith(".align.json"):
        return score_beads(read_beads(test), truth, name=name)
    alignment = read_alignment(test)
    sides = {"en": alignment.en, "zh": alignment.zh}
    files = {side: gold.with_name(f"{name}.{side}.txt") for side in sides}
    if not all(file.is_file() for file in files.values()):
        return score_beads([(b.en, b.zh) for b in alignment], truth, name=name)
    numbers = {
        side: _numbers(document.texts, _lines(files[side])) for side, document in sides.items()
    }
    score = score_beads(_renumbered(alignment, numbers["en"], numbers["zh"]), truth, name=name)
    unmatched = sum(i >= FOREIGN for side in numbers.values() for i in side)
    return replace(score, mapped=1, unmatched=unmatched)


def _renumbered(alignment: Alignment, en: Sequence[int], zh: Sequence[int]) -> list[Pair]:
    return [
        (tuple(sorted(en[i] for i in bead.en)), tuple(sorted(zh[i] for i in bead.zh)))
        for bead in alignment
    ]


def _numbers(texts: Sequence[str], gold_lines: Iterable[str]) -> list[int]:
    """The gold's number of each sentence, by text and order; from FOREIGN on if there is none."""
    ours = ["".join(text.split()) for text in texts]
    theirs = [squeezed for line in gold_lines if (squeezed := "".join(line.split()))]
    numbers = [FOREIGN + i for i in range(len(ours))]
    for a, b, size in SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks():
        numbers[a : a + size] = range(b, b + size)
    return numbers


def _matched(test: Path, gold: Path) -> list[tuple[Path, Path]]:
    """Pairs of a test file and its gold file."""
    for path in (test, gold):
        if not path.exists():
            raise InputError(f"{path}: no such file or folder")
    golds = sorted(gold.glob("*.gold.tsv")) if gold.is_dir() else [gold]
    if not golds:
        raise InputError(f"{gold}: no gold in this folder; it would be named ID.gold.tsv")
    if not test.is_dir():
        fitting = golds if not gold.is_dir() else [g for g in golds if _stem(g) == _stem(test)]
        if not fitting:
            raise InputError(f"{gold}: no {_stem(test)}.gold.tsv in this folder, for {test.name}")
        return [(test, fitting[0])]
    pairs, missing = [], []
    for file in golds:
        names = (f"{_stem(file)}{suffix}" for suffix in (".align.json", ".beads.tsv"))
        found = [test / name for name in names if (test / name).is_file()]
        pairs += [(path, file) for path in found[:1]]
        missing += [] if found else [_stem(file)]
    if missing:
        more = f" and {len(missing) - 5} more" if len(missing) > 5 else ""
        raise InputError(
            f"{test}: no .align.json or .beads.tsv for {', '.join(missing[:5])}{more} "
            f"({len(missing)} of {len(golds)} documents); align them first"
        )
    return pairs


def _stem(path: Path) -> str:
    return re.sub(r"\.(gold\.tsv|beads\.tsv|align\.json|tsv)$", "", path.name)


def _lines(path: str | os.PathLike[str]) -> list[str]:
    # not splitlines(): segments may contain U+2028 and the like
    lines = load_text(path).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines if lines[-1] else lines[:-1]
