"""Every file of the tests through every command that writes memories.

The output is XML, valid if the input was and never worse; its texts are those of the input, and
what is missing is counted.
"""

import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree

from align.errors import InputError, UsageError
from align.formats.read import read_memory
from align.formats.registry import format_like
from align.library import convert, merge, sample, split, validate
from align.memory import write
from align.memory.clean import clean_memory
from align.memory.update import update

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "tests").rglob("*.tmx"))


def _convert(path, out):
    return convert(path, out)


def _clean(path, out):
    return clean_memory(path, out, rules=[]).written


def _merge(path, out):
    report = merge([path], out)
    report.written.lost = {**report.written.lost, "repeated unit": report.repeated}
    return report.written


def _split(path, out):
    split(path, str(out.with_name("part-{}.tmx")), units=10_000)
    part = out.with_name("part-1.tmx")
    part.rename(out)


def _sample(path, out):
    return sample(path, out, 10_000)


def _build(path, out):
    try:
        return write(update(path, [])[0], out)
    except UsageError as refusal:
        assert "source language" in str(refusal)
        return convert(path, out)


COMMANDS = {
    "convert": _convert,
    "clean": _clean,
    "merge": _merge,
    "split": _split,
    "sample": _sample,
    "build": _build,
}


def texts(path):
    """The texts of each unit that a memory can hold, with their codes."""
    units = [[(v.lang, v.text, v.native) for v in unit.variants] for unit in read_memory(path)]
    return [
        unit for unit in units if sum(bool((text + code).strip()) for _, text, code in unit) > 1
    ]


def violations(path):
    return {found.message for found in validate(path).violations}


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_goes_in_comes_out(tmp_path, path, name):
    out = tmp_path / "out.tmx"
    try:
        before = texts(path)
    except InputError:
        with pytest.raises(InputError, match="--repair"):
            COMMANDS[name](path, out)
        assert not list(tmp_path.iterdir())
        assert convert(path, out, repair=True).mends.counts
        assert validate(out).valid
        return
    report = COMMANDS[name](path, out)
    etree.parse(out)
    changed = [(lang or "und", text) for unit in before for lang, text, _ in unit]
    after = texts(out)
    assert [(lang, text) for unit in after for lang, text, _ in unit] == changed
    assert violations(out) <= violations(path)
    if report:
        read = list(read_memory(path))
        assert len(read) == report.read + report.lost.get("repeated unit", 0)
        assert report.units == len(list(read_memory(out))) == len(before)
        for unit, other in zip(before, after, strict=True):
            for (_, _, code), (_, _, written) in zip(unit, other, strict=True):
                assert code == written or any("as such" in lost for lost in report.lost)


# --- standard output and input --------------------------------------------------------------------

PLAIN = Path(__file__).with_name("files") / "plain.tmx"


def run(*arguments, stdin=""):
    return subprocess.run(
        [sys.executable, ROOT / "cli.py", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=100,
    )


@pytest.mark.parametrize(
    "command",
    [["convert", PLAIN, "-"], ["clean", PLAIN, "-o", "-"], ["merge", PLAIN, "-o", "-"]],
    ids=lambda command: command[0],
)
def test_standard_output_has_the_format_of_the_input(tmp_path, command):
    (tmp_path / "out.tmx").write_text(run(*command).stdout, encoding="utf-8")
    assert texts(tmp_path / "out.tmx") == texts(PLAIN)


@pytest.mark.parametrize(
    ("memory", "options", "like"),
    [
        ("a.csv", {}, "csv"),
        ("a.TMX.GZ", {}, "tmx"),
        ("-", {}, "tmx"),
        ("a.units.jsonl", {}, "units.jsonl"),
        ("a.xlf", {}, "xlf"),
        ("a.csv", {"explicit": "tmx"}, "tmx"),
        ("a.align.json", {}, None),
        ("a.po", {}, None),
    ],
)
def test_the_format_of_standard_output(memory, options, like):
    assert format_like(memory, "-", **options) == like
    assert format_like(memory, "a.tsv") is None


@pytest.mark.parametrize("text", ["<tmx><body><tu>R&D", "no XML", "<html/>"])
def test_messages_about_standard_input_name_no_temporary_file(text):
    done = run("convert", "-", "-", stdin=text)
    assert done.returncode == 3
    assert done.stderr.startswith("tmxalign: <stdin>: not a TMX file")
