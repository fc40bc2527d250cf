"""Witnesses of the ledger: what text is in a file, found by means that share nothing with readers.

A module here has ``WITNESSES``, suffix → a function that returns all text of a file of that format
in any order, and ``GENERATORS``, suffix → a function that makes a file from a number.
"""

from collections import Counter
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from unicodedata import normalize

WITNESSES: dict[str, Callable[[bytes], str]] = {}
GENERATORS: dict[str, Callable[[int], bytes]] = {}
for _found in iter_modules([str(Path(__file__).parent)]):
    _module = import_module(f"{__name__}.{_found.name}")
    WITNESSES |= getattr(_module, "WITNESSES", {})
    GENERATORS |= getattr(_module, "GENERATORS", {})


def counted(text: str) -> Counter[str]:
    """The characters of a text without white space; ligatures and the like by their letters."""
    return Counter("".join(normalize("NFKC", text).split()))
