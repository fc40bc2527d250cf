"""Measure building of many pairs, and what becomes of it when the night goes wrong.

    python benchmarks/batches.py --pairs 20000 --json benchmarks/results/batches.json

``--only`` one of these, on pairs that :mod:`batch_corpus` makes:

- ``jobs``: pairs a second and processor time with one job and with two, in turn;
- ``memory``: the peak of all processes together, for 2,000 pairs and for all; bytes on disk by
  kind of file; building again when nothing changed, and when ten pairs did;
- ``kills``: SIGKILL to all processes at random moments, until the memory is finished: is it, and
  are the alignments, byte for byte what an undisturbed build makes?
- ``poison``: pairs that harm who reads them: is each listed with its cause, and the rest done?
- ``trouble``: Ctrl-C, SIGTERM, a closed pipe, a full and a read-only disk, a source that changes,
  two builds at once: what is said, what is left, is the next build right?

``--model cheap`` costs next to nothing: what remains is everything but embedding.
"""

import argparse
import hashlib
import json
import os
import random
import re
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from batch_corpus import BAD, HARM, LINKS, change, install, make, poison
from memories import megabytes

#: Where the pairs of one measurement lie, and the package with the readers and the model.
HERE, HARMS = Path(), Path()
MODEL = "use"


# ------------------------------------------------------------------ running a build


@dataclass
class Ended:
    """A build that ended: how, after how many seconds, and what it wrote to the terminal."""

    status: int
    seconds: float
    cpu: float
    peak: float
    said: str
    left: bool  # whether processes of it were still there
    own: float  # processor time of the first process alone

    def line(self, prefix: str) -> str:
        """The first line that begins so; empty if there is none."""
        return next((x for x in self.said.splitlines() if x.startswith(prefix)), "")

    def one_error(self) -> str:
        """The only line of a build that failed."""
        lines = self.said.splitlines()
        return lines[0] if len(lines) == 1 and lines[0].startswith("tmxalign: ") else ""


def line(folder: Path, out: str | Path, *options: Any) -> list[str]:
    words = ["build", folder, "-o", out, "--by-name", "--model", MODEL, *options]
    return [str(word) for word in words]


class Build:
    """A build in a process group of its own.

    It is forked from this process, which has imported everything; ``cold``: a new program.
    """

    def __init__(self, words: list[str], *, cold: bool = False, **extra: str) -> None:
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed by wait
        self._began = time.perf_counter()
        out = extra.pop("stdout", os.devnull)
        environment = {
            "SOURCE_DATE_EPOCH": "0",
            "HARM_MARKS": str(HARMS),
            "PYTHONPATH": f"{ROOT}{os.pathsep}{HARMS}",
            "OPENBLAS_NUM_THREADS": "1",
            **extra,
        }
        self.id = os.fork()
        if not self.id:
            os.setsid()
            os.environ.update(environment)
            tempfile.tempdir = None
            for number, name, way in (0, os.devnull, os.O_RDONLY), (1, out, os.O_WRONLY):
                os.dup2(os.open(name, way), number)
            os.dup2(self._said.fileno(), 2)
            if cold:
                os.execv(sys.executable, [sys.executable, str(ROOT / "cli.py"), *words])
            _work(words)

    def running(self) -> bool:
        return os.waitid(os.P_PID, self.id, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None

    def signal(self, number: int, *, group: bool = True) -> None:
        with suppress(ProcessLookupError):
            (os.killpg if group else os.kill)(self.id, number)

    def wait(self, *, watch: float = 0) -> Ended:
        """Wait for its end; ``watch``: look at its memory every so many seconds."""
        peak = own = 0.0
        while watch and self.running():
            peak = max(peak, megabytes(self.id))
            with suppress(OSError):
                numbers = Path(f"/proc/{self.id}/stat").read_text().rpartition(")")[2].split()
                own = (int(numbers[11]) + int(numbers[12])) / os.sysconf("SC_CLK_TCK") or own
            time.sleep(watch)
        _, status, used = os.wait4(self.id, 0)
        seconds = time.perf_counter() - self._began
        left = self._others()
        self.signal(signal.SIGKILL)
        self._said.seek(0)
        said = self._said.read().decode(errors="backslashreplace")
        self._said.close()
        code = os.waitstatus_to_exitcode(status)
        return Ended(code, seconds, used.ru_utime + used.ru_stime, peak, said, left, own)

    def _others(self) -> bool:
        """Whether processes of its group outlive it by more than moments."""
        for _ in range(40):
            try:
                os.killpg(self.id, 0)
            except ProcessLookupError:
                return False
            time.sleep(0.05)
        return True


def _work(words: list[str]) -> None:
    """Be the program, in a process that was forked."""
    import atexit

    from align.commands import main

    sys.stdin, sys.stdout, sys.stderr = (open(n, "rw"[n > 0]) for n in range(3))  # noqa: PTH123,SIM115
    status: Any = 70
    try:
        main(words)
    except SystemExit as ended:
        status = ended.code or 0
    finally:
        for stream in sys.stdout, sys.stderr:
            with suppress(OSError):
                stream.flush()
        atexit._run_exitfuncs()
        os._exit(status if isinstance(status, int) else 1)


def build(folder: Path, out: str | Path, *options: Any, watch: float = 0, **extra: Any) -> Ended:
    return Build(line(folder, out, *options), **extra).wait(watch=watch)


def done(folder: Path, out: str | Path, *options: Any, **extra: Any) -> Ended:
    """Build; there must be a memory. A pair in many thousands may well be refused."""
    ended = build(folder, out, *options, **extra)
    if ended.status not in (0, 3) or not Path(out).exists():
        sys.exit(f"build {folder} -o {out} failed ({ended.status}): {ended.said}")
    return ended


def warm() -> None:
    """Import what every build needs, once: a forked one begins at once."""
    import scipy.sparse  # noqa: F401

    import align
    from align.memory import FORMATS

    list(FORMATS)
    align.Aligner(model=MODEL).align_texts("One day. It is new.", "有一天。它很新。")


# ------------------------------------------------------------------ what a build leaves


def digests(out: Path) -> dict[str, str]:
    """The memory and the alignments that are kept, by name."""
    kept = out.with_suffix(".alignments")
    files = [out, *sorted(kept.rglob("*.align.json"))] if kept.is_dir() else [out]
    return {str(p.relative_to(out.parent)): _digest(p) for p in files if p.is_file()}


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def litter(*folders: Path) -> list[str]:
    """What was written aside and is still there."""
    return [str(p) for folder in folders for p in folder.rglob(".tmxalign-*")]


def sizes(out: Path) -> dict[str, int]:
    """Bytes by kind of file, and the bytes that the disk needs for the alignments."""
    kept = out.with_suffix(".alignments")
    files = [p for p in kept.rglob("*") if p.is_file()]
    found = {"memory": out.stat().st_size}
    for name, mine in (
        ("alignments", [p for p in files if p.name.endswith(".align.json")]),
        ("journal", [p for p in files if not p.name.endswith(".align.json")]),
    ):
        found[name] = sum(p.stat().st_size for p in mine)
        found[f"{name}, on disk"] = sum(p.stat().st_blocks * 512 for p in mine)
    found["files"] = len(files) + 1
    return found


def sound(out: Path) -> bool:
    """Whether the journal is a good database."""
    path = journal_of(out)
    if not path.exists():
        return True
    with closing(sqlite3.connect(path)) as database:
        return database.execute("pragma integrity_check").fetchone() == ("ok",)


def journal_of(out: Path) -> Path:
    return out.with_suffix(".alignments") / ".journal.sqlite"


def sentences_of(out: Path) -> int:
    """The sentences of both languages that were aligned."""
    with closing(sqlite3.connect(journal_of(out))) as database:
        records = database.execute("select record from pairs").fetchall()
    return sum(sum(json.loads(record)["sentences"]) for (record,) in records)


@contextmanager
def temporary(where: Path | None) -> Iterator[Path]:
    """A folder; what is forked meanwhile does not remove it when it ends."""
    folder = Path(tempfile.mkdtemp(dir=where))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@contextmanager
def small_disk(size: str) -> Iterator[Path | None]:
    """A disk in memory, of so many bytes; None if none can be had here."""
    with temporary(HERE) as folder:
        mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(folder)]
        if subprocess.run(mount, capture_output=True, check=False).returncode:
            yield None
            return
        try:
            yield folder
        finally:
            subprocess.run(["umount", "-l", str(folder)], check=True)


def remount(folder: Path, option: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{option}", str(folder)], check=True)


# ------------------------------------------------------------------ speed and memory


def jobs(options: argparse.Namespace) -> dict[str, Any]:
    """One job and two, in turn, each time without what the other left."""
    folder, out = HERE / "some", HERE / "jobs" / "m.tmx"
    make(folder, options.some, options.seed, ours=options.ours)
    runs: dict[int, list[Ended]] = {1: [], 2: []}
    for number in range(2 * options.rounds):
        count = (1, 2)[(number + number // 2) % 2]  # 1 2 2 1 1 2 …
        shutil.rmtree(out.parent, ignore_errors=True)
        out.parent.mkdir()
        runs[count].append(done(folder, out, "--jobs", count, cold=True, watch=0.2))
    figures = {"pairs": options.some, "sentences": sentences_of(out), "bytes": sizes(out)}
    for count, ended in runs.items():
        seconds = [e.seconds for e in ended]
        figures[f"{count}"] = {
            "seconds": round(statistics.median(seconds), 2),
            "cpu": round(statistics.median(e.cpu for e in ended), 2),
            "pairs a second": round(options.some / statistics.median(seconds), 2),
            "peak": round(max(e.peak for e in ended)),
            "parent": round(statistics.median(e.own for e in ended), 2),
        }
    ratios = [a.seconds / b.seconds for a, b in zip(runs[1], runs[2], strict=True)]
    figures["ratio"] = round(statistics.median(ratios), 2)
    figures["cpu ratio"] = round(
        statistics.median(b.cpu / a.cpu for a, b in zip(runs[1], runs[2], strict=True)), 2
    )
    return figures


def memory(options: argparse.Namespace) -> dict[str, Any]:
    """Peak memory of two sizes, bytes on disk, and builds of what is there already."""
    found = {}
    for pairs in sorted({options.some, options.pairs}):
        folder, out = HERE / f"pairs-{pairs}", HERE / f"of-{pairs}" / "m.tmx"
        make(folder, pairs, options.seed, ours=options.ours)
        out.parent.mkdir()
        steps = {"first": done(folder, out, *jobs_of(options), cold=True, watch=0.3)}
        before = digests(out)
        steps["nothing changed"] = done(folder, out, *jobs_of(options), cold=True, watch=0.1)
        same = digests(out) == before
        change(folder, random.Random(1).sample(range(pairs), min(10, pairs)), "2027")
        steps["ten changed"] = done(folder, out, *jobs_of(options), cold=True, watch=0.1)
        found[f"{pairs}"] = {
            "failed": steps["first"].line("failed").partition("pairs")[0].split()[1:],
            "sentences": sentences_of(out),
            "bytes": sizes(out),
            "same": same,
            **{
                name: {
                    "seconds": round(e.seconds, 2),
                    "cpu": round(e.cpu, 2),
                    "peak": round(e.peak),
                    "parent": round(e.own, 2),
                }
                for name, e in steps.items()
            },
        }
    return found


def jobs_of(options: argparse.Namespace) -> list[Any]:
    return ["--jobs", options.jobs]


# ------------------------------------------------------------------ kill -9


def kills(options: argparse.Namespace) -> dict[str, Any]:
    """Nights of several kills each; every second one updates a memory that is there."""
    rng = random.Random(options.seed)
    old, new = HERE / "old", HERE / "new"
    for folder in old, new:
        make(folder, options.some, options.seed, ours=options.ours)
    change(new, rng.sample(range(options.some), options.some // 4), "2027")
    start, fresh, updated = (HERE / name / "m.tmx" for name in ("start", "fresh", "updated"))
    for out, folder in (start, old), (fresh, new):
        out.parent.mkdir()
        whole = done(folder, out, "--jobs", 2)
    shutil.copytree(start.parent, updated.parent, copy_function=shutil.copy2)
    done(new, updated, "--jobs", 2)
    wanted = {False: digests(fresh), True: digests(updated)}
    former = _digest(start)
    killed, wrong, again, nights = 0, [], 0, 0
    while killed < options.kills:
        nights += 1
        update = nights % 2 == 0
        work = HERE / "night"
        shutil.rmtree(work, ignore_errors=True)
        if update:
            shutil.copytree(start.parent, work, copy_function=shutil.copy2)
        else:
            work.mkdir()
        out = work / "m.tmx"
        for attempt in range(7):
            count = rng.choice((1, 2, 2, 3))
            # the last moments, in which the memory is written, are worth more than their share
            moment = rng.uniform(0, 1.1) * whole.seconds * rng.choice((1, 0.5, 0.25))
            run = Build(line(new, out, "--jobs", count))
            while run.running() and time.perf_counter() - run._began < moment:
                time.sleep(0.005)
            killing = run.running() and killed < options.kills and attempt < 6
            if killing:
                run.signal(signal.SIGKILL)
            ended = run.wait()
            killed += killing
            there = _digest(out) if out.exists() else None
            if there not in (former if update else None, wanted[update]["m.tmx"]):
                wrong.append(f"night {nights}, kill {killed}: part of a memory")
            if not killing:
                break
            again += not sound(out)
        if ended.status:
            wrong.append(f"night {nights}: {ended.status} {ended.said}")
        left = digests(out)
        for name in sorted(left.keys() | wanted[update].keys()):
            if left.get(name) != wanted[update].get(name):
                wrong.append(f"night {nights}: {name} differs")
        wrong += [f"night {nights}: left {name}" for name in litter(work)]
    return {"kills": killed, "nights": nights, "bad journals": again, "wrong": wrong}


# ------------------------------------------------------------------ poison


def poisoned(options: argparse.Namespace) -> dict[str, Any]:
    """Good pairs, and one of each kind that does harm, twice."""
    folder, clean = HERE / "poisoned", HERE / "clean"
    for where in folder, clean:
        make(where, options.good, options.seed, ours=options.ours)
    names = {**dict.fromkeys(BAD, "input"), **HARM}
    if options.light:
        for name in "long.txt", "bomb.docx", "word97.docx":
            del names[name]
    bad = dict(zip(poison(folder, names), names.values(), strict=True))
    poison(folder, [*LINKS, "once"])
    poison(clean, ["once"])
    (HARMS / "once").touch()
    out, good = HERE / "bad" / "m.tmx", HERE / "good" / "m.tmx"
    out.parent.mkdir(), good.parent.mkdir()
    done(clean, good, "--jobs", 2)
    (HARMS / "once").unlink()
    words = ("--jobs", 2, "--timeout", options.timeout)
    runs, logs = [], [out.with_name(f"log-{n}.jsonl") for n in (1, 2)]
    for log in logs:
        runs.append(build(folder, out, *words, "--log", log))
    wrong = [f"exit {run.status}" for run in runs if run.status != 3]
    listed, again = map(failures, logs)
    for name, kind in bad.items():
        said = listed.get(name, "")
        if name not in again or not said.startswith((f"{kind}:", "file:")):
            wrong.append(f"{name} ({kind}): {said}")
    wrong += [f"{name}: not listed" for name in map(stem_of, LINKS) if name not in listed]
    wrong += [f"{name}: failed" for name in listed.keys() - bad.keys() - set(map(stem_of, LINKS))]
    if digests(out) != digests(good):
        wrong.append("the good pairs are not as they are without the bad ones")
    wrong += ["a traceback" for run in runs if "Traceback" in run.said]
    wrong += ["processes are left" for run in runs if run.left]
    wrong += litter(out.parent)
    took = round(runs[0].seconds, 1)
    return {"pairs": len(bad), "seconds": took, "listed": listed, "wrong": wrong}


def stem_of(file: str) -> str:
    """The name of a pair that :func:`batch_corpus.poison` makes."""
    return file.replace(".", "-")


def failures(log: Path) -> dict[str, str]:
    """What failed, by name, as the log of a build tells it."""
    found = {}
    for entry in map(json.loads, log.read_text("utf-8").splitlines()):
        if entry.get("state") == "failed":
            kind, name = entry.get("kind") or "file", entry["name"]
            name = Path(name).stem if entry["event"] == "file" else name
            found[name] = f"{kind}: {entry['error']}".replace(f"{HERE}/", "")
    return found


# ------------------------------------------------------------------ trouble


def trouble(options: argparse.Namespace) -> dict[str, Any]:
    """Each kind of trouble in a folder of its own, and then a build that must be right."""
    folder, whole = HERE / "texts", HERE / "whole" / "m.tmx"
    make(folder, options.some, options.seed, ours=options.ours)
    poison(folder, ["waits"])  # a build is in the midst of its work as long as is wanted
    here, go = HARMS / "here", HARMS / "go"
    go.touch()
    whole.parent.mkdir()
    took = done(folder, whole, "--jobs", 2)
    wanted = digests(whole)
    found: dict[str, Any] = {}

    def begun(out: Path) -> Build:
        here.unlink(missing_ok=True)
        go.unlink()
        run = Build(line(folder, out, "--jobs", 2))
        while run.running() and not here.exists():
            time.sleep(0.01)
        return run

    def check(name: str, ended: Ended, out: Path, status: int, says: str, **other: bool) -> None:
        wrong = [what for what, right in other.items() if not right]
        if ended.status != status:
            wrong.append(f"exit {ended.status}, not {status}")
        said = ended.one_error()
        if not re.search(says, said if says else ended.said):
            wrong.append(f"says {ended.said!r}")
        if ended.left:
            wrong.append("processes are left")
        wrong += litter(out.parent)
        if out.exists() and _digest(out) != wanted["m.tmx"]:
            wrong.append("part of a memory")
        again = build(folder, out, "--jobs", 2)
        if again.status or digests(out) != wanted:
            wrong.append(f"the next build is wrong: {again.status} {again.said}")
        found[name] = {"says": said.replace(f"{HERE}/", ""), "wrong": wrong}

    signals = {"Ctrl-C": (signal.SIGINT, True, 130), "SIGTERM": (signal.SIGTERM, False, 143)}
    if not options.light:
        signals |= {"SIGINT to one": (signal.SIGINT, False, 130), "SIGTERM to all": (15, True, 143)}
    for name, (number, group, status) in signals.items():
        out = HERE / name / "m.tmx"
        out.parent.mkdir()
        run = begun(out)
        run.signal(number, group=group)
        ended = run.wait()
        go.touch()
        check(name, ended, out, status, "interrupted|ended")

    out = HERE / "piped" / "m.tmx"
    out.parent.mkdir()
    pipe = out.with_name("pipe")
    os.mkfifo(pipe)
    reader = subprocess.Popen(["head", "-c", "500", str(pipe)], stdout=subprocess.DEVNULL)
    words = ["--alignments", out.with_suffix(".alignments"), "--format", "tmx", "-q"]
    ended = build(folder, "-", "--jobs", 2, *words, stdout=str(pipe))
    reader.wait()
    check("closed pipe", ended, out, 0, "")

    room = sum(path.stat().st_blocks for path in whole.parent.rglob("*")) // 2 * 2 // 3
    with small_disk(f"{room}k") as disk:
        if disk:
            out = disk / "m.tmx"
            ended = build(folder, out, "--jobs", 2)
            before = out.exists()
            remount(disk, "size=100m")
            check("full disk", ended, out, 3, "disk is full", no_memory=not before)
    with small_disk("50k") as disk:
        if disk:
            out = HERE / "full-tmp" / "m.tmx"
            out.parent.mkdir()
            ended = build(folder, out, "--jobs", 2, TMPDIR=str(disk))
            says = "" if ended.status == 0 else "disk is full"
            check("full temporary folder", ended, out, ended.status and 3, says)
    with small_disk("100m") as disk:
        if disk:
            out = disk / "m.tmx"
            remount(disk, "ro")
            ended = build(folder, out, "--jobs", 2)
            remount(disk, "rw")
            early = ended.seconds < took.seconds
            check("read-only disk", ended, out, 3, "[Rr]ead-only", early=early)
            (disk / "m.tmx").unlink()
            shutil.rmtree(disk / "m.alignments")
            done(folder, out)
            remount(disk, "ro")
            check(
                "read-only memory",
                build(folder, out, "--fresh"),
                whole,
                3,
                "[Rr]ead-only",
            )
            remount(disk, "rw")

    out = HERE / "two" / "m.tmx"
    out.parent.mkdir()
    one = begun(out)
    other = build(folder, out, "--jobs", 1)
    third = Build(line(folder, out, "--jobs", 1, "--wait"))
    go.touch()
    first = one.wait()
    waited = third.wait().status == 0
    ok = first.status == 0 and _digest(out) == wanted["m.tmx"]
    check("two builds at once", other, out, 3, "another build", first_right=ok, waited=waited)
    found["changing source"] = changing(options)
    return found


def changing(options: argparse.Namespace) -> dict[str, Any]:
    """A file gets another sentence while it is read: the next build has it, the third is idle."""
    folder, out = HERE / "changing", HERE / "changed" / "m.tmx"
    make(folder, 3, options.seed, ours=options.ours)
    poison(folder, ["moving"])
    out.parent.mkdir()
    runs = [build(folder, out, "--jobs", 2) for _ in range(3)]
    clean = HERE / "unchanging" / "m.tmx"
    clean.parent.mkdir()
    done(folder, clean)
    wrong = [f"exit {run.status}: {run.said}" for run in runs[1:] if run.status]
    if digests(out) != digests(clean):
        wrong.append("the memory is not that of the files as they are")
    if "4 unchanged" not in runs[2].said:
        wrong.append(f"the third build: {runs[2].said}")
    return {"says": runs[0].said.splitlines()[:1], "wrong": wrong}


MEASURES: dict[str, Callable[[argparse.Namespace], dict[str, Any]]] = {
    "jobs": jobs, "memory": memory, "kills": kills, "poison": poisoned, "trouble": trouble,
}  # fmt: skip


def main() -> None:
    global HERE, HARMS, MODEL
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", choices=MEASURES, action="append")
    parser.add_argument("--folder", type=Path, help="where the pairs are made (default: temporary)")
    parser.add_argument("--pairs", type=int, default=20_000)
    parser.add_argument("--some", type=int, default=2_000, help="pairs where not all are needed")
    parser.add_argument("--good", type=int, default=50, help="good pairs among the poisoned ones")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--timeout", type=float, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--model", default=MODEL)
    parser.add_argument("--ours", action="store_true", help="only texts of corpora/")
    parser.add_argument("--light", action="store_true", help="without the largest bad files")
    parser.add_argument("--json", type=Path, help="also put the figures into this file")
    options = parser.parse_args()
    MODEL = options.model
    options.cold = False
    bad = False
    with temporary(options.folder) as work:
        HARMS = install(work / "harm")
        sys.path.insert(0, str(HARMS))
        warm()
        for name in options.only or MEASURES:
            HERE = work / name
            HERE.mkdir()
            figures = MEASURES[name](options)
            bad |= '"wrong": ["' in json.dumps(figures)
            print(json.dumps({name: figures}, indent=1, ensure_ascii=False), flush=True)
            if options.json:
                stored = (
                    json.loads(options.json.read_text("utf-8")) if options.json.exists() else {}
                )
                stored[name] = {"model": MODEL, **figures}
                text = json.dumps(stored, indent=1, ensure_ascii=False)
                options.json.write_text(f"{text}\n", "utf-8")
            shutil.rmtree(HERE)
    sys.exit(bad)


if __name__ == "__main__":
    main()
