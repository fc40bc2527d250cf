"""``review``: the page where a translator looks, mends and approves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from align.library.aligning import File

if TYPE_CHECKING:
    from align.pipeline import Aligner
    from align.review.server import Running


def review(
    what: File | None = None,
    *,
    folder: File | None = None,
    port: int = 0,
    browser: bool = True,
    lang: str | None = None,
    who: str | None = None,
    aligner: Aligner | None = None,
) -> Running:
    """Start the local page where alignments are looked at, mended and approved.

    ``what`` is an ``.align.json``, a memory or a folder with the alignments that :func:`build`
    keeps, a JSON report of :func:`audit`, or a folder of documents, which are aligned first;
    without it, the start page is shown. Files that are dropped there are kept in ``folder`` (by
    default ``tmxalign`` in the user's folder). ``port`` 0 is any free one. With ``browser``, the
    browser opens; ``lang`` (``"en"``, ``"zh"``) is the language of the page, by default the
    browser's; ``who`` decides, by default the user of this computer.

    The server runs in a thread until its ``close()``, or the end of a ``with`` block; ``wait()``
    waits for that.

    >>> from tempfile import mkdtemp
    >>> with review(folder=mkdtemp(), browser=False) as running:
    ...     running.address.startswith("http://127.0.0.1:")
    True

    Raises :class:`align.errors.InputError` for what is not there,
    :class:`align.errors.UsageError` for a port that cannot be used.
    """
    from pathlib import Path

    from align.languages import get_language
    from align.memory.deciding import user_name
    from align.review.project import Workplace
    from align.review.server import Running

    if lang is not None:
        get_language(lang)
    place = Path.home() / "tmxalign" if folder is None else Path(folder)
    work = Workplace(place, who=user_name() if who is None else who, aligner=aligner)
    running = Running(work, what, port=port, language=lang)
    if browser:
        import webbrowser

        webbrowser.open(running.address)
    return running
