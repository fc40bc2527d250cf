"""Common parts of both XLIFF versions: the open file, and the numbers of inline codes."""

from abc import ABC, abstractmethod
from collections import Counter
from dataclasses import dataclass

from align.formats.report import Losses, WriteReport
from align.formats.xml_text import attribute
from align.languages import LANGUAGES
from align.unit import NATIVE, Code, Unit, Variant, language_of


class Ids:
    """Numbers the codes of a unit: the same in the source and in the target."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str, int], str] = {}
        self._times: Counter[tuple[str, str]] = Counter()

    def text(self) -> None:
        """Begin another text."""
        self._times.clear()

    def of(self, code: Code) -> str:
        """Return the number of a code: codes match by ``x``, else by their order in their kind."""
        key = (code.tag, dict(code.attributes).get("x", ""))
        self._times[key] += 1
        return self._known.setdefault((*key, self._times[key]), str(len(self._known) + 1))


def spans_text(code: Code) -> bool:
    """Whether what is in a code is text: in ``hi``, and in elements that TMX does not have.

    >>> spans_text(Code("g", (), ("a",))), spans_text(Code("ph", (), ("a",)))
    (True, False)
    """
    return code.tag in ("hi", "sub") or (code.tag not in NATIVE and bool(code.parts))


@dataclass
class XliffDialect(ABC):
    """A document being written; ``languages`` and ``document`` are those of its open file."""

    report: WriteReport
    losses: Losses
    languages: tuple[str, str] = ("", "")
    document: str | None = None

    @abstractmethod
    def add(self, number: int, unit: Unit, source: Variant, target: Variant | None) -> str:
        """Return the unit, after a new ``file`` if one begins."""

    @abstractmethod
    def end(self) -> str:
        """Return the end of the document, or a document without units."""

    def _target_code(self, source: Variant, target: Variant | None) -> str:
        """Return the language of the target; for a missing one, that of the others."""
        if target is not None:
            return target.lang
        if self.languages[1]:
            return self.languages[1]
        own = language_of(source.lang)
        return next(
            language.locale for code, language in reversed(LANGUAGES.items()) if code != own
        )

    def _attribute(self, value: str) -> str:
        return attribute(value, self.report)
