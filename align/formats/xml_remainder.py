"""All text of an XML file: that of its units, and the rest, set aside."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, ClassVar, NamedTuple

from align.document import Paragraph
from align.files.load import File
from align.files.xml import elements, entity_text, local
from align.unit import Unit


class AsidePiece(NamedTuple):
    """Some text, the element that holds it, why it is set aside, and its place."""

    holder: Any
    reason: str
    where: str
    text: str


class Remainder:
    """Walks through a whole file. A format says what its units are and what they contain.

    ``reasons`` are those of elements by local name; the outermost decides, and each of them is a
    paragraph of its own. Other text is metadata.
    """

    reasons: ClassVar[Mapping[str, str]] = {}

    def __init__(self, name: str) -> None:
        self.name = name
        #: The elements whose text is in the units, or is none.
        self.taken: set[Any] = set()
        #: The place of what is in the present element.
        self.where = ""

    def units(self, element: Any) -> Iterable[Unit | AsidePiece]:
        """Return the units that begin with an element; add what they contain to ``taken``.

        What they contain that is set aside are pieces among them.
        """
        raise NotImplementedError

    def reason(self, tag: str) -> str:
        """Why the text of an element is set aside; empty if its name says nothing."""
        return self.reasons.get(tag, "")

    def text(self, element: Any) -> str:
        """Return the text before the first child of an element."""
        return element.text or ""

    def read(
        self, file: File, what: str, root: Collection[str], advice: str = ""
    ) -> Iterator[Unit | Paragraph]:
        """Yield the units and all other text, in the order of the file.

        Raises :class:`align.errors.InputError` like :func:`align.files.xml.elements`.
        """
        last = None
        for _, last in elements(file, what, root=root, starts=root, ends=root, advice=advice):  # noqa: B007
            pass
        if last is None:
            return
        held: list[AsidePiece] = []
        for item in self._pieces(last, "", last):
            if held and (isinstance(item, Unit) or item.holder is not held[0].holder):
                yield from _paragraph(held)
                held = []
            if isinstance(item, Unit):
                yield item
            else:
                held.append(item)
        yield from _paragraph(held)

    def _pieces(self, element: Any, reason: str, holder: Any) -> Iterator[Unit | AsidePiece]:
        if element in self.taken:
            return
        before = self.where
        yield from self.units(element)
        if element not in self.taken:
            tag = local(element)
            if not reason or self.reason(tag):
                holder = element
            reason = reason or self.reason(tag)
            if text := self.text(element):
                yield AsidePiece(holder, reason, self.where, text)
            for child in element:
                if local(child):
                    yield from self._pieces(child, reason, holder)
                elif text := entity_text(child, self.name):
                    yield AsidePiece(holder, reason, self.where, text)
                if child.tail:
                    yield AsidePiece(holder, reason, self.where, child.tail)
        self.where = before


def _paragraph(pieces: list[AsidePiece]) -> Iterator[Paragraph]:
    """The paragraph of some pieces of one element; none for white space."""
    text = "".join(piece.text for piece in pieces)
    if text.strip():
        holder, reason, where, _ = pieces[0]
        yield Paragraph(text, holder.sourceline or 0, where=where, aside=reason or "metadata")
