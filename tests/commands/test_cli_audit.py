"""``tmxalign audit`` as a user runs it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

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


def test_the_exit_status_tells_ci_what_it_needs(memory):
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


def test_reports_go_where_they_are_asked_for_and_compare(memory):
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


def test_the_list_names_every_check(memory):
    from align.audit import load_checks

    listed = run("--list", cwd=memory).stdout
    assert [id for id in load_checks() if f"  {id} " not in listed] == []
