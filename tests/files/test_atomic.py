"""Whole or not at all."""

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from align.errors import OutputError, UsageError
from align.files.atomic import atomic_write, check_outputs, check_writable

# Buffered as usual: some failures show only when the buffer is flushed.
BUFFERED = {k: v for k, v in os.environ.items() if k != "PYTHONUNBUFFERED"}

posix = pytest.mark.skipif(os.name != "posix", reason="POSIX permissions and devices")
not_root = pytest.mark.skipif(
    getattr(os, "geteuid", lambda: 1)() == 0, reason="root may write anywhere"
)


def names(folder):
    return sorted(p.name for p in folder.iterdir())


def test_new_file_appears_only_at_the_end(tmp_path):
    target = tmp_path / "a.txt"
    with atomic_write(target, "wb") as stream:
        stream.write(b"new")
        stream.flush()
        assert not target.exists()
    assert target.read_bytes() == b"new"
    assert names(tmp_path) == ["a.txt"]


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, SystemExit, GeneratorExit])
@pytest.mark.parametrize("old", [None, b"old"])
def test_an_error_while_writing_leaves_the_old_file(tmp_path, error, old):
    target = tmp_path / "a.txt"
    if old is not None:
        target.write_bytes(old)
    before = names(tmp_path)
    with pytest.raises(error), atomic_write(target, "wb") as stream:
        stream.write(b"half" * 100_000)
        raise error
    assert names(tmp_path) == before
    assert old is None or target.read_bytes() == old


def test_text_mode_is_utf8_with_plain_line_ends(tmp_path):
    with atomic_write(tmp_path / "a.txt", "w") as stream:
        stream.write("早\n上\n")
    assert (tmp_path / "a.txt").read_bytes() == "早\n上\n".encode()


@posix
def test_permissions(tmp_path):
    before = os.umask(0o027)
    try:
        with atomic_write(tmp_path / "new", "wb"):
            pass
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o640
    (tmp_path / "new").chmod(0o600)
    with atomic_write(tmp_path / "new", "wb") as stream:
        stream.write(b"x")
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o600


@posix
def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a").write_bytes(b"old")
    (tmp_path / "link").symlink_to(tmp_path / "real" / "a")
    with atomic_write(tmp_path / "link", "wb") as stream:
        stream.write(b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real" / "a").read_bytes() == b"new"


@posix
def test_a_device_is_written_to_and_stays_a_device():
    with atomic_write(os.devnull, "wb") as stream:
        stream.write(b"x")
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


def test_the_folder_of_an_output_is_made_when_it_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    check_writable("out/new/a.txt")
    assert not Path("out").exists()
    with atomic_write("out/new/a.txt", "wb") as stream:
        stream.write(b"x")
    assert Path("out/new/a.txt").read_text() == "x"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("folder", "it is a folder"),
        ("file/a.txt", "not a folder"),
        ("missing/", "no such folder"),
        ("x" * 300, "name is too long"),
        ("", "no such folder"),
    ],
)
def test_obstacles_are_reported(tmp_path, monkeypatch, name, says):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutputError) as caught, atomic_write(name, "wb"):
        pytest.fail("the block must not run")
    assert says in str(caught.value)
    assert str(caught.value).startswith(name)
    assert "\n" not in str(caught.value)
    assert names(tmp_path) == ["file", "folder"]


@posix
@not_root
def test_no_permission(tmp_path):
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "a").chmod(0o444)
    with pytest.raises(OutputError, match="no permission"), atomic_write(tmp_path / "a", "wb"):
        pass
    tmp_path.chmod(0o555)
    try:
        with pytest.raises(OutputError, match="no permission"), atomic_write(tmp_path / "b", "wb"):
            pass
    finally:
        tmp_path.chmod(0o755)


def test_no_permission_as_the_system_reports_it(tmp_path, monkeypatch):
    # The same for root, whom no permission stops.
    def refuse(*_args, **_kwargs):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(OutputError, match="no permission"), atomic_write(tmp_path / "a", "wb"):
        pass


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_disk_full_on_a_device():
    with pytest.raises(OutputError, match="disk is full"), atomic_write("/dev/full", "wb") as out:
        out.write(b"x")


def test_disk_full_leaves_the_old_file(tmp_path, monkeypatch):
    (tmp_path / "a").write_bytes(b"old")

    def full(_descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with (
        pytest.raises(OutputError, match="disk is full"),
        atomic_write(tmp_path / "a", "wb") as out,
    ):
        out.write(b"new")
    assert (tmp_path / "a").read_bytes() == b"old"
    assert names(tmp_path) == ["a"]


def test_an_error_of_another_file_keeps_its_type(tmp_path):
    # An input that cannot be read while the output is open is not the output's fault.
    with pytest.raises(FileNotFoundError), atomic_write(tmp_path / "a", "wb"):
        (tmp_path / "missing").read_bytes()
    with pytest.raises(OSError, match=r"input\.txt"), atomic_write(tmp_path / "a", "wb"):
        raise OSError(errno.EIO, "Input/output error", "input.txt")
    assert names(tmp_path) == []


def run(code):
    return subprocess.run([sys.executable, "-c", code], capture_output=True, env=BUFFERED)


HEAD = "from align.files.atomic import atomic_write\n"


def test_standard_output():
    code = (
        HEAD + "print('first')\nwith atomic_write('-', 'wb') as s: s.write(b'\\xe4\\xb8')\nprint(2)"
    )
    done = run(code)
    assert done.stdout.replace(b"\r", b"") == b"first\n\xe4\xb82\n"
    assert (done.returncode, done.stderr) == (0, b"")


def test_standard_output_as_text_stays_open():
    code = HEAD + "with atomic_write('-', 'w') as s: s.write('早\\n')\nprint('still')"
    done = run(code)
    assert done.stdout.replace(b"\r", b"") == "早\nstill\n".encode()


@posix
def test_a_broken_pipe_is_quiet():
    code = HEAD + (
        "import sys\n"
        "with atomic_write('-', 'wb') as s:\n"
        "    for _ in range(10000): s.write(b'x' * 1000)\n"
        "    sys.exit('the block should have ended')\n"
    )
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-c", code], stdout=write, stderr=subprocess.PIPE, env=BUFFERED
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_standard_output_on_a_full_disk():
    code = HEAD + (
        "import os\nfrom align.errors import OutputError\n"
        "try:\n"
        "    with atomic_write('-', 'wb') as s: s.write(b'x')\n"
        "except OutputError as e: os.write(2, str(e).encode()); os._exit(3)\n"
    )
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-c", code], stdout=full, stderr=subprocess.PIPE, env=BUFFERED
        )
    assert done.returncode == 3
    assert b"disk is full" in done.stderr


@posix
@pytest.mark.parametrize("output", ["a.txt", "./a.txt", "in/../a.txt", "soft", "hard", "in/chain"])
def test_an_input_is_no_output_by_any_name(tmp_path, monkeypatch, output):
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()
    Path("a.txt").write_text("text")
    Path("soft").symlink_to("a.txt")
    Path("hard").hardlink_to("a.txt")
    Path("in/chain").symlink_to("../soft")
    with pytest.raises(UsageError, match="but is an input"):
        check_outputs([None, "b.txt", output], ["c.txt", tmp_path / "a.txt"])
    check_outputs([output], ["c.txt", "in", None])


@posix
def test_two_outputs_are_two_files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("link").symlink_to("new")  # to a file that is not there yet
    for pair in (("new", "./new"), ("new", "link"), ("-", "-")):
        with pytest.raises(UsageError, match="for two outputs"):
            check_outputs(pair)
    check_outputs(["new", "-", os.devnull, os.devnull], [os.devnull, "-", "no/folder"])


def test_standard_input_may_be_a_file(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_text("text")
    with (tmp_path / "a.txt").open() as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        with pytest.raises(UsageError, match=r"is an input \(standard input\)"):
            check_outputs([tmp_path / "a.txt"], ["-"])
        check_outputs(["-"], ["-"])
