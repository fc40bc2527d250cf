"""``tmxalign audit`` as a user runs it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from align.audit import CHECKS
from align.audit.engine.check import FAMILIES
from align.memory import Header, Memory, Unit, Variant, write

ROOT = Path(__file__).resolve().parents[2]
LEFT = "This sentence was left in English."
ONLY = ("--only", "untranslated")


def run(*arguments, cwd):
    return subprocess.run(
        [sys.executable, str(ROOT / "cli.py"), "audit", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=cwd,
    )


@pytest.fixture
def memory(tmp_path):
    units = [
        Unit([Variant("en-US", (en,)), Variant("zh-CN", (zh,))])
        for en, zh in (("Hello.", "你好。"), (LEFT, LEFT))
    ]
    write(Memory(Header(), units), tmp_path / "memory.tmx")
    write(Memory(Header(), units[:1]), tmp_path / "clean.tmx")
    return tmp_path


def test_the_exit_status_is_usable_in_ci(memory):
    assert run("clean.tmx", *ONLY, cwd=memory).returncode == 0
    found = run("memory.tmx", *ONLY, cwd=memory)
    assert found.returncode == 1
    assert "untranslated" in found.stdout
    assert run("memory.tmx", *ONLY, "--fail-on", "never", cwd=memory).returncode == 0
    assert run("memory.tmx", "--only", "untransleted", cwd=memory).returncode == 2
    assert run(cwd=memory).returncode == 2
    (memory / "bad.tmx").write_text("<tmx", encoding="utf-8")
    bad = run("bad.tmx", "clean.tmx", *ONLY, cwd=memory)
    assert bad.returncode == 3
    assert "bad.tmx" in bad.stderr
    assert "Traceback" not in bad.stderr


def test_reports_are_written_as_requested_and_compared(memory):
    done = run(
        "memory.tmx", *ONLY, "-o", "a.json", "-o", "a.html", "-o", "a.sarif", "-q", cwd=memory
    )
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")
    page = (memory / "a.html").read_text(encoding="utf-8")
    assert page.lower().startswith("<!doctype html>")
    assert json.loads((memory / "a.json").read_text(encoding="utf-8"))["summary"]["findings"] == 1
    again = run("clean.tmx", *ONLY, "--compare", "a.json", "-o", "b.json", cwd=memory)
    assert again.returncode == 0
    wrong = run("clean.tmx", "-o", "a.pdf", cwd=memory)
    assert wrong.returncode == 2
    assert "html" in wrong.stderr


def test_a_baseline_and_a_configuration_are_found_and_used(memory):
    assert run("memory.tmx", *ONLY, "--write-baseline", "known.json", cwd=memory).returncode == 0
    assert run("memory.tmx", *ONLY, "--baseline", "known.json", cwd=memory).returncode == 0
    (memory / "tmxalign.toml").write_text(
        '[audit.checks]\n"*" = false\nuntranslated = "warning"\n', encoding="utf-8"
    )
    assert run("memory.tmx", cwd=memory).returncode == 0
    assert run("memory.tmx", "--fail-on", "warning", cwd=memory).returncode == 1
    assert run("memory.tmx", *ONLY, "--no-config", cwd=memory).returncode == 1


def test_the_baseline_in_use_is_written_anew_with_all_there_is(memory):
    (memory / "tmxalign.toml").write_text('[audit]\nbaseline = "known.json"\n', encoding="utf-8")
    sizes, writing = [], (*ONLY, "--write-baseline", "known.json")
    for _ in range(2):  # it need not be there, and does not hide what it has
        assert run("memory.tmx", *writing, cwd=memory).returncode == 0
        sizes.append((memory / "known.json").read_text(encoding="utf-8").count("untranslated"))
    assert sizes[0] == sizes[1] > 0
    assert run("memory.tmx", *ONLY, cwd=memory).returncode == 0


def test_the_list_names_every_check_with_its_family_and_parameters(memory):
    lines = run("--list", cwd=memory).stdout.splitlines()
    assert max(map(len, lines)) <= 100
    heads = [line.split()[0] for line in lines if line.startswith("  ") and line[2] != " "]
    by_family = sorted(CHECKS.values(), key=lambda c: list(FAMILIES).index(c.family))
    assert heads == [check.id for check in by_family]
    shown = [line for line in lines if line and line[0] != " "]
    assert shown == list(dict.fromkeys(FAMILIES[check.family] for check in by_family))
    assert any(line.strip().startswith("near = true  # also compare texts") for line in lines)


def test_the_list_is_available_as_json(memory):
    found = json.loads(run("--list", "--json", cwd=memory).stdout)["checks"]
    assert {check["id"] for check in found} == set(CHECKS)
    by_id = {check["id"]: check for check in found}
    parameter = by_id["omission"]["parameters"][0]
    assert (parameter["name"], parameter["default"]) == ("characters", 25)
    assert by_id["omission"]["severity"] == "error"
    other = json.loads(run("--list", "--json", "--kind", "subtitle", cwd=memory).stdout)
    assert {check["id"]: check for check in other["checks"]}["omission"]["severity"] == "note"


OWN = """
[[audit.pattern]]
id = "embargo"
en = "for immediate release"
zh = "即时发布"
silent = [["Released.", "发布。"]]
"""


def test_examples_of_checks_are_verified(memory):
    (memory / "tmxalign.toml").write_text(OWN, encoding="utf-8")
    done = run("--list", "--verify", cwd=memory)
    assert (done.returncode, done.stdout.split()[-2:]) == (0, ["0", "wrong"])
    wrong = OWN.replace("Released.", "For immediate release")
    (memory / "tmxalign.toml").write_text(wrong, encoding="utf-8")
    done = run("--list", "--verify", cwd=memory)
    assert done.returncode == 1
    assert "embargo: finds something in For immediate release | 发布。" in done.stdout


def test_folders_of_reports_are_made(memory):
    out = memory / "new" / "folder" / "a.csv"
    assert run("memory.tmx", *ONLY, "-o", str(out), cwd=memory).returncode == 1
    assert out.read_text("utf-8-sig").startswith("severity,check,message,English,")


def test_json_is_a_report_on_standard_output(memory):
    done = run("memory.tmx", *ONLY, "--json", "-o", "a.md", cwd=memory)
    assert done.returncode == 1
    (found,) = json.loads(done.stdout)["findings"]
    assert (found["check"], found["source"]) == ("untranslated", "memory.tmx")
    assert (memory / "a.md").exists()
    twice = run("memory.tmx", "--json", "-o", "-", cwd=memory)
    assert (twice.returncode, twice.stdout) == (2, "")


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["-o", "clean.tmx/a.html"], 3, "a part of the path is a file"),
        (["-o", "folder.json"], 3, "folder.json: cannot be written: it is a folder"),
        (["-o", "a.pdf"], 2, "a.pdf: the suffix names no report format"),
        (["-o", "a.html", "--format", "pdf"], 2, "unknown report format 'pdf'"),
        (["--compare", "no.json"], 3, "no.json: no such file"),
        (["--compare", "broken.json"], 3, "broken.json: not a JSON report"),
        (["--compare", "version.json"], 3, "version.json: from another version"),
        (["--baseline", "no.json"], 3, "no.json: no such file"),
        (["--baseline", "broken.json"], 3, "broken.json: not a baseline"),
        (["--glossary", "no.csv"], 3, "no.csv"),
        (["--config", "no.toml"], 3, "no.toml: no such file"),
        (["--config", "a.toml", "--no-config"], 2, "cannot be combined"),
    ],
)
def test_impossible_requests_fail_early_in_one_line(memory, arguments, status, said):
    (memory / "folder.json").mkdir()
    (memory / "a.toml").touch()
    (memory / "broken.json").write_text('{"schema": ', encoding="utf-8")
    other = '{"schema": "tmxalign/audit-report/9", "summary": {}}'
    (memory / "version.json").write_text(other, encoding="utf-8")
    before = sorted(path.name for path in memory.iterdir())
    # a memory that cannot be read would be said first, were it read first
    (memory / "memory.tmx").write_text("<tmx", encoding="utf-8")
    done = run("memory.tmx", *arguments, cwd=memory)
    assert done.returncode == status
    assert done.stdout == ""
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert sorted(path.name for path in memory.iterdir()) == before


def test_an_earlier_report_can_be_overwritten(memory):
    run("memory.tmx", *ONLY, "-q", "-o", "a.json", cwd=memory)
    done = run("clean.tmx", *ONLY, "--compare", "a.json", "-o", "a.json", cwd=memory)
    assert done.returncode == 0
    assert "(−1)" in done.stdout
    assert json.loads((memory / "a.json").read_text(encoding="utf-8"))["summary"]["findings"] == 0
