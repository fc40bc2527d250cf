"""The pairs of a project → the memory itself, or a file of any format, with what is left out.

The memory is updated as ``build`` updates it; exports stand in a folder of their own,
``STEM.exports``.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from align.alignment import Alignment, Bead
from align.errors import OutputError, UsageError
from align.formats.from_alignments import memory_of
from align.formats.registry import FORMATS, format_for
from align.memory import write
from align.memory.desk import Desk
from align.memory.update import Part, update
from align.review.project import NotThereError, ReviewProject

if TYPE_CHECKING:
    from align.formats.report import WriteReport

#: Those that most people look for come first.
_USUAL = (".tmx", ".xlsx", ".xlf", ".csv", ".tsv")
#: Instead of a format: the memory itself, see :func:`update_memory`.
MEMORY = "memory"


def formats_of(project: ReviewProject) -> dict[str, Any]:
    """The formats that can be written, and where, as JSON data."""
    order = sorted(FORMATS, key=lambda s: (_USUAL.index(s) if s in _USUAL else len(_USUAL), s))
    many = [[suffix, FORMATS[suffix].summary] for suffix in order if not FORMATS[suffix].single]
    if project.place.single is None:
        many.insert(0, [MEMORY, project.place.memory.name])
    home = str(project.place.memory.parent)
    return {"formats": many, "folder": str(exports_of(project)), "home": home}


def exports_of(project: ReviewProject) -> Path:
    """The folder of the exports of a project."""
    return project.folder / f"{project.name}.exports"


def export(
    project: ReviewProject,
    format: str,
    *,
    document: str | None = None,
    approved: bool = False,
    confidence: float = 0.0,
) -> dict[str, Any]:
    """Write the pairs of one document, or of all, and count those that are left out, by reason.

    ``approved``: only what a person approved or made; ``confidence``: only pairs that are at least
    so sure. The file is written aside and renamed. Returns JSON data.

    Raises :class:`align.errors.UsageError` for a format that holds no memory.
    """
    if format == MEMORY:
        return update_memory(project)
    chosen = format_for("-", format)
    if chosen.single:
        raise UsageError(f"{chosen.suffix}: holds one alignment, not pairs; choose another format")
    keys = [document] if document is not None else list(project.documents())
    folder = exports_of(project)
    if document is not None:
        project.name_of(document)  # it is there; its word in addresses is no other document's
    name = project.name if document is None else document
    path = folder / f"{name}{chosen.suffix}"
    choice = _Choice(project, approved=approved, confidence=confidence)
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder}: cannot be made ({error.strerror})") from error
    report = write(choice.alignments(keys), path, format=chosen.name)
    return _summary(path, report, choice.left_out)


def update_memory(project: ReviewProject) -> dict[str, Any]:
    """Write the memory of a project itself, with all that was decided, as ``build`` does.

    What somebody edited in the file is taken in first; units of other documents stay. Returns JSON
    data.

    Raises :class:`align.errors.InputError` for a file that is no TMX.
    """
    place = project.place
    desk = Desk(place.memory, place.store)
    parts = []
    for key in project.documents():
        with project.session(key) as session:
            desk.take_in(session.document, session.base)
            session.refresh()
            about = desk.about(session.document)
            state = desk.state(session.document, {**session.base.settings, "minimum": 0.0})
            left_out = Counter(session.written()[1])
            desk.count(session.document, session.settled, left_out, state)
            notes = frozenset(line for d in about for line in d.note.splitlines())
            written = partial(_written, project, key)
            parts.append(Part(session.document, written, None, notes))
    memory = memory_of(part.alignment() for part in parts)
    if place.memory.is_file():
        memory, _ = update(place.memory, parts)
    report = write(desk.watch(memory), place.memory)
    desk.finish()
    desk.record()
    return _summary(place.memory, report, desk.done.left_out)


def _written(project: ReviewProject, key: str) -> Alignment:
    with project.session(key) as session:
        return session.written()[0]


def _summary(path: Path, report: "WriteReport", left_out: Counter[str]) -> dict[str, Any]:
    """What was written and what was not, as JSON data."""
    left_out = left_out + Counter({"no counterpart": report.nulls_left_out, "empty": report.empty})
    return {
        "file": path.name,
        "folder": str(path.parent),
        "written": report.units,
        "left_out": [[why, n] for why, n in left_out.most_common() if n],
        "lost": [[what, n] for what, n in report.lost.items() if n],
    }


class _Choice:
    """The pairs that are wanted, document by document; ``left_out`` counts the others."""

    def __init__(self, project: ReviewProject, *, approved: bool, confidence: float) -> None:
        self._project, self._approved, self._confidence = project, approved, confidence
        self.left_out: Counter[str] = Counter()

    def alignments(self, documents: Sequence[str]) -> Iterator[Alignment]:
        for document in documents:
            with self._project.session(document) as session:
                alignment, left_out = session.written()
            self.left_out.update(left_out)
            yield replace(alignment, beads=tuple(filter(self._wanted, alignment)))

    def _wanted(self, bead: Bead) -> bool:
        why = ""
        if bead.is_null:
            why = "no counterpart"
        elif self._approved and (bead.confidence < 1 or bead.status not in ("", "approved")):
            why = "not approved"
        elif bead.confidence < self._confidence:
            why = "below the confidence"
        if why:
            self.left_out[why] += 1
        return not why


def exported(project: ReviewProject, name: str) -> Path:
    """A file that was exported, to be saved by the browser.

    Raises :class:`align.review.project.NotThereError`.
    """
    folder = exports_of(project)
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name == name and path.is_file() and not name.startswith("."):
            return path
    raise NotThereError(f"{name}: there is no such export; make it again")
