"""Singular and plural of an English word: one key for both, without a dictionary.

A search needs it for each word of a memory, so it is quick and imports nothing. It may take two
words for one (*new* and *news*): those who search see what was found.
"""

from functools import lru_cache

_IRREGULAR = {
    "children": "child",
    "people": "person",
    "feet": "foot",
    "teeth": "tooth",
    "geese": "goose",
    "mice": "mouse",
    "oxen": "ox",
    "dice": "die",
    "data": "datum",
    "media": "medium",
    "criteria": "criterion",
    "phenomena": "phenomenon",
    "schemata": "schema",
    "formulae": "formula",
    "antennae": "antenna",
    "radii": "radius",
    "nuclei": "nucleus",
    "stimuli": "stimulus",
    "syllabi": "syllabus",
    "alumni": "alumnus",
    "fungi": "fungus",
    "corpora": "corpus",
    "genera": "genus",
    "bacteria": "bacterium",
    "curricula": "curriculum",
    "memoranda": "memorandum",
    "addenda": "addendum",
    "errata": "erratum",
    "strata": "stratum",
    "spectra": "spectrum",
    "quanta": "quantum",
    "maxima": "maximum",
    "minima": "minimum",
    "quizzes": "quiz",
    "taxis": "taxi",
    "apis": "api",
    "axes": "axis",
    "indices": "index",
    "appendices": "appendix",
    "vertices": "vertex",
    "vortices": "vortex",
    "codices": "codex",
    "matrices": "matrix",
    "men": "man",
    "women": "woman",
}
_NOT_PLURAL = frozenset("specimen regimen abdomen omen acumen semen stamen hymen".split())
# Words on s that are no plurals and would become another word.
_ON_S = frozenset("gas bias alias atlas canvas lens news always perhaps was has does its".split())


@lru_cache(maxsize=100_000)
def noun_key(word: str) -> str:
    """Return what an English word in lower case and its plural or possessive have in common.

    >>> [noun_key(word) == noun_key(plural) for word, plural in (
    ...     ("memory", "memories"), ("box", "boxes"), ("house", "houses"), ("analysis", "analyses"),
    ...     ("knife", "knives"), ("child", "children"), ("company", "company's"), ("bus", "buses"),
    ... )]
    [True, True, True, True, True, True, True, True]
    >>> noun_key("test") == noun_key("text"), noun_key("process") == noun_key("process's")
    (False, True)
    """
    word = word.removesuffix("'s")
    if word in _IRREGULAR:
        word = _IRREGULAR[word]
    elif word.endswith("men") and word not in _NOT_PLURAL:
        word = word[:-2] + "an"
    if not word.isascii() or len(word) < 3 or (len(word) == 3 and word[1] in "aeiouys"):
        return word
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and word not in _ON_S:
        word = word[:-1]
    elif word.endswith("is") and len(word) > 4:  # analysis, analyses
        word = word[:-2]
    if len(word) <= 3:
        return word
    word = word.removesuffix("e")  # boxes, houses, knife
    if word.endswith("i"):  # memories
        return word[:-1] + "y"
    return word[:-1] + "f" if word.endswith("v") else word
