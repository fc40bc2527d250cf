"""A memory, or alignments, → a file of any format."""

import os
from collections.abc import Iterable
from contextlib import ExitStack
from typing import IO, TYPE_CHECKING, Any

from align.errors import UsageError
from align.files.atomic import atomic_write, atomic_write_all
from align.formats.registry import CODES, format_for
from align.formats.report import WriteReport
from align.unit import Memory

if TYPE_CHECKING:
    from align.alignment import Alignment


def write(
    what: "Memory | Alignment | Iterable[Alignment]",
    path: str | os.PathLike[str],
    *,
    format: str | None = None,
    **options: Any,
) -> WriteReport:
    """Write a memory, or alignments, to a file, whole or not at all; say in numbers what went in.

    The format comes from the suffix, or from ``format``; ``-`` is standard output. The
    alignments may be an iterator: formats that hold many write them as they come.
    ``options`` go to the format's writer; one that is None counts as not given. ``source``,
    ``locales`` and ``date`` say how alignments become units with language codes, see
    :func:`align.formats.from_alignments.memory_of`.

    >>> import tempfile
    >>> from align.alignment import Alignment, Bead
    >>> from align.document import Document
    >>> en = Document.from_sentences(["Good morning."], "en")
    >>> zh = Document.from_sentences(["早上好。"], "zh")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     print(write(Alignment(en, zh, (Bead((0,), (0,)),)), f"{folder}/a.tmx"))
    1 unit written

    Raises :class:`align.errors.UsageError` for an unknown format or an option that it does
    not take, :class:`align.errors.OutputError` when the file cannot be written.
    """
    chosen = format_for(path, format)
    given = chosen.given(options)
    own = isinstance(what, Memory)  # of alignments nobody expects what they do not hold
    if not isinstance(what, Memory):
        if not chosen.single:
            from align.formats.from_alignments import memory_of

            what = memory_of(what, **{name: given.pop(name) for name in CODES if name in given})
    elif chosen.single:
        raise UsageError(f"{path}: a {chosen.suffix} file holds an alignment, not a memory")
    streams: list[IO[Any]]
    with ExitStack() as stack:
        if chosen.beside:
            streams = stack.enter_context(atomic_write_all(chosen.paths(path)))
        else:
            streams = [stack.enter_context(atomic_write(path, "wb"))]
        if own and isinstance(what, Memory):
            from align.formats.joined import write_units

            report = write_units(chosen, what, streams, given)
        else:
            report = chosen.write(what, *streams, **given)
        for stream in streams:
            stream.flush()  # here, so that a closed pipe shows before the report is believed
        return report
    # Standard output's reader went away: atomic_write has ended the block quietly.
    return WriteReport(cut_off=True)
