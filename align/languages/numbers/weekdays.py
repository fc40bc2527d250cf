"""Whether the weekday beside a date is the date's."""

import itertools
from collections.abc import Iterable, Iterator
from datetime import date

from align.languages.numbers.quantity import Quantity

_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
#: So far a weekday stands from its date at most: "Monday, ", "（".
_GAP = 3


def contradictions(
    text: str, quantities: Iterable[Quantity]
) -> Iterator[tuple[Quantity, Quantity, str]]:
    """Full dates whose weekday beside them is another's: the date, the weekday, the right one.

    >>> from align.languages.numbers.en import english_quantities
    >>> text = "Monday, August 9, 2023"
    >>> [right for *_, right in contradictions(text, english_quantities(text))]
    ['Wednesday']
    """
    found = sorted({q for q in quantities if q.kind in ("date", "weekday")})
    for one, other in itertools.pairwise(found):
        if {one.kind, other.kind} != {"date", "weekday"} or other.start - one.end > _GAP:
            continue
        day, weekday = (one, other) if one.kind == "date" else (other, one)
        if not all(day.date) or "." in text[one.end : other.start]:
            continue
        try:
            number = date(*day.date).isoweekday()
        except ValueError:  # February 30
            continue
        if number != weekday.value:
            yield day, weekday, _DAYS[number - 1]
