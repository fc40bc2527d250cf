"""Items that kill their process, never end or raise anything: each has an outcome, once."""

import logging
import os
import random
import signal
import subprocess
import sys
import time
from multiprocessing import active_children
from pathlib import Path

import pytest

from align.errors import InputError, OutputError, UsageError
from align.runners import InProcess, Processes, crew, in_order_of, make_runner, processes
from align.runners.crew import ProcessEndedError

forked = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be forked here")


@pytest.fixture(autouse=True)
def _threads(monkeypatch):
    """The threads that other tests left (progress bars keep one) do not prevent a fork."""
    monkeypatch.setattr(processes, "may_fork", lambda: hasattr(os, "fork"))
    monkeypatch.setattr(processes, "_ENDING", 0)
    others = set(active_children())
    yield
    assert set(active_children()) <= others


@pytest.fixture
def spawned(monkeypatch):
    monkeypatch.setattr(processes, "may_fork", lambda: False)


class StubbornError(Exception):
    """It pickles, but cannot be made again."""

    def __init__(self, one, two):
        super().__init__(f"{one} {two}")


def act(item):
    """Do what an item says."""
    what, place = item
    match what:
        case "big":
            return b"." * 3_000_000
        case "lambda":
            return lambda: 0
        case "stubborn":
            raise StubbornError(1, 2)
        case "bug":
            raise KeyError("no such key")
        case "bad":
            raise InputError("a.txt: broken")
        case "memory":
            raise MemoryError
        case "exit":
            sys.exit(3)
        case "die":
            os.kill(os.getpid(), signal.SIGKILL)
        case "crash":
            os.kill(os.getpid(), signal.SIGTERM)
        case "once":  # a process dies the first time
            try:
                Path(place).touch(exist_ok=False)
            except FileExistsError:
                return "again"
            os.kill(os.getpid(), signal.SIGKILL)
        case "full":
            raise OutputError("no space left")
        case "endless":
            time.sleep(600)
        case "slow":
            time.sleep(0.02)
    return what


#: What comes of an item: a part of the message.
FAILED = {
    "lambda": ("internal", "internal error: "),
    "stubborn": ("internal", "internal error: StubbornError: 1 2"),
    "bug": ("internal", "internal error: KeyError: 'no such key'"),
    "bad": ("input", "a.txt: broken"),
    "memory": ("memory", "not enough memory"),
    "exit": ("internal", "SystemExit"),
    "die": ("killed", "its process was ended by signal 9 (out of memory?) twice; "),
    "crash": ("killed", "its process was ended by signal 15 twice; "),
    "endless": ("timeout", "not done after 0.4 s; "),
}
RESULTS = {"big": b"." * 3_000_000, "once": "again"}


def check(items, outcomes):
    assert sorted(outcome.number for outcome in outcomes) == list(range(len(items)))
    for outcome in outcomes:
        what = items[outcome.number][0]
        if what in FAILED:
            kind, message = FAILED[what]
            assert outcome.failure.kind == kind, outcome
            assert message in outcome.failure.message
            assert outcome.result is None
        else:
            assert outcome.failure is None, outcome
            assert outcome.result == RESULTS.get(what, what)


@forked
@pytest.mark.parametrize("seed", range(6))
def test_every_item_has_one_outcome_whatever_happens_to_its_process(seed, tmp_path):
    choose = random.Random(seed)
    kinds = ["fine", "slow", "once", *RESULTS, *FAILED.keys() - {"endless"}]
    items = [(choose.choice(kinds), tmp_path / str(n)) for n in range(choose.choice([1, 5, 30]))]
    runner = Processes(choose.choice([1, 2, 3]), choose.choice([None, 60]))
    check(items, list(runner.map(act, items)))


@forked
def test_what_does_not_end_is_ended_and_the_rest_is_done():
    items = [(what, "") for what in ("fine", "endless", "slow", "fine", "die", "fine")]
    check(items, list(Processes(2, timeout=0.4).map(act, items)))


def test_all_of_it_works_in_processes_that_are_not_forked(spawned, tmp_path):
    kinds = ["fine", "once", "big", "bug", "bad", "lambda"]
    items = [(what, tmp_path / str(n)) for n, what in enumerate(kinds)]
    check(items, list(Processes(2).map(act, items)))


def test_the_same_here_for_what_does_no_harm():
    items = [(what, "") for what in ("fine", "bug", "bad", "memory", "fine")]
    outcomes = list(make_runner(1).map(act, items))
    check(items, outcomes)
    assert 'raise KeyError("no such key")' in outcomes[1].failure.trace


@pytest.mark.parametrize("runner", [InProcess(), pytest.param(Processes(2), marks=forked)])
def test_what_would_stop_all_others_stops_the_run(runner):
    items = [("fine", ""), ("full", ""), ("slow", "")] * 100
    with pytest.raises(OutputError, match="no space left"):
        list(runner.map(act, items))


class Prepared:
    def __init__(self, folder, what="fine"):
        self.folder, self.what = folder, what

    def prepare(self):
        (self.folder / str(os.getpid())).touch()
        if self.what == "wrong":
            raise UsageError("no such model")
        act((self.what, ""))

    def __call__(self, item):
        return os.getpid()


@forked
def test_what_all_need_is_loaded_once_before_the_fork(tmp_path):
    found = {outcome.result for outcome in Processes(3).map(Prepared(tmp_path), range(9))}
    assert [path.name for path in tmp_path.iterdir()] == [str(os.getpid())]
    assert os.getpid() not in found


def test_it_is_loaded_in_each_process_that_is_not_forked(spawned, tmp_path):
    found = {outcome.result for outcome in Processes(1, 60).map(Prepared(tmp_path), range(3))}
    assert {int(path.name) for path in tmp_path.iterdir()} == found != {os.getpid()}


def test_processes_that_cannot_begin_are_one_error(spawned, tmp_path):
    with pytest.raises(UsageError, match="no such model"):
        list(Processes(2).map(Prepared(tmp_path, "wrong"), range(3)))
    with pytest.raises(ProcessEndedError, match="can be started: it was ended by signal 9"):
        list(Processes(1, 60).map(Prepared(tmp_path, "die"), range(3)))


@forked
def test_with_too_few_resources_there_are_fewer_processes(monkeypatch):
    real = crew._Seat

    def seat(method, make, others):
        if len(others) == 2:
            raise BlockingIOError(11, "Resource temporarily unavailable")
        return real(method, make, others)

    monkeypatch.setattr(crew, "_Seat", seat)
    pids = {outcome.result for outcome in Processes(9).map(pid, range(20))}
    assert len(pids) <= 2
    monkeypatch.setattr(crew, "_most_processes", lambda: 1)
    assert len({outcome.result for outcome in Processes(9).map(pid, range(20))}) == 1


def pid(item):
    return os.getpid()


@forked
def test_items_are_taken_as_they_are_needed():
    taken = []
    items = (taken.append(n) or n for n in range(1000))
    outcomes = Processes(2).map(abs, items)
    for done, _ in enumerate(outcomes, start=1):
        assert len(taken) <= done + 5
        if done == 20:
            break
    outcomes.close()


@forked
def test_no_more_processes_than_items():
    assert list(Processes(4).map(abs, [])) == []
    others = set(active_children())
    outcomes = Processes(4).map(act, [("slow", "")] * 2)
    next(outcomes)
    assert len(set(active_children()) - others) <= 2
    outcomes.close()


@forked
def test_closing_ends_what_never_would():
    outcomes = Processes(2).map(act, [("fine", ""), ("endless", ""), ("endless", "")])
    for outcome in in_order_of(outcomes):
        assert outcome.result == "fine"
        break
    # the iterator of the loop is gone, and with it the processes: see the fixture


@forked
def test_an_error_among_the_items_is_raised_and_ends_the_processes():
    def items():
        yield "endless", ""
        raise RuntimeError("the list broke off")

    with pytest.raises(RuntimeError, match="broke off"):
        list(Processes(2).map(act, items()))


def nested(item):
    return [outcome.result for outcome in Processes(2).map(abs, [item, -item])]


@forked
def test_a_process_of_a_runner_starts_no_others():
    assert [outcome.result for outcome in Processes(1, 60).map(nested, [3])] == [[3, 3]]


def threads(item):
    import numpy  # noqa: F401
    from threadpoolctl import threadpool_info

    return [library["num_threads"] for library in threadpool_info()]


def warn(item):
    logging.getLogger("align.files").warning("item %s is odd", item)
    logging.getLogger("align.files").debug("nobody asked")
    return item


@pytest.mark.parametrize("way", ["fork", "spawn"])
def test_what_they_log_is_logged_here(way, request, caplog, capfd):
    if way == "spawn":
        request.getfixturevalue("spawned")
    assert sum(outcome.result for outcome in Processes(2, 60).map(warn, [1, 2, 3])) == 6
    assert sorted(caplog.messages) == [f"item {n} is odd" for n in (1, 2, 3)]
    assert {record.name for record in caplog.records} == {"align.files"}
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("way", ["fork", "spawn"])
def test_each_process_computes_with_one_thread(way, monkeypatch, request):
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "3")
    if way == "spawn":
        request.getfixturevalue("spawned")
    (outcome,) = Processes(1, 60).map(threads, [0])
    assert outcome.failure is None
    assert set(outcome.result) <= {1}


ORPHAN = """
import signal, sys
from align.runners import Processes, processes
signal.signal(signal.SIGINT, signal.default_int_handler)
processes.may_fork = lambda: sys.argv[1] == "fork"
busy = "import re, os; os.write(1, b'on\\\\n'); re.match('(a|a)*b', 'a' * 99)"
list(Processes(2).map(exec, [busy] * 3))
"""


@forked
@pytest.mark.parametrize("fork", ["fork", "spawn"])
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGKILL"])
def test_processes_that_never_end_end_with_their_parent(name, fork):
    """Also inside a call that lets no other thread run, and Ctrl-C is one traceback."""
    line = [sys.executable, "-c", ORPHAN, fork]
    with subprocess.Popen(
        line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    ) as job:
        assert [job.stdout.readline() for _ in range(2)] == [b"on\n"] * 2
        send = os.killpg if name == "SIGINT" else os.kill  # a terminal sends it to all of them
        send(job.pid, getattr(signal, name))
        _, errors = job.communicate(timeout=600)  # until the last that holds the pipe has ended
    assert job.returncode
    assert errors.count(b"Traceback") == (name == "SIGINT")


@forked
def test_by_default_a_few_items_are_worth_no_process():
    assert {outcome.result for outcome in make_runner().map(pid, range(3))} == {os.getpid()}
    assert os.getpid() not in {outcome.result for outcome in Processes(2).map(pid, range(4))}


@forked
def test_one_run_ends_while_another_has_copies_of_its_pipes(monkeypatch):
    monkeypatch.setattr(crew, "_PATIENCE", 600)
    outcomes = Processes(1, 60).map(pid, range(2))
    next(outcomes)
    others = Processes(2).map(act, [("slow", ""), ("endless", "")])
    next(others)
    assert len(list(outcomes)) == 1
    others.close()


def tidy(folder):
    try:
        time.sleep(600)
    finally:
        (folder / "tidy").touch()


@forked
def test_work_that_is_given_up_can_clear_away(tmp_path):
    (outcome,) = Processes(1, timeout=0.2).map(tidy, [tmp_path])
    assert outcome.failure.kind == "timeout"
    assert (tmp_path / "tidy").exists()
