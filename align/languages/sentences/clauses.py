"""Clauses of sentences: the parts that a translation with other sentence boundaries moves."""

import re

#: Most clauses of a sentence; where there are more, those in the middle are joined.
MOST = 7
_CHINESE = re.compile(r"[^，；：—…,;:]*[，；：—…,;:]*[”’」』]?")
_ENGLISH = re.compile(r"[^,;:—]*(?:[,;:—]+[”’\"']?\s*|$)")


def chinese_clauses(text: str) -> list[str]:
    """Split a Chinese sentence into clauses; joined, they are the sentence.

    >>> chinese_clauses("她承认打我不对，也承认没有好好待我。")
    ['她承认打我不对，', '也承认没有好好待我。']
    """
    return _long_enough(_CHINESE.findall(text), 4)


def english_clauses(text: str) -> list[str]:
    """Split an English sentence into clauses; joined, they are the sentence.

    >>> english_clauses("He had been wrong all the time, she said, and left the room.")
    ['He had been wrong all the time, she said, ', 'and left the room.']
    """
    return _long_enough(_ENGLISH.findall(text), 14)


def _long_enough(parts: list[str], least: int) -> list[str]:
    """Join parts of fewer than ``least`` characters to the part before them."""
    clauses: list[str] = []
    for part in filter(None, parts):
        if clauses and (len(clauses[-1].strip()) < least or len(part.strip()) < least):
            clauses[-1] += part
        else:
            clauses.append(part)
    if len(clauses) > MOST:
        half = MOST // 2
        clauses = [*clauses[:half], "".join(clauses[half:-half]), *clauses[-half:]]
    return clauses
