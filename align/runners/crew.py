"""Other processes that work on one item after the other, and what becomes of them.

Each has a pipe of its own, because a process that is killed while writing to a shared one would
block the others. This process starts no thread; it waits for pipes, ended processes and deadlines
at once. The others leave Ctrl-C to this process and end with it, however it ends.

They are forked, so that they share what this process has loaded, or spawned where forking is not
safe. Then what they do has to pickle.
"""

import logging
import os
import pickle
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, TypeAlias

from align.errors import TmxalignError
from align.runners.worker import Make, serve, signals

#: How to start a process (``fork`` or ``spawn``), and what it begins with.
How: TypeAlias = Callable[[], tuple[str, Make]]
#: So many processes in a row that end before they can work are too many.
STILLBORN = 3
#: Open files that are left to the work of this process; each other process takes three.
_OTHER_FILES, _FILES = 100, 3
#: Seconds in which a process ends by itself, once it was told; the same if it is in its task.
_PATIENCE, _GRACE = 5.0, 1.0


class ProcessEndedError(TmxalignError):
    """A process was killed from outside, or could not be started."""


@dataclass(eq=False)
class Assignment:
    """An item; ``deaths`` are the processes that it has cost, ``began`` is when it was given."""

    number: int
    item: Any
    deaths: int = 0
    began: float = 0.0


@dataclass(frozen=True)
class Event:
    """What became of a task, or of a process that had none.

    ``kind`` is ``done`` (``what`` is the result), ``raised`` (the error), ``ask`` (the question;
    the process waits for an answer), ``ended`` (the exit code) or ``late``.
    """

    kind: str
    task: Assignment | None
    what: Any
    seat: "_Seat"


def cores(jobs: int | None) -> int:
    """Return the number of processes to use: ``jobs``, by default the number of available cores."""
    if jobs is not None:
        return max(jobs, 1)
    usable = getattr(os, "sched_getaffinity", None)
    return len(usable(0)) if usable else os.cpu_count() or 1


def may_fork() -> bool:
    """Whether processes can be forked that share the state of this one."""
    from multiprocessing import get_all_start_methods

    return (
        "fork" in get_all_start_methods()
        and "torch" not in sys.modules  # its threads are not Python's
        and threading.active_count() == 1  # another could hold a lock, for ever in the copy
        and may_start()
    )


def may_start() -> bool:
    """Whether this process may start others: one that was itself started here may not."""
    from multiprocessing import current_process

    return not current_process().daemon


class Crew:
    """Up to ``most`` processes, started as tasks need them, or all with the first.

    ``how`` is asked whenever one is started. ``timeout``: seconds for each task.
    """

    def __init__(
        self, how: How, most: int, *, timeout: float | None = None, all_at_once: bool = False
    ) -> None:
        self._how, self._timeout, self._all_at_once = how, timeout, all_at_once
        self._most = min(most, _most_processes())
        self._seats: list[_Seat] = []
        self._waiting = deque[Assignment]()
        self._stillborn = 0

    @property
    def free(self) -> bool:
        """Whether another task could be begun, now or as soon as its process has started."""
        busy = sum(seat.task is not None for seat in self._seats) + len(self._waiting)
        return busy < self._most

    @property
    def busy(self) -> bool:
        """Whether any task is not done."""
        return bool(self._waiting) or any(seat.task for seat in self._seats)

    def submit(self, task: Assignment, *, first: bool = False) -> None:
        """Have a task done after those that wait, or before them."""
        (self._waiting.appendleft if first else self._waiting.append)(task)
        self._hand_out()

    def events(self, patience: float | None = None) -> list[Event]:
        """What happened since; wait for it, at most ``patience`` seconds.

        Raises :class:`ProcessEndedError` when no process can be started, and what making
        the work there raised.
        """
        from multiprocessing.connection import wait

        self._hand_out()
        ends = {end: seat for seat in self._seats for end in (seat.pipe, seat.process.sentinel)}
        now = time.monotonic()
        if self._timeout is not None:
            limits = [s.task.began + self._timeout - now for s in self._seats if s.task]
            patience = min([max(0, limit) for limit in limits], default=patience)
        found = {ends[end] for end in wait(list(ends), patience)}
        events = [self._heard(seat) for seat in [*self._seats] if seat in found]
        events += self._late()
        self._hand_out()
        return [event for event in events if event]

    def close(self, *, at_once: bool) -> None:
        """End the processes; ``at_once``: without finishing their work."""
        for seat in self._seats:
            seat.stop(at_once=at_once)
        until = time.monotonic() + (_GRACE if at_once else _PATIENCE)
        while self._seats:
            self._seats.pop().bury(until)

    def _hand_out(self) -> None:
        for seat in self._seats:
            if self._waiting and seat.ready and not seat.task:
                seat.begin(self._waiting.popleft())
        wanted = len(self._waiting) + sum(seat.ready for seat in self._seats)
        while len(self._seats) < self._most and (self._all_at_once or len(self._seats) < wanted):
            try:
                self._seats.append(_Seat(*self._how(), self._seats))
            except OSError as error:  # too many processes or files, no memory
                if not self._seats:
                    why = error.strerror or str(error)
                    raise ProcessEndedError(f"no process can be started: {why}") from error
                self._most = len(self._seats)

    def _heard(self, seat: "_Seat") -> Event | None:
        """Take a message of a process, or bury it."""
        kind, what = seat.message()
        if kind == "ready":
            seat.ready, self._stillborn = True, 0
            return None
        if kind == "unready":
            raise what
        if kind == "log":
            logging.getLogger(what.name).handle(what)
            return None
        if kind == "ended":
            self._seats.remove(seat)
            if not seat.ready:
                self._stillborn += 1
                if self._stillborn == STILLBORN:
                    why = f"it {ending(what)}"
                    if what == 1:  # it ran the script of the user again
                        why += '; a script needs `if __name__ == "__main__":`, or use one job'
                    raise ProcessEndedError(f"no process can be started: {why}")
                return None
        task = seat.task
        if kind != "ask":
            seat.task = None
        return Event(kind, task, what, seat)

    def _late(self) -> Iterator[Event]:
        if self._timeout is None:
            return
        limit = time.monotonic() - self._timeout
        for seat in [*self._seats]:
            if seat.task and seat.task.began <= limit and not seat.speaks:
                self._seats.remove(seat)
                seat.stop(at_once=True)
                seat.bury(time.monotonic() + _GRACE)
                yield Event("late", seat.task, None, seat)


class _Seat:
    """A process, its pipe, and the task that it works on."""

    def __init__(self, method: str, make: Make, others: "list[_Seat]") -> None:
        """Raises :class:`OSError` if none can be started."""
        from multiprocessing import get_context

        context = get_context(method)
        self.ready = False
        self.task: Assignment | None = None
        self.pipe, there = context.Pipe()
        level = logging.getLogger("align").getEffectiveLevel()
        # a forked process has the ends of this one, too
        ends = [self.pipe, *(seat.pipe for seat in others)] if method == "fork" else []
        try:
            with _undisturbed():
                self.process: Any = context.Process(  # type: ignore[attr-defined]
                    target=serve, args=(make, there, ends, level), daemon=True
                )
                self.process.start()
        except OSError:
            self.pipe.close()
            raise
        finally:
            there.close()

    @property
    def speaks(self) -> bool:
        """Whether a message is waiting."""
        with suppress(OSError):
            return self.pipe.poll()
        return True

    def begin(self, task: Assignment) -> None:
        """Give it a task; if it has ended, its next message says so."""
        task.began, self.task = time.monotonic(), task
        self.send(task.item)

    def send(self, what: Any) -> None:
        """Send an item or an answer."""
        data = pickle.dumps(what)  # an error of this is not one of the pipe
        with suppress(OSError):
            self.pipe.send_bytes(data)

    def message(self) -> tuple[str, Any]:
        """What it says, or how it ended."""
        try:
            if self.pipe.poll():
                data = self.pipe.recv_bytes()
                try:
                    kind, what = pickle.loads(data)
                except Exception as error:
                    return "raised", error
                return kind, what
        except (EOFError, OSError):
            pass
        self.bury(time.monotonic() + _PATIENCE)
        return "ended", self.process.exitcode

    def stop(self, *, at_once: bool) -> None:
        """Have the process end: in the middle of its task, or if it has none."""
        if at_once:
            self.process.terminate()
        else:
            with suppress(OSError):  # closing the pipe tells nothing: others may have it, too
                self.pipe.send_bytes(b"")

    def bury(self, until: float) -> None:
        """Wait until the process has ended; it has time ``until`` then."""
        self.process.join(max(0, until - time.monotonic()))
        if self.process.exitcode is None:
            self.process.kill()
            self.process.join()
        self.pipe.close()


def ending(code: int) -> str:
    """How a process ended, in words.

    >>> ending(-9), ending(-11), ending(3)
    ('was ended by signal 9 (out of memory?)', 'was ended by signal 11', 'ended with status 3')
    """
    if code >= 0:
        return f"ended with status {code}"
    return f"was ended by signal {-code}" + (" (out of memory?)" if code == -9 else "")


def _most_processes() -> int:
    """The number of processes that the open files of this one allow."""
    try:
        from resource import RLIM_INFINITY, RLIMIT_NOFILE, getrlimit
    except ImportError:
        return 60  # Windows waits for 63 ends at a time
    files, _ = getrlimit(RLIMIT_NOFILE)
    return sys.maxsize if files == RLIM_INFINITY else max(1, (files - _OTHER_FILES) // _FILES)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Keep signals back; a process that is started meanwhile takes them in :func:`serve`."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    former = signal.pthread_sigmask(signal.SIG_BLOCK, signals())
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, former)
