"""Beads and alignments: which sentences translate which, with what confidence, and why.

The JSON form (``*.align.json``) is the native file; every other output derives from it. Unknown
fields survive a round trip.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import isfinite
from typing import Any, ClassVar

from align.document import Document, Paragraph, Sentence
from align.errors import InputError
from align.frames import Framed
from align.languages import LANGUAGES, get_language

SCHEMA = "tmxalign/alignment/1"
_SCRIPT = 100


@dataclass(frozen=True, slots=True)
class Rival:
    """The most probable other bead with one of a bead's sentences; ``probability`` in [0, 1]."""

    en: tuple[int, ...]
    zh: tuple[int, ...]
    probability: float


@dataclass(frozen=True, slots=True)
class Bead:
    """A minimal group of sentences that translate each other.

    ``en`` and ``zh`` are 0-based sentence numbers, ascending; one of them may be empty (a null
    bead: an omission or an addition). ``score`` is the aligner's own measure (higher is better,
    only comparable within one alignment), ``confidence`` the probability in [0, 1] that a
    translator accepts the bead unchanged. ``parts``, the named contributions to the score, and
    ``rival``, the runner-up, are filled on request. ``crossing`` marks a bead out of order.

    >>> Bead((3,), (4, 5)).type
    '1-2'
    """

    en: tuple[int, ...]
    zh: tuple[int, ...]
    score: float = 0.0
    confidence: float = 0.0
    parts: Mapping[str, float] = field(default_factory=dict)
    crossing: bool = False
    status: str = ""
    note: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)
    rival: Rival | None = None

    @property
    def type(self) -> str:
        """``"2-1"``: two English sentences and one Chinese."""
        return f"{len(self.en)}-{len(self.zh)}"

    @property
    def is_null(self) -> bool:
        """Whether one side is empty."""
        return not (self.en and self.zh)


@dataclass(frozen=True, repr=False)
class Alignment(Framed):
    """Two documents and the beads that cover every sentence of both exactly once.

    ``settings`` records how it was made: version, model, options.

    >>> en = Document.from_sentences(["Good morning.", "Bye."], "en", name="a.txt")
    >>> zh = Document.from_sentences(["早上好。", "再见。"], "zh", name="a.txt")
    >>> a = Alignment(en, zh, (Bead((0,), (0,), confidence=0.9), Bead((1,), (1,), confidence=0.8)))
    >>> a.text(a.beads[0])
    ('Good morning.', '早上好。')
    >>> Alignment.from_json(a.to_json()) == a
    True
    >>> a
    a.txt: 2 beads of 2 English and 2 Chinese sentences
    confidence  bead  en             zh
    0.90        1-1   Good morning.  早上好。
    0.80        1-1   Bye.           再见。

    The same rows, with more columns, are :meth:`to_pandas`, :meth:`to_polars` and
    :meth:`to_datasets`.
    """

    columns: ClassVar[tuple[str, ...]] = (
        "en", "zh", "confidence", "bead", "document", "position", "crossing", "status", "note",
        "score",
    )  # fmt: skip
    shown: ClassVar[tuple[str, ...]] = ("confidence", "bead", "en", "zh")

    en: Document
    zh: Document
    beads: tuple[Bead, ...]
    settings: Mapping[str, Any] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Bead]:
        return iter(self.beads)

    def text(self, bead: Bead) -> tuple[str, str]:
        """The English and the Chinese text of a bead, sentences joined as in each language.

        >>> en = Document.from_sentences(["It runs: make all! Good."], "en")
        >>> zh = Document.from_sentences(["运行：", "make all!", "make it.", "好。"], "zh")
        >>> Alignment(en, zh, (bead := Bead((0,), (0, 1, 2, 3)),)).text(bead)[1]
        '运行：make all! make it.好。'
        >>> zh = Document.from_sentences(["售价10元!", "2024年上涨。"], "zh")
        >>> Alignment(en, zh, (bead := Bead((0,), (0, 1)),)).text(bead)[1]
        '售价10元!2024年上涨。'
        """
        return _join(self.en, bead.en), _join(self.zh, bead.zh)

    def written(self, bead: Bead) -> tuple[tuple[str, str], ...]:
        """The pairs of texts that a person wrote in place of those of a bead."""
        texts = bead.extra.get("texts", ())
        return tuple((en, zh) for en, zh in texts) if isinstance(texts, tuple) else ()

    @property
    def name(self) -> str:
        """The name of both documents, or both names."""
        return " | ".join(dict.fromkeys(name for name in (self.en.name, self.zh.name) if name))

    def rows(self) -> Iterator[dict[str, Any]]:
        """A row for each bead, as a memory has it; of null beads, one text is empty."""
        for bead in self:
            for en, zh in self.written(bead) or [self.text(bead)]:
                yield {
                    "en": en,
                    "zh": zh,
                    "confidence": bead.confidence,
                    "bead": bead.type,
                    "document": self.name,
                    "position": self.position(bead),
                    "crossing": bead.crossing,
                    "status": bead.status,
                    "note": bead.note,
                    "score": bead.score,
                }

    def __str__(self) -> str:
        sides = f"{len(self.en):,} English and {len(self.zh):,} Chinese sentences"
        return f"{self.name}{': ' if self.name else ''}{len(self.beads):,} beads of {sides}"

    def position(self, bead: Bead) -> str:
        """The 1-based sentence numbers of a bead, English before the colon: ``"3-4:5"``."""
        return f"{_span(bead.en)}:{_span(bead.zh)}"

    @property
    def units(self) -> tuple[Bead, ...]:
        """The beads with text on both sides: the units of a translation memory."""
        return tuple(b for b in self.beads if not b.is_null)

    @property
    def nulls(self) -> tuple[int, int]:
        """The numbers of English and of Chinese sentences without a counterpart."""
        null = [b for b in self.beads if b.is_null]
        return sum(len(b.en) for b in null), sum(len(b.zh) for b in null)

    def with_names(self, en: str, zh: str) -> "Alignment":
        """The same alignment with other document names."""
        return replace(self, en=replace(self.en, name=en), zh=replace(self.zh, name=zh))

    def above(self, minimum: float) -> "Alignment":
        """Return the same without the units below a confidence; null beads stay."""
        if minimum <= 0:
            return self
        kept = tuple(b for b in self if b.is_null or b.confidence >= minimum)
        return replace(self, beads=kept)

    def to_json(self) -> str:
        """The text of the native file: JSON with one bead per line, so that diffs are readable."""
        head: dict[str, Any] = {
            **self.extra,
            "schema": SCHEMA,
            "settings": dict(self.settings),
            "en": _document_to_dict(self.en),
            "zh": _document_to_dict(self.zh),
        }
        beads = ",\n  ".join(_dumps(_bead_to_dict(b)) for b in self.beads)
        opening = json.dumps(head, ensure_ascii=False, indent=1)[:-2]
        return f'{opening},\n "beads": [\n  {beads}\n ]\n}}\n'

    @classmethod
    def from_json(cls, text: str, *, source: str = "alignment") -> "Alignment":
        """Parse the text that :meth:`to_json` made.

        Raises :class:`align.errors.InputError`, which names ``source``, for any other text.
        """
        try:
            data = _of(dict, json.loads(text))
            schema = str(data["schema"])
            if not schema.startswith("tmxalign/alignment/"):
                raise ValueError(f"schema is {schema!r}")
            known = {"schema", "settings", "en", "zh", "beads"}
            return cls(
                _document_from_dict(data["en"], "en"),
                _document_from_dict(data["zh"], "zh"),
                tuple(_bead_from_dict(b) for b in data["beads"]),
                _of(dict, data.get("settings", {})),
                {k: v for k, v in data.items() if k not in known},
            )
        except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
            raise InputError(
                f"{source}: not an alignment written by tmxalign ({error}); "
                "create one with: tmxalign align EN ZH -o FILE.align.json"
            ) from error


def _join(document: Document, numbers: tuple[int, ...]) -> str:
    joiner = get_language(document.language).joiner
    if joiner or len(numbers) < 2:
        return joiner.join(document.texts[i] for i in numbers)
    found = [document.texts[numbers[0]]]
    for before, after in pairwise(document.sentences[i] for i in numbers):
        # English or code inside a Chinese text keeps its space
        glued = before.paragraph == after.paragraph and before.end == after.start
        other = before.text.isascii() or after.text.isascii()
        latin = before.text[-1:].isascii() and after.text[:1].isascii()
        found += [" " if other and latin and not glued else "", after.text]
    return "".join(found)


def _span(numbers: tuple[int, ...]) -> str:
    if not numbers:
        return ""
    if len(numbers) > 1 and numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"{numbers[0] + 1}-{numbers[-1] + 1}"
    return ",".join(str(i + 1) for i in numbers)


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _document_to_dict(document: Document) -> dict[str, Any]:
    return {
        "name": document.name,
        "language": document.language,
        **({"locale": document.locale} if document.locale else {}),
        "paragraphs": [_paragraph_to_list(p) for p in document.paragraphs],
        "sentences": [[s.paragraph, s.start, s.end] for s in document.sentences],
    }


def _paragraph_to_list(paragraph: Paragraph) -> list[Any]:
    """Line, kind, text, and as far as there are any, ``where``, ``aside`` and ``key``.

    Of the scripts of a page, which can be far longer than its text, only the beginning is kept.
    """
    text = paragraph.text
    if paragraph.aside == "scripts" and len(text) > _SCRIPT:
        text = f"{text[:_SCRIPT]}…"
    more = [paragraph.where, paragraph.aside, paragraph.key]
    while more and not more[-1]:
        more.pop()
    return [paragraph.line, paragraph.kind, text, *more]


def _paragraph_from_list(data: list[Any]) -> Paragraph:
    line, kind, text, *more = data
    if kind == "boilerplate":  # of former versions
        kind, more = "text", [*more, "", "navigation"][-2:]
    words = [_of(str, word) for word in (text, kind, *more)]
    return Paragraph(words[0], _of(int, line), *words[1:])


def _of(kind: type[Any], value: Any) -> Any:
    """A value of JSON, if it is of this kind; TypeError if not: files are edited by hand."""
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        said = repr(value)
        raise TypeError(f"{said[:40]} is no {kind.__name__}")
    return value


def _language(code: Any) -> str:
    if code not in LANGUAGES:
        raise ValueError(f"{str(code)[:40]!r} is no language")
    return str(code)


def _number(value: Any) -> float:
    number = float(value)
    if not isfinite(number):
        raise ValueError(f"{number} is no finite number")
    return number


def _document_from_dict(data: Mapping[str, Any], language: str) -> Document:
    paragraphs = tuple(map(_paragraph_from_list, data["paragraphs"]))
    return Document(
        paragraphs,
        tuple(
            Sentence(paragraphs[p].text[_of(int, a) : _of(int, z)], p, a, z)
            for p, a, z in data["sentences"]
        ),
        _language(data.get("language", language)),
        _of(str, data.get("name", "")),
        _of(str, data.get("locale", "")),
    )


_BEAD_FIELDS = ("en", "zh", "score", "confidence", "parts", "crossing", "status", "note", "rival")


def _bead_to_dict(bead: Bead) -> dict[str, Any]:
    data: dict[str, Any] = {
        "en": bead.en,
        "zh": bead.zh,
        "score": round(bead.score, 6),
        "confidence": round(bead.confidence, 4),
    }
    if bead.parts:
        data["parts"] = {k: round(v, 4) for k, v in bead.parts.items()}
    if bead.rival:
        data["rival"] = {
            "en": bead.rival.en,
            "zh": bead.rival.zh,
            "probability": round(bead.rival.probability, 4),
        }
    if bead.crossing:
        data["crossing"] = True
    if bead.status:
        data["status"] = bead.status
    if bead.note:
        data["note"] = bead.note
    return {**bead.extra, **data}


def _bead_from_dict(data: Mapping[str, Any]) -> Bead:
    rival = data.get("rival")
    return Bead(
        tuple(_of(list, data["en"])),
        tuple(_of(list, data["zh"])),
        _number(data.get("score", 0.0)),
        _number(data.get("confidence", 0.0)),
        {name: _number(part) for name, part in _of(dict, data.get("parts", {})).items()},
        bool(data.get("crossing", False)),
        str(data.get("status", "")),
        str(data.get("note", "")),
        {k: v for k, v in data.items() if k not in _BEAD_FIELDS},
        rival and Rival(tuple(rival["en"]), tuple(rival["zh"]), _number(rival["probability"])),
    )
