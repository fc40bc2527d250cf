"""Segments from what is audited: memories, alignments, folders of documents."""

import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from align.alignment import Alignment
from align.audit.engine.folder_contents import Contents, Pairs
from align.audit.engine.segment_store import Segment, SegmentStore, file_name
from align.errors import InputError
from align.files.spool import spooled
from align.formats.read import read_alignment, read_memory
from align.formats.registry import FORMATS
from align.formats.xml_text import document_name
from align.memory.applying import settle
from align.memory.decision_log import read_decisions
from align.unit import Memory, Unit, Variant

if TYPE_CHECKING:
    from align.pipeline import Aligner

#: Called with the number of segments so far.
Progress = Callable[[int], None]
#: An alignment with what people decided about it.
Decided = Callable[[Alignment], Alignment]
#: Called after every :data:`EVERY` segments, while the store is filled.
Written = Callable[[], None]
EVERY = 10_000
#: Units of a memory that show whether it is one of the documents beside it.
_FIRST = 1000
#: A note that silences checks: ``tmxalign: ignore numbers, width``.
_IGNORE = re.compile(r"tmxalign:\s*ignore\b\s*([\w*, -]*)")
_SPLIT = re.compile(r"[\s,]+")
#: A property of a unit that does the same: ``x-audit-ignore`` is ``numbers``.
IGNORE = "x-audit-ignore"


def collect_segments(
    paths: Iterable[str | os.PathLike[str]],
    *,
    aligner: "Aligner | None" = None,
    alignments: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
    pairs: Pairs | None = None,
    written: Written | None = None,
    into: SegmentStore | None = None,
    skip: Collection[str | os.PathLike[str]] = (),
    jobs: int | None = None,
    decisions: Collection[str | os.PathLike[str]] = (),
) -> SegmentStore:
    """Read everything in the paths into one store of segments; the caller closes it.

    A path is a memory in any format that can be read, an ``.align.json``, or a folder: of documents
    in both languages, which are paired, and aligned by ``aligner`` unless the folder has alignments
    of just these files (:class:`align.audit.engine.folder_contents.Contents`); of alignments alone;
    of memories, except those of the same documents. New alignments are kept in the folder
    ``alignments``, if given. What was audited is counted in ``store.audited``; inputs that cannot
    be read are listed in ``store.failed``. The files ``skip`` in a folder are none of its
    documents. ``into`` is an empty store to fill; ``written`` is called whenever more of it can be
    read. ``jobs`` is the number of processes that read and align documents, by default one per
    core. What people decided in the files ``decisions`` holds for alignments.

    Raises :class:`align.errors.InputError` if there is nothing to audit.
    """
    store = SegmentStore() if into is None else into
    try:
        decided = decided_in(decisions)
        for path in paths:
            try:
                for segment in _segments(
                    path, store, decided, aligner, alignments, pairs, skip, jobs
                ):
                    store.add(segment)
                    if len(store) % EVERY == 0:
                        if progress:
                            progress(len(store))
                        if written:
                            written()
            except InputError as error:
                store.failed.append(str(error))
        if not len(store) and not store.unpaired:
            raise InputError("; ".join(store.failed) or "nothing to audit: no unit was found")
        store.finish()
    except BaseException:
        store.close()
        raise
    return store


def files_of(path: str | os.PathLike[str]) -> list[str | os.PathLike[str]]:
    """The files that are read for a path: itself, or of a folder, what is audited in it.

    >>> files_of("corpora/terms.csv"), len(files_of("corpora"))
    (['corpora/terms.csv'], 32)
    """
    return [*Contents.of(Path(path)).files] if Path(path).is_dir() else [path]


def _segments(
    path: str | os.PathLike[str],
    store: SegmentStore,
    decided: Decided,
    aligner: "Aligner | None",
    alignments: str | os.PathLike[str] | None,
    pairs: Pairs | None,
    skip: Collection[str | os.PathLike[str]],
    jobs: int | None,
) -> Iterator[Segment]:
    if not Path(path).is_dir():
        yield from _file(path, store, decided)
        return
    contents = Contents.of(Path(path), skip)
    for made, place in contents.read(store, aligner, alignments, pairs, jobs):
        alignment = decided(made)
        if isinstance(place, tuple):
            texts = file_name(place[0]), file_name(place[1])
            yield from segments_of_alignment(alignment, texts=texts)
        else:
            yield from segments_of_alignment(alignment, file_name(place))
    known = (store.documents | contents.names) - {""}
    for memory in contents.memories:
        try:
            segments = _file(memory, store, decided)
            first = list(islice(segments, _FIRST))
        except InputError as error:
            store.failed.append(str(error))
            continue
        if first and 2 * sum(segment.document in known for segment in first) >= len(first):
            store.audited.memories -= 1
            store.audited.notes.append(
                f"{file_name(memory)}: not audited: a memory of the same documents; "
                "name it to audit it"
            )
        else:
            yield from chain(first, segments)


def _file(path: str | os.PathLike[str], store: SegmentStore, decided: Decided) -> Iterator[Segment]:
    name = os.fspath(path)
    if name.lower().endswith(".align.json"):
        alignment = decided(read_alignment(path))
        store.audited.alignments += 1
        yield from segments_of_alignment(alignment, file_name(path))
        return
    known = name == "-" or name.lower().endswith((*FORMATS, ".gz", ".zip"))
    document = "" if known else Path(path).name
    shown = "<stdin>" if name == "-" else file_name(path)
    with spooled(path) as real:
        memory = read_memory(real, drafts=True)  # what nobody approved of needs an audit most
        store.audited.memories += 1
        units = (unit for unit in memory if unit.prop("x-status") != "fuzzy")
        yield from segments_of_memory(replace(memory, units=units), document, shown)


def decided_in(files: Iterable[str | os.PathLike[str]]) -> Decided:
    """Apply what people decided, in files of decisions, to alignments: as in the memory of them.

    Raises :class:`align.errors.InputError` for other files.
    """
    logs = [read_decisions(file) for file in files]

    def decided(alignment: Alignment) -> Alignment:
        found = [decision for log in logs for decision in log.of(document_name(alignment))]
        return settle(alignment.en, alignment.zh, found).applied(alignment)[0]

    return decided


def segments_of_alignment(
    alignment: Alignment, source: str = "", *, texts: tuple[str, str] | None = None
) -> Iterator[Segment]:
    """Yield a segment for each bead, null beads included, with its places in both documents.

    Texts that people corrected (:func:`decided_in`) are as they are written into a memory.

    ``source`` is the alignment's file. If the alignment was made for the audit, ``texts`` are the
    English and the Chinese file instead: a segment is in the English one, with its line, or in the
    Chinese one if it has no English.

    >>> from align.alignment import Bead
    >>> from align.document import Document
    >>> en = Document.from_sentences(["Hello.", "Bye."], "en", name="a")
    >>> zh = Document.from_sentences(["你好。"], "zh", name="a")
    >>> a = Alignment(en, zh, (Bead((0,), (0,)), Bead((1,), ())))
    >>> [(s.en, s.zh, s.en_place) for s in segments_of_alignment(a)]
    [('Hello.', '你好。', 'line 1'), ('Bye.', '', 'line 2')]
    """
    name = document_name(alignment)
    line = 0
    for bead in alignment:
        if texts and bead.en:
            source, line = texts[0], alignment.en.line_of(bead.en[0])
        elif texts and bead.zh:
            source, line = texts[1], alignment.zh.line_of(bead.zh[0])
        for en, zh in bead.extra.get("texts") or [alignment.text(bead)]:
            yield Segment(
                0,
                en,
                zh,
                name,
                alignment.position(bead),
                line,
                confidence=None if bead.is_null else bead.confidence,
                crossing=bead.crossing,
                en_place=alignment.en.place_of(bead.en[0]) if bead.en else "",
                zh_place=alignment.zh.place_of(bead.zh[0]) if bead.zh else "",
                en_locale=alignment.en.locale,
                zh_locale=alignment.zh.locale,
                status=bead.status,
                ignore=ignored_in(bead.note),
                source=source,
            )


def segments_of_memory(memory: Memory, document: str = "", source: str = "") -> Iterator[Segment]:
    """Yield a segment for each unit: its first English and its first Chinese text, unchanged.

    ``document`` is the name for units that do not name theirs; ``source`` is the file.
    """
    for unit in memory:
        en, zh = (unit.variant(side) or _NONE for side in ("en", "zh"))
        yield _segment(unit, en, zh, document, source)


_NONE = Variant("", ())


def _segment(unit: Unit, en: Variant, zh: Variant, document: str, source: str) -> Segment:
    said: dict[str, str] = {}
    for prop in unit.props:
        said.setdefault(prop.type, prop.value)
    ignore: tuple[str, ...] = ()
    if IGNORE in said:
        ignore = _names(said[IGNORE])
    for note in unit.notes:
        ignore += ignored_in(note)
    return Segment(
        0,
        en.text,
        zh.text,
        said.get("x-document") or document,
        said.get("x-position", ""),
        unit.line,
        unit.id,
        unit.confidence if "x-confidence" in said else None,
        said.get("x-crossing") == "yes",
        "",
        "",
        en.lang,
        zh.lang,
        _codes(en),
        _codes(zh),
        said.get("x-status", ""),
        ignore,
        source,
    )


def _codes(variant: Variant) -> tuple[str, ...]:
    """Inline codes as a check compares them: the element and what links it to its counterpart."""
    if len(variant.parts) == 1 and isinstance(variant.parts[0], str):  # nearly always
        return ()
    found = []
    for code in variant.codes:
        values = dict(code.attributes)
        found.append(f"{code.tag}:{values.get('x') or values.get('i') or values.get('type', '')}")
    return tuple(found)


def ignored_in(note: str) -> tuple[str, ...]:
    """The checks that a note says to ignore.

    >>> ignored_in("tmxalign: ignore numbers, width")
    ('numbers', 'width')
    """
    if "tmxalign" not in note:
        return ()
    return tuple(name for match in _IGNORE.findall(note) for name in _names(match) or ("*",))


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for name in _SPLIT.split(text) if name)
