"""The pairs of a build: which of them have to be aligned, aligning these, and what is written."""

import json
import platform
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from os import PathLike, fspath, getpid
from pathlib import Path
from typing import Any

from align.alignment import Alignment
from align.batch.pair_records import PairRecord
from align.batch.work import PairResult, PairTask, PairWork, loaded, result_of
from align.document import Document
from align.errors import InputError
from align.files.load import stamp_of
from align.formats.read import read_alignment
from align.memory.applying import Settled
from align.memory.desk import Desk
from align.memory.journal import Journal, PairEntry
from align.memory.kept import document_of, former_alignment, is_newer, keep, kept_path, make_pair
from align.memory.update import Part
from align.memory.written import as_made
from align.pair import PairOfFiles
from align.pair.source_files import SourceFile, SourceFiles
from align.pipeline import Aligner
from align.runners import Failure, Runner

#: Called after each pair with the number done, the total, the pair's name, and how many failed.
Progress = Callable[..., None]


@dataclass
class PairsRun:
    """The pairs of one build.

    ``store`` has the kept alignments, ``desk`` the decisions, ``sources`` the files that were read
    before; ``minimum`` and ``fresh``: see :func:`align.batch.build`, ``about`` is what else decides
    which units are written. ``run`` names this build; a ``dry`` one writes nothing.
    """

    aligner: Aligner
    store: Path
    desk: Desk
    sources: SourceFiles
    minimum: float = 0.0
    about: Mapping[str, Any] = field(default_factory=dict)
    fresh: bool = False
    dry: bool = False
    run: str = field(default_factory=lambda: f"{time.time_ns():x}")
    #: what became of the pairs that had to be aligned: see :class:`align.memory.kept.MadePair`
    changed: dict[str, bool | None] = field(default_factory=dict)
    _strays: set[str] = field(default_factory=set)
    _refused: dict[str, Failure] = field(default_factory=dict)
    #: the stamps of kept alignments when they were looked at
    _seen: dict[str, str] = field(default_factory=dict)

    @property
    def journal(self) -> Journal:
        return self.desk.journal

    @cached_property
    def _settings(self) -> str:
        return json.dumps(self.aligner.settings, sort_keys=True, default=str)

    def begin(self, out: str | PathLike[str]) -> str:
        """Note that this build has begun; returns the name of one that was interrupted, if any."""
        before = self.journal.fact("running") or {}
        here = {"out": fspath(out), "process": getpid(), "host": platform.node()}
        since = datetime.now().astimezone().isoformat(" ", "seconds")
        self.journal.put_fact("running", {"run": self.run, "since": since, **here})
        return str(before.get("run", ""))

    def end(self) -> None:
        """Note that it is complete."""
        self.journal.put_fact("running", None)

    # ------------------------------------------------------------ which pairs have to be aligned

    def plan(self, pairs: Sequence[PairOfFiles]) -> list[PairOfFiles]:
        """The pairs that have to be aligned; all others are as they were.

        What people edited in kept alignments and in the output is taken in.
        """
        self._strays = {*self.desk.strays}
        return [pair for pair in pairs if not self._is_unchanged(pair)]

    def unchanged(
        self, pairs: Sequence[PairOfFiles], todo: Sequence[PairOfFiles]
    ) -> Iterator[PairRecord]:
        """The records of pairs that need not be aligned, if the units counted there still count."""
        names = {pair.name for pair in todo}
        for pair in pairs:
            entry = None if pair.name in names else self.journal.get(pair.name)
            if entry and entry.minimum == self.minimum:
                yield PairRecord.from_json(json.loads(entry.record)).as_unchanged()

    def _is_unchanged(self, pair: PairOfFiles) -> bool:
        document, kept = document_of(pair.name), kept_path(self.store, pair.name)
        entry, stamp = self.journal.get(pair.name), stamp_of(kept)
        self._seen[pair.name] = stamp
        same = entry is not None and entry.kept_stamp == stamp != ""
        asked = same and document not in self.desk.edited and entry and not self._is_new(entry)
        if not (asked or self.dry) and (former := former_alignment(kept)):
            try:
                self.desk.take_in_alignment(document, former)
            except InputError as error:
                self._refused[pair.name] = Failure("input", str(error))
                return False
            self.desk.take_in(document, as_made(former))
            self.desk.settle(document, former.en, former.zh)  # perhaps of another name before
        if self.fresh or entry is None or not same:
            return False
        if entry.settings != self._settings or entry.decisions != self._decided(document):
            return False
        if not self._same_files(pair, entry):
            return False
        if self._is_new(entry) and not self.dry:
            self.journal.put(replace(entry, strays=self._known_strays))
        return True

    def _is_new(self, entry: PairEntry) -> bool:
        """Whether it was not asked before if this is one of the documents that are gone."""
        return bool(self._strays) and entry.strays != self._known_strays

    @cached_property
    def _known_strays(self) -> str:
        return " ".join(sorted(self._strays))

    def _decided(self, document: str) -> str:
        return self.desk.state(document, {}) if self.desk.about(document) else ""

    def _same_files(self, pair: PairOfFiles, entry: PairEntry) -> bool:
        """Whether the files are as they were: by their stamps, or by what is in them."""
        stamps = stamp_of(pair.en), stamp_of(pair.zh)
        if all(stamps) and stamps == (entry.en_stamp, entry.zh_stamp):
            return True
        try:
            files = [self.sources.load(path) for path in dict.fromkeys((pair.en, pair.zh))]
        except InputError:
            return False  # aligning it says why
        if (files[0].digest, files[-1].digest) != (entry.en, entry.zh):
            return False
        if not self.dry:
            self.journal.put(replace(entry, en_stamp=files[0].stamp, zh_stamp=files[-1].stamp))
        return True

    # ------------------------------------------------------------ aligning these

    def align(
        self, pairs: Sequence[PairOfFiles], runner: Runner, total: int, progress: Progress | None
    ) -> Generator[PairRecord, None, None]:
        """Align pairs, and keep what becomes of each as soon as it is known.

        Yields the records in the order in which the pairs are done.
        """
        done = failed = 0
        refused = [pair for pair in pairs if pair.name in self._refused]
        pairs = [pair for pair in pairs if pair.name not in self._refused]
        here = [pair for pair in pairs if self._needs_desk(pair)]
        others = [pair for pair in pairs if not self._needs_desk(pair)]
        done = total - len(pairs) - len(refused)

        def step(record: PairRecord) -> PairRecord:
            nonlocal done, failed
            done += 1
            failed += record.state == "failed"
            if progress:
                progress(done, total, record.name, failed)
            return record

        for pair in refused:
            yield step(self._failed(pair, self._refused[pair.name]))
        for pair in here:
            yield step(self._align_here(pair))
        work = PairWork(self.aligner, self.minimum, self.fresh)
        claims: list[PairOfFiles] = []
        for outcome in runner.map(work, map(self._task, others)):
            pair = others[outcome.number]
            if outcome.result is None:
                assert outcome.failure
                yield step(self._failed(pair, outcome.failure))
            elif outcome.result.stray:
                claims.append(pair)
            else:
                yield step(self._done(pair, outcome.result, outcome.seconds))
        order = {pair.name: number for number, pair in enumerate(pairs)}
        for pair in sorted(claims, key=lambda pair: order[pair.name]):
            yield step(self._align_here(pair))

    def _needs_desk(self, pair: PairOfFiles) -> bool:
        """Whether its memory was edited, and only aligning it again can tell what that means."""
        return document_of(pair.name) in self.desk.edited

    def _task(self, pair: PairOfFiles) -> PairTask:
        document, kept = document_of(pair.name), kept_path(self.store, pair.name)
        former = b""
        if not self.fresh and stamp_of(kept):
            former = kept.read_bytes()
        decisions = tuple(self.desk.about(document))
        strays = {} if document in self.desk.log.documents else self.desk.strays
        return PairTask(pair, former, decisions, strays, self._read_before(pair))

    def _read_before(self, pair: PairOfFiles) -> tuple[SourceFile, SourceFile] | None:
        """The files of a pair, if pairing has read one."""
        if pair.en not in self.sources and pair.zh not in self.sources:
            return None
        try:
            en = self.sources.load(pair.en)
            return en, self.sources.load(pair.zh) if pair.zh != pair.en else en
        except InputError:
            return None  # the work will say why

    def _align_here(self, pair: PairOfFiles) -> PairRecord:
        """Align a pair with all decisions at hand."""
        began = time.perf_counter()
        try:
            en, zh = loaded(pair)
            known = (en.digest, zh.digest), (en.stamp, zh.stamp)
            former = former_alignment(kept_path(self.store, pair.name))
            made = make_pair(pair, en, zh, self.aligner, former, self.desk, fresh=self.fresh)
        except InputError as error:
            return self._failed(pair, Failure("input", str(error)))
        result = result_of(pair, made, known, self.minimum)
        return self._done(pair, result, time.perf_counter() - began)

    def _done(self, pair: PairOfFiles, result: PairResult, seconds: float) -> PairRecord:
        kept = kept_path(self.store, pair.name)
        try:
            if self._was_edited(pair):
                return self._align_here(pair)
            if result.keep:
                keep(result.keep, kept)
        except InputError as error:
            return self._failed(pair, Failure("input", str(error)))
        record = replace(result.record, seconds=round(seconds, 3))
        self.changed[pair.name] = result.changed
        entry = PairEntry(
            pair.name, *result.stamps, *result.digests, self._settings, result.anchors,
            self._decided(document_of(pair.name)), stamp_of(kept), self._known_strays,
            self.minimum, self.run, _dumps(record),
        )  # fmt: skip
        self.journal.put(entry)
        return record.as_unchanged() if result.changed is False else record

    def _was_edited(self, pair: PairOfFiles) -> bool:
        """Take in what somebody changed in a kept alignment since this build began."""
        kept = kept_path(self.store, pair.name)
        stamp = stamp_of(kept)
        if stamp == self._seen.get(pair.name, ""):
            return False
        self._seen[pair.name] = stamp
        former = former_alignment(kept)
        document = document_of(pair.name)
        return former is not None and self.desk.take_in_alignment(document, former)

    def _failed(self, pair: PairOfFiles, failure: Failure) -> PairRecord:
        said = {"kind": failure.kind, "error": failure.message, "trace": failure.trace}
        record = PairRecord.about(pair, state="failed", **said)
        self.journal.put(PairEntry(pair.name, run=self.run, record=_dumps(record)))
        return record

    # ------------------------------------------------------------ what is written

    def parts(self, pairs: Sequence[PairOfFiles]) -> Iterator[tuple[PairRecord, Part, str]]:
        """The record of each pair, its units, and the run that aligned it, in this order.

        Of one that failed, there are no new units.
        """
        for pair in pairs:
            entry = self.journal.get(pair.name)
            assert entry
            record = PairRecord.from_json(json.loads(entry.record))
            document = document_of(pair.name)
            if record.state == "failed":  # its units stay, if there are any
                yield record, Part(document, lambda: _NOTHING, False, made=False), entry.run
                continue
            changed = self.changed.get(pair.name, False)
            state = self.desk.state(document, {**self._settings_of(entry), **self.about})
            settled, left_out = Settled({}, []), Counter[str]()
            if self.desk.about(document) or entry.minimum != self.minimum:
                made = self.kept(pair.name)
                settled = self.desk.settle(document, made.en, made.zh)
                written, left_out = settled.applied(made)
                if entry.minimum != self.minimum:
                    found = PairRecord.of(pair, written, self.minimum)
                    record = replace(found, seconds=record.seconds)
                    self.journal.put(replace(entry, minimum=self.minimum, record=_dumps(record)))
            self.desk.count(document, settled, left_out, state)
            if changed is False:
                record = record.as_unchanged()
            yield record, self._part(pair, changed, settled, state), entry.run

    def _settings_of(self, entry: PairEntry) -> dict[str, Any]:
        settings = {**self.aligner.settings, "sources": [entry.en, entry.zh]}
        return {**settings, "anchors": entry.anchors} if entry.anchors else settings

    def kept(self, name: str) -> Alignment:
        """The kept alignment of a pair, as the aligner made it."""
        return as_made(read_alignment(kept_path(self.store, name)))

    def _part(self, pair: PairOfFiles, changed: bool | None, settled: Settled, state: str) -> Part:
        """A pair's units, read from its own file when they are written: memory does not grow."""
        document = document_of(pair.name)
        if changed is False:
            same = self.desk.same_state(document, state)
            # made after the output, by a build of another file or an aborted one?
            newer = same is None and is_newer(kept_path(self.store, pair.name), self.desk.out)
            if same is False or newer or (same is None and self.desk.about(document)):
                changed = None

        def alignment() -> Alignment:
            made = self.kept(pair.name)
            settled = self.desk.settle(document, made.en, made.zh)
            return settled.applied(made)[0].above(self.minimum)

        unfit = {id(decision) for decision in settled.unfit}
        fitting = [d for d in self.desk.about(document) if id(d) not in unfit]
        ours = frozenset(line for d in fitting for line in d.note.splitlines())
        return Part(document, alignment, changed, ours)


_NOTHING = Alignment(Document((), (), "en"), Document((), (), "zh"), ())


def _dumps(record: PairRecord) -> str:
    return json.dumps(record.to_json())  # names of files may hold what is no text
