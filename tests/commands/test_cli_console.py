"""The commands on consoles of all kinds: encodings, colours, pages, widths, the first use."""

import io
import os
import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import every_command
import numpy as np
import pytest
from cli_parts import CLI, EN, ROOT, ZH
from rich.cells import cell_len

from align import audit
from align.audit.reports.terminal import print_report
from align.commands import main
from align.embed.use_tables import mapped
from align.lazy import tell_first_use


@pytest.mark.parametrize(
    ("encoding", "settings"),
    [
        ("cp936", {"PYTHONIOENCODING": "cp936"}),
        ("cp1252", {"PYTHONIOENCODING": "cp1252", "LC_ALL": "C"}),
        ("ascii", {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "NO_COLOR": "1"}),
    ],
)
def test_every_command_works_in_every_encoding(tmp_path, encoding, settings):
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "PYTHON"))}
    done = subprocess.run(
        [sys.executable, every_command.__file__, tmp_path], capture_output=True,
        env={**kept, "PYTHONPATH": str(ROOT), **settings},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    for shown in done.stdout.split(b"$ tmxalign ")[1:]:
        command, _, printed = shown.partition(b"\n")
        if not any(data in command for data in (b"-o -", b"convert", b"--json", b"--log -")):
            printed.decode(encoding)  # data are in UTF-8


def test_that_was_every_command():
    for name in set(main.commands) - {"review"}:  # which waits for a browser
        assert f"\n{name}" in every_command.COMMANDS, name


def test_chinese_that_cannot_be_shown_is_explained(tmp_path, pair):
    env = {**os.environ, "PYTHONIOENCODING": "cp1252"}
    done = subprocess.run([*CLI, "align", *pair], capture_output=True, cwd=tmp_path, env=env)
    assert b"Guangzhou" in done.stdout
    assert b"Chinese cannot be shown in cp1252: set PYTHONIOENCODING=utf-8" in done.stderr


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_tables_fill_the_width_and_no_more(terminal, pair, monkeypatch, columns, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    printed, _ = terminal("align", *pair, columns=columns)
    rows = [line for line in re.sub(r"\x1b\[[\d;]*m", "", printed).splitlines() if "│" in line]
    assert "广州新建实验室" in printed.replace("\n", "")
    assert {line.count("│") for line in rows} == {3}
    bars = {tuple(cell_len(part) for part in row.split("│")[:3]) for row in rows}
    assert len(bars) == 1
    assert max(map(cell_len, rows)) <= columns


def test_a_pipe_gets_a_table_of_120_columns(cli, tmp_path):
    for name, text in (
        ("en.txt", EN.replace(".\n", " and ")),
        ("zh.txt", ZH.replace("。\n", "，")),
    ):
        (tmp_path / name).write_text(text * 2, encoding="utf-8")
    rows = cli("align", "en.txt", "zh.txt").stdout.splitlines()
    assert max(map(cell_len, rows)) == 120


@pytest.fixture
def long(tmp_path, monkeypatch):
    """A pair that a terminal of 10 lines does not show at once."""
    monkeypatch.chdir(tmp_path)
    for name, text in (("en.txt", EN), ("zh.txt", ZH)):
        (tmp_path / name).write_text(text * 4, encoding="utf-8")
    monkeypatch.setenv("LINES", "10")
    monkeypatch.setenv("PAGER", "sed 's/^/page: /'")


def test_long_results_are_paged(terminal, long):
    lines = terminal("align", "en.txt", "zh.txt", "-q")[0].splitlines()
    assert len(lines) > 12
    assert all(line.startswith("page: ") for line in lines)


@pytest.mark.parametrize("how", ["--no-pager", "cat", "", "no-such-program", "short", "true"])
def test_what_is_not_paged(terminal, long, monkeypatch, how):
    before = ["--no-pager"] if how == "--no-pager" else []
    if how == "short":
        monkeypatch.setenv("LINES", "80")
    elif not before:
        monkeypatch.setenv("PAGER", how)
    printed, status = terminal(*before, "align", "en.txt", "zh.txt", "-q")
    assert status == 0  # also if the pager is left at once
    assert "page: " not in printed
    assert ("Guangzhou" in printed) == (how != "true")


def test_the_first_use_says_that_it_takes_longer(cli, pair, tmp_path, monkeypatch):
    def load():
        return mapped("tables", lambda: {"a": np.zeros(3)})

    monkeypatch.setenv("TMXALIGN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("align.library.stats", lambda *_, **__: load() and "counted")
    tell_first_use.cache_clear()
    for said in (1, 0):
        done = cli("stats", "m.tmx")
        assert done.stdout == "counted\n"
        assert done.stderr.count("tmxalign: first use: unpacking tables") == said


def test_the_picture_gives_chinese_its_room():
    picture = (ROOT / "docs/images/align.svg").read_text(encoding="utf-8")
    texts = re.findall(r'textLength="([\d.]+)"[^>]*>(.*?)</text>', picture)
    assert len(texts) > 100
    for length, text in texts:
        assert float(length) == pytest.approx(12.2 * cell_len(unescape(text)), abs=0.1), text


def test_columns_stay_where_a_terminal_is_narrow(terminal, tmp_path, monkeypatch, pair):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "texts").mkdir()
    Path("texts/a.txt").write_text(EN, encoding="utf-8")
    Path("texts/b.txt").write_text(ZH, encoding="utf-8")
    lines = terminal("pair", "texts", columns=50)[0].splitlines()
    pairs = next(n for n, line in enumerate(lines) if line.startswith("pairs  "))
    assert max(map(cell_len, lines[pairs:])) <= 50
    assert lines[pairs + 1].startswith(" " * lines[pairs].index("0 by name"))


def test_a_space_at_the_end_of_a_full_line_makes_no_empty_line(tmp_path, monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    times = tmp_path / "times.tsv"
    rows = "The ferry leaves at 7:40 a.m. and 5:15 p.m.\t渡轮于上午7时40分和下午5时50分开出。\n"
    times.write_text(rows, encoding="utf-8")
    with audit(times, no_config=True) as report:
        for columns in range(60, 90):  # one of them ends a line just before a space
            monkeypatch.setenv("COLUMNS", str(columns))
            print_report(report, stream := Terminal())
            lines = re.sub(r"\x1b\[[\d;]*m", "", stream.getvalue()).splitlines()
            assert max(map(cell_len, lines)) <= columns
