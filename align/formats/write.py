"""A memory, or alignments, → a file of any format."""

import os
import stat
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, cast

from align.errors import UsageError
from align.files.atomic import atomic_write, atomic_write_all
from align.formats.registry import CODES, Format, format_for
from align.formats.report import ALL, LossCounter, WriteReport
from align.unit import Header, Memory, Unit, UnitLike

if TYPE_CHECKING:
    from align.alignment import Alignment


def write(
    what: "Memory | Alignment | Iterable[Alignment]",
    path: str | os.PathLike[str],
    *,
    format: str | None = None,
    **options: Any,
) -> WriteReport:
    """Write a memory, or alignments, to a file, whole or not at all; report what went in.

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
    count_losses = isinstance(what, Memory)  # of alignments nobody expects what they do not hold
    if isinstance(what, Memory):
        memory_format_for(path, format)
    elif not chosen.single:
        from align.formats.from_alignments import memory_of

        what = memory_of(what, **{name: given.pop(name) for name in CODES if name in given})
    with output_streams(chosen, path) as streams:
        if not isinstance(what, Memory):
            assert chosen.write_alignments
            report = chosen.write_alignments(what, *streams, **given)
            for stream in streams:
                stream.flush()
            return report
        with MemoryOutput(chosen, what.header, streams, given, count_losses=count_losses) as output:
            for unit in what:
                output.add(unit)
        return output.report
    return WriteReport(cut_off=True)


def memory_format_for(path: str | os.PathLike[str], explicit: str | None = None) -> Format:
    """As :func:`align.formats.registry.format_for`, for a memory.

    Raises :class:`align.errors.UsageError` for a format that holds alignments, too.
    """
    chosen = format_for(path, explicit)
    if chosen.single:
        raise UsageError(f"{path}: a {chosen.suffix} file holds an alignment, not a memory")
    return chosen


@contextmanager
def output_streams(chosen: Format, path: str | os.PathLike[str]) -> Iterator[list[BinaryIO]]:
    """The streams of a format's files, which are written whole or not at all.

    When standard output's reader goes away, the block ends without an error.
    """
    with ExitStack() as stack:
        if chosen.beside:
            yield cast("list[BinaryIO]", stack.enter_context(atomic_write_all(chosen.paths(path))))
        else:
            yield [stack.enter_context(atomic_write(path, "wb"))]


def can_be_discarded(chosen: Format, path: str | os.PathLike[str]) -> bool:
    """Whether what was written can still be given up: not to standard output, a pipe, a device."""
    return all(map(_is_file, chosen.paths(path)))


def _is_file(name: str) -> bool:
    try:
        return name != "-" and stat.S_ISREG(Path(name).stat().st_mode)
    except FileNotFoundError:
        return name != "-"
    except OSError:
        return False  # opening it will say what is wrong


class Written(NamedTuple):
    """What a writer made of the units of a piece: a part for each of its files."""

    parts: list[bytes]
    report: WriteReport
    first: Unit | None


class MemoryOutput:
    """A memory that is being written: its writer, and what its format cannot hold, counted.

    Units come one by one (:meth:`add`) or as pieces that were written elsewhere: :meth:`piece`
    gives what to write a piece with, :meth:`take` its bytes, :meth:`join` puts them into the file.
    Where the writer's units depend on each other, a piece is the output itself. At the end of the
    block the file is complete and ``report`` final, or says that standard output was cut off.

    >>> from align.memory import FORMATS, Unit, Variant
    >>> stream = BytesIO()
    >>> with MemoryOutput(FORMATS[".tsv"], Header(), [stream]) as output:
    ...     piece = output.piece()
    ...     piece.add(Unit([Variant("en-US", ("Hi.",)), Variant("zh-CN", ("嗨。",))]))
    ...     output.join(piece.take())
    >>> stream.getvalue().decode().splitlines()[1:], str(output.report)
    (['Hi.\\t嗨。\\t\\t\\t\\t'], '1 unit written')
    """

    def __init__(
        self,
        chosen: Format,
        header: Header,
        streams: list[BinaryIO],
        options: Mapping[str, Any] | None = None,
        *,
        count_losses: bool = True,
        whole: bool = True,
    ) -> None:
        assert chosen.writer
        self._format, self._header, self._streams = chosen, header, streams
        self._options = options or {}
        self._writer = chosen.writer(*streams, **self._options)
        # not counted: a pass over each unit for nothing
        counting = count_losses and chosen.keeps != ALL
        self._losses = LossCounter(chosen.keeps) if counting else None
        self._whole = whole
        self._first: Unit | None = None
        self._begun = self._failed = False
        if whole and self._losses:
            self._losses.header(header)

    @property
    def independent(self) -> bool:
        """Whether pieces can be written at the same time."""
        return self._writer.independent

    @property
    def report(self) -> WriteReport:
        """What was written so far."""
        if self._failed:  # and nobody saw the error: it was standard output's
            return WriteReport(cut_off=True)
        report = self._writer.report
        lost = Counter(self._losses.losses() if self._losses else {})
        report.lost = dict(lost + self._writer.losses)
        return report

    def __enter__(self) -> "MemoryOutput":
        self._writer.__enter__()
        return self

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        try:
            if kind is None:
                if not self._begun:
                    self._begin(None)
                self._writer.end()
                self._writer.flush()
                for stream in self._streams:
                    stream.flush()  # a closed pipe shows before anybody believes the report
        except BaseException as late:
            kind, error, trace = type(late), late, late.__traceback__
            raise
        finally:
            self._failed = kind is not None
            self._writer.__exit__(kind, error, trace)

    def add(self, unit: UnitLike) -> None:
        """Write a unit."""
        if not self._begun:
            self._begin(unit.unit())
        if self._losses:
            unit = unit.unit()
            self._losses.count(unit)
        self._writer.add(unit)

    def piece(self) -> "MemoryOutput":
        """What to write a piece of the memory with, in this process or another."""
        if not self.independent:
            return self
        streams: list[BinaryIO] = [BytesIO() for _ in self._streams]
        return MemoryOutput(self._format, self._header, streams, self._options, whole=False)

    def take(self) -> Written | None:
        """What was written of a piece; None when it went into the file."""
        if self._whole:
            return None
        self._writer.flush()
        parts = [stream.getvalue() for stream in self._streams if isinstance(stream, BytesIO)]
        return Written(parts, self.report, self._first)

    def join(self, written: Written | None) -> None:
        """Write a piece to the file, and count it."""
        if written is None:
            return
        if not self._begun and written.first:
            self._begin(written.first)
        self._writer.flush()
        for stream, part in zip(self._streams, written.parts, strict=True):
            stream.write(part)
        self._writer.report.add(written.report)
        for name, number in written.report.lost.items():
            self._writer.losses.lose(name, number)

    def _begin(self, first: Unit | None) -> None:
        self._begun, self._first = True, first
        if self._whole:
            self._writer.begin(self._header, first)
