"""Every file of the tests through every command that writes memories.

The output is XML, valid if the input was and never worse; its texts are those of the input, and
what is missing is counted.
"""

from pathlib import Path

import pytest
from lxml import etree

from align.errors import InputError, UsageError
from align.formats.read import read_memory
from align.library import convert, merge, sample, split, validate
from align.memory import write
from align.memory.clean import clean_memory
from align.memory.update import update

FILES = sorted(Path(__file__).parents[1].rglob("*.tmx"))


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
