"""The work on one pair: a function of what it is given, which any process can do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from align.alignment import Alignment
from align.batch.pair_records import PairRecord
from align.document import Document
from align.files.load import NamedBytes
from align.formats.read import read_alignment
from align.memory.applying import Settled, settle
from align.memory.decisions import Decision
from align.memory.desk import stray_in
from align.memory.kept import MadePair, make_pair, native_bytes
from align.pair import PairOfFiles
from align.pair.source_files import SourceFile
from align.pipeline import Aligner


@dataclass(frozen=True)
class PairTask:
    """A pair to align, and all that is known about it.

    ``former`` is the content of its kept alignment, if that may still be right; ``decisions`` are
    those about it. ``strays`` are decisions about documents that are gone: where they stand in the
    texts, this is perhaps one of these. ``sources`` are its files, if they were read before.
    """

    pair: PairOfFiles
    former: bytes = b""
    decisions: tuple[Decision, ...] = ()
    strays: Mapping[str, Sequence[Decision]] = field(default_factory=dict)
    sources: tuple[SourceFile, SourceFile] | None = None


@dataclass(frozen=True)
class PairResult:
    """What the work on a pair comes to; the files themselves are written by who asked for it.

    ``keep`` is the new content of the kept alignment, empty if it stays. ``changed``, ``anchors``:
    see :class:`align.memory.kept.MadePair`. ``digests`` and ``stamps`` are those of the files. With
    ``stray`` nothing was aligned: the pair may be this document under another name.
    """

    record: PairRecord
    digests: tuple[str, str]
    stamps: tuple[str, str]
    keep: bytes = b""
    changed: bool | None = None
    anchors: str = ""
    stray: str = ""


@dataclass(frozen=True)
class Given:
    """The decisions that a task brings along, as a :class:`align.memory.kept.Decider`."""

    decisions: Sequence[Decision]
    strays: Mapping[str, Sequence[Decision]] = field(default_factory=dict)

    def about(self, document: str) -> list[Decision]:
        return list(self.decisions)

    def settle(self, document: str, en: Document, zh: Document) -> Settled:
        if not self.decisions and (stray := stray_in(self.strays, en, zh)):
            raise StrayError(stray)
        return settle(en, zh, self.decisions)

    def take_in(self, document: str, alignment: Alignment) -> bool:
        return False  # done before, by who has the file


class StrayError(Exception):
    """The texts are those of a document that is gone."""


@dataclass(frozen=True)
class PairWork:
    """Aligns a pair: ``work(task)`` gives a :class:`PairResult`.

    ``minimum`` is the least confidence of the units that are counted; ``fresh``: a kept alignment
    is not used again.

    >>> from pathlib import Path
    >>> name = "2023-11-08-import-expo-signing-ceremony.txt"
    >>> pair = PairOfFiles("expo", Path("corpora/en", name), Path("corpora/zh", name))
    >>> PairWork(Aligner())(PairTask(pair)).record.units > 5
    True

    Raises :class:`align.errors.InputError` for files that cannot be aligned.
    """

    aligner: Aligner
    minimum: float = 0.0
    fresh: bool = False

    @property
    def gpus(self) -> bool:
        """Whether a GPU makes it faster: the model is not the embedded one, and may use it."""
        device = self.aligner.device
        return not (self.aligner.encoder or self.aligner.embedded) and (
            device is None or device.startswith("cuda")
        )

    def prepare(self) -> None:
        """Load all that aligning needs."""
        sides = (("Good morning.", "en"), ("早上好。", "zh"))
        self.aligner.align_documents(
            *(Document.from_sentences([text], language) for text, language in sides)
        )

    def __call__(self, task: PairTask) -> PairResult:
        pair = task.pair
        en, zh = task.sources or loaded(pair)
        known = (en.digest, zh.digest), (en.stamp, zh.stamp)
        former = None
        if task.former:
            former = read_alignment(NamedBytes(f"{pair.name}.align.json", task.former))
        given = Given(task.decisions, task.strays)
        try:
            made = make_pair(pair, en, zh, self.aligner, former, given, fresh=self.fresh)
        except StrayError as error:
            return PairResult(PairRecord.about(pair), *known, stray=str(error))
        return result_of(pair, made, known, self.minimum)


def loaded(pair: PairOfFiles) -> tuple[SourceFile, SourceFile]:
    """Load the files of a pair; one with both languages is on both sides."""
    en = SourceFile(pair.en)
    return en, SourceFile(pair.zh) if pair.zh != pair.en else en


def result_of(
    pair: PairOfFiles,
    made: MadePair,
    known: tuple[tuple[str, str], tuple[str, str]],
    minimum: float,
) -> PairResult:
    """The result of a pair that was made; ``known`` are the digests and stamps of its files."""
    settled = made.settled
    written = settled.applied(made.alignment)[0] if settled else made.alignment
    return PairResult(
        PairRecord.of(pair, written, minimum),
        *known,
        native_bytes(made.keep) if made.keep else b"",
        made.changed,
        settled.fingerprint if settled else "",
    )
