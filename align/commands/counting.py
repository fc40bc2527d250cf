"""How many units a long job has done; how many there are is not known before."""

import sys

import click


class Counting:
    """A line on a terminal's stderr that grows; nothing in a pipe."""

    def __init__(self, label: str, *, hidden: bool) -> None:
        self._label = label
        self._hidden = hidden or not sys.stderr.isatty()
        self._shown = False

    def __enter__(self) -> "Counting":
        return self

    def step(self, number: int) -> None:
        """So many units are done."""
        if not self._hidden:
            click.echo(f"\r{self._label} {number:,} units", err=True, nl=False)
            self._shown = True

    def __exit__(self, *error: object) -> None:
        if self._shown:
            click.echo("\r\x1b[K", err=True, nl=False)
