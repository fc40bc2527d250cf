"""The documentation is true: its commands run, it mentions every command and option."""

import doctest
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from align.commands.main import EXIT_STATUSES, main

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
TEXT = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
COMMAND = re.compile(r"^\$ (tmxalign .*)$", re.MULTILINE)


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """A folder like the checkout, for commands that write."""
    shutil.copytree(ROOT / "corpora", tmp_path / "corpora")
    (tmp_path / "out").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "page", [p for p in PAGES if COMMAND.search(p.read_text("utf-8"))], ids=str
)
def test_commands_of_a_page_run(page, copy):
    for line in COMMAND.findall(page.read_text(encoding="utf-8")):
        command = [sys.executable, str(ROOT / "cli.py"), *shlex.split(line)[1:]]
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
        assert done.returncode == 0, f"{line}\n{done.stderr}"


@pytest.mark.parametrize("page", [p for p in PAGES if ">>> " in p.read_text("utf-8")], ids=str)
def test_python_of_a_page_runs(page, copy):
    failed, tried = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert tried
    assert not failed


def commands(group=main, path=()):
    for name, command in group.commands.items():
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


def test_every_command_and_option_is_mentioned():
    missing = []
    for path, command in commands():
        name = "tmxalign " + " ".join(path)
        if name not in TEXT:
            missing.append(name)
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                longest = max(parameter.opts, key=len)
                if longest not in ("--help",) and not re.search(rf"{longest}\b|`-o`", TEXT):
                    missing.append(f"{name} {longest}")
                if longest not in ("--help", "--out") and f"{longest}" not in TEXT:
                    missing.append(f"{name} {longest}")
    assert not missing


def test_every_page_is_linked_from_the_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    lost = [p.name for p in (ROOT / "docs").glob("*.md") if f"docs/{p.name}" not in readme]
    assert not lost


def test_links_lead_somewhere():
    broken = []
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            if not (page.parent / target).exists():
                broken.append(f"{page.name}: {target}")
    assert not broken


def test_exit_statuses_are_those_of_the_program():
    page = (ROOT / "docs" / "exit-statuses.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| (\d+) \| (.*) \|$", page, re.MULTILINE))
    assert rows == {str(status): text for status, text in EXIT_STATUSES.items()}


@pytest.mark.slow
def test_figures_of_the_readme_are_measured():
    sys.path.insert(0, str(ROOT / "docs"))
    try:
        import make_figures
    finally:
        sys.path.pop(0)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert make_figures.FIGURES.search(readme).group() == make_figures.table()
