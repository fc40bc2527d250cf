"""What of a folder is audited: its documents, alignments of just these documents, memories."""

import os
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from align.alignment import Alignment
from align.audit.engine.segment_store import SegmentStore, file_name
from align.errors import InputError
from align.formats.read import read_alignment
from align.formats.xml_text import document_name
from align.runners import Runner, in_order_of, make_runner

if TYPE_CHECKING:
    from align.pair import Pairing, PairOfFiles
    from align.pair.source_files import SourceFile, SourceFiles
    from align.pipeline import Aligner

#: Called after each pair of a folder: the number done, the number of all, the pair's name.
Pairs = Callable[[int, int, str], None]
#: An alignment, and its file, or the English and the Chinese file that it was checked against.
Found = tuple[Alignment, Path | tuple[Path, Path]]
Digests = tuple[str, str]
_ALIGNMENT = ".align.json"
_MEMORIES = (".tmx", ".tmx.gz")


@dataclass
class Contents:
    """The files below a folder that are not hidden: alignments, memories, other documents.

    ``names`` are those of the documents of alignments that were read; the files ``skip`` (reports,
    baselines) are no documents.
    """

    folder: Path
    alignments: list[Path] = field(default_factory=list)
    memories: list[Path] = field(default_factory=list)
    documents: list[Path] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    skip: Collection[str | os.PathLike[str]] = ()

    @classmethod
    def of(cls, folder: Path, skip: Collection[str | os.PathLike[str]] = ()) -> "Contents":
        """List a folder.

        >>> len(Contents.of(Path("corpora")).documents)
        32
        """
        from align.pair.sides import documents_below

        found = cls(folder, skip=skip)
        for path in sorted(folder.rglob("*")):
            name = path.name.lower()
            if name.startswith(".") or not name.endswith((_ALIGNMENT, *_MEMORIES)):
                continue
            if path.is_file():
                (found.alignments if name.endswith(_ALIGNMENT) else found.memories).append(path)
        known = {*found.alignments, *found.memories}
        others = {Path(path).resolve() for path in skip}
        with suppress(InputError):  # reading it will say so
            found.documents = [
                path for path in documents_below(folder)
                if path not in known and path.resolve() not in others
            ]  # fmt: skip
        return found

    @property
    def files(self) -> list[Path]:
        """All of them."""
        return [*self.documents, *self.alignments, *self.memories]

    def read(
        self,
        store: SegmentStore,
        aligner: "Aligner | None" = None,
        alignments: str | os.PathLike[str] | None = None,
        progress: Pairs | None = None,
        jobs: int | None = None,
    ) -> Iterator[Found]:
        """The alignments of the documents; those in the folder, if there are no documents.

        An alignment in the folder stands for a pair of documents if it was made of just these
        files; any other pair is aligned, with ``aligner``, in ``jobs`` processes, and its alignment
        kept in the folder ``alignments``, if given. What is not audited is noted in
        ``store.audited``.

        Raises :class:`align.errors.InputError` if there is nothing to audit.
        """
        from align.pair.source_files import SourceFiles
        from align.pipeline import Aligner

        aligner = aligner or Aligner()
        runner = make_runner(jobs, few=not aligner.embedded)
        with SourceFiles(aligner.reader) as sources:
            pairing = self._pairing(aligner, sources, runner)
            pairs = [p for p in pairing.pairs if p.en not in self.memories] if pairing else []
            if not pairs:
                yield from self._alone(store)
                return
            assert pairing
            alone = [path for path in pairing.unpaired if path not in self.memories]
            store.unpaired += [(_under(p, self.folder), "", file_name(p)) for p in alone]
            store.failed += [message for _, message in pairing.failed]
            yield from self._aligned(pairs, store, aligner, sources, alignments, progress, runner)

    def _pairing(
        self, aligner: "Aligner", sources: "SourceFiles", runner: Runner
    ) -> "Pairing | None":
        from align.pair import check_pairs, pair_files

        others = self.alignments or self.memories
        if others and not self.documents:
            return None
        try:
            found = pair_files(
                self.folder, aligner=aligner, sources=sources, skip=self.skip, runner=runner
            )
        except InputError:
            if others:
                return None
            raise
        return found if others else check_pairs(found, str(self.folder))

    def _alone(self, store: SegmentStore) -> Iterator[Found]:
        """The alignments, where no documents are that they could be compared with."""
        for path in self.alignments:
            try:
                alignment = read_alignment(path)
            except InputError as error:
                store.failed.append(str(error))
                continue
            store.audited.alignments += 1
            yield alignment, path
        if store.audited.alignments:
            store.audited.notes.append(
                f"{file_name(self.folder)}: the documents of the alignments are not in it; "
                "whether they have changed since is not known"
            )
        if self.documents:
            store.audited.notes.append(
                f"{file_name(self.folder)}: not audited: documents without a counterpart "
                f"({len(self.documents):,})"
            )

    def _aligned(
        self,
        pairs: Sequence["PairOfFiles"],
        store: SegmentStore,
        aligner: "Aligner",
        sources: "SourceFiles",
        alignments: str | os.PathLike[str] | None,
        progress: Pairs | None,
        runner: Runner,
    ) -> Iterator[Found]:
        """Each pair, by an alignment in the folder if one fits."""
        from align.memory.kept import keep, kept_path

        kept = Path(alignments) if alignments is not None else None
        made, names = self._made(store)
        work = _Aligning(aligner, kept, {digests: paths[-1] for digests, paths in made.items()})
        items = ((pair, sources.kept(pair.en), sources.kept(pair.zh)) for pair in pairs)
        for done, outcome in enumerate(in_order_of(runner.map(work, items)), start=1):
            pair = pairs[outcome.number]
            if outcome.failure:
                store.failed.append(f"{pair.name}: {outcome.failure.message}")
            elif found := outcome.result:
                if kept and found.keep:
                    keep(found.keep, kept_path(kept, pair.name))
                for path in made.get(found.digests, ()):
                    names.pop(path, None)
                if found.changed is False:
                    store.audited.alignments += 1
                else:
                    store.audited.pairs += 1
                yield found.alignment.with_names(pair.name, pair.name), (pair.en, pair.zh)
            if progress:
                progress(done, len(pairs), pair.name)
        here = [f"/{pair.name}" for pair in pairs]  # perhaps of a folder above
        for path, name in names.items():
            known = any(one.endswith(f"/{name}") for one in here)
            why = "its documents have changed" if known else "its documents are not here"
            store.audited.notes.append(f"{file_name(path)}: not used: {why}")

    def _made(self, store: SegmentStore) -> tuple[dict[Digests, list[Path]], dict[Path, str]]:
        """The alignments by the digests of their documents, oldest first, and the name of each."""
        made: dict[Digests, list[Path]] = {}
        names: dict[Path, str] = {}
        for path in sorted(self.alignments, key=lambda p: p.stat().st_mtime_ns):
            try:
                alignment = read_alignment(path)
            except InputError as error:
                store.audited.notes.append(f"{error}; not used")
                continue
            names[path] = document_name(alignment)
            self.names.add(names[path])
            match alignment.settings.get("sources"):
                case [str(en), str(zh)]:
                    made.setdefault((en, zh), []).append(path)
        return made, names


class _Aligned(NamedTuple):
    """A pair: the digests of its files, and as :class:`align.memory.kept.MadePair`."""

    digests: Digests
    alignment: Alignment
    changed: bool | None = False
    keep: bytes = b""


@dataclass(frozen=True)
class _Aligning:
    """Aligns a pair, unless there is an alignment of just these files, ``made`` or ``kept``."""

    aligner: "Aligner"
    kept: Path | None
    made: dict[Digests, Path]

    def prepare(self) -> None:
        """Load what aligning needs."""
        self.aligner.align_texts("Good morning.", "早上好。")

    def __call__(
        self, item: "tuple[PairOfFiles, SourceFile | None, SourceFile | None]"
    ) -> _Aligned:
        from align.memory.kept import former_alignment, kept_path, make_pair, native_bytes
        from align.pair.source_files import SourceFile

        pair, en, zh = item
        en = en or SourceFile(pair.en)
        zh = en if pair.zh == pair.en else zh or SourceFile(pair.zh)
        digests = en.digest, zh.digest
        if digests in self.made:
            return _Aligned(digests, read_alignment(self.made[digests]))
        former = former_alignment(kept_path(self.kept, pair.name)) if self.kept else None
        found = make_pair(pair, en, zh, self.aligner, former)
        keep = native_bytes(found.keep) if self.kept and found.keep else b""
        return _Aligned(digests, found.alignment, found.changed, keep)


def _under(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)
