"""Converts memories between formats."""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from align.errors import UsageError
from align.formats.from_alignments import check_locales
from align.formats.parallel import MemorySource, in_pieces
from align.formats.read import read_alignment
from align.formats.registry import format_for, format_reader_for
from align.formats.report import WriteReport
from align.formats.tmx.read import READER as TMX
from align.formats.tmx.repair import mended
from align.formats.write import (
    MemoryOutput,
    Written,
    can_be_discarded,
    memory_format_for,
    output_streams,
    write,
)
from align.runners.worker import Ask
from align.unit import Header, Unit, UnitLike, Variant, canonical_code, fits, language_of


def convert(
    path: str | os.PathLike[str],
    out: str | os.PathLike[str],
    *,
    from_format: str | None = None,
    from_encoding: str | None = None,
    drafts: bool = False,
    format: str | None = None,
    source: str | None = None,
    locales: Mapping[str, str] | None = None,
    jobs: int | None = None,
    progress: Callable[[int], None] | None = None,
    repair: bool = False,
    **options: Any,
) -> WriteReport:
    """Convert a memory to another format atomically, and report what was lost.

    ``from_format`` and ``format`` are the formats, if the suffixes do not show them;
    ``from_encoding`` is the encoding of a text. With ``drafts``, translations that do not count
    (drafts, rejected, made by a machine) are read as well, see
    :func:`align.formats.read.read_memory`.
    ``source`` (``"en"``, ``"zh"``) is the side to make the source language, ``locales`` are
    language codes by side (``{"zh": "zh-TW"}``); by default, the memory's own are kept. Of several
    texts in a language only the one that fits gets the code; a code that said something else
    (``zh-HK``) is counted as lost. ``jobs`` is
    the number of processes for a large TMX, by default one per core. ``progress`` is called
    regularly with the number of units. ``repair``: a broken TMX is mended, see
    :func:`align.formats.tmx.repair.mended`, and the report lists what was (``mends``). ``options``
    are passed to the format's writer, as with :func:`align.memory.write`.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with open(f"{folder}/a.jsonl", "w", encoding="utf-8") as file:
    ...         _ = file.write('{"en": "Hi.", "zh": "嗨。", "client": "CQC"}\\n')
    ...     print(convert(f"{folder}/a.jsonl", f"{folder}/a.tsv"))
    1 unit written; not kept: 1 × x-client

    Raises :class:`align.errors.InputError` for a file that is not a
    memory, and whatever :func:`align.memory.write` raises.
    """
    if repair:
        _check_repairable(path, from_format)
        format_for(out, format)  # fail early
        with mended(path, from_encoding) as found:
            report = convert(
                found.path, out, format=format, source=source, locales=locales, jobs=jobs,
                progress=progress, **options,
            )  # fmt: skip
        return replace(report, mends=found.mends)
    chosen = format_for(out, format)  # fail early
    if locales or source:
        check_locales(source or "en", locales)
    name = os.fspath(path) if from_format is None else f".{from_format}"
    if chosen.single and name.lower().endswith(".align.json"):
        return write(read_alignment(path), out, format=format, **options)
    chosen = memory_format_for(out, format)
    given = chosen.given(options)
    relabel = Relabel(source, locales or {}) if locales or source else None

    def job(found: MemorySource) -> WriteReport:
        header = relabel.header(found.header, found.first) if relabel else found.header
        with (
            output_streams(chosen, out) as streams,
            MemoryOutput(chosen, header, streams, given) as output,
        ):

            def convert_piece(units: Iterable[UnitLike], ask: Ask) -> Written | None:
                piece = output.piece()
                for unit in units:
                    if relabel:
                        unit = relabel.unit(unit.unit(), piece.lose)
                    piece.add(unit)
                return piece.take()

            for written in found.each(convert_piece, jobs=jobs if output.independent else 1):
                output.join(written)
                if progress:
                    progress(output.report.read)
        return replace(output.report, left_out=dict(+found.left_out))

    return in_pieces(
        path,
        job,
        stream=not can_be_discarded(chosen, out),
        format=from_format,
        encoding=from_encoding,
        drafts=drafts,
    )


def _check_repairable(path: str | os.PathLike[str], format: str | None) -> None:
    if (reader := format_reader_for(f".{format}" if format else os.fspath(path))) is not TMX:
        what = f"a {reader.suffixes[0]} file" if reader else "not a memory"
        raise UsageError(f"{path}: only a TMX can be repaired, and this is {what}")


class Relabel:
    """Changes the language codes of a memory, or its source language.

    >>> from align.unit import Header, Variant
    >>> unit = Unit([Variant("en", ("Hi.",)), Variant("zh", ("嗨。",))])
    >>> relabel = Relabel("zh", {"zh": "zh-TW"})
    >>> [v.lang for v in relabel.unit(unit).variants]
    ['zh-TW', 'en']
    >>> relabel.header(Header({"srclang": "en"}), unit).attributes["srclang"]
    'zh-TW'
    """

    def __init__(self, source: str | None, locales: Mapping[str, str]) -> None:
        self._source, self._locales = source, locales

    def header(self, header: Header, first: Unit | None) -> Header:
        """Convert the header of a memory with this first unit."""
        before = header.attributes.get("srclang", "")
        side = self._source or language_of(before)
        own = [v.lang for v in first.variants if language_of(v.lang) == side] if first else []
        code = self._locales.get(side) or (own[0] if own else before)
        about = {**header.attributes, **({"srclang": code} if code else {})}
        return replace(header, attributes=about)

    def unit(self, unit: Unit, lose: Callable[[str], None] = lambda name: None) -> Unit:
        """A unit; ``lose`` counts codes that said something else than those in their place."""
        variants = [self._variant(variant, unit, lose) for variant in unit.variants]
        if self._source:
            variants.sort(key=lambda variant: language_of(variant.lang) != self._source)
        attributes = dict(unit.attributes)
        if attributes.pop("srclang", None) and variants:  # by the header, or by the text
            attributes["srclang"] = variants[0].lang
        return replace(unit, variants=variants, attributes=attributes)

    def _variant(self, variant: Variant, unit: Unit, lose: Callable[[str], None]) -> Variant:
        language = language_of(variant.lang)
        code = self._locales.get(language)
        if not code or variant.lang == code:
            return variant
        before = canonical_code(variant.lang)
        own = {canonical_code(v.lang) for v in unit.variants if language_of(v.lang) == language}
        if len(own) > 1:
            fitting = unit.variant(code)
            if fitting is None or canonical_code(fitting.lang) != before:
                return variant
        if not fits(before, code):
            lose(f"language code {before}")
        return replace(variant, lang=code)
