"""Good files of every kind that a command reads: what is mutated, and what stays good beside it."""

import gzip
import random
import sys
import zipfile
from io import BytesIO
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "formats"), str(TESTS / "readers")]

import bilingual_witnesses  # noqa: E402
from witnesses import GENERATORS  # noqa: E402

from align import Aligner, audit  # noqa: E402
from align.memory import Header, Memory, read_memory, write  # noqa: E402
from align.memory.clean.rule import example_unit  # noqa: E402

EN = """CQC opened a new laboratory in Guangzhou.
It tests chargers for electric cars.
More than 90 people attended the ceremony.
"""
ZH = """CQC在广州新建实验室。
该实验室检测电动汽车充电桩。
90余人参加了仪式。
"""
#: Formats that another program reads for us: too slow to be run thousands of times.
_NOT_OURS = (".doc", ".dot", ".ppt", ".pps")
_SRX = """<?xml version="1.0"?><srx xmlns="http://www.lisa.org/srx20" version="2.0"><header
 segmentsubflows="yes" cascade="no"/><body><languagerules><languagerule languagerulename="All"><rule
 break="yes"><beforebreak>[.。]</beforebreak><afterbreak/></rule></languagerule></languagerules>
<maprules><languagemap languagepattern=".*" languagerulename="All"/></maprules></body></srx>"""
_TOML = """[audit]
fail-on = "never"
jobs = 1
[audit.checks]
numbers = "error"
untranslated = { severity = "note" }
length = false
[[audit.paths]]
match = "*.txt"
checks = { cjk-spacing = false }
"""


def make_seeds(folder: Path, seed: int = 1) -> dict[str, list[Path]]:
    """Write good files to a folder; by what they are: memories, documents, settings …"""
    folder.mkdir(parents=True, exist_ok=True)
    pairs = zip(EN.splitlines(), ZH.splitlines(), strict=True)
    units = [example_unit(*pair) for pair in pairs] * 3
    write(Memory(Header(), units), folder / "good.tmx")
    for suffix in (".jsonl", ".units.jsonl", ".parquet", ".tsv", ".csv", ".xlsx", ".tbx", ".xlf"):
        write(Memory(Header(), units), folder / f"made{suffix}")
    write(Memory(Header(), units), folder / "made-2.xlf", xliff_version="2.1")
    write(Memory(Header(), units), folder / "lines.en")
    tmx = (folder / "good.tmx").read_bytes()
    (folder / "made.tmx").write_bytes(tmx)
    (folder / "packed.tmx.gz").write_bytes(gzip.compress(tmx, mtime=0))
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("memory.tmx"), tmx, zipfile.ZIP_DEFLATED)
    (folder / "packed.zip").write_bytes(out.getvalue())
    for path in sorted((TESTS / "memory" / "files").glob("*.tmx")):
        (folder / f"real-{path.name}").write_bytes(path.read_bytes())
    dice = random.Random(seed)
    for suffix, make in bilingual_witnesses.GENERATORS.items():
        found = make(dice.randrange(1000))
        data = found[0] if isinstance(found, tuple) else found
        (folder / f"witness{suffix}").write_bytes(data)
    memories = sorted(set(folder.iterdir()) - {folder / "good.tmx", folder / "lines.zh"})
    documents = []
    for suffix, make in GENERATORS.items():
        if suffix not in _NOT_OURS:
            documents.append(folder / f"document{suffix}")
            documents[-1].write_bytes(make(dice.randrange(1000)))
    for name, text in (("en.txt", EN), ("zh.txt", ZH)):
        (folder / name).write_text(text, encoding="utf-8")
    documents += [folder / "en.txt"]
    alignment = Aligner().align_files(folder / "en.txt", folder / "zh.txt")
    write(alignment, folder / "made.align.json")
    (folder / "settings.toml").write_text(_TOML, encoding="utf-8")
    (folder / "rules.srx").write_text(_SRX, encoding="utf-8")
    (folder / "gold.gold.tsv").write_text("0\t0\n1\t1\n2\t2\n", encoding="utf-8")
    (folder / "test.beads.tsv").write_text("0\t0\n1,2\t1\n\t2\n", encoding="utf-8")
    (folder / "pairs.tsv").write_text("en\tzh\nen.txt\tzh.txt\n", encoding="utf-8")
    reports = [folder / "report.json"]
    known = folder / "known.json"
    with audit([folder / "good.tmx"], reports, no_config=True, jobs=1, write_baseline=known):
        pass
    weights = (TESTS.parent / "align/score/weights.json").read_bytes()
    (folder / "weights.json").write_bytes(weights)
    return {
        "memory": memories,
        "document": documents,
        **{
            name: [folder / path]
            for name, path in {
                "alignment": "made.align.json",
                "settings": "settings.toml",
                "rules": "rules.srx",
                "gold": "gold.gold.tsv",
                "beads": "test.beads.tsv",
                "pairs": "pairs.tsv",
                "baseline": "known.json",
                "report": "report.json",
                "weights": "weights.json",
            }.items()
        },
    }


#: How each kind of file is given to commands; {} is the mutated file, OUT an output.
COMMANDS = {
    "memory": [
        "stats {}",
        "stats {} --json",
        "validate {}",
        "validate {} --json",
        "convert {} OUT.tmx",
        "convert {} OUT.xlf",
        "convert {} OUT.xlsx",
        "convert {} OUT.jsonl",
        "convert {} OUT.units.jsonl",
        "convert {} OUT.tsv",
        "convert {} OUT.tbx",
        "convert {} OUT.csv",
        "convert {} OUT.parquet",
        "convert {} OUT.en",
        "convert {} OUT.tmx --profile omegat --tmx-encoding utf-16",
        "convert {} - --format tmx",
        "clean {} -o OUT.tmx --rejected OUT-2.tmx",
        "clean {} -o {}",
        "merge good.tmx {} -o OUT.tmx",
        "diff good.tmx {}",
        "diff {} good.tmx --json",
        "search {} laboratory",
        "search {} laboratories --mode fuzzy --json",
        "search {} 实验室 --index",
        "split {} --units 2 -o OUT-{n}.tmx",
        "sample {} -n 2 -o OUT.tmx",
        "audit {} --jobs 1 --no-config -o OUT.json -o OUT.html -o OUT.md -o OUT.sarif",
        "audit {} --jobs 1 --no-config -o OUT.xlsx -o OUT.xml --write-baseline OUT-known.json",
        "audit good.tmx --jobs 1 --no-config --glossary {} -q",
        "terms {} -o OUT.tbx",
        "leverage en.txt --memory {} -o OUT.xlf --csv OUT.csv",
        "align {} -o OUT.tmx --aside OUT-aside.tsv",
        "decide good.tmx --from {}",
    ],
    "document": [
        "leverage {} --memory good.tmx --language en -o OUT.xlf",
        "leverage {} --memory good.tmx -q --csv OUT.csv",
        "align {} zh.txt -o OUT.tmx --aside OUT-aside.tsv --force",
        "align en.txt {} -o OUT.align.json --force",
        "align {} zh.txt --force",
        "pair . -q --by-name",
    ],
    "alignment": [
        "convert {} OUT.tmx",
        "audit {} --jobs 1 --no-config -o OUT.json",
        "stats {}",
        "evaluate {} gold.gold.tsv",
        "terms {} -o OUT.csv",
        "decide good.tmx --from {}",
    ],
    "settings": ["audit good.tmx --jobs 1 --config {} -o OUT.json"],
    "rules": ["align en.txt zh.txt --srx {} -o OUT.tmx"],
    "gold": ["evaluate test.beads.tsv {}"],
    "beads": ["evaluate {} gold.gold.tsv --json"],
    "pairs": ["build --pairs {} -o OUT.tmx -q"],
    "baseline": [
        "audit good.tmx --jobs 1 --no-config --baseline {} -o OUT.json",
    ],
    "report": ["audit good.tmx --jobs 1 --no-config --compare {} -o OUT.md"],
    "weights": ["align en.txt zh.txt --weights {} -o OUT.tmx"],
}


def units_of(path: Path) -> list[tuple[tuple[str, str], ...]]:
    """The texts of a memory by language, unit by unit."""
    return [tuple((v.lang, v.text) for v in unit.variants) for unit in read_memory(path)]
