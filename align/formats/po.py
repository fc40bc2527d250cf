"""PO: the message catalogues of gettext."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from align.files.encoding import decode
from align.files.load import File, Source, load
from align.formats.registry import FormatReader
from align.languages import LANGUAGES
from align.languages.detection import letters
from align.unit import Header, Memory, Unit, Variant

_CHARSET = re.compile(rb"charset=([\w.:-]+)")


def read_po(file: File, *, encoding: str | None = None) -> Memory:
    r"""Read the messages as units, English first; the script decides which side is English.

    Fuzzy and obsolete messages are skipped, each plural form is a unit. Placeholders stay. A
    message without a translation is a unit with one text.

    >>> import io
    >>> data = 'msgid "%d files"\nmsgstr "%d 个文件"\n'
    >>> [(unit.text("en"), unit.text("zh")) for unit in read_po(io.BytesIO(data.encode()))]
    [('%d files', '%d 个文件')]

    Raises :class:`align.errors.InputError` for broken syntax.
    """
    name, data = load(file)
    pairs = list(_pairs(_parse(Source(data, name, encoding))))
    weights = [letters("".join(texts)) for texts in zip(*[p[:2] for p in pairs], strict=True)]
    swapped = bool(weights) and weights[0]["zh"] - weights[0]["en"] > (
        weights[1]["zh"] - weights[1]["en"]
    )
    return Memory(Header(), [_unit(*pair, swapped=swapped) for pair in pairs], name)


def _unit(source: str, target: str, line: int, *, swapped: bool) -> Unit:
    en, zh = (target, source) if swapped else (source, target)
    sides = (("en", en), ("zh", zh))
    return Unit([Variant(LANGUAGES[side].locale, (t,)) for side, t in sides if t], line=line)


def _parse(source: Source) -> Any:
    import polib

    charset = _CHARSET.search(source.data[:4000])
    if source.encoding is None and charset and charset[1] != b"CHARSET":
        source = replace(source, encoding=charset[1].decode())
    text = decode(source)
    try:
        # polib takes a text without a line end for a file name
        return polib.pofile(_Text(text + "\n"), encoding="utf-8")
    except Exception as error:  # OSError for bad syntax, but also others
        lines = re.findall(r"\(line (\d+)\)", str(error))
        place = f" in line {lines[-1]}" if lines else ""
        raise source.error(f"not a PO file: broken syntax{place}") from error


class _Text(str):
    """A text with the line ends of PO files: U+2028 and the like are text."""

    __slots__ = ()

    def splitlines(self, keepends: bool = False) -> list[str]:
        return re.split(r"\r\n|\n|\r", self)


def _pairs(catalogue: Any) -> Iterator[tuple[str, str, int]]:
    for entry in catalogue:
        if entry.obsolete or entry.fuzzy or not entry.msgid:
            continue
        forms, line = entry.msgstr_plural, max(1, entry.linenum or 0)
        if not forms:
            yield entry.msgid, entry.msgstr, line
            continue
        # one: the first form; many: all others, or the first if the language has only one
        first, *others = (forms[key] for key in sorted(forms))
        yield entry.msgid, first, line
        for other in others or [first]:
            yield entry.msgid_plural, other, line


READER = FormatReader((".po",), read_po, bilingual=True, takes_encoding=True)
