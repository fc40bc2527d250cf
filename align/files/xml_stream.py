"""XML from strangers as a stream: no entities, no network, no DTD, elements forgotten when used."""

import os
import zlib
from collections.abc import Iterator
from typing import Any

from align.errors import InputError
from align.formats.tmx.read import opened
from align.readers.bitext import local


def elements(
    path: str | os.PathLike[str],
    what: str,
    *,
    roots: tuple[str, ...],
    starts: tuple[str, ...] = (),
    ends: tuple[str, ...] = (),
) -> Iterator[tuple[str, Any]]:
    """The names and elements: those in ``starts`` as they begin, those in ``ends`` when whole.

    The outermost element comes first; it is one of ``roots``. What is in ``ends`` is empty again
    when the next one is asked for. ``what`` is what messages call the format.

    Raises :class:`align.errors.InputError` for broken XML and another outermost element.
    """
    from lxml import etree

    name = os.fspath(path)
    with opened(path) as stream:
        parser = etree.iterparse(
            stream,
            events=("start", "end"),
            tag=[f"{{*}}{tag}" for tag in dict.fromkeys((*roots, *starts, *ends))],
            remove_comments=True,
            remove_pis=True,
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
        )
        first = True
        try:
            for event, element in parser:
                tag = local(element)
                if first:
                    root = element.getroottree().getroot()
                    if local(root) not in roots:
                        break
                    first = False
                    if element is not root:
                        yield local(root), root
                if event == "start":
                    if tag in starts or element.getparent() is None:
                        yield tag, element
                elif tag in ends:
                    yield tag, element
                    element.clear()
                    while element.getprevious() is not None:
                        del element.getparent()[0]
            if first:
                root = getattr(parser, "root", None)
                tag = "?" if root is None else local(root)
                raise InputError(f"{name}: not {what}; its root element is <{tag}>")
        except etree.XMLSyntaxError as error:
            where = f"broken XML in line {error.lineno or 1} ({error.msg})"
            raise InputError(f"{name}: not {what}: {where}") from error
        except (OSError, EOFError, zlib.error) as error:
            raise InputError(f"{name}: cannot be read: the archive is damaged") from error
