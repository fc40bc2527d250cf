"""``tmxalign clean``, ``merge``, ``split``, ``diff``, ``stats``, ``sample``."""

import contextlib
import json
import os
import random
import re
import signal
import subprocess
import sys
import time

import pytest
from cli_parts import CLI, ROOT

from align.commands.memories import RULE_FLAGS
from align.formats.tmx import pieces
from align.memory import Header, Memory, read_memory, write
from align.memory.clean import RULES
from align.memory.clean.rule import example_unit

DOCS = (ROOT / "docs" / "en" / "clean-memories.md").read_text(encoding="utf-8")
UNITS = [
    example_unit("The centre opened a laboratory.", "中心新建实验室。", confidence="0.97"),
    example_unit("100 %", "100%"),
    example_unit("The centre opened a laboratory.", "中心新建实验室。"),
    example_unit("The report is here.", "报告在此。", confidence="0.12"),
]


@pytest.fixture
def memory(tmp_path):
    write(Memory(Header(), UNITS), tmp_path / "m.tmx")
    return "m.tmx"


def english(path):
    return [unit.text("en") for unit in read_memory(path)]


def test_cleaning_reports_what_each_rule_removed(cli, memory):
    done = cli("clean", memory, "-o", "out.tmx", "--rejected", "gone.tmx")
    assert done.exit_code == 0, done.stderr
    assert english("out.tmx") == [UNITS[0].text("en")]
    assert [u.prop("x-rejected").split(":")[0] for u in read_memory("gone.tmx")] == [
        "no-words",
        "duplicate",
        "confidence",
    ]
    assert re.search(r"^no-words +1   100 % \| 100%$", done.stderr, re.MULTILINE)
    assert re.search(r"^read +4\nremoved +3\nkept +1$", done.stderr, re.MULTILINE)
    assert not done.stdout
    assert cli("clean", memory, "-o", "out.tmx", "-q").output == ""


def test_rules_can_be_disabled_and_configured(cli, memory):
    def removed(*options):
        done = cli("clean", memory, "--dry-run", "--json", *options)
        assert done.exit_code == 0, done.stderr
        summary = json.loads(done.stdout)
        assert summary["read"] == summary["kept"] + sum(summary["removed"].values()) == 4
        return {name: number for name, number in summary["removed"].items() if number}

    assert removed("--only", "duplicate", "--only", "short") == {"duplicate": 1}
    assert removed("--no-rule", "duplicate") == {"no-words": 1, "confidence": 1}
    assert removed("--confidence-minimum", "0.98", "--only", "confidence") == {"confidence": 2}
    assert removed("--only", "short", "--short-characters", "50") == {"short": 4}


def test_cleaning_supports_standard_input_and_output(cli, memory, tmp_path):
    data = (tmp_path / memory).read_bytes()
    done = cli("clean", "-", "-o", "-", "--format", "tmx", stdin=data)
    assert done.exit_code == 0, done.stderr
    assert done.stdout.count("<seg>") == 2


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["clean", "m.tmx"], 2),
        (["clean", "none.tmx", "-o", "a.tmx"], 3),
        (["clean", "m.tmx", "-o", "a.tmx", "--only", "spelling"], 2),
        (["clean", "m.tmx", "--dry-run", "--rejected", "a.tmx"], 2),
        (["clean", "m.tmx", "-o", "a.tmx", "--rejected", "a.tmx"], 2),
        (["clean", "m.tmx", "-o", "a.tmx", "--ratio-factor", "long"], 2),
        (["merge", "m.tmx", "none.tmx", "-o", "m.tmx"], 3),
        (["split", "m.tmx", "-o", "part.tmx", "--units", "2"], 2),
        (["split", "m.tmx", "-o", "{}.tmx"], 2),
        (["sample", "none.tmx", "-o", "a.tmx"], 3),
        (["stats", "none.tmx"], 3),
        (["diff", "m.tmx", "none.tmx"], 3),
    ],
)
def test_impossible_requests_are_one_line(refused, memory, arguments, status):
    refused(*arguments, status=status)


def test_the_list_and_the_page_name_every_rule_and_its_options(cli):
    done = cli("clean", "--list")
    assert done.exit_code == 0
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| (.*) \|$", DOCS, re.MULTILINE))
    assert list(rows) == list(RULES)
    for rule in RULES.values():
        assert f"{rule.name:<16}{rule.summary}" in done.stdout
        assert rows[rule.name].startswith(rule.summary)
        for name, parameter in rule.options.items():
            option = RULE_FLAGS.get(name, "--" + name.replace("_", "-"))
            assert f"`{option} {parameter.default}".strip() + "`" in rows[rule.name]
            assert option in done.stdout


def test_merge_split_sample_diff_and_stats_in_sequence(cli, memory):
    done = cli("split", memory, "-o", "p{}.tmx", "--units", "3")
    assert done.stderr.splitlines() == ["p1.tmx: 3 units written", "p2.tmx: 1 unit written"]
    done = cli("merge", "p1.tmx", "p2.tmx", "-o", "whole.tmx")
    assert "repeated          1" in done.stderr
    assert english("whole.tmx") == [unit.text("en") for unit in UNITS if unit is not UNITS[2]]
    assert cli("sample", "whole.tmx", "-n", "2", "-o", "two.tmx", "-q").output == ""
    assert len(english("two.tmx")) == 2
    done = cli("diff", memory, "whole.tmx")
    assert done.exit_code == 0
    assert done.stdout == "- The centre opened a laboratory. | 中心新建实验室。\n"
    assert done.stderr == "0 added, 1 removed, 0 changed\n"
    assert cli("diff", memory, memory).stderr == "no differences\n"
    [line] = cli("diff", memory, "whole.tmx", "--json", "-q").stdout.splitlines()
    assert json.loads(line)["kind"] == "removed"


def test_stats_as_a_table_and_as_json(cli, memory):
    done = cli("stats", memory)
    assert re.search(r"^units +4$", done.stdout, re.MULTILINE)
    assert re.search(r"^zh-CN +4 units, 18 Chinese characters", done.stdout, re.MULTILINE)
    assert re.search(r"^  0\.9-1\.0 +1   █+$", done.stdout, re.MULTILINE)
    found = json.loads(cli("stats", memory, "--json").stdout)
    assert (found["units"], found["duplicates"]) == (4, 1)
    assert found["languages"]["zh-CN"]["counted"] == "Chinese characters"


@pytest.mark.parametrize("command", ["clean", "stats", "convert"])
def test_any_number_of_processes_gives_the_same(cli, memory, tmp_path, monkeypatch, command):
    monkeypatch.setattr(pieces, "SMALLEST", 0)
    monkeypatch.setattr(pieces, "PIECE", 300)
    out = {"clean": ["-o", "out.tmx"], "stats": ["--json"], "convert": ["out.tmx"]}[command]
    found = []
    for jobs in ([], ["--jobs", 1], ["--jobs", 2]):
        done = cli(command, memory, *out, *jobs)
        assert done.exit_code == 0
        found.append((done.output, *(p.read_bytes() for p in tmp_path.glob("out.tmx"))))
    assert found == [found[0]] * 3


def _written(folder):
    """Bytes in the files that will replace the output; they may be gone at any time."""
    size = 0
    for path in folder.glob(".tmxalign-*"):
        with contextlib.suppress(OSError):
            size += path.stat().st_size
    return size


@pytest.mark.slow
@pytest.mark.parametrize("command", ["clean", "merge", "convert"])
def test_a_kill_at_any_moment_leaves_the_old_or_the_new_file(tmp_path, command):
    # so large that it is done in pieces, each in a process of its own
    units = [
        example_unit(f"Sentence {n} is {'long ' * 150}.", f"句{n}{'长' * 150}。")
        for n in range(20_000)
    ]
    write(Memory(Header(), [*units, *units[:9]]), tmp_path / "in.tmx")
    out = ["out.tmx"] if command == "convert" else ["-o", "out.tmx"]
    line = [*CLI, command, "in.tmx", *out, "-q"]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "0"}
    subprocess.run(line, cwd=tmp_path, check=True, env=environment)
    new = (tmp_path / "out.tmx").read_bytes()
    assert new.count(b"<tu>") == 20_000 + 9 * (command == "convert")
    rng = random.Random(1)
    killed = 0
    for _ in range(8):
        (tmp_path / "out.tmx").write_bytes(b"old")
        child = subprocess.Popen(line, cwd=tmp_path, env=environment)
        wanted = rng.uniform(-0.1, 1.0) * len(new)  # some are killed before they write anything
        while child.poll() is None and _written(tmp_path) < wanted:
            time.sleep(0.001)
        child.send_signal(signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)
        killed += child.wait() != 0
        assert (tmp_path / "out.tmx").read_bytes() in (b"old", new)
    assert killed  # it was not always too late
