"""Text of Word documents: paragraphs, runs, fields."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from align.readers.office.package import value
from align.readers.office.story import Story
from align.readers.office.word_styles import Styles, is_on, reason_of_field, shown_by_code

#: Elements whose text is set aside, and why; as properties, some of them mean something else.
_ASIDE = {
    "w:del": "deleted text",
    "w:moveFrom": "deleted text",
    "w:rt": "readings",
    "m:oMathPara": "formulas",
}
# Former properties of what was changed.
_FORMER = [
    f"w:{name}Change"
    for name in ("pPr", "rPr", "sectPr", "tblPr", "tblPrEx", "tblGrid", "trPr", "tcPr")
]
# Signs of fonts without letters, by the last two digits of their codes.
_SIGNS = {
    "symbol": dict(
        zip(b"\xa3\xb0\xb1\xb3\xb4\xb7\xb9\xbb\x6d\x44\x57", "≤°±≥×•≠≈µΔΩ", strict=True)
    ),
    "wingdings": dict(zip(b"\x6f\xa8\xfb\xfc\xfd\xfe", "☐☐✗✓☒☑", strict=True)),
}
Attributes: TypeAlias = Mapping[str, str]
Done: TypeAlias = Callable[[], object] | None


@dataclass(slots=True)
class _ParagraphProperties:
    style: str = ""
    level: int | None = None
    listed: bool | None = None
    hidden: bool = False
    mark_deleted: bool = False


@dataclass(slots=True)
class _Run:
    style: str = ""
    hidden: bool | None = None
    pushed: int = 0


@dataclass(slots=True)
class _Field:
    """A field: its code, and whether its result has begun."""

    code: str = ""
    result: bool = False
    paragraphs: int = 0


class TextReader:
    """What the elements of paragraphs and in them mean.

    A method for the start of an element returns what is to be done at its end; ``methods`` has them
    by the name of the element.
    """

    def __init__(self, story: Story, styles: Styles) -> None:
        self.story, self.styles = story, styles
        self.path: list[tuple[str, Done]] = [("", None), ("", None)]
        self.skipped = 0
        self.text: list[str] | None = None
        self.paragraphs = [_ParagraphProperties()]
        self.goes_on = False  # the mark of the last paragraph is deleted
        self.runs = [_Run()]
        self.fields: list[_Field] = []
        self.field_reason = ""
        self.methods: dict[str, Callable[[Attributes], Done]] = {
            **dict.fromkeys(("w:t", "w:delText", "m:t", "a:t"), self._text),
            **dict.fromkeys(_FORMER, self._skip),
            **{name: self._aside(reason) for name, reason in _ASIDE.items()},
            "w:instrText": self._code,
            "w:p": self._p,
            "w:pPr": self._paragraph_properties,
            "w:pStyle": self._paragraph_style,
            "w:outlineLvl": self._level,
            "w:numId": self._list,
            "w:r": self._run,
            "w:rPr": self._run_properties,
            "w:rStyle": self._run_style,
            "w:vanish": self._vanish,
            "w:tab": self._tab,
            "w:ptab": self._tab,
            "w:br": self._br,
            "w:cr": self._br,
            "a:br": self._br,
            "w:noBreakHyphen": self._hyphen,
            "w:sym": self._sign,
            "w:fldChar": self._field,
            "w:fldSimple": self._simple_field,
        }

    def start(self, name: str, attributes: Attributes) -> None:
        if self.skipped:
            self.skipped += 1
            return
        method = self.methods.get(name)
        done = method(attributes) if method else None
        if not self.skipped:
            self.path.append((name, done))

    def end(self, name: str) -> None:
        if self.skipped:
            self.skipped -= 1
            return
        if done := self.path.pop()[1]:
            done()

    def data(self, text: str) -> None:
        if self.text is not None:
            self.text.append(text)

    def _within(self, *names: str) -> bool:
        """Whether these are the innermost open elements, the innermost last."""
        return all(a[0] == b for a, b in zip(self.path[-len(names) :], names, strict=True))

    def _skip(self, _: Attributes) -> None:
        self.skipped = 1

    # --- text --------------------------------------------------------------------------------

    def _text(self, _: Attributes) -> Done:
        self.text = []
        return self._end_text

    def _end_text(self) -> None:
        text, self.text = "".join(self.text or ()), None
        self.story.add(text, self.field_reason)

    def _tab(self, _: Attributes) -> None:
        if self._within("w:r"):
            self.story.add("\t", self.field_reason)

    def _br(self, _: Attributes) -> None:
        self.story.line()

    def _hyphen(self, _: Attributes) -> None:
        self.story.add("\u2011", self.field_reason)

    def _sign(self, attributes: Attributes) -> None:
        try:
            code = int(value(attributes, "char"), 16)
        except ValueError:
            return
        signs = _SIGNS.get(value(attributes, "font").lower(), {})
        unknown = 0xE000 <= code < 0xF900  # where fonts have signs of their own
        if code & 0xFF in signs and (unknown or code < 0x100):
            self.story.add(signs[code & 0xFF], self.field_reason)
        elif 0x20 < code < 0x110000 and not 0xD800 <= code < 0xE000:
            self.story.add(chr(code), "pictures" if unknown else self.field_reason)

    def _aside(self, reason: str) -> Callable[[Attributes], Done]:
        def start(_: Attributes) -> Done:
            if self._within("w:pPr", "w:rPr"):
                self.paragraphs[-1].mark_deleted = True
            elif not self._within("w:rPr"):
                self.story.push(reason)
                return self.story.pop
            return None

        return start

    # --- paragraphs --------------------------------------------------------------------------

    def _p(self, _: Attributes) -> Done:
        if not self.goes_on:
            self.story.begin(self.styles.kind(""))
        self.goes_on = False
        self.paragraphs.append(_ParagraphProperties(hidden=self.styles.hides("", "")))
        for field in self.fields:
            field.paragraphs += 1
        # no code is longer than a paragraph: such a field has lost its end
        if any(not f.result and f.paragraphs > 1 for f in self.fields):
            self.fields = [f for f in self.fields if f.result or f.paragraphs < 2]
            self._look_at_fields()
        return self._end_p

    def _end_p(self) -> None:
        self.goes_on = self.paragraphs.pop().mark_deleted
        if not self.goes_on:
            self.story.end()

    def _paragraph_properties(self, _: Attributes) -> Done:
        def end() -> None:
            own, styles = self.paragraphs[-1], self.styles
            own.hidden = styles.hides("", own.style)
            self.story.kind(styles.kind(own.style, own.level, own.listed))

        return end

    def _paragraph_style(self, attributes: Attributes) -> None:
        self.paragraphs[-1].style = value(attributes)

    def _level(self, attributes: Attributes) -> None:
        level = value(attributes)
        self.paragraphs[-1].level = int(level) if level.isdecimal() else None

    def _list(self, attributes: Attributes) -> None:
        self.paragraphs[-1].listed = value(attributes) != "0"

    def _run(self, _: Attributes) -> Done:
        hidden = self.paragraphs[-1].hidden
        self.runs.append(_Run(hidden=hidden, pushed=hidden))
        if hidden:
            self.story.push("hidden text")
        return self._end_run

    def _end_run(self) -> None:
        for _ in range(self.runs.pop().pushed):
            self.story.pop()

    def _run_properties(self, _: Attributes) -> Done:
        return self._look_at_run if self._within("w:r") else None

    def _look_at_run(self) -> None:
        run, styles = self.runs[-1], self.styles
        if run.hidden and not run.pushed:
            self._set_run_aside("hidden text")
        elif run.pushed and not run.hidden:
            self._end_run()
            self.runs.append(_Run(run.style))
        if styles.marks_notes(run.style):
            self._set_run_aside("note marks")

    def _set_run_aside(self, reason: str) -> None:
        self.story.push(reason)
        self.runs[-1].pushed += 1

    def _run_style(self, attributes: Attributes) -> None:
        if self._within("w:r", "w:rPr"):
            run = self.runs[-1]
            run.style = value(attributes)
            if not run.pushed:
                run.hidden = self.styles.hides(run.style, "")

    def _vanish(self, attributes: Attributes) -> None:
        if self._within("w:r", "w:rPr"):
            self.runs[-1].hidden = is_on(attributes)

    # --- fields ------------------------------------------------------------------------------

    def _field(self, attributes: Attributes) -> None:
        match value(attributes, "fldCharType"):
            case "begin":
                self.fields.append(_Field())
            case "separate" if self.fields:
                self.fields[-1].result = True
            case "end" if self.fields:
                self._end_field(self.fields.pop())
        self._look_at_fields()

    def _end_field(self, field: _Field) -> None:
        for text, reason in shown_by_code(field.code):
            self.story.add(text, reason)

    def _simple_field(self, attributes: Attributes) -> Done:
        self.fields.append(_Field(value(attributes, "instr"), result=True))
        self._look_at_fields()
        return self._end_simple_field

    def _end_simple_field(self) -> None:
        if self.fields:
            self.fields.pop()
        self._look_at_fields()

    def _code(self, _: Attributes) -> Done:
        self.text = []
        return self._end_code

    def _end_code(self) -> None:
        text, self.text = "".join(self.text or ()), None
        if self.fields:
            self.fields[-1].code += text

    def _look_at_fields(self) -> None:
        """Find out why the results of the open fields are no text of the document."""
        if all(f.result for f in self.fields):
            furniture = self.story.reason == "running heads"
            self.field_reason = reason_of_field([f.code for f in self.fields], furniture)
        else:
            self.field_reason = "hidden text"
