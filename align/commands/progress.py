"""How far a long job is."""

import sys
from typing import Any

import click


class Progress:
    """A bar on a terminal's stderr; nothing in a pipe."""

    def __init__(self, label: str, *, hidden: bool) -> None:
        self._label = label
        self._hidden = hidden or not sys.stderr.isatty()
        self._bar: Any = None

    def __enter__(self) -> "Progress":
        return self

    def step(self, done: int, total: int, name: str) -> None:
        """One more is done, of so many; the bar ends with the last."""
        if self._hidden:
            return
        if self._bar is None:
            self._bar = click.progressbar(
                length=total, file=sys.stderr, label=self._label, item_show_func=lambda item: item
            )
            self._bar.__enter__()
        self._bar.update(1, name)
        if done == total:  # another bar may follow
            self.__exit__()

    def __exit__(self, *error: object) -> None:
        if self._bar is not None:
            self._bar.__exit__(*(error or (None, None, None)))
            self._bar = None
