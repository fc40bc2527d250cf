"""Which English document belongs to which Chinese one."""

import re
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from align.errors import InputError

_SIDES = {
    "en": re.compile(r"en(g|glish)?([-_][a-z]{2,4})?", re.IGNORECASE),
    "zh": re.compile(r"(zh|cn|chs|chi|chinese|中文)([-_][a-z]{2,4})?", re.IGNORECASE),
}
# a language mark at the end of a name: release_EN, release.zh-CN
_MARK = re.compile(
    r"[-_. (（]+(en(g|glish)?([-_](us|gb))?"
    r"|(zh|cn|chs|chinese|中文)([-_](cn|tw|hk|hans|hant))?)[)）]?$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class PairOfFiles:
    """Two files that belong together; ``name`` is what they share."""

    name: str
    en: Path
    zh: Path


@dataclass(frozen=True)
class Pairing:
    """The pairs of a folder, in the order of their names, and the files without a counterpart."""

    pairs: tuple[PairOfFiles, ...]
    unpaired: tuple[Path, ...]


def pair_by_name(folder: str | PathLike[str]) -> Pairing:
    """Pair ``folder/en/*`` with ``folder/zh/*`` by name.

    Names count without suffix, case and a language mark at their end (``a_EN.txt`` belongs to
    ``a.zh.txt``); folders below ``en`` and ``zh`` count, too. Hidden files are passed over.
    The two folders may also be called ``en-US``, ``zh-CN``, ``zh_TW`` and so on.

    Raises :class:`align.errors.InputError` when the folder has no such folders, or no pairs, or
    two files on one side that share a name.
    """
    root = Path(folder)
    if not root.is_dir():
        raise InputError(f"{root}: no such folder")
    sides = {language: _files(_side(root, language)) for language in ("en", "zh")}
    names = sorted(sides["en"].keys() & sides["zh"].keys())
    if not names:
        raise InputError(
            f"{root}: no pairs; a pair is two files of the same name "
            f"in {root}/en and {root}/zh (found {len(sides['en'])} and {len(sides['zh'])} files)"
        )
    alone = [p for side in sides.values() for name, p in side.items() if name not in set(names)]
    pairs = []
    for name in names:
        en, zh = sides["en"][name], sides["zh"][name]
        pairs.append(PairOfFiles(_name(en, _side(root, "en"), lower=False), en, zh))
    return Pairing(tuple(pairs), tuple(sorted(alone)))


def _side(root: Path, language: str) -> Path:
    found = sorted(p for p in root.iterdir() if p.is_dir() and _SIDES[language].fullmatch(p.name))
    if not found:
        raise InputError(
            f"{root}: no folder {language!r} in it; put the English documents into {root}/en "
            f"and the Chinese ones into {root}/zh, under the same names"
        )
    if len(found) > 1:
        raise InputError(
            f"{root}: two folders for one language: {', '.join(p.name for p in found)}; keep one"
        )
    return found[0]


def _files(folder: Path) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if any(part.startswith(".") for part in relative.parts) or path.is_dir():
            continue
        name = _name(path, folder)
        if name in found:
            raise InputError(f"{found[name]} and {path} share a name; rename one of them")
        found[name] = path
    return found


def _name(path: Path, folder: Path, *, lower: bool = True) -> str:
    stem = path.relative_to(folder).with_suffix("").as_posix()
    bare = _MARK.sub("", stem) or stem
    return bare.lower() if lower else bare
