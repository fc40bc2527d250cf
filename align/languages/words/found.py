"""What a search for terms finds in a text."""

from typing import NamedTuple


class Found(NamedTuple):
    """A term in a text: its place, and which. ``sure``: not in a form that may be another word."""

    start: int
    end: int
    term: str
    sure: bool = True
