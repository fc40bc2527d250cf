"""A TMX file, element by element: safely, and in constant memory; and its content model."""

import os
import zipfile
import zlib
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from align.errors import InputError
from align.files.archive import unpacked
from align.files.xml import local, safe_events

_RNG = "{http://relaxng.org/ns/structure/1.0}"
#: Elements that stand between units, where none may: so many are kept to be told about.
_STRAY = 100


def elements(path: str | os.PathLike[str]) -> Iterator[Any]:
    """The headers and units as they end, then the root; units are dropped once they were seen.

    What stands between the units, where nothing may, stays for the check of the whole.
    """
    name = os.fspath(path)
    checked = False
    with unpacked(path) as stream:
        parser = safe_events(stream, tag=("{*}header", "{*}tu"))
        try:
            for _, element in parser:
                if not checked:
                    _refuse_entities(element.getroottree().docinfo.internalDTD, name)
                    checked = True
                yield element
                if local(element) == "tu":
                    element.clear(keep_tail=True)
                    parent = element.getparent()  # units before it are gone: the rest is astray
                    for _ in range(parent.index(element) - _STRAY):
                        parent.remove(parent[0])
        except (OSError, EOFError, zlib.error, zipfile.BadZipFile) as error:
            what = getattr(error, "strerror", None) or "the archive is cut off or damaged"
            raise InputError(f"{name}: cannot be read: {what}") from error
        yield parser.root


def _refuse_entities(dtd: Any, name: str) -> None:
    # nobody's memory needs them, and they are how XML attacks its readers
    if dtd is not None and next(dtd.iterentities(), None) is not None:
        raise InputError(f"{name}: the file declares entities; a memory needs none, refused")


def schemas() -> tuple[Any, Any]:
    """The content model for a whole file, and for a unit alone."""
    from lxml import etree

    text = files("align.memory.validate").joinpath("tmx14.rng").read_bytes()
    whole, unit = etree.fromstring(text), etree.fromstring(text)
    start: Any = unit.find(f"{_RNG}start")
    start.clear()
    etree.SubElement(start, f"{_RNG}ref", name="tu")
    return etree.RelaxNG(whole), etree.RelaxNG(unit)
