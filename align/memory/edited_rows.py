"""The rows of a file that people edited: what is in them, and what was written before."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from align.formats.table.records import row_digest
from align.formats.xml_text import clean_text
from align.memory.decisions import quoted
from align.tmx_dates import tmx_date
from align.unit import Unit

#: Words in a column for the status, in lower case, and the decision that they are.
WORDS = {
    "approve": "approved approve ok okay yes right correct good accepted final "
    "通过 批准 已批准 正确 对 好",
    "reject": "rejected reject wrong no bad incorrect error 错 错误 不对 不通过 拒绝 驳回",
    "exclude": "excluded exclude skip ignore delete 排除 不收录 删除",
}
_KIND_OF = {word: kind for kind, words in WORDS.items() for word in words.split()}
_KIND_OF["not for the memory"] = "exclude"


class EditedRow(NamedTuple):
    """A pair as it stands in an edited file."""

    id: str
    en: str
    zh: str
    status: str = ""
    note: str = ""
    position: str = ""
    who: str = ""
    when: str = ""
    where: str = ""

    @classmethod
    def of(cls, unit: Unit) -> "EditedRow":
        """The row of a unit.

        >>> EditedRow.of(Unit([], "7", {"changeid": "Li"})).who
        'Li'
        """
        abouts = [unit.attributes, *(variant.attributes for variant in unit.variants)]
        changes = [about for about in abouts if about.get("changeid")]
        last = max(changes, key=lambda about: tmx_date(about.get("changedate", "")), default={})
        return cls(
            unit.id, unit.text("en"), unit.text("zh"),
            unit.prop("x-status").strip(), "\n".join(unit.notes).strip(), unit.prop("x-position"),
            last.get("changeid", ""), iso_time(last.get("changedate", "")),
            unit.where or (f"line {unit.line}" if unit.line else ""),
        )  # fmt: skip

    @property
    def pair(self) -> tuple[str, str]:
        """Both texts as they are compared."""
        return flat(self.en), flat(self.zh)

    @property
    def quoted(self) -> str:
        """The row for a person, on one line."""
        return quoted((self.en,), (self.zh,)) + (f" ({self.where})" if self.where else "")

    @property
    def digest(self) -> str:
        """A short digest of what a person may change."""
        return row_digest(self.en, self.zh, self.status, self.note)


def iso_time(date: str) -> str:
    """A date as in TMX → the time of a decision; empty if it is none.

    >>> iso_time("20260131T120000Z")
    '2026-01-31T12:00:00.000000Z'
    """
    found = tmx_date(date)
    if not found:
        return ""
    day, time = found[:8], found[9:15]
    return f"{day[:4]}-{day[4:6]}-{day[6:]}T{time[:2]}:{time[2:4]}:{time[4:]}.000000Z"


def flat(text: str) -> str:
    """A text as it is compared: on one line."""
    return clean_text(text).text


def base_id(id_: str) -> str:
    """An id without the number of its repetition.

    >>> base_id("0123456789abcdef-2"), base_id("unit-2")
    ('0123456789abcdef', 'unit-2')
    """
    base, _, nth = id_.partition("-")
    return base if len(base) == 16 and nth.isdigit() else id_


def kind_of_status(word: str) -> str:
    """The decision that a word in the column for the status is; empty for other words.

    >>> kind_of_status("Approved"), kind_of_status("错误"), kind_of_status("unsure")
    ('approve', 'reject', '')
    """
    return _KIND_OF.get(" ".join(word.lower().split()).strip(".!。！"), "")


@dataclass
class Edits:
    """What a file says about a document.

    ``rows`` are those that may be changed, in order; ``present`` the ids of all. ``written`` are
    the ids that were written, with the digest of each row
    (:func:`align.formats.table.records.row_digest`). With ``clears`` an empty cell means that a
    status or note was removed; ``complete``: rows that were written and are not ``present`` were
    deleted by somebody.
    """

    rows: list[EditedRow] = field(default_factory=list)
    present: set[str] = field(default_factory=set)
    written: Mapping[str, str] = field(default_factory=dict)
    clears: bool = False
    complete: bool = False

    @property
    def is_same(self) -> bool:
        """Whether nothing was changed, as far as is known."""
        return not (self.rows or self.is_other)

    @property
    def is_other(self) -> bool:
        """Whether these are not the units that were written, if that is known."""
        return bool(self.written) and self.present != self.written.keys()

    @property
    def any(self) -> bool:
        """Whether anything may have been changed."""
        return bool(self.rows) or (self.complete and not self.written.keys() <= self.present)
