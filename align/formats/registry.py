"""The formats of memories, by suffix.

To add one, decorate its :class:`align.formats.writer.Writer` with :func:`register` in a module of
:mod:`align.formats`, or in one of another package that has an entry point in the group
``tmxalign.formats``.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import Parameter, signature
from typing import Any, TypeVar

from align.errors import UsageError
from align.formats.report import ALL, Keeps, WriteReport
from align.formats.writer import Writer
from align.registry import Registry
from align.unit import Memory

Made = TypeVar("Made", bound=Callable[..., Any])


@dataclass(frozen=True)
class Format:
    """One way to write memories.

    ``writer`` is the class that writes a memory; ``options`` are the names of what it takes,
    ``summary`` is a line for lists and help.
    ``beside(path)`` is the name of the other file where a memory is two; the writer gets a stream
    for each. Where a file holds one alignment (``single``), there is no writer of memories, and
    ``write_alignments(alignments, stream, **options)`` writes one.
    """

    suffix: str
    summary: str
    options: tuple[str, ...]
    writer: type[Writer] | None = None
    write_alignments: Callable[..., WriteReport] | None = None
    beside: Callable[[str], str] | None = None

    @property
    def single(self) -> bool:
        """Whether a file holds one alignment, not a memory."""
        return self.writer is None

    @property
    def keeps(self) -> Keeps:
        """What a file holds of a unit."""
        return self.writer.keeps if self.writer else ALL

    @property
    def name(self) -> str:
        """What a user calls it: the suffix without its dot."""
        return self.suffix.removeprefix(".")

    def paths(self, path: str | os.PathLike[str]) -> list[str]:
        """The names of the files that a memory is."""
        name = os.fspath(path)
        return [name, self.beside(name)] if self.beside else [name]

    def given(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """Those of the options that have a value; one that is None counts as not given.

        Raises :class:`align.errors.UsageError` for one that the format does not have.
        """
        given = {name: value for name, value in options.items() if value is not None}
        unknown = [name for name in given if name not in self.options]
        if unknown:
            takes = ", ".join(self.options) or "none"
            raise UsageError(
                f"format {self.name} has no option {', '.join(unknown)}; options it has: {takes}"
            )
        return given


#: Options of formats with language codes: how alignments become units.
CODES = ("source", "locales", "date")
#: Every format, by suffix.
FORMATS = Registry(
    Format, names=lambda format: (format.suffix,), package="align.formats", group="tmxalign.formats"
)


def register(
    suffix: str,
    summary: str,
    *,
    codes: bool = False,
    read: Callable[[str | os.PathLike[str]], Memory] | None = None,
    beside: Callable[[str], str] | None = None,
) -> Callable[[Made], Made]:
    """Let the decorated class write files with ``suffix``: a :class:`align.formats.writer.Writer`.

    Its keyword-only arguments are the options. ``codes``: the format has language codes, so
    :func:`align.memory.write` takes the options of those, too. A function that is decorated writes
    alignments to files that hold one each. ``read`` is what reads such files, where that is all
    there is to say of it: see :class:`FormatReader`.

    >>> FORMATS[".tsv"].name, FORMATS[".tsv"].options
    ('tsv', ('include_nulls',))
    """

    def add(made: Made) -> Made:
        parameters = signature(made).parameters.values()
        options = tuple(p.name for p in parameters if p.kind is Parameter.KEYWORD_ONLY)
        if codes:
            options += CODES
        writer = made if isinstance(made, type) and issubclass(made, Writer) else None
        function = None if writer else made
        FORMATS.add(Format(suffix, summary, options, writer, function, beside), made.__module__)
        if read:
            FORMAT_READERS.add(FormatReader((suffix,), read), made.__module__)
        return made

    return add


def format_for(path: str | os.PathLike[str], explicit: str | None = None) -> Format:
    """The format of a file to write: the one that is named, else by the longest suffix that fits.

    ``-`` (standard output) is TSV unless another is named.

    >>> format_for("out/a.beads.tsv").name, format_for("-").name, format_for("-", "tmx").name
    ('beads.tsv', 'tsv', 'tmx')

    Raises :class:`align.errors.UsageError` that lists what there is.
    """
    name = os.fspath(path)
    if explicit:
        found = FORMATS.get("." + explicit.lower().removeprefix("."))
        problem = f"unknown format {explicit!r}"
    else:
        lowered = ".tsv" if name == "-" else name.lower()
        fitting = [suffix for suffix in FORMATS if lowered.endswith(suffix)]
        found = FORMATS[max(fitting, key=len)] if fitting else None
        problem = f"{name}: the suffix names no format"
    if found is None:
        raise UsageError(f"{problem}; there are: {', '.join(sorted(FORMATS))}")
    return found


@dataclass(frozen=True)
class FormatReader:
    """How the files with some suffixes are read.

    ``read(file)`` returns the :class:`align.unit.Memory` in a path or an open binary file.
    ``bilingual``: such a file is also a document to be aligned; ``keeps_halves``: with the texts
    that stand in it in one language alone. ``takes_encoding``: ``read`` takes the name of an
    ``encoding``; the other formats state theirs in the file.
    """

    suffixes: tuple[str, ...]
    read: Callable[..., Memory]
    bilingual: bool = False
    keeps_halves: bool = False
    takes_encoding: bool = False


#: What reads memories, by suffix.
FORMAT_READERS = Registry(
    FormatReader,
    names=lambda reader: reader.suffixes,
    package="align.formats",
    group="tmxalign.formats",
)


def format_reader_for(name: str) -> FormatReader | None:
    """The reader with the longest suffix that a file's name ends in; None where there is none.

    >>> format_reader_for("memory.tmx.gz").suffixes[0], format_reader_for("a.docx")
    ('.tmx', None)
    """
    lowered = name.lower()
    fitting = [suffix for suffix in FORMAT_READERS if lowered.endswith(suffix)]
    return FORMAT_READERS[max(fitting, key=len)] if fitting else None
