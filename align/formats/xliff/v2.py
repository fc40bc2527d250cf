"""Writes XLIFF 2.1: units and inline codes."""

import re
from collections.abc import Iterable, Mapping

from align.formats.report import Losses
from align.formats.xliff.dialect import Ids, XliffDialect, spans_text
from align.formats.xml_text import content, escaped
from align.languages import LANGUAGES
from align.unit import Code, Parts, Unit, Variant, language_of

_TYPES = {"bold": "fmt", "italic": "fmt", "ulined": "fmt", "font": "fmt", "color": "fmt",
          "link": "link", "image": "image"}  # fmt: skip
_TOKEN = re.compile(r"[A-Za-z0-9][\w.-]*", re.ASCII)
#: Its own kinds: line breaks, bold …
_OF_XLIFF = re.compile(r"xlf:[a-z]+")
#: Characters that XML cannot hold, which XLIFF 2 writes as an element.
_HALVES = re.compile("[\ud800-\udfff]")
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Version2(XliffDialect):
    """XLIFF 2.1: one pair of languages per document."""

    def add(self, number: int, unit: Unit, source: Variant, target: Variant | None) -> str:
        """Return the unit, after a new ``file`` if one begins."""
        before = ""
        if self.document is None:
            self.languages = (source.lang, self._target_code(source, target))
            before = self._start()
        for variant, code in zip((source, target), self.languages, strict=True):
            if variant and variant.lang != code:
                self.losses.lose(f"language code {variant.lang}")
                if language_of(variant.lang) != language_of(code):
                    self.losses.lose("unit in other languages")
                    return before
        if unit.document != self.document or before:
            before += "" if self.document is None else "</file>\n"
            self.document = unit.document
            name = f' original="{self._attribute(unit.document)}"' if unit.document else ""
            before += f'<file id="f{number}"{name} xml:space="preserve">\n'
        ids, data = Ids(), Data()
        approved = unit.prop("x-status") == "approved"
        state = "initial" if target is None else "final" if approved else "translated"
        name = f' name="{self._attribute(unit.id)}"' if unit.id else ""
        texts = [parts_2(source.parts, ids, data, self.losses)]
        if target is not None:
            ids.text()
            texts.append(parts_2(target.parts, ids, data, self.losses))
        inside = f"<source>{texts[0]}</source>"
        inside += f"\n<target>{texts[1]}</target>" if texts[1:] else ""
        return (
            f'{before}<unit id="u{number}"{name}>\n{self._metadata(unit, source, target)}'
            f"{self._notes(unit, source, target)}{data.xml(self.losses)}"
            f'<segment state="{state}">\n{inside}\n</segment></unit>\n'
        )

    def _start(self) -> str:
        codes = [self._attribute(code) for code in self.languages]
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n<xliff version="2.1" '
            'xmlns="urn:oasis:names:tc:xliff:document:2.0" '
            'xmlns:mda="urn:oasis:names:tc:xliff:metadata:2.0" '
            f'srcLang="{codes[0]}" trgLang="{codes[1]}">\n'
        )

    def end(self) -> str:
        """Return the end of the file, or a file without units."""
        if self.document is not None:
            return "</file>\n</xliff>\n"
        self.languages = tuple(language.locale for language in LANGUAGES.values())[:2]  # type: ignore[assignment]
        return self._start() + '<file id="f1"></file>\n</xliff>\n'

    def _metadata(self, unit: Unit, source: Variant, target: Variant | None) -> str:
        groups = []
        for what, about in (("unit", unit), ("source", source), ("target", target)):
            if about is None:
                continue
            for prop in about.props:
                self.losses.attributes(prop.attributes)
            groups.append(self._group(what, [(p.type, p.value) for p in about.props]))
            groups.append(self._group(f"{what}.attributes", about.attributes.items()))
        inside = "".join(groups)
        return f"<mda:metadata>{inside}</mda:metadata>\n" if inside else ""

    def _group(self, what: str, values: Iterable[tuple[str, str]]) -> str:
        inside = "".join(
            f'<mda:meta type="{self._attribute(name)}">{content(value, self.report)}</mda:meta>'
            for name, value in values
        )
        return f'<mda:metaGroup category="{what}">{inside}</mda:metaGroup>' if inside else ""

    def _notes(self, unit: Unit, source: Variant, target: Variant | None) -> str:
        where: Mapping[str, tuple[str, ...]] = {
            "": unit.notes,
            ' appliesTo="source"': source.notes,
            ' appliesTo="target"': target.notes if target else (),
        }
        out = [
            f"<note{to}>{content(note, self.report)}</note>"
            for to, notes in where.items()
            for note in notes
        ]
        return f"<notes>{''.join(out)}</notes>\n" if out else ""


class Data:
    """The native codes of an XLIFF 2 unit, each once."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def of(self, native: str) -> str:
        """Return the identifier of a native code."""
        return self._known.setdefault(native, f"d{len(self._known) + 1}")

    def xml(self, losses: Losses) -> str:
        """Return the element that holds them; empty if there are none."""
        inside = "".join(
            f'<data id="{number}">{text_2(text, losses)}</data>'
            for text, number in self._known.items()
        )
        return f"<originalData>{inside}</originalData>\n" if inside else ""


def text_2(text: str, losses: Losses) -> str:
    """Format text for XLIFF 2, which can represent every character; a half of one is lost.

    >>> text_2("a\\x00<", Losses())
    'a<cp hex="0000"/>&lt;'
    """
    text = escaped(text)
    if not _ILLEGAL.search(text):
        return text
    text, halves = _HALVES.subn("\ufffd", text)
    losses.lose_some("half of a character", halves)
    return _ILLEGAL.sub(lambda found: f'<cp hex="{ord(found[0]):04X}"/>', text)


def parts_2(parts: Parts, ids: Ids, data: Data, losses: Losses) -> str:
    """Format a source or target of XLIFF 2.

    A code and its end are ``sc`` and ``ec``, which may overlap as in TMX; ``hi`` is ``pc``.
    """
    ends = {dict(p.attributes).get("i") for p in _all(parts) if p.tag == "ept"}
    return _parts_2(parts, ids, data, {}, ends, losses)


def _parts_2(
    parts: Parts,
    ids: Ids,
    data: Data,
    open_: dict[str | None, str],
    ends: set[str | None],
    losses: Losses,
) -> str:
    out = []
    for part in parts:
        if isinstance(part, str):
            out.append(text_2(part, losses))
            continue
        known = dict(part.attributes)
        for name in known.keys() - {"x", "i", "pos", "type"}:
            losses.lose(f"{name} of inline codes")
        kind = known.get("type", "")
        about = ""
        if _TOKEN.fullmatch(kind):
            about = f' type="{_TYPES.get(kind, "other")}" subType="tmx:{kind}"'
        elif _OF_XLIFF.fullmatch(kind):
            about = f' type="fmt" subType="{kind}"'
        elif kind:
            losses.lose("type of inline codes")
        number = ids.of(part)
        if spans_text(part):
            if part.tag != "hi":
                losses.lose(f"element {part.tag} as such")
            inside = _parts_2(part.parts, ids, data, open_, ends, losses)
            out.append(f'<pc id="{number}"{about}>{inside}</pc>')
            continue
        losses.lose_some("inline code within another", sum(1 for _ in _all(part.parts)))
        if native := "".join(_texts(part.parts)):
            about += f' dataRef="{data.of(native)}"'
        pair = known.get("i")
        if part.tag == "bpt" and pair in ends and pair not in open_:
            open_[pair] = number
            out.append(f'<sc id="{number}"{about}/>')
        elif part.tag == "ept" and pair in open_:
            out.append(f'<ec startRef="{open_[pair]}"{about}/>')
            del open_[pair]
            ends.discard(pair)  # one end per beginning
        elif part.tag in ("bpt", "ept", "it"):
            end = part.tag == "ept" or known.get("pos") == "end"
            out.append(f'<{"ec" if end else "sc"} id="{number}" isolated="yes"{about}/>')
        else:
            if part.tag != "ph":
                losses.lose(f"{part.tag} as such")
            out.append(f'<ph id="{number}"{about}/>')
    return "".join(out)


def _all(parts: Parts) -> list[Code]:
    """Yield the codes, including nested ones."""
    found = []
    todo = list(parts)
    while todo:
        if not isinstance(part := todo.pop(), str):
            found.append(part)
            todo += part.parts
    return found


def _texts(parts: Parts) -> list[str]:
    """Yield all text in order, including that of nested codes."""
    out: list[str] = []
    for part in parts:
        out += [part] if isinstance(part, str) else _texts(part.parts)
    return out
