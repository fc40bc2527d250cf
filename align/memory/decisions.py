"""What people decided about the pairs of a memory: the file ``STEM.decisions.jsonl`` beside it.

A line is a decision, and lines are only ever added, so that nothing is lost when a process is
killed, and two versions of the file are merged by taking the lines of both. A decision is found
again by the texts that it was made on, never by a number, so that it survives changes elsewhere.
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any, TypeAlias

from align.errors import InputError, OutputError
from align.files.load import load
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
    the ``status`` that a comment gives a pair, and unknown ones.

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

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Decision":
        """The decision of such data; unknown fields are kept as ``extra``.

        Raises ValueError or TypeError for other data.
        """
        known = {name: data[name] for name in _FIELDS if name in data}
        for name in ("kind", "document", "note", "who", "when", "origin"):
            if not isinstance(known.get(name, ""), str):
                raise ValueError(f"{name} is no text")
        if not known.get("kind"):
            raise ValueError("no kind")
        rest = {name: value for name, value in data.items() if name not in _FIELDS}
        return cls(**known, extra=rest)

    def __str__(self) -> str:
        r"""One line for a person.

        >>> print(Decision("correct", "a", "Bye.", "拜。", [("Bye.", "再见。")], who="Li"))
        a: correct “Bye.” = “拜。” → “Bye.” = “再见。” (Li)
        """
        what = f"{self.kind} {quoted(self.en, self.zh)}"
        if self.kind not in LOOSE and self.result not in (((self.en, self.zh),), ()):
            what += " → " + " | ".join(quoted(*pair) for pair in self.result)
        said = str(self.extra.get("status", "")), self.note
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
    path = Path(memory)
    return path if path.name.lower().endswith(SUFFIX) else path.with_name(stem_of(path) + SUFFIX)


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


class Decisions:
    """Decisions in the order of their time, by document.

    ``broken`` are the numbers of lines that were cut while they were written, and ``unknown`` the
    kinds that a newer version may know: both stay in the file.

    >>> found = Decisions([Decision("approve", "a", "Hi.", "嗨。"), Decision("comment", note="?")])
    >>> len(found), [d.kind for d in found.of("a")]
    (2, ['approve', 'comment'])
    """

    def __init__(
        self,
        decisions: Iterable[Decision] = (),
        *,
        path: Path | None = None,
        broken: Sequence[int] = (),
    ) -> None:
        self.path, self.broken = path, tuple(broken)
        self._all: list[Decision] = []
        self.add(decisions)

    def add(self, decisions: Iterable[Decision]) -> None:
        """Add decisions; those that are there are not repeated."""
        # a union of two versions of the file has lines in any order, and twice
        there = {_dumps(d): d for d in (*self._all, *decisions)}
        order = sorted(there, key=lambda line: (when := there[line].when, line if when else ""))
        self._all = [there[line] for line in order]
        self.unknown = {d.kind for d in self._all} - KINDS.keys()
        self._of: dict[str, list[int]] = {}
        for number, decision in enumerate(self._all):
            self._of.setdefault(decision.document, []).append(number)

    def of(self, document: str) -> list[Decision]:
        """Those about a document, and about any; in the order of time."""
        numbers = sorted(n for name in {document, ""} for n in self._of.get(name, ()))
        return [found for n in numbers if (found := self._all[n]).kind in KINDS]

    @property
    def documents(self) -> set[str]:
        """The names of the documents."""
        return set(self._of)

    @property
    def last(self) -> str:
        """The time of the last one."""
        return self._all[-1].when if self._all else ""

    def warnings(self) -> list[str]:
        """What a person should know about the file, a line each."""
        found = []
        if self.broken:
            numbers = ", ".join(map(str, self.broken[:8]))
            found.append(
                f"{self.path}: line {numbers} is cut off (a program was ended while it wrote) "
                "and is left out; it stays in the file"
            )
        if self.unknown:
            kinds = ", ".join(sorted(self.unknown))
            found.append(f"{self.path}: decisions of unknown kinds are left as they are: {kinds}")
        return found

    def __iter__(self) -> Iterator[Decision]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)


def read_decisions(path: str | os.PathLike[str]) -> Decisions:
    """Read a file of decisions; a missing one has none.

    A line that was cut off while it was written is named in ``broken``.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     right = Decision("approve", "a", "A.", "甲。")
    ...     _ = append_decisions(f"{folder}/m.decisions.jsonl", [right])
    ...     [d.kind for d in read_decisions(f"{folder}/m.decisions.jsonl")]
    ['approve']

    Raises :class:`align.errors.InputError` for any other file.
    """
    if not os.path.lexists(path):
        return Decisions(path=Path(path))
    name, data = load(path)
    try:
        lines = data.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise InputError(f"{name}: not a file of decisions (not UTF-8); restore it") from error
    found, broken = [], []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
            if not isinstance(value, dict):
                raise ValueError("not an object")
            found.append(Decision.from_json(value))
        except json.JSONDecodeError as error:
            if not line.startswith("{") or line.rstrip().endswith("}"):
                raise _unreadable(name, number, line) from error
            broken.append(number)
        except (ValueError, TypeError, LookupError, ArithmeticError, RecursionError) as error:
            raise _unreadable(name, number, line, error) from error
    return Decisions(found, path=Path(path), broken=broken)


def _unreadable(name: str, number: int, line: str, error: Exception | None = None) -> InputError:
    if line.startswith(("<<<<<<<", "=======", ">>>>>>>", "|||||||")):
        what = "is a mark of a merge conflict; keep the lines of both sides and delete the marks"
    else:
        what = f"is no decision ({cut(str(error)) if error else 'not JSON'}); mend or delete it"
    return InputError(f"{name}: line {number} {what}")


def append_decisions(
    path: str | os.PathLike[str], decisions: Iterable[Decision], *, after: str = ""
) -> list[Decision]:
    """Append decisions to a file; they are on disk when this returns.

    Those without a time get one, later than ``after`` and than each other's. Returns them as they
    are in the file. Other processes may append at the same time.

    Raises :class:`align.errors.OutputError`.
    """
    found = []
    for decision in decisions:
        made = decision
        if not decision.when or decision.when == after:  # their order is that of their times
            made = replace(decision, when=_now(after))
        after = max(after, made.when)
        found.append(made)
    if not found:
        return []
    lines = "".join(_dumps(decision) + "\n" for decision in found).encode(
        "utf-8", "backslashreplace"
    )
    try:
        new = not os.path.lexists(path)
        with Path(path).open("ab+") as file, _locked(file):
            if file.seek(0, os.SEEK_END):
                file.seek(-1, os.SEEK_END)
                if file.read(1) != b"\n":  # a line that was cut off stays one of its own
                    lines = b"\n" + lines
            file.write(lines)
            file.flush()
            os.fsync(file.fileno())
        if new:
            _sync_folder(Path(path).parent)
    except OSError as error:
        why = error.strerror or str(error)
        raise OutputError(f"{path}: the decisions cannot be written: {why}") from error
    return found


def _now(after: str) -> str:
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    now = datetime.fromtimestamp(int(epoch), UTC) if epoch.isdigit() else datetime.now(UTC)
    text = _iso(now)
    if text > after:
        return text
    try:
        return _iso(datetime.fromisoformat(after) + timedelta(microseconds=1))
    except (ValueError, OverflowError):
        return text


def _iso(time: datetime) -> str:
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _dumps(decision: Decision) -> str:
    return json.dumps(decision.to_json(), ensure_ascii=False)


@contextmanager
def _locked(file: IO[bytes]) -> Iterator[None]:
    """Keep other processes from writing meanwhile."""
    try:
        import fcntl
    except ImportError:  # Windows: there, short appends do not mix
        yield
        return
    fcntl.flock(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)


def _sync_folder(folder: Path) -> None:
    """Have the name of a new file on disk, too, where that is possible."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
