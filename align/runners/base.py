"""What runners have in common: a function over many items, and what becomes of each."""

import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from align.errors import InputError, TmxalignError

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Failure:
    """Why an item has no result.

    ``kind`` is ``input`` (the work raised an :class:`align.errors.InputError`), ``internal`` (any
    other exception: a bug), ``memory`` (there was not enough), ``killed`` (its process died, twice)
    or ``timeout``. ``message`` is one line; ``trace`` a traceback, for those who look for the bug.
    """

    kind: str
    message: str
    trace: str = ""

    def about(self, name: object) -> str:
        """The line for people; what is wrong with an input says itself where.

        >>> Failure("timeout", "not done after 5 s").about("a.pdf")
        'a.pdf: not done after 5 s'
        """
        return self.message if self.kind == "input" else f"{name}: {self.message}"

    def error(self, name: object) -> Exception:
        """The error that ends a run that needs every item.

        >>> Failure("timeout", "not done after 5 s").error("a.pdf")
        InputError('a.pdf: not done after 5 s')
        """
        if self.kind != "internal":
            return InputError(self.about(name))
        error = RuntimeError(self.about(name))
        error.add_note(self.trace)
        return error


@dataclass(frozen=True)
class Outcome(Generic[Result]):
    """What became of an item.

    ``number`` is its place among the items, from 0; without a ``failure`` there is a ``result``.
    ``seconds`` are those of the work alone.
    """

    number: int
    result: Result | None
    failure: Failure | None = None
    seconds: float = 0.0


class Runner(Protocol):
    """Applies a function to many items, ``jobs`` at a time."""

    jobs: int

    def map(
        self, work: Callable[[Item], Result], items: Iterable[Item]
    ) -> Iterator[Outcome[Result]]:
        """Yield what becomes of each item as it finishes, in whatever order.

        ``work`` may run elsewhere: it pickles and changes nothing here. If it has a method
        ``prepare``, that loads what all items need: it is called where that saves time. The items
        are taken as they are needed, a few ahead of the results. Closing the iterator ends all
        work.

        Raises what ``work`` raises of :class:`align.errors.TmxalignError` except
        :class:`align.errors.InputError`: a wrong model or a full disk would stop the other items,
        too.
        """
        ...


class InProcess:
    """The runner that runs everything here, one after the other.

    >>> for outcome in InProcess().map(int, ["7", "seven"]):
    ...     print(outcome.result, outcome.failure and outcome.failure.message)
    7 None
    None internal error: ValueError: invalid literal for int() with base 10: 'seven'
    """

    jobs = 1

    def map(
        self, work: Callable[[Item], Result], items: Iterable[Item]
    ) -> Iterator[Outcome[Result]]:
        """As :meth:`Runner.map`; the outcomes come in the order of the items."""
        for number, item in enumerate(items):
            yield attempt(work, number, item)


def prepare(work: Callable[[Item], Result]) -> None:
    """Load what ``work`` needs, if it says how."""
    getattr(work, "prepare", lambda: None)()


def attempt(work: Callable[[Item], Result], number: int, item: Item) -> Outcome[Result]:
    """Work on an item here; raises as :meth:`Runner.map`."""
    began = time.perf_counter()
    result, failure = None, None
    try:
        result = work(item)
    except Exception as error:
        failure = failure_of(error)
    return Outcome(number, result, failure, time.perf_counter() - began)


def failure_of(error: Exception) -> Failure:
    """The failure that an error of one item is; raises an error that would stop the others, too.

    >>> failure_of(KeyError("a")).message
    "internal error: KeyError: 'a'"
    """
    if isinstance(error, InputError):
        return Failure("input", str(error))
    if isinstance(error, TmxalignError):
        raise error
    trace = "".join(traceback.format_exception(error))
    if isinstance(error, MemoryError):
        return Failure("memory", "not enough memory; leave it out, or try it alone", trace)
    message = " ".join(f"internal error: {type(error).__name__}: {error}".split())
    return Failure("internal", message, trace)
