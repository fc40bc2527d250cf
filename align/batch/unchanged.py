"""What a build need not do again: pairing the same files, writing the same memory."""

import json
import os
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from functools import cached_property
from hashlib import sha1
from pathlib import Path
from typing import Any

from align.formats.report import WriteReport
from align.memory.desk import Desk
from align.memory.journal import Journal
from align.memory.update import Part, Updated
from align.pair import Pairing, PairOfFiles

Folder = str | os.PathLike[str]
#: Files that changed so many seconds ago may change again without showing it.
_RECENT = 2 * 10**9


def digest(what: Any) -> str:
    """A short digest of JSON data.

    >>> digest([1, "a"]) == digest([1, "a"]) != digest([2, "a"])
    True
    """
    text = json.dumps(what, sort_keys=True, default=str)
    return sha1(text.encode(), usedforsecurity=False).hexdigest()


class KnownPairing:
    """The pairing that a journal has of folders in which no file has changed since.

    The files and folders ``skip`` do not matter; ``about`` is what it depends on besides the files.
    """

    def __init__(
        self,
        journal: Journal,
        folders: Iterable[Folder | None],
        skip: Collection[Folder],
        **about: Any,
    ) -> None:
        self._journal = journal
        roots = [os.fspath(folder) for folder in folders if folder is not None]
        self._name = f"pairing {digest(roots)}"
        self._settled, files = _listing(roots, {os.path.realpath(path) for path in skip})
        self._digest = digest([files, sorted(os.fspath(path) for path in skip), about])

    @cached_property
    def pairing(self) -> Pairing | None:
        """The pairing, if it is still right."""
        known = self._journal.fact(self._name)
        if not known or known["digest"] != self._digest:
            return None
        pairs = (
            PairOfFiles(name, Path(en), Path(zh), confidence, how, parts)
            for name, en, zh, confidence, how, parts in known["pairs"]
        )
        alone = [tuple(map(Path, known[side])) for side in ("alone_en", "alone_zh", "passed")]
        return Pairing(tuple(pairs), alone[0], alone[1], (), alone[2])

    def keep(self, pairing: Pairing) -> None:
        """Keep a pairing, unless it may be another one the next time."""
        if self.pairing or not self._settled or pairing.failed:
            return
        pairs = [[p.name, str(p.en), str(p.zh), p.confidence, p.how, {**p.parts}]
                 for p in pairing.pairs]  # fmt: skip
        lists = {side: list(map(str, getattr(pairing, side)))
                 for side in ("alone_en", "alone_zh", "passed")}  # fmt: skip
        self._journal.put_fact(self._name, {"digest": self._digest, "pairs": pairs, **lists})


def _listing(roots: Sequence[str], skip: set[str]) -> tuple[bool, list[str]]:
    """The files below folders with their stamps; whether none of them changed just now."""
    found: list[str] = []
    newest = 0
    names = {os.path.basename(path) for path in skip}  # noqa: PTH119
    folders = list(roots)
    while folders:
        folder = folders.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            return False, [*found, f"{folder}: {error}"]
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.name in names and os.path.realpath(entry.path) in skip:
                continue
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.path)
            else:
                try:
                    status = entry.stat()
                except OSError as error:
                    return False, [*found, f"{entry.path}: {error}"]
                newest = max(newest, status.st_mtime_ns)
                found.append(f"{entry.path} {status.st_size} {status.st_mtime_ns} {status.st_ino}")
    return newest < time.time_ns() - _RECENT, found


class SameOutput:
    """Whether a memory would be written just as it lies there.

    ``request`` is all that it depends on besides the pairs and the decisions about them.
    """

    def __init__(self, desk: Desk, out: Folder, **request: Any) -> None:
        self._desk, self._out = desk, out
        self._known = desk.journal.about(desk.name)
        self._request = digest(request)

    def holds(self, parts: Sequence[Part]) -> bool:
        """Whether these units are the ones that are there."""
        known = self._known
        return (
            self._desk.untouched
            and known.get("request") == self._request
            and known.get("documents") == digest(sorted(part.document for part in parts))
            and all(part.changed is False for part in parts)
        )

    @property
    def updated(self) -> Updated:
        """The report of an update that changes nothing."""
        known = self._known["updated"]
        return Updated(kept=known["kept"], others=known["others"], documents={*known["elsewhere"]})

    @property
    def written(self) -> WriteReport:
        """The report of the one who wrote it."""
        return WriteReport(**self._known["written"])

    def facts(
        self, parts: Sequence[Part], written: WriteReport, updated: Updated | None
    ) -> Mapping[str, Any]:
        """What the journal has to know about what was written."""
        units = written.units + written.nulls
        counts = {
            "kept": units - (updated.others if updated else 0),
            "others": updated.others if updated else 0,
            "elsewhere": sorted(updated.documents) if updated and not updated.pruned else [],
        }
        return {
            "request": self._request,
            "documents": digest(sorted(part.document for part in parts)),
            "updated": counts,
            "written": {**asdict(written), "mends": None},
        }
