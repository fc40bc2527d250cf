"""``convert``, ``merge``, ``split``, ``diff``, ``stats``, ``sample``, ``clean``, ``validate``,
``search``, ``leverage``: commands on memories."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from os import fspath
from typing import TYPE_CHECKING, Any

from align.frames import Shown
from align.library.aligning import CountProgress, File, listed

if TYPE_CHECKING:
    from align.formats.report import WriteReport
    from align.memory.clean import CleanReport
    from align.memory.diff import Differences
    from align.memory.matching.analysis import Leverage
    from align.memory.matching.hits import Concordance
    from align.memory.merge import MergeReport
    from align.memory.stats import Stats
    from align.memory.validate import Validation
    from align.pipeline import Aligner


@dataclass(frozen=True)
class SplitReport(Shown):
    """The name of each part, and what was written to it."""

    parts: tuple[tuple[str, WriteReport], ...]

    def __str__(self) -> str:
        return "\n".join(f"{name}: {written}" for name, written in self.parts)


def convert(
    memory: File,
    out: File,
    *,
    from_format: str | None = None,
    from_encoding: str | None = None,
    drafts: bool = False,
    format: str | None = None,
    source: str | None = None,
    locales: Mapping[str, str] | None = None,
    encoding: str | None = None,
    profile: str | None = None,
    xliff_version: str | None = None,
    tbx_version: str | None = None,
    bom: bool | None = None,
    repair: bool = False,
    jobs: int | None = None,
    progress: CountProgress | None = None,
    **options: Any,
) -> WriteReport:
    """Write a memory in another format and count what it cannot hold.

    ``from_format`` is the format of ``memory``, if its suffix does not show it, ``from_encoding``
    its encoding, if it is text and the detected one is wrong. With ``drafts``, translations that do
    not count (drafts, rejected, made by a machine) are read as well. ``xliff_version`` is
    ``"1.2"`` or ``"2.1"``, ``tbx_version`` ``"2"`` (ISO 30042:2008) or ``"3"`` (2019); ``bom``
    puts a byte order mark into a CSV, for Excel. ``repair``: a broken TMX is mended, and ``mends``
    of the result lists every change by line. ``options`` are further options of the format.

    >>> from tempfile import mkdtemp
    >>> folder = mkdtemp()
    >>> print(convert("corpora/terms.csv", f"{folder}/terms.tmx"))
    7 units written
    """
    from align.files.spool import spooled
    from align.formats.registry import format_like
    from align.memory.conversion import convert

    given = memory if from_format is None else f".{from_format.removeprefix('.')}"
    format = format_like(given, out, format)
    options |= {"encoding": encoding, "profile": profile, "xliff_version": xliff_version}
    options |= {"tbx_version": tbx_version, "bom": bom}
    with spooled(memory) as path:
        return convert(
            path, out, from_format=from_format, from_encoding=from_encoding, drafts=drafts,
            format=format, source=source, locales=locales, jobs=jobs, progress=progress,
            repair=repair, **options,
        )  # fmt: skip


def merge(
    memories: Sequence[File],
    out: File,
    *,
    format: str | None = None,
    progress: CountProgress | None = None,
) -> MergeReport:
    """Write the units of several memories to one, in order, without duplicates.

    See :func:`align.memory.merge.merge_memories`.

    >>> from tempfile import mkdtemp
    >>> folder = mkdtemp()
    >>> merge(["corpora/terms.csv", "corpora/terms.csv"], f"{folder}/merged.tmx").repeated
    7
    """
    from align.formats.registry import format_like
    from align.memory.merge import merge_memories

    format = format_like(memories[0], out, format) if memories else format
    return merge_memories(memories, out, format=format, progress=progress)


def split(
    memory: File,
    out: str,
    *,
    units: int | None = None,
    by: str | None = None,
    format: str | None = None,
) -> SplitReport:
    """Write the units of a memory to several files, with ``units`` in each, or ``by`` document
    or confidence.

    ``out`` is the pattern of their names, with ``{}``. See :func:`align.memory.split.split_memory`.

    >>> from tempfile import mkdtemp
    >>> folder = mkdtemp()
    >>> report = split("corpora/terms.csv", folder + "/part-{}.tmx", units=4)
    >>> [written.units for _, written in report.parts]
    [4, 3]
    """
    from align.memory.split import split_memory

    return SplitReport(tuple(split_memory(memory, out, units=units, by=by, format=format)))


def diff(before: File, after: File) -> Differences:
    """List the units that were added, removed or changed between two memories.

    The result is read once, as a stream; it counts what has been read of it.

    >>> changes = diff("corpora/terms.csv", "corpora/terms.csv")
    >>> list(changes), str(changes)
    ([], 'no differences')
    """
    from align.memory.diff import Differences, diff_memories

    left_out: Counter[str] = Counter()
    return Differences(diff_memories(before, after, left_out), left_out)


def stats(memory: File, *, jobs: int | None = None, progress: CountProgress | None = None) -> Stats:
    """Count the units, languages, words, documents and duplicates of a memory.

    >>> print(stats("corpora/terms.csv").lines()[0])
    units                   7
    """
    from align.files.spool import spooled
    from align.memory.stats import stats_of

    with spooled(memory) as path:
        return stats_of(path, jobs=jobs, progress=progress)


def sample(
    memory: File,
    out: File,
    number: int = 100,
    *,
    seed: int = 0,
    stratify: str | None = None,
    format: str | None = None,
) -> WriteReport:
    """Write ``number`` units drawn at random; see :func:`align.memory.split.sample_memory`.

    >>> from tempfile import mkdtemp
    >>> folder = mkdtemp()
    >>> sample("corpora/terms.csv", f"{folder}/sample.tsv", 3).units
    3
    """
    from align.formats.registry import format_like
    from align.memory.split import sample_memory

    format = format_like(memory, out, format)
    return sample_memory(memory, out, number, seed=seed, stratify=stratify, format=format)


def clean(
    memory: File,
    out: File | None = None,
    *,
    rejected: File | None = None,
    only: Sequence[str] = (),
    no_rule: Sequence[str] = (),
    format: str | None = None,
    jobs: int | None = None,
    progress: CountProgress | None = None,
    **parameters: Any,
) -> CleanReport:
    """Remove duplicates and bad units from a memory; without ``out``, count them only.

    The units removed are written to ``rejected``, a TMX, with the reasons. ``only`` and ``no_rule``
    choose rules by name; ``parameters`` are theirs (``ratio_factor=3``). See
    :func:`align.memory.clean.clean_memory`.

    >>> report = clean("corpora/terms.csv")
    >>> report.read, report.kept
    (7, 7)
    """
    from align.errors import UsageError
    from align.formats.registry import format_like
    from align.memory.clean import RULES, clean_memory

    format = format_like(memory, out, format) if out is not None else format
    for name in (*only, *no_rule):
        if name not in RULES:
            raise UsageError(f"unknown rule {name!r}; there are: {', '.join(RULES)}")
    rules = [name for name in (only or RULES) if name not in no_rule]
    return clean_memory(
        memory, out, rejected=rejected, rules=rules, format=format, jobs=jobs, progress=progress,
        **parameters,
    )  # fmt: skip


def validate(
    file: File,
    *,
    profiles: Sequence[str] = (),
    source: str | None = None,
    locales: Mapping[str, str] | None = None,
) -> Validation:
    """Check a file against TMX 1.4 and say what each receiver would import of it.

    ``profiles`` are the receivers, by default all; ``source`` and ``locales`` are the languages of
    their project, by default those of the file. See
    :func:`align.memory.validate.validator.validate`.

    >>> from tempfile import mkdtemp
    >>> folder = mkdtemp()
    >>> _ = convert("corpora/terms.csv", f"{folder}/terms.tmx")
    >>> validate(f"{folder}/terms.tmx").valid
    True
    """
    from align.files.load import name_of
    from align.files.spool import spooled
    from align.languages import LANGUAGES
    from align.memory.validate import validate

    first = second = ""
    if source or locales:  # then the usual codes are the defaults
        codes = {side: language.locale for side, language in LANGUAGES.items()} | dict(
            locales or {}
        )
        first = codes.pop(source or "en")
        second = next(iter(codes.values()))
    with spooled(file) as path:
        found = validate(path, profiles=profiles, source=first, target=second)
    found.name = name_of(file)
    return found


def search(
    memory: File,
    text: str = "",
    *,
    en: str = "",
    zh: str = "",
    language: str | None = None,
    mode: str = "exact",
    regex: bool = False,
    any_order: bool = False,
    case: bool = False,
    whole_word: bool = False,
    minimum: int | None = None,
    limit: int = 20,
    index: bool | None = None,
    aligner: Aligner | None = None,
    progress: CountProgress | None = None,
    embedding: Callable[[int, int], None] | None = None,
) -> Concordance:
    """Find the units of a memory that have a text, a similar one, or one with the same meaning.

    ``text`` is on the side ``language``, ``en`` and ``zh`` are on theirs. ``minimum`` is a
    percentage here. See :func:`align.memory.matching.concordance.search`.

    >>> search("corpora/terms.csv", "general manager").hits[0].zh
    '副总经理'
    """
    from align.files.spool import spooled
    from align.memory.matching.concordance import search

    with spooled(memory) as path:
        kept = path == fspath(memory)  # no index is made beside the copy of a pipe
        return search(
            path, text, en=en, zh=zh, language=language, mode=mode, regex=regex,
            any_order=any_order, case=case, whole_word=whole_word, minimum=minimum, limit=limit,
            index=index if kept else False, aligner=aligner, progress=progress, embedding=embedding,
        )  # fmt: skip


def leverage(
    documents: File | Iterable[File],
    memories: File | Iterable[File],
    out: File | None = None,
    *,
    min_match: int = 75,
    matches: int = 50,
    csv: File | None = None,
    language: str | None = None,
    target: str | None = None,
    tags: str = "penalise",
    numbers: bool = False,
    jobs: int | None = None,
    aligner: Aligner | None = None,
    progress: CountProgress | None = None,
) -> Leverage:
    """Count the segments of new documents by how well memories match them.

    ``out`` is an XLIFF with the best match from ``min_match`` per cent on filled in, and at most
    ``matches`` of each segment beside it; ``csv`` is the table as a file. ``jobs`` is the number of
    processes that read documents. See :func:`align.memory.matching.analysis.leverage`.

    >>> leverage("corpora/README.md", "corpora/terms.csv", language="en").units
    7
    """
    from align.errors import UsageError
    from align.files.atomic import check_outputs
    from align.files.spool import spooled
    from align.memory.matching.analysis import leverage
    from align.memory.matching.pretranslation import check_suffix, pretranslate
    from align.runners import make_runner

    new, known = listed(documents), listed(memories)
    if [fspath(path) for path in (*new, *known)].count("-") > 1:
        raise UsageError("standard input (-) can only be read once")
    if out is not None:
        check_suffix(out, new)
    check_outputs([out, csv], [*new, *known])
    with ExitStack() as stack:
        real = [stack.enter_context(spooled(memory)) for memory in known]
        found = leverage(
            new, real, language=language, target=target, tags=tags, numbers=numbers,
            matches=matches if out is not None else 1, aligner=aligner, progress=progress,
            runner=make_runner(jobs),
        )  # fmt: skip
    if out is not None:
        found = replace(found, written=pretranslate(found, out, min_match=min_match))
    if csv is not None:
        found.write_csv(csv)
    return found
