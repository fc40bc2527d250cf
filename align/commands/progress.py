"""Progress of long work on a terminal: nothing in a pipe, nothing heavy to import."""

import sys
import time
from typing import Any

from align.files.screen import Redrawn, bar, say


class Progress:
    """A bar, for a job of known length."""

    def __init__(self, label: str, *, hidden: bool) -> None:
        self._label = label
        self._hidden = hidden or not sys.stderr.isatty()
        self._bar: Any = None

    def __enter__(self) -> "Progress":
        return self

    def step(self, done: int, total: int, name: str = "") -> None:
        """Show that ``done`` of ``total`` are done; the bar ends with the last."""
        if self._hidden:
            return
        if self._bar is None:
            self._bar = bar(total, self._label)
            self._bar.__enter__()
        self._bar.update(1, name)
        if done == total:  # another bar may follow
            self.__exit__()

    def __exit__(self, *error: object) -> None:
        if self._bar is not None:
            self._bar.__exit__(*(error or (None, None, None)))
            self._bar = None


class Counting:
    """A line with the number of units done, for a job of unknown length."""

    def __init__(self, label: str, *, hidden: bool) -> None:
        self._label = label
        self._hidden = hidden or not sys.stderr.isatty()
        self._line = Redrawn()

    def __enter__(self) -> "Counting":
        return self

    def step(self, number: int) -> None:
        """Show the number of units done."""
        if not self._hidden:
            self._line.draw(f"{self._label} {number:,} units")

    def __exit__(self, *error: object) -> None:
        self._line.clear()


class Embedding:
    """The time that embedding texts will take, once; on a terminal, then the time left.

    Nothing is shown when the texts are done at the first call.
    """

    def __init__(self, *, hidden: bool) -> None:
        self._hidden = hidden
        self._began: tuple[float, int] | None = None
        self._announced = False
        self._line = Redrawn()

    def step(self, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` texts are done."""
        if self._hidden:
            return
        if not done or not self._began:
            self._began = time.monotonic(), done
            return
        began, first = self._began
        left = _duration((time.monotonic() - began) / (done - first) * (total - done))
        self._line.clear()
        if done == total:
            return
        if not self._announced:
            self._announced = True
            what = f"embedding {total:,} texts once, for the next searches by meaning: {left}"
            say(f"{what}; an interrupted run continues where it stopped", err=True)
        if sys.stderr.isatty():
            self._line.draw(f"embedded {done:,} of {total:,} texts, {left} left")


def _duration(seconds: float) -> str:
    """A duration in words.

    >>> _duration(7), _duration(95), _duration(4000)
    ('about 7 s', 'about 2 min', 'about 67 min')
    """
    return f"about {seconds:.0f} s" if seconds < 90 else f"about {seconds / 60:.0f} min"
