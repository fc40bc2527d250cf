"""Reading the native file."""

import os
from pathlib import Path

from align.alignment import Alignment
from align.errors import InputError


def read_alignment(path: str | os.PathLike[str]) -> Alignment:
    """The alignment in a ``.align.json`` file.

    >>> import tempfile
    >>> from align.document import Document
    >>> from align.memory import write
    >>> a = Alignment(Document((), (), "en"), Document((), (), "zh"), ())
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = write(a, f"{folder}/a.align.json")
    ...     read_alignment(f"{folder}/a.align.json") == a
    True

    Raises :class:`align.errors.InputError` when it is missing, unreadable or no such file.
    """
    name = os.fspath(path)
    try:
        text = Path(path).read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{name}: not UTF-8 text, so not an .align.json file") from error
    except FileNotFoundError as error:
        raise InputError(f"{name}: no such file") from error
    except OSError as error:
        raise InputError(f"{name}: cannot be read: {error.strerror or error}") from error
    try:
        alignment = Alignment.from_json(text, source=name)
    except RecursionError as error:
        raise InputError(f"{name}: nested too deeply to be an alignment") from error
    _check_numbers(alignment, name)
    return alignment


def _check_numbers(alignment: Alignment, name: str) -> None:
    """A file edited by hand may point at sentences that it does not hold."""
    for number, bead in enumerate(alignment.beads, start=1):
        for side, ids, there in (
            ("English", bead.en, len(alignment.en)),
            ("Chinese", bead.zh, len(alignment.zh)),
        ):
            for i in ids:
                if type(i) is not int or not 0 <= i < there:
                    raise InputError(
                        f"{name}: bead {number} names {side} sentence {i!r}, "
                        f"but the file holds sentences 0 to {there - 1}"
                    )
