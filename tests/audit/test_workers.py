"""The processes of an audit: what becomes of them when something goes wrong."""

import os
import signal
import threading
import time
from multiprocessing import active_children

import pytest

from align.audit.engine.run import Workers
from align.audit.engine.tasks import Done, Task
from align.errors import TmxalignError
from align.runners.crew import may_fork

PART = Task(part=[])
pytestmark = pytest.mark.skipif(not may_fork(), reason="no other processes here")


@pytest.fixture(autouse=True)
def _alone():
    """What looks after the processes of the test before has to end: threads and forks do not go."""
    deadline = time.monotonic() + 600
    while threading.active_count() > 1 and time.monotonic() < deadline:
        time.sleep(0.01)


class Naming:
    def __call__(self, task):
        return Done([(task.check,)], os.getpid())


class Dying:
    def __call__(self, task):
        os.kill(os.getpid(), signal.SIGKILL)


class Endless:
    def __call__(self, task):
        time.sleep(600)


def test_results_come_in_the_order_of_the_tasks():
    workers = Workers(Naming(), 2)
    for task in (PART, PART, *map(Task, "abcdefgh")):
        workers.submit(task)
    done = list(workers.rest())
    workers.close(at_once=False)
    assert [d.findings[0][0] for d in done] == ["", "", *"abcdefgh"]
    assert os.getpid() not in {d.ignored for d in done}


def test_a_small_audit_starts_no_process():
    workers = Workers(Naming(), 2)
    for task in (PART, Task("a"), Task("b")):
        workers.submit(task)
    assert {d.ignored for d in workers.rest()} == {os.getpid()}


def test_a_killed_process_is_reported_in_one_line():
    workers = Workers(Dying(), 2)
    workers.submit(PART)
    workers.submit(PART)
    with pytest.raises(TmxalignError, match="--jobs 1"):
        list(workers.rest())
    workers.close(at_once=True)


def test_closing_does_not_wait_for_unneeded_results():
    others = set(active_children())
    workers = Workers(Endless(), 2)
    workers.submit(PART)
    workers.submit(PART)
    began = set(active_children()) - others
    assert len(began) == 2
    workers.close(at_once=True)
    for process in began:
        assert process.exitcode == -signal.SIGTERM
