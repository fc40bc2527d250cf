"""``tmxalign build``: the summary is right, nothing is lost, a terminal gets a bar."""

import json
import re
import signal
import subprocess
import sys
import time

import pytest
from cli_parts import CLI, ROOT
from lxml import etree

#: A memory that must stay.
OLD = '<tmx version="1.4"><header srclang="en-US"/><body/></tmx>'


def units(path):
    return etree.parse(path).findall(".//tu")


def test_the_summary_matches_the_memory(cli, folder, tmp_path):
    done = cli("build", folder, "-o", "m.tmx")
    assert done.exit_code == 0, done.stderr
    assert not done.stdout
    written = units(tmp_path / "m.tmx")
    sure = [float(tu.find("prop[@type='x-confidence']").text) for tu in written]
    kept = [
        json.loads(path.read_text(encoding="utf-8"))
        for path in sorted((tmp_path / "m.alignments").glob("*.align.json"))
    ]
    beads = [bead for alignment in kept for bead in alignment["beads"]]
    lost_en = sum(len(b["en"]) for b in beads if not b["zh"])
    lost_zh = sum(len(b["zh"]) for b in beads if not b["en"])
    assert lost_en + lost_zh
    assert sum(bool(b["en"] and b["zh"]) for b in beads) == len(written)
    lines = [line.split(maxsplit=2) for line in done.stderr.splitlines()]
    assert lines[0] == ["pairs", "3"]
    assert lines[1] == [
        "units",
        str(len(written)),
        f"mean confidence {sum(sure) / len(sure):.2f}, {sum(s < 0.5 for s in sure)} below 0.50",
    ]
    assert re.search(
        rf"left out +{lost_en + lost_zh} .*: {lost_en} English, {lost_zh} Chinese$",
        done.stderr,
        re.MULTILINE,
    )
    assert re.search(r"^unpaired +2 ", done.stderr, re.MULTILINE)
    assert "only-en-here.txt" in done.stderr
    assert "only-zh-here.txt" in done.stderr
    assert lines[-1] == ["wrote", "m.tmx"]


def test_a_second_run_reuses_alignments_and_writes_the_same(cli, folder, tmp_path):
    cli("build", folder, "-o", "m.tmx")
    first = (tmp_path / "m.tmx").read_bytes()
    again = cli("build", folder, "-o", "m.tmx").stderr
    assert "3 (3 unchanged, reused)" in again
    assert (tmp_path / "m.tmx").read_bytes() == first
    text = (folder / "en" / "a.txt").read_text(encoding="utf-8")
    (folder / "en" / "a.txt").write_text(text.replace("90", "95"), encoding="utf-8")
    assert "3 (2 unchanged, reused)" in cli("build", folder, "-o", "m.tmx").stderr
    assert "unchanged" not in cli("build", folder, "-o", "m.tmx", "--semicolons").stderr


def test_standard_output_is_clean_and_no_alignment_is_kept(cli, folder, tmp_path):
    before = set(tmp_path.iterdir())
    done = cli("build", folder, "-o", "-", "--format", "tmx")
    assert len(etree.fromstring(done.stdout_bytes).findall(".//tu")) > 6
    assert "wrote" not in done.stderr
    assert set(tmp_path.iterdir()) == before


def test_options_of_the_memory(cli, folder, tmp_path):
    options = ("--source", "zh", "--zh-locale", "zh-TW", "--tmx-encoding", "utf-16")
    assert cli("build", folder, "-o", "m.tmx", "--quiet", *options).exit_code == 0
    assert (tmp_path / "m.tmx").read_bytes().startswith(b"\xff\xfe")
    assert etree.parse(tmp_path / "m.tmx").find("header").get("srclang") == "zh-TW"


def test_a_failing_pair_is_listed_and_the_others_are_written(cli, folder, tmp_path):
    (folder / "zh" / "b.txt").write_bytes(b"\xff\xfe\xfd")
    done = cli("build", folder, "-o", "m.tmx")
    assert done.exit_code == 3
    assert re.search(r"^failed +1 .*\n    b: .*b\.txt", done.stderr, re.MULTILINE)
    assert {tu.find("prop[@type='x-document']").text for tu in units(tmp_path / "m.tmx")} == {
        "a",
        "c",
    }


def test_quiet_prints_only_errors(cli, folder, tmp_path):
    done = cli("build", folder, "-o", "m.tmx", "--quiet")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "")
    (folder / "zh" / "b.txt").write_bytes(b"")
    done = cli("build", folder, "-o", "m.tmx", "--quiet")
    assert done.exit_code == 3
    assert done.stderr.startswith("tmxalign: b: ")
    assert done.stderr.count("\n") == 1


def test_without_pairs_there_is_no_memory(refused, folder, tmp_path):
    (tmp_path / "m.tmx").write_text(OLD)
    for path in (folder / "zh").iterdir():
        path.write_bytes(b"")
    assert "4 × the file is empty" in refused("build", folder, "-o", "m.tmx", status=3)


@pytest.mark.parametrize("name", ["here", "here/en", "file"])
def test_folders_without_pairs(refused, tmp_path, name):
    (tmp_path / "here" / "en").mkdir(parents=True)
    (tmp_path / "file").write_text("x")
    (tmp_path / "m.tmx").write_text("old")
    refused("build", name, "-o", "m.tmx", status=3)


def test_wrong_usage(refused, folder, tmp_path):
    (tmp_path / "m.tmx").write_text("old")
    assert "--out" in refused("build", folder, status=2)
    assert ".tmx" in refused("build", folder, "-o", "m.docx", status=2)
    refused("build", folder, "-o", "m.tmx", "--encoding", "klingon", status=2)
    refused("build", folder, "-o", "m.tmx", "--model", "./nowhere", status=2)


@pytest.mark.parametrize("suffix", ["beads.tsv", "align.json"])
def test_formats_for_one_pair_are_refused(cli, folder, tmp_path, suffix):
    (tmp_path / f"m.{suffix}").write_text("old")
    done = cli("build", folder, "-o", f"m.{suffix}")
    assert done.exit_code == 2
    assert done.stderr.startswith("tmxalign: ")
    assert done.stderr.count("\n") == 1
    assert (tmp_path / f"m.{suffix}").read_text() == "old"
    assert not list(tmp_path.glob(".tmxalign-*"))


def test_targets_that_cannot_be_written(cli, refused, folder, tmp_path):
    (tmp_path / "file").write_text("x")
    assert "--alignments" in refused(
        "build", folder, "-o", "m.tmx", "--alignments", "file", status=3
    )
    (tmp_path / "m.tmx").mkdir()
    done = cli("build", folder, "-o", "m.tmx")
    assert done.exit_code == 3
    assert done.stderr == "tmxalign: m.tmx: cannot be written: it is a folder\n"
    done = cli("build", folder, "-o", "file/m.tmx", "--alignments", "kept")
    assert "a part of the path is a file" in done.stderr
    assert not list(tmp_path.rglob(".tmxalign-*"))


def test_a_line_of_progress_only_on_a_terminal(cli, terminal, folder):
    assert "aligning" not in cli("build", folder, "-o", "m.tmx").stderr
    printed, status = terminal("build", folder, "-o", folder.parent / "t.tmx")
    assert status == 0
    assert "\raligning 1/3 33 %" in printed
    assert "\r\x1b[Kpairs " in printed  # the line is gone before the summary
    printed, status = terminal("build", folder, "-o", folder.parent / "t.tmx", "--quiet")
    assert (printed, status) == ("", 0)


def test_ctrl_c(tmp_path):
    out = tmp_path / "m.tmx"
    out.write_text(OLD)
    # pytest may have been started where SIGINT is ignored, and children inherit that
    start = "import signal, runpy; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    start += "runpy.run_path('cli.py', run_name='__main__')"
    process = subprocess.Popen(
        [sys.executable, "-c", start, "build", "corpora", "-o", str(out)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    while not list(tmp_path.glob("m.alignments/*.json")) and process.poll() is None:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    printed, error = process.communicate(timeout=600)
    assert (process.returncode, printed, error) == (130, "", "tmxalign: interrupted\n")
    assert out.read_text() == OLD
    assert not list(tmp_path.rglob(".tmxalign-*"))
    for path in tmp_path.glob("m.alignments/*.json"):  # what is kept is whole
        json.loads(path.read_text(encoding="utf-8"))


def test_cli_py_is_the_command(tmp_path):
    done = subprocess.run([*CLI, "--version"], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0
    assert re.fullmatch(r"tmxalign \d+\.\d+\.\d+\n", done.stdout)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["-o", "all.beads.tsv"], "holds one alignment"),
        (["-o", "all.txt", "--format", "align.json"], "holds one alignment"),
        (["-o", "all.tmx", "--zh-locale", "Chinese language"], "not a language code"),
        (["-o", "all.tmx", "--zh-locale", "en-us"], "both sides"),
    ],
)
def test_unwritable_output_fails_early(refused, folder, options, says):
    assert says in refused("build", folder, *options, status=2)  # and no file was made


def test_a_first_look(cli, folder, tmp_path):
    before = set(tmp_path.rglob("*"))
    done = cli("build", folder, "-o", "m.tmx", "--dry-run")
    assert done.exit_code == 0, done.stderr
    assert "wrote" not in done.stderr
    assert set(tmp_path.rglob("*")) - before <= {tmp_path / "m.alignments"}
    assert "pairs             1" in cli("build", folder, "-o", "m.tmx", "--limit", 1).stderr
    drawn = {
        cli("build", folder, "-o", f"{seed}.tmx", "--limit", 1, f"--shuffle={seed}", "-v").stderr
        for seed in range(5)
    }
    assert len(drawn) == 5
    assert "prune would" in cli("build", folder, "-o", "m.tmx", "--limit", 1, "--prune").stderr
    assert cli("build", folder, "-o", "m.tmx", "--timeout", 0).exit_code == 2
    assert cli("build", "--shuffle", folder, "-o", "m.tmx").exit_code == 2
