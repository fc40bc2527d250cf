"""Temporary files and folders that nobody has to clear away, however a process ends.

Whoever makes one holds a lock on it, which ends with the process (and with those that it forked),
even when it is killed. What nobody holds is removed by the next process that works in that place.
The name says which machine made it: on a file system that several share, locks may not reach the
others, so theirs are only removed when they have not changed for a day.
"""

import errno
import hashlib
import os
import platform
import re
import secrets
import shutil
import stat
import tempfile
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import NoReturn, Self

from align.errors import OutputError

try:
    import fcntl
except ImportError:  # Windows: nothing is locked, so nothing is removed
    fcntl = None  # type: ignore[assignment]

#: Seconds after which what another machine left may be removed.
A_DAY = 24 * 60 * 60
_HOST = hashlib.sha256(platform.node().encode("utf-8", "replace")).hexdigest()[:8]
_NAME = re.compile(r"(?:\.(?=.*\.tmp$))?tmxalign-(?P<host>[0-9a-f]{8})-[0-9a-f]{12}(?:\.tmp)?")


class Closing:
    """Something to close at the end of a block."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Free what it holds."""
        raise NotImplementedError


def _name() -> str:
    return f"tmxalign-{_HOST}-{secrets.token_hex(6)}"


def create_beside(target: Path) -> tuple[Path, int]:
    """Create a file to be renamed to ``target``; return its path and a descriptor that holds it.

    Whoever closes the descriptor before the rename gives the file up.

    Raises :class:`OSError`.
    """
    sweep(target.parent)
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    while True:
        path = target.with_name(f".{_name()}.tmp")
        descriptor = os.open(path, flags, 0o666)  # the kernel applies the umask
        # in the moment before it was held, another process may have taken it for a dead one's
        if _hold(descriptor) is not False and os.fstat(descriptor).st_nlink:
            return path, descriptor
        os.close(descriptor)


@contextmanager
def held_beside(target: Path) -> Iterator[Path]:
    """Return the path of a file to be made and renamed to ``target``, for libraries that open it.

    It is in a folder of its own, which is held: libraries have locks of their own.

    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with held_beside(Path(folder, "a.db")) as part:
    ...         _ = part.write_text("whole")
    ...         _ = part.replace(f"{folder}/a.db")
    ...     os.listdir(folder)
    ['a.db']

    Raises :class:`OSError`.
    """
    sweep(target.parent)
    path, descriptor = _held_folder(target.parent, ".", ".tmp")
    try:
        yield path / "part"
    finally:
        _clear(path, descriptor, os.getpid())


def _held_folder(above: Path, begin: str = "", end: str = "") -> tuple[Path, int]:
    """Make a folder; return its path and a descriptor that holds it (-1: there are no locks)."""
    while True:
        path = above / f"{begin}{_name()}{end}"
        path.mkdir(mode=0o700)
        if fcntl is None:
            return path, -1
        descriptor = os.open(path, os.O_RDONLY)
        if _hold(descriptor) is not False and path.exists():
            return path, descriptor
        os.close(descriptor)


class TemporaryFolder(Closing):
    """A folder in the system's folder for temporary files, removed by :meth:`close`.

    >>> with TemporaryFolder() as folder:
    ...     _ = (folder.path / "a").write_text("a")
    ...     folder.path.is_dir()
    True
    >>> folder.path.exists()
    False

    Raises :class:`align.errors.OutputError`.
    """

    def __init__(self) -> None:
        try:
            above = Path(tempfile.gettempdir())
            sweep(above)
            self.path, descriptor = _held_folder(above)
            # also when whoever makes the folder is interrupted before it can be closed
            self._clear = weakref.finalize(self, _clear, self.path, descriptor, os.getpid())
        except OSError as error:
            no_room(error)

    def close(self) -> None:
        """Remove the folder, unless this is a process that was forked."""
        self._clear()


def _clear(path: Path, descriptor: int, owner: int) -> None:
    if os.getpid() == owner:
        try:
            shutil.rmtree(path, ignore_errors=True)
        except BaseException:  # a signal: its handler lets no second one interrupt this
            shutil.rmtree(path, ignore_errors=True)
            raise
        if descriptor >= 0:
            os.close(descriptor)


def no_room(error: OSError) -> NoReturn:
    """Raise the error of writing a temporary file, as one that says where that is.

    Raises :class:`align.errors.OutputError`, or ``error`` if it is of another kind.
    """
    full = {errno.ENOSPC: "the disk is full", errno.EDQUOT: "the disk quota is used up"}
    try:
        where = tempfile.gettempdir()
    except OSError:  # none of the usual ones can be written to
        raise OutputError(
            "no folder for temporary files can be written to; free space in /tmp, "
            "or set TMPDIR to another folder"
        ) from error
    why = full.get(error.errno or 0) or (error.strerror or str(error)).lower()
    raise OutputError(
        f"{where}: temporary files cannot be written: {why}; free space there, "
        "or set TMPDIR to another folder"
    ) from error


@cache
def sweep(folder: Path) -> None:
    """Remove what dead processes left in a folder; once for each folder."""
    if fcntl is None:
        return
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if name := _NAME.fullmatch(entry.name):
                with suppress(OSError):
                    is_folder = entry.is_dir(follow_symlinks=False)
                    _remove_if_dead(folder / entry.name, name["host"], is_folder=is_folder)


def _remove_if_dead(path: Path, host: str, *, is_folder: bool) -> None:
    # locks on a network file system need a file that is open for writing
    flags = os.O_RDONLY | os.O_DIRECTORY if is_folder else os.O_RDWR | os.O_NONBLOCK
    descriptor = os.open(path, flags | os.O_NOFOLLOW)
    try:
        status = os.fstat(descriptor)
        if status.st_uid != os.geteuid() or not (is_folder or stat.S_ISREG(status.st_mode)):
            return
        if host != _HOST and time.time() - status.st_mtime < A_DAY:
            return
        if _hold(descriptor):
            if is_folder:
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink()
    finally:
        os.close(descriptor)


def _hold(descriptor: int) -> bool | None:
    """Lock an open file; False if another process holds it, None where there are no locks."""
    if fcntl is None:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True
