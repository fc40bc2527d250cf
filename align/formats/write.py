"""A memory, or alignments, → a file of any format."""

import os
import stat
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, cast

from align.errors import UsageError
from align.files.atomic import atomic_write, atomic_write_all
from align.files.xml import CheckedXml, well_formed
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
    """Write a memory, or alignments, to a file atomically, and report what was written.

    The suffix determines the format, unless ``format`` is given; ``-`` is standard output. The
    alignments may be an iterator: formats that hold many write them one by one.
    ``options`` are passed to the format's writer; those that are None are ignored. ``source``,
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
    not have, :class:`align.errors.OutputError` if the file cannot be written.
    """
    chosen = format_for(path, format)
    given = chosen.given(options)
    count_losses = isinstance(what, Memory)  # alignments never have what these formats cannot hold
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
        return replace(output.report, left_out=dict(+what.left_out))
    return WriteReport(cut_off=True)


def memory_format_for(path: str | os.PathLike[str], explicit: str | None = None) -> Format:
    """Like :func:`align.formats.registry.format_for`, for a memory.

    Also raises :class:`align.errors.UsageError` for a format that holds a single alignment.
    """
    chosen = format_for(path, explicit)
    if chosen.single:
        raise UsageError(f"{path}: a {chosen.suffix} file holds an alignment, not a memory")
    return chosen


@contextmanager
def output_streams(chosen: Format, path: str | os.PathLike[str]) -> Iterator[list[BinaryIO]]:
    """Open the streams of a format's files, which are written atomically.

    If the reader of standard output closes it, the block ends without an error. XML is parsed
    before it replaces a file.
    """
    with ExitStack() as stack:
        if chosen.beside:
            yield cast("list[BinaryIO]", stack.enter_context(atomic_write_all(chosen.paths(path))))
            return
        stream = stack.enter_context(atomic_write(path, "wb"))
        if chosen.writer and chosen.writer.xml:
            stream = stack.enter_context(well_formed(stream, os.fspath(path)))
        yield [stream]


def can_be_discarded(chosen: Format, path: str | os.PathLike[str]) -> bool:
    """Whether written output can still be discarded: not on standard output, a pipe or a device."""
    return all(map(_is_file, chosen.paths(path)))


def _is_file(name: str) -> bool:
    try:
        return name != "-" and stat.S_ISREG(Path(name).stat().st_mode)
    except FileNotFoundError:
        return name != "-"
    except OSError:
        return False  # opening it will report the problem


class Written(NamedTuple):
    """What a writer made of the units of a piece: a part for each of its files.

    ``checked``: the parts were parsed as XML.
    """

    parts: list[bytes]
    report: WriteReport
    first: Unit | None
    checked: bool = False


class MemoryOutput:
    """A memory that is being written, with its writer and counts of losses.

    Units are added one by one (:meth:`add`) or as pieces that may be written
    elsewhere: :meth:`piece` returns an output for a piece, :meth:`take` its bytes, and :meth:`join`
    appends these to the file. If the writer's units depend on each other, a piece is the output
    itself. At the end of the block the file is complete and ``report`` is final, or says that
    standard output was closed.

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
        # not counted: that would be a useless pass over each unit
        counting = count_losses and chosen.keeps != ALL
        self._losses = LossCounter(chosen.keeps) if counting else None
        self._whole = whole
        self._buffers: list[BytesIO] = []
        self._first: Unit | None = None
        self._begun = self._failed = False
        if whole and self._losses:
            self._losses.header(header)

    @property
    def independent(self) -> bool:
        """Whether pieces can be written in parallel."""
        return self._writer.independent

    @property
    def report(self) -> WriteReport:
        """Counts of what was written so far."""
        if self._failed:  # an unreported error: that of standard output
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
                    stream.flush()  # detect a closed pipe before the report is used
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
        """Return an output for a piece of the memory, in this process or another."""
        if not self.independent:
            return self
        buffers = [BytesIO() for _ in self._streams]
        streams: list[Any] = [*buffers]
        if self._writer.xml and self._writer.encoding == "utf-8":
            streams = [CheckedXml(buffer, "the memory", "utf-8") for buffer in buffers]
        piece = MemoryOutput(self._format, self._header, streams, self._options, whole=False)
        piece._buffers = buffers
        return piece

    def lose(self, name: str) -> None:
        """Count a loss that happened before the unit was written."""
        self._writer.losses.lose(name)

    def take(self) -> Written | None:
        """Return what was written of a piece; None if it went straight into the file."""
        if self._whole:
            return None
        self._writer.flush()
        checked = [stream for stream in self._streams if isinstance(stream, CheckedXml)]
        for stream in checked:
            stream.end()
        parts = [buffer.getvalue() for buffer in self._buffers]
        return Written(parts, self.report, self._first, bool(checked))

    def join(self, written: Written | None) -> None:
        """Append a piece to the file, and count it."""
        if written is None:
            return
        if not self._begun and written.first:
            self._begin(written.first)
        self._writer.flush()
        for stream, part in zip(self._streams, written.parts, strict=True):
            if written.checked and isinstance(stream, CheckedXml):
                stream.write_parsed(part)
            else:
                stream.write(part)
        self._writer.report.add(written.report)
        for name, number in written.report.lost.items():
            self._writer.losses.lose(name, number)

    def _begin(self, first: Unit | None) -> None:
        self._begun, self._first = True, first
        if self._whole:
            self._writer.begin(self._header, first)
