"""Items on the machines of a Ray cluster, or in processes that Ray starts here.

Ray (https://docs.ray.io) places the actors, carries items to them and results back, and notices
machines that are gone; here an item goes to the next actor that is free, and once more to another
one if it was lost. Actors rather than Ray Data's operators: these try an item that kills its
worker for ever, or drop it without a name, let short items wait behind long ones, and do not start
while actors hold every core (docs/en/cluster.md has the figures).
"""

import logging
import os
import platform
import signal
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from logging.handlers import QueueHandler
from math import ceil
from pathlib import Path
from typing import Any, TypeAlias

from align.errors import TmxalignError, UsageError
from align.runners.base import Failure, Item, Outcome, Result, attempt, failure_of, prepare
from align.runners.crew import cores
from align.version import __version__

_LOG = logging.getLogger(__name__)
#: Workers that may die with an item before it is given up: it is probably the cause.
_DEATHS = 2
#: Times that an item may be lost with its machine, or on the way.
_LOSSES = 5
#: Workers one after the other that may die before their first item.
_STILLBORN = 3
# Seconds: until a person hears what is waited for; to reach the head node.
_PATIENCE, _REACH = 60.0, 10.0
_Answer: TypeAlias = tuple[Outcome[Any] | TmxalignError | None, list[logging.LogRecord]]
#: What has to be the same on all machines.
VERSIONS = (f"tmxalign {__version__}", f"Python {platform.python_version()}")


class RayRunner:
    """The runner that uses Ray: ``jobs`` actors with a core each, which keep what ``work`` loads.

    ``address`` is that of a cluster (``HOST:6379``, ``auto`` for the one that runs on this machine;
    by default ``RAY_ADDRESS`` in the environment); without one, Ray starts here and ends with the
    work. ``jobs`` is by default the number of cores of the cluster. If ``work.gpus`` is true and
    the cluster has GPUs, each actor gets its share of one; then ``jobs`` is by default their
    number. An item that takes more than ``timeout`` seconds is given up.

    Where files are given by local paths, all machines need them at the same place.
    """

    def __init__(
        self, jobs: int | None = None, timeout: float | None = None, *, address: str | None = None
    ) -> None:
        self._given, self.timeout = jobs, timeout
        self.address = address or os.environ.get("RAY_ADDRESS")
        self.jobs = cores(jobs)

    def map(
        self, work: Callable[[Item], Result], items: Iterable[Item]
    ) -> Iterator[Outcome[Result]]:
        """As :meth:`align.runners.base.Runner.map`.

        Raises :class:`align.errors.UsageError` without Ray, for an address where no cluster
        answers, and for machines that have other versions of Python or of tmxalign.
        """
        with _connected(self.address, self.jobs) as ray:
            there = ray.cluster_resources()
            gpus = there.get("GPU", 0) if getattr(work, "gpus", False) else 0
            if self._given is None:
                self.jobs = max(1, int(gpus or there.get("CPU", 1)))
            share = 1 / max(1, ceil(self.jobs / gpus)) if gpus else 0
            pool = _Pool(ray, work, self.jobs, share, self.timeout)
            try:
                yield from pool.outcomes(enumerate(items))
            finally:
                pool.close()


@dataclass
class _Task:
    """An item that is in no outcome yet."""

    number: int
    item: Any
    deaths: int = 0
    losses: int = 0


@dataclass
class _Seat:
    """An actor; without a ``task`` it is preparing."""

    actor: Any
    task: _Task | None = None
    began: float = 0.0


class _Pool:
    """The actors of one run, and which of them is doing what."""

    def __init__(self, ray: Any, work: Any, jobs: int, gpus: float, timeout: float | None) -> None:
        self._ray, self._timeout = ray, timeout
        self._work = ray.put(ray.cloudpickle.dumps(work))
        self._make = ray.remote(num_cpus=1, num_gpus=gpus)(_Worker)
        self._busy: dict[Any, _Seat] = {}
        self._idle: list[_Seat] = []
        self._again: deque[_Task] = deque()
        self._stillborn = 0
        for _ in range(jobs):
            self._hire()

    def outcomes(self, numbered: Iterator[tuple[int, Any]]) -> Generator[Outcome[Any]]:
        """Hand out the items and yield what becomes of them."""
        while self._fill(numbered):
            found = self._next()
            self._fill(numbered)  # nobody waits for what is done with the outcome
            if found:
                yield found

    def close(self) -> None:
        """End all actors, whatever they are doing."""
        for seat in (*self._busy.values(), *self._idle):
            self._dismiss(seat)

    def _hire(self) -> None:
        seat = _Seat(self._make.remote(str(Path.cwd())))
        level = logging.getLogger("align").getEffectiveLevel()
        self._busy[seat.actor.prepare.remote(VERSIONS, level, self._work)] = seat

    def _dismiss(self, seat: _Seat) -> None:
        with suppress(Exception):  # the cluster may be gone
            self._ray.kill(seat.actor)

    def _fill(self, numbered: Iterator[tuple[int, Any]]) -> bool:
        """Give an item to each actor that has none; say whether there is anything to wait for."""
        while self._idle:
            if self._again:
                task = self._again.popleft()
            elif found := next(numbered, None):
                task = _Task(*found)
            else:
                return any(seat.task for seat in self._busy.values())
            seat = self._idle.pop()
            seat.task, seat.began = task, time.monotonic()
            self._busy[seat.actor.attempt.remote(task.number, task.item)] = seat
        return True

    def _next(self) -> Outcome[Any] | None:
        """Wait until something happens; what became of an item, if it is certain."""
        ready, _ = self._ray.wait(list(self._busy), num_returns=1, timeout=self._until())
        if not ready:
            return self._late()
        seat = self._busy.pop(ready[0])
        task, seat.task = seat.task, None
        try:
            found, said = self._ray.get(ready[0])
        except self._ray.exceptions.RayTaskError as error:  # the actor itself goes on
            if task is None:
                raise _at_start(error) from error
            cause = error.cause if isinstance(error.cause, Exception) else error
            # a result without a pickle, say
            found, said = Outcome(task.number, None, failure_of(cause)), []
        except self._ray.exceptions.RayError as error:
            return self._lost(seat, task, error)
        for record in said:
            logging.getLogger(record.name).handle(record)
        if isinstance(found, TmxalignError):
            raise found
        self._idle.append(seat)
        self._stillborn = 0
        return found if task else None

    def _until(self) -> float | None:
        """The seconds after which waiting is to be looked at again."""
        began = [seat.began for seat in self._busy.values() if seat.task]
        if not began:
            return _PATIENCE
        if self._timeout is None:
            return None
        return max(0.0, min(began) + self._timeout - time.monotonic())

    def _late(self) -> Outcome[Any] | None:
        """Give up the item that takes too long, with its actor."""
        now = time.monotonic()
        if not any(seat.task for seat in self._busy.values()):
            _LOG.warning("no worker of Ray has started yet: is there a free core, or GPU?")
        for ref, seat in self._busy.items():
            if self._timeout is not None and seat.task and now - seat.began >= self._timeout:
                del self._busy[ref]
                self._dismiss(seat)
                self._hire()
                why = f"not done after {self._timeout:g} s; leave it out, or give it more time"
                return _failed(seat.task, "timeout", why, self._timeout)
        return None

    def _lost(self, seat: _Seat, task: _Task | None, error: Exception) -> Outcome[Any] | None:
        """An actor is gone: put another in its place, and try its item again."""
        self._dismiss(seat)  # it may be alive, behind a broken connection
        if task is None:
            self._stillborn += 1
            if self._stillborn > _STILLBORN + len(self._busy) or "No module named 'align" in str(
                error
            ):
                raise _at_start(error) from error
            self._hire()
            return None
        self._hire()
        # if the machine is gone, nobody is left to say that the process has died
        own = "its worker process has died" in str(error)
        task.deaths += own
        task.losses += not own
        if task.deaths < _DEATHS and task.losses < _LOSSES:
            self._again.append(task)
            return None
        if "running low on memory" in str(error):
            return _failed(task, "memory", "not enough memory; leave it out, or try it alone")
        why = "its process died twice" if own else f"its machine was lost {task.losses} times"
        return _failed(task, "killed", f"{why}; leave it out, or try it alone")


class _Said(QueueHandler):
    """Keeps what is logged in an actor, for the log of who started it."""

    def __init__(self) -> None:
        self.records: list[logging.LogRecord] = []
        super().__init__(self.records)  # type: ignore[arg-type]

    def enqueue(self, record: logging.LogRecord) -> None:
        self.records.append(record)

    def taken(self) -> list[logging.LogRecord]:
        found = self.records.copy()
        self.records.clear()
        return found


class _Worker:
    """The actor. What it raises would be wrapped by Ray, so errors that stop all are returned.

    The second part of what it returns was logged.
    """

    def __init__(self, folder: str) -> None:
        with suppress(OSError):  # relative paths; on another machine this folder may be missing
            os.chdir(folder)
        self._said = _Said()

    def prepare(self, versions: tuple[str, ...], level: int, data: bytes) -> _Answer:
        """Load what the work needs."""
        if versions != VERSIONS:
            error: TmxalignError = UsageError(
                f"Ray node {platform.node()} has {', '.join(VERSIONS)}, but here is "
                f"{', '.join(versions)}; install the same on all machines"
            )
            return error, []
        from ray import cloudpickle

        ours = logging.getLogger("align")
        ours.addHandler(self._said)
        ours.setLevel(level)
        try:
            self._work = cloudpickle.loads(data)
            prepare(self._work)
        except TmxalignError as stopped:
            return stopped, self._said.taken()
        return None, self._said.taken()

    def attempt(self, number: int, item: Any) -> _Answer:
        """Work on an item."""
        try:
            return attempt(self._work, number, item), self._said.taken()
        except TmxalignError as error:
            return error, self._said.taken()


@contextmanager
def _connected(address: str | None, jobs: int) -> Iterator[Any]:
    """Ray, connected; a connection that is there already is used, and stays."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # read when Ray is imported
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")  # or Ray warns of it
    try:
        import ray
        from ray._private import worker
    except ImportError as error:
        raise UsageError(
            f"Ray cannot be imported ({error}); install it with: pip install 'tmxalign[ray]'"
        ) from error
    if ray.is_initialized():
        yield ray
        return
    _check_address(address)
    # Ray prints its news of workers and nodes on our standard output, which may be a memory
    worker.print_to_stdstream = lambda data, **_: _LOG.debug("%s", data)
    main = threading.current_thread() is threading.main_thread()
    before = signal.getsignal(signal.SIGTERM) if main else None
    own: dict[str, Any] = {} if address else {"num_cpus": jobs, "include_dashboard": False}
    try:
        ray.init(address or "local", log_to_driver=False, logging_level=logging.CRITICAL, **own)
    except Exception as error:  # a dozen types; with another version of Ray a RuntimeError
        raise UsageError(
            f"Ray{f' at {address}' if address else ''} cannot be used: {_line(error)}; do all "
            "machines have the same token and versions of Ray and Python?"
        ) from error
    if before is not None:
        signal.signal(signal.SIGTERM, before)
    try:
        yield ray
    finally:
        ray.shutdown()


def _check_address(address: str | None) -> None:
    """Say at once that nobody answers, which takes Ray half a minute and many lines."""
    host, colon, port = (address or "").rpartition(":")
    if not colon or "/" in host or not port.isdecimal():
        return
    try:
        socket.create_connection((host.strip("[]"), int(port)), _REACH).close()
    except (OSError, OverflowError) as error:
        raise UsageError(
            f"--address {address}: no Ray cluster answers ({error}); "
            "start one there with: ray start --head"
        ) from error


def _failed(task: _Task, kind: str, message: str, seconds: float = 0.0) -> Outcome[Any]:
    return Outcome(task.number, None, Failure(kind, message), seconds)


def _at_start(error: Exception) -> TmxalignError:
    """The error that workers do not start for."""
    if "No module named 'align" in str(error):
        return UsageError(
            f"a Ray node lacks {VERSIONS[0]}; install the same version on all machines"
        )
    return UsageError(
        f"workers of Ray do not start: {_line(getattr(error, 'cause', None) or error)}"
    )


def _line(error: Exception) -> str:
    """The last line of an error's message: Ray's have a traceback before it."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return " ".join(lines[-1].split())
