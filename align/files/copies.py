"""Copies of files elsewhere, for work that needs them on this machine."""

import filecmp
import shutil
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from os import PathLike
from pathlib import Path

from align.errors import UsageError
from align.files.atomic import atomic_write, check_writable
from align.files.load import unopened
from align.files.remote import RemotePath, is_remote
from align.files.temporary import TemporaryFolder


@contextmanager
def local_copies(
    files: Iterable[str | PathLike[str]], folder: str | PathLike[str] | None
) -> Iterator[list[Path]]:
    """Copies in a local folder of files elsewhere, to be updated: the ends of work on a memory.

    Those that exist are fetched; at the end of the block, those that changed are put back, in
    order. A copy that is the same as before keeps its time.

    >>> RemotePath("memory://out/a.tsv").upload(Path("corpora/terms.csv"))
    >>> with TemporaryFolder() as folder:
    ...     with local_copies(["memory://out/a.tsv", "memory://out/b.tsv"], folder.path) as copies:
    ...         there = [path.exists() for path in copies]
    ...         _ = copies[1].write_text("new")
    >>> there, RemotePath("memory://out/b.tsv").read_bytes()
    ([True, False], b'new')

    Raises :class:`align.errors.UsageError` without a folder, :class:`align.errors.OutputError` if
    they cannot be put back, :class:`align.errors.InputError` if they cannot be fetched.
    """
    there = [RemotePath(file) for file in files]
    if folder is None or is_remote(folder):
        raise UsageError(
            f"{there[0]}: what is kept of an output elsewhere needs a folder on this machine; "
            "give one with --alignments"
        )
    here = [Path(folder, path.name) for path in there]
    with ExitStack() as stack:
        before = stack.enter_context(TemporaryFolder()).path
        for path, copy in zip(there, here, strict=True):
            try:
                if not path.exists():
                    copy.unlink(missing_ok=True)
                    continue
                with path.open("rb") as stream, (before / path.name).open("wb") as out:
                    shutil.copyfileobj(stream, out)
            except OSError as error:
                raise unopened(str(path), error) from error
            if not copy.exists() or not filecmp.cmp(before / path.name, copy, shallow=False):
                copy.parent.mkdir(parents=True, exist_ok=True)
                check_writable(copy)
                shutil.copyfile(before / path.name, copy)
        yield here
        for path, copy in zip(there, here, strict=True):
            old = before / path.name
            if copy.exists() and not (old.exists() and filecmp.cmp(old, copy, shallow=False)):
                with copy.open("rb") as stream, atomic_write(path) as out:
                    shutil.copyfileobj(stream, out)
