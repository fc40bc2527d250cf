"""Ray: the same results as in process, and nothing is lost or there twice when a node is killed.

One cluster of two nodes (a raylet each, with its own port and workers) serves the whole file; the
last test kills one of them.
"""

import logging
import os
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import align
from align.batch.work import PairTask, PairWork
from align.errors import InputError, OutputError, UsageError
from align.pair import pair_by_name
from align.pipeline import Aligner
from align.runners import InProcess, make_runner
from align.runners.ray_runner import RayRunner, _Pool

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/embed"))

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="pgrep, and signals of a raylet"),
]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    token = tmp_path_factory.mktemp("ray") / "token"
    token.write_text(secrets.token_hex(32))
    with pytest.MonkeyPatch.context() as patch:
        # Ray reads this when it is imported; without, it puts a token into the home folder
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        patch.setenv("RAY_AUTH_MODE", "token")
        patch.setenv("RAY_AUTH_TOKEN_PATH", str(token))
        ray = pytest.importorskip("ray", reason="pip install 'tmxalign[ray]'")
        from ray.cluster_utils import Cluster

        ray.cloudpickle.register_pickle_by_value(sys.modules[__name__])  # nodes do not have it
        own = {"num_cpus": 1, "include_dashboard": False, "object_store_memory": 100 << 20}
        cluster = Cluster(initialize_head=True, head_node_args=own)
        # a GPU that Ray believes in: it only counts them
        cluster.other = cluster.add_node(num_cpus=1, num_gpus=1, object_store_memory=100 << 20)
        yield cluster
        cluster.shutdown()


class Squares:
    """Squares numbers, but for some that are trouble."""

    def prepare(self):
        self.ready = True

    def __call__(self, number):
        assert self.ready
        match number:
            case 1:
                logging.getLogger("align.test").warning("number %s", number)
            case 3:
                raise InputError("three.txt: empty")
            case 5:
                raise KeyError("no such key")
            case 7:
                os._exit(1)
            case 9:
                time.sleep(1000)
            case 11:
                return lambda: number  # pickles only with cloudpickle, as Ray does
        return number * number


def full(_):
    raise OutputError("the disk is full")


class Wrong:
    def prepare(self):
        raise UsageError("no such model")

    def __call__(self, item):
        raise AssertionError


class Seen:
    """Says which GPUs its actor may use."""

    gpus = True

    def __call__(self, item):
        import ray

        return ray.get_gpu_ids()


def by_number(outcomes):
    found = sorted(outcomes, key=lambda outcome: outcome.number)
    return [(outcome.number, outcome.result, outcome.failure) for outcome in found]


def test_each_item_has_one_outcome_whatever_it_does(cluster, caplog, capfd):
    runner = make_runner(2, runner="ray", address=cluster.address, timeout=1)
    found = {outcome.number: outcome for outcome in runner.map(Squares(), iter(range(30)))}
    failures = {number: about.failure for number, about in found.items() if about.failure}
    assert [failures[number].kind for number in sorted(failures)] == [
        "input", "internal", "killed", "timeout",
    ]  # fmt: skip
    assert failures[3].message == "three.txt: empty"
    assert "KeyError" in failures[5].trace
    assert found[11].result() == 11
    right = {number: number**2 for number in range(30) if number not in (3, 5, 7, 9, 11)}
    assert {number: found[number].result for number in right} == right
    assert len(found) == 30
    assert caplog.messages == ["number 1"]
    assert capfd.readouterr() == ("", "")  # standard output may be a memory


def test_what_would_stop_all_items_stops_the_run(cluster):
    with pytest.raises(OutputError, match="disk is full"):
        list(RayRunner(1, address=cluster.address).map(full, [1, 2]))
    with pytest.raises(UsageError, match="no such model"):
        list(RayRunner(1, address=cluster.address).map(Wrong(), [1, 2]))


def test_nobody_at_the_address_is_one_line():
    with pytest.raises(UsageError, match=r"127.0.0.1:1: no Ray cluster answers .*ray start"):
        list(RayRunner(1, address="127.0.0.1:1").map(abs, [1]))


def test_an_address_is_for_ray_only():
    with pytest.raises(UsageError, match="--runner ray"):
        make_runner(1, address="127.0.0.1:6379")


def test_other_versions_on_a_node_are_named(cluster, monkeypatch):
    monkeypatch.setattr("align.runners.ray_runner.VERSIONS", ("tmxalign 0.0.1", "Python 3.0"))
    with pytest.raises(UsageError, match=r"has tmxalign .*, but here is tmxalign 0.0.1"):
        list(RayRunner(1, address=cluster.address).map(abs, [1]))


def test_actors_share_the_gpus(cluster):
    runner = RayRunner(address=cluster.address)
    assert [outcome.result for outcome in runner.map(Seen(), [1, 2])] == [[0], [0]]
    assert runner.jobs == 1
    runner = RayRunner(
        2, address=cluster.address
    )  # no core is left for the second one, which waits
    assert [outcome.result for outcome in runner.map(Seen(), [1, 2])] == [[0], [0]]


def test_a_model_of_sentence_transformers_on_actors(cluster, tmp_path):
    from test_sbert import EN, ZH, make_model

    for name, text in ("a.en.txt", EN), ("a.zh.txt", ZH):
        (tmp_path / name).write_text(text, encoding="utf-8")
    tasks = [PairTask(pair) for pair in pair_by_name(tmp_path).pairs]
    work = PairWork(Aligner(model=str(make_model(tmp_path / "tiny")), force=True))
    assert work.gpus
    ((_, there, failure),) = by_number(RayRunner(1, address=cluster.address).map(work, tasks))
    assert failure is None
    ((_, here, _),) = by_number(InProcess().map(work, tasks))
    assert there.keep == here.keep
    assert there.record.units == 3


def test_a_build_is_the_same_when_a_node_is_killed(cluster, tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    folder = tmp_path / "docs"
    for side in ("en", "zh"):
        (folder / side).mkdir(parents=True)
        for file in sorted((ROOT / "corpora" / side).glob("*.txt"))[:8]:
            (folder / side / file.name).write_bytes(file.read_bytes())
    here = align.build(folder, tmp_path / "here.tmx", by_name=True, jobs=1)
    raylet = cluster.other.all_processes["raylet"][0].process.pid
    tried, done = [], []

    def kill(number, total, name, failed):
        done.append(name)
        if number == 3:
            workers = subprocess.run(["pgrep", "-P", str(raylet)], capture_output=True, text=True)
            for pid in (raylet, *map(int, workers.stdout.split())):
                os.kill(pid, signal.SIGKILL)

    lost = _Pool._lost
    monkeypatch.setattr(_Pool, "_lost", lambda self, *args: tried.append(1) or lost(self, *args))
    there = align.build(
        folder, tmp_path / "there.tmx", by_name=True, jobs=2, runner="ray",
        address=cluster.address, progress=kill,
    )  # fmt: skip
    assert tried  # a worker was there, and is gone
    assert sorted(done) == sorted(record.name for record in here.records)
    assert (there.pairs, there.units, there.failed) == (here.pairs, here.units, [])
    assert (tmp_path / "there.tmx").read_bytes() == (tmp_path / "here.tmx").read_bytes()
