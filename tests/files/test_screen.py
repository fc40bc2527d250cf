"""Nothing from texts or file names steers the terminal."""

import ast
import io
import json
from pathlib import Path

import pytest
from rich.text import Text

from align.files.screen import LONGEST, brief, complain, make_console, say, say_json, seen

ROOT = Path(__file__).resolve().parents[2]
STEERING = [
    "\x1b[2J",
    "\x1b]0;title\x07",
    "\x1b]8;;https://example.org\x1b\\link",
    "\x9b31m",
    "\x90q\x9c",
    "a\rb",
    "a\x08b",
    "\x7f",
    "\u202egnp.exe",
    "\u2066a\u2069",
    "a\u200bb",
    "\ufeffa",
    "\udc9b",
    "\U000e0041",
    "a\u2028b",
]


@pytest.mark.parametrize("text", STEERING)
def test_what_steers_is_shown(text, capsys):
    say("Name: ", (text, "red"), text)
    complain(f"{text}: no such file")
    out, err = capsys.readouterr()
    for line in (out.replace("\x1b[31m", "").replace("\x1b[0m", ""), err):
        assert not {sign for sign in line if not sign.isprintable()} - {"\n"}, line
    assert err.count("\n") == 1
    assert len(seen(text)) == len(text)


@pytest.mark.parametrize("text", STEERING)
def test_json_has_escapes_and_the_same_value(text, capsys):
    say_json({"text": text, "zh": "价格"})
    out = capsys.readouterr().out
    assert json.loads(out) == {"text": text, "zh": "价格"}
    assert out.strip().isprintable()
    assert "价格" in out


@pytest.mark.parametrize("text", STEERING)
def test_tables_show_it_with_their_own_colours(text):
    stream = io.StringIO()
    console = make_console(stream, force_terminal=True, width=80)
    console.print(Text(f"x{text}y", style="bold"))
    printed = stream.getvalue()
    assert "\x1b[1m" in printed
    bare = printed.replace("\x1b[1m", "").replace("\x1b[0m", "")
    assert bare.replace("\n", "").isprintable(), printed


@pytest.mark.parametrize(
    "text", ["emoji 👩‍💻 and 注意：３", "a\tb", "“quoted” — dashes…", "a\u3000b", "é"]
)
def test_texts_stay(text, capsys):
    say(text)
    assert capsys.readouterr().out == f"{text}\n"


def test_lines_of_errors_are_cut():
    line = f"{'名' * 1_000_000}.txt: no such file"
    assert len(brief(line)) == LONGEST
    assert brief(line).endswith("no such file")


def test_a_terminal_that_is_not_in_utf_8(monkeypatch):
    stream = io.TextIOWrapper(io.BytesIO(), encoding="latin-1", write_through=True)
    monkeypatch.setattr("sys.stdout", stream)
    say("é 价格")
    say_json("é 价格")
    first, second = stream.buffer.getvalue().decode("latin-1").splitlines()
    assert first == "é ????"
    assert json.loads(second) == "é 价格"


def test_commands_print_through_the_door_only():
    """No command prints otherwise: whoever adds one gets the protection with it."""
    forbidden = {"print", "echo", "secho", "Console", "write", "writelines", "style"}
    for path in (ROOT / "align/commands").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                bare = getattr(node.func, "id", None)
                name = bare or getattr(node.func, "attr", None)
                of = getattr(getattr(node.func, "value", None), "id", None)
                console = name == "print" and not bare
                printed = name in forbidden and not (console or of == "formatter")  # of help
                assert not printed, f"{path.name}:{node.lineno}: {name}; use align.files.screen"
            assert not (
                isinstance(node, ast.ImportFrom)
                and node.module == "rich.console"
                and node.col_offset == 0
            ), path
