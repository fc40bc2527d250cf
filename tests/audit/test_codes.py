"""Codes and abbreviations: what English glues to a code, amounts and Chinese names are quiet."""

from pathlib import Path

import pytest

from align.audit import CHECKS, Config
from align.audit.engine.check import Context
from align.audit.engine.run import audit_store
from align.audit.engine.segment_store import case, stored

LOOK = CHECKS["codes"].make(Context())
ROWS = [
    line.split("\t")
    for line in Path(__file__).with_name("codes.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("expected", "en", "zh"), ROWS)
def test_codes_of_a_pair_of_texts(expected: str, en: str, zh: str) -> None:
    found = {hit.severity or CHECKS["codes"].severity for hit in LOOK(case(en, zh))}
    assert found == ({expected} - {"-"})


@pytest.mark.parametrize(
    ("expected", "en", "zh"),
    [
        ([], "an [A]SCII file", "ASCII文件"),
        ([], "NGO(s) and NPO(s)", "NGO和NPO"),
        # another body, or one letter dropped
        (["warning"], "LGBT groups met.", "LGBTQ群体聚会。"),
        (["warning"], "CNBC said so.", "NBC如是说。"),
        (["warning"], "ISIS and ISIL", "ISIS"),
        (["error"], "The UNHCR met.", "UNHRC召开会议。"),
        (["error"], "The IECEE met.", "IECE召开会议。"),
        (["error"], "The AQSIQ met.", "AQSIK召开会议。"),
    ],
)
def test_abbreviations_of_a_pair_of_texts(expected: list[str], en: str, zh: str) -> None:
    config = Config(only=("abbreviations",))
    with stored([case(en, zh)]) as store, audit_store(store, config=config, jobs=1) as report:
        assert [finding.severity for finding in report] == expected
