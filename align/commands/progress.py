"""Progress of long work: one line on a terminal, a line now and then elsewhere."""

import time
from collections import deque

from align.commands.settings import quiet, verbose
from align.files.screen import (
    LONGEST,
    columns,
    redraw,
    redraws,
    say,
    seen,
    undraw,
)
from align.files.widths import cells, narrowed

#: Seconds between two drawings on a terminal.
_DRAWN = 0.2
#: Elsewhere, a line is printed after so many seconds, or so large a part of the work; but never
#: sooner than that.
_SAID, _PART, _SOONEST = 30.0, 0.05, 5.0
#: Seconds after which the rate is worth showing.
_KNOWN = 2.0
#: The rate is that of the last minute; or of so many steps, if they take longer than a second.
_STEPS = 60
#: Cells that are too few for a file's name.
_NAME = 8

clock = time.monotonic


class Progress:
    """What is done, how fast, what failed, and the time left: nothing with ``--quiet``.

    On a terminal, one line is drawn again and again, and is gone at the end. Elsewhere (a pipe, a
    log, ``TERM=dumb``) a line is printed every 30 seconds or 5 %, whichever comes first, and none
    for what takes a few seconds only. With ``--verbose``, a line is printed for each name.
    ``once`` is printed as soon as the time left is known.
    """

    def __init__(self, label: str, unit: str = "pairs", *, once: str = "") -> None:
        self._label, self._unit, self._once = label, unit, once
        self._marks: deque[tuple[float, int]] = deque(maxlen=_STEPS)
        self._told = (0.0, 0)
        self._drawn = 0.0

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *error: object) -> None:
        undraw()

    def step(self, done: int, total: int = 0, name: str = "", failed: int = 0) -> None:
        """Show that ``done`` of ``total`` (0: unknown) are done, the last being ``name``."""
        if quiet():
            return
        now = clock()
        if not self._marks:
            self._marks.append((now, done))
            self._told = now, done
        elif now - self._marks[-1][0] >= 1:
            self._marks.append((now, done))
        began, first = self._marks[0]
        rate = (done - first) / (now - began) if now - began >= _KNOWN else 0.0
        left = duration((total - done) / rate) if rate and done < total else ""
        if self._once and left:
            say(self._once.format(total=total, left=left), err=True)
            self._once = ""
        parts = self._parts(done, total, failed, rate, left)
        if name and verbose():
            say(fitted(parts, LONGEST, name), err=True)
        if done >= total > 0:  # more of it, or other work, may follow
            undraw()
            self._marks.clear()
        elif redraws():
            if now - self._drawn >= _DRAWN:
                self._drawn = now
                redraw(fitted(parts, columns() - 1, seen(name)))
        elif self._due(now, done, total) and not verbose():
            self._told = now, done
            say(fitted(parts, LONGEST), err=True)

    def _due(self, now: float, done: int, total: int) -> bool:
        """Whether it is time for another line where lines are not drawn again."""
        since, part = now - self._told[0], done - self._told[1]
        return since >= _SAID or (total > 0 and part >= total * _PART and since >= _SOONEST)

    def _parts(
        self, done: int, total: int, failed: int, rate: float, left: str
    ) -> list[tuple[int, str]]:
        """The parts of the line, each after its rank; that with 0 is never left out."""
        parts = [
            (4, self._label),
            (0, f"{done:,}/{total:,}" if total else f"{done:,} {self._unit}"),
            (3, f"{done * 100 // total} %" if total else ""),
            (5, f"· {speed(rate, self._unit)}" if rate else ""),
            (2, f"· {failed:,} failed" if failed else ""),
            (1, f"· {left} left" if left else ""),
        ]
        return [(rank, text) for rank, text in parts if text]


def fitted(parts: list[tuple[int, str]], width: int, name: str = "") -> str:
    """The parts that fit into so many cells, those with the lowest ranks; then a name, narrowed.

    >>> parts = [(2, "aligning"), (0, "12/20"), (1, "· 9 s left")]
    >>> for width in (5, 20, 30, 40, 60):
    ...     print(fitted(parts, width, "2023年度报告.txt"))
    12/20
    12/20 · 9 s left
    aligning 12/20 · 9 s left
    aligning 12/20 · 9 s left · 2023….txt
    aligning 12/20 · 9 s left · 2023年度报告.txt
    """
    room, ranks = width + 1, set()
    for rank, text in sorted(parts):
        if rank == 0 or cells(text) < room:
            room -= cells(text) + 1
            ranks.add(rank)
    line = " ".join(text for rank, text in parts if rank in ranks)
    room -= cells("· ")
    if name and room > _NAME:
        line += f" · {narrowed(name, room - 1)}"
    return narrowed(line, width)


def speed(rate: float, unit: str) -> str:
    """A rate in words.

    >>> speed(1234.5, "units"), speed(3.14, "pairs"), speed(0.1, "pairs"), speed(0.001, "pairs")
    ('1,234 units/s', '3.1 pairs/s', '6.0 pairs/min', '3.6 pairs/h')
    """
    spans = [(rate, "s"), (rate * 60, "min"), (rate * 3600, "h")]
    each, span = next((one for one in spans if one[0] >= 0.2), spans[-1])
    return f"{each:.1f} {unit}/{span}" if each < 10 else f"{each:,.0f} {unit}/{span}"


def duration(seconds: float) -> str:
    """A duration in words.

    >>> [duration(seconds) for seconds in (7, 95, 4000, 6060, 400_000)]
    ['7 s', '2 min', '67 min', '1 h 41 min', '4 d 15 h']
    """
    minutes = round(seconds / 60)
    if seconds < 90:
        return f"{seconds:.0f} s"
    if minutes < 90:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h {minutes % 60} min"
    return f"{minutes // 1440} d {minutes % 1440 // 60} h"
