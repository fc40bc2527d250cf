"""Links between words as others take them: of two texts or an alignment, as objects or files."""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from os import PathLike, fspath
from pathlib import Path
from typing import Any, NamedTuple

from align.alignment import Alignment
from align.errors import UsageError
from align.files.atomic import atomic_write
from align.files.screen import safe_json
from align.formats.xml_text import clean_text
from align.linking.link_evidence import BeadSide, Kind, Place
from align.linking.word_links import LIKELY, Sides, WordLink, link_beads, word_links

SCHEMA = "tmxalign/links/1"
#: The columns of a table of links. Everything is counted from 0.
COLUMNS = (
    "bead", "en_sentence", "en_start", "en_end", "zh_sentence", "zh_start", "zh_end",
    "en_word", "zh_word", "en", "zh", "probability", "kind",
)  # fmt: skip
_ENDINGS = (".tsv", ".json", ".pharaoh")


class Link(NamedTuple):
    """A word of the English and a word of the Chinese text that translate each other.

    ``bead`` is the number of the bead (of two texts: 0). ``en`` and ``zh`` are
    ``(sentence, start, end)``: the number of the sentence in its document (or among the texts
    given), and offsets in it, in code points. ``words`` are the numbers of the two words in the
    bead, ``texts`` the words themselves. ``probability`` is that a reader would make the link too.
    ``kind``: ``"word"``, ``"name"``, ``"number"`` or ``"code"``. All numbers count from 0.
    """

    bead: int
    en: Place
    zh: Place
    words: tuple[int, int]
    texts: tuple[str, str]
    probability: float
    kind: Kind


def links_of_texts(en: Sequence[str], zh: Sequence[str], minimum: float = LIKELY) -> list[Link]:
    """The links between the sentences of one bead."""
    sides = BeadSide(en, "en"), BeadSide(zh, "zh")
    numbers = range(len(en)), range(len(zh))
    return [*_links(0, numbers, sides, word_links(*sides, minimum))]


def links_of_alignment(alignment: Alignment, minimum: float = LIKELY) -> Iterator[Link]:
    """The links of all beads with both sides."""
    for number, numbers, sides, found in _linked(alignment, minimum):
        yield from _links(number, numbers, sides, found)


def pharaoh(links: Iterable[Link]) -> list[str]:
    """Links in the format of Pharaoh: a line for each bead that has links.

    ``i-j`` links word i of the English text to word j of the Chinese one, from 0, as word aligners
    (GIZA++, fast_align, eflomal) write them.

    >>> pharaoh(links_of_texts(["The cat sleeps."], ["猫在睡觉。"]))
    ['1-0 2-2']
    """
    return [
        " ".join(f"{i}-{j}" for i, j in (link.words for link in some))
        for _, some in groupby(links, key=lambda link: link.bead)
    ]


def check_links_file(file: str | PathLike[str]) -> None:
    """Raise :class:`align.errors.UsageError` if the ending of a file names no format of links."""
    if fspath(file) != "-" and Path(file).suffix.lower() not in _ENDINGS:
        raise UsageError(f"{file}: links are written as {', '.join(_ENDINGS)}; choose an ending")


def write_links(alignment: Alignment, file: str | PathLike[str], minimum: float = LIKELY) -> None:
    """Write the links of an alignment: a table (``.tsv``, ``-``), ``.json``, or ``.pharaoh``.

    The JSON has a bead a line, with all its words and ``[English word, Chinese word, probability,
    kind]`` for each link; a Pharaoh file has a line for each bead with both sides.
    """
    suffix = Path(file).suffix.lower()
    with atomic_write(file, "w") as stream:
        if suffix == ".json":
            stream.write(json.dumps({"schema": SCHEMA})[:-1] + ', "beads": [')
        elif suffix != ".pharaoh":
            stream.write("\t".join(COLUMNS) + "\n")
        for n, (number, numbers, sides, found) in enumerate(_linked(alignment, minimum)):
            if suffix == ".json":
                line = json.dumps(_as_json(number, numbers, sides, found), ensure_ascii=False)
                stream.write((",\n" if n else "\n") + safe_json(line))
            elif suffix == ".pharaoh":
                stream.write(" ".join(f"{link.en}-{link.zh}" for link in found) + "\n")
            else:
                for link in _links(number, numbers, sides, found):
                    stream.write("\t".join(map(str, _row(link))) + "\n")
        if suffix == ".json":
            stream.write("\n]}\n")


_Numbers = tuple[Sequence[int], Sequence[int]]


def _linked(
    alignment: Alignment, minimum: float
) -> Iterator[tuple[int, _Numbers, Sides, list[WordLink]]]:
    """The beads with both sides: number, sentences, words, links."""
    beads = [(n, bead) for n, bead in enumerate(alignment) if not bead.is_null]
    texts = [
        ([alignment.en.texts[i] for i in bead.en], [alignment.zh.texts[j] for j in bead.zh])
        for _, bead in beads
    ]
    for (n, bead), (en, zh, found) in zip(beads, link_beads(texts, minimum), strict=True):
        yield n, (bead.en, bead.zh), (en, zh), found


def _links(bead: int, numbers: _Numbers, sides: Sides, found: Iterable[WordLink]) -> Iterator[Link]:
    for link in found:
        words = link.en, link.zh
        places = [_place(*some) for some in zip(numbers, sides, words, strict=True)]
        texts = tuple(_text(side, n) for side, n in zip(sides, words, strict=True))
        yield Link(
            bead, places[0], places[1], words, (texts[0], texts[1]), link.probability, link.kind
        )


def _place(numbers: Sequence[int], side: BeadSide, word: int) -> Place:
    sentence, start, end = side.place(*side.tokens[word][:2])
    return numbers[sentence], start, end


def _text(side: BeadSide, word: int) -> str:
    token = side.tokens[word]
    return side.text[token.start : token.end]


def _row(link: Link) -> tuple[Any, ...]:
    texts = [clean_text(text).text for text in link.texts]
    return link.bead, *link.en, *link.zh, *link.words, *texts, link.probability, link.kind


def _as_json(
    bead: int, numbers: _Numbers, sides: Sides, found: Iterable[WordLink]
) -> dict[str, Any]:
    words = [
        [[*_place(some, side, n), _text(side, n)] for n in range(len(side.tokens))]
        for some, side in zip(numbers, sides, strict=True)
    ]
    links = [[link.en, link.zh, link.probability, link.kind] for link in found]
    return {"bead": bead, "en": words[0], "zh": words[1], "links": links}
