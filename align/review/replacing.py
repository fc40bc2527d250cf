"""Find and replace in the rows of a document."""

from collections.abc import Iterable
from typing import TypedDict

import regex

from align.errors import UsageError
from align.memory.decisions import cut
from align.review.bead_rows import SIDES

#: Seconds for an expression in one text.
_LONGEST = 2


class ReplaceHit(TypedDict):
    """A text in which something was found: ``spans`` of ``before``, and what it would become."""

    row: str
    side: str
    before: str
    after: str
    spans: list[tuple[int, int]]


def find_text(
    texts: Iterable[tuple[str, tuple[str, str]]],
    wanted: str,
    replacement: str = "",
    *,
    side: str | None = None,
    case: bool = False,
    expression: bool = False,
) -> list[ReplaceHit]:
    r"""Where a text stands in rows (their ids, with the English and the Chinese text).

    ``side`` is one of ``en``, ``zh``; None or ``both`` are both. An ``expression`` is a regular
    one, and the replacement may refer to its groups.

    >>> hits = find_text([("e0z0", ("Colour and colours.", "颜色。"))], "colour", "color")
    >>> hits[0]["after"], hits[0]["spans"]
    ('color and colors.', [(0, 6), (11, 17)])

    Raises :class:`align.errors.UsageError` for an expression that is none, or takes too long.
    """
    if side not in (None, "both", *SIDES):
        raise UsageError(f"{cut(side)}: a side is one of {', '.join(SIDES)}, both")
    if not wanted:
        return []
    if not expression:
        wanted, replacement = regex.escape(wanted), replacement.replace("\\", r"\\")
    hits: list[ReplaceHit] = []
    try:
        pattern = regex.compile(wanted, 0 if case else regex.IGNORECASE)
        for name, pair in texts:
            for which, text in zip(SIDES, pair, strict=True):
                if side in SIDES and side != which:
                    continue
                found = pattern.finditer(text, timeout=_LONGEST)
                if spans := [match.span() for match in found if match[0]]:
                    after = pattern.sub(replacement, text, timeout=_LONGEST)
                    hits.append(
                        ReplaceHit(row=name, side=which, before=text, after=after, spans=spans)
                    )
    except (regex.error, IndexError) as error:
        raise UsageError(f"{wanted}: not a regular expression ({error})") from error
    except TimeoutError as error:
        raise UsageError(f"{wanted}: this expression takes too long") from error
    return hits
