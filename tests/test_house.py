"""The layout of the package: what docs/house.py measures stays as CONTRIBUTING.md promises."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "docs"))

from house import House  # noqa: E402

MOST_MODULES = 230


@pytest.fixture(scope="module")
def house():
    return House(ROOT)


def test_there_are_few_modules(house):
    assert len(house.lines) <= MOST_MODULES


def test_nothing_is_out_of_place(house):
    assert {kind: found for kind, found in house.findings().items() if found} == {}
