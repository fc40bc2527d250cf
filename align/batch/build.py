"""A folder of documents → one translation memory; the next build aligns only what changed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from align.alignment import Alignment
from align.batch.pair_records import PairRecord
from align.batch.report import BuildReport
from align.errors import InputError, UsageError
from align.files.atomic import check_outputs
from align.formats.from_alignments import memory_of
from align.formats.registry import CODES, Format
from align.ledger import aside_table, is_aside_table
from align.memory import Memory, format_for, read_alignment, write
from align.memory.applying import Settled
from align.memory.desk import Desk
from align.memory.kept import align_pair, document_of, is_newer, kept_path, store_of, take_in_others
from align.memory.update import Part, update
from align.memory.written import as_made
from align.pair import Pairing, PairOfFiles, check_pairs, pair_files, read_pairs
from align.pair.sides import documents_below
from align.pair.source_files import SourceFiles
from align.pipeline import Aligner

#: Called after each pair with the number done, the total, and the pair's name.
Progress = Callable[[int, int, str], None]


def build(
    folder: str | PathLike[str] | None,
    out: str | PathLike[str],
    *,
    folder_zh: str | PathLike[str] | None = None,
    pairs: str | PathLike[str] | None = None,
    by_name: bool = False,
    aligner: Aligner | None = None,
    alignments: str | PathLike[str] | None = None,
    format: str | None = None,
    minimum: float = 0.0,
    fresh: bool = False,
    prune: bool = False,
    aside: str | PathLike[str] | None = None,
    progress: Progress | None = None,
    reading: Progress | None = None,
    **options: Any,
) -> BuildReport:
    """Align every pair of documents in one or two folders, and write all units to one file.

    :func:`align.pair.pair_files` pairs the documents of ``folder`` and ``folder_zh`` (with
    ``by_name``, by name only; ``reading`` is called after each file that it reads), or the table
    ``pairs`` lists the pairs and ``folder`` is None.
    Each pair's alignment is saved as ``NAME.align.json`` in the folder ``alignments`` (by default
    beside the output: ``memory.tmx`` has ``memory.alignments/``). A pair with the same files and
    settings as before is not aligned again, unless ``fresh``. Units below the confidence
    ``minimum`` are left out of the output. A pair that fails is listed in the report, and the build
    goes on. ``aside``: a table (TSV) of the text that is in no sentence (as
    :func:`align.ledger.write_aside` writes it). ``options`` are passed to the writer
    (:func:`align.memory.write`).

    An existing TMX is updated (:func:`align.memory.update.update`): pairs that changed replace
    their own units, all other units stay; with ``prune``, units of documents that are not among the
    pairs are removed. With ``fresh`` the memory is written anew.

    What people decided is in a file beside the output (``memory.decisions.jsonl``, see
    :mod:`align.memory.decisions`) and applied again, also with ``fresh``: their beads are anchors
    of the alignment, their texts are written, what they rejected is left out. What they edited in
    the output and in the saved alignments since the last build is taken in first.

    Raises :class:`align.errors.InputError` when there are no pairs, or none could be aligned, and
    :class:`align.errors.UsageError` for an output that is a document.
    """
    chosen = format_for(out, format)  # impossible requests are refused before the work
    if chosen.single:
        raise UsageError(
            f"{out}: a {chosen.suffix} file holds one alignment, but build writes many; "
            "use .tmx (the alignments are saved beside it)"
        )
    if pairs is not None and folder is not None:
        raise UsageError("give a folder or a table of pairs, not both")
    aligner = aligner or Aligner()
    with SourceFiles(aligner.reader) as sources:
        if pairs is not None:
            pairing = read_pairs(pairs)
            check_outputs([*chosen.paths(out), aside], [pairs, *_files_of(pairing)])
        elif folder is not None:
            _check_outputs(chosen, out, aside, alignments, (folder, folder_zh))
            pairing = pair_files(
                folder,
                folder_zh,
                aligner=aligner,
                by_name=by_name,
                progress=reading,
                sources=sources,
                skip=[out, *([] if aside is None else [aside])],
            )
            check_pairs(pairing, fspath(folder))
        else:
            raise UsageError("give a folder of documents, or a table of pairs")
        report = BuildReport.begun(pairing)
        sources.expect(path for pair in pairing.pairs for path in {pair.en, pair.zh})
        store = store_of(out, alignments)
        desk = Desk(out, store, strict=not fresh and chosen.suffix == ".tmx")
        report.decided = desk.done
        take_in_others(store, desk, pairing.pairs)
        run = _Run(aligner, sources, store, out, fresh, minimum, desk)
        with aside_table(aside) as note:
            parts = list(run.parts(pairing.pairs, report, progress, note))
    if not parts:
        details = "; ".join(message for _, message in report.failed)
        raise InputError(f"{pairs or folder}: no pair could be aligned: {details}")
    codes = {name: options.pop(name) for name in CODES if options.get(name) is not None}
    memory: Memory
    if fresh or chosen.suffix != ".tmx" or not Path(out).is_file():
        memory = memory_of((part.alignment() for part in parts), **codes)
    else:
        memory, report.updated = update(out, parts, minimum=minimum, prune=prune, **codes)
    report.written = write(desk.watch(memory), out, format=format, **options)
    desk.finish()
    desk.record()
    return report


@dataclass(frozen=True)
class _Run:
    """One build: what its pairs share."""

    aligner: Aligner
    sources: SourceFiles
    store: Path | None
    out: str | PathLike[str]
    fresh: bool
    minimum: float
    desk: Desk

    def parts(
        self,
        pairs: Sequence[PairOfFiles],
        report: BuildReport,
        progress: Progress | None,
        note: Callable[[Alignment], None],
    ) -> Iterator[Part]:
        """Align the pairs one by one and count them; a pair that fails is reported and skipped."""
        for done, pair in enumerate(pairs, start=1):
            try:
                alignment, changed = align_pair(
                    pair,
                    self.aligner,
                    self.store,
                    fresh=self.fresh,
                    sources=self.sources,
                    desk=self.desk,
                )
                settled = self._settled(alignment)
                document = document_of(pair.name)
                about = {**alignment.settings, "minimum": self.minimum}
                state = self.desk.state(document, about)
                part = self._part(pair, alignment, changed, settled, state)
                written, left_out = settled.applied(alignment)
                self.desk.count(document, settled, left_out, state)
                record = PairRecord.of(pair, written, self.minimum)
                report.add(record.as_unchanged() if changed is False else record)
                note(alignment)
                yield part
            except InputError as error:  # a wrong model or a full disk would fail all others, too
                report.add(PairRecord.about(pair, state="failed", kind="input", error=str(error)))
            if progress:
                progress(done, len(pairs), pair.name)

    def _settled(self, alignment: Alignment) -> Settled:
        return self.desk.settle(document_of(alignment.en.name), alignment.en, alignment.zh)

    def _part(
        self,
        pair: PairOfFiles,
        made: Alignment,
        changed: bool | None,
        settled: Settled,
        state: str,
    ) -> Part:
        """A pair's units, read from its own file when they are written: memory does not grow."""
        kept = kept_path(self.store, pair.name) if self.store else None
        document = document_of(pair.name)
        if changed is False:
            same = self.desk.same_state(document, state)
            # made after the output, by a build of another file or an aborted one?
            newer = kept is not None and is_newer(kept, self.out)
            if same is False or (same is None and (newer or self.desk.about(document))):
                changed = None
        source = kept or made  # not both: the function below lives until the end of the build

        def alignment() -> Alignment:
            found = as_made(read_alignment(source)) if isinstance(source, Path) else source
            return select(self._settled(found).applied(found)[0], self.minimum)

        unfit = {id(decision) for decision in settled.unfit}
        fitting = [d for d in self.desk.about(document) if id(d) not in unfit]
        ours = frozenset(line for d in fitting for line in d.note.splitlines())
        return Part(document, alignment, changed, ours)


def _files_of(pairing: Pairing) -> list[Path]:
    return [file for pair in pairing.pairs for file in (pair.en, pair.zh)] + [*pairing.unpaired]


def _check_outputs(
    chosen: Format,
    out: str | PathLike[str],
    aside: str | PathLike[str] | None,
    alignments: str | PathLike[str] | None,
    folders: tuple[str | PathLike[str], str | PathLike[str] | None],
) -> None:
    """Refuse an output that is a document of the folders, unless an earlier build wrote it."""
    outs = chosen.paths(out)
    check_outputs([*outs, aside])
    if not any(name is not None and Path(name).is_file() for name in (*outs, aside)):
        return
    folder, folder_zh = folders
    documents = documents_below(folder, folder_zh)
    if aside is not None and not is_aside_table(aside):
        check_outputs([aside], documents)
    store = store_of(out, alignments)
    if chosen.suffix == ".tmx" or (store and store.is_dir()):  # it is updated, or made again
        documents = [p for p in documents if not p.name.lower().endswith(chosen.suffix)]
    check_outputs(outs, documents)


def select(alignment: Alignment, minimum: float) -> Alignment:
    """Remove units below a confidence; null beads stay.

    >>> from align.document import Document
    >>> empty = Alignment(Document((), (), "en"), Document((), (), "zh"), ())
    >>> select(empty, 0.5) == empty
    True
    """
    if minimum <= 0:
        return alignment
    beads = tuple(b for b in alignment if b.is_null or b.confidence >= minimum)
    return replace(alignment, beads=beads)
