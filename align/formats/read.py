"""A file of any format → its memory, its rows to be aligned, or its alignment."""

import json
import logging
import os
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from os import PathLike

from align.alignment import Alignment
from align.document import Paragraph
from align.errors import InputError, UsageError
from align.files.kinds import is_text_format, kind_of, suffix_by_content, telling_part
from align.files.load import File, check_size, load_text, name_of, unopened
from align.files.remote import path_of
from align.formats.from_alignments import memory_of
from align.formats.jsonl import without_halves
from align.formats.registry import FORMAT_READERS, FormatReader, format_reader_for
from align.languages import LANGUAGES
from align.languages.detection import dominant
from align.unit import Memory, Unit

_LOG = logging.getLogger(__name__)


def read_memory(
    path: str | os.PathLike[str],
    *,
    format: str | None = None,
    encoding: str | None = None,
    drafts: bool = False,
) -> Memory:
    """Read a memory from a file: TMX (also ``.gz`` and ``.zip``), any other format that can be read

    back, an ``.align.json``, or a bilingual file (XLIFF, PO, a table …). The units are a stream
    if the format allows it. ``format`` is a suffix that replaces that of the name, ``encoding``
    that of a text format. With ``drafts``, translations that do not count (drafts, rejected,
    made by a machine) are read as well, with a property ``x-status``; otherwise
    ``Memory.left_out`` counts them.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with open(f"{folder}/a.csv", "w", encoding="utf-8") as file:
    ...         _ = file.write("English,Chinese\\nHello.,你好。\\n")
    ...     [unit.text("zh") for unit in read_memory(f"{folder}/a.csv")]
    ['你好。']

    Raises :class:`align.errors.InputError` for a file that is not
    a memory, and :class:`align.errors.UsageError` for a ``format`` that cannot be read, and for an
    ``encoding`` where the file itself declares it.
    """
    name = os.fspath(path)
    if name == "-":
        raise InputError("-: a memory cannot be read from standard input; give a file")
    found = format_reader_for(name if format is None else "." + format.removeprefix("."))
    if found:
        options: dict[str, object] = {"drafts": True} if drafts and found.has_drafts else {}
        if encoding is not None:
            if not found.takes_encoding:
                kind = found.suffixes[0].removeprefix(".")
                raise UsageError(f"{name}: {kind} files say their encoding themselves; name none")
            options["encoding"] = encoding
        return found.read(path, **options)
    if format is not None:
        raise UsageError(
            f"format {format!r} cannot be read; there are: {', '.join(sorted(FORMAT_READERS))}"
        )
    if not path_of(name).exists():
        raise unopened(name)
    if path_of(name).is_dir():
        raise InputError(f"{name}: a directory, not a file")
    raise InputError(
        f"{name}: not a memory; pass a .tmx, an .align.json or a bilingual file "
        "(align two documents first with: tmxalign align EN ZH -o memory.tmx)"
    )


# ------------------------------------------------------------------ bilingual files as documents


@dataclass(frozen=True, slots=True)
class Row:
    """A pair of texts of a bilingual file; one of them may be empty.

    ``line``, ``where`` and ``aside`` as in :class:`align.document.Paragraph`; what is set aside
    has one text.
    """

    en: str
    zh: str
    line: int = 0
    where: str = ""
    aside: str = ""

    def text(self, language: str) -> str:
        """Return the text of a side, ``"en"`` or ``"zh"``."""
        text: str = getattr(self, language)
        return text


def is_bilingual(file: File) -> bool:
    """Whether a file is bilingual, by its name: TMX, XLIFF, PO, a table.

    >>> is_bilingual("a.tmx"), is_bilingual("a.docx"), is_bilingual("a.align.json")
    (True, False, False)
    """
    found = format_reader_for(name_of(file))
    return found is not None and found.bilingual


def read_rows(file: File, *, encoding: str | None = None) -> tuple[Row, ...]:
    """Return the pairs of a bilingual file, and all of its other text, set aside.

    Units without text in both languages are set aside; rows of a table with text in one column
    are kept.

    >>> import io
    >>> table = io.BytesIO("English,Chinese\\nHello.,你好。\\n".encode())
    >>> table.name = "a.csv"
    >>> for row in read_rows(table):
    ...     print(row)
    Row(en='English\\tChinese', zh='', line=1, where='row 1', aside='heading row')
    Row(en='Hello.', zh='你好。', line=2, where='row 2', aside='')

    Raises :class:`align.errors.InputError` for a file that is not bilingual or has no text.
    """
    return _rows(file, encoding, None)


def read_column(file: File, language: str, *, encoding: str | None = None) -> tuple[Paragraph, ...]:
    """Return the texts of a bilingual file in one language, each as a paragraph; the rest is set

    aside.

    Raises :class:`align.errors.InputError` like :func:`read_rows`.
    """
    found = []
    for row in _rows(file, encoding, language):
        for side in sorted(LANGUAGES, key=lambda side: side != language):
            if (text := row.text(side)).strip():
                aside = row.aside or ("" if side == language else "other languages")
                found.append(Paragraph(text, row.line, where=row.where, aside=aside))
    if all(p.aside for p in found):
        raise InputError(f"{name_of(file)}: contains no text in this language")
    return tuple(found)


def _rows(file: File, encoding: str | None, language: str | None) -> tuple[Row, ...]:
    """All rows; those with text in ``language`` alone count, too."""
    name = name_of(file)
    reader = format_reader_for(name)
    if reader is None or not reader.bilingual:
        raise InputError(f"{name}: not a bilingual file")
    if isinstance(file, str | PathLike):
        check_size(os.fspath(file))
    _check_content(file, reader)
    read = reader.account or reader.read
    found: list[Row] = []
    languages: set[str] = set()
    for item in read(file, encoding=encoding) if reader.takes_encoding else read(file):
        if isinstance(item, Paragraph):
            found.append(_aside(item.text, item.aside, item))
        else:
            languages.update(variant.lang for variant in item.variants)
            found += _rows_of(item, language, keep=reader.keeps_halves)
    if all(row.aside for row in found):
        said = ", ".join(sorted(languages)[:8]) or "none"
        if drafts := sum(row.aside == "untranslated units" for row in found):
            said += f"; texts without a translation, or in drafts: {drafts:,}"
        raise InputError(f"{name}: no unit with English and Chinese text (languages found: {said})")
    return tuple(found)


def _rows_of(unit: Unit, language: str | None, *, keep: bool) -> Iterator[Row]:
    """The row of a unit, and all it has besides, set aside.

    A unit with one text is a row if it is in ``language``, or ``keep``.
    """
    texts = {side: unit.text(side) for side in LANGUAGES}
    there = {side for side, text in texts.items() if text.strip()}
    alone: set[str] = set()
    if len(there) == len(LANGUAGES) or language in there or (there and keep):
        yield Row(texts["en"], texts["zh"], unit.line, unit.where)
    else:
        alone = there
    yield from (row for row in _rest_of(unit, alone) if (row.en + row.zh).strip())


def _rest_of(unit: Unit, alone: Collection[str]) -> Iterator[Row]:
    """What a unit has besides its row: texts in other languages, and the contents of codes.

    ``alone``: the languages of texts that have no counterpart.
    """
    chosen = {id(unit.variant(side)): side for side in LANGUAGES}
    for variant in unit.variants:
        side = chosen.get(id(variant))
        if side is None:
            yield _aside(variant.text, "other languages", unit)
        elif side in alone:
            yield _aside(variant.text, "untranslated units", unit, side)
        yield _aside(variant.native, "markup", unit, side)


def _aside(text: str, reason: str, place: Unit | Paragraph, side: str | None = None) -> Row:
    """Make a row that is set aside, on the side of its script if it has no language."""
    side = side or dominant(text) or next(iter(LANGUAGES))
    texts = {known: text if known == side else "" for known in LANGUAGES}
    return Row(**texts, line=place.line, where=place.where, aside=reason)


def _check_content(file: File, reader: FormatReader) -> None:
    """Refuse a picture, a Word document or the like that has the name of a bilingual file."""
    if isinstance(file, str | PathLike):
        try:
            with path_of(file).open("rb") as stream:
                data = telling_part(stream)
        except (OSError, ValueError) as error:
            raise unopened(name_of(file), error) from None
    else:
        data = telling_part(file)
        file.seek(0)
    content = suffix_by_content(data)
    packed = content in (".zip", ".gz") or is_text_format(content)
    if content and not packed and content not in reader.suffixes:
        kind = kind_of(name_of(file), data)
        what = f"{kind.what}, whatever its name says; {kind.advice}" if kind else "not such a file"
        raise InputError(f"{name_of(file)}: {what}")


# ---------------------------------------------------------------------------- the native file


def read_alignment(path: File) -> Alignment:
    """Read the alignment in an ``.align.json`` file, or in an open one.

    >>> import tempfile
    >>> from align.document import Document
    >>> from align.memory import write
    >>> a = Alignment(Document((), (), "en"), Document((), (), "zh"), ())
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = write(a, f"{folder}/a.align.json")
    ...     read_alignment(f"{folder}/a.align.json") == a
    True

    Raises :class:`align.errors.InputError` if it is missing, unreadable or in another format.
    """
    name = name_of(path)
    text = load_text(path)
    try:
        with suppress(ValueError):  # the next to parse it says what is wrong
            value, halves = without_halves(text) if "\\ud" in text.lower() else (None, 0)
            if halves:
                text = json.dumps(value, ensure_ascii=False)
                _LOG.warning("%s: � in the place of %d halves of characters", name, halves)
        alignment = Alignment.from_json(text, source=name)
    except RecursionError as error:
        raise InputError(f"{name}: nested too deeply to be an alignment") from error
    _check_numbers(alignment, name)
    return alignment


def _check_numbers(alignment: Alignment, name: str) -> None:
    """Check the sentence numbers: a file edited by hand may contain wrong ones."""
    for number, bead in enumerate(alignment.beads, start=1):
        for side, ids, there in (
            ("English", bead.en, len(alignment.en)),
            ("Chinese", bead.zh, len(alignment.zh)),
        ):
            for i in ids:
                if type(i) is not int or not 0 <= i < there:
                    raise InputError(
                        f"{name}: bead {number} names {side} sentence {i!r}, "
                        f"but the file contains sentences 0 to {there - 1}"
                    )


READER = FormatReader((".align.json",), lambda path: memory_of(read_alignment(path)))
