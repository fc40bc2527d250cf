"""Whenever a command is killed, every file is the old one or the new one, whole."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cli_parts import EN, ROOT, ZH

from align.memory import Header, Memory, write
from align.memory.clean.rule import example_unit

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="kills children of its own"),
]

WRITING = {
    "audit": [
        "m.tmx",
        "--only",
        "same-text",
        "--fail-on",
        "never",
        "-o",
        "out.html",
        "-o",
        "out.json",
        "-o",
        "out.xlsx",
        "--write-baseline",
        "known.json",
    ],
    "align": ["en.txt", "zh.txt", "-o", "out.tmx"],
    "build": ["texts", "-o", "built.tmx"],
    "clean": ["m.tmx", "-o", "m.tmx", "--rejected", "gone.tmx"],
    "convert": ["m.tmx", "out.xlsx"],
    "leverage": ["en.txt", "--memory", "m.tmx", "-o", "out.xlf", "--csv", "out.csv"],
    "merge": ["m.tmx", "n.tmx", "-o", "m.tmx"],
    "pair": ["texts", "--by-name", "-o", "out.tsv"],
    "sample": ["m.tmx", "-n", "90", "-o", "out.tmx"],
    "search": ["m.tmx", "Sentence", "--index"],
    "split": ["m.tmx", "--units", "100", "-o", "part-{}.tmx"],
}
REPORTING = {
    "diff": ["m.tmx", "n.tmx"],
    "evaluate": ["test.beads.tsv", "gold.gold.tsv"],
    "stats": ["m.tmx"],
    "validate": ["m.tmx"],
}


def units(begin, end):
    texts = [(f"Sentence number {n} is here.", f"这是第{n}句话。") for n in range(begin, end)]
    return Memory(Header(), [example_unit(*both) for both in (*texts, ("100 %", "100%"))])


@pytest.fixture(scope="module")
def old(tmp_path_factory):
    """A folder with the inputs, and with something older under the name of every output."""
    folder = tmp_path_factory.mktemp("old")
    write(units(0, 300), folder / "m.tmx")
    write(units(200, 500), folder / "n.tmx")
    for path, text in ("en.txt", EN), ("zh.txt", ZH):
        (folder / path).write_text(text, encoding="utf-8")
    for side, text in ("en", EN), ("zh", ZH):
        (folder / "texts" / side).mkdir(parents=True)
        for name in "ab":
            (folder / "texts" / side / f"{name}.txt").write_text(text, encoding="utf-8")
    for name in "test.beads.tsv", "gold.gold.tsv":
        (folder / name).write_text("0\t0\n1\t1\n", encoding="utf-8")
    made = ("out.tmx", "out.xlsx", "out.xlf", "out.csv", "out.tsv", "gone.tmx", "part-1.tmx")
    made += ("out.html", "out.json", "known.json")
    for name in (*made, "out.en", "out.zh", "m.tmx.tmxalign-index"):
        (folder / name).write_bytes(b"old\n")
    write(units(0, 1), folder / "out.tmx")  # it is read before it is replaced
    command = [sys.executable, ROOT / "cli.py", "build", "texts", "-o", "built.tmx", "-q"]
    subprocess.run(command, cwd=folder, check=True)
    # a new document, a changed one, and one whose alignment is there already
    for side, text in ("en", EN), ("zh", ZH):
        (folder / "texts" / side / "c.txt").write_text(text, encoding="utf-8")
        (folder / "texts" / side / "b.txt").write_text(text * 2, encoding="utf-8")
    return folder


def deaths(old, folder, command, arguments):
    """What the command leaves when it dies at one moment or another."""
    folder = folder / "work"
    shutil.copytree(old, folder, copy_function=shutil.copy2)
    line = [sys.executable, Path(__file__).with_name("killed.py"), command, old, *arguments]
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    aside = folder.with_name("aside")  # what the dead leave in the system's folder
    aside.mkdir()
    environment = {
        **os.environ, "SOURCE_DATE_EPOCH": "0", "PYTHONPATH": path, "TMPDIR": str(aside)
    }  # fmt: skip
    done = subprocess.run(line, cwd=folder, env=environment, capture_output=True, check=True)
    return json.loads(done.stdout)


def whole(found):
    """Whether all files are old ones or new ones; those that are new."""
    before, after = found["before"], found["after"]
    for left in found["left"]:
        assert not left["aside"], left["moment"]
        assert left["moment"][0] != "term" or left["status"] in (0, 143)
        files = left["files"]
        assert files.keys() >= before.keys() & after.keys(), left["moment"]
        for name, content in files.items():
            assert content in (before.get(name), after.get(name)), (name, left["moment"])
    died = [left for left in found["left"] if left["status"] < 0]
    assert any(kind == "touch" for kind, _ in (left["moment"] for left in died))
    assert any(kind == "size" for kind, _ in (left["moment"] for left in died))
    assert any(left["status"] == 143 for left in found["left"])
    return [
        {name for name in after if left["files"].get(name) == after[name] != before.get(name)}
        for left in died
    ]


@pytest.mark.parametrize("command", WRITING)
def test_a_kill_at_any_moment_leaves_old_or_new_files(old, tmp_path, command):
    found = deaths(old, tmp_path, command, WRITING[command])
    assert found["status"] == 0
    assert found["before"] != found["after"]
    whole(found)


def test_two_related_files_are_renamed_only_when_both_are_complete(old, tmp_path):
    found = deaths(old, tmp_path, "convert", ["m.tmx", "out.en"])
    new = whole(found)
    # the one moment between two renames: where one was synced after it there would be two
    assert sorted(map(len, new))[-2:] == [0, 1]


@pytest.mark.parametrize("command", REPORTING)
def test_reporting_commands_change_no_file(old, tmp_path, command):
    found = deaths(old, tmp_path, command, REPORTING[command])
    assert found["before"] == found["after"]
    assert all(left["files"] == found["before"] for left in found["left"])
