"""Pairing the files of folders: by name, and by content what is left."""

from collections.abc import Callable, Iterable, Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from align.document import Document
from align.errors import InputError
from align.languages import get_language
from align.languages.detection import document_language
from align.pair.candidates import DocumentProfile, make_profile
from align.pair.content import MINIMUM, DocumentMatch, pair_profiles
from align.pair.folders import Failed, Sides, sides_of
from align.pair.names import FileName, NamePairs, match_names, numbered_series
from align.pair.pairing import UNSURE, Pairing, PairOfFiles, unique_names

if TYPE_CHECKING:
    from align.pipeline import Aligner

#: Called after each file that was read: how many are done, of how many, and its name.
Progress = Callable[[int, int, str], None]


def pair_files(
    folder: str | PathLike[str],
    folder_zh: str | PathLike[str] | None = None,
    *,
    aligner: "Aligner | None" = None,
    by_name: bool = False,
    minimum: float = MINIMUM,
    progress: Progress | None = None,
) -> Pairing:
    """Pair the English documents of ``folder`` with the Chinese ones of ``folder_zh``.

    ``folder`` alone has folders ``en`` and ``zh`` in it (or ``en-US``, ``zh_CN`` …), or documents
    of both languages. First names decide (see :func:`align.pair.names.match_names`), then, unless
    ``by_name``, for what is left the content; below the confidence ``minimum`` no pair is made.
    Names that are no more than numbers of a series are believed when content does not speak
    against it. ``aligner`` says how files are read, and with which model.

    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "0731.txt").write_text("The cat sleeps on the sofa.")
    >>> _ = (folder / "neu.txt").write_text("猫睡在沙发上。", encoding="utf-8")
    >>> [(p.en.name, p.zh.name, p.how) for p in pair_files(folder).pairs]
    [('0731.txt', 'neu.txt', 'content')]

    Raises :class:`align.errors.InputError` for what is no folder, and for one without documents.
    """
    from align.pipeline import Aligner

    aligner = aligner or Aligner()
    sides = sides_of(Path(folder), Path(folder_zh) if folder_zh is not None else None, aligner)
    named, doubles = match_names(sides.en, sides.zh, numbers=by_name)
    failed = list(sides.failed)
    if by_name:
        failed += [
            (
                name.path,
                f"{name.path}: shares its name with "
                f"{', '.join(str(other.path) for other in group if other != name)}; rename one",
            )
            for group in doubles
            for name in group
        ]
        pairs = [_pair(*pair) for pair in named]
    else:
        pairs, unread = _with_content(named, sides, aligner, minimum, progress)
        failed += unread
    pairs += [
        PairOfFiles(name.bare, name.path, name.path, how="bilingual") for name in sides.bilingual
    ]
    return _pairing(pairs, sides, failed)


def pair_by_name(
    folder: str | PathLike[str], folder_zh: str | PathLike[str] | None = None
) -> Pairing:
    """:func:`pair_files` by names only.

    Raises :class:`align.errors.InputError` when there are no pairs, too.
    """
    found = pair_files(folder, folder_zh, by_name=True)
    return check_pairs(found, f"{folder}")


def check_pairs(found: Pairing, name: str) -> Pairing:
    """The same pairing; refused when there is no pair in it."""
    if found.pairs:
        return found
    why = f": {found.failed[0][1]}" if found.failed else ""
    raise InputError(
        f"{name}: no pairs of an English and a Chinese document "
        f"(found {len(found.alone_en)} and {len(found.alone_zh)} files){why}"
    )


def _with_content(
    named: NamePairs, sides: Sides, aligner: "Aligner", minimum: float, progress: Progress | None
) -> tuple[list[PairOfFiles], Failed]:
    """The pairs by name and by content, and what could not be read."""
    doubtful = numbered_series(named)
    in_doubt = {en.path for en, _ in doubtful}
    sure = [pair for pair in named if pair[0].path not in in_doubt]
    gone = {name.path for pair in sure for name in pair}
    left = [[n for n in side if n.path not in gone] for side in (sides.en, sides.zh)]
    if not all(left):
        return [_pair(*pair) for pair in sure], []
    profiles, failed = _read(left, aligner, progress)
    en, zh = ([n for n in side if n.path in profiles] for side in left)
    found = pair_profiles(
        [profiles[n.path] for n in en], [profiles[n.path] for n in zh], minimum=minimum
    )
    if doubtful and _believed(doubtful, [(en[m.en], zh[m.zh], m) for m in found]):
        sure += doubtful
        gone = {name.path for pair in doubtful for name in pair}
        failed = [item for item in failed if item[0] not in gone]  # aligning it will say so
        found = [m for m in found if not {en[m.en].path, zh[m.zh].path} & gone]
    pairs = [_pair(*pair) for pair in sure]
    return pairs + [_pair(en[m.en], zh[m.zh], m) for m in found], failed


def _believed(
    doubtful: NamePairs, found: Iterable[tuple[FileName, FileName, DocumentMatch]]
) -> bool:
    """Whether the content speaks for the names of a series, or at least not against them."""
    named = {en.path: zh.path for en, zh in doubtful}
    taken = set(named.values())
    agree = against = 0
    for en, zh, match in found:
        if match.confidence < UNSURE:  # has no say in whether numbers in names mean anything
            continue
        agree += named.get(en.path) == zh.path
        against += named.get(en.path, zh.path) != zh.path or (
            en.path not in named and zh.path in taken
        )
    return agree >= against


def _read(
    left: Sequence[Sequence[FileName]], aligner: "Aligner", progress: Progress | None
) -> tuple[dict[Path, DocumentProfile], Failed]:
    """What pairing needs of each file, and those that cannot be read."""
    profiles: dict[Path, DocumentProfile] = {}
    failed: Failed = []
    total = sum(map(len, left))
    done = 0
    for language, names in zip(("en", "zh"), left, strict=True):
        for name in names:
            try:
                document = aligner.read(name.path, language)
                _check_language(document, name.path)
                profiles[name.path] = make_profile(document, aligner)
            except InputError as error:
                failed.append((name.path, str(error)))
            done += 1
            if progress:
                progress(done, total, name.path.name)
    return profiles, failed


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
    gone = {path for pair in pairs for path in (pair.en, pair.zh)} | {path for path, _ in failed}
    alone = [
        tuple(sorted(n.path for n in side if n.path not in gone)) for side in (sides.en, sides.zh)
    ]
    return Pairing(unique_names(pairs), alone[0], alone[1], tuple(sorted(failed)))
