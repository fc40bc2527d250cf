"""A memory with its documents, each opened as a session; and the folder of somebody's work.

Of ``memory.tmx`` that is ``memory.alignments/`` and ``memory.decisions.jsonl``, as ``build`` keeps
them; a single ``a.align.json``, as ``align`` writes it, is a project of one document.
"""

import gc
import json
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from align.errors import InputError, OutputError
from align.files.atomic import atomic_write
from align.files.load import load_text
from align.memory.decisions import decisions_path, stem_of
from align.memory.kept import store_of

if TYPE_CHECKING:
    from align.audit import Finding
    from align.pipeline import Aligner
    from align.review.session import Session

SUFFIX = ".align.json"
STORE = ".alignments"
RECENT = "recent.json"
#: So many documents stay open; the others are read again when somebody asks for them.
OPEN = 16
#: A document with more rows than this is large.
_LARGE = 2_000
#: So many projects are listed as recent work.
LISTED = 50
#: Hits of a search that are shown.
HITS = 200
#: So many documents are opened for a list, to count what is left in them.
FILLED = 8
# what stands in an address in the place of a document's
_TAKEN = {"search", "formats", "export", "open", "jobs", "uploads"}


class NotThereError(InputError):
    """There is no project or document of this name; the page may be of an earlier start."""


@dataclass
class Opened:
    """A document that is open: one request at a time works on it."""

    session: "Session"
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass(frozen=True)
class Place:
    """Where the documents of a memory are kept: their alignments, and the decisions about them.

    ``single``: the one file of an alignment that is no memory's; ``named``: the folder of
    alignments is not the one that belongs to the memory by its name.
    """

    memory: Path
    store: Path
    decisions: Path
    single: Path | None = None
    named: bool = False

    @classmethod
    def of(
        cls, memory: str | PathLike[str], alignments: str | PathLike[str] | None = None
    ) -> "Place":
        """The place of a memory, or of a file of one alignment.

        >>> Place.of("out/memory.tmx").store.as_posix()
        'out/memory.alignments'
        >>> Place.of("out/memory.alignments/a/visit.align.json").memory.as_posix()
        'out/memory.tmx'
        >>> Place.of("visit.align.json").decisions.as_posix()
        'visit.decisions.jsonl'
        """
        path = Path(memory)
        single = None
        if path.name.lower().endswith(SUFFIX):
            stores = [above for above in path.parents if above.name.lower().endswith(STORE)]
            if stores:
                alignments = stores[0]
                path = stores[0].with_name(stores[0].name[: -len(STORE)] + ".tmx")
            else:
                single = path
        store = store_of(path, alignments)
        decisions = decisions_path(path)
        assert store and decisions  # none of standard output, which is no place
        return cls(path, store, decisions, single, named=store != store_of(path))

    @property
    def exists(self) -> bool:
        """Whether there are alignments."""
        return self.single.is_file() if self.single else self.store.is_dir()


class ReviewProject:
    """The documents of one memory.

    ``id`` stands for it in addresses; ``name`` is for people. ``reported`` are findings of a report
    of the audit about it.
    """

    def __init__(self, place: Place, *, who: str = "", aligner: "Aligner | None" = None) -> None:
        self.place, self.who, self._aligner = place, who, aligner
        self.name = stem_of(place.memory)
        path = str(place.memory.absolute())
        safe = "".join(c if c.isalnum() and c.isascii() else "-" for c in self.name).strip("-")
        digest = sha256(path.encode("utf-8", "surrogateescape")).hexdigest()[:8]
        self.id = f"{safe[:40]}-{digest}".lstrip("-")
        self.reported: Sequence[Finding] = ()
        self._opened: OrderedDict[str, Opened] = OrderedDict()
        self._summaries: dict[str, tuple[object, dict[str, Any]]] = {}
        self._lock = threading.Lock()

    @property
    def folder(self) -> Path:
        """Where the memory is."""
        return self.place.memory.absolute().parent

    def documents(self) -> dict[str, tuple[str, Path]]:
        """The name and the alignment of each document, by the word for it in addresses.

        Raises :class:`align.errors.InputError` if there are none.
        """
        place = self.place
        if place.single:
            files = {self.name: place.single}
        else:
            found = sorted(place.store.rglob(f"*{SUFFIX}"))
            files = {p.relative_to(place.store).as_posix()[: -len(SUFFIX)]: p for p in found}
        taken: dict[str, tuple[str, Path]] = {}
        for name, path in files.items():
            key = name.replace("/", "~")
            if key in taken or key in _TAKEN or not key.strip("."):
                key = f"{key}~{sha256(name.encode()).hexdigest()[:6]}"
            taken[key] = name, path
        return taken

    def name_of(self, key: str) -> str:
        """The name of a document.

        Raises :class:`NotThereError`.
        """
        return self._document(key)[0]

    def listing(self, fill: int = FILLED) -> dict[str, Any]:
        """The project and its documents as JSON data.

        A summary is None until it was counted; each call counts so many (``fill``).
        """
        documents = []
        for key, (name, path) in self.documents().items():
            summary = self._summary(key, path)
            if summary is None and fill > 0:
                fill -= 1
                with suppress(InputError, OSError):  # opening the document tells why
                    state = path.stat().st_mtime_ns
                    with self.session(key) as session:
                        summary = session.summary()
                    self._summaries[key] = state, summary
            documents.append({"id": key, "name": name, "summary": summary})
        return {
            "id": self.id, "name": self.name, "folder": str(self.folder), "documents": documents,
        }  # fmt: skip

    def _summary(self, key: str, path: Path) -> dict[str, Any] | None:
        """The summary of a document that is open, or was, if its file is the same."""
        with suppress(OSError):
            state = path.stat().st_mtime_ns
            opened = self._opened.get(key)
            if opened and opened.lock.acquire(blocking=False):  # it may be aligned again
                try:
                    self._summaries[key] = state, opened.session.summary()
                finally:
                    opened.lock.release()
            known = self._summaries.get(key)
            return known[1] if known and known[0] == state else None
        return None

    def search(self, text: str, most: int = HITS) -> dict[str, Any]:
        """The rows of all documents in which a text is, as JSON data; ``more``: there are others.

        Upper and lower case are the same.
        """
        hits: list[dict[str, Any]] = []
        wanted = text.casefold().strip()
        for key, (name, path) in self.documents().items() if wanted else ():
            if not self._may_have(wanted, path):
                continue
            with suppress(InputError), self.session(key) as session:
                for row in dict.fromkeys(hit["row"] for hit in session.find(wanted)):
                    en, zh = session.text(session.row(row))
                    hits.append({"document": key, "name": name, "row": row, "en": en, "zh": zh})
            if len(hits) > most:
                break
        return {"hits": hits[:most], "total": len(hits), "more": len(hits) > most}

    def _may_have(self, wanted: str, path: Path) -> bool:
        """Whether a text may be in a document: most need not be opened."""
        inside = json.dumps(wanted, ensure_ascii=False)[1:-1]
        words = inside.split()
        for file in (path, self.place.decisions):
            with suppress(InputError, OSError):
                found = file.read_text("utf-8", "replace").casefold() if file.is_file() else ""
                if all(word in found for word in words):
                    return True
        return False

    def key_of(self, path: Path) -> str:
        """The word in addresses for the document of an alignment."""
        there = path.resolve()
        return next(k for k, (_, found) in self.documents().items() if found.resolve() == there)

    @contextmanager
    def session(self, key: str) -> Iterator["Session"]:
        """The session of a document, for one user at a time; opened at first use.

        Raises :class:`NotThereError`.
        """
        with self._lock:
            opened = self._opened.get(key)
            if opened is None:
                opened = self._opened[key] = Opened(self._open(key))
            self._opened.move_to_end(key)
            for other in list(self._opened)[:-OPEN]:
                if self._opened[other].lock.acquire(blocking=False):  # nobody is working on it
                    self._opened.pop(other).lock.release()
        with opened.lock:
            yield opened.session

    def _open(self, key: str) -> "Session":
        from align.review.session import Session

        # Looking for garbage takes half of the time with the objects of a large document.
        gc.disable()
        try:
            opened = Session.open(
                self._document(key)[1], self.place.decisions, aligner=self._aligner, who=self.who
            )
            if len(opened.table) > _LARGE:
                gc.collect()
                gc.freeze()
        finally:
            gc.enable()
        return opened

    def _document(self, key: str) -> tuple[str, Path]:
        found = self.documents().get(key)
        if found is None:
            raise NotThereError(f"{key}: no document of {self.name}; go back to the list")
        return found

    def forget(self) -> None:
        """Close all documents: their files were made again."""
        with self._lock:
            self._opened.clear()


class Workplace:
    """The projects that somebody works on, and the folder where what is dropped is kept.

    ``recent.json`` in this folder lists what was opened, the last one first.
    """

    def __init__(
        self,
        folder: str | PathLike[str],
        *,
        who: str = "",
        aligner: "Aligner | None" = None,
    ) -> None:
        self.folder, self.who, self._aligner = Path(folder).absolute(), who, aligner
        self._projects: dict[str, ReviewProject] = {}
        self._lock = threading.Lock()

    @cached_property
    def aligner(self) -> "Aligner":
        """Aligns what is dropped and what is pending, and keeps the runner-ups."""
        from align.pipeline import Aligner

        return self._aligner or Aligner(explain=True)

    def add(self, place: Place) -> ReviewProject:
        """A project by its place."""
        made = ReviewProject(place, who=self.who, aligner=self.aligner)
        return self._projects.setdefault(made.id, made)

    def drop(self, project: ReviewProject) -> None:
        """Forget a project; its files stay."""
        self._projects.pop(project.id, None)

    def project(self, project: str) -> ReviewProject:
        """A project by its id.

        Raises :class:`NotThereError`.
        """
        found = self._projects.get(project) or self._recent().get(project)
        if found is None:
            raise NotThereError(f"{project}: no such work; go back to the start page")
        return found

    def remember(self, project: ReviewProject) -> None:
        """Put a project at the top of the recent work."""
        with self._lock:
            others = [found.place for found in self._recent().values() if found is not project]
            rows = [
                {"memory": str((place.single or place.memory).absolute())}
                | ({"alignments": str(place.store.absolute())} if place.named else {})
                for place in [project.place, *others][:LISTED]
            ]
            with suppress(OSError, OutputError):  # the work itself does not need the list
                self.folder.mkdir(parents=True, exist_ok=True)
                with atomic_write(self.folder / RECENT, "w") as file:
                    json.dump({"projects": rows}, file, ensure_ascii=False, indent=1)

    def recent(self) -> dict[str, Any]:
        """The recent work as JSON data, the last one first."""
        found = []
        for project in self._recent().values():
            with suppress(InputError):
                keys = list(project.documents())
                about = {"id": project.id, "name": project.name, "folder": str(project.folder)}
                only = keys[0] if len(keys) == 1 else None
                found.append({**about, "documents": len(keys), "document": only})
        return {"folder": str(self.folder), "projects": found}

    def _recent(self) -> dict[str, ReviewProject]:
        """The projects of the list whose files are there."""
        try:
            rows = json.loads(load_text(self.folder / RECENT))["projects"]
            places = [Place.of(row["memory"], row.get("alignments")) for row in rows]
        except (InputError, ValueError, KeyError, TypeError, AttributeError, AssertionError):
            places = []
        there = [place for place in places if place.exists]
        return {project.id: project for project in map(self.add, there)}
