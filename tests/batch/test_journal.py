"""The journal of a build: what is unchanged is not read again, what was done is not done again."""

import os
import sqlite3
import time
from pathlib import Path

import pytest
from filelock import FileLock

from align.batch import build
from align.batch.build import LOCK
from align.errors import OutputError, UsageError
from align.files import load
from align.memory.journal import NAME, Journal, PairEntry
from align.pipeline import Aligner

ALIGNER = Aligner()
TEXTS = {
    "harbour": (
        "The harbour opened in May.\nShips arrive daily.\n",
        "港口五月启用。\n每天都有船只抵达。\n",
    ),
    "museum": ("The museum is free on Mondays.\n", "博物馆周一免费开放。\n"),
    "school": ("The school has two new teachers.\n", "学校新来了两位老师。\n"),
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    for name, texts in TEXTS.items():
        for side, text in zip(("en", "zh"), texts, strict=True):
            put(tmp_path / side / f"{name}.txt", text)
    return tmp_path


def put(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    os.utime(path, (time.time() - 60,) * 2)  # not just now: its time tells whether it changed


def make(folder: Path, **options):
    out = options.pop("out", folder / "memory.tmx")
    return build(folder, out, aligner=ALIGNER, jobs=1, **options)


def aligned_never(*_args, **_options):
    raise AssertionError("aligned again")


def test_files_that_did_not_change_are_not_even_opened(folder, monkeypatch):
    make(folder)
    before = (folder / "memory.tmx").stat()
    opened = []
    read = load.read_within
    monkeypatch.setattr(
        load, "read_within", lambda s, most, name: opened.append(name) or read(s, most, name)
    )
    report = make(folder)
    assert (report.reused, report.pairs, report.units) == (3, 3, 4)
    assert [name for name in opened if name.endswith(".txt")] == []
    assert (folder / "memory.tmx").stat() == before  # nor is the memory written again


@pytest.mark.parametrize("harm", [b"", b"no database at all" * 100, None])
def test_without_its_journal_a_build_is_only_slower(folder, harm, monkeypatch):
    make(folder)
    memory, journal = folder / "memory.tmx", folder / "memory.alignments" / NAME
    before = memory.read_bytes()
    journal.unlink()
    if harm is not None:
        journal.write_bytes(harm)
    monkeypatch.setattr(Aligner, "align_documents", aligned_never)
    assert make(folder).reused == 3
    assert memory.read_bytes() == before
    with sqlite3.connect(journal) as base:
        assert base.execute("SELECT count(*) FROM pairs").fetchone() == (3,)


def test_a_build_that_was_interrupted_goes_on_where_it_was(folder, monkeypatch):
    make(folder, out=folder / "whole" / "memory.tmx")

    def stop(done, *_):
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make(folder, progress=stop)
    assert not (folder / "memory.tmx").exists()
    report = make(folder)
    assert (report.resumed, report.reused, report.pairs) == (2, 2, 3)
    undisturbed = (folder / "whole" / "memory.tmx").read_bytes()
    assert (folder / "memory.tmx").read_bytes() == undisturbed
    assert make(folder).resumed == 0


def test_a_second_build_stops_or_waits(folder):
    make(folder)
    store = folder / "memory.alignments"
    put(folder / "en" / "museum.txt", "The museum is free on Fridays.\n")
    refused = pytest.raises(OutputError, match=r"another build writes to .*--wait")
    with FileLock(store / LOCK), refused:
        make(folder)
    assert make(folder, wait=True).units == 4


def test_units_of_a_pair_that_fails_stay(folder):
    make(folder)
    put(folder / "en" / "museum.txt", "")
    report = make(folder, prune=True)
    assert [name for name, _ in report.failed] == ["museum"]
    assert "博物馆周一免费开放。" in (folder / "memory.tmx").read_text("utf-8")


def test_a_dry_run_says_what_would_be_aligned_and_writes_nothing(folder):
    assert make(folder, dry_run=True).planned == (3, 3)
    assert {path.name for path in folder.iterdir()} == {"en", "zh"}
    make(folder)
    put(folder / "en" / "museum.txt", "The museum is free on Fridays.\n")
    before = {path: path.stat() for path in folder.rglob("*") if path.is_file()}
    assert make(folder, dry_run=True).planned == (1, 3)
    after = {path: path.stat() for path in before if path.exists()}
    assert {p: (s.st_mtime_ns, s.st_ino) for p, s in after.items()} == {
        p: (s.st_mtime_ns, s.st_ino) for p, s in before.items()
    }


def test_a_first_look_takes_some_pairs(folder):
    assert [record.name for record in make(folder, limit=2).records] == ["harbour", "museum"]
    names = {
        record.name
        for seed in range(6)
        for record in make(folder, out=folder / "look.tmx", limit=1, shuffle=seed).records
    }
    assert len(names) > 1
    with pytest.raises(UsageError, match="prune"):
        make(folder, limit=1, prune=True)


def test_a_source_that_changes_while_it_is_read_is_not_aligned(folder, monkeypatch):
    read = load.read_within

    def growing(stream, most, name):
        if name.endswith("museum.txt"):
            with Path(name).open("a", encoding="utf-8") as other:
                other.write("One more line.\n")
        return read(stream, most, name)

    monkeypatch.setattr(load, "read_within", growing)
    failed = dict(make(folder).failed)
    assert "changed while it was read" in failed["museum"]
    monkeypatch.setattr(load, "read_within", read)
    assert make(folder).failed == []


def test_a_journal_in_use_or_on_a_read_only_disk_is_one_line(tmp_path):
    with Journal(tmp_path) as journal:
        journal.put(PairEntry("a"))
    (tmp_path / NAME).unlink()
    (tmp_path / NAME).mkdir()  # cannot be opened, whoever asks
    with pytest.raises(OutputError, match=r"journal\.sqlite: cannot be"):
        Journal(tmp_path).put(PairEntry("a"))
