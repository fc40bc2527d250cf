"""Reading a TMX file for validation: unit by unit, so memory use does not grow with the file."""

import os
import re
from collections.abc import Iterable
from typing import Any

from align.errors import UsageError
from align.files.xml import XML_LANG, local, strip_namespaces
from align.formats.profiles import locale_of
from align.languages import LANGUAGES
from align.memory.validate.elements import elements, schemas
from align.memory.validate.predict import Project, Text, Verdict, refusal, verdict
from align.memory.validate.receivers import BY_NAME, RECEIVERS
from align.memory.validate.report import Outcome, Validation
from align.unit import language_of

#: So many kinds of units are remembered with their verdicts.
_VERDICTS = 10_000
_LIMIT = min(receiver.longest for receiver in RECEIVERS if receiver.longest)


def validate(
    path: str | os.PathLike[str],
    *,
    profiles: Iterable[str] = (),
    source: str = "",
    target: str = "",
) -> Validation:
    """Check a TMX file (``.gz`` and ``.zip`` too), and say what its receivers would import.

    ``profiles`` are the receivers to ask about, by default all. ``source`` and ``target`` are the
    language codes of the project that imports; by default what the file says: the header's
    ``srclang`` and the codes of the first unit.

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
    entities, :class:`align.errors.UsageError` for an unknown receiver. What is not well-formed or
    no TMX is a result (``broken``).
    """
    from lxml import etree

    names = list(dict.fromkeys(profiles)) or list(BY_NAME)
    for name in names:
        if name not in BY_NAME:
            raise UsageError(f"unknown receiver {name!r}; there are: {', '.join(BY_NAME)}")
    found = Validation(os.fspath(path), source, target)
    found.outcomes = {name: Outcome(name, BY_NAME[name].evidence) for name in names}
    try:
        _Check(found).run(path)
    except etree.XMLSyntaxError as error:
        what = re.sub(r", line \d+, column \d+$", "", error.msg or "")
        _breaks(found, f"broken XML in line {error.lineno or 1} ({what})")
    return found


def _breaks(found: Validation, why: str) -> None:
    """Every receiver reads the whole file before it imports anything of it."""
    found.broken = why
    for outcome in found.outcomes.values():
        outcome.refuse(why)


class _Check:
    def __init__(self, found: Validation) -> None:
        self.found = found
        self.whole, self.unit = schemas()
        self.header: dict[str, str] | None = None
        self.project: Project | None = None
        self.verdicts: dict[tuple[tuple[Text, ...], str], list[Verdict]] = {}

    def run(self, path: str | os.PathLike[str]) -> None:
        root: Any = None
        last: Any = None
        for element in elements(path):
            if root is None:
                root = element.getroottree().getroot()
                if local(root) != "tmx":
                    _breaks(self.found, f"not TMX: the root element is <{root.tag}>")
                    return
            if local(element) == "tu":
                self._drop(last)
                self._tu(element)
                last = element
            elif element is not root:
                self.header = self.header or dict(element.attrib)
        self._drop(last)
        self._begin(())  # a file without units has a verdict, too
        if not self.whole.validate(root):
            for error in self.whole.error_log:
                self.found.violate(_plainly(error.message), error.line)

    def _drop(self, tu: Any) -> None:
        """The unit before: what stands behind it has been read by now."""
        if tu is not None and tu.getparent() is not None:
            if tu.tail and tu.tail.strip():
                self.found.violate("text between units", tu.sourceline or 0, self.found.units)
            tu.getparent().remove(tu)

    def _tu(self, tu: Any) -> None:
        from lxml import etree

        found = self.found
        found.units += 1
        line = tu.sourceline or 0
        if tu.tag != "tu":  # units are judged as if the root had no namespace, which is said once
            strip_namespaces(tu)
        if not self.unit.validate(tu):
            # what follows the first error of a unit is nearly always its echo
            error = self.unit.error_log[0]
            found.violate(_plainly(error.message), max(error.line, line), found.units)
        for entity in tu.iter(etree.Entity):
            found.violate(f"the entity {entity.text} is not declared", line, found.units)
        texts = tuple(_text(child) for child in tu if child.tag == "tuv")
        project = self.project or self._begin(texts)
        what = texts, tu.get("srclang", "")
        verdicts = self.verdicts.get(what)
        if verdicts is None:  # rare: units are much alike
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

    def _begin(self, texts: tuple[Text, ...]) -> Project:
        """The project that is asked about; known with the first unit."""
        if self.project:
            return self.project
        found, head = self.found, self.header
        srclang = None if head is None else head.get("srclang")
        codes = [srclang or "", *(text.xml_lang or text.lang for text in texts)]
        known = [locale_of(code) for code in codes if language_of(code) in LANGUAGES]
        if not found.source:
            other = language_of(found.target) if found.target else ""
            found.source = next((c for c in known if language_of(c) != other), "")
            found.source = found.source or LANGUAGES["zh" if other == "en" else "en"].locale
        if not found.target:
            own = language_of(found.source)
            found.target = next((c for c in known if language_of(c) != own), "")
            found.target = found.target or LANGUAGES["en" if own == "zh" else "zh"].locale
        self.project = Project(found.source, found.target, head is not None, srclang)
        for name, outcome in found.outcomes.items():
            if why := refusal(BY_NAME[name], self.project):
                outcome.refuse(why)
        return self.project


def _plainly(message: str) -> str:
    """The words of the schema library, said so that a translator understands them."""
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
        (r"^Did not expect element (\S+) there$", r"<\1> may not stand there"),
        (r"^Type language doesn't allow value (.*)$", r"\1 is no language code"),
        (r"^Expecting no namespace for element (\S+)$", r"<\1> may not have a namespace"),
    )
]


def _text(tuv: Any) -> Text:
    xml_lang, lang = tuv.get(XML_LANG, ""), tuv.get("lang", "")
    seg = tuv.find("seg")
    if seg is None:
        return Text(xml_lang, lang, None, None)
    inside = seg.text
    if not len(seg):  # nearly always
        full = bool(inside and inside.strip())
        return Text(xml_lang, lang, full, full, length=_length(inside or ""))
    direct = (inside or "") + "".join(child.tail or "" for child in seg)
    inner = "".join(element.text or "" for element in seg.iter("*"))
    codes = any(isinstance(child.tag, str) for child in seg)
    full = bool(direct.strip())
    return Text(xml_lang, lang, full, full or bool(inner.strip()), codes, _length(direct + inner))


def _length(text: str) -> int:
    return len(text) if len(text) > _LIMIT else 0
