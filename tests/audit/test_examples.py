"""Every check does what its examples say."""

import pytest

from align.audit import CHECKS
from align.audit.engine.check import Check, Example, hits_in


def cases(kind: str) -> list:
    return [
        pytest.param(check, example, id=f"{check.id}-{n}")
        for check in CHECKS.values()
        for n, example in enumerate(getattr(check, kind))
    ]


@pytest.mark.parametrize(("check", "example"), cases("fires"))
def test_a_check_finds_its_faults(check: Check, example: Example) -> None:
    found = hits_in(check, example)
    assert found
    texts = {(len(s.en), len(s.zh)) for s in example}
    for hit in found:
        assert hit.message
        assert "\n" not in hit.message
        assert any(
            all(0 <= a < z <= en for a, z in hit.en) and all(0 <= a < z <= zh for a, z in hit.zh)
            for en, zh in texts
        ), "a span must lie within its text"


@pytest.mark.parametrize(("check", "example"), cases("silent"))
def test_a_check_is_silent_on_correct_text(check: Check, example: Example) -> None:
    assert hits_in(check, example) == []


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)
def test_a_check_describes_itself(check: Check) -> None:
    assert check.fires
    assert check.silent
    assert check.summary[:1].islower() or check.summary[:1].isupper()
    assert "\n" not in check.rationale
    assert check.rationale.endswith(".")
