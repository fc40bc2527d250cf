"""``align``, ``build``, ``decide``, ``pair``, ``evaluate``: commands on documents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from html import escape
from os import PathLike
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from align.alignment import Alignment
    from align.batch import BuildReport
    from align.evaluation import Score
    from align.formats.report import WriteReport
    from align.ledger import Ledger
    from align.linking.bead_links import Link
    from align.memory.deciding import DecideReport
    from align.memory.decisions import Decision
    from align.memory.desk import DecisionReport
    from align.pair import Pairing
    from align.pipeline import Aligner

File: TypeAlias = str | PathLike[str]
#: Called with the number of units done.
CountProgress: TypeAlias = Callable[[int], None]
#: Called with the number done, the total, the name of the last one, and in a build how many failed.
StepProgress: TypeAlias = Callable[..., None]


@dataclass(frozen=True, repr=False)
class AlignReport:
    """An alignment, what was ``written``, if there is an output file, and what is set aside.

    ``decided``: what became of the decisions beside the output.
    """

    alignment: Alignment
    written: WriteReport | None = None
    decided: DecisionReport | None = None

    @property
    def ledger(self) -> Ledger:
        """How much text of the documents is set aside, by reason."""
        from align.ledger import Ledger

        found = Ledger()
        found.add(self.alignment.en, self.alignment.zh)
        return found

    def __str__(self) -> str:
        return str(self.written or f"{len(self.alignment.units):,} units")

    def __repr__(self) -> str:
        return f"{self}\n{self.alignment!r}"

    def _repr_html_(self) -> str:
        return f"<p>{escape(str(self))}{self.alignment._repr_html_()}"


def align(
    en: File,
    zh: File | None = None,
    out: File | None = None,
    *,
    format: str | None = None,
    minimum: float = 0.0,
    aligner: Aligner | None = None,
    source: str | None = None,
    locales: Mapping[str, str] | None = None,
    encoding: str | None = None,
    profile: str | None = None,
    aside: File | None = None,
    links: File | None = None,
    **options: Any,
) -> AlignReport:
    """Align an English document with its Chinese version and write the result, if ``out`` is given.

    Without ``zh``, ``en`` holds both languages: a TMX, XLIFF, PO or a table (aligned unit by unit),
    or a document in which English and Chinese alternate. If ``en`` is Chinese and ``zh`` English,
    they are exchanged, with a warning in the log. ``options`` are further options of the format.
    ``aside``: a table (TSV) of the text that is in no sentence, with place and reason. ``links``: a
    file (.tsv, .json, .pharaoh) for the links between words, see :func:`links`.

    Decisions beside the output (see :func:`decide`) are applied, and edits of an earlier output are
    taken in before it is replaced.

    >>> from tempfile import mkdtemp
    >>> folder = mkdtemp()
    >>> print(align("corpora/terms.csv", out=f"{folder}/terms.tmx"))
    7 units written
    """
    from align.errors import UsageError
    from align.files.atomic import check_outputs
    from align.ledger import write_aside
    from align.memory import format_for, write
    from align.memory.desk import Desk
    from align.memory.kept import align_decided, settled_output, take_in_former
    from align.pair.source_files import check_files
    from align.pipeline import Aligner

    check_files(en, zh)
    if en == zh == "-":
        raise UsageError("only one of EN and ZH can be standard input")
    if links is not None:
        from align.linking.bead_links import check_links_file, write_links

        check_links_file(links)
    options |= _tmx_options(source, locales, encoding, profile)
    chosen = None if out is None else format_for(out, format)  # fail early
    paths = chosen.paths(out) if chosen and out is not None else ()
    check_outputs([*paths, aside, links], [en, zh])
    aligner = aligner or Aligner()
    if out is None or chosen is None:
        whole = aligner.align_bitext(en) if zh is None else aligner.align_files(en, zh)
        if aside is not None:
            write_aside([whole], aside)
        if links is not None:
            write_links(whole.above(minimum), links)
        return AlignReport(whole.above(minimum))
    desk = Desk(out, strict=False)
    take_in_former(out, desk)
    reader = aligner.reader
    names = None
    if zh is None:
        one, other = reader.read_bitext(en)
    else:
        one, other, names = reader.read_sides(en, zh)
    whole = align_decided(aligner, one, other, names, desk)
    if aside is not None:
        write_aside([whole], aside)
    found = settled_output(whole, desk, single=chosen.single).above(minimum)
    if links is not None:
        write_links(found, links)
    written = write(found, out, format=format, **options)
    return AlignReport(found, written, desk.done)


def links(
    en: Alignment | str | Sequence[str],
    zh: str | Sequence[str] | None = None,
    *,
    minimum: float = 0.5,
) -> list[Link]:
    """Link the words of an English and a Chinese text, or of an alignment, that mean the same.

    ``en`` and ``zh`` are two texts, or the sentences of both sides of one bead; or ``en`` is an
    alignment, of which the names and terms that return are linked more surely than in its beads one
    by one. A word can have several links. Each has the ``probability`` that a reader would make it
    too; ``minimum`` is the least one that is returned. See :class:`align.linking.bead_links.Link`;
    :func:`align.linking.bead_links.pharaoh` writes links as other word aligners do.

    >>> for link in links("The cat sleeps.", "猫在睡觉。"):
    ...     print(link.texts, link.en, link.zh, link.words, link.kind)
    ('cat', '猫') (0, 4, 7) (0, 0, 1) (1, 0) word
    ('sleeps', '睡觉') (0, 8, 14) (0, 2, 4) (2, 2) word
    """
    from align.alignment import Alignment
    from align.errors import UsageError
    from align.linking.bead_links import links_of_alignment, links_of_texts

    if not 0 <= minimum <= 1:
        raise UsageError(f"minimum: expected a probability, 0 to 1, not {minimum}")
    if isinstance(en, Alignment):
        if zh is not None:
            raise UsageError("an alignment has both texts; give it alone")
        return [*links_of_alignment(en, minimum)]
    if zh is None:
        raise UsageError("links of an English text need the Chinese one")
    return links_of_texts(_sentences_of(en), _sentences_of(zh), minimum)


def _sentences_of(side: object) -> list[str]:
    """The sentences of a side that was given as a text or as its sentences."""
    from align.errors import UsageError

    given = [side] if isinstance(side, str) or not isinstance(side, Iterable) else list(side)
    texts = [text for text in given if isinstance(text, str)]
    if len(texts) < len(given):
        raise UsageError(f"expected a text (str) or a list of texts, not {side!r:.50}")
    if any("\ud800" <= character <= "\udfff" for text in texts for character in text):
        raise UsageError("a text has half a character (a lone surrogate)")
    return texts


def build(
    folder: File | None,
    out: File,
    *,
    folder_zh: File | None = None,
    pairs: File | None = None,
    by_name: bool = False,
    alignments: File | None = None,
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
    format: str | None = None,
    minimum: float = 0.0,
    aligner: Aligner | None = None,
    source: str | None = None,
    locales: Mapping[str, str] | None = None,
    encoding: str | None = None,
    profile: str | None = None,
    aside: File | None = None,
    log: File | None = None,
    report: File | None = None,
    weak: File | None = None,
    weak_below: float = 0.5,
    progress: StepProgress | None = None,
    reading: StepProgress | None = None,
    **options: Any,
) -> BuildReport:
    """Align all pairs of documents of a folder into one memory; see
    :func:`align.batch.build.build`.

    An output elsewhere (``s3://bucket/memory.tmx``) is made in the local folder ``alignments``,
    and put there at the end.

    >>> from pathlib import Path
    >>> from tempfile import mkdtemp
    >>> folder = Path(mkdtemp())
    >>> for name, text in (("a.en.txt", "I like tea. Bye."), ("a.zh.txt", "我喜欢茶。再见。")):
    ...     _ = (folder / name).write_text(text, encoding="utf-8")
    >>> build(folder, folder / "memory.tmx").units
    2
    """
    from align.batch import build
    from align.files.remote import is_remote

    options |= _tmx_options(source, locales, encoding, profile)
    with _made_here(out, alignments, format) if is_remote(out) else nullcontext(out) as here:
        return build(
            folder, here, folder_zh=folder_zh, pairs=pairs, by_name=by_name, alignments=alignments,
            fresh=fresh, prune=prune, limit=limit, shuffle=shuffle, dry_run=dry_run, wait=wait,
            jobs=jobs, timeout=timeout, runner=runner, address=address, format=format,
            minimum=minimum, aligner=aligner, aside=aside, log=log, report=report,
            weak=weak, weak_below=weak_below, progress=progress, reading=reading,
            **options,
        )  # fmt: skip


@contextmanager
def _made_here(out: File, alignments: File | None, format: str | None) -> Iterator[File]:
    """The local copy of a memory elsewhere, with its other files and its decisions."""
    from align.files.copies import local_copies
    from align.memory import format_for
    from align.memory.decisions import decisions_path

    names = format_for(out, format).paths(out)
    log = decisions_path(out)
    assert log
    with local_copies([*names, log], alignments, logs=[log.name]) as copies:
        yield copies[0]


def decide(
    memory: File,
    decisions: Decision | Iterable[Decision] = (),
    *,
    edited: File | Iterable[File] = (),
    alignments: File | None = None,
    who: str | None = None,
) -> DecideReport:
    """Put what people decided into the file beside a memory, where each build finds it again.

    ``edited`` are files made from the memory that people edited: a review sheet, a TMX, an
    ``.align.json``. Without them and without ``decisions``, those that are there are returned. See
    :class:`align.memory.decisions.Decision` and :func:`align.memory.deciding.decide_about`.

    >>> import align
    >>> from tempfile import mkdtemp
    >>> memory = f"{mkdtemp()}/memory.tmx"
    >>> right = align.Decision("approve", "visit", "Good morning.", "早上好。")
    >>> len(decide(memory, right, who="Li").taken)
    1
    >>> [(decision.kind, decision.who) for decision in decide(memory).decisions]
    [('approve', 'Li')]
    """
    from align.memory.deciding import decide_about
    from align.memory.decisions import Decision

    given = [decisions] if isinstance(decisions, Decision) else list(decisions)
    return decide_about(memory, given, edited=listed(edited), alignments=alignments, who=who)


def pair(
    folder: File,
    folder_zh: File | None = None,
    out: File | None = None,
    *,
    by_name: bool = False,
    minimum: float = 0.5,
    jobs: int | None = None,
    aligner: Aligner | None = None,
    progress: StepProgress | None = None,
) -> Pairing:
    """Find which English document belongs to which Chinese one, and write the table of pairs.

    See :func:`align.pair.pair_files`; :func:`build` takes the table as ``pairs``. ``jobs`` is the
    number of processes, by default one per core if the embedded model is used.

    >>> len(pair("corpora", by_name=True).pairs)
    16
    """
    from pathlib import Path

    from align.files.atomic import check_outputs
    from align.pair import pair_files, write_pairs
    from align.pair.pairing import is_pairs_table
    from align.pair.sides import documents_below
    from align.runners import make_runner

    if out is not None and Path(out).is_file() and not is_pairs_table(out):
        check_outputs([out], documents_below(folder, folder_zh))
    runner = make_runner(jobs, few=not (aligner is None or aligner.embedded))
    found = pair_files(
        folder, folder_zh, aligner=aligner, by_name=by_name, minimum=minimum, progress=progress,
        skip=() if out is None else (out,), runner=runner,
    )  # fmt: skip
    if out is not None:
        write_pairs(found, out)
    return found


def evaluate(test: File, gold: File) -> Score:
    """Compare an alignment, or a folder of them, with gold; see :func:`align.evaluation.evaluate`.

    >>> from tempfile import mkdtemp
    >>> folder = mkdtemp()
    >>> name = "2024-01-12-annual-work-conference"
    >>> _ = align(f"corpora/en/{name}.txt", f"corpora/zh/{name}.txt", f"{folder}/a.align.json")
    >>> evaluate(f"{folder}/a.align.json", f"corpora/gold/{name}.gold.tsv").strict.f1 > 0.9
    True
    """
    from align.evaluation import evaluate

    return evaluate(test, gold)


def _tmx_options(
    source: str | None,
    locales: Mapping[str, str] | None,
    encoding: str | None,
    profile: str | None,
) -> dict[str, Any]:
    """The options of a writer; a wrong language code is rejected fail early."""
    if locales:
        from align.formats.from_alignments import check_locales

        check_locales(source or "en", locales)
    return {"source": source, "locales": locales or None, "encoding": encoding, "profile": profile}


def listed(paths: File | Iterable[File]) -> list[File]:
    """Return one or several files as a list.

    >>> listed("a.tmx"), listed(("a.tmx", "b.tmx"))
    (['a.tmx'], ['a.tmx', 'b.tmx'])
    """
    return [paths] if isinstance(paths, str | PathLike) else list(paths)
