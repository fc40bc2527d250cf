"""Many pairs: a folder in, one memory out; again only what changed."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from hashlib import sha256
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from align.alignment import Alignment
from align.errors import InputError, OutputError, UsageError
from align.files.load import load
from align.formats.registry import CODES
from align.formats.text import clean
from align.memory import WriteReport, format_for, read_alignment, write
from align.memory.update import Part, Updated, update
from align.pair import Pairing, PairOfFiles, check_pairs, pair_files, read_pairs
from align.pipeline import Aligner

#: Called after each pair: how many are done, of how many, and the pair's name.
Progress = Callable[[int, int, str], None]


@dataclass
class BuildReport:
    """What :func:`build` did, in numbers: one line each when printed."""

    pairs: int = 0
    by_content: int = 0
    unsure: int = 0
    reused: int = 0
    units: int = 0
    null_en: int = 0
    null_zh: int = 0
    crossings: int = 0
    weak: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)
    unpaired: list[str] = field(default_factory=list)
    written: WriteReport | None = None
    updated: Updated | None = None
    _confidence: float = 0.0

    @property
    def confidence(self) -> float:
        """Mean confidence of the units, 0 when there are none."""
        return self._confidence / self.units if self.units else 0.0

    def count(self, alignment: Alignment) -> None:
        """Add one pair's numbers."""
        self.pairs += 1
        self.units += len(alignment.units)
        en, zh = alignment.nulls
        self.null_en += en
        self.null_zh += zh
        self.crossings += sum(bead.crossing for bead in alignment)
        self.weak += sum(bead.confidence < 0.5 for bead in alignment.units)
        self._confidence += sum(bead.confidence for bead in alignment.units)

    def lines(self) -> list[str]:
        """The summary, as the command prints it."""
        again = f" ({self.reused} unchanged, reused)" if self.reused else ""
        out = [
            f"pairs       {self.pairs:>7,}{again}",
            f"units       {self.units:>7,}   mean confidence {self.confidence:.2f}, "
            f"{self.weak:,} below 0.50",
            f"left out    {self.null_en + self.null_zh:>7,}   sentences without a counterpart: "
            f"{self.null_en:,} English, {self.null_zh:,} Chinese",
        ]
        if self.by_content:
            out.append(f"by content  {self.by_content:>7,}   pairs, {self.unsure:,} of them unsure")
        if self.crossings:
            out.append(f"crossings   {self.crossings:>7,}   units that stand in another place")
        if self.written and (self.written.illegal or self.written.empty):
            out.append(f"written     {self.written}")
        if self.updated:
            done, elsewhere = self.updated, len(self.updated.documents)
            what = f"{done.pruned:,} removed" if done.pruned else f"{done.others:,} kept"
            out.append(
                f"updated     {done.replaced:>7,}   units of the memory replaced, "
                f"{done.kept + done.edited:,} left as they were; "
                f"of {elsewhere:,} documents not among the pairs: {what}"
            )
        if self.unpaired:
            out.append(f"unpaired    {len(self.unpaired):>7,}   files without a counterpart:")
            out += [f"    {name}" for name in self.unpaired]
        if self.failed:
            count = f"{len(self.failed):>7,}"
            out.append(f"failed      {count}   pairs or files that could not be read or aligned:")
            out += [f"    {message}" for _, message in self.failed]
        return out


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
    progress: Progress | None = None,
    reading: Progress | None = None,
    **options: Any,
) -> BuildReport:
    """Align every pair of documents of one folder or two, and write one file with all of them.

    Which documents are pairs is found out by :func:`align.pair.pair_files` (by name, and unless
    ``by_name`` by content what is left; ``reading`` is called after each file read for that), or
    is what the table ``pairs`` says; then ``folder`` may be None.
    Each pair's alignment is kept as ``NAME.align.json`` in the folder ``alignments`` (by default
    beside the output: ``memory.tmx`` has ``memory.alignments/``); a pair whose two files and
    settings are what they were is not aligned again, unless ``fresh``. Units below the
    confidence ``minimum`` stay out of the output. A pair that fails is listed
    in the report and the others go on. ``options`` go to the writer (:func:`align.memory.write`).

    A TMX that is there already is brought up to date (:func:`align.memory.update.update`): pairs
    that changed replace their own units, all others stay as they are, edited or not; with ``prune``
    the units of documents that are not among the pairs go. Where nothing tells whether the files of
    a pair changed (its own file is gone, or newer than the TMX), or other settings alone did, its
    units that somebody edited stay. With ``fresh`` the memory is written anew.

    Raises :class:`align.errors.InputError` when there are no pairs, or none could be aligned.
    """
    chosen = format_for(out, format)  # what cannot be is said before the work, not after it
    if chosen.single:
        raise UsageError(
            f"{out}: a {chosen.suffix} file holds one alignment, a build makes many; "
            "write a .tmx (each pair's own file is kept beside it)"
        )
    aligner = aligner or Aligner()
    if pairs is not None:
        if folder is not None:
            raise UsageError("give a folder or a table of pairs, not both")
        pairing = read_pairs(pairs)
    elif folder is not None:
        pairing = pair_files(folder, folder_zh, aligner=aligner, by_name=by_name, progress=reading)
        check_pairs(pairing, fspath(folder))
    else:
        raise UsageError("give a folder of documents, or a table of pairs")
    store = _store(out, alignments, chosen.suffix)
    report = _begun(pairing)
    found: list[Part] = []
    for done, pair in enumerate(pairing.pairs, start=1):
        try:
            alignment, changed = align_pair(pair, aligner, store, fresh=fresh)
            report.reused += changed is False
            report.count(alignment)
            # what is on disk is read again while writing, so that memory does not grow
            kept = _kept(store, pair) if store else None
            if changed is False and kept and _is_newer(kept, out):
                changed = None  # made since then, for another file or by a run that did not end
            found.append(_part(kept or alignment, pair.name, minimum, changed))
        except InputError as error:  # a wrong model or a full disk would stop the next one, too
            report.failed.append((pair.name, f"{pair.name}: {error}"))
        if progress:
            progress(done, len(pairing.pairs), pair.name)
    if not found:
        details = "; ".join(message for _, message in report.failed)
        raise InputError(f"{pairs or folder}: no pair could be aligned: {details}")

    if fresh or chosen.suffix != ".tmx" or not Path(out).is_file():
        report.written = write((part.alignment() for part in found), out, format=format, **options)
        return report
    codes = {name: options.pop(name) for name in CODES if options.get(name) is not None}
    memory, report.updated = update(out, found, minimum=minimum, prune=prune, **codes)
    report.written = write(memory, out, format=format, **options)
    return report


def _part(item: Path | Alignment, name: str, minimum: float, changed: bool | None) -> Part:
    """One pair's units, made when they are written."""

    def alignment() -> Alignment:
        return select(read_alignment(item) if isinstance(item, Path) else item, minimum)

    return Part(clean(name).text, alignment, changed)


def _begun(pairing: Pairing) -> BuildReport:
    """A report with what is known before the first alignment."""
    content = [pair for pair in pairing.pairs if pair.how == "content"]
    return BuildReport(
        by_content=len(content),
        unsure=sum(pair.unsure for pair in content),
        unpaired=[str(path) for path in pairing.unpaired],
        failed=[(str(path), message) for path, message in pairing.failed],
    )


def select(alignment: Alignment, minimum: float) -> Alignment:
    """The alignment without units below a confidence (null beads stay).

    >>> from align.document import Document
    >>> empty = Alignment(Document((), (), "en"), Document((), (), "zh"), ())
    >>> select(empty, 0.5) == empty
    True
    """
    if minimum <= 0:
        return alignment
    beads = tuple(b for b in alignment if b.is_null or b.confidence >= minimum)
    return replace(alignment, beads=beads)


def _store(
    out: str | PathLike[str], alignments: str | PathLike[str] | None, suffix: str
) -> Path | None:
    if alignments is not None:
        store = Path(alignments)
    elif fspath(out) == "-":
        return None
    else:
        target = Path(out)
        stem = target.name[: -len(suffix)] if target.name.lower().endswith(suffix) else target.name
        store = target.with_name(f"{stem}.alignments")
    return store


def _kept(store: Path, pair: PairOfFiles) -> Path:
    return store / f"{pair.name}.align.json"


def _is_newer(path: Path, out: str | PathLike[str]) -> bool:
    try:
        return path.stat().st_mtime_ns > Path(out).stat().st_mtime_ns
    except OSError:
        return False


def align_pair(
    pair: PairOfFiles, aligner: Aligner, store: Path | None = None, *, fresh: bool = False
) -> tuple[Alignment, bool | None]:
    """The alignment of one pair of files, and whether the files changed since the last time.

    Where they and the settings did not (False), it comes from the folder ``store``, unless
    ``fresh``; otherwise it is made and kept there. None: nothing tells whether the files changed.
    Raises :class:`align.errors.InputError` for files that cannot be aligned.
    """
    settings = {**aligner.settings, "sources": [_digest(pair.en), _digest(pair.zh)]}
    kept = _kept(store, pair) if store else None
    changed = None
    if kept and not fresh and kept.exists():
        try:
            former = read_alignment(kept)
            if former.settings == settings:
                return former, False
            if former.settings.get("sources") != settings["sources"]:
                changed = True
        except InputError:
            pass  # damaged: made anew
    if pair.en == pair.zh:
        alignment = aligner.align_bitext(pair.en)
    else:
        alignment = aligner.align_files(pair.en, pair.zh)
    alignment = alignment.with_names(pair.name, pair.name)
    alignment = replace(alignment, settings=settings)
    if kept:
        try:
            kept.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(
                f"{kept.parent}: cannot make this folder ({error.strerror}); "
                "choose another with --alignments"
            ) from error
        write(alignment, kept, format="align.json")
    return alignment, changed


def _digest(path: Path) -> str:
    _, data = load(path)
    return sha256(data).hexdigest()[:16]
