"""A name → the bytes of a file; anything unreadable becomes a one-line error."""

import errno
import os
import re
import stat
import sys
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from os import PathLike, fspath
from pathlib import Path
from typing import IO, Any

from align.errors import InputError
from align.files.remote import path_of

File = str | PathLike[str] | IO[bytes]

#: The largest file that is read as one document, in bytes.
LARGEST = 256 * 1024 * 1024
#: The name of a file with settings, which is found by itself.
SETTINGS = "tmxalign.toml"
_ADDRESS = re.compile(r"(?:https?|ftps?):|www\.[^\s/]+\.[^\s/]", re.IGNORECASE)
# Names of the pipes of <(command) in shells: these have a writer, so reading them ends.
_PIPES = ("/dev/fd/", "/proc/self/fd/", "/dev/stdin")


@dataclass(frozen=True)
class Source:
    """A file as passed to a reader.

    ``data`` is the whole file, ``name`` is for messages, ``encoding`` is the one that the user
    named, if any; ``language`` is the expected language (``"en"``, ``"zh"``), if known.
    ``keep_boilerplate``: navigation and the like on a web page count as text.
    """

    data: bytes
    name: str
    encoding: str | None = None
    language: str | None = None
    keep_boilerplate: bool = False

    def error(self, what: str) -> InputError:
        """Return an error about this file (one line: what is wrong, and what to do)."""
        return InputError(f"{self.name}: {what}")


def stamp_of(path: str | PathLike[str]) -> str:
    """What shows without reading it that a file has not changed: its size, time and number.

    Empty for one that is not there, or is no file.

    >>> stamp_of("corpora/terms.csv") == stamp_of("corpora/terms.csv") != ""
    True
    """
    try:
        status = (path if isinstance(path, Path) else path_of(path)).stat()
    except (OSError, ValueError):
        return ""
    if not stat.S_ISREG(status.st_mode):
        return ""
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ino}"


class NamedBytes(BytesIO):
    """Bytes as an open file with a name."""

    def __init__(self, name: str, data: bytes) -> None:
        super().__init__(data)
        self.name = name


def load(file: File) -> tuple[str, bytes]:
    """Return the name and content of a file, of an open binary file, or of standard input (``-``).

    Raises :class:`align.errors.InputError` for anything that is not a file, cannot be read, or is
    larger than :data:`LARGEST`.
    """
    name = name_of(file)
    if not isinstance(file, str | PathLike):
        return name, read_within(file, LARGEST, name)
    if fspath(file) == "-":
        check_standard_input()
        return name, read_within(sys.stdin.buffer, LARGEST, name)
    try:
        check_size(file)
        with path_of(file).open("rb") as stream:
            return name, read_within(stream, LARGEST, name)
    except (OSError, ValueError) as error:
        raise unopened(name, error) from None


def load_text(file: File) -> str:
    """Return the content of a small file in UTF-8, such as a configuration; see :func:`load`.

    Raises :class:`align.errors.InputError`, also for another encoding.
    """
    name, data = load(file)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{name}: not UTF-8 text (byte {error.start + 1}); save it as UTF-8"
        ) from None


def read_within(stream: IO[bytes], largest: int, name: str, size: int = 1 << 20) -> bytes:
    """Read a stream to its end, which has to come within so many bytes; ``size`` at a time.

    >>> read_within(BytesIO(b"abc"), 3, "a.txt")
    b'abc'

    Raises :class:`align.errors.InputError`.
    """
    data = bytearray()
    while some := stream.read(size):
        data += some
        if len(data) > largest:
            raise _too_large(name, len(data), largest, "more than ")
    return bytes(data)


def _too_large(name: str, size: int, largest: int, more: str = "") -> InputError:
    return InputError(
        f"{name}: {more}{size / 1e6:,.0f} MB is too much for one document "
        f"(at most {largest / 1e6:,.0f} MB); split it"
    )


def name_of(file: File) -> str:
    """Return the name of a file for messages.

    >>> name_of("a.tmx"), name_of("-")
    ('a.tmx', '<stdin>')
    """
    if not isinstance(file, str | PathLike):
        return str(getattr(file, "name", "<stream>"))
    name = fspath(file)
    return "<stdin>" if name == "-" else name


def unopened(name: str, error: OSError | ValueError | None = None) -> InputError:
    """Return the error for a file that is missing or cannot be opened; web addresses get advice.

    >>> print(unopened("https://example.org"))  # doctest: +ELLIPSIS
    https://example.org: a web address, which is not opened; save it from a browser ...
    """
    if _ADDRESS.match(name):
        name = re.sub(r"^(\w+):/(?=[^/])", r"\1://", name)  # a Path has one slash
        return InputError(
            f"{name}: a web address, which is not opened; save it from a browser "
            "(a page as .html, .mhtml or .pdf) and give the saved file"
        )
    if name.lower().startswith("file:/"):
        return InputError(f"{name}: give the path of the file, without file://")
    return InputError(f"{name}: {reason(error) if error else _REASONS[errno.ENOENT]}")


def reason(error: OSError | ValueError) -> str:
    """Return why a file cannot be opened, for messages."""
    if isinstance(error, OSError):
        return _REASONS.get(error.errno or 0) or (error.strerror or str(error)).lower()
    return "not a file name"  # a NUL in it


def check_size(file: str | PathLike[str]) -> None:
    """Raise :class:`align.errors.InputError` for a missing, endless or too large file."""
    status = check_endless(file)
    if stat.S_ISREG(status.st_mode) and status.st_size > LARGEST:
        raise _too_large(fspath(file), status.st_size, LARGEST)


def find_settings(start: str | PathLike[str] = ".") -> Path | None:
    """The ``tmxalign.toml`` in a folder or in the nearest one above it."""
    try:
        folder = Path(start).resolve()
    except OSError:  # the folder was removed
        return None
    for one in (folder, *folder.parents):
        with suppress(OSError):  # not for us
            if (one / SETTINGS).is_file():
                return one / SETTINGS
    return None


def load_settings(path: str | PathLike[str]) -> dict[str, Any]:
    """The tables of a TOML file.

    Raises :class:`align.errors.InputError` for a file that cannot be read or is not TOML.
    """
    import tomllib

    try:
        return tomllib.loads(load_text(path))
    except (ValueError, RecursionError) as error:  # also a number of thousands of digits
        raise InputError(f"{fspath(path)}: not TOML: {error}") from error


def check_endless(file: str | PathLike[str]) -> os.stat_result:
    """Raise :class:`align.errors.InputError` for a missing file, a device and a pipe of no command.

    >>> check_endless("/dev/zero")
    Traceback (most recent call last):
    align.errors.InputError: /dev/zero: a device or a socket, not a file; \
pass its content on standard input, as -
    """
    name = fspath(file)
    try:
        status = path_of(file).stat()
    except (OSError, ValueError) as error:
        raise unopened(name, error) from None
    kind = stat.S_IFMT(status.st_mode)
    if kind not in (stat.S_IFREG, stat.S_IFDIR) and not (
        name.startswith(_PIPES) and not _is_device(status)
    ):
        what = "a named pipe" if kind == stat.S_IFIFO else "a device or a socket"
        raise InputError(f"{name}: {what}, not a file; pass its content on standard input, as -")
    return status


def check_standard_input() -> None:
    """Raise :class:`align.errors.InputError` if standard input is a device that never ends."""
    try:
        descriptor = sys.stdin.fileno()
        endless = _is_device(os.fstat(descriptor)) and not os.isatty(descriptor)
    except (AttributeError, OSError, ValueError):  # not a real file
        return
    if endless:
        raise InputError("<stdin>: a device, not a file; give the file itself")


def _is_device(status: os.stat_result) -> bool:
    """Whether a file is a device, which may never end; /dev/null does."""
    return stat.S_ISCHR(status.st_mode) and status.st_rdev != Path(os.devnull).stat().st_rdev


_REASONS = {
    errno.ENOENT: "no such file",
    errno.EISDIR: "a directory, not a file",
    errno.EACCES: "no permission to read it",
}
