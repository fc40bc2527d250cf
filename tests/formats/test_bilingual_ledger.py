"""The law for bilingual files: every character is in one of the two documents, or set aside."""

import io
from collections.abc import Iterable
from pathlib import Path

import pytest
from bilingual_witnesses import GENERATORS, WITNESSES, counted
from test_conformance import NAMES, made

from align.document import REASONS, Paragraph
from align.errors import InputError
from align.files.load import File
from align.segment.document_reader import DocumentReader

#: Generated files of each format.
SEEDS = range(25)


def check(paragraphs: Iterable[Paragraph], witness: str, *, without: str = "") -> None:
    paragraphs = tuple(paragraphs)
    ours = counted("".join(p.text for p in paragraphs).translate(dict.fromkeys(map(ord, without))))
    lost, added = counted(witness) - ours, ours - counted(witness)
    assert not lost, f"lost: {''.join(lost.elements())[:200]!r}"
    assert not added, f"added: {''.join(added.elements())[:200]!r}"
    assert {p.aside for p in paragraphs} <= {"", *REASONS}


def both(file: File) -> tuple[Paragraph, ...]:
    en, zh = DocumentReader().read_bitext(file)
    return en.paragraphs + zh.paragraphs


@pytest.mark.parametrize("name", NAMES)
def test_every_character_of_a_fixture_is_accounted_for(tmp_path: Path, name: str) -> None:
    path = made(name, tmp_path)
    try:
        found = both(path)
    except InputError:
        return  # nothing was read, and the user is told
    is_text = path.suffix in (".csv", ".tsv")  # its dialect is not known for sure
    check(found, WITNESSES[path.suffix](path.read_bytes()), without='\t,;"' if is_text else "")


@pytest.mark.parametrize("name", GENERATORS)
def test_every_character_of_a_generated_file_is_accounted_for(name: str) -> None:
    suffix = Path(name).suffix
    for seed in SEEDS:
        made = GENERATORS[name](seed)
        data, witness = made if isinstance(made, tuple) else (made, WITNESSES[suffix](made))
        check(both(named(data, name)), witness)
        for language in ("en", "zh"):
            check(DocumentReader().read(named(data, name), language).paragraphs, witness)


def named(data: bytes, name: str) -> io.BytesIO:
    stream = io.BytesIO(data)
    stream.name = name  # type: ignore[attr-defined]
    return stream
