"""PO: the message catalogues of gettext."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from typing import Any, NamedTuple

from align.document import Paragraph
from align.errors import UsageError
from align.files.encoding import decode
from align.files.load import File, Source, load
from align.formats.profiles import locale_in
from align.formats.registry import FormatReader
from align.languages import LANGUAGES
from align.languages.detection import letters
from align.unit import Header, Memory, Prop, Unit, Variant

_CHARSET = re.compile(rb"charset=([\w.:-]+)")
_LINE_END = re.compile(r"\r\n|\n|\r")
# A comment: for translators, from the source (.), the text before (|); a reference (:), a flag (,)
_COMMENT = re.compile(r"\s*#(~?\||[.:,]|(?!~))(.*)")


def read_po(file: File, *, encoding: str | None = None, drafts: bool = False) -> Memory:
    r"""Read the messages as units, English first; the script decides which side is English.

    Each plural form is a unit. Placeholders stay. A message without a translation is a unit with
    one text. Obsolete messages, fuzzy ones, contexts and comments are left out, and counted in
    ``Memory.left_out``; with ``drafts``, fuzzy ones are units with the property ``x-status``.

    >>> import io
    >>> data = 'msgid "%d files"\nmsgstr "%d 个文件"\n'
    >>> [(unit.text("en"), unit.text("zh")) for unit in read_po(io.BytesIO(data.encode()))]
    [('%d files', '%d 个文件')]

    Raises :class:`align.errors.InputError` for broken syntax.
    """
    name, data = load(file)
    left_out: Counter[str] = Counter()
    messages: list[_Message] = []
    source = Source(data, name, encoding)
    catalogue, _ = _parse(source)
    if not len(catalogue):
        raise source.error("no unit in it: a catalogue without messages")
    for entry in catalogue:
        if entry.obsolete:
            left_out["obsolete message"] += 1
        elif entry.fuzzy and not drafts:
            left_out["fuzzy translation"] += 1
        else:
            messages += _messages(entry)
            left_out["message context"] += bool(entry.msgctxt)
            left_out["comment"] += sum(map(bool, (entry.comment, entry.tcomment)))
    return Memory(Header(), list(_units(messages, _language(catalogue))), name, left_out)


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
    counts = [() if entry.obsolete or entry.fuzzy else [*_messages(entry)] for entry in catalogue]
    units = list(_units([*chain(*counts)], _language(catalogue)))
    found: list[Unit | Paragraph] = list(_comments(text))
    if catalogue.head:
        found += _aside(catalogue.head, [catalogue.head.msgstr], "metadata")
    for entry, messages in zip(catalogue, counts, strict=True):
        found += _aside(entry, [entry.msgctxt], "metadata")
        if not messages:
            texts = [entry.msgid, entry.msgid_plural, entry.msgstr, *entry.msgstr_plural.values()]
            found += _aside(entry, texts, "untranslated units")
        elif not entry.msgstr_plural:
            found += _aside(entry, [entry.msgid_plural], "untranslated units")
        found += units[: len(messages)]
        del units[: len(messages)]
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


class _Message(NamedTuple):
    """A message, or a plural form of one."""

    source: str
    target: str
    line: int
    fuzzy: bool


def _language(catalogue: Any) -> str:
    """The code of the translations, as the header says."""
    return str(catalogue.metadata.get("Language", ""))


def _units(messages: list[_Message], language: str) -> Iterator[Unit]:
    """Yield the units of all messages of a catalogue with translations in ``language``."""
    weights = [letters("".join(texts)) for texts in zip(*[m[:2] for m in messages], strict=True)]
    swapped = bool(weights) and weights[0]["zh"] - weights[0]["en"] > (
        weights[1]["zh"] - weights[1]["en"]
    )
    locales = {side: locale_in(side, language) for side in LANGUAGES}
    for source, target, line, fuzzy in messages:
        en, zh = (target, source) if swapped else (source, target)
        sides = (("en", en), ("zh", zh))
        variants = [Variant(locales[side], (text,)) for side, text in sides if text]
        props = (Prop("x-status", "fuzzy"),) if fuzzy else ()
        yield Unit(variants, line=line, props=props)


def _parse(source: Source) -> tuple[Any, str]:
    """Return the catalogue and its text; ``catalogue.head`` is the entry of the header, if any."""
    import polib

    class Catalogue(polib.POFile):  # type: ignore[misc]
        head: Any = None

        def remove(self, entry: Any) -> None:
            """Remove an entry: polib does so with the header."""
            self.head = entry
            super().remove(entry)

    found = _CHARSET.search(source.data[:4000])
    charset = found[1].decode() if found and source.encoding is None else "CHARSET"
    try:
        text = decode(source if charset == "CHARSET" else replace(source, encoding=charset))
    except UsageError as error:
        if source.encoding:
            raise
        raise source.error(
            f"its charset is {charset[:40]!r}, which does not exist; "
            "correct it in the header, or name the encoding"
        ) from error
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


def _messages(entry: Any) -> Iterator[_Message]:
    """Yield the messages of an entry."""
    if not entry.msgid:
        return
    forms, line = entry.msgstr_plural, max(1, entry.linenum or 0)
    if not forms:
        yield _Message(entry.msgid, entry.msgstr, line, entry.fuzzy)
        return
    # one: the first form; many: all others, or the first if the language has only one
    first, *others = (forms[key] for key in sorted(forms))
    yield _Message(entry.msgid, first, line, entry.fuzzy)
    for other in others or [first]:
        yield _Message(entry.msgid_plural, other, line, entry.fuzzy)


READER = FormatReader(
    (".po",), read_po, bilingual=True, takes_encoding=True, has_drafts=True, account=account_of_po
)
