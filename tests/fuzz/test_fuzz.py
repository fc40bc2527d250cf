"""Mutated files through every command: part of each run of the tests (``make fuzz``: an hour).

The cases are the same each time. What a longer run finds is mended, and its kind gets a test of
its own beside the code.
"""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from rule import Fuzzer
from seeds import COMMANDS

#: Cases of each part; altogether about two minutes of one processor.
CASES = 250


@pytest.fixture(scope="module")
def fuzzer(tmp_path_factory):
    return Fuzzer(tmp_path_factory.mktemp("fuzz"), seed=20)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(10))
def test_mutated_files(fuzzer, part):
    """A documented status, one line, nothing lost, nothing left, bounded memory and time."""
    found = filter(None, map(fuzzer.case, range(part * CASES, (part + 1) * CASES)))
    assert not "\n\n".join(map(str, found))
    assert sum(fuzzer.ran.values()) >= CASES * 0.9


@pytest.mark.parametrize("kind", sorted(COMMANDS))
def test_good_files_are_accepted(fuzzer, kind):
    """Otherwise mutations would only show how a command is refused."""
    fuzzer.ran.clear()
    for line in COMMANDS[kind]:
        found = fuzzer.good(kind, line)
        assert found is None, found
    refused = [ran for ran in fuzzer.ran if not ran.endswith((" 0", " 1"))]
    assert not refused or kind == "memory", refused  # a glossary is no XLIFF


@pytest.mark.parametrize(
    "name",
    [
        b"\xff\xfe.txt",
        b"a\x1b]0;x\x07.txt",
        "\u202etxt.tmx".encode(),
        b"\xed\xa0\x80.tmx",
        b"a\nb.csv",
        b"\x9b31m.align.json",
    ],
)
@pytest.mark.parametrize("there", [True, False])
def test_names_that_are_no_utf_8_or_steer_the_terminal(fuzzer, name, there):
    suffix = b"." + name.split(b".", 1)[1]
    kind = {b".txt": "document", b".align.json": "alignment"}.get(suffix, "memory")
    good = {b".txt": "en.txt", b".tmx": "good.tmx", b".csv": "made.csv"}.get(suffix)
    data = (fuzzer.folder / "seeds" / (good or "made.align.json")).read_bytes()
    for line in COMMANDS[kind]:
        found = fuzzer.run("name", line, name, data if there else b"")
        assert found is None, found
