"""Pairing the files of folders: by name, then by content for what is left."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from os import PathLike, fspath
from pathlib import Path

from align.document import Document
from align.errors import InputError, NotADocumentError
from align.files.remote import path_of
from align.languages import LANGUAGES, get_language
from align.pair.by_content import MINIMUM, DocumentMatch, pair_profiles
from align.pair.by_name import (
    Doubles,
    FileName,
    NamePairs,
    by_mark,
    marks_of,
    match_names,
    numbered_series,
)
from align.pair.pairing import UNSURE, Pairing, PairOfFiles, unique_names
from align.pair.shortlist import DocumentProfile, make_profile
from align.pair.sides import Failed, Progress, Sides, sides_of
from align.pair.source_files import SourceFile, SourceFiles
from align.pipeline import Aligner
from align.runners.base import InProcess, Runner
from align.segment.suitability import document_language

#: A confidence that, together with names that are alike, makes a pair.
LIKELY = 0.1
#: This many pairs with the same marks make the others likely.
SOME = 3
#: Of a longer series, this many pairs are compared by content before its names are trusted.
SAMPLE = 8


def pair_files(
    folder: str | PathLike[str],
    folder_zh: str | PathLike[str] | None = None,
    *,
    aligner: Aligner | None = None,
    by_name: bool = False,
    minimum: float = MINIMUM,
    progress: Progress | None = None,
    sources: SourceFiles | None = None,
    skip: Collection[str | PathLike[str]] = (),
    runner: Runner | None = None,
) -> Pairing:
    """Pair the English documents of ``folder`` with the Chinese ones of ``folder_zh``.

    ``folder`` alone contains folders ``en`` and ``zh`` (or ``en-US``, ``zh_CN`` …), or documents of
    both languages. Names decide first (see :func:`align.pair.by_name.match_names`), then, unless
    ``by_name``, content decides for what is left; below the confidence ``minimum`` no pair is made.
    Names that are only numbers of a series are trusted unless the content of a sample does not
    confirm them and that of all contradicts them; names that are the same but for what may be
    language marks (``123e``, ``123c``) are trusted if content confirms them.
    ``aligner`` has the model and the settings for reading. What is read is kept in ``sources``, for
    aligning the pairs afterwards. The files ``skip`` (outputs, ``-`` for none) are no documents.
    Pictures, programs and the like are passed over. ``runner`` reads and encodes the documents
    (:mod:`align.runners`), by default here; that does not change the result.

    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "0731.txt").write_text("The cat sleeps on the sofa.")
    >>> _ = (folder / "neu.txt").write_text("猫睡在沙发上。", encoding="utf-8")
    >>> [(p.en.name, p.zh.name, p.how) for p in pair_files(folder).pairs]
    [('0731.txt', 'neu.txt', 'content')]

    Raises :class:`align.errors.InputError` for a path that is not a folder, and for a folder
    without documents.
    """
    aligner, runner = aligner or Aligner(), runner or InProcess()
    with ExitStack() as stack:
        kept = sources or stack.enter_context(SourceFiles(aligner.reader))
        sides = sides_of(
            path_of(folder),
            path_of(folder_zh) if folder_zh is not None else None,
            kept,
            runner,
            skip={path_of(file) for file in skip if fspath(file) != "-"},
            progress=progress,
        )
        named, doubles = match_names(sides.en, sides.zh, numbers=by_name)
        if by_name:
            pairs = [_pair(*pair) for pair in named]
            failed = _ambiguous(doubles)
        else:
            contents = _Contents(aligner, kept, runner, progress)
            pairs, failed = _pair_rest(named, sides, contents, minimum)
            sides.passed += contents.passed
    pairs += [
        PairOfFiles(name.bare, name.path, name.path, how="bilingual") for name in sides.bilingual
    ]
    return _pairing(pairs, sides, sides.failed + failed)


def pair_by_name(
    folder: str | PathLike[str], folder_zh: str | PathLike[str] | None = None
) -> Pairing:
    """:func:`pair_files` by names only.

    Also raises :class:`align.errors.InputError` if there are no pairs.
    """
    found = pair_files(folder, folder_zh, by_name=True)
    return check_pairs(found, f"{folder}")


def check_pairs(found: Pairing, name: str) -> Pairing:
    """The same pairing; raises :class:`align.errors.InputError` if it has no pair."""
    if found.pairs:
        return found
    why = f": {found.failed[0][1]}" if found.failed else ""
    raise InputError(
        f"{name}: no pairs of an English and a Chinese document "
        f"(found {len(found.alone_en)} and {len(found.alone_zh)} files){why}"
    )


class _Contents:
    """The profiles of files, for pairing by content; ``failed`` lists what could not be read."""

    def __init__(
        self,
        aligner: Aligner,
        sources: SourceFiles,
        runner: Runner,
        progress: Progress | None = None,
    ) -> None:
        self._aligner, self._sources = aligner, sources
        self._runner, self._progress = runner, progress
        self.failed: Failed = []
        self.passed: list[Path] = []
        self._known: dict[Path, DocumentProfile] = {}

    def profiles(
        self, sides: Sequence[Sequence[FileName]]
    ) -> list[dict[FileName, DocumentProfile]]:
        """The profiles of the English and the Chinese files that can be read."""
        known = {*self._known, *(path for path, _ in self.failed), *self.passed}
        languages = {
            name.path: code for code, side in zip(LANGUAGES, sides, strict=True) for name in side
        }
        new = [(path, code) for path, code in languages.items() if path not in known]
        items = ((path, code, self._sources.kept(path)) for path, code in new)
        for done, outcome in enumerate(self._runner.map(_Profiling(self._aligner), items), start=1):
            path, _ = new[outcome.number]
            if outcome.failure:
                self.failed.append((path, outcome.failure.about(path)))
            elif outcome.result is None:
                self.passed.append(path)
            else:
                self._known[path], source = outcome.result
                self._sources.keep(source)
            if self._progress:
                self._progress(done, len(new), path.name)
        return [
            {name: self._known[name.path] for name in side if name.path in self._known}
            for side in sides
        ]

    def pairs(
        self, sides: Sequence[Sequence[FileName]], minimum: float = MINIMUM
    ) -> list[tuple[FileName, FileName, DocumentMatch]]:
        """The pairs among the files of both sides."""
        en, zh = self.profiles(sides)
        matches = pair_profiles(list(en.values()), list(zh.values()), minimum=minimum)
        names_en, names_zh = list(en), list(zh)
        return [(names_en[m.en], names_zh[m.zh], m) for m in matches]


@dataclass(frozen=True)
class _Profiling:
    """Reads a document and makes its profile; None for a file that is no document."""

    aligner: Aligner

    def prepare(self) -> None:
        """Load the model."""
        self.aligner.encode(["Good morning."])

    def __call__(
        self, item: tuple[Path, str, SourceFile | None]
    ) -> tuple[DocumentProfile, SourceFile] | None:
        path, language, source = item
        try:
            source = source or SourceFile(path)
            document = source.read(language, self.aligner.reader)
        except NotADocumentError:
            return None
        _check_language(document, path)
        return make_profile(document, self.aligner), source


def _pair_rest(
    named: NamePairs, sides: Sides, contents: _Contents, minimum: float
) -> tuple[list[PairOfFiles], Failed]:
    """The pairs by name, those by content among the other files, and what could not be read."""
    groups = _in_doubt(named)
    confirmed = _confirmed(groups, contents)
    doubtful = [group for group in groups if group not in confirmed]
    in_doubt = {pair for group in doubtful for pair in group}
    sure = [pair for pair in named if pair not in in_doubt]
    left = [_without(side, sure) for side in (sides.en, sides.zh)]
    if not all(left):
        return [_pair(*pair) for pair in sure], []
    found = contents.pairs(left, min(minimum, LIKELY))
    believed = [pair for group in doubtful for pair in _believed(group, found)]
    gone = {name.path for pair in believed for name in pair}
    pairs = [_pair(*pair) for pair in sure + believed]
    pairs += [
        _pair(en, zh, match)
        for en, zh, match in found
        if match.confidence >= minimum and not {en.path, zh.path} & gone
    ]
    # aligning a believed pair reports its errors
    return pairs, [item for item in contents.failed if item[0] not in gone]


def _in_doubt(named: NamePairs) -> list[NamePairs]:
    """Groups of pairs that names alone do not make sure: series, and those with the same marks."""
    groups = numbered_series([pair for pair in named if not by_mark(pair)])
    marked = defaultdict(list)
    for en, zh in named:
        if by_mark((en, zh)):
            marked[marks_of(en, zh)].append((en, zh))
    return [*groups, *marked.values()]


def _confirmed(groups: Sequence[NamePairs], contents: _Contents) -> list[NamePairs]:
    """The long groups of pairs whose sample is the same by content."""
    samples = [(group, _sample(group)) for group in groups if len(group) > SAMPLE]
    if not samples:
        return []
    found = contents.pairs(
        [[pair[side] for _, part in samples for pair in part] for side in (0, 1)]
    )
    same = {(en, zh) for en, zh, match in found if match.confidence >= UNSURE}
    return [group for group, part in samples if same.issuperset(part)]


def _sample(pairs: NamePairs) -> NamePairs:
    """Pairs from the first to the last, evenly spread."""
    return [pairs[n * (len(pairs) - 1) // (SAMPLE - 1)] for n in range(SAMPLE)]


def _without(names: Sequence[FileName], pairs: NamePairs) -> list[FileName]:
    gone = {name.path for pair in pairs for name in pair}
    return [name for name in names if name.path not in gone]


def _believed(
    group: NamePairs, found: Iterable[tuple[FileName, FileName, DocumentMatch]]
) -> NamePairs:
    """The pairs of a group that content does not contradict, if it confirms most; else none.

    Pairs by what may be marks need a confirmation each, or of some others with the same marks.
    """
    named = {en.path: zh.path for en, zh in group}
    taken = set(named.values())
    same, other = set(), set()
    agree = against = 0
    for en, zh, match in found:
        if named.get(en.path) == zh.path:
            same.add(en.path)
        if match.confidence < UNSURE:  # too weak to confirm or contradict a series
            continue
        agree += named.get(en.path) == zh.path
        if named.get(en.path, zh.path) != zh.path or (en.path not in named and zh.path in taken):
            against += 1
            other |= {en.path, zh.path}
    if by_mark(group[0]) and (agree < SOME or against > agree):
        return [pair for pair in group if pair[0].path in same]
    if against > agree:
        return []
    return [pair for pair in group if not {pair[0].path, pair[1].path} & other]


def _ambiguous(doubles: Doubles) -> Failed:
    """The files among which names cannot choose, with a line each."""
    return [
        (
            name.path,
            f"{name.path}: shares its name with "
            f"{', '.join(str(other.path) for other in group if other != name)}; rename one",
        )
        for group in doubles
        for name in group
    ]


def _check_language(document: Document, path: Path) -> None:
    found = document_language(document)
    if found != document.language:
        expected, seen = (get_language(code).name for code in (document.language, found))
        raise InputError(f"{path}: expected {expected}, but the text looks {seen}")


def _pair(en: FileName, zh: FileName, match: DocumentMatch | None = None) -> PairOfFiles:
    if match is None:
        return PairOfFiles(en.bare, en.path, zh.path)
    return PairOfFiles(en.bare, en.path, zh.path, match.confidence, "content", match.parts)


def _pairing(pairs: Sequence[PairOfFiles], sides: Sides, failed: Failed) -> Pairing:
    paired = {path for pair in pairs for path in (pair.en, pair.zh)}
    passed = tuple(sorted(path for path in sides.passed if path not in paired))
    gone = paired | {path for path, _ in failed} | set(passed)
    alone = [
        tuple(sorted(n.path for n in side if n.path not in gone)) for side in (sides.en, sides.zh)
    ]
    return Pairing(unique_names(pairs), alone[0], alone[1], tuple(sorted(failed)), passed)
