"""One pass over a text for its numbers, the same for every language."""

from collections.abc import Callable
from re import Match, Pattern

from align.languages.numbers.digits import addresses
from align.languages.numbers.quantity import Quantity


def scan(
    text: str,
    pattern: Pattern[str],
    taken: list[Quantity],
    item: Pattern[str],
    read: Callable[[Match[str], int], Quantity | int],
) -> list[Quantity]:
    """The quantities that ``read`` makes of what the pattern finds in the text.

    ``taken`` are the dates: what stands in them is not looked at again, nor what stands in links.
    ``item`` is the number of a paragraph at its beginning. ``read`` gets a match and the place
    before which all is read, and returns a quantity, or where to go on.

    >>> import re
    >>> digits = re.compile("[0-9]")
    >>> read = lambda m, floor: Quantity(m.start(), m.end(), "number", int(m.group()))
    >>> [q.value for q in scan("3 of www.x.cn/4", digits, [], re.compile("-"), read)]
    [3]
    """
    first = pattern.search(text)
    if first is None:
        return []
    places = [(q.start, q.end) for q in taken] + addresses(text)
    places.sort(reverse=True)
    found: list[Quantity] = []
    at = floor = 0
    if first.start() < 4 and (number := item.match(text)):
        digits = "".join(filter(str.isdecimal, number.group()))
        found.append(Quantity(*number.span(), "item", int(digits or 0)))
        at = number.end()
        first = pattern.search(text, at)
    while first:
        start = first.start()
        while places and places[-1][1] <= start:
            floor = max(floor, places.pop()[1])
        if places and places[-1][0] <= start:
            at = places[-1][1]
        else:
            one = read(first, max(floor, at))
            if isinstance(one, int):
                at = max(one, first.start() + 1)
            else:
                found.append(one)
                at = max(one.end, first.end())
        first = pattern.search(text, at)
    return found
