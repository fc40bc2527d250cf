"""The report in a terminal is short, says what comes next, and obeys no text."""

import io
import re

import pytest
from report_parts import FILE, FINDINGS, make_report

from align.audit.reports import write_report
from align.audit.reports.terminal import write_text

ESCAPE = re.compile(r"\x1b\[[\d;]*m")


class Terminal(io.BytesIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _plain(monkeypatch):
    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


def shown(stream=None, fields=None, **options):
    stream = stream or io.BytesIO()
    with make_report(**(fields or {})) as report:
        write_text(report, stream, **options)
    return stream.getvalue().decode("utf-8")


def test_counts_come_first_then_families_then_what_to_do_next():
    lines = shown().splitlines()
    totals, errors = lines[:2], lines[2]
    assert "units 1,000" in totals[0]
    assert "per 1,000 units 18.0" in " ".join(totals)
    assert max(map(len, totals)) <= 100
    assert "8 errors (−4)" in errors
    families = [
        n for n, line in enumerate(lines) if line in ("Completeness", "Consistency", "Form")
    ]
    assert families == sorted(families)
    assert len(families) == 3
    assert "quiet" not in "\n".join(lines)
    assert "-o report.html" in lines[-1]


@pytest.mark.parametrize("limit", [0, 1, 3, 100])
def test_the_limit_per_check_is_shown_and_the_rest_counted(limit):
    text = shown(limit=limit)
    found = re.findall(r"^    (?:error|warning|note) ", text, re.MULTILINE)
    counts = [sum(f.check == check for f in FINDINGS) for check in {f.check for f in FINDINGS}]
    assert len(found) == sum(min(limit, n) for n in counts)
    more = [int(n) for n in re.findall(r"… and (\d+) more", text)]
    assert sorted(more) == sorted(n - limit for n in counts if limit and n > limit)


def test_a_finding_has_file_and_line_as_editors_open_them():
    (line,) = [line for line in shown().splitlines() if f"{FILE}:7" in line]
    assert f"a · sentence 1 · English line 3 · Chinese line 4 · {FILE}:7" in line


def test_a_place_that_does_not_fit_is_below_the_message():
    source = "releases/2024/" + "a-long-name-of-a-release-" * 4 + ".txt"
    findings = [FINDINGS[1]._replace(document="a", source=source)]
    lines = shown(fields={"findings": findings}).splitlines()
    number = next(n for n, line in enumerate(lines) if FINDINGS[1].message in line)
    assert lines[number].endswith(FINDINGS[1].message)
    assert f"{source}:7" in lines[number + 1]


def test_only_a_terminal_gets_colour():
    assert "\x1b" not in shown()
    coloured = shown(Terminal())
    assert "\x1b[1;7;31m12\x1b[0m" in coloured  # the fault, in reverse


def test_no_color_is_honoured(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    codes = {code for found in ESCAPE.findall(shown(Terminal())) for code in found[2:-1].split(";")}
    assert codes <= {"", "0", "1", "2", "4", "7"}  # bold, dim, underlined, reverse


@pytest.mark.parametrize("stream", [io.BytesIO, Terminal])
def test_no_text_controls_the_terminal(stream):
    text = ESCAPE.sub("", shown(stream(), limit=100))
    assert not set(text) & {"\x1b", "\x07", "\x00", "\t", "\u202e", "\r"}
    assert "escape␛[31m" in text


def test_a_long_text_takes_one_line():
    assert max(map(len, shown(limit=100).splitlines())) < 200


def test_no_findings_are_reported_as_such():
    text = shown(fields={"findings": [], "formers": (), "failed": ()})
    assert text.splitlines()[-1] == "Nothing found in 1,000 units."


def test_a_closed_pipe_ends_it_quietly():
    class Closed(io.BytesIO):
        def write(self, data) -> int:
            raise BrokenPipeError

    with pytest.raises(BrokenPipeError):  # which the command takes as an end
        shown(Closed())


def test_it_goes_to_standard_output(capfdbinary):
    with make_report() as report:
        write_report(report, "-")
    assert "units 1,000" in capfdbinary.readouterr().out.decode("utf-8")
