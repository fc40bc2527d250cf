"""What somebody asks for → what the page shows first."""

from contextlib import suppress
from os import PathLike
from pathlib import Path
from threading import Thread
from urllib.parse import quote, urlencode

from align.audit.reports.json_report import read_report
from align.errors import InputError, TmxalignError
from align.files.load import unopened
from align.review.jobs import Jobs
from align.review.project import STORE, SUFFIX, Place, ReviewProject, Workplace


def address_of(work: Workplace, jobs: Jobs, what: str | PathLike[str] | None = None) -> str:
    """The address, after ``/{token}/``, of a file or a folder, which is opened.

    A file of an alignment, a memory with the alignments that ``build`` keeps beside it, a folder
    with such, a report of the audit (JSON); anything else is aligned first: a folder of documents,
    or a file with both languages, such as a TMX. None: the start page.

    Raises :class:`align.errors.InputError` for anything that is not there or holds no alignment.
    """
    if what is None:
        return ""
    path = Path(what)
    name = path.name.lower()
    if path.is_dir():
        return _of_folder(work, jobs, path)
    if not path.is_file():
        raise unopened(str(path))
    if name.endswith(SUFFIX):
        project = _open(work, Place.of(path))
        return _at_once(project, project.key_of(path))
    if name.endswith(".json"):
        return _of_report(work, path)
    place = Place.of(path)
    return _first(_open(work, place)) if place.exists else _aligned(jobs, path)


def page_of(project: ReviewProject, document: str, **query: str) -> str:
    """The address of the page of a document."""
    words = "/".join(quote(word, safe="") for word in ("doc", project.id, document))
    return words + (f"?{urlencode(query)}" if query else "")


def _at_once(project: ReviewProject, document: str, **query: str) -> str:
    """The same; the document is opened while the browser starts, and the page need not wait."""

    def open_() -> None:
        with suppress(TmxalignError), project.session(document):  # the page says what is wrong
            pass

    Thread(target=open_, daemon=True).start()
    return page_of(project, document, **query)


def _open(work: Workplace, place: Place) -> ReviewProject:
    project = work.add(place)
    if not project.documents():
        raise InputError(f"{place.store}: there are no alignments in it ({SUFFIX})")
    work.remember(project)
    return project


def _first(project: ReviewProject) -> str:
    """The page of the only document, or the list of all."""
    documents = project.documents()
    if len(documents) == 1:
        return _at_once(project, next(iter(documents)))
    return f"?{urlencode({'project': project.id})}"


def _aligned(jobs: Jobs, path: Path) -> str:
    """The start page, which shows how far the alignment of it is."""
    return f"?{urlencode({'job': jobs.align(path).id})}"


def _of_folder(work: Workplace, jobs: Jobs, folder: Path) -> str:
    folder = folder.resolve()  # "." has a name, too
    opened = [_open(work, place) for place in reversed(_places(folder))]
    if not opened:
        return _aligned(jobs, folder)
    return _first(opened[0]) if len(opened) == 1 else ""


def _of_report(work: Workplace, path: Path) -> str:
    """The findings of a report of the audit, in the first of its sources that has alignments."""
    summary, findings = read_report(path)
    sources = [Path(name) for name in summary.get("sources", ())]
    for source in (*sources, *(path.parent / source for source in sources)):
        places = _places(source) if source.is_dir() else [Place.of(source)]
        for place in (place for place in places if place.exists):
            project = _open(work, place)
            project.reported = findings
            about = {finding.document for finding in findings}
            documents = project.documents()
            named = (key for key, (name, _) in documents.items() if name in about)
            return _at_once(project, next(named, next(iter(documents))), show="findings")
    names = ", ".join(map(str, sources)) or "nothing"
    raise InputError(
        f"{path}: a report about {names}; its alignments are not there; "
        "audit their folder: tmxalign audit ALIGNMENTS -o report.json"
    )


def _places(folder: Path) -> list[Place]:
    """The memories whose alignments are in a folder, or that of its own."""
    if folder.name.lower().endswith(STORE):
        return [Place.of(folder / f"x{SUFFIX}")]
    stores = sorted(path for path in folder.glob(f"*{STORE}") if any(path.rglob(f"*{SUFFIX}")))
    if not stores and any(folder.glob(f"*{SUFFIX}")):
        return [Place.of(folder.with_name(f"{folder.name}.tmx"), folder)]
    return [Place.of(store / f"x{SUFFIX}") for store in stores]
