"""What a check looks at: one bead or unit, both texts unchanged."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from align.languages import LANGUAGES


class Segment(NamedTuple):
    """A translation unit or a bead as the audit sees it.

    ``number`` counts all segments from 0; ``en`` or ``zh`` is empty where that side has no text (a
    null bead: an omission or an addition). ``document`` is the pair of documents that it comes
    from, ``place`` its position there (``"3-4:5"``). ``source`` is the file that it was read from,
    and ``line`` the line in that file (0: unknown); ``en_place`` and ``zh_place`` are the positions
    of the texts in their documents (``line 12``). ``en_codes`` and ``zh_codes`` are the inline
    codes, in order (``"ph:1"``, ``"bpt:1"``). ``confidence`` is the aligner's, 0 … 1, None where it
    is not known. ``ignore`` are the checks that should report nothing here; ``"*"`` is all of them.
    """

    number: int
    en: str
    zh: str
    document: str = ""
    place: str = ""
    line: int = 0
    id: str = ""
    confidence: float | None = None
    crossing: bool = False
    en_place: str = ""
    zh_place: str = ""
    en_locale: str = ""
    zh_locale: str = ""
    en_codes: tuple[str, ...] = ()
    zh_codes: tuple[str, ...] = ()
    status: str = ""
    ignore: tuple[str, ...] = ()
    source: str = ""

    @property
    def is_null(self) -> bool:
        """Whether one side has no text."""
        return not (self.en and self.zh)

    @property
    def sides(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """Both texts, each with its side.

        >>> case("A", "甲").sides
        (('en', 'A'), ('zh', '甲'))
        """
        return (("en", self.en), ("zh", self.zh))

    def text(self, side: str) -> str:
        """The text of a side: ``"en"`` or ``"zh"``."""
        return self.en if side == "en" else self.zh

    def place_of(self, side: str) -> str:
        """The position of a side's text in its document; empty where it is not known."""
        return self.en_place if side == "en" else self.zh_place


def side_name(side: str) -> str:
    """What messages call a side.

    >>> side_name("zh")
    'the Chinese side'
    """
    return f"the {LANGUAGES[side].name} side"


def case(en: str, zh: str, **fields: Any) -> Segment:
    """Make a segment for an example.

    >>> case("Hello.", "你好。", document="a").document
    'a'
    """
    return Segment(0, en, zh)._replace(**fields)


def numbered(segments: Sequence[Segment]) -> list[Segment]:
    """The same segments numbered in their order, as in a small memory.

    >>> [s.number for s in numbered([case("A", "甲"), case("B", "乙")])]
    [0, 1]
    """
    return [segment._replace(number=number) for number, segment in enumerate(segments)]
