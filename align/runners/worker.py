"""What another process does: it works on items until it is told to end, or nobody can tell it."""

import gc
import logging
import os
import pickle
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

from align.errors import TmxalignError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

#: Asks the parent process, and returns its answer.
Ask: TypeAlias = Callable[[Any], Any]
#: Makes, in another process, the function that works on an item there.
Make: TypeAlias = Callable[[], Callable[[Any, Ask], Any]]
#: What they say are the threads of libraries that compute.
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


def signals() -> set[signal.Signals]:
    """Those that end a program politely."""
    return {
        getattr(signal, name) for name in ("SIGINT", "SIGHUP", "SIGTERM") if hasattr(signal, name)
    }


def serve(make: Make, pipe: "Connection", ends: "list[Connection]", level: int) -> None:
    """Work on one item after the other, as ``pipe`` brings them, with what ``make`` makes.

    Signals are held back until this is called. ``ends`` are those of the parent; it gets what is
    logged from ``level`` on, because it knows what to do with it.
    """
    log = logging.getLogger("align")
    log.handlers, log.propagate, log.level = [_ToParent(pipe)], False, level
    for number in signals():  # the parent ends it
        signal.signal(number, _leave if number == signal.SIGTERM else signal.SIG_IGN)
    for end in ends:
        end.close()
    _end_with_parent()
    os.environ.update(dict.fromkeys(_THREADS, "1"))
    gc.freeze()
    gc.set_threshold(100_000)  # there are hardly any cycles, and searching for them takes time
    try:
        if hasattr(signal, "pthread_sigmask"):
            signal.pthread_sigmask(signal.SIG_UNBLOCK, signals())
        with suppress(EOFError, OSError):  # there is no parent any more
            _work(make, pipe)
    except _LeftError:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.raise_signal(signal.SIGTERM)


class _ToParent(logging.Handler):
    """Sends the log to the parent."""

    def __init__(self, pipe: "Connection") -> None:
        super().__init__()
        self._pipe = pipe

    def emit(self, record: logging.LogRecord) -> None:
        record.msg, record.args, record.exc_info = record.getMessage(), None, None
        with suppress(OSError):
            self._pipe.send(("log", record))


class _LeftError(BaseException):
    """The work breaks off, after what it has begun is cleared away."""


def _leave(*_: Any) -> NoReturn:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise _LeftError


def _work(make: Make, pipe: "Connection") -> None:
    def ask(question: Any) -> Any:
        pipe.send(("ask", question))
        return pipe.recv()

    try:
        work = make()
        if "numpy" in sys.modules:  # it has its threads already
            from threadpoolctl import threadpool_limits

            threadpool_limits(1)
    except _LeftError:
        raise
    except BaseException as error:
        pipe.send(("unready", _sendable(error)))
        return
    pipe.send(("ready", None))
    while data := pipe.recv_bytes():
        try:
            item = pickle.loads(data)
            answer = pickle.dumps(("done", work(item, ask)))
        except _LeftError:
            raise
        except BaseException as error:
            answer = pickle.dumps(("raised", _sendable(error)))
        item = None
        pipe.send_bytes(answer)


def _sendable(error: BaseException) -> BaseException:
    """The error, or what it says in one that can be sent."""
    with suppress(Exception):
        error.add_note("".join(traceback.format_exception(error)))
        if type(pickle.loads(pickle.dumps(error))) is type(error):
            return error
    kinds = (kind for kind in type(error).__mro__ if kind.__module__ == TmxalignError.__module__)
    sent: BaseException = next(kinds, RuntimeError)(f"{type(error).__name__}: {error}")
    return sent


def _end_with_parent() -> None:
    """End when the parent ends, however it ends and whatever this process is doing then."""

    def watch() -> None:
        from multiprocessing import parent_process

        if parent := parent_process():
            parent.join()
            os._exit(1)

    if sys.platform == "linux":  # also inside a long call that lets no thread run
        import ctypes

        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    threading.Thread(target=watch, daemon=True).start()
