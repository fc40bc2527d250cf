"""Checks that look at each side by itself."""

from align.audit.engine.check import Hit, Severity, Span
from align.audit.engine.segment import Segment

_NAMES = {"en": "English", "zh": "Chinese"}


def side_name(side: str) -> str:
    """What messages call a side.

    >>> side_name("zh")
    'the Chinese side'
    """
    return f"the {_NAMES[side]} side"


def sides(segment: Segment) -> tuple[tuple[str, str], tuple[str, str]]:
    """Both texts, each with its side.

    >>> from align.audit.engine.segment import case
    >>> sides(case("A", "甲"))
    (('en', 'A'), ('zh', '甲'))
    """
    return (("en", segment.en), ("zh", segment.zh))


def hit_on(
    side: str,
    message: str,
    spans: tuple[Span, ...],
    suggestion: str = "",
    severity: Severity | None = None,
) -> Hit:
    """A hit with spans on one side.

    >>> hit_on("zh", "…", ((0, 1),)).zh
    ((0, 1),)
    """
    if side == "en":
        return Hit(message, en=spans, suggestion=suggestion, severity=severity)
    return Hit(message, zh=spans, suggestion=suggestion, severity=severity)
