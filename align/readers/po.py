"""PO: the message catalogues of gettext."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from align.files.encoding import decode
from align.files.load import Source
from align.languages.detection import letters
from align.readers.base import Reader, Row
from align.readers.bitext import complete

_CHARSET = re.compile(rb"charset=([\w.:-]+)")


def read_po(source: Source) -> tuple[Row, ...]:
    r"""The translated messages; script says which side is English.

    Fuzzy and obsolete messages are passed over, each plural form is a row. Placeholders stay.

    >>> data = 'msgid "%d files"\nmsgstr "%d 个文件"\n'
    >>> read_po(Source(data.encode(), "a.po"))
    (Row(en='%d files', zh='%d 个文件', line=1, where=''),)

    Raises :class:`align.errors.InputError` for broken syntax and when nothing is translated.
    """
    pairs = list(_pairs(_parse(source)))
    weights = [letters("".join(texts)) for texts in zip(*[p[:2] for p in pairs], strict=True)]
    swapped = bool(weights) and weights[0]["zh"] - weights[0]["en"] > (
        weights[1]["zh"] - weights[1]["en"]
    )
    languages = {code for weight in weights for code in weight if weight[code]}
    rows = (Row(b, a, n) if swapped else Row(a, b, n) for a, b, n in pairs)
    return complete(rows, source, languages)


def _parse(source: Source) -> Any:
    import polib

    charset = _CHARSET.search(source.data[:4000])
    if source.encoding is None and charset and charset[1] != b"CHARSET":
        source = replace(source, encoding=charset[1].decode())
    text = decode(source)
    try:
        # polib takes a text without a line's end for a file's name
        return polib.pofile(_Text(text + "\n"), encoding="utf-8")
    except Exception as error:  # OSError for bad syntax, but others, too
        lines = re.findall(r"\(line (\d+)\)", str(error))
        place = f" in line {lines[-1]}" if lines else ""
        raise source.error(f"not a PO file: broken syntax{place}") from error


class _Text(str):
    """A text whose lines end where a PO file's do: U+2028 and its kind are text."""

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
        # one: the first form; many: every other, or the first where a language has only one
        first, *others = (forms[key] for key in sorted(forms))
        yield entry.msgid, first, line
        for other in others or [first]:
            yield entry.msgid_plural, other, line


READER = Reader("PO", (".po",), rows=read_po)
