"""How a number is written where both languages must agree on it."""


def number_key(value: float) -> str:
    """A value as a word: equal values are equal words, in whatever language they stood.

    >>> number_key(60000), number_key(3.5)
    ('#60000', '#3.5')
    """
    return f"#{value:.10g}"
