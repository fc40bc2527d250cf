"""Writes XLIFF 1.2: units, and inline codes (nearly the same as in TMX)."""

from collections.abc import Iterable

from align.formats.report import Losses, WriteReport
from align.formats.xliff.dialect import Ids, XliffDialect, spans_text
from align.formats.xml_text import attribute, attributes, content
from align.unit import Parts, Prop, Unit, Variant

#: Namespace of attributes that record what a code is in the memory.
TMX = "urn:tmxalign:tmx"
_SAME = frozenset({"bpt", "ept", "ph", "it"})
_KNOWN = frozenset({"bold", "italic", "image", "link", "lb", "pb"})


#: The state of a target, by the status of its unit.
_STATES = {"approved": "final"} | dict.fromkeys(
    ("draft", "machine", "wrong"), "needs-review-translation"
)


class Version12(XliffDialect):
    """XLIFF 1.2 (transitional, which has properties)."""

    def add(self, number: int, unit: Unit, source: Variant, target: Variant | None) -> str:
        """Return the unit, after a new ``file`` if one begins."""
        before = ""
        languages = (source.lang, self._target_code(source, target))
        if self.document is None:
            before = (
                '<?xml version="1.0" encoding="UTF-8"?>\n<xliff version="1.2" '
                f'xmlns="urn:oasis:names:tc:xliff:document:1.2" xmlns:tm="{TMX}">\n'
            )
        if (unit.document, languages) != (self.document, self.languages):
            before += "" if self.document is None else "</body></file>\n"
            self.document, self.languages = unit.document, languages
            codes = [self._attribute(code) for code in languages]
            before += (
                f'<file original="{self._attribute(unit.document)}" source-language="{codes[0]}" '
                f'target-language="{codes[1]}" datatype="plaintext" xml:space="preserve"><body>\n'
            )
        ids = Ids()
        status = unit.prop("x-status")
        state = _STATES.get(status, "translated")
        name = f' resname="{self._attribute(unit.id)}"' if unit.id else ""
        approved = ' approved="yes"' if status == "approved" else ""
        text = parts_12(source.parts, ids, self.report, self.losses)
        out = [f'<trans-unit id="{number}"{name}{approved}>\n<source>{text}</source>\n']
        if target is None:  # OmegaT shows only what has a target: a copy, as not translated
            state = "needs-translation"
        else:
            ids.text()
            text = parts_12(target.parts, ids, self.report, self.losses)
        out.append(f'<target state="{state}">{text}</target>\n')
        for what, about in (("general", unit), ("source", source), ("target", target)):
            for note in about.notes if about else ():
                text = content(note, self.report)
                out.append(f'<note annotates="{what}">{text}</note>\n')
        for what, about in (("unit", unit), ("source", source), ("target", target)):
            if about:
                out.append(self._props(what, about.props))
                attributes = [Prop(n, v) for n, v in about.attributes.items()]
                out.append(self._props(f"{what}.attributes", attributes))
        out.append("</trans-unit>\n")
        return before + "".join(out)

    def end(self) -> str:
        """Return the end of the file, or a file without units."""
        if self.document is not None:
            return "</body></file>\n</xliff>\n"
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n<xliff version="1.2" '
            'xmlns="urn:oasis:names:tc:xliff:document:1.2"/>\n'
        )

    def _props(self, what: str, props: Iterable[Prop]) -> str:
        out = []
        for prop in props:
            self.losses.attributes(prop.attributes)
            kind, text = self._attribute(prop.type), content(prop.value, self.report)
            out.append(f'<prop prop-type="{kind}">{text}</prop>')
        return f'<prop-group name="{what}">{"".join(out)}</prop-group>\n' if out else ""


def parts_12(parts: Parts, ids: Ids, report: WriteReport, losses: Losses) -> str:
    """Format a source or target of XLIFF 1.2; the codes are nearly those of TMX."""
    return _parts_12(parts, ids, {}, report, losses, inside=False)


def _parts_12(
    parts: Parts,
    ids: Ids,
    open_: dict[str, str],
    report: WriteReport,
    losses: Losses,
    *,
    inside: bool,
) -> str:
    out = []
    for part in parts:
        if isinstance(part, str):
            out.append(content(part, report))
            continue
        tag = part.tag if part.tag in _SAME else "ph"
        if spans_text(part):
            tag = "sub" if inside and part.tag == "sub" else "g"
        known = dict(part.attributes)
        about = []
        if tag != "sub":
            number = ids.of(part)
            about.append(("id", number))
            if tag in ("bpt", "ept"):  # both of a pair have the same number
                pair = known.get("i", number)
                about.append(("rid", open_.setdefault(pair, number)))
        if tag == "it":
            about.append(("pos", "close" if known.get("pos") == "end" else "open"))
        if kind := known.get("type"):
            about.append(("ctype", kind if kind in _KNOWN else f"x-{kind}"))
        about.append(("tm:tag", part.tag))
        own = "".join(f' {name}="{attribute(value, report)}"' for name, value in about)
        own += attributes(
            part.attributes, report, losses, of=" of inline codes", taken=("tag",), prefix="tm:"
        )
        native = tag in _SAME
        text = _parts_12(part.parts, ids, open_, report, losses, inside=native)
        out.append(f"<{tag}{own}>{text}</{tag}>")
    return "".join(out)
