"""What people decided about the pairs of a memory: the file ``STEM.decisions.jsonl`` beside it.

A line is a decision, and lines are only ever added, so that nothing is lost when a process is
killed, and two versions of the file are merged by taking the lines of both. A decision is found
again by the texts that it was made on, never by a number, so that it survives changes elsewhere.
"""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha1
from pathlib import Path
from typing import Any, TypeAlias

from align.files.remote import path_of
from align.formats.registry import FORMATS, format_reader_for

#: What can be decided, and what it means for the memory.
KINDS = {
    "approve": "the pair is right as it stands",
    "reject": "the pair is wrong: it is left out",
    "correct": "the pair is right, with other texts",
    "merge": "several pairs are one",
    "split": "a pair is several",
    "move": "sentences belong to a neighbouring pair",
    "link": "sentences belong together",
    "unlink": "sentences have no counterpart",
    "exclude": "not for the memory: the pair is left out",
    "comment": "a note about the pair",
    "restore": "text that was set aside belongs to the document",
}
#: Other lines of the file: what was done, not what is decided about a pair.
STEPS = {
    "undo": "other lines do not count: those with the digests ``of``",
    "align": "what was not decided was aligned again",
    "finding": "what a person says of a finding of the audit: its ``verdict``",
}
#: Those that do not say what belongs together.
LOOSE = frozenset({"reject", "comment"})
SUFFIX = ".decisions.jsonl"

#: Sentences in English and in Chinese that belong together; one side may be empty.
Texts: TypeAlias = tuple[tuple[str, ...], tuple[str, ...]]
_FIELDS = ("kind", "document", "en", "zh", "result", "note", "who", "when", "origin", "at", "near")


@dataclass(frozen=True)
class Decision:
    """What a person decided about a pair, with the texts that it was made on.

    ``kind`` is one of :data:`KINDS`; ``document`` the name of the document (``x-document``; empty:
    any). ``en`` and ``zh`` are the sentences as the aligner cut them (one or both sides);
    ``result`` what becomes of them: pairs of an English and a Chinese list of texts. Where these
    are sentences of ``en`` and ``zh`` they are the new pairs; other texts are written in place of
    the sentences. By default the sentences belong together (approve, merge, link, exclude), or
    alone (unlink).

    ``note`` is the text of a comment, or a reason. ``who`` decided it ``when`` (ISO 8601, UTC), and
    ``origin`` is where it comes from (``xlsx``, ``tmx``, ``align.json``, ``page``, ``library``).
    ``at`` are the numbers (0-based) of the first sentence of either side, and ``near`` digests of
    the sentences around them: they tell repetitions of a text apart. ``extra`` are other fields:
    the ``status`` that a comment gives a pair; ``out``, the numbers of the pairs of the result that
    are not for the memory; ``place``, exactly where the sentences stand in the documents as long as
    these are the same; ``step``, what was decided in one go; and unknown ones.

    >>> right = Decision("approve", "visit", "Good morning.", "早上好。")
    >>> right.result
    ((('Good morning.',), ('早上好。',)),)
    >>> Decision("correct", "visit", "Bye.", "拜。", [("Bye.", "再见。")]).result
    ((('Bye.',), ('再见。',)),)
    """

    kind: str
    document: str = ""
    en: tuple[str, ...] = ()
    zh: tuple[str, ...] = ()
    result: tuple[Texts, ...] = ()
    note: str = ""
    who: str = ""
    when: str = ""
    origin: str = ""
    at: tuple[int, int] = (-1, -1)
    near: Texts = ((), ())
    extra: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("kind", "document", "note", "who", "when", "origin"):
            if not isinstance(getattr(self, name), str):
                raise TypeError(f"{name} is no text")
        for name in ("en", "zh"):
            object.__setattr__(self, name, _texts(getattr(self, name)))
        pairs = tuple((_texts(en), _texts(zh)) for en, zh in self.result)
        if not pairs and self.kind in ("approve", "merge", "link", "exclude"):
            pairs = ((self.en, self.zh),)
        if not pairs and self.kind == "unlink":
            pairs = tuple(pair for pair in ((self.en, ()), ((), self.zh)) if any(pair))
        object.__setattr__(self, "result", pairs)
        object.__setattr__(self, "at", (int(self.at[0]), int(self.at[1])))
        around = tuple(tuple(map(str, digests)) for digests in self.near[:2])
        object.__setattr__(self, "near", around)

    @property
    def matter(self) -> tuple[Any, ...]:
        """What was decided on what; not by whom, when and how."""
        status = self.extra.get("status")
        return (self.kind, self.document, self.en, self.zh, self.result, self.note, self.at, status)

    def to_json(self) -> dict[str, Any]:
        """The decision as JSON data: what the file holds.

        >>> Decision("reject", "a", "One.", "二。", who="Li").to_json()
        {'kind': 'reject', 'document': 'a', 'en': ['One.'], 'zh': ['二。'], 'who': 'Li'}
        """
        found: dict[str, Any] = {name: _listed(getattr(self, name)) for name in _FIELDS}
        kept = {name: value for name, value in found.items() if value or name in ("kind", "en")}
        if self.at == (-1, -1):
            del kept["at"]
        if not any(self.near):
            kept.pop("near", None)
        return kept | dict(self.extra)

    @cached_property
    def line(self) -> str:
        """The line of the file."""
        return json.dumps(self.to_json(), ensure_ascii=False)

    @cached_property
    def digest(self) -> str:
        """A digest of the line, by which another one says that it does not count."""
        line = self.line.encode("utf-8", "backslashreplace")
        return sha1(line, usedforsecurity=False).hexdigest()[:16]

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Decision":
        """The decision of such data; unknown fields are kept as ``extra``.

        Raises ValueError or TypeError for other data.
        """
        known = {name: data[name] for name in _FIELDS if name in data}
        if not known.get("kind"):
            raise ValueError("no kind")
        rest = {name: value for name, value in data.items() if name not in _FIELDS}
        if not all(isinstance(digest, str) for digest in rest.get("of", ())):
            raise ValueError("of is no list of texts")
        return cls(**known, extra=rest)

    def __str__(self) -> str:
        r"""One line for a person.

        >>> print(Decision("correct", "a", "Bye.", "拜。", [("Bye.", "再见。")], who="Li"))
        a: correct “Bye.” = “拜。” → “Bye.” = “再见。” (Li)
        """
        what = f"{self.kind} {quoted(self.en, self.zh)}"
        if self.kind not in LOOSE and self.result not in (((self.en, self.zh),), ()):
            what += " → " + " | ".join(quoted(*pair) for pair in self.result)
        said = *(str(self.extra.get(name, "")) for name in ("status", "verdict")), self.note
        if remarks := "; ".join(map(cut, filter(None, said))):
            what += f": {remarks}"
        about = ", ".join(filter(None, (self.who, self.when[:10], self.origin)))
        return f"{self.document}: {what}" + (f" ({about})" if about else "")


def quoted(en: Sequence[str], zh: Sequence[str]) -> str:
    """The texts of both sides for a person, on one line.

    >>> quoted(("Good morning.",), ())
    '“Good morning.” = nothing'
    """
    sides = (" ".join(en), "".join(zh))
    return " = ".join(f"“{cut(side)}”" if side else "nothing" for side in sides)


def cut(text: str, length: int = 60) -> str:
    """A text on one line and not too long."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1] + "…"


def _texts(value: Any) -> tuple[str, ...]:
    texts = (value,) if isinstance(value, str) else tuple(value)
    if not all(isinstance(text, str) for text in texts):
        raise TypeError("texts are lists of strings")
    return tuple(text for text in texts if text)


def _listed(value: Any) -> Any:
    return [_listed(item) for item in value] if isinstance(value, tuple) else value


# ------------------------------------------------------------------ the file


def decisions_path(memory: str | os.PathLike[str]) -> Path | None:
    """The file of the decisions about a memory; None for standard output.

    >>> decisions_path("out/memory.tmx").as_posix(), decisions_path("a.align.json").as_posix()
    ('out/memory.decisions.jsonl', 'a.decisions.jsonl')
    """
    if os.fspath(memory) == "-":
        return None
    path = path_of(memory)
    return path if path.name.lower().endswith(SUFFIX) else path.parent / (stem_of(path) + SUFFIX)


def stem_of(memory: str | os.PathLike[str]) -> str:
    """The name of a memory without the suffix of its format.

    >>> stem_of("out/cqc.2023.tmx"), stem_of("a.align.json"), stem_of("b")
    ('cqc.2023', 'a', 'b')
    """
    name = Path(memory).name
    lowered = name.lower()
    fitting = [suffix for suffix in (*FORMATS, ".tmx.gz", ".tmx.zip") if lowered.endswith(suffix)]
    if not fitting and format_reader_for(lowered):
        fitting = [Path(name).suffix]
    return name[: -len(max(fitting, key=len))] if fitting else name
