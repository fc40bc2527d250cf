"""The formats of memories, by suffix.

To add one, decorate its :class:`align.formats.writer.Writer` with :func:`register` in a module of
:mod:`align.formats`, or in one of another package that has an entry point in the group
``tmxalign.formats``.
"""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from inspect import Parameter, signature
from typing import Any, TypeVar

from align.document import Paragraph
from align.errors import UsageError
from align.formats.report import ALL, Keeps, WriteReport
from align.formats.writer import Writer
from align.registry import Registry
from align.unit import Memory, Unit

Made = TypeVar("Made", bound=Callable[..., Any])


@dataclass(frozen=True)
class Format:
    """A format of memories, and how to write it.

    ``writer`` is the class that writes a memory; ``options`` are the names of its options,
    ``summary`` is one line for lists and help. ``beside(path)`` is the name of the second file if
    the format has two; the writer gets a stream for each. For formats that hold one alignment
    (``single``) there is no writer; instead ``write_alignments(alignments, stream, **options)``
    writes the alignment.
    """

    suffix: str
    summary: str
    options: tuple[str, ...]
    writer: type[Writer] | None = None
    write_alignments: Callable[..., WriteReport] | None = None
    beside: Callable[[str], str] | None = None

    @property
    def single(self) -> bool:
        """Whether a file holds a single alignment, not a memory."""
        return self.writer is None

    @property
    def keeps(self) -> Keeps:
        """What the format keeps of a unit."""
        return self.writer.keeps if self.writer else ALL

    @property
    def name(self) -> str:
        """The name for users: the suffix without its dot."""
        return self.suffix.removeprefix(".")

    def paths(self, path: str | os.PathLike[str]) -> list[str]:
        """Return the names of the files of a memory."""
        name = os.fspath(path)
        return [name, self.beside(name)] if self.beside else [name]

    def given(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """Return the options that are not None.

        Raises :class:`align.errors.UsageError` for an option that the format does not have.
        """
        given = {name: value for name, value in options.items() if value is not None}
        unknown = [name for name in given if name not in self.options]
        if unknown:
            takes = ", ".join(self.options) or "none"
            raise UsageError(
                f"format {self.name} has no option {', '.join(unknown)}; options it has: {takes}"
            )
        return given


#: Options of formats with language codes, for making units from alignments.
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
    read: Callable[..., Memory] | None = None,
    beside: Callable[[str], str] | None = None,
) -> Callable[[Made], Made]:
    """Register the decorated :class:`align.formats.writer.Writer` for files with ``suffix``.

    Its keyword-only arguments are the options. ``codes``: the format has language codes, so
    :func:`align.memory.write` also takes the options for them. A decorated function writes files
    that hold one alignment each. ``read`` reads such files, if the defaults suit it: see
    :class:`FormatReader`; it may have a parameter ``encoding``.

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
            encoding = "encoding" in signature(read).parameters
            reader = FormatReader((suffix,), read, takes_encoding=encoding)
            FORMAT_READERS.add(reader, made.__module__)
        return made

    return add


def format_for(path: str | os.PathLike[str], explicit: str | None = None) -> Format:
    """Return the format of a file to write: as named, else by the longest matching suffix.

    ``-`` (standard output) is TSV by default.

    >>> format_for("out/a.beads.tsv").name, format_for("-").name, format_for("-", "tmx").name
    ('beads.tsv', 'tsv', 'tmx')

    Raises :class:`align.errors.UsageError` that lists the formats.
    """
    name = os.fspath(path)
    if explicit:
        found = FORMATS.get("." + explicit.lower().removeprefix("."))
        problem = f"unknown format {explicit!r}"
    else:
        lowered = ".tsv" if name == "-" else name.lower()
        fitting = [suffix for suffix in FORMATS if lowered.endswith(suffix)]
        found = FORMATS[max(fitting, key=len)] if fitting else None
        folder = os.path.isdir(name)  # noqa: PTH112 - Path fails where a name is too long
        problem = f"{name}: {'a folder; add the name of a file' if folder else 'unknown suffix'}"
    if found is None:
        raise UsageError(f"{problem}; there are: {', '.join(sorted(FORMATS))}")
    return found


def format_like(
    memory: str | os.PathLike[str], out: str | os.PathLike[str], explicit: str | None = None
) -> str | None:
    """Return the name of the format to write what was read from ``memory``, if it needs a name.

    As named; standard output, which has no suffix, gets the format of the memory.

    >>> format_like("a.tmx.gz", "-"), format_like("a.csv", "b.tsv"), format_like("a.mqxliff", "-")
    ('tmx', None, 'xlf')
    """
    if explicit or os.fspath(out) != "-":
        return explicit
    name = os.fspath(memory).lower().removesuffix(".gz").removesuffix(".zip")
    fitting = [suffix for suffix in FORMATS if name.endswith(suffix)]
    if not fitting and (reader := format_reader_for(name)):
        fitting = [suffix for suffix in reader.suffixes[:1] if suffix in FORMATS]  # .mqxliff: .xlf
    if fitting and not FORMATS[suffix := max(fitting, key=len)].single:
        return suffix.removeprefix(".")
    packed = name != os.fspath(memory).lower() or name == "-"  # what these hold is a TMX
    return "tmx" if packed else None


@dataclass(frozen=True)
class FormatReader:
    """How files with certain suffixes are read.

    ``read(file)`` returns the :class:`align.unit.Memory` of a path or an open binary file.
    ``bilingual``: such a file can also be aligned as a document; ``keeps_halves``: including texts
    in one language only. ``takes_encoding``: ``read`` and ``account`` take an ``encoding``; files
    of other formats declare it.

    ``has_drafts``: translations that do not count are left out, unless ``read`` is called with
    ``drafts``.

    ``account(file)`` returns the same units and, between them, all other text of the file as
    paragraphs that are set aside; without it, only the units are accounted for.
    """

    suffixes: tuple[str, ...]
    read: Callable[..., Memory]
    bilingual: bool = False
    keeps_halves: bool = False
    takes_encoding: bool = False
    has_drafts: bool = False
    account: Callable[..., Iterable[Unit | Paragraph]] | None = None


#: The readers of memories, by suffix.
FORMAT_READERS = Registry(
    FormatReader,
    names=lambda reader: reader.suffixes,
    package="align.formats",
    group="tmxalign.formats",
)


def format_reader_for(name: str) -> FormatReader | None:
    """Return the reader with the longest matching suffix; None if there is none.

    >>> format_reader_for("memory.tmx.gz").suffixes[0], format_reader_for("a.docx")
    ('.tmx', None)
    """
    lowered = name.lower()
    fitting = [suffix for suffix in FORMAT_READERS if lowered.endswith(suffix)]
    return FORMAT_READERS[max(fitting, key=len)] if fitting else None
