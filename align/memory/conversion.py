"""Any format of memories → any other."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from itertools import chain
from typing import Any

from align.formats.from_alignments import check_locales
from align.formats.joined import write_in_pieces
from align.formats.read import read_alignment, read_memory
from align.formats.registry import format_for
from align.formats.report import WriteReport
from align.formats.tmx.pieces import Whole, pieces_of
from align.unit import Memory, Unit, Variant, language_of


def convert(
    path: str | os.PathLike[str],
    out: str | os.PathLike[str],
    *,
    from_format: str | None = None,
    format: str | None = None,
    source: str | None = None,
    locales: Mapping[str, str] | None = None,
    jobs: int | None = None,
    progress: Callable[[int], None] | None = None,
    **options: Any,
) -> WriteReport:
    """Write the memory in a file as another format, whole or not at all, and say what was lost.

    ``from_format`` and ``format`` are the formats where the suffixes do not say them.
    ``source`` (``"en"``, ``"zh"``) is the side to make the source language, ``locales`` are
    language codes by side (``{"zh": "zh-TW"}``); without them the memory's own stay. ``jobs`` is
    the number of processes for a large TMX; by default there is one a core. ``progress`` is told
    the number of units now and then; ``options`` go to the format's writer, as with
    :func:`align.memory.write`.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with open(f"{folder}/a.jsonl", "w", encoding="utf-8") as file:
    ...         _ = file.write('{"en": "Hi.", "zh": "嗨。", "client": "CQC"}\\n')
    ...     print(convert(f"{folder}/a.jsonl", f"{folder}/a.tsv"))
    1 unit written; not kept: 1 × x-client

    Raises :class:`align.errors.InputError` for what is no memory, and what
    :func:`align.memory.write` raises.
    """
    from align.memory import write

    chosen = format_for(out, format)  # before the work, not after it
    if locales or source:
        check_locales(source or "en", locales)
    name = os.fspath(path).lower() if from_format is None else f".{from_format.lower()}"
    if chosen.single and name.endswith(".align.json"):
        return write(read_alignment(path), out, format=format, **options)

    def shape(memory: Memory) -> Memory:
        return relabelled(memory, source, locales or {}) if locales or source else memory

    if from_format is None:
        with suppress(Whole):
            pieces = pieces_of(path)
            return write_in_pieces(
                pieces, out, format=format, shape=shape, jobs=jobs, progress=progress, **options
            )
    memory = shape(read_memory(path, format=from_format))
    if progress:
        memory = replace(memory, units=_told(memory, progress))
    return write(memory, out, format=format, **options)


def relabelled(memory: Memory, source: str | None, locales: Mapping[str, str]) -> Memory:
    """The same memory with other language codes, or with another source language.

    >>> from align.unit import Header
    >>> unit = Unit([Variant("en", ("Hi.",)), Variant("zh", ("嗨。",))])
    >>> memory = relabelled(Memory(Header({"srclang": "en"}), [unit]), "zh", {"zh": "zh-TW"})
    >>> [v.lang for unit in memory for v in unit.variants], memory.header.attributes["srclang"]
    (['zh-TW', 'en'], 'zh-TW')
    """

    def renamed(variant: Variant) -> Variant:
        code = locales.get(language_of(variant.lang))
        return replace(variant, lang=code) if code else variant

    def units() -> Iterator[Unit]:
        for unit in rest:
            variants = [renamed(variant) for variant in unit.variants]
            if source:
                variants.sort(key=lambda variant: language_of(variant.lang) != source)
            attributes = dict(unit.attributes)
            if attributes.pop("srclang", None) and variants:  # the header's counts, or the text's
                attributes["srclang"] = variants[0].lang
            yield replace(unit, variants=variants, attributes=attributes)

    stream = iter(memory)
    first = next(stream, None)
    rest = chain([first] if first else (), stream)
    before = memory.header.attributes.get("srclang", "")
    side = source or language_of(before)
    own = [v.lang for v in first.variants if language_of(v.lang) == side] if first else []
    code = locales.get(side) or (own[0] if own else before)
    about = {**memory.header.attributes, **({"srclang": code} if code else {})}
    return replace(memory, header=replace(memory.header, attributes=about), units=units())


def _told(memory: Memory, progress: Callable[[int], None]) -> Iterator[Unit]:
    for number, unit in enumerate(memory):
        if number % 5000 == 0:
            progress(number)
        yield unit
