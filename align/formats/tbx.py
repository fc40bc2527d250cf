"""TBX: glossaries as exchanged by termbases; the 2008 and 2019 dialects, and similar ones."""

from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

from align.errors import UsageError
from align.files.load import File, name_of
from align.files.xml import XML_LANG, elements, inner_text, local
from align.formats.registry import register
from align.formats.report import Keeps, WriteReport
from align.formats.writer import Lines, Writer
from align.formats.xml_text import attribute, content, escaped, legal
from align.unit import Header, Memory, Prop, Unit, Variant

_CONCEPTS = ("termEntry", "conceptEntry")


def read_tbx(file: File) -> Memory:
    """Read a memory from a termbase: one unit per concept, one text per term, by language.

    Notes at all levels become notes of the unit, the first source becomes its document, and
    other descriptions become properties by type (``x-subjectField``).

    Raises :class:`align.errors.InputError` for a file that is not TBX, also while units are read.
    """
    name = name_of(file)
    return Memory(Header(), (_unit(concept, name) for concept in concepts(file)), name)


def concepts(file: File) -> Iterator[Any]:
    """Yield the elements of the concepts; earlier ones are dropped.

    Raises :class:`align.errors.InputError` for a file that is not TBX.
    """
    found = elements(file, "a TBX file", root=("martif", "tbx", "TBX"), ends=_CONCEPTS)
    return (concept for _, concept in found)


def _unit(concept: Any, name: str) -> Unit:
    variants: list[Variant] = []
    props: list[Prop] = []
    notes: list[str] = []
    lang = ""
    for element in concept.iter():
        tag = local(element)
        if tag in ("langSet", "langSec"):
            lang = element.get(XML_LANG) or element.get("lang") or ""
        elif tag == "term":
            if text := inner_text(element, name):
                variants.append(Variant(lang, (text,)))
        elif tag == "note":
            notes.append(inner_text(element, name))
        elif tag in ("descrip", "admin") and (kind := element.get("type")):
            text = inner_text(element, name)
            known = any(prop.type == "x-document" for prop in props)
            type_ = "x-document" if kind == "source" and not known else f"x-{kind}"
            props.append(Prop(type_, text))
    return Unit(variants, "", {}, tuple(props), tuple(notes), concept.sourceline or 0)


class _Dialect(NamedTuple):
    """The element names of a version, and the text before and after the concepts."""

    start: str
    end: str
    concept: str
    language: str
    term: str


_SOURCE = "<fileDesc><sourceDesc><p>tmxalign</p></sourceDesc></fileDesc>"
_DIALECTS = {
    "2": _Dialect(
        '<!DOCTYPE martif SYSTEM "TBXBasiccoreStructV02.dtd">\n'
        '<martif type="TBX-Basic" xml:lang="{lang}">\n'
        f"<martifHeader>{_SOURCE}"
        '<encodingDesc><p type="XCSURI">TBXBasicXCSV02.xcs</p></encodingDesc></martifHeader>\n'
        "<text><body>\n",
        "</body></text>\n</martif>\n",
        "termEntry",
        "langSet",
        "tig",
    ),
    "3": _Dialect(
        '<tbx type="TBX-Basic" style="dca" xml:lang="{lang}" xmlns="urn:iso:std:iso:30042:ed-2">\n'
        f"<tbxHeader>{_SOURCE}</tbxHeader>\n<text><body>\n",
        "</body></text>\n</tbx>\n",
        "conceptEntry",
        "langSec",
        "termSec",
    ),
}


@register(
    ".tbx",
    "termbase, for glossaries: one concept per unit (TBX-Basic)",
    read=read_tbx,
)
class TbxWriter(Writer):
    """A glossary: one concept per unit, with its terms in each language, notes and document.

    ``tbx_version``: ``"2"`` (ISO 30042:2008, what most tools import) or ``"3"`` (2019). Units
    without terms in two languages are left out and counted.

    >>> import io
    >>> from align.unit import Header, Memory, Variant
    >>> unit = Unit([Variant("en-US", ("green card",)), Variant("zh-CN", ("绿卡",))])
    >>> out = io.BytesIO()
    >>> print(TbxWriter.write(Memory(Header(), [unit]), out))
    1 unit written
    >>> print(out.getvalue().decode().splitlines()[5])
    <termEntry id="c1"><langSet xml:lang="en-US"><tig><term>green card</term></tig></langSet>

    Raises :class:`align.errors.UsageError` for another version.
    """

    keeps = Keeps(frozenset({"x-document"}), notes=True, texts=True)
    xml = True

    def __init__(self, stream: BinaryIO, *, tbx_version: str = "2") -> None:
        super().__init__(stream)
        if tbx_version not in _DIALECTS:
            raise UsageError(f"TBX has versions 2 and 3, not {tbx_version!r}")
        self._dialect = _DIALECTS[tbx_version]
        self._out = Lines(stream)

    def begin(self, header: Header, first: Unit | None) -> None:
        lang = attribute(header.attributes.get("srclang", "en-US"), self.report)
        start = self._dialect.start.replace("{lang}", lang)
        self._out.add(f'<?xml version="1.0" encoding="UTF-8"?>\n{start}')

    def unit(self, unit: Unit) -> None:
        by_language = _terms(unit, self.report)
        if len(by_language) < 2:
            if len(unit.variants) < 2:
                self.report.nulls_left_out += 1
            else:
                self.report.empty += 1
            return
        self.report.units += 1
        self._out.add(_concept(unit, by_language, self._dialect, self.report))
        self._out.flush_some()

    def end(self) -> None:
        self._out.add(self._dialect.end)

    def flush(self) -> None:
        self._out.flush()


def _terms(unit: Unit, report: WriteReport) -> dict[str, list[str]]:
    """Return the terms of each language, with synonyms together."""
    found: dict[str, list[str]] = {}
    for variant in unit.variants:
        text = legal(variant.text)
        report.illegal += text.illegal
        if text.text.strip():
            found.setdefault(variant.lang, []).append(text.text)
    return found


def _concept(
    unit: Unit,
    by_language: dict[str, list[str]],
    dialect: _Dialect,
    report: WriteReport,
) -> str:
    about = ""
    if document := unit.document:
        about += f'<admin type="source">{content(document, report)}</admin>'
    about += "".join(f"<note>{content(note, report)}</note>" for note in unit.notes)
    sections = []
    for lang, terms in by_language.items():
        inside = "".join(
            f"<{dialect.term}><term>{escaped(text)}</term></{dialect.term}>" for text in terms
        )
        code = attribute(lang, report)
        sections.append(f'<{dialect.language} xml:lang="{code}">{inside}</{dialect.language}>\n')
    tag = dialect.concept
    return f'<{tag} id="c{report.units}">{about}{"".join(sections)}</{tag}>\n'
