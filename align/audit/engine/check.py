"""What a check is: an id, a severity, a one-line rationale, parameters as data, examples.

To add a check, decorate a function with :func:`segment_check` or :func:`memory_check` in a module
of :mod:`align.audit.checks`, or in one of another package that has an entry point in the group
``tmxalign.checks``; nothing else has to change.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, TypeAlias

from align.audit.engine.segment_store import Segment, SegmentStore, stored
from align.parameter import Parameter
from align.registry import Registry
from align.terminology import Glossary

Severity: TypeAlias = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")
#: Families of checks, in the order of a report.
FAMILIES = {
    "completeness": "Completeness",
    "consistency": "Consistency",
    "numbers": "Numbers, dates, units",
    "names": "Names, codes, links",
    "meaning": "Meaning",
    "terminology": "Terminology",
    "form": "Form",
    "alignment": "Alignment",
    "own": "Own checks",
    "internal": "Checks that failed",
}
#: ``[start, end)`` in code points.
Span: TypeAlias = tuple[int, int]


class Hit(NamedTuple):
    """What a check found in a segment.

    ``message`` is one line in English that says what is wrong and on which side; ``en`` and ``zh``
    are the spans at fault; ``suggestion`` is what to write instead, where that is certain;
    ``group`` is equal for hits that belong together (all renderings of one name). ``severity``
    lowers the severity of the check for a hit that is less certain. ``source`` is the file of a hit
    about a document as a whole; that of a segment is known.
    """

    message: str
    en: tuple[Span, ...] = ()
    zh: tuple[Span, ...] = ()
    suggestion: str = ""
    group: str = ""
    severity: Severity | None = None
    source: str = ""

    @classmethod
    def on(cls, side: str, message: str, spans: Iterable[Span], **more: Any) -> "Hit":
        """A hit with spans on one side; ``more`` are other fields.

        >>> Hit.on("zh", "…", [(0, 1)]).zh
        ((0, 1),)
        """
        fields: dict[str, Any] = {side: tuple(spans), **more}
        return cls(message, **fields)


@dataclass(frozen=True)
class Context:
    """What checks know besides the segments."""

    glossary: Glossary | None = None


#: Checks one segment.
SegmentLook: TypeAlias = Callable[[Segment], Iterable[Hit]]
#: Checks all of them; a hit belongs to a segment (its number) or to a document (its name).
MemoryLook: TypeAlias = Callable[[SegmentStore], Iterable[tuple[int | str, Hit]]]
#: A small memory. A check finds something in each of its ``fires``, nothing in its ``silent``.
Example: TypeAlias = Sequence[Segment]


@dataclass(frozen=True)
class Check:
    """One kind of fault that an audit looks for.

    ``make(context, **parameters)`` returns the function that checks a segment, or with ``whole``
    the memory. ``nulls``: it also gets segments with one side empty. ``on``: it runs by default.
    ``unless``: checks that are more specific; what one of them reports, this one does not report
    again. ``cost``: checks of the whole memory with a higher cost start earlier, so that no core
    waits for one at the end.
    """

    id: str
    family: str
    severity: Severity
    summary: str
    rationale: str
    make: Callable[..., Any]
    whole: bool
    parameters: tuple[Parameter, ...] = ()
    fires: tuple[Example, ...] = ()
    silent: tuple[Example, ...] = ()
    nulls: bool = False
    on: bool = True
    unless: tuple[str, ...] = ()
    cost: int = 0
    #: the context of the examples
    context: Context = field(default_factory=Context)

    def defaults(self) -> dict[str, Any]:
        """The default values of the parameters."""
        return {p.name: p.default for p in self.parameters}


def hits_in(check: Check, example: Example, **parameters: Any) -> list[Hit]:
    """What a check finds in one of its examples.

    >>> check = CHECKS["empty"]
    >>> bool(hits_in(check, check.fires[0])), hits_in(check, check.silent[0])
    (True, [])
    """
    look = check.make(check.context, **{**check.defaults(), **parameters})
    if check.whole:
        with stored(example) as store:
            return [hit for _, hit in look(store)]
    return [hit for segment in example for hit in look(segment)]


def wrong_examples(check: Check) -> list[str]:
    """The examples of a check with which it does not do what they say, a line each.

    >>> wrong_examples(CHECKS["empty"])
    []
    """
    return [
        f"{check.id}: {'finds nothing in' if found else 'finds something in'} "
        + "; ".join(f"{segment.en} | {segment.zh}" for segment in example)
        for found, examples in ((True, check.fires), (False, check.silent))
        for example in examples
        if bool(hits_in(check, example)) != found
    ]


def _in_report_order(check: Check) -> tuple[int, str]:
    return list(FAMILIES).index(check.family), check.id


def _nothing(context: Context) -> SegmentLook:
    return lambda segment: ()


#: What a report says of a check that raised an error: its findings are under this one.
INTERNAL = Check(
    "internal",
    "internal",
    "error",
    "a check failed; the others and the report are whole",
    "An error in tmxalign, or in an extension; please report it.",
    _nothing,
    False,
)
#: Every check by id, in the order of a report: by family, then by id.
CHECKS = Registry(
    Check,
    names=lambda check: (check.id,),
    package="align.audit.checks",
    group="tmxalign.checks",
    order=_in_report_order,
)


def segment_check(
    id: str,
    *,
    family: str,
    severity: Severity,
    summary: str,
    rationale: str,
    fires: Sequence[Segment],
    silent: Sequence[Segment],
    **more: Any,
) -> Callable[[Callable[..., SegmentLook]], Callable[..., SegmentLook]]:
    """Register a check that looks at one segment at a time.

    The decorated function gets the :class:`Context` and the parameters by name, and returns a
    function from a segment to its hits. Each segment in ``fires`` and ``silent`` is an example.
    """

    def add(make: Callable[..., SegmentLook]) -> Callable[..., SegmentLook]:
        more["fires"], more["silent"] = tuple((s,) for s in fires), tuple((s,) for s in silent)
        _add(Check(id, family, severity, summary, rationale, make, False, **more))
        return make

    return add


def memory_check(
    id: str,
    *,
    family: str,
    severity: Severity,
    summary: str,
    rationale: str,
    fires: Sequence[Example],
    silent: Sequence[Example],
    **more: Any,
) -> Callable[[Callable[..., MemoryLook]], Callable[..., MemoryLook]]:
    """Register a check that needs the whole memory; its examples are small memories.

    The decorated function gets the :class:`Context` and the parameters by name, and returns a
    function from a :class:`SegmentStore` to ``(segment number or document name, hit)``. It may
    read the store as often as it likes; its memory use should stay near 16 bytes a segment.
    """

    def add(make: Callable[..., MemoryLook]) -> Callable[..., MemoryLook]:
        more["fires"], more["silent"] = tuple(fires), tuple(silent)
        _add(Check(id, family, severity, summary, rationale, make, True, **more))
        return make

    return add


def _add(check: Check) -> None:
    if check.family not in FAMILIES:
        there = ", ".join(FAMILIES)
        raise ValueError(f"check {check.id}: unknown family {check.family!r}; there are: {there}")
    CHECKS.add(check, check.make.__module__)
