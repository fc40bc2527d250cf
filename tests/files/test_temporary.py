"""What dead processes left is removed, what living ones write never is."""

import errno
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from align.errors import OutputError
from align.files import temporary
from align.files.atomic import atomic_write, check_writable
from align.files.spool import Spool
from align.files.temporary import TemporaryFolder, held_beside, sweep
from align.formats.table.xlsx_write import workbook

pytestmark = pytest.mark.skipif(temporary.fcntl is None, reason="no locks here")

DEAD = """
import os, sys
from pathlib import Path
from align.files.atomic import atomic_write
from align.files.temporary import TemporaryFolder, held_beside
with atomic_write("out.txt", "w") as stream, held_beside(Path("out.db")) as part:
    stream.write("some")
    part.write_text("some")
    folder = TemporaryFolder()
    (folder.path / "a").write_text("some")
    os.kill(os.getpid(), 9)
"""


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    system = tmp_path / "system"
    system.mkdir()
    monkeypatch.setenv("TMPDIR", str(system))
    monkeypatch.setattr(tempfile, "tempdir", str(system))
    sweep.cache_clear()
    yield
    sweep.cache_clear()


def left():
    return sorted(str(path) for path in Path().rglob("*") if "tmxalign-" in path.name)


def died():
    assert subprocess.run([sys.executable, "-c", DEAD], check=False).returncode == -9
    assert len(left()) == 3


def test_the_next_run_removes_what_a_killed_one_left():
    died()
    check_writable("out.txt")
    assert [path.split("/")[0] for path in left()] == ["system"]
    with TemporaryFolder():
        assert len(left()) == 1
    assert not left()
    assert not Path("out.txt").exists()


def test_what_a_living_process_writes_stays():
    with atomic_write("a.txt", "w") as stream, TemporaryFolder() as folder:
        stream.write("a")
        with held_beside(Path("a.db")) as part:
            part.write_text("a")
            sweep.cache_clear()
            line = "import align.files.temporary as t, pathlib, sys\n"
            line += "for folder in sys.argv[1:]: t.sweep(pathlib.Path(folder))"
            subprocess.run([sys.executable, "-c", line, ".", "system"], check=True)
            for place in (Path(), Path("system")):
                sweep(place)
            assert part.read_text() == "a"
            assert folder.path.exists()
    assert Path("a.txt").read_text() == "a"
    assert not left()


@pytest.mark.parametrize(("age", "stays"), [(0, True), (2 * temporary.A_DAY, False)])
def test_what_another_machine_left_goes_after_a_day(age, stays):
    other = Path(".tmxalign-00000000-0123456789ab.tmp")
    other.write_text("some")
    os.utime(other, (time.time() - age,) * 2)
    check_writable("out.txt")
    assert other.exists() == stays


@pytest.mark.parametrize(
    "name",
    [
        "tmxalign-notes.tmp",
        ".tmxalign-0123456789ab.tmp",
        "m.tmx.tmxalign-index",
        ".tmxalign-00000000-0123456789ab.tmp.bak",
    ],
)
def test_other_names_stay(name):
    Path(name).write_text("mine")
    os.utime(name, (0, 0))
    check_writable("out.txt")
    assert Path(name).read_text() == "mine"


def test_a_link_is_not_followed(tmp_path):
    victim = tmp_path / "system" / "mine.txt"
    victim.write_text("mine")
    link = Path(f".tmxalign-{temporary._HOST}-0123456789ab.tmp")
    link.symlink_to(victim)
    check_writable("out.txt")
    assert victim.read_text() == "mine"


# ---------------------------------------------------------------- a full folder for temporaries


class Full:
    """A file on a full disk."""

    def write(self, *_):
        raise OSError(errno.ENOSPC, "No space left on device")

    read = write
    flush = close = seek = lambda *_: None


def test_a_full_temporary_folder_is_named_and_not_the_output():
    spool = Spool()
    spool._file = Full()
    with pytest.raises(OutputError, match=r"/system: .*the disk is full; .*TMPDIR"):
        spool.add("a" * 10)
    with pytest.raises(OutputError, match="TMPDIR"), atomic_write("out.txt", "w"):
        spool.add("a" * 10)


def test_no_temporary_folder_at_all(monkeypatch):
    def none():
        raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found")

    monkeypatch.setattr(tempfile, "gettempdir", none)
    with pytest.raises(OutputError, match="TMPDIR"):
        TemporaryFolder()


def test_a_workbook_on_a_full_disk(tmp_path):
    with pytest.raises(OSError, match="No space left"), workbook(Full()) as book:
        book.add_worksheet("A").write_string(0, 0, "a")


def test_a_workbook_whose_rows_do_not_fit_in_the_temporary_folder(monkeypatch):
    with (
        pytest.raises(OutputError, match="TMPDIR"),
        (tmp := Path("out.xlsx")).open("wb") as stream,
        workbook(stream) as book,
    ):
        sheet = book.add_worksheet("A")
        monkeypatch.setattr(sheet, "row_data_fh", Full(), raising=False)
        for row in range(3):
            sheet.write_string(row, 0, "a")
    assert tmp.stat().st_size == 0
