"""Checks without code: patterns in ``tmxalign.toml``, each with examples that test it.

.. code-block:: toml

    [[audit.pattern]]
    id = "embargo"
    en = "for immediate release"    # regular expressions, without regard to case
    zh = "即时发布"
    rule = "must"                   # where the English matches, the Chinese must; or "must-not"
    message = "the line about the embargo is translated in another way"
    fires = [["For immediate release", "马上发布"]]
    silent = [["For immediate release", "即时发布"], ["Released in May", "5月发布"]]

With only one of ``en`` and ``zh``, and ``must-not``, no text of that side may match.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, get_args

from align.audit.engine.check import Check, Context, Hit, SegmentLook, Severity, Span
from align.audit.engine.segment_store import Segment, case, side_name
from align.errors import UsageError
from align.languages import LANGUAGES

_RULES = ("must", "must-not")
_WHEN = (*LANGUAGES, "both")
_ID = re.compile(r"[a-z][a-z0-9-]*")
#: Places that a finding marks in a text.
_SHOWN = 10
#: A pair of texts.
Pair = tuple[str, str]


@dataclass(frozen=True)
class Pattern:
    """A check that a configuration describes.

    ``en`` and ``zh`` are regular expressions (of Python's :mod:`re`, without regard to case); one
    of them may be empty. ``must``: where one side matches, the other must match, else it must not.
    ``when`` is the side that is looked at first: ``en``, ``zh`` or ``both``. ``fires`` and
    ``silent`` are pairs of texts for which it says something, and nothing.

    >>> embargo = Pattern("embargo", "for immediate release", "即时发布", message="another embargo")
    >>> [*embargo.look(case("For immediate release", "马上发布"))]
    [Hit(message='another embargo', en=((0, 21),), zh=(), suggestion='', group='', severity=None, \
source='')]
    >>> [*embargo.look(case("For immediate release", "即时发布"))]
    []
    """

    id: str
    en: str = ""
    zh: str = ""
    must: bool = True
    when: str = "en"
    severity: Severity = "warning"
    message: str = ""
    rationale: str = ""
    fires: tuple[Pair, ...] = ()
    silent: tuple[Pair, ...] = ()

    def look(self, segment: Segment) -> Iterable[Hit]:
        """What the check says of a segment."""
        spans = {side: _spans(getattr(self, side), text) for side, text in segment.sides}
        alone = not (self.en and self.zh)
        for side, other in (("en", "zh"), ("zh", "en")):
            asked = getattr(self, side) and (alone or self.when in (side, "both"))
            if not (asked and spans[side]):
                continue
            if alone or bool(spans[other]) != self.must:
                yield Hit(self.message, spans["en"], spans["zh"])
                return

    def check(self) -> Check:
        """The check, as those of this package."""
        return _check(self)


@lru_cache
def _check(pattern: Pattern) -> Check:
    def make(context: Context) -> SegmentLook:
        return pattern.look

    return Check(
        pattern.id, "own", pattern.severity, pattern.message, pattern.rationale, make, False,
        fires=tuple((case(*pair),) for pair in pattern.fires),
        silent=tuple((case(*pair),) for pair in pattern.silent),
    )  # fmt: skip


@lru_cache(maxsize=1_000)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _spans(pattern: str, text: str) -> tuple[Span, ...]:
    if not pattern:
        return ()
    found = [match.span() for match in _compiled(pattern).finditer(text)]
    return tuple(span for span in found if span[0] < span[1])[:_SHOWN]


def pattern_of(table: Mapping[str, Any], taken: Iterable[str]) -> Pattern:
    """The pattern that a table ``[[audit.pattern]]`` describes; the ids ``taken`` are others'.

    >>> pattern_of({"id": "a", "zh": "甚么", "rule": "must-not"}, ()).message
    'the Chinese side matches the pattern a'

    Raises :class:`align.errors.UsageError` for a table that makes no sense.
    """
    id = table.get("id")
    if not isinstance(id, str) or not _ID.fullmatch(id):
        raise UsageError(f"[[audit.pattern]]: id is {id!r}; it must be like 'no-slogans'")
    where = f"[[audit.pattern]] {id}"
    if id in taken:
        raise UsageError(f"{where}: there is a check of this name; choose another one")
    known = "id en zh rule when severity message rationale fires silent".split()
    for key in table:
        if key not in known:
            raise UsageError(f"unknown {key!r} in {where}; there are: {', '.join(known)}")
    texts = _texts_of(table, where)
    rule, when = (
        _one_of(table.get(key, there[0]), there, f"{key} in {where}")
        for key, there in (("rule", _RULES), ("when", _WHEN))
    )
    sides = [side for side in LANGUAGES if texts[side]]
    if not sides or (len(sides) == 1 and rule == "must"):
        needed = "en or zh" if rule == "must-not" else "en and zh"
        raise UsageError(f"{where} needs {needed}, with rule = {rule!r}")
    if not texts["message"]:
        first = sides[0] if when == "both" or when not in sides else when
        texts["message"] = f"{side_name(first)} matches the pattern {id}"
        if len(sides) > 1:
            does = "does not" if rule == "must" else "does, too"
            texts["message"] += f", the other side {does}"
    severity = _one_of(table.get("severity", "warning"), get_args(Severity), f"severity in {where}")
    examples = [_pairs(table.get(key, []), f"{key} in {where}") for key in ("fires", "silent")]
    rationale = texts["rationale"] or "From the configuration."
    return Pattern(
        id, texts["en"], texts["zh"], rule == "must", when, severity, texts["message"], rationale,
        *examples,
    )  # fmt: skip


def _texts_of(table: Mapping[str, Any], where: str) -> dict[str, str]:
    texts = {key: table.get(key, "") for key in ("en", "zh", "message", "rationale")}
    for key, text in texts.items():
        if not isinstance(text, str) or len(text.splitlines()) > 1:
            raise UsageError(f"{key} in {where} is {text!r}; it must be one line of text")
        if key in LANGUAGES:
            try:
                _compiled(text)
            except re.error as error:
                raise UsageError(f"{key} in {where} is no regular expression: {error}") from None
    return texts


def _one_of(value: Any, there: tuple[Any, ...], name: str) -> Any:
    if value not in there:
        raise UsageError(f"{name} is {value!r}; it must be {' or '.join(there)}")
    return value


def _pairs(value: Any, name: str) -> tuple[Pair, ...]:
    found = []
    for pair in value if isinstance(value, list) else [value]:
        texts = pair if isinstance(pair, list) else []
        if len(texts) != 2 or not all(isinstance(text, str) for text in texts):
            raise UsageError(f'{name}: an example is ["English text", "Chinese text"]')
        found.append((texts[0], texts[1]))
    return tuple(found)
