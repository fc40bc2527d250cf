"""The layout of the package: what docs/house.py measures stays as CONTRIBUTING.md promises."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "docs"))

from house import House  # noqa: E402

#: Lines a module, on average: a module is an idea, not a function.
LEAST_LINES = 150


@pytest.fixture(scope="module")
def house():
    return House(ROOT)


def test_modules_are_few_and_full(house):
    assert sum(house.lines.values()) >= LEAST_LINES * len(house.lines)


def test_the_layout_is_respected(house):
    assert {kind: found for kind, found in house.findings().items() if found} == {}
