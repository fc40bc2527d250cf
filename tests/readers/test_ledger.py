"""The law of readers: every character of a source is text or set aside for a named reason."""

from io import BytesIO
from pathlib import Path

import pytest
from witnesses import GENERATORS, WITNESSES, counted

from align.document import REASONS, Paragraph
from align.errors import InputError
from align.readers import READERS, read

TESTS = Path(__file__).parent.parent
#: Generated files of each format.
SEEDS = range(25)


def fixtures() -> list[Path]:
    """The documents among the files of the tests that have a witness."""
    return sorted(
        path
        for path in TESTS.rglob("*")
        if path.suffix.lower() in WITNESSES and "__pycache__" not in path.parts
    )


def check(found: tuple[Paragraph, ...], witness: str) -> None:
    ours, theirs = counted("".join(p.text for p in found)), counted(witness)
    lost, added = theirs - ours, ours - theirs
    assert not lost, f"lost: {''.join(lost.elements())[:200]!r}"
    assert not added, f"added: {''.join(added.elements())[:200]!r}"
    assert {p.aside for p in found} <= {"", *REASONS}


class Named(BytesIO):
    """An open file with a name."""

    def __init__(self, data: bytes, name: str) -> None:
        super().__init__(data)
        self.name = name


@pytest.mark.parametrize("path", fixtures(), ids=lambda path: path.name)
def test_every_character_of_a_fixture_is_accounted_for(path: Path) -> None:
    data = path.read_bytes()
    try:
        found = read(path)
    except InputError:
        return  # nothing was read, and the user is told
    check(found, WITNESSES[path.suffix.lower()](data))


@pytest.mark.parametrize("suffix", sorted(GENERATORS))
def test_every_character_of_a_generated_document_is_accounted_for(suffix: str) -> None:
    for seed in SEEDS:
        data = GENERATORS[suffix](seed)
        found = read(Named(data, f"generated-{seed}{suffix}"))
        check(found, WITNESSES[suffix](data))


def test_every_reader_has_a_witness_and_a_generator() -> None:
    # LibreOffice turns these into .docx and .pptx, which have both
    converted = {".doc", ".dot", ".ppt", ".pps"}
    suffixes = set(READERS) - converted
    without = {s for s in suffixes if not set(READERS[s].suffixes) & set(WITNESSES)}
    assert not without
    assert not {s for s in WITNESSES if not set(READERS[s].suffixes) & set(GENERATORS)}
