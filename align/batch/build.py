"""Documents of one or two folders → one translation memory; the next build aligns what changed."""

import random
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from align.batch.pairs_run import PairsRun, Progress
from align.batch.report import BuildReport
from align.batch.unchanged import KnownPairing, SameOutput
from align.errors import InputError, OutputError, UsageError
from align.files.atomic import check_outputs
from align.files.temporary import TemporaryFolder
from align.formats.from_alignments import memory_of
from align.formats.registry import CODES, Format
from align.ledger import aside_table, is_aside_table
from align.memory import Memory, format_for, write
from align.memory.desk import Desk
from align.memory.journal import Journal
from align.memory.kept import (
    document_of,
    store_of,
    take_in_others,
)
from align.memory.update import update
from align.pair import Pairing, PairOfFiles, check_pairs, pair_files, read_pairs
from align.pair.sides import documents_below
from align.pair.source_files import SourceFiles
from align.pipeline import Aligner
from align.runners import make_runner

#: So few pairs are not worth the start of other processes.
FEW = 4
#: Held by the build that writes to a folder of alignments.
LOCK = ".lock"


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
    limit: int | None = None,
    shuffle: int | None = None,
    dry_run: bool = False,
    wait: bool = False,
    jobs: int | None = None,
    timeout: float | None = None,
    runner: str = "local",
    address: str | None = None,
    aside: str | PathLike[str] | None = None,
    progress: Progress | None = None,
    reading: Progress | None = None,
    **options: Any,
) -> BuildReport:
    """Align every pair of documents in one or two folders, and write all units to one file.

    :func:`align.pair.pair_files` pairs the documents of ``folder`` and ``folder_zh`` (with
    ``by_name``, by name only; ``reading`` is called after each file that it reads), or the table
    ``pairs`` lists the pairs and ``folder`` is None. With ``limit``, only so many pairs are taken,
    the first ones, or with ``shuffle`` (a seed) any. ``dry_run`` only says what would be done, and
    writes nothing.

    Each pair's alignment is saved as ``NAME.align.json`` in the folder ``alignments`` (by default
    beside the output: ``memory.tmx`` has ``memory.alignments/``). A pair with the same files and
    settings as before is not aligned again, unless ``fresh``; nor, after a build that was killed,
    what it had done. ``jobs``, ``timeout``, ``runner`` and ``address`` say where the pairs are
    aligned (:func:`align.runners.make_runner`); the memory is the same, whatever they
    are. Units below the confidence
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

    A second build with the same folder of alignments waits for the first one if it is to ``wait``.
    Without that it raises :class:`align.errors.OutputError`.

    Raises :class:`align.errors.InputError` when there are no pairs, or none could be aligned, and
    :class:`align.errors.UsageError` for an output that is a document.
    """
    chosen = format_for(out, format)  # impossible requests are refused before the work
    if chosen.single:
        raise UsageError(
            f"{out}: a {chosen.suffix} file holds one alignment, but build writes many; "
            "use .tmx (the alignments are saved beside it)"
        )
    if (folder is None) == (pairs is None):
        raise UsageError(
            "give a folder or a table of pairs, not both" if pairs is not None else
            "give a folder of documents, or a table of pairs"
        )  # fmt: skip
    if prune and limit is not None:
        raise UsageError("prune would remove the pairs that the limit leaves out; use one of both")
    aligner = aligner or Aligner()
    with ExitStack() as stack:
        sources = stack.enter_context(SourceFiles(aligner.reader))
        store = store_of(out, alignments) or stack.enter_context(TemporaryFolder()).path
        journal = stack.enter_context(Journal(store))
        known: KnownPairing | None = None
        if pairs is not None:
            pairing = read_pairs(pairs)
            check_outputs([*chosen.paths(out), aside], [pairs, *_files_of(pairing)])
        else:
            assert folder is not None
            about = {"by name": by_name, "settings": aligner.settings, "format": chosen.name}
            skip = [out, store, *([] if aside is None else [aside])]
            known = KnownPairing(journal, (folder, folder_zh), skip, **about)
            if aside is not None or known.pairing is None:  # else it was done before
                _check_outputs(chosen, out, aside, alignments, (folder, folder_zh))
            pairing = known.pairing or pair_files(
                folder,
                folder_zh,
                aligner=aligner,
                by_name=by_name,
                progress=reading,
                sources=sources,
                skip=[out, *([] if aside is None else [aside])],
            )
            check_pairs(pairing, fspath(folder))
        report = BuildReport.begun(pairing)
        chosen_pairs = _sample(pairing.pairs, limit, shuffle)
        taken = {pair.name for pair in chosen_pairs}
        in_order = [pair for pair in pairing.pairs if pair.name in taken]
        if not dry_run:
            stack.enter_context(_held(store, out, wait=wait))
            if known and not known.pairing:
                known.keep(pairing)
        strict = not fresh and chosen.suffix == ".tmx"
        desk = Desk(out, store, edited=not dry_run, strict=strict, journal=journal)
        report.decided = desk.done
        run = PairsRun(aligner, store, desk, sources, minimum, fresh, dry=dry_run)
        if dry_run:
            desk.expect(document_of(pair.name) for pair in chosen_pairs)
            report.planned = len(run.plan(chosen_pairs)), len(chosen_pairs)
            return report
        take_in_others(store, desk, chosen_pairs)
        before = run.begin(out)
        todo = run.plan(chosen_pairs)
        mapper = make_runner(
            jobs, timeout=timeout, runner=runner, address=address, few=len(todo) <= FEW
        )
        for _ in run.align(todo, mapper, len(chosen_pairs), progress):
            pass
        parts = []
        with aside_table(aside) as note:
            for record, part, made_in in run.parts(in_order):
                report.add(record)
                report.resumed += made_in == before and record.state == "unchanged"
                parts.append(part)
                if aside is not None and record.state != "failed":
                    note(run.kept(record.name))
        if not report.pairs:
            details = "; ".join(message for _, message in report.failed)
            raise InputError(f"{pairs or folder}: no pair could be aligned: {details}")
        codes = {name: options.pop(name) for name in CODES if options.get(name) is not None}
        new = fresh or chosen.suffix != ".tmx" or not Path(out).is_file()
        request = {"format": chosen.name, "minimum": minimum, "prune": prune, **codes, **options}
        same = SameOutput(desk, out, **request)
        desk.finish()
        if not (new or aside) and same.holds(parts):
            report.updated, report.written = same.updated, same.written
            run.end()
            return report
        memory: Memory
        if new:
            memory = memory_of((part.alignment() for part in parts if part.made), **codes)
        else:
            memory, report.updated = update(out, parts, minimum=minimum, prune=prune, **codes)
        report.written = write(desk.watch(memory), out, format=format, **options)
        desk.record(**same.facts(parts, report.written, report.updated))
        run.end()
    return report


def _sample(
    pairs: Sequence[PairOfFiles], limit: int | None, shuffle: int | None
) -> list[PairOfFiles]:
    """So many of the pairs; ``shuffle``: in the order of this seed."""
    found = list(pairs)
    if shuffle is not None:
        random.Random(shuffle).shuffle(found)
    return found[:limit]


@contextmanager
def _held(store: Path, out: str | PathLike[str], *, wait: bool) -> Iterator[None]:
    """Hold the folder of the alignments: two builds at a time would mix them.

    Raises :class:`align.errors.OutputError`.
    """
    try:
        store.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"{store}: cannot make this folder ({error.strerror}); choose another with --alignments"
        ) from error
    lock = FileLock(store / LOCK, thread_local=False)
    try:
        lock.acquire(timeout=-1 if wait else 0)
    except Timeout:
        with Journal(store) as journal:
            who = journal.fact("running") or {}
        about = f" (process {who['process']} on {who['host']}, since {who['since']})" if who else ""
        raise OutputError(
            f"{fspath(out)}: another build writes to {store}{about}; "
            "wait for it (--wait does), or end it"
        ) from None
    except OSError as error:
        raise OutputError(f"{store}: cannot be written: {error.strerror}") from error
    try:
        yield
    finally:
        lock.release()


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
