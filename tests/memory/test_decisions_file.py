"""The file of decisions: nothing in it is lost, whatever happens to it."""

import json
import os
import random
import signal
import subprocess
import sys
import threading

import pytest
from click.testing import CliRunner

import align
from align.batch import build
from align.commands.main import main
from align.errors import InputError, OutputError, UsageError
from align.memory.decision_log import Decisions, append_decisions, read_decisions
from align.memory.decisions import KINDS, Decision
from align.pipeline import Aligner


def some(number):
    return [Decision("approve", "a", f"One {n}.", f"一{n}。") for n in range(number)]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "m.decisions.jsonl"


def test_what_is_appended_is_read(path):
    made = [
        Decision(kind, "a", ("One.",), ("一。", "二。"), [(("One.",), ("壹。",))], "why", "Li",
                 origin="page", at=(3, 4), near=(("x",), ("y",)))
        for kind in KINDS
    ]  # fmt: skip
    kept = append_decisions(path, made)
    found = list(read_decisions(path))
    assert found == kept
    assert [d.matter for d in found] == [d.matter for d in made]
    assert len({d.when for d in found}) == len(made)


@pytest.mark.parametrize(
    "text", ["“引号”", "a\u2028b\u0085c", "tab\tand\r\nlines", "\ud83d", "\0\x1b"]
)
def test_every_text_comes_back(path, text):
    append_decisions(path, [Decision("comment", text, text, text, note=text, who=text)])
    [found] = read_decisions(path)
    assert (found.document, found.en, found.note, found.who) == (text, (text,), text, text)


def test_fields_and_kinds_that_are_not_known_stay(path):
    line = {"kind": "swap", "document": "a", "en": ["One."], "colour": {"deep": [1, None]}}
    path.write_text(json.dumps(line) + "\n")
    [found] = decisions = read_decisions(path)
    assert found.extra == {"colour": {"deep": [1, None]}}
    assert found.to_json() == line
    assert decisions.of("a") == []
    assert "swap" in decisions.warnings()[0]
    append_decisions(path, some(1))
    assert path.read_text().startswith(json.dumps(line) + "\n")


@pytest.mark.parametrize("cut", [1, 20, -2])
def test_a_line_that_was_cut_off_is_named_and_stays(path, cut):
    append_decisions(path, some(2))
    first, second = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(first + second[:cut])
    found = read_decisions(path)
    assert (len(found), found.broken) == (1, (2,))
    assert "line 2 is cut off" in found.warnings()[0]
    append_decisions(path, some(3)[2:])
    found = read_decisions(path)
    assert (len(found), found.broken) == (2, (2,))
    assert path.read_bytes().startswith(first + second[:cut] + b"\n")


def test_versions_are_merged_by_union(path):
    base = append_decisions(path, some(2))
    one = append_decisions(path, [Decision("reject", "a", "Two.", "二。", who="one")])
    two = [Decision("approve", "a", "Two.", "二。", who="two", when="2099-01-01T00:00:00.000000Z")]
    lines = [json.dumps(d.to_json()) for d in (*base, *one, *two, *base)]
    for seed in range(5):
        random.Random(seed).shuffle(lines)
        path.write_text("\n".join(lines) + "\n")
        assert list(read_decisions(path)) == [*base, *one, *two]


UNREADABLE = [
    (b"\xff\xfe\x00", "not UTF-8"),
    (b"A diary.\n", "line 1 is no decision"),
    (b'{"kind": "approve"}\n<<<<<<< ours\n{"kind": "reject"}\n', "line 2 is a mark of a merge"),
    (b'{"document": "a"}\n', "no kind"),
    (b'{"kind": "approve", "en": [1]}\n', "line 1 is no decision"),
    (b'{"kind": "approve", "en": "x", "at": [1]}\n', "line 1 is no decision"),
    (b'{"kind": "approve", "en": "x", "at": [Infinity, 1]}\n', "line 1 is no decision"),
    (b'{"kind": "approve", "en": "x", "near": {"en": []}}\n', "line 1 is no decision"),
    (b'{"kind": "approve", "result": 5}\n', "line 1 is no decision"),
    (b"[1]\n", "line 1 is no decision"),
    (b"[" * 100_000, "line 1 is no decision"),
    (b'{"kind": "approve", }\n', "line 1 is no decision"),
]


@pytest.mark.parametrize(("data", "message"), UNREADABLE)
def test_an_unreadable_file_ends_with_a_line_and_nothing_is_overwritten(tmp_path, data, message):
    for side, text in (("en", "Hello.\n"), ("zh", "你好。\n")):
        (tmp_path / "texts" / side).mkdir(parents=True)
        (tmp_path / "texts" / side / "a.txt").write_text(text, encoding="utf-8")
    (tmp_path / "m.tmx").write_bytes(b"precious")
    (tmp_path / "m.decisions.jsonl").write_bytes(data)
    for call in (
        lambda: build(tmp_path / "texts", tmp_path / "m.tmx", aligner=Aligner(), fresh=True),
        lambda: align.decide(tmp_path / "m.tmx", some(1)),
        lambda: align.align(tmp_path / "texts" / "en" / "a.txt",
                            tmp_path / "texts" / "zh" / "a.txt", tmp_path / "m.tmx"),
    ):  # fmt: skip
        with pytest.raises(InputError, match=message) as caught:
            call()
        assert "\n" not in str(caught.value)
        assert len(str(caught.value)) < 400
    assert (tmp_path / "m.tmx").read_bytes() == b"precious"
    assert (tmp_path / "m.decisions.jsonl").read_bytes() == data


def test_a_folder_in_its_place(path):
    path.mkdir()
    with pytest.raises(InputError):
        read_decisions(path)
    with pytest.raises(OutputError):
        append_decisions(path, some(1))


def test_several_writers_at_once(path):
    threads = [threading.Thread(target=lambda: [append_decisions(path, some(3)) for _ in range(20)])
               for _ in range(4)]  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lines = path.read_text("utf-8").splitlines()
    assert len(lines) == 240
    assert all(json.loads(line)["kind"] == "approve" for line in lines)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_what_was_confirmed_survives_a_kill(path):
    program = (
        "import sys\nfrom align.memory.decisions import Decision\n"
        "from align.memory.decision_log import append_decisions\n"
        "for n in range(10**6):\n"
        "    append_decisions(sys.argv[1], [Decision('approve', 'a', f'One {n}.', '一。')])\n"
        "    print(n, flush=True)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(path)], stdout=subprocess.PIPE, text=True
    ) as process:
        confirmed = [int(process.stdout.readline()) for _ in range(25)]
        os.kill(process.pid, signal.SIGKILL)
    there = {d.en[0] for d in read_decisions(path)}
    assert {f"One {n}." for n in confirmed} <= there


def test_decisions_about_nothing_are_refused(tmp_path):
    for decision, message in (
        (Decision("approve", "a"), "needs the texts"),
        (Decision("aprove", "a", "One.", "一。"), "unknown decision 'aprove'"),
        (Decision("split", "a", "One.", "一。"), "a result is needed"),
    ):
        with pytest.raises(UsageError, match=message):
            align.decide(tmp_path / "m.tmx", decision)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(InputError, match="no such folder"):
        align.decide(tmp_path / "none" / "m.tmx", some(1))


def test_the_later_decision_counts_whatever_the_order_of_the_file():
    early, late = (
        Decision(kind, "a", "One.", "一。", when=f"2026-01-0{day}T00:00:00.000000Z")
        for kind, day in (("approve", 1), ("reject", 2))
    )
    assert list(Decisions([late, early])) == [early, late]


def test_the_command_lists(tmp_path):
    align.decide(tmp_path / "m.tmx", some(2), who="Li")
    done = CliRunner().invoke(main, ["decide", str(tmp_path / "m.tmx")])
    assert done.exit_code == 0
    assert "a: approve “One 0.” = “一0。” (Li, " in done.stdout
    assert "2 decisions, 0 of them new" in done.stderr
    done = CliRunner().invoke(main, ["decide", str(tmp_path / "m.tmx"), "--json", "-q"])
    assert [json.loads(line)["who"] for line in done.stdout.splitlines()] == ["Li", "Li"]
    done = CliRunner().invoke(main, ["decide", "-"])
    assert done.exit_code == 2
