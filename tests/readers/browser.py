"""Pages whose characters a browser was asked for once (``files/html_make.py``)."""

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from page_layouts import pages
from witnesses import GENERATORS

FILES = Path(__file__).parent / "files"


def digest(text: str) -> str:
    """A short name for the characters of a text in any order, without white space."""
    return sha256("".join(sorted("".join(text.split()))).encode()).hexdigest()[:12]


def pages_for_browsers() -> dict[str, str]:
    """Pages of all layouts, of any elements in each other, and those saved by other programs."""
    found = {name: html for name, (html, _, _) in pages().items()}
    found |= {f"generated-{n}": GENERATORS[".html"](n).decode() for n in _numbers()}
    return found | {p.name: p.read_text(encoding="utf-8") for p in sorted(FILES.glob("*.html"))}


def _numbers() -> Iterable[int]:
    return range(1, 81)
