"""Confidence in a few steps, for splitting and sampling."""

from align.unit import Unit

_STEPS = ((0.9, "0.9-1.0"), (0.7, "0.7-0.9"), (0.5, "0.5-0.7"), (0.0, "0.0-0.5"))
#: What units without a confidence are called.
UNKNOWN = "unknown"


def band(unit: Unit) -> str:
    """The step that the unit's confidence is on.

    >>> from align.memory.clean.rule import pair
    >>> band(pair("Hello.", "你好。", confidence="0.83")), band(pair("Hello.", "你好。"))
    ('0.7-0.9', 'unknown')
    """
    confidence = unit.confidence
    if confidence is None:
        return UNKNOWN
    return next((name for least, name in _STEPS if confidence >= least), _STEPS[-1][1])
