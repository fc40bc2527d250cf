"""Terms found in Chinese texts, where no space says where a word ends: the longest one counts."""

from collections.abc import Iterable
from operator import add

from align.languages.words.found import Found


class ChineseTerms:
    """Finds terms from left to right, the longest at each place.

    >>> terms = ChineseTerms(["认证", "认证机构", "CB"])
    >>> [f.term for f in terms("认证机构负责CB认证，不是CBTL。")]
    ['认证机构', 'CB', '认证']
    """

    def __init__(self, terms: Iterable[str]) -> None:
        # by the first two characters; a term of one character has no others behind it
        self._starts: dict[str, list[tuple[str, str]]] = {}
        for term in dict.fromkeys(terms):
            if key := _folded(term):
                self._starts.setdefault(key[:2], []).append((key, term))
        for known in self._starts.values():
            known.sort(key=lambda pair: -len(pair[0]))
        self._single = any(len(start) == 1 for start in self._starts)

    def __call__(self, text: str) -> list[Found]:
        """The terms in a text, in their order; none overlaps another."""
        folded = _folded(text)
        starts = self._starts
        if self._single:
            places = list(range(len(folded)))
        else:
            pairs = map(add, folded, folded[1:])
            places = [at for at, two in enumerate(pairs) if two in starts]
        found: list[Found] = []
        free = 0
        for at in places:
            if at < free:
                continue
            for key, term in (
                *starts.get(folded[at : at + 2], ()),
                *starts.get(folded[at], ()),
            ):
                end = at + len(key)
                if folded.startswith(key, at) and _whole(folded, at, end):
                    found.append(Found(at, end, term))
                    free = end
                    break
        return found


def _folded(text: str) -> str:
    """The text in lower case, as long as before."""
    lower = text.lower()
    return lower if len(lower) == len(text) else text


def _whole(text: str, start: int, end: int) -> bool:
    """Whether no Latin word or number is cut."""
    return not (
        (start and _latin(text[start - 1]) and _latin(text[start]))
        or (end < len(text) and _latin(text[end - 1]) and _latin(text[end]))
    )


def _latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
