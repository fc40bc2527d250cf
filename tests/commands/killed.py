"""Run a command in processes that end at different moments, and say what each of them left.

``python killed.py COMMAND ...`` in the folder that the command works in. Standard output gets JSON:
the files as they were, as the command makes them, and as each death leaves them.

The moments: before each thing that the command does to a file (makes, renames, removes or syncs
it; SIGKILL, which nobody can handle, and SIGTERM, after which it clears away), and in mid-write,
when a file has reached a certain size (the kernel's own limit; its signal ends the process as
abruptly).
"""

import atexit
import hashlib
import json
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
from pathlib import Path

import scipy.sparse  # noqa: F401 - here, once, not in each child

import align
from align.batch.build import LOCK
from align.commands import main
from align.files.temporary import sweep
from align.memory import FORMATS
from align.memory.journal import NAME

#: So many moments of each kind are tried.
MOST = 6
TOUCHES = ("os.rename", "os.remove", "os.mkdir", "os.truncate", "sqlite3.connect")
HERE = Path()


def snapshot():
    files = (path for path in HERE.rglob("*") if path.is_file())
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(files)
        if not (written_aside(path) or of_the_journal(path))
    }


def of_the_journal(path):
    """Whether a file is the journal of a build, which SQLite keeps whole, or its lock."""
    return path.name == LOCK or path.name.startswith(NAME)


def written_aside(path):
    return any(part.startswith(".tmxalign-") for part in path.parts)


def remaining(*, after_another):
    """What was written aside and is still there, ``after_another`` process began to work here."""
    system = Path(tempfile.gettempdir())
    if after_another:
        sweep.cache_clear()
        for folder in {system, *(path.parent for path in HERE.rglob("*"))}:
            sweep(folder)
    return [str(path) for path in HERE.rglob("*") if written_aside(path)] + list(
        map(str, system.iterdir())
    )


def run(command, touch=None, size=None, term=None):
    """Run it in a child that dies before its touch of that number; status, number of touches."""
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            touches = len(pipe.read())
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), touches
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    done = 0

    def touched():
        nonlocal done
        now, done = done, done + 1  # before the signal: its exception leaves this function
        if now == touch:
            os.kill(os.getpid(), signal.SIGKILL)
        os.write(writing, b".")
        if now == term:
            os.kill(os.getpid(), signal.SIGTERM)

    def hook(event, arguments):
        # open: made, not read
        if event in TOUCHES or (event == "open" and arguments[2] & os.O_CREAT):
            touched()

    def fsync(descriptor, sync=os.fsync):
        touched()
        sync(descriptor)

    sys.addaudithook(hook)
    os.fsync = fsync
    if size is not None:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    status = 0
    try:
        main(command)
    except SystemExit as ended:
        status = ended.code or 0
    finally:
        atexit._run_exitfuncs()
        os._exit(status)


def restore(old):
    for entry in list(HERE.iterdir()):
        shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    shutil.copytree(old, HERE, dirs_exist_ok=True, copy_function=shutil.copy2)


def some(numbers):
    """The first, the last, and others by chance."""
    numbers = list(numbers)
    if len(numbers) <= MOST:
        return numbers
    return [numbers[0], *random.Random(1).sample(numbers[1:-1], MOST - 2), numbers[-1]]


def deaths(command, old):
    before = snapshot()
    run(command)  # what is remembered for the next run is written now
    restore(old)
    status, touches = run(command)
    after = snapshot()
    made = [Path(name) for name in after if before.get(name) != after[name]]
    largest = max((path.stat().st_size for path in made), default=0)
    sizes = {share * largest // 8 for share in (0, 4, 7)} if made else set()
    left = []
    moments = [(kind, n) for kind in ("touch", "term") for n in some(range(touches))]
    for moment in [*moments, *(("size", s) for s in sizes)]:
        restore(old)
        died, _ = run(command, **dict([moment]))
        files = snapshot()
        aside = remaining(after_another=moment[0] != "term")
        left.append({"moment": moment, "status": died, "files": files, "aside": aside})
    return {"status": status, "before": before, "after": after, "left": left}


if __name__ == "__main__":
    list(FORMATS)  # imports them, once, too
    if sys.argv[1] in ("align", "build", "leverage"):
        align.Aligner().align_texts("One laboratory opened. It is new.", "新建一个实验室。它很新。")
    old = Path(sys.argv[2]).resolve()
    json.dump(deaths([sys.argv[1], *sys.argv[3:]], old), sys.stdout)
