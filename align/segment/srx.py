"""Segmentation rules of an SRX 2.0 file, which replace the built-in ones."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from os import PathLike, fspath
from typing import Any

from align.files.load import Source, load
from align.files.xml import parse_xml
from align.languages import LANGUAGES
from align.readers.base import missing

#: Longest time of one match of a rule, in seconds.
TIMEOUT = 10.0
#: Most rules of a file.
RULES = 20_000


@dataclass(frozen=True)
class SrxRules:
    """The rules of an SRX file for all languages; created by :meth:`load`.

    ``fingerprint``: hexadecimal digest that identifies the rules.
    """

    fingerprint: str
    _source: Source
    _document: Any
    _codes: dict[str, str]

    @classmethod
    def load(cls, path: str | PathLike[str]) -> "SrxRules":
        """Load the rules of a file.

        Raises :class:`align.errors.InputError`, one line, for a file that is not SRX or has an
        invalid expression, for a language without rules, and if choppa-srx is not installed.
        """
        name, data = load(fspath(path))
        return cls._of(Source(data, name))

    @classmethod
    def _of(cls, source: Source) -> "SrxRules":
        try:
            document = _document(source)
        except ImportError as error:
            raise missing(source, "SRX rules", "srx") from error
        codes = {language: _code(document, language, source) for language in LANGUAGES}
        for code in codes.values():  # choppa combines all exceptions to one expression
            _check_exceptions(document, code, source)
        return cls(sha256(source.data).hexdigest()[:8], source, document, codes)

    def __reduce__(self) -> Any:  # pickled as the file: parsed rules cannot be
        return SrxRules._of, (self._source,)

    def split(self, text: str, language: str) -> list[tuple[int, int]]:
        """Return the offsets of the sentences of a paragraph, as built-in rules do.

        Raises :class:`align.errors.InputError` if a rule takes too long.
        """
        from choppa import SrxTextIterator

        found = []
        start = 0
        try:
            for part in SrxTextIterator(self._document, self._codes[language], text):
                if kept := part.strip():
                    begin = start + part.index(kept)
                    found.append((begin, begin + len(kept)))
                start += len(part)
        except TimeoutError as error:
            raise self._source.error("one of its rules takes too long; simplify it") from error
        return found


def _document(source: Source) -> Any:
    """Build choppa's document with the rules of a file.

    This is not left to choppa, which resolves entities, and loses rules that are mapped to a
    language before they are defined.
    """
    from choppa import SrxDocument
    from choppa.structures import LanguageRule

    class Document(SrxDocument):
        def compile(self, regex: str) -> _WithTimeout:
            return _WithTimeout(super().compile(regex))

    root = parse_xml(source, what="an SRX file", entities=False)
    if (name := _name(root)) != "srx":
        raise source.error(f"not an SRX file: it begins with <{name}>, not with <srx>")
    _check_entities(root, source)
    header = root.find("{*}header")
    document = Document(cascade=header is not None and header.get("cascade") == "yes")
    rules = {}
    for element in root.iter("{*}languagerule"):
        name = element.get("languagerulename", "")
        rules[name] = LanguageRule(name, [_rule(rule, source) for rule in element.iter("{*}rule")])
    if sum(len(rule.rules) for rule in rules.values()) > RULES:
        raise source.error(f"more than {RULES:,} rules")
    for element in root.iter("{*}languagemap"):
        name, pattern = element.get("languagerulename", ""), element.get("languagepattern", "")
        if name not in rules:
            raise source.error(f"line {element.sourceline}: no rules have the name {name!r}")
        with _valid(pattern, element, source):
            document.add_language_map(pattern, rules[name])
    for element in root.iter("{*}beforebreak", "{*}afterbreak"):
        with _valid(_text(element), element, source):
            document.compile(_text(element))
    return document


def _rule(element: Any, source: Source) -> Any:
    from choppa.structures import Rule

    parts = {_name(child): _text(child) for child in element.iterchildren("*")}
    if not parts.keys() & {"beforebreak", "afterbreak"}:
        raise source.error(f"line {element.sourceline}: a rule without beforebreak and afterbreak")
    breaks = element.get("break") != "no"
    return Rule(breaks, parts.get("beforebreak", ""), parts.get("afterbreak", ""))


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _text(element: Any) -> str:
    return str(element.xpath("string()"))


def _check_entities(root: Any, source: Source) -> None:
    from lxml import etree

    for entity in root.iter(etree.Entity):
        raise source.error(f"an SRX file with an entity ({entity.text}), which is not supported")


@contextmanager
def _valid(pattern: str, element: Any, source: Source) -> Iterator[None]:
    """Turn errors of an expression into errors that say where in the file it is."""
    import regex

    try:
        yield
    except (regex.error, ValueError, OverflowError, RecursionError) as error:
        raise source.error(
            f"line {element.sourceline}: not a valid expression: {pattern[:60]!r} ({error})"
        ) from error


def _code(document: Any, language: str, source: Source) -> str:
    """Return the code for a language that most language maps of the file match.

    Without cascading, only the first map counts, and a map for all languages comes last.
    """
    known = LANGUAGES[language]
    codes = [known.locale, known.code, known.locale.replace("-", "_")]
    codes += [code.upper() for code in codes]

    def rank(code: str) -> int:
        matches = [m.matches(code) for m in document.language_map_list]
        if document.cascade or True not in matches:
            return sum(matches)
        return len(matches) - matches.index(True)

    best = max(codes, key=rank)
    if not rank(best):
        raise source.error(
            f"no rules for {known.name} in it (no languagepattern matches {codes[0]})"
        )
    return best


def _check_exceptions(document: Any, code: str, source: Source) -> None:
    from choppa import SrxTextIterator

    try:
        SrxTextIterator(document, code, "")
    except Exception as error:  # whatever choppa's rewriting of the expressions leads to
        raise source.error(f"its rules with break='no' cannot be used ({error})") from error


class _WithTimeout:
    """A compiled expression that raises a TimeoutError when it takes too long."""

    def __init__(self, pattern: Any) -> None:
        self._pattern = pattern
        self.pattern = pattern.pattern

    def search(self, text: str, start: int) -> Any:
        """Like the method of compiled expressions of the package ``regex``."""
        return self._pattern.search(text, start, timeout=TIMEOUT)

    def match(self, text: str, start: int) -> Any:
        """Like the method of compiled expressions of the package ``regex``."""
        return self._pattern.match(text, start, timeout=TIMEOUT)
