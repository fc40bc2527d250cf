"""Writes TMX 1.4 as receivers really accept it (see docs; the specification is not enough)."""

import codecs
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import BinaryIO

from align.errors import UsageError
from align.files.xml import local, safe_parser
from align.formats.profiles import Shaper, profile_named
from align.formats.registry import register
from align.formats.tmx.own_codes import OwnCodes, is_own
from align.formats.tmx.pieces import PlainUnit
from align.formats.tmx.read import NOTE, SEG
from align.formats.writer import Lines, Writer
from align.formats.xml_text import attribute, attributes, content, legal
from align.unit import Attributes, Header, Parts, Prop, Unit, UnitLike, Variant
from align.version import __version__

#: What every header needs; a memory's own values take precedence.
_HEADER = {
    "creationtool": "tmxalign",
    "creationtoolversion": __version__,
    "segtype": "sentence",
    "o-tmf": "tmxalign",
    "adminlang": "en-US",
    "srclang": "en-US",
    "datatype": "plaintext",
}
#: By name: the encoding in the XML declaration, and the codec.
_CODECS = {"utf-8": ("UTF-8", "utf-8"), "utf-16": ("UTF-16", "utf-16-le")}
#: The code of a text without a language: without one, some tools refuse the whole file.
_UNKNOWN = "und"
_DOCTYPE = '<!DOCTYPE tmx SYSTEM "tmx14.dtd">'


@register(".tmx", "TMX 1.4 translation memory, for every CAT tool", codes=True)
class TmxWriter(Writer):
    """TMX; memory use does not grow with the number of units.

    ``encoding`` is ``"utf-8"`` (no byte order mark; the default) or ``"utf-16"`` (little-endian
    with one). ``profile`` is the tool that the file is for, which determines language codes,
    encoding and properties, see :mod:`align.formats.profiles`. A header without ``srclang`` gets
    the code of the first text. Units without text in two languages are left out and counted: an
    empty translation in a memory is harmful; ``incomplete`` writes them anyway. Texts and inline
    codes are unchanged; characters that XML cannot hold are dropped and counted, as are names of
    other namespaces. Elements in a text that are not TMX's own become codes.

    >>> import io
    >>> from align.unit import Memory
    >>> unit = Unit([Variant("en-US", ("Good morning.",)), Variant("zh-CN", ("早上好。",))])
    >>> out = io.BytesIO()
    >>> print(TmxWriter.write(Memory(Header(), [unit]), out))
    1 unit written
    >>> print(out.getvalue().decode().splitlines()[-6].strip())
    <tuv xml:lang="zh-CN">

    Raises :class:`align.errors.UsageError` for an unsupported encoding and for an unknown profile.
    """

    xml = True

    def __init__(
        self,
        stream: BinaryIO,
        *,
        encoding: str | None = None,
        incomplete: bool = False,
        profile: str | None = None,
    ) -> None:
        super().__init__(stream)
        wanted = profile_named(profile) if profile else None
        self._shaper = Shaper(wanted) if wanted else None
        self.independent = not (wanted and wanted.context)
        name = encoding or (wanted.encoding if wanted else "utf-8")
        codec = _CODECS.get(name.lower().replace("_", "-"))
        if codec is None:
            raise UsageError(f"TMX is written in utf-8 or utf-16, not in {name!r}")
        self._label, self.encoding = codec
        self._out = Lines(stream, encoding=self.encoding)
        self._least = 0 if incomplete else 2

    def begin(self, header: Header, first: Unit | None) -> None:
        if self._shaper:
            header, first = self._shaper.header(header), first and self._shaper.unit(first)
        if self.encoding == "utf-16-le":
            self.streams[0].write(codecs.BOM_UTF16_LE)
        attributes = {**_HEADER, **header.attributes}
        # OmegaT reads files that it takes for its own differently
        if attributes["creationtool"].lower() == "omegat":
            self.losses.lose(f"creationtool {attributes['creationtool']} of the header")
            attributes["creationtool"] = _HEADER["creationtool"]
            attributes["creationtoolversion"] = __version__
        if "srclang" not in header.attributes and first and first.variants:
            attributes["srclang"] = first.variants[0].lang
        own, notes = _of_notes(attributes, len(header.notes))
        inside = self._notes(header.notes, notes, "\n    ")
        inside += self._props(header.props, "\n    ")
        inside += "".join(f"\n    {ude}" for other in header.others if (ude := self._ude(other)))
        about = self._attributes(own, of=" of the header")
        self._out.add(
            f'<?xml version="1.0" encoding="{self._label}"?>\n{_DOCTYPE}\n<tmx version="1.4">\n'
            f"  <header{about}" + (f">{inside}\n  </header>\n" if inside else "/>\n") + "  <body>\n"
        )

    def add(self, unit: UnitLike) -> None:
        if isinstance(unit, PlainUnit) and not self._shaper and (text := _as_read(unit)):
            self.report.units += 1
            self._out.add_parsed(text)
            self._out.flush_some()
        else:
            self.unit(unit.unit())

    def unit(self, unit: Unit) -> None:
        for shaped in self._shaper.units(unit) if self._shaper else (unit,):
            self._write(shaped)

    def end(self) -> None:
        for shaped in self._shaper.units(None) if self._shaper else ():
            self._write(shaped)
        self._out.add("  </body>\n</tmx>")

    def flush(self) -> None:
        self._out.flush()

    def _write(self, unit: Unit) -> None:
        if text := self._element(unit):
            self._out.add(text)
            self._out.flush_some()

    def _element(self, unit: Unit) -> str:
        """Return the ``tu`` element; empty if it has too few texts. Count it either way."""
        report = self.report
        if text := _plain_unit(unit):
            report.units += 1
            return text
        texts = [variant.parts for variant in unit.variants]
        if any(not is_own(parts) for parts in texts):
            codes = OwnCodes(unit, self.losses)
            texts = [codes.of(parts) for parts in texts]
        contents = [self._content(parts) for parts in texts]
        if sum(bool(text) and not text.isspace() for text in contents) < self._least:
            if len(unit.variants) < 2:
                report.nulls_left_out += 1
            else:
                report.empty += 1
            return ""
        report.units += 1
        own, notes = _of_notes(unit.attributes, len(unit.notes))
        id_ = f' tuid="{attribute(unit.id, report)}"' if unit.id else ""
        return (
            f"    <tu{id_}{self._attributes(own, taken=_TUID if unit.id else ())}>"
            f"{self._notes(unit.notes, notes, _INDENT)}{self._props(unit.props, _INDENT)}"
            f"{''.join(map(self._variant, unit.variants, contents))}\n    </tu>\n"
        )

    def _variant(self, variant: Variant, inside: str) -> str:
        extra = seg = about = ""
        if variant.attributes or variant.notes or variant.props:
            own, notes = _of_notes(variant.attributes, len(variant.notes))
            of_seg = {n.removeprefix(SEG): v for n, v in own.items() if n.startswith(SEG)}
            if of_seg:
                own = {name: value for name, value in own.items() if not name.startswith(SEG)}
                seg = self._attributes(of_seg, of=" of a segment")
            extra = self._attributes(own, taken=_LANG)
            about = self._notes(variant.notes, notes, _DEEPER)
            about += self._props(variant.props, _DEEPER)
        if not (lang := variant.lang):
            self.losses.lose(f"missing language code (written as {_UNKNOWN})")
        return (
            f'{_INDENT}<tuv xml:lang="{attribute(lang or _UNKNOWN, self.report)}"{extra}>{about}'
            f"{_DEEPER}<seg{seg}>{inside}</seg>{_INDENT}</tuv>"
        )

    def _content(self, parts: Parts) -> str:
        """Text and inline codes."""
        out = []
        for part in parts:
            if isinstance(part, str):
                out.append(content(part, self.report))
            else:
                inside = self._content(part.parts)
                about = self._attributes(dict(part.attributes), of=" of inline codes")
                tag = f"{part.tag}{about}"
                out.append(f"<{tag}>{inside}</{part.tag}>" if inside else f"<{tag}/>")
        return "".join(out)

    def _notes(self, notes: Sequence[str], abouts: Mapping[int, Attributes], indent: str) -> str:
        out = []
        for number, note in enumerate(notes, 1):
            extra = self._attributes(abouts.get(number, {}), of=" of notes")
            out.append(f"{indent}<note{extra}>{content(note, self.report)}</note>")
        return "".join(out)

    def _props(self, props: Iterable[Prop], indent: str) -> str:
        out = []
        for prop in props:
            about = dict(prop.attributes)
            extra = self._attributes(about, of=" of properties", taken=_TYPE) if about else ""
            kind, value = attribute(prop.type, self.report), content(prop.value, self.report)
            out.append(f'{indent}<prop type="{kind}"{extra}>{value}</prop>')
        return "".join(out)

    def _attributes(self, about: Attributes, *, of: str = "", taken: Collection[str] = ()) -> str:
        return attributes(about.items(), self.report, self.losses, of=of, taken=taken)

    def _ude(self, other: str) -> str:
        """Return a definition of characters as it is written; empty for other elements."""
        from lxml import etree

        try:
            ude = etree.fromstring(legal(other).text, safe_parser())
        except etree.XMLSyntaxError:
            ude = None
        if ude is None or ude.tag != "ude":
            tag = "element" if ude is None else f"element {local(ude)}"
            self.losses.lose(f"{tag} of the header")
            return ""
        about = self._attributes(dict(ude.items()), of=" of ude")
        maps = [
            f"<map{self._attributes(dict(child.items()), of=' of map')}/>"
            for child in ude.iterchildren("map")
        ]
        self.losses.lose_some("element of ude", len(ude) - len(maps))
        return f"<ude{about}>{''.join(maps)}</ude>"


def _of_notes(about: Attributes, number: int) -> tuple[Attributes, dict[int, dict[str, str]]]:
    """Divide attributes into those of the element itself and those of its notes, by number."""
    if not number or not any(name.startswith(NOTE) for name in about):
        return about, {}
    own: dict[str, str] = {}
    notes: dict[int, dict[str, str]] = {}
    for name, value in about.items():
        found = _OF_NOTE.fullmatch(name)
        if found and int(found[1]) <= number:
            notes.setdefault(int(found[1]), {})[found[2]] = value
        else:
            own[name] = value
    return own, notes


_OF_NOTE = re.compile(rf"{NOTE}(\d{{1,6}}) (.+)", re.DOTALL)
_TUID, _LANG, _TYPE = ({name} for name in ("tuid", "xml:lang", "type"))
_INDENT, _DEEPER = "\n      ", "\n        "
#: The attributes of a unit whose names in the file are the same.
_KNOWN = frozenset(
    "o-encoding datatype usagecount lastusagedate creationtool creationtoolversion creationdate "
    "creationid changedate changeid segtype o-tmf srclang".split()
)
_MARKUP = '&<>"'
_PROP_ELEMENTS = re.compile("<prop [^>]*>[^<]*</prop>").findall


def _as_read(unit: PlainUnit) -> str:
    """Return the element of a unit as it was read, if it needs no cleaning; else empty.

    It comes from XML, so there is nothing to escape.
    """
    id_, about, props, one, first, two, second, _ = unit
    if not (first and second and one and two) or first.isspace() or second.isspace():
        return ""
    if id_:
        about = f" tuid={id_}{about}"
    inside = "".join([f"{_INDENT}{prop}" for prop in _PROP_ELEMENTS(props)])
    return _element(about, inside, one, first, two, second)


def _plain_unit(unit: Unit) -> str:
    """Return the element of a unit that needs no escaping or cleaning, three times as fast.

    Empty for any other unit.
    """
    if len(unit.variants) != 2 or unit.notes or not unit.attributes.keys() <= _KNOWN:
        return ""
    one, two = unit.variants
    if not (_is_plain(one) and _is_plain(two)):
        return ""
    first, second = one.text, two.text
    values = [first, second, unit.id, one.lang, two.lang, *unit.attributes.values()]
    for prop in unit.props:
        if prop.attributes:
            return ""
        values += prop[:2]
    together = "".join(values)
    if not together.isprintable() or any(sign in together for sign in _MARKUP):
        return ""
    if not (first and second and one.lang and two.lang) or first.isspace() or second.isspace():
        return ""
    about = "".join([f' {name}="{value}"' for name, value in unit.attributes.items()])
    if unit.id:
        about = f' tuid="{unit.id}"{about}'
    props = "".join([f'{_INDENT}<prop type="{p.type}">{p.value}</prop>' for p in unit.props])
    return _element(about, props, one.lang, first, two.lang, second)


def _element(about: str, inside: str, one: str, first: str, two: str, second: str) -> str:
    """Format a unit of two texts, which are already escaped."""
    return (
        f'    <tu{about}>{inside}{_INDENT}<tuv xml:lang="{one}">\n        <seg>{first}</seg>'
        f'{_INDENT}</tuv>{_INDENT}<tuv xml:lang="{two}">\n        <seg>{second}</seg>'
        f"{_INDENT}</tuv>\n    </tu>\n"
    )


def _is_plain(variant: Variant) -> bool:
    parts = variant.parts
    return (
        len(parts) == 1
        and type(parts[0]) is str
        and not (variant.attributes or variant.props or variant.notes)
    )
