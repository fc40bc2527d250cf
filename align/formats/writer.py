"""Base classes of writers: ``begin``, then ``unit`` for each unit, then ``end``."""

from collections.abc import Callable
from itertools import chain
from types import TracebackType
from typing import Any, BinaryIO, ClassVar

from align.files.xml import CheckedXml
from align.formats.report import ALL, Keeps, Losses, WriteReport
from align.unit import Header, Memory, Unit, UnitLike, language_of


class Writer:
    """Base of the writers of memories. An object writes one memory to its binary streams, once.

    ``begin`` is called once before the units, with the first of them if there is one; ``unit`` for
    each unit, ``end`` once after them. ``flush`` writes what is buffered. ``report`` counts what is
    written, left out and dropped; ``losses`` counts other losses that only the writer knows. The
    keyword-only arguments of ``__init__`` are the options of the format.

    ``keeps`` says what the format keeps of a unit: see :class:`align.formats.report.Keeps`.
    ``independent``: the output for a unit depends on no other unit. Then the pieces of a large
    memory are written in parallel, by writers without ``begin`` and ``end``, and their bytes are
    joined.

    >>> import io
    >>> class Count(Writer):
    ...     def unit(self, unit): self.report.units += 1
    ...     def end(self): self.streams[0].write(str(self.report.units).encode())
    >>> out = io.BytesIO()
    >>> print(Count.write(Memory(Header(), [Unit([])]), out), out.getvalue())
    1 unit written b'1'
    """

    keeps: ClassVar[Keeps] = ALL
    independent: bool = False
    #: of the text that is written
    encoding: str = "utf-8"
    #: whether the file is XML, and is parsed before it replaces another
    xml: ClassVar[bool] = False

    def __init__(self, *streams: BinaryIO) -> None:
        self.streams = streams
        self.report = WriteReport()
        self.losses = Losses()

    def __enter__(self) -> "Writer":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None = None,
        trace: TracebackType | None = None,
    ) -> None:
        """Close everything; ``kind`` is None unless there was an error."""

    def begin(self, header: Header, first: Unit | None) -> None:
        """Write what comes before the units."""

    def unit(self, unit: Unit) -> None:
        """Write a unit, and count it."""
        raise NotImplementedError

    def end(self) -> None:
        """Write what comes after the units."""

    def flush(self) -> None:
        """Write what is buffered."""

    def add(self, unit: UnitLike) -> None:
        """Write a unit that may not be parsed yet."""
        self.unit(unit.unit())

    @classmethod
    def write(cls, memory: Memory, *streams: BinaryIO, **options: Any) -> WriteReport:
        """Write a whole memory."""
        with cls(*streams, **options) as writer:
            units = iter(memory)
            first = next(units, None)
            writer.begin(memory.header, first)
            for unit in chain([first] if first else (), units):
                writer.add(unit)
            writer.end()
            writer.flush()
            writer.report.lost = dict(writer.losses)
        return writer.report


class RowWriter(Writer):
    """Base of the writers of formats with one English and one Chinese text per unit."""

    #: whether units with one text are written
    nulls = True

    def unit(self, unit: Unit) -> None:
        """Count the unit, and write it as a row if the format can hold it."""
        texts: dict[str, str] = {}
        for variant in unit.variants:
            language = language_of(variant.lang)
            if not texts.get(language, "").strip():  # the same choice as Unit.variant
                texts[language] = variant.text
        en, zh = texts.get("en", ""), texts.get("zh", "")
        report = self.report
        if en and zh:
            report.units += 1
        elif not (en or zh):
            report.empty += 1
            return
        elif self.nulls:
            report.nulls += 1
        else:
            report.nulls_left_out += 1
            return
        if len(unit.notes) > 1 and self.keeps.notes:  # they become one
            self.losses.lose("separate note", len(unit.notes) - 1)
        self.row(unit, en, zh)

    def row(self, unit: Unit, en: str, zh: str) -> None:
        """Write a unit and its two texts, without inline codes; an empty text is missing."""
        raise NotImplementedError


def _to_both(one: list[str], other: list[str]) -> Callable[[str], None]:
    """No method: an object that refers to itself would keep its stream for longer."""

    def add(text: str) -> None:
        one.append(text)
        other.append(text)

    return add


class Lines:
    """Buffers text and writes it as bytes in large pieces.

    ``add_parsed`` is for whole elements that are written as they were read: a stream that parses
    what it writes (:class:`align.files.xml.CheckedXml`) need not parse them again.
    """

    def __init__(self, stream: BinaryIO, errors: str = "strict", encoding: str = "utf-8") -> None:
        self._stream, self._errors, self._encoding = stream, errors, encoding
        self._waiting: list[str] = []
        self._unparsed: list[str] = []
        self._checked = stream if isinstance(stream, CheckedXml) else None
        self.add: Callable[[str], None] = self._waiting.append
        self.add_parsed = self.add
        if self._checked:
            self.add = _to_both(self._waiting, self._unparsed)

    def flush_some(self) -> None:
        """Write what is buffered if it is enough."""
        if len(self._waiting) >= 256:
            self.flush()

    def flush(self) -> None:
        """Write what is buffered."""
        data = "".join(self._waiting).encode(self._encoding, self._errors)
        if self._checked:
            self._checked.parse("".join(self._unparsed).encode(self._encoding, self._errors))
            self._checked.write_parsed(data)
        else:
            self._stream.write(data)
        self._waiting.clear()
        self._unparsed.clear()
