"""``tmxalign align --links``: files of links between words, beside or instead of an alignment."""

import json

import pytest
from cli_parts import EN, ZH


@pytest.fixture
def texts(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.en.txt").write_text(EN, encoding="utf-8")
    (tmp_path / "a.zh.txt").write_text(ZH, encoding="utf-8")
    return tmp_path


def test_links_are_written_beside_the_alignment(cli, texts):
    done = cli("align", "a.en.txt", "a.zh.txt", "-o", "a.tmx", "--links", "a.json")
    assert done.exit_code == 0, done.stderr
    assert (texts / "a.tmx").exists()
    beads = json.loads((texts / "a.json").read_text("utf-8"))["beads"]
    pairs = {(bead["en"][i][3], bead["zh"][j][3]) for bead in beads for i, j, *_ in bead["links"]}
    assert {("laboratory", "实验室"), ("CQC", "CQC"), ("ceremony", "仪式")} <= pairs


def test_links_alone_go_to_a_pipe(cli, texts):
    done = cli("align", "a.en.txt", "a.zh.txt", "--links", "-")
    assert done.stderr == ""
    head, *rows = done.stdout.splitlines()
    assert head.startswith("bead\ten_sentence\t")
    assert {len(row.split("\t")) for row in rows} == {13}


def test_an_unknown_ending_is_said_before_any_work(cli, texts):
    done = cli("align", "a.en.txt", "a.zh.txt", "--links", "a.docx")
    assert done.exit_code == 2
    assert ".pharaoh" in done.stderr
    assert cli("align", "a.en.txt", "a.zh.txt", "--links", "a.en.txt").exit_code == 2
