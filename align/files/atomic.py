"""Writes a file completely or not at all.

The target always has either the old content or the new, never a part of it,
whatever happens during writing: an error, Ctrl-C, a full disk.
"""

import errno
import os
import shutil
import stat
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from tempfile import gettempdir
from typing import IO, Any, BinaryIO, Literal, TextIO, overload

from align.errors import OutputError, UsageError
from align.files.remote import RemotePath, is_remote, path_of
from align.files.temporary import create_beside, sweep

#: System errors, in plain words.
_REASONS = {
    errno.ENOENT: "no such folder",
    errno.ENOTDIR: "a part of the path is a file, not a folder",
    errno.EACCES: "no permission to write there, or another program has the file open",
    errno.EPERM: "no permission to write there",
    errno.EROFS: "the file system is read-only",
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "the file grew larger than the file system allows",
    errno.EISDIR: "it is a folder",
    errno.ENAMETOOLONG: "the name is too long",
    errno.ELOOP: "its symbolic links go round in a circle",
    errno.EIO: "the device reports an error",
}
# Errors of writing (not of opening): only these are reported as ours when the caller's block
# raises.
_WHILE_WRITING = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS}


@overload
def atomic_write(
    path: str | os.PathLike[str], mode: Literal["wb"] = "wb", *, durable: bool = True
) -> AbstractContextManager[BinaryIO]: ...
@overload
def atomic_write(
    path: str | os.PathLike[str], mode: Literal["w"], *, durable: bool = True
) -> AbstractContextManager[TextIO]: ...
def atomic_write(
    path: str | os.PathLike[str], mode: Literal["wb", "w"] = "wb", *, durable: bool = True
) -> AbstractContextManager[Any]:
    """Open a stream that becomes the file ``path`` when the block ends without an error.

    ``mode`` is ``"wb"``, or ``"w"`` for UTF-8 text with ``\\n`` line ends. The bytes go to
    a temporary file in the same folder, which is synced and renamed at the end, and removed if the
    block raises anything. An existing file keeps its permissions, a symbolic link stays a link, and
    a new file follows the umask. A file elsewhere (``s3://…``) is put there at the end. ``-`` is
    standard output: flushed at the end, and a reader that closed the pipe ends the block quietly.
    A device or a pipe is written to directly. A file that is not ``durable`` may be lost if the
    machine stops (not if the process is killed): it is not waited for.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     target = Path(folder, "a.txt")
    ...     with atomic_write(target, "w") as stream:
    ...         _ = stream.write("早上好")
    ...     target.read_text("utf-8"), [p.name for p in Path(folder).iterdir()]
    ('早上好', ['a.txt'])

    Raises :class:`align.errors.OutputError`, one line that says what is in the way.
    """
    name = os.fspath(path)
    return _standard_output(mode) if name == "-" else _single_file(name, mode, durable=durable)


def check_writable(path: str | os.PathLike[str]) -> None:
    """Check before long work that :func:`atomic_write` will be able to write.

    No file is changed; what dead processes left beside it is removed. A folder that is not there
    will be made.

    >>> check_writable("new/folder/a.txt")
    >>> check_writable("corpora/terms.csv/a.txt")
    Traceback (most recent call last):
    align.errors.OutputError: corpora/terms.csv/a.txt: cannot be written: \
a part of the path is a file, not a folder

    Raises :class:`align.errors.OutputError`.
    """
    name = os.fspath(path)
    if name == "-":
        return
    try:
        if (before := _status_before(name)) and not stat.S_ISREG(before.st_mode):
            return
        if isinstance(path := path_of(name), RemotePath):
            if not name.startswith("memory:") and not path.bucket.exists():
                raise FileNotFoundError(errno.ENOENT, "no bucket")
            return
        folder = Path(os.path.realpath(name)).parent
        there = next((place for place in (folder, *folder.parents) if place.exists()), None)
        if there is None:
            raise FileNotFoundError(errno.ENOENT, "no such drive")
        if not there.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, "a file")
        if not os.access(there, os.W_OK | os.X_OK):
            raise _no_access(there)
        if there == folder:
            sweep(folder)
    except OSError as error:
        raise output_error(name, error) from error


def with_folder(name: str) -> Path:
    """The file that a name stands for; its folder is made. Raises :class:`OSError`."""
    target = Path(os.path.realpath(name))
    with suppress(FileExistsError):  # whoever writes there says what is in the way
        target.parent.mkdir(parents=True, exist_ok=True)
    return target


def put_in_place(file: Path, name: str) -> None:
    """Rename a finished file to ``name``, as at the end of :func:`atomic_write`.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "new").write_text("new")
    ...     put_in_place(Path(folder, "new"), f"{folder}/a.txt")
    ...     [path.name for path in Path(folder).iterdir()]
    ['a.txt']

    Raises :class:`align.errors.OutputError`.
    """
    try:
        before = _status_before(name)
        if not is_remote(name) and (before is None or stat.S_ISREG(before.st_mode)):
            if before:
                file.chmod(stat.S_IMODE(before.st_mode))
            try:
                file.replace(with_folder(name))
                return
            except OSError as error:
                if error.errno != errno.EXDEV:
                    raise
    except OSError as error:
        raise output_error(name, error) from error
    # a device, a link to another disk, a file elsewhere
    with file.open("rb") as stream, atomic_write(name, "wb") as out:
        shutil.copyfileobj(stream, out)


def check_outputs(
    outputs: Iterable[str | os.PathLike[str] | None],
    inputs: Iterable[str | os.PathLike[str] | None] = (),
) -> None:
    """Check before any work that no output is an input, or the same file as another output.

    None is no file. Files are the same by any name: through links, relative or not, and standard
    input that is a file. Devices and pipes are not replaced by what is written to them.

    >>> check_outputs(["corpora/new.csv", "-"], ["corpora/terms.csv", "-"])
    >>> check_outputs(["corpora/../corpora/terms.csv"], ["corpora/terms.csv"])
    Traceback (most recent call last):
    align.errors.UsageError: corpora/../corpora/terms.csv: would be replaced by the output, \
but is an input (corpora/terms.csv); choose another file for the output

    Raises :class:`align.errors.UsageError`.
    """
    names = [os.fspath(path) for path in outputs if path is not None]
    written: dict[object, str] = {}
    for name in names:
        identity = "-" if name == "-" else _identity(name)
        if identity in written:
            raise UsageError(
                f"{name}: the same file for two outputs{_also(name, written[identity])}; "
                "give each its own"
            )
        if identity is not None:
            written[identity] = name
    if not written.keys() - {"-"}:
        return
    for path in inputs:
        if path is None:
            continue
        read = os.fspath(path)
        if (identity := _identity(read)) in written and identity is not None:
            name = written[identity]
            raise UsageError(
                f"{name}: would be replaced by the output, but is an input{_also(name, read)}; "
                "choose another file for the output"
            )


def _also(name: str, other: str) -> str:
    other = "standard input" if other == "-" != name else other
    return "" if other == name else f" ({other})"


def _identity(name: str) -> object:
    """What is the same for all names of a file; None for what a rename does not replace."""
    try:
        found = os.fstat(sys.stdin.fileno()) if name == "-" else Path(name).stat()
    except FileNotFoundError:
        return os.path.realpath(name)
    except (AttributeError, OSError, ValueError):  # reading or writing it will say why
        return None
    return (found.st_dev, found.st_ino) if stat.S_ISREG(found.st_mode) else None


def begins_with(path: str | os.PathLike[str], texts: Sequence[str]) -> bool:
    """Whether a file begins with one of these texts, as an earlier output does.

    >>> begins_with("corpora/terms.csv", ["English"]), begins_with("no/file", ["English"])
    (True, False)
    """
    longest = max(len(text.encode()) for text in texts)
    try:
        with Path(path).open("rb") as file:
            return file.read(longest).startswith(tuple(text.encode() for text in texts))
    except OSError:
        return False


@contextmanager
def _single_file(name: str, mode: str, *, durable: bool) -> Iterator[IO[Any]]:
    with _files([name], mode, durable=durable) as [stream]:
        yield stream


def atomic_write_all(
    paths: Iterable[str | os.PathLike[str]],
) -> AbstractContextManager[list[IO[Any]]]:
    """Open binary streams that become several files, like :func:`atomic_write`.

    All are complete and synced before the first is renamed. Only a process killed between two
    renames leaves a mixture of new and old files, each of them complete.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with atomic_write_all([f"{folder}/a", f"{folder}/b"]) as streams:
    ...         _ = [stream.write(b"new") for stream in streams]
    ...     sorted(path.name for path in Path(folder).iterdir())
    ['a', 'b']

    Raises :class:`align.errors.OutputError`, one line that says what is in the way.
    """
    return _files([os.fspath(path) for path in paths], "wb")


@dataclass
class _Part:
    """A file that is being written; ``temporary`` is None for a device or a pipe.

    ``held`` keeps the temporary file ours until it is renamed.
    """

    name: str
    target: Path
    temporary: Path | None
    stream: IO[Any]
    held: int = -1

    def release(self) -> None:
        if self.held >= 0:
            os.close(self.held)
            self.held = -1


@contextmanager
def _files(names: Sequence[str], mode: str, *, durable: bool = True) -> Iterator[list[IO[Any]]]:
    parts: list[_Part] = []
    try:
        for name in names:
            # Errors of opening are ours; those of the block may be the caller's.
            try:
                parts.append(_open(name, mode))
            except OSError as error:
                raise output_error(name, error) from error
        yield [part.stream for part in parts]
        for part in parts:
            part.stream.flush()
            if part.temporary is not None and durable:
                os.fsync(part.stream.fileno())
            part.stream.close()
        for part in parts:
            if part.temporary is not None:
                _replace(part.temporary, part.target, part.name)
            part.release()
    except BaseException as error:
        for part in parts:
            # Closing flushes again: on a full disk that fails again and must not hide the cause.
            with suppress(OSError):
                part.stream.close()
            if part.temporary is not None:
                part.temporary.unlink(missing_ok=True)
            part.release()
        ours = isinstance(error, OSError) and error.filename is None
        if ours and isinstance(error, OSError) and error.errno in _WHILE_WRITING:
            raise output_error(" and ".join(names), error) from error
        raise


def _open(name: str, mode: str) -> _Part:
    text: dict[str, Any] = {} if "b" in mode else {"encoding": "utf-8", "newline": "\n"}
    before = _status_before(name)
    if before and not stat.S_ISREG(before.st_mode):
        # Renaming over /dev/null or a named pipe would replace the device itself.
        return _Part(name, Path(name), None, open(name, mode, **text))  # noqa: PTH123
    target = path_of(name) if is_remote(name) else with_folder(name)
    remote = isinstance(target, RemotePath)
    temporary, descriptor = create_beside(Path(gettempdir(), "part") if remote else target)
    try:
        if before:
            temporary.chmod(stat.S_IMODE(before.st_mode))
        stream = os.fdopen(os.dup(descriptor), mode, **text)
    except BaseException:
        temporary.unlink(missing_ok=True)
        os.close(descriptor)
        raise
    return _Part(name, target, temporary, stream, descriptor)


def _status_before(name: str) -> os.stat_result | None:
    """Return the status of an existing file that may be overwritten; None if there is none."""
    if not name:
        raise FileNotFoundError(errno.ENOENT, "empty name")
    try:
        before = path_of(name).stat()
    except FileNotFoundError:
        if name.endswith(("/", os.sep)):  # Path would drop the slash and create a file
            raise
        return None
    if stat.S_ISDIR(before.st_mode):
        raise IsADirectoryError(errno.EISDIR, "a folder")
    if stat.S_ISREG(before.st_mode) and not is_remote(name) and not os.access(name, os.W_OK):
        # A rename needs only permission for the folder, but a read-only file must not be replaced.
        raise _no_access(name)
    return before


def _replace(temporary: Path, target: Path, name: str) -> None:
    try:
        if isinstance(target, RemotePath):
            target.upload(temporary)
            temporary.unlink()
        else:
            temporary.replace(target)
    except OSError as error:
        raise output_error(name, error) from error


@contextmanager
def _standard_output(mode: str) -> Iterator[IO[Any]]:
    binary: BinaryIO | None = getattr(sys.stdout, "buffer", None)
    if binary is None:
        raise OutputError("-: standard output takes no bytes here; write to a file instead")
    sys.stdout.flush()  # keeps earlier output first
    text = None if "b" in mode else TextIOWrapper(binary, encoding="utf-8", newline="\n")
    try:
        yield text or binary
        (text or binary).flush()
    except BrokenPipeError:
        _silence(binary)
    except OSError as error:
        if error.filename is None and error.errno in _WHILE_WRITING:
            raise output_error("standard output", error) from error
        raise
    finally:
        if text is not None:
            with suppress(OSError):
                text.detach()  # otherwise closing the wrapper would close standard output


def _silence(stream: BinaryIO) -> None:
    """Redirect the interpreter's flush at exit to nowhere, so that it does not fail again."""
    with suppress(OSError, ValueError):  # a stream without a descriptor needs no redirection
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, stream.fileno())
        os.close(null)


def output_error(name: str, error: OSError) -> OutputError:
    """The error of a file that cannot be written, in plain words.

    >>> print(output_error("a/b.txt", FileNotFoundError(errno.ENOENT, "…")))
    a/b.txt: cannot be written: no such folder
    """
    reason = _REASONS.get(error.errno or 0) or error.strerror or str(error)
    return OutputError(f"{name}: cannot be written: {reason}")


def _no_access(path: str | Path) -> OSError:
    """Why nothing can be written to a folder or a file."""
    whole = hasattr(os, "statvfs") and os.statvfs(path).f_flag & os.ST_RDONLY
    return OSError(errno.EROFS if whole else errno.EACCES, "read-only")
