"""TMX 1.1 … 1.4, read as a stream: memory use does not grow with the file.

From strangers, too: no entities, no network, no DTD; archives with limits.
"""

import gzip
import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import IO, Any

from align.errors import InputError
from align.unit import Code, Header, Memory, Parts, Prop, Unit, Variant

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
#: A member of a .zip may unpack to this many bytes, and to this many times its size.
LARGEST, RATIO = 16 * 2**30, 1000
_BATCH = 64  # elements that are kept before they are dropped


def read_tmx(path: str | os.PathLike[str]) -> Memory:
    """The memory in a TMX file, in one in a ``.gz``, or in the one in a ``.zip``.

    The units come as they are read, those that no tool would import too (without a language or
    with one text alone): telling is for :mod:`align.memory.validate`.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "a.tmx").write_text(
    ...         '<tmx version="1.4"><header srclang="en"/><body><tu>'
    ...         '<tuv xml:lang="en"><seg>Hi.</seg></tuv></tu></body></tmx>'
    ...     )
    ...     memory = read_tmx(f"{folder}/a.tmx")
    ...     memory.header.attributes["srclang"], [unit.text("en") for unit in memory]
    ('en', ['Hi.'])

    Raises :class:`align.errors.InputError` for what is no TMX: at once, or while units are read,
    where the file is broken further on.
    """
    events = _events(path)
    first = next(events, None)
    if isinstance(first, Header):
        header, rest = first, events
    else:
        header, rest = Header(), chain([first] if first else (), events)
    return Memory(header, (unit for unit in rest if isinstance(unit, Unit)), os.fspath(path))


def _events(path: str | os.PathLike[str]) -> Iterator[Header | Unit]:
    """The header, if there is one, and the units, in the order of the file."""
    from lxml import etree

    name = os.fspath(path)
    with opened(path) as stream:
        parser = etree.iterparse(
            stream,
            tag=("header", "tu", "tmx"),
            remove_comments=True,
            remove_pis=True,
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
        )
        checked, waiting = False, 0
        try:
            for _, element in parser:
                if not checked:
                    root = element.getroottree().getroot()
                    if root.tag != "tmx":
                        break
                    checked = True
                if element.tag == "tu":
                    yield unit_of(element, name)
                    waiting += 1
                    if waiting == _BATCH:  # one at a time would take a tenth of all the time
                        # this one stays: its tail may still be read
                        del element.getparent()[: waiting - 1]
                        waiting = 1
                elif element.tag == "header":
                    yield _header(element)
            if not checked:
                raise InputError(f"{name}: not a TMX file; its root element is <{_root(parser)}>")
        except etree.XMLSyntaxError as error:
            where = f"broken XML in line {error.lineno or 1} ({error.msg})"
            raise InputError(f"{name}: not a whole TMX file: {where}") from error
        except (OSError, EOFError, zlib.error, zipfile.BadZipFile) as error:
            what = getattr(error, "strerror", None) or "the archive is cut off or damaged"
            raise InputError(f"{name}: cannot be read: {what}") from error


def _root(parser: Any) -> str:
    root = getattr(parser, "root", None)
    return "?" if root is None else str(root.tag)


def unit_of(tu: Any, name: str = "") -> Unit:
    """The unit of a ``tu`` element."""
    # this runs a million times a memory: what is nearly always so comes first, and is short
    variants: list[Variant] = []
    props: list[Prop] = []
    notes: tuple[str, ...] = ()
    for child in tu:
        tag = child.tag
        if tag == "prop":
            props.append(_prop(child))
        elif tag == "tuv":
            found = child.items()
            if len(child) == 1 and len(found) == 1 and found[0][0] == _LANG:
                seg = child[0]
                if seg.tag == "seg" and not len(seg):
                    text = seg.text
                    variants.append(Variant(found[0][1], (text,) if text else (), {}))
                    continue
            variants.append(_variant(child, name))
        elif tag == "note":
            notes = (*notes, child.text or "")
    attributes = dict(tu.items())
    id_ = attributes.pop("tuid", "")
    return Unit(variants, id_, attributes, tuple(props), notes, tu.sourceline or 0)


def _variant(tuv: Any, name: str) -> Variant:
    parts: Parts = ()
    props: list[Prop] = []
    notes: list[str] = []
    for child in tuv:
        tag = child.tag
        if tag == "seg":
            parts = _parts(child, name)
        elif tag == "prop":
            props.append(_prop(child))
        elif tag == "note":
            notes.append(child.text or "")
    attributes = dict(tuv.items())
    lang = attributes.pop(_LANG, "") or attributes.pop("lang", "")
    return Variant(lang, parts, attributes, tuple(props), tuple(notes))


def _prop(element: Any) -> Prop:
    attributes = element.items()
    if len(attributes) == 1 and attributes[0][0] == "type":  # nearly always
        return Prop(attributes[0][1], element.text or "")
    kind = element.get("type", "")
    return Prop(kind, element.text or "", tuple(a for a in attributes if a[0] != "type"))


def _parts(element: Any, name: str, depth: int = 0) -> Parts:
    """Text and inline codes."""
    if depth > 50:
        raise InputError(f"{name}: inline codes nested too deeply (line {element.sourceline})")
    parts: list[str | Code] = [element.text] if element.text else []
    for child in element:
        if not isinstance(child.tag, str):  # an entity that the file made up
            line = element.sourceline
            raise InputError(f"{name}: an entity in line {line}; a memory needs none, refused")
        attributes = tuple(child.attrib.items())
        parts.append(Code(child.tag, attributes, _parts(child, name, depth + 1)))
        if child.tail:
            parts.append(child.tail)
    return tuple(parts)


def _header(element: Any) -> Header:
    from lxml import etree

    others = [e for e in element if e.tag not in ("prop", "note")]
    return Header(
        dict(element.attrib),
        tuple(_prop(e) for e in element if e.tag == "prop"),
        tuple(e.text or "" for e in element if e.tag == "note"),
        tuple(etree.tostring(e, encoding="unicode", with_tail=False) for e in others),
    )


@contextmanager
def opened(path: str | os.PathLike[str]) -> Iterator[IO[bytes]]:
    """The TMX itself, out of the archive that it may come in.

    Raises :class:`align.errors.InputError`.
    """
    name = os.fspath(path)
    try:
        with Path(path).open("rb") as file:
            start = file.read(4)
            file.seek(0)
            if start[:2] == b"\x1f\x8b":
                with gzip.open(file) as inside:
                    yield inside  # type: ignore[misc]
            elif start == b"PK\x03\x04":
                with zipfile.ZipFile(file) as archive, archive.open(_member(archive, name)) as one:
                    yield one
            else:
                yield file
    except FileNotFoundError:
        raise InputError(f"{name}: no such file") from None
    except IsADirectoryError:
        raise InputError(f"{name}: a directory, not a file") from None
    except PermissionError:
        raise InputError(f"{name}: no permission to read it") from None
    except zipfile.BadZipFile as error:
        raise InputError(f"{name}: a ZIP archive that is cut off or damaged") from error


def _member(archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    found = [m for m in archive.infolist() if m.filename.lower().endswith(".tmx")]
    if len(found) != 1:
        raise InputError(f"{name}: {len(found)} TMX files in the archive; one is expected")
    member = found[0]
    if member.flag_bits & 1:
        raise InputError(f"{name}: {member.filename} has a password; unpack it first")
    if member.file_size > LARGEST or member.file_size > RATIO * max(member.compress_size, 10_000):
        size = member.file_size / 1e6
        raise InputError(f"{name}: {member.filename} unpacks to {size:,.0f} MB; refused")
    return member
