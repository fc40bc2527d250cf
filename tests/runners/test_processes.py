"""Other processes: order, questions, errors, and what ends them."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from align.runners import processes
from align.runners.crew import ProcessEndedError
from align.runners.processes import in_order

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no other processes here")


@pytest.fixture(autouse=True)
def threads(monkeypatch):
    """The threads that other tests left (progress bars keep one) neither count nor prevent."""
    monkeypatch.setattr(processes, "may_fork", lambda: True)
    return threading.active_count()


@pytest.mark.parametrize("jobs", [1, 2, 3, 20])
def test_results_come_in_the_order_of_the_items(jobs, threads):
    def work(item, ask):
        time.sleep(0.01 * (item % 3))
        return item, b"." * 200_000

    found = list(in_order(range(20), work, jobs=jobs))
    assert [item for item, _ in found] == list(range(20))
    assert threading.active_count() == threads


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_questions_are_answered_in_the_order_of_the_items(jobs):
    asked = []

    def answer(question):
        asked.append(question)
        return len(asked), os.getpid()

    def work(item, ask):
        time.sleep(0.01 * (-item % 4))
        return ask(item), os.getpid()

    found = list(in_order(range(12), work, jobs=jobs, answer=answer))
    assert asked == list(range(12))
    assert [number for (number, _), _ in found] == list(range(1, 13))
    assert {here for (_, here), _ in found} == {os.getpid()}
    assert (os.getpid() in {there for _, there in found}) == (jobs == 1)


def test_an_item_without_a_question_does_not_delay_others():
    def work(item, ask):
        return ask(item) if item % 3 else item

    assert list(in_order(range(20), work, jobs=3)) == list(range(20))


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_is_raised_when_its_item_is_next(jobs, threads):
    def work(item, ask):
        ask(item)
        return 1 // (item - 5)

    found = []
    with pytest.raises(ZeroDivisionError):
        for one in in_order(range(1000), work, jobs=jobs):
            found.append(one)
    assert found == [1 // (n - 5) for n in range(5)]
    assert threading.active_count() == threads


def test_few_results_are_buffered(tmp_path):
    def work(item, ask):
        (tmp_path / str(item)).touch()
        return item

    results = in_order(range(1000), work, jobs=2)
    next(results)
    time.sleep(0.3)
    assert len(list(tmp_path.iterdir())) <= 2 * processes.AHEAD
    results.close()


def test_a_process_that_is_killed_is_an_error_even_in_the_middle_of_a_result():
    class Killing:
        def __reduce__(self):
            os.kill(os.getpid(), signal.SIGKILL)

    for what in (Killing(), [b"." * 10_000_000, Killing()]):
        with pytest.raises(ProcessEndedError, match="out of memory"):
            list(in_order(range(4), lambda item, ask, what=what: what, jobs=2))


SCRIPT = """
import os, signal, sys, time
from align.runners.processes import in_order
if sys.argv[1] == "SIGINT":
    signal.signal(signal.SIGINT, signal.default_int_handler)
def work(item, ask):
    time.sleep(0.05)
    return ask(b"." * 500_000)
for one in in_order(range(10_000), work, jobs=2):
    print("on", flush=True)
"""


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGKILL"])
def test_processes_end_with_their_parent(name):
    line = [sys.executable, "-c", SCRIPT, name]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as job:
        job.stdout.readline()
        job.send_signal(getattr(signal, name))
        job.communicate(timeout=600)  # the pipe ends when the last that holds it has ended
    assert job.returncode
