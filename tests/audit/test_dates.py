"""Dates and times: free but correct renderings are quiet, differences are found."""

from pathlib import Path

import pytest

from align.audit import CHECKS
from align.audit.engine.check import Context
from align.audit.engine.segment_store import case

TABLE = Path(__file__).with_name("dates.tsv")
LOOKS = {id: CHECKS[id].make(Context()) for id in ("dates", "dates-missing", "weekdays")}
ROWS = [
    line.split("\t")
    for line in TABLE.read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("expected", "en", "zh"), ROWS)
def test_what_a_pair_of_texts_gives(expected: str, en: str, zh: str) -> None:
    found = {
        f"{id} {hit.severity or CHECKS[id].severity}"
        for id, look in LOOKS.items()
        for hit in look(case(en, zh))
    }
    assert found == ({expected} - {"-"})
