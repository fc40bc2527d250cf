"""PO: the message catalogues of gettext."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from align.document import Paragraph
from align.files.encoding import decode
from align.files.load import File, Source, load
from align.formats.registry import FormatReader
from align.languages import LANGUAGES
from align.languages.detection import letters
from align.unit import Header, Memory, Unit, Variant

_CHARSET = re.compile(rb"charset=([\w.:-]+)")
_LINE_END = re.compile(r"\r\n|\n|\r")
# A comment: for translators, from the source (.), the text before (|); a reference (:), a flag (,)
_COMMENT = re.compile(r"\s*#(~?\||[.:,]|(?!~))(.*)")


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
    pairs = [pair for entry in _parse(Source(data, name, encoding))[0] for pair in _pairs(entry)]
    return Memory(Header(), list(_units(pairs)), name)


def account_of_po(file: File, *, encoding: str | None = None) -> Iterator[Unit | Paragraph]:
    r"""Yield the units like :func:`read_po` and, between them, all other text of the file.

    >>> import io
    >>> data = '# For the menu\n#, fuzzy\nmsgid "Close"\nmsgstr "开"\n'
    >>> sorted(item.aside for item in account_of_po(io.BytesIO(data.encode())))
    ['comments', 'metadata', 'untranslated units', 'untranslated units']

    Raises :class:`align.errors.InputError` like :func:`read_po`.
    """
    name, data = load(file)
    catalogue, text = _parse(Source(data, name, encoding))
    entries = [(entry, list(_pairs(entry))) for entry in catalogue]
    units = list(_units([pair for _, pairs in entries for pair in pairs]))
    found: list[Unit | Paragraph] = list(_comments(text))
    if catalogue.head:
        found += _aside(catalogue.head, [catalogue.head.msgstr], "metadata")
    for entry, pairs in entries:
        found += _aside(entry, [entry.msgctxt], "metadata")
        if not pairs:
            texts = [entry.msgid, entry.msgid_plural, entry.msgstr, *entry.msgstr_plural.values()]
            found += _aside(entry, texts, "untranslated units")
        elif not entry.msgstr_plural:
            found += _aside(entry, [entry.msgid_plural], "untranslated units")
        found += units[: len(pairs)]
        del units[: len(pairs)]
    yield from sorted(found, key=lambda item: item.line)


def _comments(text: str) -> Iterator[Paragraph]:
    """Yield the lines of comments."""
    for number, line in enumerate(_LINE_END.split(text), start=1):
        if (found := _COMMENT.fullmatch(line)) and found[2].strip():
            aside = "metadata" if found[1] in (":", ",") else "comments"
            yield Paragraph(found[2].strip(), number, aside=aside)


def _aside(entry: Any, texts: Iterable[str | None], reason: str) -> Iterator[Paragraph]:
    for text in texts:
        if text and text.strip():
            yield Paragraph(text, max(1, entry.linenum or 0), aside=reason)


def _units(pairs: list[tuple[str, str, int]]) -> Iterator[Unit]:
    """Yield the units of all pairs of a catalogue."""
    weights = [letters("".join(texts)) for texts in zip(*[p[:2] for p in pairs], strict=True)]
    swapped = bool(weights) and weights[0]["zh"] - weights[0]["en"] > (
        weights[1]["zh"] - weights[1]["en"]
    )
    for source, target, line in pairs:
        en, zh = (target, source) if swapped else (source, target)
        sides = (("en", en), ("zh", zh))
        yield Unit([Variant(LANGUAGES[side].locale, (t,)) for side, t in sides if t], line=line)


def _parse(source: Source) -> tuple[Any, str]:
    """Return the catalogue and its text; ``catalogue.head`` is the entry of the header, if any."""
    import polib

    class Catalogue(polib.POFile):  # type: ignore[misc]
        head: Any = None

        def remove(self, entry: Any) -> None:
            """Remove an entry: polib does so with the header."""
            self.head = entry
            super().remove(entry)

    charset = _CHARSET.search(source.data[:4000])
    if source.encoding is None and charset and charset[1] != b"CHARSET":
        source = replace(source, encoding=charset[1].decode())
    text = decode(source)
    try:
        # polib takes a text without a line end for a file name
        return polib.pofile(_Text(text + "\n"), encoding="utf-8", klass=Catalogue), text
    except Exception as error:  # OSError for bad syntax, but also others
        lines = re.findall(r"\(line (\d+)\)", str(error))
        place = f" in line {lines[-1]}" if lines else ""
        raise source.error(f"not a PO file: broken syntax{place}") from error


class _Text(str):
    """A text with the line ends of PO files: U+2028 and the like are text."""

    __slots__ = ()

    def splitlines(self, keepends: bool = False) -> list[str]:
        return _LINE_END.split(self)


def _pairs(entry: Any) -> Iterator[tuple[str, str, int]]:
    """Yield the pairs of texts of an entry that counts, each with its line."""
    if entry.obsolete or entry.fuzzy or not entry.msgid:
        return
    forms, line = entry.msgstr_plural, max(1, entry.linenum or 0)
    if not forms:
        yield entry.msgid, entry.msgstr, line
        return
    # one: the first form; many: all others, or the first if the language has only one
    first, *others = (forms[key] for key in sorted(forms))
    yield entry.msgid, first, line
    for other in others or [first]:
        yield entry.msgid_plural, other, line


READER = FormatReader((".po",), read_po, bilingual=True, takes_encoding=True, account=account_of_po)
