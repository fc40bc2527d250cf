"""``tmxalign evaluate``: the three ways to print, and files that are broken."""

import json

import pytest


@pytest.fixture
def files(tmp_path):
    (tmp_path / "x.beads.tsv").write_text("0\t0\n1,2\t1\n\t2\n3\t3\n")
    (tmp_path / "x.gold.tsv").write_text("0\t0\n1\t1\n2\t\n\t2\n3\t3\n")
    return "x.beads.tsv", "x.gold.tsv"


def test_three_output_modes(cli, files):
    table, short, data = (cli("evaluate", *files, *o) for o in ([], ["--short"], ["--json"]))
    for done in (table, short, data):
        assert done.exit_code == 0
        assert not done.stderr
    strict = json.loads(data.stdout)["strict"]
    assert (strict["right"], strict["proposed"], strict["found"], strict["gold"]) == (3, 4, 2, 3)
    assert (strict["precision"], strict["recall"]) == (0.75, pytest.approx(2 / 3, abs=1e-6))
    assert short.stdout.startswith("strict F1 0.706 (P 0.750, R 0.667); lax F1 1.000; ")
    assert short.stdout.count("\n") == 1
    rows = {line.split("  ")[0].strip(): line.split() for line in table.stdout.splitlines() if line}
    assert rows["strict"][1:4] == ["0.750", "0.667", "0.706"]
    assert rows["lax"][1:4] == ["1.000", "1.000", "1.000"]
    assert table.stdout.splitlines()[-1].startswith("tmxalign:")


def test_folders_are_matched_by_name(cli, files, tmp_path):
    for name in ("y", "z"):
        (tmp_path / f"{name}.beads.tsv").write_text("0\t0\n")
    (tmp_path / "y.gold.tsv").write_text("0\t0\n")
    done = cli("evaluate", tmp_path, tmp_path)
    assert done.exit_code == 0
    assert [
        line.split()[0] for line in done.stdout.splitlines() if line[:1] in ("x", "y", "z")
    ] == [
        "x",
        "y",
    ]


def test_output_of_align_can_be_evaluated(cli, pair, tmp_path):
    cli("align", *pair, "-o", "p.align.json")
    cli("align", *pair, "-o", "p.gold.tsv", "--format", "beads.tsv")
    assert "strict F1 1.000" in cli("evaluate", "p.align.json", "p.gold.tsv", "--short").stdout


def test_nothing_to_find_is_valid_json(cli, files, tmp_path):
    (tmp_path / "x.gold.tsv").write_text("0\t\n")
    done = cli("evaluate", *files, "--json")

    def refuse(constant):
        raise AssertionError(f"{constant} is no JSON")

    assert json.loads(done.stdout, parse_constant=refuse)["strict"]["recall"] is None


GOLD = {
    "one column": b"0\n",
    "three columns": b"0\t0\t0\n",
    "words": b"first\tsecond\n",
    "negative": b"-1\t0\n",
    "a blank line": b"0\t0\n\n1\t1\n",
    "both sides empty": b"\t\n",
    "a number twice": b"0\t0\n0\t1\n",
    "binary": b"\xff\xfe\x00",
    "a space after the comma": b"0, 1\t0\n",
}


@pytest.mark.parametrize("kind", GOLD)
def test_broken_gold(refused, files, tmp_path, kind):
    (tmp_path / "x.gold.tsv").write_bytes(GOLD[kind])
    assert "x.gold.tsv" in refused("evaluate", *files, status=3)


ALIGNMENT = {
    "cut off": b'{"schema": "tmxalign/alignment/1", "en": {',
    "something else": b'{"a": 1}',
    "a list": b"[]",
    "binary": b"\x80\x00",
    "empty": b"",
    "a sentence that is not there": b'{"schema": "tmxalign/alignment/1", "beads": '
    b'[{"en": [0], "zh": [0]}], "en": {"paragraphs": [], "sentences": []}, '
    b'"zh": {"paragraphs": [], "sentences": []}}',
    "too deep": b"[" * 100_000,
}


@pytest.mark.parametrize("kind", ALIGNMENT)
def test_broken_alignment(refused, files, tmp_path, kind):
    (tmp_path / "x.align.json").write_bytes(ALIGNMENT[kind])
    assert "x.align.json" in refused("evaluate", "x.align.json", "x.gold.tsv", status=3)


def test_missing_files(refused, files, tmp_path):
    (tmp_path / "empty").mkdir()
    assert "nowhere" in refused("evaluate", "nowhere", "x.gold.tsv", status=3)
    assert "nowhere" in refused("evaluate", "x.beads.tsv", "nowhere", status=3)
    assert "ID.gold.tsv" in refused("evaluate", tmp_path, "empty", status=3)
    assert "for x" in refused("evaluate", "empty", tmp_path, status=3)
    assert "Missing argument" in refused("evaluate", "x.beads.tsv", status=2)
