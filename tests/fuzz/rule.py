"""The rule for every file and every command, and how one case is run.

A command ends with a documented status; an error is one line on standard error; nothing that was
there is lost, nothing is left over; memory and time are bounded; nothing steers the terminal; and
what was written can be read.
"""

import logging
import os
import random
import resource
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from mutate import mutated, strange_name
from seeds import COMMANDS, make_seeds, units_of

import align.pipeline
from align.commands import main
from align.commands.main import EXIT_STATUSES
from align.embed import load_encoder
from align.errors import TmxalignError
from align.files.screen import LONGEST

#: Seconds of processor time, and megabytes, that a case may take; the files are small.
SECONDS, MEGABYTES = 20, 600
#: What stays in the folder beside the mutated file.
_BESIDE = ("good.tmx", "en.txt", "zh.txt", "gold.gold.tsv", "test.beads.tsv")
#: Outputs that are read before they are replaced.
_OLD = {".tmx": "good.tmx", ".align.json": "made.align.json"}
#: Words of reports that count what was not written, or was changed.
_SAID = ("dropped", "left out", "lost", "without", "language", "character", "skipped")


@dataclass
class Finding:
    """A case that broke the rule."""

    case: str
    command: str
    broken: list[str]
    stderr: str = ""

    def __str__(self) -> str:
        return f"{self.case}: {self.command}\n  " + "\n  ".join([*self.broken, self.stderr[-2000:]])


@dataclass
class Fuzzer:
    """Runs cases in a folder of its own; a case is its seed and its number."""

    folder: Path
    seed: int = 1
    ran: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        logging.getLogger("align").addHandler(logging.NullHandler())
        self._seeds = make_seeds(self.folder / "seeds", self.seed)
        self._work = self.folder / "work"
        self._system = self.folder / "system"
        encoder = load_encoder()
        self._load = lambda name, **options: encoder if name == "use" else load_encoder(name)

    def case(self, number: int, kind: str | None = None) -> Finding | None:
        """Run a case; what is wrong with it, if anything is."""
        label = f"{self.seed}:{number}:{kind or ''}"
        dice = random.Random(label)
        kind = kind or dice.choice(("memory",) * 8 + ("document",) * 4 + tuple(COMMANDS))
        seed = dice.choice(self._seeds[kind])
        line = dice.choice(COMMANDS[kind])
        name, data = os.fsencode(seed.name), seed.read_bytes()
        if dice.random() < 0.08:
            name = strange_name(seed.name, dice)
        else:
            data = mutated(data, seed.name, dice)
        return self.run(label, line, name, data)

    def good(self, kind: str, line: str) -> Finding | None:
        """Run a command on a good file of a kind."""
        seed = self._seeds[kind][0]
        return self.run("good", line, os.fsencode(seed.name), seed.read_bytes())

    def run(self, case: str, line: str, name: bytes, data: bytes) -> Finding | None:
        """Run a command on a file of this name and content."""
        shutil.rmtree(self._work, ignore_errors=True)
        shutil.rmtree(self._system, ignore_errors=True)
        self._work.mkdir()
        self._system.mkdir()
        for good in _BESIDE:
            shutil.copyfile(self.folder / "seeds" / good, self._work / good)
        try:
            (self._work / os.fsdecode(name)).write_bytes(data)
        except OSError:  # no name here
            return None
        given = os.fsdecode(name if not name.startswith(b"-") else b"./" + name)
        arguments = [
            part.replace("{n}", "\0").replace("{}", given).replace("\0", "{}").replace("OUT", "out")
            for part in line.split()
        ]
        outputs = [part for part in arguments if part.startswith("out") and "{" not in part]
        for output in outputs:
            old = _OLD.get("".join(Path(output).suffixes))
            data = (self.folder / "seeds" / old).read_bytes() if old else b"an older output\n"
            (self._work / output).write_bytes(data)
        before = _files(self._work)
        with _here(self._work, self._system, self._load):
            began, memory = time.process_time(), _peak()
            done = CliRunner().invoke(main, arguments)
            took, grown = time.process_time() - began, _peak() - memory
            self.ran[f"{arguments[0]} {done.exit_code}"] += 1
            broken = list(self._broken(done, before, outputs, given))
            if took > SECONDS:
                broken.append(f"took {took:.0f} s")
            if grown > MEGABYTES:
                broken.append(f"took {grown:.0f} MB")
            if not broken and done.exit_code == 0 and line.startswith("convert") and outputs:
                broken += _round_trip(Path(given), Path(outputs[0]), done.stderr)
        return Finding(case, " ".join(arguments), broken, done.stderr) if broken else None

    def _broken(
        self, done: Result, before: dict[str, bytes], outputs: list[str], given: str
    ) -> Iterator[str]:
        status, said = done.exit_code, done.stderr
        if status not in EXIT_STATUSES or status >= 70:
            yield f"status {status} ({done.exception!r:.300})"
        if "Traceback" in said or not (
            done.exception is None or isinstance(done.exception, SystemExit)
        ):
            yield "a traceback"
        lines = said.splitlines()
        usage = status == 2 and said.startswith("Usage: ")
        reported = usage or done.stdout or (lines and lines[-1].startswith("tmxalign: "))
        if status in (2, 3) and not reported:
            yield "no line that says what is wrong"
        if any(len(line) > LONGEST + 20 for line in lines):
            yield "a line that is too long"
        if any(not sign.isprintable() and sign not in "\n\t\u3000\xa0" for sign in said):
            strange = sorted({sign for sign in said if not sign.isprintable()} - set("\n\t"))
            if any(ord(sign) < 0xA0 or 0x2028 <= ord(sign) < 0x2070 for sign in strange):
                yield f"it steers the terminal: {strange!r}"
        after = _files(self._work)
        for name, content in before.items():
            if after.get(name) == content or content in after.values():
                continue  # or it was kept under another name
            allowed = status in (0, 1) and (name in outputs or name == given.removeprefix("./"))
            # of several outputs, those that are complete may be there already
            allowed |= name in outputs and len(outputs) > 1 and bool(after.get(name))
            if not allowed and not _by_products(name):
                yield f"{name!r} is lost or changed"
        if left := [name for name in after if "tmxalign-" in name and not _by_products(name)]:
            yield f"left over: {left}"
        if left := [path.name for path in self._system.iterdir()]:
            yield f"left over in the folder for temporary files: {left}"
        if (status > 3 or status == 2) and (new := after.keys() - before.keys()):
            yield f"made in spite of the error: {sorted(new)!r}"


def _by_products(name: str) -> bool:
    return name.endswith(("-index", ".decisions.jsonl")) or ".tmxalign-vectors" in name


def _round_trip(given: Path, out: Path, said: str) -> Iterator[str]:
    """What was written has the texts that were read, and is written again as it is."""
    if out.suffix not in (".tmx", ".jsonl", ".xlf"):
        return
    try:
        texts = units_of(given)
    except TmxalignError:
        return
    try:
        again = units_of(out)
    except TmxalignError as error:
        yield f"what was written cannot be read: {error}"
        return
    if out.name.endswith(".units.jsonl") and len(texts) != len(again) and "left out" not in said:
        yield f"{len(texts)} units became {len(again)}"
    if out.suffix == ".tmx":
        said_so = any(word in said for word in _SAID)
        if [_texts(unit) for unit in texts] != [_texts(unit) for unit in again] and not said_so:
            both = zip(texts, again, strict=False)
            first = next((pair for pair in both if _texts(pair[0]) != _texts(pair[1])), None)
            yield f"texts changed in silence ({len(texts)}, {len(again)} units): {first!r:.600}"
        second = out.with_name("again.tmx")
        if CliRunner().invoke(main, ["convert", str(out), str(second), "-q"]).exit_code:
            yield "what was written cannot be converted again"
        elif units_of(second) != again:
            yield "what is written again has other texts"


def _texts(unit: tuple[tuple[str, str], ...]) -> list[str]:
    return [text for _, text in unit if text]


@contextmanager
def _here(work: Path, system: Path, load: Any) -> Iterator[None]:
    """Work in a folder, with another for temporary files, and with a model that is loaded once."""
    before, kept, loader = Path.cwd(), tempfile.tempdir, align.pipeline.load_encoder
    os.chdir(work)
    tempfile.tempdir = str(system)
    align.pipeline.load_encoder = load
    os.environ["SOURCE_DATE_EPOCH"] = "0"
    try:
        yield
    finally:
        os.chdir(before)
        tempfile.tempdir, align.pipeline.load_encoder = kept, loader
        del os.environ["SOURCE_DATE_EPOCH"]


def _files(folder: Path) -> dict[str, bytes]:
    return {
        os.path.relpath(path, folder): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        1024 if sys.platform != "darwin" else 1 << 20
    )
