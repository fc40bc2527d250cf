"""Documents of one or two folders → one translation memory; the next build aligns what changed."""

import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from align.batch.batch_log import Account, is_batch_log
from align.batch.batch_report import is_batch_report
from align.batch.pair_records import WEAK
from align.batch.pairs_run import PairsRun, Progress
from align.batch.report import BuildReport
from align.batch.unchanged import KnownPairing, SameOutput
from align.batch.weak_units import WeakFile, WeakPair
from align.errors import InputError, OutputError, UsageError
from align.files.atomic import check_outputs
from align.files.load import stamp_of
from align.files.temporary import TemporaryFolder
from align.formats.registry import CODES, Format
from align.ledger import aside_table, is_aside_table
from align.memory import format_for, write
from align.memory.desk import Desk
from align.memory.journal import NAME, Journal
from align.memory.kept import (
    document_of,
    store_of,
    take_in_others,
)
from align.memory.update import renewed
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
    log: str | PathLike[str] | None = None,
    report: str | PathLike[str] | None = None,
    weak: str | PathLike[str] | None = None,
    weak_below: float = WEAK,
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
    aligned (:func:`align.runners.make_runner`); the memory is the same, whatever they are. Units
    below the confidence ``minimum`` are left out of the output. A pair that fails is listed in the
    report, and the build goes on. ``aside``: a table (TSV) of the text that is in no sentence (as
    :func:`align.ledger.write_aside` writes it). ``log``: a file to which a line is appended for
    each pair as it finishes (:mod:`align.batch.batch_log`); ``report``: a ``.json`` or ``.html``
    that is written at the end, whatever that is (:mod:`align.batch.batch_report`). Units below
    ``weak_below`` go to the memory ``weak`` instead (:class:`align.batch.weak_units.WeakFile`).
    ``options`` are passed to the writer (:func:`align.memory.write`).

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
    asked = _asked(locals())
    chosen = _format_of(out, format)  # impossible requests are refused before the work
    if prune and limit is not None:
        raise UsageError("prune would remove the pairs that the limit leaves out; use one of both")
    aligner = aligner or Aligner()
    weak_file = WeakFile(weak, weak_below, minimum)
    outputs = _Outputs(chosen, out, store_of(out, alignments), aside, log, report, weak_file)
    check_outputs(outputs.paths)
    with ExitStack() as stack:
        told = (None, None) if dry_run else (log, report)
        account = stack.enter_context(Account(*told, asked))
        sources = stack.enter_context(SourceFiles(aligner.reader))
        store = outputs.store or stack.enter_context(TemporaryFolder()).path
        journal = stack.enter_context(Journal(store))
        pairing, known = _paired(
            outputs, folder, folder_zh, pairs, journal,
            aligner=aligner, by_name=by_name, progress=reading, sources=sources,
            runner=make_runner(jobs, timeout=timeout, few=not aligner.embedded),
        )  # fmt: skip
        chosen_pairs = _sample(pairing.pairs, limit, shuffle)
        done = account.begin(BuildReport.begun(pairing, len(chosen_pairs)))
        if not dry_run:
            stack.enter_context(_held(store, out, journal, wait=wait))
            if known:
                known.keep(pairing)
            as_found = outputs.stamps()
            edits = weak_file.take_in(out, journal)
        strict = not fresh and chosen.suffix == ".tmx"
        desk = Desk(out, store, edited=not dry_run, strict=strict, journal=journal)
        done.decided = desk.done
        how: dict[str, Any] = {"fresh": fresh, "prune": prune, "codes": _codes(options)}
        about = {**weak_file.state(out), **_locales(how["codes"])}
        run = PairsRun(aligner, store, desk, sources, minimum, about, fresh, dry=dry_run)
        if dry_run:
            desk.expect(document_of(pair.name) for pair in pairing.pairs)
            done.planned = len(run.plan(chosen_pairs)), len(chosen_pairs)
            return done
        desk.done.taken += edits.taken
        desk.done.unplaced += edits.unplaced
        take_in_others(store, desk, chosen_pairs, pairing.pairs)
        before = run.begin(out)
        todo = run.plan(chosen_pairs)
        if account.told:
            account.note(run.unchanged(chosen_pairs, todo))
        few = len(todo) <= FEW or not aligner.embedded  # each process would load a large model
        mapper = make_runner(jobs, timeout=timeout, runner=runner, address=address, few=few)
        with closing(run.align(todo, mapper, len(chosen_pairs), progress)) as records:
            account.note(records)
        in_order = _in_order(chosen_pairs, pairing)
        parts = list(_counted(run, in_order, done, account, outputs, before))
        if not done.pairs:
            details = "; ".join(map(str, done.ranked_causes()))
            raise InputError(f"{pairs or folder}: no pair could be aligned: {details}")
        request = {"format": chosen.name, **about, **how, **options}
        same = SameOutput(desk, out, **request)
        desk.finish()
        units = weak_file.others(parts)
        if strict and not aside and same.holds(units) and weak_file.holds(journal):
            done.updated, done.written = same.updated, same.written
            done.weak_written = weak_file.written(journal)
            run.end()
            return done
        outputs.check_stamps(as_found)
        done.weak_written = weak_file.write(
            parts, journal, options, complete=not edits.unplaced, **how
        )
        memory, done.updated = renewed(out, chosen, units, minimum=about["minimum"], **how)
        done.written = write(desk.watch(memory), out, format=format, **options)
        desk.record(**same.facts(units, done.written, done.updated))
        run.end()
    return done


def _counted(
    run: PairsRun,
    pairs: Sequence[PairOfFiles],
    done: BuildReport,
    account: Account,
    outputs: "_Outputs",
    before: str,
) -> Iterator[WeakPair]:
    """The units of pairs, which are counted; ``before`` is a run that was killed."""
    with aside_table(outputs.aside) as note:
        for record, part, made_in in run.parts(pairs):
            account.note([record])
            done.add(record)
            done.resumed += made_in == before and record.state == "unchanged"
            if outputs.aside is not None and record.state != "failed":
                note(run.kept(record.name))
            yield outputs.weak.wants(record), part


def _paired(
    outputs: "_Outputs",
    folder: str | PathLike[str] | None,
    folder_zh: str | PathLike[str] | None,
    pairs: str | PathLike[str] | None,
    journal: Journal,
    *,
    aligner: Aligner,
    by_name: bool,
    **how: Any,
) -> tuple[Pairing, KnownPairing | None]:
    """The pairs of a table or of folders, if no output is one of their files.

    Those of folders also as they are known to the journal.
    """
    if (folder is None) == (pairs is None):
        raise UsageError(
            "give a folder of documents, or a table of pairs" if pairs is None else
            "give a folder or a table of pairs, not both"
        )  # fmt: skip
    if pairs is not None:
        pairing = read_pairs(pairs)
        check_outputs(outputs.paths, [pairs, *_files_of(pairing)])
        return pairing, None
    assert folder is not None
    skip = [*outputs.paths, *(fspath(store) for store in (outputs.store,) if store)]
    about = {"by name": by_name, "settings": aligner.settings, "outputs": outputs.paths}
    known = KnownPairing(journal, (folder, folder_zh), skip, **about)
    if known.pairing is None or outputs.others:  # else it was done before
        outputs.check_documents(folder, folder_zh)
    pairing = known.pairing or pair_files(
        folder, folder_zh, aligner=aligner, by_name=by_name, skip=outputs.paths, **how
    )
    check_pairs(pairing, fspath(folder))
    return pairing, known


def _in_order(pairs: Sequence[PairOfFiles], pairing: Pairing) -> list[PairOfFiles]:
    """Pairs in the order of the pairing."""
    names = {pair.name for pair in pairs}
    return [pair for pair in pairing.pairs if pair.name in names]


def _codes(options: dict[str, Any]) -> dict[str, Any]:
    """Take the options for language codes out of those of the writer."""
    return {name: options.pop(name) for name in CODES if options.get(name) is not None}


def _locales(codes: Mapping[str, Any]) -> dict[str, Any]:
    """The language codes that all units get, if some were asked for."""
    return {name: codes[name] for name in ("locales",) if name in codes}


def _format_of(out: str | PathLike[str], format: str | None) -> Format:
    chosen = format_for(out, format)
    if chosen.single:
        raise UsageError(
            f"{out}: a {chosen.suffix} file holds one alignment, but build writes many; "
            "use .tmx (the alignments are saved beside it)"
        )
    return chosen


def _asked(given: Mapping[str, Any]) -> dict[str, Any]:
    """What was asked for, as JSON data: the files that people look for, and all options."""
    said = {
        name: fspath(value) if isinstance(value, PathLike) else value
        for name, value in {**given, **given["options"]}.items()
        if isinstance(value, str | PathLike | int | float) and value is not False
    }
    if given["aligner"]:
        said["aligner"] = given["aligner"].settings
    files = {name: said.pop(name, None) for name in ("out", "alignments", "log", "report", "weak")}
    if store := store_of(given["out"], given["alignments"]):
        files["alignments"] = store.as_posix()
    return {"files": {name: file for name, file in files.items() if file}, "options": said}


def _sample(
    pairs: Sequence[PairOfFiles], limit: int | None, shuffle: int | None
) -> list[PairOfFiles]:
    """So many of the pairs; ``shuffle``: in the order of this seed."""
    found = list(pairs)
    if shuffle is not None:
        random.Random(shuffle).shuffle(found)
    return found[:limit]


def _tidy(store: Path) -> None:
    """Leave no folder of alignments if there are none."""
    ours = {LOCK, NAME}
    with suppress(OSError):
        there = {path.name for path in store.iterdir()}
        if there and there <= ours:
            for name in ours:
                (store / name).unlink(missing_ok=True)
            store.rmdir()


@contextmanager
def _held(store: Path, out: str | PathLike[str], journal: Journal, *, wait: bool) -> Iterator[None]:
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
        while not (store / LOCK).exists():  # it was removed by the build that had it
            lock.release()
            store.mkdir(parents=True, exist_ok=True)
            lock.acquire(timeout=-1 if wait else 0)
    except Timeout:
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
        journal.close()
        _tidy(store)
        lock.release()


def _files_of(pairing: Pairing) -> list[Path]:
    return [file for pair in pairing.pairs for file in (pair.en, pair.zh)] + [*pairing.unpaired]


@dataclass(frozen=True)
class _Outputs:
    """The files that a build writes, but for the alignments in ``store``."""

    chosen: Format
    out: str | PathLike[str]
    store: Path | None
    aside: str | PathLike[str] | None
    log: str | PathLike[str] | None
    report: str | PathLike[str] | None
    weak: WeakFile

    @property
    def memories(self) -> list[str]:
        return [*self.chosen.paths(self.out), *self.weak.paths]

    @property
    def others(self) -> list[str]:
        """All but the memories."""
        return [fspath(file) for file in (self.aside, self.log, self.report) if file is not None]

    @property
    def paths(self) -> list[str]:
        return [*self.memories, *self.others]

    def stamps(self) -> dict[str, str]:
        """How the memories are now."""
        return {name: stamp_of(name) for name in self.memories}

    def check_stamps(self, before: Mapping[str, str]) -> None:
        """Refuse to replace what somebody changed since: it was not taken in."""
        for name, stamp in self.stamps().items():
            if stamp != before[name]:
                raise OutputError(
                    f"{name}: was changed while it was built, and is not replaced; build again "
                    "(what is aligned is kept)"
                )

    def check_documents(
        self, folder: str | PathLike[str], folder_zh: str | PathLike[str] | None
    ) -> None:
        """Refuse an output that is a document of the folders, unless an earlier build wrote it."""
        if not any(Path(name).is_file() for name in self.paths):
            return
        documents = documents_below(folder, folder_zh)
        written = {self.aside: is_aside_table, self.log: is_batch_log, self.report: is_batch_report}
        new = [file for file, ours in written.items() if file is not None and not ours(file)]
        check_outputs(new, documents)
        suffixes = {Path(name).suffix.lower() for name in self.memories}
        if not (self.store and self.store.is_dir()):
            suffixes &= {".tmx"}  # it is updated; any other is made again
        documents = [path for path in documents if path.suffix.lower() not in suffixes]
        check_outputs(self.memories, documents)
