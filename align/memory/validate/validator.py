"""Validates a TMX file unit by unit, so that memory use does not grow with the file."""

import os
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from align.errors import InputError, UsageError, located
from align.files.archive import packed_size, unpacked
from align.files.xml import (
    XML_LANG,
    BoundedXml,
    local,
    safe_events,
    strip_namespaces,
)
from align.formats.profiles import locale_of
from align.formats.tmx.read import ADVICE
from align.languages import LANGUAGES
from align.memory.validate.attributes import AttributeModel
from align.memory.validate.receivers import (
    BY_NAME,
    RECEIVERS,
    Project,
    TuvSummary,
    Verdict,
    refusal,
    verdict,
)
from align.memory.validate.report import Reception, Validation
from align.unit import language_of

_RNG = "{http://relaxng.org/ns/structure/1.0}"
#: Number of kinds of units whose verdicts are cached.
_VERDICTS = 10_000
#: Number of misplaced elements between units that are kept for the report.
_STRAY = 100
_ELEMENTS = frozenset(
    "tmx header body ude map note prop tu tuv seg bpt ept ph it hi ut sub".split()
)
_LIMIT = min(receiver.longest for receiver in RECEIVERS if receiver.longest)


def validate(
    path: str | os.PathLike[str],
    *,
    profiles: Iterable[str] = (),
    source: str = "",
    target: str = "",
) -> Validation:
    """Check a TMX file (also ``.gz`` and ``.zip``), and predict what receivers would import.

    ``profiles`` are the receivers to predict for, by default all. ``source`` and ``target`` are the
    language codes of the importing project; by default the header's ``srclang`` and the codes of
    the first unit.

    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "a.tmx").write_text(
    ...         '<tmx version="1.4"><header srclang="en"/><body><tu>'
    ...         '<tuv lang="en"><seg>Hi.</seg></tuv></tu></body></tmx>'
    ...     )
    ...     found = validate(f"{folder}/a.tmx", profiles=["omegat"])
    >>> found.valid, found.units, found.outcomes["omegat"].imported
    (False, 1, 0)
    >>> list(found.outcomes["omegat"].lost.units)
    ['no text in zh-CN']

    Raises :class:`align.errors.InputError` for a file that cannot be read or that declares
    entities, :class:`align.errors.UsageError` for an unknown receiver. A file that is not
    well-formed or not TMX gives a result (``broken``).
    """
    from lxml import etree

    names = list(dict.fromkeys(profiles)) or list(BY_NAME)
    for name in names:
        if name not in BY_NAME:
            raise UsageError(f"unknown receiver {name!r}; there are: {', '.join(BY_NAME)}")
    found = Validation(os.fspath(path), source, target)
    found.outcomes = {name: Reception(name, BY_NAME[name].evidence) for name in names}
    try:
        _Check(found).run(path)
    except etree.XMLSyntaxError as error:
        what = re.sub(r", line \d+, column \d+$", "", error.msg or "")
        _breaks(found, f"broken XML in line {error.lineno or 1} ({what})")
        if getattr(error, "code", 0) != etree.ErrorTypes.ERR_DOCUMENT_EMPTY:  # it begins like XML
            found.advice = ADVICE
    return found


def _breaks(found: Validation, why: str) -> None:
    """Every receiver reads the whole file before it imports anything."""
    found.broken = why
    for outcome in found.outcomes.values():
        outcome.refuse(why)


class _Check:
    def __init__(self, found: Validation) -> None:
        self.found = found
        self.whole, self.unit = schemas()
        self.attributes = _attribute_model()
        self.header: dict[str, str] | None = None
        self.project: Project | None = None
        self.verdicts: dict[tuple[tuple[TuvSummary, ...], str], list[Verdict]] = {}

    def run(self, path: str | os.PathLike[str]) -> None:
        root: Any = None
        last: Any = None
        for element in headers_and_units(path):
            if root is None:
                root = element.getroottree().getroot()
                if local(root) != "tmx":
                    _breaks(self.found, f"not TMX: the root element is <{root.tag}>")
                    return
            if local(element) == "tu":
                self._drop(last)
                self._check_unit(element)
                last = element
            elif element is not root:
                self.header = self.header or dict(element.attrib)
        self._drop(last)
        self._begin(())  # a file without units also has a verdict
        if not self.whole.validate(root):
            inside = [element for head in root.iter("header") for element in head.iter("*")]
            self._violate(self.whole.error_log, [root, *inside])

    def _drop(self, tu: Any) -> None:
        """Drop the previous unit, now that what follows it has been read."""
        if tu is not None and tu.getparent() is not None:
            if tu.tail and tu.tail.strip():
                self.found.violate("text between units", tu.sourceline or 0, self.found.units)
            tu.getparent().remove(tu)

    def _check_unit(self, tu: Any) -> None:
        from lxml import etree

        found = self.found
        found.units += 1
        line = tu.sourceline or 0
        if tu.tag != "tu":  # units are judged as if the root had no namespace, reported once
            strip_namespaces(tu)
        if not self.unit.validate(tu):
            # further errors of a unit are nearly always consequences of the first
            self._violate(self.unit.error_log[:1], tu.iter("*"), line, found.units)
        for entity in tu.iter(etree.Entity):
            found.violate(f"the entity {entity.text} is not declared; {ADVICE}", line, found.units)
        texts = tuple(_text(child) for child in tu if child.tag == "tuv")
        project = self.project or self._begin(texts)
        what = texts, tu.get("srclang", "")
        verdicts = self.verdicts.get(what)
        if verdicts is None:  # rare: units are similar
            if len(self.verdicts) >= _VERDICTS:
                self.verdicts.clear()
            verdicts = [verdict(BY_NAME[name], project, *what) for name in found.outcomes]
            self.verdicts[what] = verdicts
        for outcome, (lost, refused, changed) in zip(
            found.outcomes.values(), verdicts, strict=True
        ):
            if outcome.refused:
                continue
            if refused:
                outcome.refuse(f"{refused} (line {line})")
            elif lost:
                outcome.lost.add(lost, found.units, line)
            else:
                outcome.imported += 1
                for change in changed:
                    outcome.changed.add(change, found.units, line)

    def _violate(
        self, errors: Iterable[Any], elements: Iterable[Any], line: int = 0, unit: int = 0
    ) -> None:
        """Record what the schema says, and what is wrong with the attributes of some elements."""
        attributes = [
            (max(element.sourceline or 0, line), f"<{local(element)}>: {trouble}")
            for element in elements
            for trouble in self.attributes.troubles(element)
        ]
        for error in errors:
            if not (attributes and _ABOUT_ATTRIBUTES.search(error.message)):
                words = _in_plain_words(error.message)
                self.found.violate(words, max(error.line, line), unit)
        for place, message in attributes:
            self.found.violate(message, place, unit)

    def _begin(self, texts: tuple[TuvSummary, ...]) -> Project:
        """Determine the importing project from the first unit."""
        if self.project:
            return self.project
        found, head = self.found, self.header
        srclang = None if head is None else head.get("srclang")
        codes = [srclang or "", *(text.xml_lang or text.lang for text in texts)]
        known = [locale_of(code) for code in codes if language_of(code) in LANGUAGES]
        usual = [language.locale for language in LANGUAGES.values()]
        found.source = found.source or _other_than(found.target, [*known, *usual])
        found.target = found.target or _other_than(found.source, [*known, *reversed(usual)])
        self.project = Project(found.source, found.target, head is not None, srclang)
        for name, outcome in found.outcomes.items():
            if why := refusal(BY_NAME[name], self.project):
                outcome.refuse(why)
        return self.project


def _other_than(code: str, codes: Iterable[str]) -> str:
    """Return the first code of another language."""
    language = language_of(code)
    return next(other for other in codes if language_of(other) != language)


_ABOUT_ATTRIBUTES = re.compile(
    r"failed to validate attributes|^Invalid attribute|^Type \w+ doesn't allow value"
)
_OTHER_ELEMENT = re.compile(r"^Did not expect element (\S+) there$")


def _in_plain_words(message: str) -> str:
    """Rephrase a message of the schema library for translators."""
    if (found := _OTHER_ELEMENT.search(message)) and found[1] not in _ELEMENTS:
        return f"<{found[1]}> is no element of TMX; tmxalign convert makes codes of it in a text"
    for pattern, words in _WORDS:
        message = pattern.sub(words, message)
    return message


_WORDS = [
    (re.compile(pattern), words)
    for pattern, words in (
        (r"^Expecting an element , got nothing$", "an element is missing: tuv or seg"),
        (
            r"^Element (\S+) failed to validate attributes$",
            r"<\1>: an attribute is wrong or missing",
        ),
        (r"^Invalid attribute (\S+) for element (\S+)$", r"<\2>: the attribute \1 is wrong"),
        (r"^Did not expect element (\S+) there$", r"<\1> is not allowed there"),
        (r"^Type language doesn't allow value (.*)$", r"\1 is not a language code"),
        (r"^Expecting no namespace for element (\S+)$", r"<\1> may not have a namespace"),
    )
]


def _text(tuv: Any) -> TuvSummary:
    xml_lang, lang = tuv.get(XML_LANG, ""), tuv.get("lang", "")
    seg = tuv.find("seg")
    if seg is None:
        return TuvSummary(xml_lang, lang, None, None)
    inside = seg.text
    if not len(seg):  # nearly always
        full = bool(inside and inside.strip())
        return TuvSummary(xml_lang, lang, full, full, length=_length(inside or ""))
    direct = (inside or "") + "".join(child.tail or "" for child in seg)
    inner = "".join(element.text or "" for element in seg.iter("*"))
    codes = any(isinstance(child.tag, str) for child in seg)
    full = bool(direct.strip())
    return TuvSummary(
        xml_lang, lang, full, full or bool(inner.strip()), codes, _length(direct + inner)
    )


def _length(text: str) -> int:
    return len(text) if len(text) > _LIMIT else 0


def headers_and_units(path: str | os.PathLike[str]) -> Iterator[Any]:
    """Yield the headers and units as they end, then the root; a unit is dropped after the next one.

    Misplaced content between units is kept for the validation of the whole file.
    """
    from lxml import etree

    name = os.fspath(path)
    checked = False
    with unpacked(path) as stream:
        bounded = BoundedXml(stream, packed_size(stream), name, as_it_is=True)
        parser = safe_events(bounded, tag=("{*}header", "{*}tu"))
        try:
            for _, element in parser:
                if not checked:
                    _refuse_entities(element.getroottree().docinfo.internalDTD, name)
                    checked = True
                    bounded.root = element.getroottree().getroot()
                yield element
                if local(element) == "tu":
                    element.clear(keep_tail=True)
                    parent = element.getparent()  # earlier units are gone: the rest is misplaced
                    for _ in range(parent.index(element) - _STRAY):
                        parent.remove(parent[0])
        except etree.XMLSyntaxError as error:
            raise located(error, parser) from None
        except OSError as error:
            raise InputError(f"{name}: cannot be read: {error.strerror or error}") from error
        yield parser.root


def _refuse_entities(dtd: Any, name: str) -> None:
    # no memory needs them, and they are used for attacks
    if dtd is not None and next(dtd.iterentities(), None) is not None:
        raise InputError(f"{name}: the file declares entities; a memory needs none, refused")


def schema_text() -> bytes:
    """Return the content model of TMX 1.4 as RELAX NG."""
    return files("align.memory.validate").joinpath("tmx14.rng").read_bytes()


@cache
def _attribute_model() -> AttributeModel:
    from lxml import etree

    return AttributeModel(etree.fromstring(schema_text()))


def schemas() -> tuple[Any, Any]:
    """Return the content model for a whole file, and for a single unit."""
    from lxml import etree

    text = schema_text()
    whole, unit = etree.fromstring(text), etree.fromstring(text)
    start: Any = unit.find(f"{_RNG}start")
    start.clear()
    etree.SubElement(start, f"{_RNG}ref", name="tu")
    return etree.RelaxNG(whole), etree.RelaxNG(unit)
