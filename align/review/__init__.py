"""The local page where a translator looks, mends and approves.

A document (:class:`align.review.session.Session`: its rows, and every action on them), and a memory
with its documents (:mod:`align.review.project`) → a small server on this computer
(:mod:`align.review.server`) → the page (``page/``).
"""

from typing import Any

from align.lazy import make_callable, public

_PUBLIC = {
    "ReviewProject": "align.review.project",
    "Running": "align.review.server",
    "Session": "align.review.session",
    "Workplace": "align.review.project",
}

__all__ = sorted(_PUBLIC)


def __getattr__(name: str) -> Any:
    return public(__name__, _PUBLIC, name)


make_callable(__name__)
