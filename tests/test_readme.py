"""The commands of README.md and README.zh.md work as written, in a copy of what git holds.

With TMXALIGN_FRESH=1 those that make an environment and install run as well (`make packages`);
else the others run with what is installed here.
"""

import os
import re
import runpy
import shlex
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = ("README.md", "README.zh.md")
FRESH = bool(os.environ.get("TMXALIGN_FRESH"))
BLOCK = re.compile(r"^```sh\n(.*?)^```\n(?:\n```text\n(.*?)^```)?", re.MULTILINE | re.DOTALL)
INSTALLS = re.compile(r"python3 -m venv |\. \.venv/|pip install ")


def blocks(page):
    """The commands of a page, and the output that it shows for them, block by block."""
    return BLOCK.findall((ROOT / page).read_text(encoding="utf-8"))


@pytest.fixture
def checkout(tmp_path):
    """What a new user has: the files of the repository, in a folder of their own."""
    wanted = [] if FRESH else ["corpora", "cli.py", "align"]
    listed = subprocess.run(
        ["git", "ls-files", "-z", *wanted], cwd=ROOT, capture_output=True, check=True, text=True
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).exists():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    return tmp_path


def run(line, folder):
    """Start a line in a shell; not FRESH, ``tmxalign`` is that of this checkout."""
    made = FRESH and (folder / ".venv").exists()  # by an earlier line, in a shell of its own
    start = ". .venv/bin/activate; " if made else ""
    if not FRESH:
        start = f'tmxalign() {{ {shlex.join([sys.executable, str(ROOT / "cli.py")])} "$@"; }}; '
    return subprocess.Popen(
        ["bash", "-c", start + line],
        cwd=folder,
        env={**os.environ, "BROWSER": "true", "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )


def test_both_pages_show_the_same_commands():
    one, other = map(blocks, PAGES)
    assert one == other
    assert len(one) >= 3


def test_the_commands_work_as_written_and_print_what_is_shown(checkout):
    for commands, shown in blocks("README.md"):
        printed = ""
        for line in commands.splitlines():
            if INSTALLS.match(line) and not FRESH:
                continue
            process = run(line, checkout)
            if line.startswith("tmxalign review"):
                answers(process)
                continue
            out, err = process.communicate()
            assert process.returncode == 0, f"{line}\n{err}"
            # a busy machine shows progress as well, and a new one that tables are unpacked
            printed += out + re.sub(r"(?m)^(?:aligning |tmxalign: first use).*\n", "", err)
        if shown:
            assert printed == shown


def answers(process):
    """The server of the review says where it is, and shows its page; then it is stopped."""
    try:
        for line in process.stdout:
            if found := re.search(r"http://\S+", line):
                break
        with urllib.request.urlopen(found[0]) as page:
            assert b"<html" in page.read()
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.communicate()


def test_on_a_package_index_links_lead_to_the_repository():
    pytest.importorskip("setuptools")
    for_an_index = runpy.run_path(str(ROOT / "setup.py"))["for_an_index"]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    relative = re.compile(r'\]\((?!https://)|src(?:set)?="(?!https://)')
    assert relative.search(readme)
    linked = for_an_index(readme, "https://code.example/tmxalign")
    assert not relative.search(linked)
    assert "](https://code.example/tmxalign/blob/main/docs/en/index.md)" in linked
    assert 'src="https://code.example/tmxalign/raw/main/docs/images/review.png"' in linked
    plain = for_an_index(readme, "")
    assert not relative.search(plain)
    assert "Everything is in docs/, in English" in plain
