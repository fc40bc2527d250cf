"""A server on a free port, with a project of corpora/, for tests in a browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from align.alignment import Alignment
from align.memory import write
from align.review.project import Place, ReviewProject, Workplace
from align.review.server import Running

ROOT = Path(__file__).resolve().parents[2]


def project_of(folder: Path, **alignments: Alignment) -> Place:
    """A memory in a folder with these alignments as its documents, as ``build`` keeps them."""
    for name, alignment in alignments.items():
        path = folder / "memory.alignments" / f"{name}.align.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        write(alignment.with_names(name, name), path, format="align.json")
    return Place.of(folder / "memory.tmx")


@contextmanager
def running(
    folder: Path, *places: Place, what: Path | None = None, **options: object
) -> Iterator[Running]:
    """A server over a folder of work, with these projects; ``server.projects`` has them."""
    work = Workplace(folder, **options)
    projects = [work.add(place) for place in places]
    with Running(work, what) as server:
        server.projects = projects
        yield server


def page_of(server: Running, project: ReviewProject, name: str, query: str = "") -> str:
    """The address of a document's page."""
    return server.page(project.id, name.replace("/", "~")) + query


if __name__ == "__main__":  # python tests/review/running.py FOLDER: to look at the page
    import sys

    from align.pipeline import Aligner

    here = Path(sys.argv[1])
    name = "2023-11-08-import-expo-signing-ceremony"
    made = Aligner(explain=True).align_files(
        ROOT / f"corpora/en/{name}.txt", ROOT / f"corpora/zh/{name}.txt"
    )
    with running(here / "work", project_of(here, visit=made)) as server:
        print(page_of(server, server.projects[0], "visit"), flush=True)
        server.wait()
