"""TMX 1.4, as its receivers really accept it (see docs; the specification alone is too kind)."""

import codecs
import re
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import BinaryIO

from align.errors import UsageError
from align.formats.profiles import profile_named, shaped
from align.formats.registry import register
from align.formats.report import WriteReport
from align.formats.text import attribute, clean, content, escaped, legal
from align.formats.tmx.plain_unit import PlainUnit
from align.unit import Memory, Parts, Prop, Unit, Variant
from align.version import __version__

#: What every header needs; a memory's own values go before them.
_HEADER = {
    "creationtool": "tmxalign",
    "creationtoolversion": __version__,
    "segtype": "sentence",
    "o-tmf": "tmxalign",
    "adminlang": "en-US",
    "srclang": "en-US",
    "datatype": "plaintext",
}
_TAIL = "  </body>\n</tmx>"
_DOCTYPE = '<!DOCTYPE tmx SYSTEM "tmx14.dtd">'


@register(
    ".tmx",
    "TMX 1.4 translation memory, for every CAT tool",
    codes=True,
    tail=_TAIL.encode(),
)
def write_tmx(
    memory: Memory,
    stream: BinaryIO,
    *,
    encoding: str | None = None,
    incomplete: bool = False,
    profile: str | None = None,
) -> WriteReport:
    """Write a memory as TMX; memory use does not grow with the number of its units.

    ``encoding`` is ``"utf-8"`` (no byte order mark; the default) or ``"utf-16"`` (little-endian
    with one). ``profile`` is the tool that the file is for: language codes, encoding and properties
    become what it wants, see :mod:`align.formats.profiles`. A header without ``srclang`` gets the
    code of the first text. Units without text in two languages are left out and counted: an empty
    translation in a memory does harm; ``incomplete`` writes them all the same. Inline codes stay
    as they are.

    >>> import io
    >>> from align.unit import Header
    >>> unit = Unit([Variant("en-US", ("Good morning.",)), Variant("zh-CN", ("早上好。",))])
    >>> out = io.BytesIO()
    >>> print(write_tmx(Memory(Header(), [unit]), out))
    1 unit written
    >>> print(out.getvalue().decode().splitlines()[-6].strip())
    <tuv xml:lang="zh-CN">

    Raises :class:`align.errors.UsageError` for an encoding that TMX does not come in, and for an
    unknown profile.
    """
    if profile:
        wanted = profile_named(profile)
        memory, encoding = shaped(memory, wanted), encoding or wanted.encoding
    out = _Out(stream, encoding or "utf-8")
    report = WriteReport()
    units = iter(memory)
    first = next(units, None)
    attributes = {**_HEADER, **memory.header.attributes}
    # OmegaT reads what it believes to be its own in another way
    if attributes["creationtool"].lower() == "omegat":
        attributes["creationtool"] = _HEADER["creationtool"]
        attributes["creationtoolversion"] = __version__
    if "srclang" not in memory.header.attributes and first and first.variants:
        attributes["srclang"] = first.variants[0].lang
    out.write(f'<?xml version="1.0" encoding="{out.label}"?>\n{_DOCTYPE}\n<tmx version="1.4">\n')
    inside = _notes_and_props(memory.header.notes, memory.header.props, "\n    ", report)
    inside += "".join(f"\n    {legal(other).text}" for other in memory.header.others)
    head = f"  <header{_attributes(attributes, report)}"
    out.write(head + (f">{inside}\n  </header>\n" if inside else "/>\n"))
    out.write("  <body>\n")
    for unit in chain([first] if first else (), units):
        if text := _unit(unit, report, 0 if incomplete else 2):
            out.write(text)
    out.write(_TAIL)
    out.flush()
    return report


def _unit(unit: Unit, report: WriteReport, least: int) -> str:
    """The ``tu`` element, or nothing when it has fewer texts than that; counted either way."""
    if text := _as_read(unit) if isinstance(unit, PlainUnit) else _plain_unit(unit):
        report.units += 1
        return text
    variants = [text for v in unit.variants if (text := _variant(v, report))]
    if len(variants) < least:
        if len(unit.variants) < 2:
            report.nulls_left_out += 1
        else:
            report.empty += 1
        return ""
    report.units += 1
    attributes = {"tuid": unit.id, **unit.attributes} if unit.id else unit.attributes
    return (
        f"    <tu{_attributes(attributes, report)}>"
        f"{_notes_and_props(unit.notes, unit.props, _INDENT, report)}"
        f"{''.join(variants)}\n    </tu>\n"
    )


_INDENT = "\n      "
#: The attributes of a unit that are written as they are called.
_KNOWN = frozenset(
    "o-encoding datatype usagecount lastusagedate creationtool creationtoolversion creationdate "
    "creationid changedate changeid segtype o-tmf srclang".split()
)
_MARKUP = '&<>"'
_PROP_ELEMENTS = re.compile("<prop [^>]*>[^<]*</prop>").findall


def _as_read(unit: PlainUnit) -> str:
    """The element of a unit that nobody has looked into since it was read, if it needs no cleaning.

    What it has was written in XML before, so there is nothing to escape.
    """
    id_, about, props, one, first, two, second = unit.raw
    if not (first.isprintable() and second.isprintable()):
        return ""
    first, second = first.strip(), second.strip()
    if not (first and second):
        return ""
    if id_:
        about = f" tuid={id_}{about}"
    inside = "".join([f"{_INDENT}{prop}" for prop in _PROP_ELEMENTS(props)])
    return _element(about, inside, one, first, two, second)


def _plain_unit(unit: Unit) -> str:
    """The element of a unit that needs no escaping and no cleaning: nearly all, a third the time.

    Empty for every other one.
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
    first, second = first.strip(), second.strip()
    if not (first and second):
        return ""
    about = "".join([f' {name}="{value}"' for name, value in unit.attributes.items()])
    if unit.id:
        about = f' tuid="{unit.id}"{about}'
    props = "".join([f'{_INDENT}<prop type="{p.type}">{p.value}</prop>' for p in unit.props])
    return _element(about, props, one.lang, first, two.lang, second)


def _element(about: str, inside: str, one: str, first: str, two: str, second: str) -> str:
    """A unit of two texts; all are escaped."""
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


def _variant(variant: Variant, report: WriteReport) -> str:
    parts = variant.parts
    if len(parts) == 1 and isinstance(parts[0], str):  # nearly always
        found = clean(parts[0])
        report.illegal += found.illegal
        inside = escaped(found.text)
    else:
        inside = _content(parts, report).strip() if variant.text.strip() else ""
    if not inside:
        return ""
    extra = _attributes(variant.attributes, report) if variant.attributes else ""
    about = _notes_and_props(variant.notes, variant.props, "\n        ", report)
    return (
        f'{_INDENT}<tuv xml:lang="{escaped(variant.lang)}"{extra}>{about}'
        f"\n        <seg>{inside}</seg>{_INDENT}</tuv>"
    )


def _content(parts: Parts, report: WriteReport) -> str:
    """Text and inline codes."""
    out = []
    for part in parts:
        if isinstance(part, str):
            out.append(content(part, report))
        else:
            inside = _content(part.parts, report)
            tag = f"{part.tag}{_attributes(dict(part.attributes), report)}"
            out.append(f"<{tag}>{inside}</{part.tag}>" if inside else f"<{tag}/>")
    return "".join(out)


def _notes_and_props(
    notes: Iterable[str], props: Iterable[Prop], indent: str, report: WriteReport
) -> str:
    out = [f"{indent}<note>{content(note, report)}</note>" for note in notes]
    for prop in props:
        extra = _attributes(dict(prop.attributes), report) if prop.attributes else ""
        kind = attribute(prop.type, report)
        out.append(f'{indent}<prop type="{kind}"{extra}>{content(prop.value, report)}</prop>')
    return "".join(out)


def _attributes(attributes: Mapping[str, str], report: WriteReport) -> str:
    return "".join(
        f' {_NAMES.get(name, name.rpartition("}")[2])}="{attribute(value, report)}"'
        for name, value in attributes.items()
    )


_NAMES = {"{http://www.w3.org/XML/1998/namespace}lang": "xml:lang"}


class _Out:
    """Takes text, passes on bytes in large pieces."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        codec = {"utf-8": "utf-8", "utf-16": "utf-16-le"}.get(encoding.lower().replace("_", "-"))
        if codec is None:
            raise UsageError(f"TMX comes as utf-8 or utf-16, not as {encoding!r}")
        self._stream, self._codec = stream, codec
        self._waiting: list[str] = []
        self.label = "UTF-8"
        if codec == "utf-16-le":
            self.label = "UTF-16"
            stream.write(codecs.BOM_UTF16_LE)

    def write(self, text: str) -> None:
        self._waiting.append(text)
        if len(self._waiting) >= 64:
            self.flush()

    def flush(self) -> None:
        self._stream.write("".join(self._waiting).encode(self._codec))
        self._waiting.clear()
