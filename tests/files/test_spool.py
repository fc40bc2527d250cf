"""Records on disk: written by one process, read by any."""

import os
import pickle
from multiprocessing import get_all_start_methods, get_context

import pytest

from align.files.spool import BLOCK, Spool

RECORDS = [("a" * (n % 50), n) for n in range(3 * BLOCK + 7)]


@pytest.fixture(params=["pickle", "plain"])
def spool(request, tmp_path):
    with Spool(tmp_path, plain=request.param == "plain") as spool:
        for record in RECORDS:
            spool.add(record)
        yield spool


@pytest.mark.parametrize(
    ("start", "stop"), [(0, 0), (5, 5), (0, len(RECORDS)), (BLOCK - 1, 2 * BLOCK + 1)]
)
def test_a_part_has_the_requested_records(spool, start, stop):
    part = spool.part(start, stop)
    assert list(part) == RECORDS[start:stop]
    assert len(part) == stop - start


def test_records_are_added_while_others_are_read(spool):
    first = iter(spool)
    assert next(first) == RECORDS[0]
    number = spool.add(("last", 0))
    assert spool[number] == ("last", 0)
    assert spool[7] == RECORDS[7]
    assert list(first) == RECORDS[1:]


def test_a_pickled_spool_has_the_records_of_that_moment(spool):
    then = pickle.dumps(spool)
    spool.add(("last", 0))
    copy = pickle.loads(then)
    assert list(copy) == RECORDS
    assert copy[9] == RECORDS[9]


def test_a_spool_without_a_folder_cannot_be_pickled():
    with Spool() as spool, pytest.raises(TypeError, match="folder"):
        pickle.dumps(spool)


@pytest.mark.skipif("fork" not in get_all_start_methods(), reason="no forks here: nothing shared")
def test_forked_processes_do_not_disturb_each_other(spool):
    assert spool[7] == RECORDS[7]  # the file is open before the fork
    processes = [get_context("fork").Process(target=_read, args=(spool, n)) for n in (7, 11, 13)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0, 0]


def _read(spool, step):
    places = (n * step % len(RECORDS) for n in range(5_000))
    os._exit(any(spool[place] != RECORDS[place] for place in places))


def test_a_cleared_spool_starts_over(spool):
    spool.clear()
    assert list(spool) == []
    assert spool.add(("b", 1)) == 0
    assert list(spool) == [("b", 1)]


def test_closing_removes_the_file(tmp_path):
    with Spool(tmp_path) as spool:
        spool.add("a")
        assert len(list(tmp_path.iterdir())) == 1
    assert list(tmp_path.iterdir()) == []
