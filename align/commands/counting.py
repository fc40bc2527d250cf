"""How many units a long job has done; how many there are is not known before."""

import sys
import time

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


class Embedding:
    """A line that says how long the embedding of texts will take; on a terminal, then how far it

    is. Nothing when there are so few that they are done by then.
    """

    def __init__(self, *, hidden: bool) -> None:
        self._hidden = hidden
        self._began: tuple[float, int] | None = None
        self._said = False

    def step(self, done: int, total: int) -> None:
        """So many texts are done, of so many."""
        if self._hidden:
            return
        if not done or not self._began:
            self._began = time.monotonic(), done
            return
        began, first = self._began
        left = _duration((time.monotonic() - began) / (done - first) * (total - done))
        click.echo("\r\x1b[K" * sys.stderr.isatty(), err=True, nl=False)
        if done == total:
            return
        if not self._said:
            self._said = True
            what = f"embedding {total:,} texts once, for the next searches by meaning: {left}"
            click.echo(f"{what}; what is done when you interrupt it is kept", err=True)
        if sys.stderr.isatty():
            click.echo(f"embedded {done:,} of {total:,} texts, {left} left", err=True, nl=False)


def _duration(seconds: float) -> str:
    """About how long, in words.

    >>> _duration(7), _duration(95), _duration(4000)
    ('about 7 s', 'about 2 min', 'about 67 min')
    """
    return f"about {seconds:.0f} s" if seconds < 90 else f"about {seconds / 60:.0f} min"
