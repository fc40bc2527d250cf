"""The line of progress: at any width, in a pipe, with --quiet."""

import pytest

from align.commands import progress
from align.commands.progress import Progress
from align.files import screen
from align.files.screen import say
from align.files.widths import cells

NAME = "2023-11-08-进口博览会签约仪式与年度报告之二.docx"


@pytest.fixture
def work(monkeypatch):
    """Run work of so many steps, each of so many seconds by a clock of its own."""
    now = [0.0]
    monkeypatch.setattr(progress, "clock", lambda: now[0])

    def run(steps, seconds, total=None, failed=0):
        with Progress("aligning") as shown:
            for done in range(1, steps + 1):
                now[0] += seconds
                shown.step(done, steps if total is None else total, NAME, failed)

    return run


@pytest.fixture
def drawn(monkeypatch):
    """The lines that a terminal of a width would draw."""
    lines = []
    monkeypatch.setattr(progress, "redraws", lambda: True)
    monkeypatch.setattr(progress, "redraw", lines.append)
    return lines


def test_a_pipe_gets_lines_of_long_work_only(work, capsys):
    work(10, 0.3)
    assert capsys.readouterr().err == ""
    work(100, 1)
    lines = capsys.readouterr().err.splitlines()
    assert lines[1] == "aligning 11/100 11 % · 1.0 pairs/s · 89 s left"
    assert len(lines) == 19  # 5 % each
    work(2_000, 3.2, failed=2)
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "aligning 11/2,000 0 % · 0.3 pairs/s · 2 failed · 1 h 46 min left"
    assert len(lines) == 199  # half a minute each
    work(3, 100)
    assert capsys.readouterr().err.splitlines() == [
        "aligning 2/3 66 % · 0.6 pairs/min · 2 min left"
    ]


def test_work_of_unknown_length_gets_a_line_every_half_minute(work, capsys):
    work(90, 1, total=0)
    assert capsys.readouterr().err.splitlines() == [
        "aligning 31 pairs · 1.0 pairs/s",
        "aligning 61 pairs · 1.0 pairs/s",
    ]


@pytest.mark.parametrize("width", [20, 40, 60, 80, 120, 200])
def test_a_line_fits_the_terminal(work, drawn, monkeypatch, width):
    monkeypatch.setattr(progress, "columns", lambda: width)
    work(2_000, 0.32, failed=2)
    assert all(cells(line) < width for line in drawn)
    assert all(line.split(" · ")[0].split()[-3 if width > 40 else 0] for line in drawn)
    if width >= 80:
        assert drawn[-1].startswith("aligning 1,999/2,000 99 % · 3.1 pairs/s · 2 failed · 0 s left")
    if width == 120:
        assert "2023-11" in drawn[-1]
        assert ".docx" in drawn[-1]


def test_a_terminal_is_drawn_a_few_times_a_second(work, drawn):
    work(10_000, 0.001)
    assert len(drawn) <= 51


def test_what_is_said_meanwhile_does_not_touch_the_line(monkeypatch, capsys):
    monkeypatch.setattr(screen.sys.stderr, "isatty", lambda: True, raising=False)
    screen.redraw("aligning 1/3\x1b[2J")
    say("a warning", err=True)
    screen.undraw()
    printed = capsys.readouterr().err
    assert printed == "\raligning 1/3␛[2J\x1b[K\r\x1b[Ka warning\n"


def test_a_dumb_terminal_is_like_a_pipe(monkeypatch):
    monkeypatch.setattr(screen.sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert screen.redraws()
    monkeypatch.setenv("TERM", "dumb")
    assert not screen.redraws()


def test_time_left_follows_the_last_minute(monkeypatch, capsys):
    """Pairs that did not change take no time, those after them do."""
    now = [0.0]
    monkeypatch.setattr(progress, "clock", lambda: now[0])
    shown = Progress("aligning")
    for done in range(1, 1000):
        now[0] += 0.001 if done < 900 else 10
        shown.step(done, 1000)
    assert capsys.readouterr().err.splitlines()[-1].endswith("6.0 pairs/min · 10 s left")


def test_verbose_prints_each_document_as_it_is_done(cli, folder):
    lines = cli("build", folder, "-o", "m.tmx", "-v", "--jobs", "1").stderr.splitlines()
    done = [line for line in lines if line.startswith("aligning ")]
    assert [line.split(" · ")[0::9] for line in done][-1] == ["aligning 3/3 100 %"]
    assert sorted(line.rsplit(" · ", 1)[1] for line in done) == ["a", "b", "c"]
