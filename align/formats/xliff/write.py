"""XLIFF 1.2 and 2.1: what translation tools take as a document to work on."""

from itertools import chain
from typing import BinaryIO

from align.errors import UsageError
from align.formats.loss import Losses
from align.formats.registry import register
from align.formats.report import WriteReport
from align.formats.table.records import Lines
from align.formats.xliff.v2 import Version2
from align.formats.xliff.v12 import Version12
from align.formats.xliff.version import Version
from align.languages import LANGUAGES
from align.unit import Memory, Unit, Variant, language_of

_SUMMARY = "XLIFF 1.2 or 2.1, a unit a segment"


@register(".xliff", _SUMMARY)
@register(".xlf", _SUMMARY)
def write_xliff(memory: Memory, stream: BinaryIO, *, xliff_version: str = "1.2") -> WriteReport:
    """Write a memory as XLIFF; the units of a document are a ``file`` in it.

    ``xliff_version`` is ``"1.2"`` or ``"2.1"``. The source is the text in the memory's source
    language (else the first one), the target the first in another. A text without a counterpart is
    a segment without a target; one without a source is left out and counted.

    >>> import io
    >>> from align.unit import Header
    >>> unit = Unit([Variant("en-US", ("Hi.",)), Variant("zh-CN", ("嗨。",))], "7")
    >>> out = io.BytesIO()
    >>> print(write_xliff(Memory(Header(), [unit]), out))
    1 unit written
    >>> print(out.getvalue().decode().splitlines()[5])
    <target state="translated">嗨。</target>

    Raises :class:`align.errors.UsageError` for another version.
    """
    dialects: dict[str, type[Version]] = {"1.2": Version12, "2.1": Version2}
    if xliff_version not in dialects:
        raise UsageError(f"XLIFF is written as 1.2 or 2.1, not as {xliff_version!r}")
    report, losses, out = WriteReport(), Losses(), Lines(stream)
    losses.props(memory.header.props)
    losses.lose_some("note", len(memory.header.notes))
    losses.lose_some("other element of the header", len(memory.header.others))
    units = iter(memory)
    first = next(units, None)
    dialect = dialects[xliff_version](report, losses)
    source = language_of(memory.header.attributes.get("srclang", ""))
    pairs = (_pair(unit, source) for unit in (chain([first], units) if first else ()))
    for number, (unit, en, zh) in enumerate(pairs, start=1):
        if en is None:
            report.nulls_left_out += 1
            continue
        losses.lose_some("text beside the pair", len(unit.variants) - 1 - (zh is not None))
        if text := dialect.add(number, unit, en, zh):
            if zh is None:
                report.nulls += 1
            else:
                report.units += 1
            out.add(text)
            out.flush_some()
    out.add(dialect.end())
    out.flush()
    report.lost = losses
    return report


def _pair(unit: Unit, language: str) -> tuple[Unit, Variant | None, Variant | None]:
    """The source and the target of a unit, as far as there is text."""
    there = [variant for variant in unit.variants if any(variant.parts)]
    sources = [v for v in there if language_of(v.lang) == language]
    if not sources and language not in LANGUAGES:
        sources = there
    if not sources:
        return unit, None, None
    own = language_of(sources[0].lang)
    return unit, sources[0], next((v for v in there if language_of(v.lang) != own), None)
