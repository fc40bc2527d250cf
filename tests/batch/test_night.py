"""A build that goes through a bad night: killed, poisoned, interrupted, out of disk."""

import json
import os
import subprocess
import sys
from inspect import signature
from pathlib import Path

import pytest

from align import build

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif("jobs" not in signature(build).parameters, reason="until there are jobs"),
    pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc here"),
]


@pytest.fixture(scope="module")
def night(tmp_path_factory):
    """A small version of ``benchmarks/batches.py``: few pairs, a model that costs nothing."""
    folder = tmp_path_factory.mktemp("night")
    words = ["--model", "cheap", "--ours", "--light", "--folder", folder, "--json", folder / "j"]
    words += ["--some", "5", "--good", "3", "--kills", "5", "--timeout", "1"]
    words += ["--only", "kills", "--only", "poison", "--only", "trouble"]
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    subprocess.run(
        [sys.executable, ROOT / "benchmarks" / "batches.py", *map(str, words)],
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.DEVNULL,
        check=False,
    )
    return json.loads((folder / "j").read_text("utf-8"))


def test_killed_at_any_moment_the_memory_is_that_of_an_undisturbed_build(night):
    found = night["kills"]
    assert found["kills"] == 5
    assert found["wrong"] == []
    assert found["bad journals"] == 0


def test_pairs_that_do_harm_are_listed_and_the_others_are_done(night):
    found = night["poison"]
    assert found["wrong"] == []
    assert found["pairs"] >= 20
    assert all(found["listed"].values())


TROUBLE = "Ctrl-C, SIGTERM, closed pipe, full disk, read-only disk, "
TROUBLE += "read-only memory, full temporary folder, two builds at once, changing source"


@pytest.mark.parametrize("what", TROUBLE.split(", "))
def test_trouble_is_one_line_and_the_next_build_is_right(night, what):
    if what not in night["trouble"]:
        pytest.skip("NOT TESTED: no disk can be mounted here")
    assert night["trouble"][what]["wrong"] == []
