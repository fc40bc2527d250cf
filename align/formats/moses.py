"""Two plain text files with one pair per line, as machine translation systems are trained on."""

import os
import re
from collections.abc import Iterator
from typing import BinaryIO

from align.errors import InputError, UsageError
from align.formats.registry import register
from align.formats.report import Keeps
from align.formats.writer import Lines, RowWriter
from align.formats.xml_text import encodable, open_text
from align.languages import LANGUAGES
from align.unit import Header, Memory, Unit, Variant

_LINE_END = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


def beside(path: str) -> str:
    """Return the name of the other file.

    >>> beside("out/corpus.en"), beside("CORPUS.ZH")
    ('out/corpus.zh', 'CORPUS.EN')

    Raises :class:`align.errors.UsageError` for any other suffix.
    """
    for side, other in ((".en", ".zh"), (".zh", ".en"), (".EN", ".ZH"), (".ZH", ".EN")):
        if path.endswith(side):
            return path.removesuffix(side) + other
    raise UsageError(f"{path}: this format has two files; use a name that ends in .en or .zh")


def read_moses(path: str | os.PathLike[str], *, encoding: str | None = None) -> Memory:
    """Read a memory from a file ``….en`` or ``….zh`` and the one beside it, as a stream.

    Raises :class:`align.errors.InputError` if the other is missing, and while units are read,
    if one has more lines.
    """
    name = os.fspath(path)
    other = beside(name)
    if not os.path.exists(other):  # noqa: PTH110 (a name for messages, not a path)
        raise InputError(
            f"{name}: {other} is missing beside it; to align documents, use: tmxalign align"
        )
    names = (name, other) if name.lower().endswith(".en") else (other, name)
    return Memory(Header(), _units(names, encoding), name)


def _units(names: tuple[str, str], encoding: str | None) -> Iterator[Unit]:
    with (
        open_text(names[0], encoding=encoding) as first,
        open_text(names[1], encoding=encoding) as second,
    ):
        number = 0
        for number, en in enumerate(first, start=1):
            if not (zh := second.readline()):
                raise _uneven(names[0], names[1], number)
            texts = (("en", en.rstrip("\r\n")), ("zh", zh.rstrip("\r\n")))
            if variants := [Variant(LANGUAGES[side].locale, (t,)) for side, t in texts if t]:
                yield Unit(variants, line=number)
        if second.readline():
            raise _uneven(names[1], names[0], number + 1)


def _uneven(longer: str, shorter: str, line: int) -> InputError:
    return InputError(
        f"{longer}: line {line} has no counterpart: {shorter} ends before it; "
        "the two files must correspond line by line"
    )


class _MosesWriter(RowWriter):
    """Each text is one line: a line end, by any definition, becomes a space and is counted.

    Units without two texts are left out.
    """

    keeps = Keeps()
    independent = True
    nulls = False

    def __init__(self, stream: BinaryIO, other: BinaryIO) -> None:
        super().__init__(stream, other)
        self._outs = self.in_order(Lines(stream), Lines(other))

    def in_order(self, own: Lines, other: Lines) -> tuple[Lines, Lines]:
        """Return the lines of the English and of the Chinese file."""
        return own, other

    def row(self, unit: Unit, en: str, zh: str) -> None:
        pair = [(text, 0) if text.isprintable() else self._on_a_line(text) for text in (en, zh)]
        if not all(text.strip() for text, _ in pair):
            self.report.units -= 1
            self.report.empty += 1
            return
        for out, (text, ends) in zip(self._outs, pair, strict=True):
            self.losses.lose_some("line end", ends)
            out.add(text + "\n")
            out.flush_some()

    def _on_a_line(self, text: str) -> tuple[str, int]:
        """Return a text without line ends, and their number."""
        text, illegal = encodable(text)
        text, ends = _LINE_END.subn(" ", text)
        # at the beginning of the file, it would be a byte order mark
        shown = text.lstrip("\ufeff")
        self.report.illegal += illegal + len(text) - len(shown)
        return shown, ends

    def flush(self) -> None:
        for out in self._outs:
            out.flush()


@register(
    ".en",
    "plain text, one pair per line, with the Chinese in a .zh beside it (Moses)",
    read=read_moses,
    beside=beside,
)
class EnglishWriter(_MosesWriter):
    """Writes the English lines to ``stream``, the Chinese ones to ``other``.

    >>> import io
    >>> pair = Unit([Variant("en-US", ("Good\\nmorning.",)), Variant("zh-CN", ("早上好。",))])
    >>> en, zh = io.BytesIO(), io.BytesIO()
    >>> print(EnglishWriter.write(Memory(Header(), [pair]), en, zh))
    1 unit written; not kept: 1 × line end
    >>> en.getvalue(), zh.getvalue().decode()
    (b'Good morning.\\n', '早上好。\\n')
    """


@register(
    ".zh",
    "plain text, one pair per line, with the English in an .en beside it (Moses)",
    read=read_moses,
    beside=beside,
)
class ChineseWriter(_MosesWriter):
    """Writes the Chinese lines to ``stream``, the English ones to ``other``."""

    def in_order(self, own: Lines, other: Lines) -> tuple[Lines, Lines]:
        return other, own
