"""``align --explain``: why a pair was made, and what else it might have been."""

import json
from pathlib import Path

import pytest

from align.search.two_pass import GROUPS, RATE, REST


def test_the_table_shows_the_evidence(cli, pair):
    plain, explained = cli("align", *pair), cli("align", *pair, "--explain")
    assert explained.exit_code == 0
    assert "why" in explained.stdout
    assert "meaning" in explained.stdout
    assert "else " in explained.stdout
    assert "meaning" not in plain.stdout


def test_the_native_file_has_parts_and_runner_up(cli, pair):
    assert cli("align", *pair, "--explain", "-o", "a.align.json").exit_code == 0
    beads = json.loads(Path("a.align.json").read_text(encoding="utf-8"))["beads"]
    for bead in beads:
        assert set(bead["parts"]) <= {*GROUPS, REST, RATE}
        assert sum(bead["parts"].values()) == pytest.approx(bead["score"], abs=0.02)
        if "rival" in bead:
            assert (bead["rival"]["en"], bead["rival"]["zh"]) != (bead["en"], bead["zh"])
    rivals = [bead["rival"] for bead in beads if "rival" in bead]
    assert rivals
    assert all(0 < rival["probability"] < 1 for rival in rivals)


def test_explaining_changes_nothing_else(cli, pair):
    found = []
    for options in ([], ["--explain"]):
        cli("align", *pair, *options, "-o", "a.align.json")
        data = json.loads(Path("a.align.json").read_text(encoding="utf-8"))
        for bead in data["beads"]:
            bead.pop("parts", None), bead.pop("rival", None)
        found.append(data)
    assert found[0] == found[1]
