"""Glossaries: entries with English and Chinese terms, read from tables and TBX."""

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias

from align.errors import InputError
from align.files.load import Source, load
from align.files.xml import XML_LANG, inner_text, local
from align.formats.table.columns import SAMPLE, find_columns, heading_of
from align.formats.table.text_read import table_of
from align.formats.table.workbook import sheets_of
from align.formats.tbx import concepts
from align.languages.detection import dominant
from align.unit import language_of

#: TBX calls ``allowed`` admitted, and ``forbidden`` deprecated.
Status: TypeAlias = Literal["preferred", "allowed", "forbidden"]


class Term(NamedTuple):
    """One or several words, as in the glossary."""

    text: str
    status: Status = "preferred"


class Entry(NamedTuple):
    """A concept with its terms in each language. ``where``: its place in the glossary."""

    en: tuple[Term, ...]
    zh: tuple[Term, ...]
    note: str = ""
    where: str = ""

    def terms(self, language: str) -> tuple[Term, ...]:
        """Return the terms of a language.

        >>> Entry((Term("certificate"),), (Term("证书"),)).terms("zh")
        (Term(text='证书', status='preferred'),)
        """
        terms: tuple[Term, ...] = getattr(self, language)
        return terms

    def accepted(self, language: str) -> tuple[Term, ...]:
        """The terms that are not forbidden."""
        return tuple(term for term in self.terms(language) if term.status != "forbidden")


@dataclass(frozen=True)
class Glossary:
    """Entries, and the files that they come from; ``source`` is the first of these."""

    entries: tuple[Entry, ...]
    name: str = "glossary"
    source: str = ""

    def merged(self, others: Iterable["Glossary"]) -> "Glossary":
        """Merge several glossaries; the checks combine what they say about the same term.

        >>> one = Glossary((Entry((Term("body"),), (Term("机构"),)),), "a.csv")
        >>> both = one.merged([Glossary((Entry((Term("mark"),), (Term("标志"),)),), "b.csv")])
        >>> both.name, len(both.entries)
        ('a.csv, b.csv', 2)
        """
        every = [self, *others]
        return Glossary(
            tuple(
                entry._replace(where=f"{glossary.name}: {entry.where}") if len(every) > 1 else entry
                for glossary in every
                for entry in glossary.entries
            ),
            ", ".join(glossary.name for glossary in every),
            self.source,
        )


def with_status(terms: Iterable[tuple[str, Status | None]]) -> tuple[Term, ...]:
    """Complete the status of an entry's terms in one language.

    A single term is preferred; of several without a status, all are equally good.

    >>> with_status([("机构", None)])
    (Term(text='机构', status='preferred'),)
    >>> [t.status for t in with_status([("机构", None), ("组织", None), ("社团", "forbidden")])]
    ['allowed', 'allowed', 'forbidden']
    """
    found = list(dict.fromkeys(terms))
    accepted = {text for text, status in found if status != "forbidden"}
    silent: Status = "preferred" if len(accepted) == 1 else "allowed"
    return tuple(Term(text, status or silent) for text, status in found)


def read_glossary(path: str | os.PathLike[str]) -> Glossary:
    """Read a glossary from a ``.tbx`` (2008 or 2019), ``.csv``, ``.tsv`` or ``.xlsx``.

    Raises :class:`align.errors.InputError` for any other file, a broken one, an unknown
    status, and a file without terms; the message names the row or line.
    """
    name = os.fspath(path)
    suffix = Path(name).suffix.lower()
    if suffix in (".tbx", ".xml", ".mtf"):
        entries = tbx_entries(path)
    elif suffix in (".csv", ".tsv", ".txt", ".xlsx", ".xlsm"):
        entries = table_entries(path)
    else:
        raise InputError(f"{name}: not a glossary; pass a .tbx, .csv, .tsv or .xlsx")
    if not any(entry.en for entry in entries) or not any(entry.zh for entry in entries):
        raise InputError(f"{name}: contains no English and Chinese terms")
    return Glossary(tuple(entries), name, name)


#: A row: line (0: unknown), name in messages, cells.
_Table = Sequence[tuple[int, str, Sequence[str]]]


_COLUMNS = {
    "status": re.compile(r"(?:term )?(?:status|usage|state)|状态|狀態|用法", re.I),
    "note": re.compile(r"notes?|comments?|remarks?|definition|备注|備註|注释|说明|定义", re.I),
    "forbidden": re.compile(
        r"(?:forbidden|deprecated|do not use|prohibited)(?: .{1,20})?|禁用.{0,4}|不用|禁止使用",
        re.I,
    ),
}


_SEPARATOR = re.compile(r"\s*[;；|｜\n]\s*")


_NAMES: dict[Status, str] = {
    "preferred": "preferred|首选|首選|推荐|推薦|标准|優先|优先|standard|approved",
    "allowed": "allowed|admitted|acceptable|permitted|允许|允許|可用|备选|備選|许用",
    "forbidden": "forbidden|deprecated|prohibited|superseded|obsolete|do not use|not allowed"
    "|禁用|禁止|不用|不可用|废弃|廢棄|弃用",
}


_STATUSES = {name: status for status, names in _NAMES.items() for name in names.split("|")}


_YES = frozenset("x yes y true 1 是 √ ✓ ✔".split())


_NO = frozenset(["", "no", "n", "false", "0", "否", "-"])


def table_entries(path: str | os.PathLike[str]) -> list[Entry]:
    """Read the rows of a table, or of the first sheet with English and Chinese columns.

    The columns are found by their names, the two languages also by their text. Raises
    :class:`align.errors.InputError` for any other table, and for an unknown status.
    """
    name, data = load(path)
    source = Source(data, name)
    if not name.lower().endswith((".xlsx", ".xlsm")):
        return _entries(table_of(source), source)
    reasons: list[InputError] = []
    for sheet, rows in sheets_of(source):
        table = [row for row in rows if any(map(str.strip, row[2]))]
        try:
            found = _columns(table, source, f"sheet {sheet!r}")
        except InputError as error:
            reasons.append(error)
            continue
        return _read(table, *found, source)
    raise reasons[0] if reasons else source.error("contains no sheet")


def _entries(table: _Table, source: Source) -> list[Entry]:
    return _read(table, *_columns(table, source, "it"), source)


def _columns(table: _Table, source: Source, what: str) -> tuple[dict[str, int], int]:
    """Find the columns, and the number of rows down to the heading row, or 0."""
    heading = heading_of([cells for *_, cells in table])
    first = [cell.strip() for cell in table[max(heading, 1) - 1][2]] if table else []
    named = {
        kind: n for n, cell in enumerate(first) for kind, p in _COLUMNS.items() if p.fullmatch(cell)
    }
    others = set(named.values())
    rows = [
        ["" if n in others else cell for n, cell in enumerate(cells)]
        for _, _, cells in table[:SAMPLE]
    ]
    columns = find_columns(rows, source, what)
    return {**named, "en": columns.en, "zh": columns.zh}, columns.heading or int(bool(named))


def _read(table: _Table, columns: dict[str, int], heading: int, source: Source) -> list[Entry]:
    width = max(len(table[max(heading, 1) - 1][2]), max(columns.values()) + 1)
    found = []
    for _, where, cells in table[heading:]:
        if any(map(str.strip, cells[width:])):
            raise source.error(
                f"{where} has {len(cells)} cells instead of {width}; "
                "put texts that contain the separator in quotation marks"
            )
        texts = {kind: cells[n].strip() if n < len(cells) else "" for kind, n in columns.items()}
        entry = _entry(texts, where, source)
        if entry.en or entry.zh:
            found.append(entry)
    return found


def _entry(texts: dict[str, str], where: str, source: Source) -> Entry:
    said = texts.get("status", "").lower()
    status = _STATUSES.get(said)
    if said and not status:
        raise source.error(
            f"{where} has the status {texts['status']!r}; write preferred, allowed or forbidden"
        )
    forbidden = texts.get("forbidden", "")
    if forbidden.lower() in _YES:
        status, forbidden = "forbidden", ""
    elif forbidden.lower() in _NO:
        forbidden = ""
    # the status of a row belongs to its Chinese term, or to an English one without a Chinese
    found: dict[str, list[tuple[str, Status | None]]] = {
        "en": [(text, None if texts["zh"] else status) for text in _split(texts["en"])],
        "zh": [(text, status) for text in _split(texts["zh"])],
    }
    for text in _split(forbidden):
        found[dominant(text) or "en"].append((text, "forbidden"))
    en, zh = (with_status(found[side]) for side in ("en", "zh"))
    return Entry(en, zh, texts.get("note", ""), where)


def _split(cell: str) -> list[str]:
    """Split a cell into terms.

    >>> _split("认证机构; 认证组织|")
    ['认证机构', '认证组织']
    """
    return [" ".join(text.split()) for text in _SEPARATOR.split(cell) if text.strip()]


#: The place of a status: the type of a termNote (DCA), or the name of an element (DCT).
_KINDS = frozenset({"administrativestatus", "normativeauthorization", "status", "usagestatus"})


_TBX_STATUSES: dict[str, Status] = {
    "preferred": "preferred",
    "standardized": "preferred",
    "legal": "preferred",
    "regulated": "preferred",
    "admitted": "allowed",
    "allowed": "allowed",
    "approved": "allowed",
    "deprecated": "forbidden",
    "superseded": "forbidden",
    "forbidden": "forbidden",
    "prohibited": "forbidden",
    "obsolete": "forbidden",
    "notrecommended": "forbidden",
}


def tbx_entries(path: str | os.PathLike[str]) -> list[Entry]:
    """Read the concepts of a termbase that have English or Chinese terms.

    Raises :class:`align.errors.InputError` for a file that is not TBX, and for an entity in it.
    """
    name = os.fspath(path)
    found = []
    for concept in concepts(path):
        entry = _tbx_entry(concept, name)
        if entry.en or entry.zh:
            found.append(entry)
    return found


def _tbx_entry(concept: Any, name: str) -> Entry:
    terms: dict[str, list[tuple[str, Status | None]]] = {"en": [], "zh": []}
    notes = []
    lang = ""
    for element in concept.iter():
        tag = local(element)
        if tag in ("langSet", "langSec"):
            lang = language_of(element.get(XML_LANG) or element.get("lang") or "")
        elif tag == "note":
            notes.append(" ".join(inner_text(element, name).split()))
        elif tag == "term" and lang in terms:
            text = " ".join(inner_text(element, name).split())
            if text:
                terms[lang].append((text, _status(element, name)))
    return Entry(
        with_status(terms["en"]),
        with_status(terms["zh"]),
        "; ".join(notes),
        f"line {concept.sourceline}",
    )


def _status(term: Any, name: str) -> Status | None:
    """Return the status that the notes beside a term give it."""
    group = term.getparent()
    if local(group) == "termGrp":
        group = group.getparent()
    if local(group) in ("langSet", "langSec"):  # terms outside any group
        return None
    for element in group.iter():
        kind = element.get("type") if local(element) == "termNote" else local(element)
        if kind and kind.lower().replace(" ", "") in _KINDS:
            said = inner_text(element, name).strip().lower().replace(" ", "")
            for name, status in _TBX_STATUSES.items():
                if said.startswith(name):
                    return status
    return None
