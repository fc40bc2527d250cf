"""Lines that the program says in English, in Chinese: templates as data, in ``phrases.tsv``.

A row of the table is a kind, a template and its translation. A slot of a template is filled

- by digits if its name is ``n``, and by one character if it is ``c``;
- by what rows of a kind translate if it has the name of that kind (``{side}``, ``{place}``);
- by any other text, which stays as it is, if it has another name (``{text}``).

Digits at the end of a name tell slots of a kind apart. So a message is written once, in English,
where it is made; reports of earlier runs can be read in Chinese, too. A test finds messages that
have no row.
"""

import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

_SLOT = re.compile(r"\{([a-z]+)(\d*)\}")
_BUILT_IN = {"n": r"\d[\d,]*", "c": "."}
#: A longer line is that of a text of a document, in which templates would be sought for too long.
_LONGEST = 5_000


class Phrase(NamedTuple):
    """A row of the table: a template and what it becomes."""

    template: str
    translation: str


class Phrases:
    """The rows of a table by their kind.

    >>> rows = {"message": [Phrase("{text} is missing on {side}", "{side}缺少“{text}”")]}
    >>> rows["side"] = [Phrase("the Chinese side", "中文")]
    >>> phrases = Phrases(rows)
    >>> phrases.find("CQC is missing on the Chinese side", "message")
    '中文缺少“CQC”'
    >>> phrases.find("CQC is missing on the third side", "message") is None
    True
    """

    def __init__(self, rows: dict[str, list[Phrase]]) -> None:
        self.rows = rows
        self._exact = {kind: dict(some) for kind, some in rows.items()}
        self._patterns: dict[str, list[tuple[re.Pattern[str], str]]] = {}

    @classmethod
    def read(cls, path: Path) -> "Phrases":
        """Read a table; its first line names the columns."""
        rows: dict[str, list[Phrase]] = {}
        for line in path.read_text("utf-8").splitlines()[1:]:
            kind, template, translation = line.split("\t")
            rows.setdefault(kind, []).append(Phrase(template, translation))
        return cls(rows)

    def find(self, text: str, kind: str) -> str | None:
        """The translation of a line; None if no row of the kind has its form."""
        known = self._exact.get(kind, {})
        if text in known or len(text) > _LONGEST:
            return known.get(text)
        for pattern, translation in self._of(kind):
            if (match := pattern.fullmatch(text)) and (parts := self._parts(match)) is not None:
                return translation.format(**parts)
        return None

    def _parts(self, match: re.Match[str]) -> dict[str, str] | None:
        """What the slots become; None if a part is not of its kind."""
        parts = match.groupdict()
        for name, part in parts.items():
            kind = name.rstrip("0123456789")
            if kind in self.rows:
                found = self.find(part, kind)
                if found is None:
                    return None
                parts[name] = found
        return parts

    def _of(self, kind: str) -> list[tuple[re.Pattern[str], str]]:
        """The patterns of a kind; first those around another line of the kind, and those with

        most letters that are in any match.
        """
        if kind not in self._patterns:
            rows = [row for row in self.rows.get(kind, ()) if _SLOT.search(row.template)]
            rows.sort(key=lambda row: -len(_SLOT.sub(self._shortest, row.template)))
            rows.sort(key=lambda row: f"{{{kind}}}" not in row.template)
            self._patterns[kind] = [
                (re.compile(self._pattern(row.template), re.DOTALL), row.translation)
                for row in rows
            ]
        return self._patterns[kind]

    def _pattern(self, template: str) -> str:
        found, end = [], 0
        for slot in _SLOT.finditer(template):
            found.append(re.escape(template[end : slot.start()]))
            found.append(f"(?P<{slot[1]}{slot[2]}>{self._filling(slot[1])})")
            end = slot.end()
        return "".join([*found, re.escape(template[end:])])

    def _filling(self, kind: str) -> str:
        if kind in _BUILT_IN:
            return _BUILT_IN[kind]
        return "|".join(map(re.escape, self._fixed(kind))) or ".*?"

    def _shortest(self, slot: re.Match[str]) -> str:
        return min(self._fixed(slot[1]), key=len, default="")

    def _fixed(self, kind: str) -> list[str]:
        """All that a kind can be, if it has no slots itself."""
        found = [row.template for row in self.rows.get(kind, ())]
        return [] if any(map(_SLOT.search, found)) else found


@lru_cache
def phrases(language: str) -> Phrases | None:
    """The table of a language into which lines are translated; None for other languages."""
    path = Path(__file__).with_name("phrases.tsv")
    with path.open(encoding="utf-8") as file:
        _, _, translated_into = file.readline().split()
    return Phrases.read(path) if language == translated_into else None


def translated(text: str, language: str, kind: str = "message") -> str:
    """A line of the program in another language; as it is if the table does not have its form.

    ``kind`` says what it is: a ``message``, a ``summary`` or a ``rationale`` of a check, its
    ``family``; an answer of the review ``page``; a ``place`` in a document, a ``reason`` why text
    is set aside, a ``status``, what was decided (``decision``, ``verdict``), or what such a name
    means (``explained``).

    >>> translated("the Chinese side says 12, the English 13", "zh")
    '中文为“12”，英文为“13”'
    >>> translated("table 2, row 7", "zh", "place"), translated("navigation", "zh", "reason")
    ('表 2 第 7 行', '导航')
    >>> translated("two spaces", "en"), translated("what nobody says", "zh")
    ('two spaces', 'what nobody says')
    """
    table = phrases(language)
    if table is None:
        return text
    found = table.find(text, kind)
    if found is None and kind == "summary":  # of an own check: what it reports
        found = table.find(text, "message")
    return found or text
