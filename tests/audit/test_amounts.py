"""Amounts in many forms: what is the same is quiet, what differs is found.

``amounts.tsv`` has a row for each: what is expected (``quiet``, ``any`` or the id of a check), the
English side, the Chinese side.
"""

from pathlib import Path

import pytest

from align.audit import CHECKS
from align.audit.engine.check import Context
from align.audit.engine.segment_store import case

FAMILY = [id for id, check in CHECKS.items() if check.family == "numbers"]
ROWS = [
    line.split("\t")
    for line in Path(__file__).with_name("amounts.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def checks_that_fire(en: str, zh: str) -> set[str]:
    segment = case(en, zh)
    looks = {id: CHECKS[id].make(Context(), **CHECKS[id].defaults()) for id in FAMILY}
    return {id for id, look in looks.items() if list(look(segment))}


@pytest.mark.parametrize(("wanted", "en", "zh"), ROWS)
def test_amounts_are_compared_by_what_they_mean(wanted: str, en: str, zh: str) -> None:
    found = checks_that_fire(en, zh)
    if wanted == "quiet":
        assert not found
    elif wanted == "any":
        assert found
    else:
        assert wanted in found
