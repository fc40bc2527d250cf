"""Parses untrusted XML: no entities, no network, no DTD, limited depth."""

import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from html.entities import html5
from typing import IO, Any, BinaryIO, cast
from xml.parsers import expat

from align.errors import InputError, OutputError, located
from align.files.archive import packed_size, unpacked
from align.files.load import File, Source, name_of

#: The namespace of XML's own attributes, before their names as lxml writes them, and ``xml:lang``.
XML = "{http://www.w3.org/XML/1998/namespace}"
XML_LANG = f"{XML}lang"
_SAFE: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
}
# .NET programs often declare UTF-16 in files that they save as UTF-8
_FALSE = re.compile(rb"(<\?xml[^>]{0,80}?)\s+encoding\s*=\s*[\"']utf-16(?:le|be)?[\"']", re.I)
_BOM, _HEAD = b"\xef\xbb\xbf", 200
_ENTITY = 200  # length of a text that an entity stands for
#: Elements and attributes that may always be kept at a time: they take about 200 bytes each.
TREE = 1_000_000
# The most characters that are kept of a file that is read in pieces.
_CHARACTERS = 200_000_000
# So many bytes are read before what is kept is counted; an element takes at least four.
_READ, _LEAST = 1 << 20, 4
_BATCH = 64  # number of elements kept before they are dropped


def safe_parser(**options: Any) -> Any:
    """Return an lxml parser that neither expands entities nor opens anything else.

    ``options`` are passed to :class:`lxml.etree.XMLParser`.
    """
    from lxml import etree

    return etree.XMLParser(**_SAFE, **options)


def safe_events(stream: IO[bytes] | Any, **options: Any) -> Any:
    """Return an ``iterparse`` with the restrictions of :func:`safe_parser`, without comments."""
    from lxml import etree

    return etree.iterparse(stream, remove_comments=True, remove_pis=True, **_SAFE, **options)


@contextmanager
def well_formed(stream: BinaryIO, name: str) -> Iterator[BinaryIO]:
    """Give a stream that parses what is written to it, before the file ``name`` is replaced.

    >>> import io
    >>> with well_formed(io.BytesIO(), "memory.tmx") as stream:
    ...     _ = stream.write(b"<tmx><body>") + stream.write(b"</tmx>")
    Traceback (most recent call last):
    align.errors.OutputError: memory.tmx: not written, as it would not be well-formed XML \
(mismatched tag: line 1, column 13): a bug in the writer; please report it

    Raises :class:`align.errors.OutputError` at the end of the block or while writing.
    """
    checked = CheckedXml(stream, name)
    yield cast("BinaryIO", checked)
    checked.parse(b"", final=True)


class CheckedXml:
    """The part of a stream that writers use; ``write_parsed`` is for what was parsed elsewhere.

    With an ``encoding`` it is a stream for whole elements without a document around them, which
    :meth:`end` checks.
    """

    def __init__(self, stream: BinaryIO, name: str, encoding: str | None = None) -> None:
        # libxml2's would keep what it parses, and takes twice the time
        self._parser = expat.ParserCreate(encoding, namespace_separator=" ")
        self._stream, self._name, self._encoding = stream, name, encoding or "utf-8"
        self.flush = stream.flush
        self.write_parsed = stream.write
        if encoding:
            self.parse("<x>".encode(encoding))

    def end(self) -> None:
        """Check that the elements are complete."""
        self.parse("</x>".encode(self._encoding), final=True)

    def write(self, data: bytes) -> int:
        self.parse(data)
        return self._stream.write(data)

    def parse(self, data: bytes, *, final: bool = False) -> None:
        try:
            self._parser.Parse(data, final)
        except expat.ExpatError as error:
            raise OutputError(
                f"{self._name}: not written, as it would not be well-formed XML ({error}): "
                "a bug in the writer; please report it"
            ) from error


def parse_xml(
    source: Source, data: bytes | None = None, *, what: str, entities: bool = True, pi: bool = False
) -> Any:
    """Return the root element of ``data`` (by default the whole source); ``what`` names the format.

    With ``entities``, characters and short texts that the file declares are in their places.
    ``pi``: processing instructions stay, as do CDATA sections.

    Raises :class:`align.errors.InputError` saying where the XML is broken.
    """
    from lxml import etree

    data = source.data if data is None else data
    try:
        data = _without_false_encoding(data[:_HEAD]) + data[_HEAD:]
        check_tree(source, data)
        root = etree.fromstring(data, safe_parser(remove_pis=not pi, strip_cdata=not pi))
        if entities:
            _put_entities(root, source)
        return root
    except etree.XMLSyntaxError as error:
        raise source.error(f"not {what}: {_broken(error)}") from error
    except ValueError as error:
        raise source.error(f"not {what}: {error}") from error


def _put_entities(root: Any, source: Source) -> None:
    """Put texts in the place of entities, so that no reader loses them or what follows them.

    An entity may be the short, plain text that the file itself declares: names in resources are.
    """
    from lxml import etree

    nodes = list(root.iter(etree.Entity))
    declared = root.getroottree().docinfo.internalDTD if nodes else None
    plain = {
        entity.name: entity.content
        for entity in (() if declared is None else declared.entities())
        if len(entity.content or "") < _ENTITY and not {"&", "<"} & set(entity.content or "&")
    }
    for node in nodes:
        text = plain.get(node.name)
        text = (entity_text(node, source.name) if text is None else text) + (node.tail or "")
        above, before = node.getparent(), node.getprevious()
        if before is None:
            above.text = (above.text or "") + text
        else:
            before.tail = (before.tail or "") + text
        node.tail = None
        above.remove(node)


def elements(
    file: File,
    what: str,
    *,
    root: Iterable[str],
    starts: Iterable[str] = (),
    ends: Iterable[str],
    advice: str = "",
) -> Iterator[tuple[str, Any]]:
    """Yield elements with local names: ``starts`` when they begin, ``ends`` when they are complete.

    ``root`` gives the allowed names of the root element, which is yielded only if it is
    in ``starts``. Elements in ``ends`` are dropped after a while, so memory use does not grow with
    the file; the file may be in an archive (:func:`align.files.archive.unpacked`). ``what`` names
    the format in messages (``"a TMX file"``); ``advice`` says what to do with a broken one.

    Raises :class:`align.errors.InputError` for broken XML and for another root element.
    """
    from lxml import etree

    name = name_of(file)
    roots, starts, ends = set(root), set(starts), set(ends)
    tags = [f"{{*}}{tag}" for tag in sorted(roots | starts | ends)]
    checked, waiting, space = False, 0, ""
    outermost: Any = None
    with unpacked(file) as stream:
        try:
            events = ("start", "end") if starts else ("end",)
            bounded = BoundedXml(stream, packed_size(stream), name, ends)
            parser = safe_events(bounded, events=events, tag=tags)
            for event, element in parser:
                tag = element.tag
                if not checked:
                    outermost = bounded.root = element.getroottree().getroot()
                    if local(outermost) not in roots:
                        break
                    checked, space = True, outermost.tag.rpartition("}")[0]
                if tag[0] == "{":
                    if tag.rpartition("}")[0] != space:
                        continue  # of the same name, but not of this format
                    tag = local(element)
                if event == "start":
                    if tag in starts:
                        yield tag, element
                elif tag in ends:
                    yield tag, element
                    waiting += 1
                    if waiting == _BATCH:  # one at a time takes a tenth of the total time
                        forget_before(element)
                        waiting = 0
            if not checked:
                found = getattr(parser, "root", None) if outermost is None else outermost
                tag = "?" if found is None else local(found)
                raise InputError(f"{name}: not {what}; its root element is <{tag}>")
        except etree.XMLSyntaxError as bare:
            error = located(bare, parser)
            whole = f"a whole {what.partition(' ')[2]}" if checked else what
            said = f"{_broken(error)}{_to(advice, error)}"
            raise InputError(f"{name}: not {whole}: {said}") from bare
        except OSError as error:
            raise InputError(f"{name}: cannot be read: {error.strerror or error}") from error


def _broken(error: Any) -> str:
    """What is wrong, in one line."""
    return f"broken XML in line {error.lineno or 1} ({' '.join((error.msg or '').split())})"


def _to(advice: str, error: Any) -> str:
    """What to do, if the file begins like XML."""
    from lxml import etree

    return f"; {advice}" if advice and error.code != etree.ErrorTypes.ERR_DOCUMENT_EMPTY else ""


def forget_before(element: Any) -> None:
    """Drop everything before an element, including siblings of its ancestors.

    The element itself stays: its tail may still be read.
    """
    while (parent := element.getparent()) is not None:
        del parent[: parent.index(element)]
        element = parent


class BoundedXml:
    """A stream of XML to be parsed element by element, of which never too much is kept.

    ``packed`` is the size of the file, or of its part, as it is stored: more is kept of large ones.
    ``root`` is to be set as soon as it is known. Whenever much was read, what is complete and is in
    none of the elements ``kept`` (by local name) is dropped; without ``kept``, nothing is. An
    encoding that is declared wrongly is corrected, unless ``as_it_is``.
    """

    def __init__(
        self,
        stream: IO[bytes],
        packed: int,
        name: str,
        kept: Iterable[str] = (),
        *,
        as_it_is: bool = False,
    ) -> None:
        self.root: Any = None
        self._most = _most_nodes(packed)
        self._head, self._stream = stream.read(_HEAD), stream
        if not as_it_is:
            self._head = _without_false_encoding(self._head)
        self._name, self._kept = name, frozenset(kept)
        self._left, self._begun = _READ, 0

    def read(self, size: int = -1) -> bytes:
        """Return the first bytes, then the rest of the stream.

        Raises :class:`align.errors.InputError` if too much would have to be kept.
        """
        if self._head:
            data, self._head = self._head, b""
        else:
            data = self._stream.read(size)
        self._left -= len(data)
        if self.root is None:  # only known when something begins that is looked for
            self._begun += data.count(b"<") + data.count(b"=")
        if self._left < 0:
            self._relieve()
        return data

    def _relieve(self) -> None:
        """Drop what is not needed, and check how much is left."""
        nodes, characters = self._begun, 0
        if self.root is not None:
            nodes = 0
            if self._kept:
                _forget_completed(self.root, self._kept)
            for node in self.root.iter():
                nodes += 1 + len(node.attrib)
                characters += len(node.text or "") + len(node.tail or "")
        if nodes > self._most or characters > _CHARACTERS:
            raise InputError(
                f"{self._name}: more than {nodes:,} elements and attributes in one unit, or none "
                "that is looked for; refused"
            )
        self._left = max(_READ, _LEAST * nodes // 2)


def _forget_completed(root: Any, kept: Collection[str]) -> None:
    """Drop what is before the last element on each level, as far as the first of those kept."""
    element = root
    while len(element) and local(element) not in kept:
        del element[:-1]
        element = element[-1]


def check_tree(source: Source, data: bytes) -> None:
    """Check before parsing that the tree of elements will fit in memory.

    Raises :class:`align.errors.InputError`.
    """
    nodes = data.count(b"<") - data.count(b"</") + data.count(b'="') + data.count(b"='")
    if nodes > _most_nodes(len(source.data)):
        raise source.error(
            f"{nodes:,} elements and attributes are too many for one document; split it"
        )


def _most_nodes(size: int) -> int:
    """How many elements and attributes are kept of a file of this size, packed as it is."""
    return max(TREE, size // 20)


def _without_false_encoding(head: bytes) -> bytes:
    """Remove a wrong declaration of UTF-16 from the beginning of a file.

    >>> _without_false_encoding(b'<?xml version="1.0" encoding="utf-16"?><tmx/>')
    b'<?xml version="1.0"?><tmx/>'
    """
    if not head.removeprefix(_BOM).startswith(b"<?xml"):
        return head
    return _FALSE.sub(rb"\1", head, count=1)


def local(node: Any) -> str:
    """Return the local name of an element; empty for comments, entities and the like."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def strip_namespaces(element: Any) -> None:
    """Replace the names of the element and its descendants by their local names."""
    for inner in element.iter():
        if isinstance(inner.tag, str):
            inner.tag = local(inner)


def inner_text(element: Any, name: str) -> str:
    """Return all text within an element, including nested elements.

    Raises :class:`align.errors.InputError` for an entity, see :func:`entity_text`.

    >>> from lxml import etree
    >>> inner_text(etree.fromstring("<note>a<b>c</b>d</note>"), "a.tmx")
    'acd'
    """
    if not len(element):
        return element.text or ""
    out: list[str] = []
    todo: list[Any] = [element]  # no recursion: the depth is not under our control
    while todo:
        item = todo.pop()
        if isinstance(item, str):
            out.append(item)
            continue
        if item is not element and item.tail:
            todo.append(item.tail)
        if isinstance(item.tag, str):
            out.append(item.text or "")
            todo += reversed(item)
        else:
            out.append(entity_text(item, name))
    return "".join(out)


def entity_text(node: Any, name: str) -> str:
    """Return the character of an HTML entity (``&nbsp;``); empty for comments.

    Raises :class:`align.errors.InputError` for any other entity: expanding them can make XML
    explode. ``name`` names the file in the message.
    """
    if node.tag.__name__ != "Entity":
        return ""
    text = html5.get(f"{node.name};")
    if text is None:
        raise InputError(
            f"{name}: line {node.getparent().sourceline}: the entity {node.text} is not supported; "
            "put the text itself there"
        )
    return text
