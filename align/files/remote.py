"""Files elsewhere, by addresses such as ``s3://bucket/en/a.txt``; fsspec reads and writes them.

fsspec and the package of a file system (s3fs, gcsfs, …) are imported when such an address is used;
they take accounts and servers from where these packages look: the environment and their files.
"""

import errno
import hashlib
import os
import re
import stat
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from os import PathLike, fspath
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Self

from align.errors import InputError, UsageError

# web addresses are refused with advice, and local files have paths
_ADDRESS = re.compile(r"(?!(?:https?|ftps?|file):)([a-z][a-z0-9+.-]+)://", re.IGNORECASE)
#: Stores that show a file when all of it is there; elsewhere it gets its name at the end.
_WHOLE = {"abfs", "abfss", "adl", "az", "gcs", "gs", "memory", "oci", "oss", "r2", "s3", "s3a"}
#: What tells two versions of a file apart, if the store has it.
_VERSION = ("ETag", "etag", "md5Hash", "generation", "VersionId", "content_md5", "ino")
_TIME = ("mtime", "LastModified", "last_modified", "updated", "modified", "created")

#: Errors that stores raise without a number.
_KINDS = {
    FileNotFoundError: errno.ENOENT,
    PermissionError: errno.EACCES,
    IsADirectoryError: errno.EISDIR,
}

if TYPE_CHECKING:
    Local = Path
else:
    Local = type(Path())


def is_remote(file: object) -> bool:
    """Whether this is the address of a file elsewhere.

    >>> is_remote("s3://bucket/en"), is_remote("C:/en"), is_remote("https://example.org/a")
    (True, False, False)
    """
    return isinstance(file, str | PathLike) and bool(_ADDRESS.match(str(fspath(file))))


def path_of(file: str | PathLike[str]) -> Path:
    """The path of a file, here or elsewhere.

    >>> path_of("s3://bucket/en/a.txt").parent, path_of("en/a.txt").name
    (RemotePath('s3://bucket/en'), 'a.txt')
    """
    if isinstance(file, RemotePath):
        return file
    return RemotePath(file) if is_remote(file) else Path(file)


class RemotePath(Local):
    """A path in another file system: what is read of it, and what is listed, goes through fsspec.

    What is asked about a file that :meth:`files` listed is answered without asking the store again.

    >>> path = RemotePath("memory://example/a.txt")
    >>> path.upload(Path("corpora/README.md"))
    >>> path.is_file(), path.stat().st_size > 100, list(path.parent.files())
    (True, True, [RemotePath('memory://example/a.txt')])

    The methods raise :class:`OSError`, and :class:`align.errors.UsageError` if the package for the
    file system is not installed.
    """

    _status: os.stat_result | None = None

    def __str__(self) -> str:
        scheme, slash, rest = super().__str__().partition(":")
        # a path has one slash there; that of a local file begins with one
        return f"{scheme}:/{'/' * (scheme == 'local')}{rest}" if slash else scheme

    def as_posix(self) -> str:
        return str(self)

    def resolve(self, strict: bool = False) -> Self:
        return self

    def absolute(self) -> Self:
        return self

    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
        if self._status:
            return self._status
        with self._store() as (store, name):
            store.invalidate_cache()
            return _status_of(store.info(name))

    def exists(self, **_: Any) -> bool:
        """Whether there is such a file or folder.

        Raises :class:`align.errors.InputError` if the store does not say.
        """
        try:
            self.stat()
        except FileNotFoundError:
            return False
        except OSError as error:
            raise InputError(f"{self}: {error.strerror}") from error
        return True

    @property
    def bucket(self) -> Self:
        """What holds all of its files: it is not made when a file is written."""
        return type(self)(*self.parts[:2])

    def is_file(self, **_: Any) -> bool:
        return self.exists() and stat.S_ISREG(self.stat().st_mode)

    def is_dir(self, **_: Any) -> bool:
        return self.exists() and stat.S_ISDIR(self.stat().st_mode)

    def open(self, mode: str = "rb", *_: Any, **__: Any) -> IO[Any]:  # type: ignore[override]
        with self._store() as (store, name):
            stream: IO[Any] = store.open(name, mode)
            return stream

    def read_bytes(self) -> bytes:
        with self._store() as (store, name):
            data: bytes = store.cat_file(name)
            return data

    def iterdir(self) -> Generator[Self, None, None]:
        with self._store() as (store, name):
            found = store.ls(name, detail=True)
        yield from map(self._listed, found)

    def files(self) -> Iterator[Self]:
        """All files below, at any depth."""
        with self._store() as (store, name):
            store.invalidate_cache()
            found = store.find(name, detail=True).values()
        return (self._listed(about) for about in found)

    def upload(self, file: Path) -> None:
        """Put a local file there, as a whole."""
        with self._store() as (store, name):
            if self._scheme in _WHOLE:
                store.put_file(str(file), name)
                return
            part = f"{name.removesuffix(self.name)}.{self.name}.part"
            store.put_file(str(file), part)
            store.mv(part, name)

    @property
    def _scheme(self) -> str:
        return str(self).partition(":")[0].lower()

    def _listed(self, about: Mapping[str, Any]) -> Self:
        found = type(self)(f"{self._scheme}://{about['name'].lstrip('/')}")
        found._status = _status_of(about)
        return found

    @contextmanager
    def _store(self) -> Iterator[tuple[Any, str]]:
        """The file system and the name there; whatever goes wrong is an :class:`OSError`."""
        try:
            from fsspec.core import url_to_fs

            yield url_to_fs(str(self))
        except ImportError as error:
            raise UsageError(
                f"{self}: {error}; for s3:// pip install s3fs, for gs:// gcsfs, for az:// adlfs"
            ) from error
        except ValueError as error:
            if "rotocol" in str(error):
                raise UsageError(f"{self}: {error}") from error
            raise OSError(0, _line(error), str(self)) from error
        except OSError as error:
            number = next((n for kind, n in _KINDS.items() if isinstance(error, kind)), error.errno)
            raise OSError(number or 0, error.strerror or _line(error), str(self)) from error
        except Exception as error:  # those of a store's own library: no account, no connection
            raise OSError(0, _line(error), str(self)) from error


def _status_of(about: Mapping[str, Any]) -> os.stat_result:
    """What a store says about a file, as of a local one."""
    folder = about.get("type") == "directory"
    when = next((about[key] for key in _TIME if about.get(key)), 0.0)
    if isinstance(when, str):
        when = datetime.fromisoformat(when)
    seconds = when.timestamp() if isinstance(when, datetime) else float(when)
    version = repr([str(about[key]) for key in _VERSION if key in about])
    number = int.from_bytes(hashlib.sha256(version.encode()).digest()[:7])
    mode, size = (stat.S_IFDIR if folder else stat.S_IFREG) | 0o600, int(about.get("size") or 0)
    times = {"st_mtime": seconds, "st_mtime_ns": round(seconds * 1e9)}
    return os.stat_result((mode, number, 0, 1, 0, 0, size, 0, int(seconds), 0), times)


def _line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
