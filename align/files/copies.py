"""Copies of files elsewhere, for work that needs them on this machine."""

import filecmp
import json
import shutil
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from os import PathLike
from pathlib import Path

from align.errors import OutputError, UsageError
from align.files.atomic import atomic_write, check_writable, put_in_place
from align.files.load import stamp_of, unopened
from align.files.remote import RemotePath, is_remote
from align.files.temporary import TemporaryFolder

#: In the folder of the copies: the stamps of both sides when they were last the same.
RECORD = ".elsewhere.json"


@contextmanager
def local_copies(
    files: Iterable[str | PathLike[str]],
    folder: str | PathLike[str] | None,
    logs: Collection[str] = (),
) -> Iterator[list[Path]]:
    """Copies of files elsewhere, in a local folder: those that the block changes are put back.

    A copy that could not be put back (a killed process, no network) is put there the next time. If
    both sides changed, the lines of the files named in ``logs`` are joined.

    >>> RemotePath("memory://out/a.tsv").upload(Path("corpora/terms.csv"))
    >>> with TemporaryFolder() as folder:
    ...     with local_copies(["memory://out/a.tsv", "memory://out/b.tsv"], folder.path) as copies:
    ...         there = [path.exists() for path in copies]
    ...         _ = copies[1].write_text("new")
    >>> there, RemotePath("memory://out/b.tsv").read_bytes()
    ([True, False], b'new')

    Raises :class:`align.errors.UsageError` without a folder, :class:`align.errors.OutputError` if
    both sides changed, or for a copy that cannot be put back, and
    :class:`align.errors.InputError` for a file that cannot be fetched.
    """
    there = [RemotePath(file) for file in files]
    if folder is None or is_remote(folder):
        raise UsageError(
            f"{there[0]}: what is kept of an output elsewhere needs a folder on this machine; "
            "give one with --alignments"
        )
    pairs = [(path, Path(folder, path.name)) for path in there]
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder}: cannot make this folder ({error.strerror})") from error
    check_writable(there[0])
    known = _read(Path(folder))
    for path, copy in pairs:
        try:
            known[str(path)] = _fetched(path, copy, known.get(str(path), ["", ""]), logs)
        except OSError as error:
            raise unopened(str(path), error) from error
    _write(Path(folder), known)
    yield [copy for _, copy in pairs]
    for path, copy in pairs:
        if copy.exists() and stamp_of(copy) != known[str(path)][1]:
            with copy.open("rb") as stream, atomic_write(path) as out:
                shutil.copyfileobj(stream, out)
            known[str(path)] = [stamp_of(path), stamp_of(copy)]
            _write(Path(folder), known)


def _fetched(path: RemotePath, copy: Path, base: list[str], logs: Collection[str]) -> list[str]:
    """Fetch what changed elsewhere; returns the stamps of the two when they were the same."""
    now, mine = stamp_of(path) if path.exists() else "", stamp_of(copy)
    if now == base[0]:
        return base
    if not now and mine == base[1]:  # removed there
        copy.unlink(missing_ok=True)
        return ["", ""]
    with TemporaryFolder() as folder:
        fresh = folder.path / "fresh"
        with fresh.open("wb") as out:
            if now:
                with path.open("rb") as stream:
                    shutil.copyfileobj(stream, out)
        if mine and filecmp.cmp(fresh, copy, shallow=False):
            return [now, mine]
        changed = mine != base[1]
        if changed and path.name in logs:
            lines = dict.fromkeys(fresh.read_bytes().splitlines() + copy.read_bytes().splitlines())
            fresh.write_bytes(b"".join(line + b"\n" for line in lines))
        elif changed:
            raise OutputError(
                f"{path}: is not what {copy} was made from, and that was not put there yet; "
                "look at both, and remove one"
            )
        put_in_place(fresh, str(copy))
    return [now, "" if changed else stamp_of(copy)]


def _read(folder: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    with suppress(OSError, ValueError):
        found = {name: list(map(str, both)) for name, both in json.loads(
            (folder / RECORD).read_text("utf-8")).items()}  # fmt: skip
    return found


def _write(folder: Path, known: dict[str, list[str]]) -> None:
    with atomic_write(folder / RECORD, "w") as stream:
        json.dump(known, stream, ensure_ascii=False, indent=1)
