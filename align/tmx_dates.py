"""The dates in the attributes of TMX: as they are written, and as they sort."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import lru_cache

#: A date as in TMX that is sure to be one: nearly always. Any month has 28 days.
_SURE = re.compile(
    r"(?!0000)\d{4}(?:0[1-9]|1[0-2])(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3])[0-5]\d[0-5]\dZ",
    re.ASCII,
)
#: A date as in TMX (``20260131T120000Z``), or as people write it instead: with dashes and colons,
#: an offset, or its end left out.
_DATE = re.compile(
    r"(\d{4})(?:-?(\d\d)(?:-?(\d\d)(?:[T ]?(\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d+)?)?"
    r"(?:Z|([+-]\d\d):?(\d\d))?)?)?)?",
    re.ASCII | re.IGNORECASE,
)


def last_change(abouts: Iterable[Mapping[str, str]]) -> str:
    """Return the latest date in the attributes of a unit and of its variants, as in TMX.

    Some tools date the unit, others its texts. Empty if there is no date that can be read.

    >>> last_change([{"creationdate": "20260101T000000Z"}, {"changedate": "20260131T120000Z"}])
    '20260131T120000Z'
    """
    latest = ""
    for about in abouts:
        if about:
            for date in dates_in(about):
                if date != latest and (found := tmx_date(date)) > latest:
                    latest = found
    return latest


def dates_in(about: Mapping[str, str]) -> list[str]:
    """Return the dates of creation and of the last change in some attributes, as written.

    >>> dates_in({"creationdate": "2026", "usagecount": "3"})
    ['2026']
    """
    return [about[name] for name in ("creationdate", "changedate") if name in about]


@lru_cache(maxsize=1000)  # neighbours usually have the same
def tmx_date(text: str) -> str:
    """Return a date in the form of TMX, which sorts by time; empty if it is none.

    >>> tmx_date("2026-01-31 20:00:00+08:00"), tmx_date("2026"), tmx_date("20261331T000000Z")
    ('20260131T120000Z', '20260101T000000Z', '')
    """
    if _SURE.fullmatch(text):
        return text
    found = _DATE.fullmatch(text.strip())
    if not found:
        return ""
    year, month, day, hour, minute, second, hours, minutes = found.groups()
    ahead = timedelta(hours=int(hours or 0), minutes=int(f"{(hours or '+')[0]}{minutes or 0}"))
    try:
        at = datetime(
            int(year), int(month or 1), int(day or 1),
            int(hour or 0), int(minute or 0), int(second or 0),
        )  # fmt: skip
        return f"{(at - ahead).isoformat().replace('-', '').replace(':', '')}Z"
    except (ValueError, OverflowError):  # no such day, or before the first year
        return ""
