"""Annotations are commands that a workflow prints; no text of a memory becomes one."""

import re
from urllib.parse import unquote

from report_parts import FILE, FINDINGS, make_report, many

from align.audit.reports import write_report
from align.audit.reports.annotations import SHOWN

COMMAND = re.compile(r"::(error|warning|notice) ((?:\w+=[^,:]*,)*title=[^,:]*)::(.*)")


def commands_of(report, tmp_path):
    """Kind, properties and text of each command; every line is one."""
    with report:
        write_report(report, tmp_path / "a.annotations")
    lines = (tmp_path / "a.annotations").read_text(encoding="utf-8").removesuffix("\n").split("\n")
    found = [COMMAND.fullmatch(line) for line in lines]
    assert all(found)
    for match in found:
        properties = dict(part.split("=", 1) for part in match[2].split(","))
        yield match[1], {k: unquote(v) for k, v in properties.items()}, unquote(match[3])


def test_each_finding_is_beside_its_line_with_both_texts(tmp_path):
    found = list(commands_of(make_report(), tmp_path))
    (number,) = [one for one in found if "the English 12" in one[2]]
    assert number[0] == "error"
    assert number[1] == {"file": FILE, "line": "7", "title": "tmxalign: numbers"}
    assert "EN It sold ⟦12⟧ cars in 2024." in number[2]
    assert "ZH 它售出⟦13⟧辆。" in number[2]
    assert len(found) > len(FINDINGS) / 2


def test_the_totals_and_what_was_not_read_come_first(tmp_path):
    first, second, *_ = commands_of(make_report(failed=("b.tmx: damaged",)), tmp_path)
    assert first[0] == "notice"
    assert "errors" in first[2]
    assert second[::2] == ("error", "b.tmx: damaged")


def test_no_more_of_a_kind_than_are_shown(tmp_path):
    found = list(commands_of(many(50), tmp_path))
    kinds = [kind for kind, *_ in found]
    assert max(map(kinds.count, kinds)) == SHOWN
