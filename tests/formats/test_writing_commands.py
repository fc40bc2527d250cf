"""Every XLIFF of the tests through every command that writes: text in = text out + reported.

Those of TMX are in ``tests/memory/test_every_writer.py``.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.parsers import expat

import pytest
from bilingual_witnesses import GENERATORS
from test_conformance import NAMES, made

from align.errors import InputError
from align.formats.read import read_memory
from align.formats.report import WriteReport
from align.library import clean, convert, merge, sample, split
from align.memory import FORMATS
from align.unit import Unit

Texts = Counter[tuple[str, str]]
#: By the name of the way: the output, and how it is written: (report, number of units removed).
Way = tuple[str, Callable[[Path, Path], tuple[WriteReport, int]]]


def by_conversion(**options: str) -> Callable[[Path, Path], tuple[WriteReport, int]]:
    return lambda path, out: (convert(path, out, **options), 0)  # type: ignore[arg-type]


def by_cleaning(path: Path, out: Path) -> tuple[WriteReport, int]:
    report = clean(path, out)
    return report.written, report.read - report.kept


def by_merging(path: Path, out: Path) -> tuple[WriteReport, int]:
    report = merge([path], out)
    return report.written, report.repeated


def by_splitting(path: Path, out: Path) -> tuple[WriteReport, int]:
    [(name, report)] = split(path, str(out.parent / "part{}.tmx"), units=10**6).parts
    Path(name).rename(out)
    return report, 0


def by_sampling(path: Path, out: Path) -> tuple[WriteReport, int]:
    return sample(path, out, 10**6), 0


WAYS: dict[str, Way] = {
    "convert to TMX": (".tmx", by_conversion()),
    "convert to XLIFF 1.2": (".xlf", by_conversion()),
    "convert to XLIFF 2.1": (".xlf", by_conversion(xliff_version="2.1")),
    "convert to TBX": (".tbx", by_conversion()),
    "convert to JSON of units": (".units.jsonl", by_conversion()),
    "convert to CSV": (".csv", by_conversion()),
    "clean": (".tmx", by_cleaning),
    "merge": (".xlf", by_merging),
    "split": (".tmx", by_splitting),
    "sample": (".tmx", by_sampling),
}
SUFFIXES = (".xlf", ".xliff", ".sdlxliff", ".mxliff")
SEEDS = range(6)


def files(folder: Path) -> Iterator[Path]:
    """The files of the tests, and generated ones, each in a folder of its own."""
    for number, name in enumerate(name for name in NAMES if name.endswith(SUFFIXES)):
        (folder / str(number)).mkdir()
        yield made(name, folder / str(number))
    for name, generate in GENERATORS.items():
        for seed in SEEDS if name.endswith(SUFFIXES) else ():
            (folder / f"{name} {seed}").mkdir()
            path = folder / f"{name} {seed}" / name
            data = generate(seed)
            path.write_bytes(data[0] if isinstance(data, tuple) else data)
            yield path


def texts_of(units: list[Unit], *, sides: bool, named: bool) -> Texts:
    """The texts of units; ``sides``: those that a table holds; ``named``: by language code."""
    if sides:
        return Counter((s, u.text(s)) for u in units for s in ("en", "zh") if u.text(s))
    texts = (v for unit in units for v in unit.variants if v.text.strip())
    return Counter((v.lang if named else "", v.text) for v in texts)


def reported(report: WriteReport, units: list[Unit]) -> int:
    """The number of texts that a report says are missing, at most."""
    most = max((len(unit.variants) for unit in units), default=0)
    whole = report.nulls_left_out + report.empty + report.lost.get("unit in other languages", 0)
    beside = ("text beside the pair", "second text", "text in another language")
    return whole * most + sum(report.lost.get(name, 0) for name in beside)


@pytest.mark.parametrize("way", WAYS)
def test_text_in_is_text_out_and_reported(tmp_path: Path, way: str) -> None:
    suffix, run = WAYS[way]
    for path in files(tmp_path):
        name, out = path.name, path.parent / f"out{suffix}"
        try:
            before = list(read_memory(path))
        except InputError:
            with pytest.raises(InputError):
                run(path, out)
            assert not out.exists(), name
            continue
        if way == "split" and not before:
            continue
        report, removed = run(path, out)
        chosen = FORMATS[suffix].writer
        if chosen and chosen.xml:
            expat.ParserCreate().Parse(out.read_bytes(), True)
        assert report.read + removed + report.lost.get("unit in other languages", 0) == len(before)
        after = list(read_memory(out))
        assert len(after) == report.units + report.nulls, name
        # a text without a language gets one where the format needs it; codes are counted
        named = all(v.lang for unit in before for v in unit.variants)
        named = named and not any(loss.startswith("language code") for loss in report.lost)
        wanted, found = (
            texts_of(units, sides=suffix == ".csv", named=named) for units in (before, after)
        )
        changed = report.lost.get("inline code within another", 0)  # with text in it
        assert (found - wanted).total() <= changed, (name, found - wanted)
        most = max((len(unit.variants) for unit in before), default=0)
        missing = (wanted - found).total()
        assert missing <= reported(report, before) + removed * most + changed, (name, missing)
