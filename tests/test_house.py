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


def test_the_number_of_modules_is_limited(house):
    assert len(house.lines) <= MOST_MODULES


def test_the_layout_is_respected(house):
    assert {kind: found for kind, found in house.findings().items() if found} == {}
