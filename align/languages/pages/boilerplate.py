"""Find the furniture of a web page: what looks like it **and** stands where it stands.

A line that could be furniture is left alone in the middle of the text. Menus are the exception:
a list of nothing but known navigation words is no text wherever it stands.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from re import Match

from align.document import Paragraph
from align.languages import LANGUAGES, get_language

#: How many non-empty paragraphs from either end may be furniture.
HEAD, FOOT = 10, 12
#: Headline and subtitle may stand between the menu and the date.
TITLES = 2

_STOPS = tuple(".!?。！？…；;：:")
_CLOSERS = "\"'”’」』）)》】]"


def mark_boilerplate(paragraphs: Sequence[Paragraph], language: str) -> tuple[Paragraph, ...]:
    """The same paragraphs, page furniture with ``kind="boilerplate"``.

    Furniture is what the patterns of the languages say (of all: an English page has a Chinese
    switch), at the head of the page with at most two title lines in between, or at its foot; and
    lists of navigation words anywhere. A page on which nothing else would remain stays as it is.

    >>> page = ["Home / 中文版", "CQC grows", "2023-08-11  Source: CQC", "It did.", "Print | Close"]
    >>> [p.kind for p in mark_boilerplate([Paragraph(t) for t in page], "en")]
    ['boilerplate', 'text', 'boilerplate', 'text', 'boilerplate']
    >>> page = ["How certificates look", "They do.", "Date: 2023-08-11", "They show a date."]
    >>> {p.kind for p in mark_boilerplate([Paragraph(t) for t in page], "en")}
    {'text'}
    """
    get_language(language)  # an unknown code is an error here, too
    lines = [n for n, p in enumerate(paragraphs) if p.text.strip()]
    matches = {n: _match(paragraphs[n].text.strip()) for n in lines}
    marked = {n for n, match in matches.items() if match and match["navigation"]}
    marked.update(_head(paragraphs, lines, matches))
    marked.update(_foot(lines, matches))
    if marked.issuperset(lines):
        return tuple(paragraphs)
    return tuple(
        replace(p, kind="boilerplate") if n in marked else p for n, p in enumerate(paragraphs)
    )


def _match(line: str) -> Match[str] | None:
    """How the line matches as furniture of any language, menus first."""
    found = [m for known in LANGUAGES.values() if (m := known.boilerplate.fullmatch(line))]
    return next((m for m in found if m["navigation"]), found[0] if found else None)


def _head(
    paragraphs: Sequence[Paragraph], lines: Sequence[int], matches: dict[int, Match[str] | None]
) -> Iterable[int]:
    titles = 0
    for n in lines[:HEAD]:
        if matches[n]:
            yield n
        elif titles < TITLES and _is_title(paragraphs[n].text):
            titles += 1
        else:
            return


def _foot(lines: Sequence[int], matches: dict[int, Match[str] | None]) -> Iterable[int]:
    for n in lines[: -FOOT - 1 : -1]:
        if not matches[n]:
            return
        yield n


def _is_title(text: str) -> bool:
    """A short line that no stop ends."""
    text = text.strip()
    return len(text) <= 300 and not text.rstrip(_CLOSERS).endswith(_STOPS)
