"""Segments on disk, read by several processes at a time."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_all_start_methods, get_context

import pytest

from align.audit.engine.segment_store import SegmentStore, case, segments_from, stored

COUNT = 2_000
SEGMENTS = [case(f"Sentence {n}.", f"第{n}句。" * (n % 7 + 1)) for n in range(COUNT)]


@pytest.fixture
def store():
    with stored(SEGMENTS) as store:
        yield store


_store = None


def _begin(store):
    global _store
    _store = store


def _wrong(step):
    """How many of the segments that are read here and there are others than those asked for."""
    return sum(_store[n * step % COUNT].number != n * step % COUNT for n in range(20_000))


@pytest.mark.skipif("fork" not in get_all_start_methods(), reason="no forks here: nothing shared")
def test_forked_processes_do_not_disturb_each_other(store):
    assert store[7].number == 7  # the file is open before the fork
    with ProcessPoolExecutor(3, get_context("fork"), initializer=_begin, initargs=(store,)) as pool:
        assert list(pool.map(_wrong, [7, 11, 13, 17, 19, 23])) == [0] * 6


def test_a_part_can_be_read_while_others_are_written():
    with SegmentStore() as store:
        for segment in SEGMENTS[:10]:
            store.add(segment)
        early = store.part(2, 5)
        assert [s.en for s in segments_from(early)] == [s.en for s in SEGMENTS[2:5]]
        store.add(SEGMENTS[10])
        assert [s.en for s in segments_from(store.part(9, 11))] == [s.en for s in SEGMENTS[9:11]]


@pytest.mark.parametrize(("start", "stop"), [(0, 0), (5, 5), (0, COUNT), (499, 1_501)])
def test_a_part_has_the_requested_records(store, start, stop):
    read = list(segments_from(store.part(start, stop)))
    assert [s.number for s in read] == list(range(start, stop))
