"""Runners: one function over many items, here, in other processes, or on other machines."""

from collections.abc import Generator, Iterable, Iterator
from contextlib import ExitStack

from align.errors import UsageError
from align.files.spool import Spool
from align.runners.base import Failure, InProcess, Outcome, Result, Runner
from align.runners.crew import cores
from align.runners.processes import Processes

__all__ = ["Failure", "InProcess", "Outcome", "Processes", "Runner", "in_order_of", "make_runner"]

#: By default, so many items are done in one process: others would hardly be faster.
FEW = 3


def make_runner(
    jobs: int | None = None,
    *,
    timeout: float | None = None,
    runner: str = "local",
    address: str | None = None,
    few: bool = False,
) -> Runner:
    """Make the runner that the options of a command ask for.

    ``jobs`` is the number of processes, by default one per core, and one for at most :data:`FEW`
    items or if they are ``few``. ``timeout``: seconds that an item may take. ``runner`` is
    ``local`` or ``ray``, ``address`` that of a Ray cluster.

    >>> make_runner(1).jobs
    1

    Raises :class:`align.errors.UsageError` for a ``runner`` that there is not.
    """
    if runner == "ray":
        from align.runners.ray_runner import RayRunner

        return RayRunner(jobs, timeout, address=address)
    if runner != "local":
        raise UsageError(f"no runner {runner!r}; there are: local, ray")
    if address is not None:
        raise UsageError("an address is that of a Ray cluster; add: --runner ray")
    number = 1 if few and jobs is None else cores(jobs)
    if number == 1 and timeout is None:
        return InProcess()
    return Processes(number, timeout, FEW if jobs is None and timeout is None else 0)


def in_order_of(outcomes: Iterable[Outcome[Result]]) -> Iterator[Outcome[Result]]:
    """Yield outcomes in the order of their items; early ones wait in a temporary file.

    >>> [found.number for found in in_order_of(Outcome(n, None) for n in (2, 0, 1, 3))]
    [0, 1, 2, 3]
    """
    next_one = 0
    early: dict[int, int] = {}
    source = iter(outcomes)
    with ExitStack() as stack:
        spool = stack.enter_context(Spool[Outcome[Result]]())
        if isinstance(source, Generator):  # whoever closes this iterator ends the workers
            stack.callback(source.close)
        for outcome in source:
            if outcome.number != next_one:
                early[outcome.number] = spool.add(outcome)
                continue
            yield outcome
            next_one += 1
            while next_one in early:
                yield spool[early.pop(next_one)]
                next_one += 1
            if not early and len(spool):
                spool.clear()
