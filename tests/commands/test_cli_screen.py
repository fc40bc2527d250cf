"""Texts and file names of strangers do not steer the terminal, whichever command prints them."""

import json
import os
import signal
import subprocess

import pytest
from cli_parts import CLI, EN, ZH

BAD = "\x1b]0;gone\x07\x9b2J\u202e"
#: By its escape in a format that can hold it.
UNIT = {
    "id": f"id{BAD}",
    "variants": [
        {"lang": "en-US", "parts": [f"The lamp {BAD} shines."]},
        {"lang": "zh-CN", "parts": [f"灯{BAD}亮着。"]},
    ],
    "props": [{"type": "x-document", "text": f"doc{BAD}.txt"}],
    "notes": [f"note{BAD}"],
}


@pytest.fixture
def memories(tmp_path, cli):
    """Two memories with such texts, documents with them, and with such names."""
    (tmp_path / "m.units.jsonl").write_text(json.dumps(UNIT) + "\n")
    other = {**UNIT, "variants": [UNIT["variants"][0], {"lang": "zh-CN", "parts": [f"{BAD}灯。"]}]}
    (tmp_path / "n.units.jsonl").write_text(json.dumps(other) + "\n")
    name = f"n{BAD}"
    (tmp_path / f"{name}.units.jsonl").write_text(json.dumps(UNIT) + "\n")
    for side, text in (("en", EN), ("zh", ZH)):
        (tmp_path / f"{name}.{side}.txt").write_text(text + BAD + text, encoding="utf-8")
        (tmp_path / "texts" / side).mkdir(parents=True)
        for stem in ("a", f"b{BAD}"):
            (tmp_path / "texts" / side / f"{stem}.txt").write_text(text, encoding="utf-8")
    return name


@pytest.mark.parametrize(
    "command",
    [
        "diff m.units.jsonl n.units.jsonl",
        "diff m.units.jsonl n.units.jsonl --json",
        "search m.units.jsonl lamp",
        "search m.units.jsonl lamp --json",
        "stats m.units.jsonl",
        "stats NAME.units.jsonl --json",
        "clean m.units.jsonl --dry-run",
        "clean m.units.jsonl -o NAME.tmx --json",
        "convert NAME.units.jsonl NAME.tmx",
        "convert NAME.units.jsonl NAME.docx",
        "merge m.units.jsonl NAME.units.jsonl -o NAME.tmx",
        "validate NAME.units.jsonl",
        "validate NAME.missing",
        "audit m.units.jsonl --no-config --jobs 1",
        "audit m.units.jsonl --no-config --jobs 1 --json",
        "audit NAME.missing --no-config",
        "terms m.units.jsonl -o NAME.csv",
        "leverage NAME.en.txt --memory m.units.jsonl",
        "leverage NAME.en.txt --memory NAME.units.jsonl --json",
        "align NAME.en.txt NAME.zh.txt",
        "align NAME.en.txt NAME.zh.txt -v -o NAME.tmx",
        "align NAME.en.txt NAME.missing",
        "build texts -o NAME.tmx",
        "pair texts",
        "sample m.units.jsonl -n 1 -o NAME.tmx",
        "split m.units.jsonl --units 1 -o NAME-{}.tmx",
        "search NAME.units.jsonl lamp --in NAME",
        "NAME",
        "stats m.units.jsonl --NAME",
        "evaluate NAME.a NAME.b",
        "-v align NAME.en.txt NAME.zh.txt -o NAME.align.json",
    ],
)
def test_nothing_steers_the_terminal(cli, memories, command):
    done = cli(*(part.replace("NAME", memories) for part in command.split()))
    assert done.exit_code in (0, 1, 2, 3), done.stderr
    printed = done.stdout + done.stderr
    assert printed
    strange = {sign for sign in printed if not sign.isprintable()} - {"\n", "\t", "\u3000", "\xa0"}
    assert not strange
    if "--json" in command:
        json.loads(done.stdout)


def test_data_on_standard_output_stays_as_it_is(cli, memories):
    done = cli("convert", "m.units.jsonl", "-", "--format", "jsonl")
    assert BAD.replace("\x1b", "\\u001b").replace("\x07", "\\u0007") in done.stdout
    done = cli("convert", "m.units.jsonl", "-", "--format", "tmx")
    assert "\x9b2J\u202e" in done.stdout


def _not_ignored():
    """What runs tests may ignore signals, as nohup does, and a process inherits that."""
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)


@pytest.mark.parametrize("name", ["TERM", "HUP", "INT"])
def test_a_signal_has_its_documented_status(tmp_path, name):
    """The program waits for its input when it gets the signal."""
    reading, writing = os.pipe()
    with subprocess.Popen(
        [*CLI, "stats", "-"], stdin=reading, stderr=subprocess.PIPE, cwd=tmp_path,
        env={**os.environ, "TMPDIR": str(tmp_path)}, preexec_fn=_not_ignored,
    ) as process:  # fmt: skip
        os.close(reading)
        while not list(tmp_path.glob("tmxalign-*")):  # its folder for the copy of its input
            assert process.poll() is None
        subprocess.run(["/bin/kill", f"-{name}", str(process.pid)], check=True)
        said = process.communicate(timeout=60)[1].decode()
    os.close(writing)
    assert process.returncode == {"TERM": 143, "HUP": 129, "INT": 130}[name]
    assert said.startswith("tmxalign: ")
    assert said.count("\n") == 1
    assert not list(tmp_path.iterdir())
