"""Writes XLIFF 1.2 and 2.1, which translation tools open as documents."""

from typing import BinaryIO

from align.errors import UsageError
from align.formats.registry import register
from align.formats.writer import Lines, Writer
from align.formats.xliff.dialect import XliffDialect
from align.formats.xliff.v2 import Version2
from align.formats.xliff.v12 import Version12
from align.languages import LANGUAGES
from align.unit import Header, Unit, Variant, language_of

_DIALECTS: dict[str, type[XliffDialect]] = {"1.2": Version12, "2.1": Version2}
_SUMMARY = "XLIFF 1.2 or 2.1, one segment per unit"


@register(".xliff", _SUMMARY)
@register(".xlf", _SUMMARY)
class XliffWriter(Writer):
    """XLIFF; the units of each document are a ``file`` in it.

    ``xliff_version`` is ``"1.2"`` or ``"2.1"``. The source is the text in the memory's source
    language (else the first one), the target the first in another. A text without a counterpart is
    a segment without a target; one without a source is left out and counted.

    >>> import io
    >>> from align.unit import Memory
    >>> unit = Unit([Variant("en-US", ("Hi.",)), Variant("zh-CN", ("嗨。",))], "7")
    >>> out = io.BytesIO()
    >>> print(XliffWriter.write(Memory(Header(), [unit]), out))
    1 unit written
    >>> print(out.getvalue().decode().splitlines()[5])
    <target state="translated">嗨。</target>

    Raises :class:`align.errors.UsageError` for another version.
    """

    xml = True

    def __init__(self, stream: BinaryIO, *, xliff_version: str = "1.2") -> None:
        super().__init__(stream)
        if xliff_version not in _DIALECTS:
            raise UsageError(f"XLIFF has versions 1.2 and 2.1, not {xliff_version!r}")
        self._dialect = _DIALECTS[xliff_version](self.report, self.losses)
        self._out = Lines(stream)
        self._source, self._number = "", 0

    def begin(self, header: Header, first: Unit | None) -> None:
        self.losses.props(header.props)
        self.losses.lose_some("note", len(header.notes))
        self.losses.lose_some("other element of the header", len(header.others))
        self._source = language_of(header.attributes.get("srclang", ""))

    def unit(self, unit: Unit) -> None:
        self._number += 1
        source, target = _pair(unit, self._source)
        if source is None:
            self.report.nulls_left_out += 1
            return
        beside = len(unit.variants) - 1 - (target is not None)
        self.losses.lose_some("text beside the pair", beside)
        if text := self._dialect.add(self._number, unit, source, target):
            if target is None:
                self.report.nulls += 1
            else:
                self.report.units += 1
            self._out.add(text)
            self._out.flush_some()

    def end(self) -> None:
        self._out.add(self._dialect.end())

    def flush(self) -> None:
        self._out.flush()


def _pair(unit: Unit, language: str) -> tuple[Variant | None, Variant | None]:
    """Return the source and the target of a unit; None if there is no text."""
    there = [variant for variant in unit.variants if any(variant.parts)]
    sources = [v for v in there if language_of(v.lang) == language]
    if not sources and language not in LANGUAGES:
        sources = there
    if not sources:
        return None, None
    own = language_of(sources[0].lang)
    return sources[0], next((v for v in there if language_of(v.lang) != own), None)
