"""The file of decisions: read, and written so that nothing is lost."""

import json
import os
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import FileIO
from pathlib import Path
from typing import TypeAlias
from weakref import WeakValueDictionary

from align.errors import InputError, OutputError
from align.files.load import load
from align.memory.decisions import KINDS, STEPS, Decision, cut

#: Decisions that were taken in one go, and what took them back.
Undone: TypeAlias = tuple[list[Decision], Decision]
#: Decisions by their lines, as long as somebody has them: many documents are open at a time.
_READ: WeakValueDictionary[str, Decision] = WeakValueDictionary()


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
        self._lines: set[str] = set()
        self._undone: set[str] = set()
        self._of: dict[str, list[int]] = {}
        self.unknown: set[str] = set()
        self.add(decisions)

    def add(self, decisions: Iterable[Decision]) -> None:
        """Add decisions; those that are there are not repeated."""
        # a union of two versions of the file has lines in any order, and twice
        new = {d.line: d for d in decisions if d.line not in self._lines}
        order = sorted(new, key=lambda line: (when := new[line].when, line if when else ""))
        self._lines.update(new)
        self.unknown |= {d.kind for d in new.values()} - KINDS.keys() - STEPS.keys()
        first = len(self._all)
        self._all += [new[line] for line in order]
        if first and order and self._all[first].when <= self._all[first - 1].when:
            first = 0
            self._all.sort(key=lambda d: (d.when, d.line if d.when else ""))
        if any(decision.kind == "undo" for decision in new.values()):
            first, self._undone = 0, self._withdrawn()
        if not first:
            self._of = {}
        for number, decision in enumerate(self._all[first:], start=first):
            if self._counts(decision):
                self._of.setdefault(decision.document, []).append(number)

    def _withdrawn(self) -> set[str]:
        """The digests of the lines that do not count: a later line says so, and counts itself."""
        found: set[str] = set()
        if any(decision.kind == "undo" for decision in self._all):
            for decision in reversed(self._all):
                if decision.kind == "undo" and decision.digest not in found:
                    found.update(map(str, decision.extra.get("of", ())))
        return found

    def _counts(self, decision: Decision) -> bool:
        return decision.kind in KINDS and not (self._undone and decision.digest in self._undone)

    @property
    def in_force(self) -> list[Decision]:
        """The decisions that count: no steps, none that were undone, none of unknown kinds."""
        return [decision for decision in self._all if self._counts(decision)]

    def steps(self, document: str) -> list[Decision]:
        """All that was done in the page about a document, also what was undone; in order."""
        return [d for d in self._all if "step" in d.extra and d.document == document]

    def verdicts(self) -> dict[str, Decision]:
        """What people said of findings of the audit, the last word on each, by its fingerprint.

        >>> wrong = Decision("finding", extra={"fingerprint": "5d", "verdict": "false alarm"})
        >>> [d.extra["verdict"] for d in Decisions([wrong]).verdicts().values()]
        ['false alarm']
        """
        found = (d for d in self._all if d.kind == "finding" and d.digest not in self._undone)
        return {str(d.extra.get("fingerprint", "")): d for d in found}

    def of(self, document: str) -> list[Decision]:
        """Those in force about a document, and about any; in the order of time."""
        if document not in self._of and "" not in self._of:  # most documents
            return []
        numbers = sorted(n for name in {document, ""} for n in self._of.get(name, ()))
        return [self._all[n] for n in numbers]

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


def done_and_undone(steps: Iterable[Decision]) -> tuple[list[list[Decision]], list[Undone]]:
    """What was done in a page (:meth:`Decisions.steps`), and what was undone, in order.

    >>> one = Decision("reject", "a", "Bye.", when="1", extra={"step": "s"})
    >>> undo = Decision("undo", "a", when="2", extra={"step": "t", "of": [one.digest]})
    >>> done_and_undone([one, undo])[0]
    []
    """
    done: list[list[Decision]] = []
    undone: list[Undone] = []
    for decision in steps:
        if decision.kind != "undo":
            if done and done[-1][0].extra["step"] == decision.extra["step"]:
                done[-1].append(decision)
            else:
                done.append([decision])
                undone.clear()
            continue
        of = set(decision.extra.get("of", ()))
        if undone and of == {undone[-1][1].digest}:
            done.append(undone.pop()[0])
        else:
            for n in reversed(range(len(done))):  # most likely the last one
                if of == {d.digest for d in done[n]}:
                    undone.append((done.pop(n), decision))
                    break
    return done, undone


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
    found, broken = [], []
    for number, written in enumerate(data.removeprefix(BOM_UTF8).split(b"\n"), start=1):
        if not written.strip():
            continue
        if written.startswith(b"{") and not written.rstrip().endswith(b"}"):
            broken.append(number)  # it may end within a character
            continue
        line = _decoded(name, written)
        if (known := _READ.get(line)) is not None:
            found.append(known)
            continue
        try:
            value = json.loads(line)
            if not isinstance(value, dict):
                raise ValueError("not an object")
            _READ[line] = made = Decision.from_json(value)
            found.append(made)
        except json.JSONDecodeError as error:
            raise _unreadable(name, number, line) from error
        except (ValueError, TypeError, LookupError, ArithmeticError, RecursionError) as error:
            raise _unreadable(name, number, line, error) from error
    return Decisions(found, path=Path(path), broken=broken)


def _decoded(name: str, line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{name}: not a file of decisions (not UTF-8); restore it") from error


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
    lines = "".join(decision.line + "\n" for decision in found).encode("utf-8", "backslashreplace")
    try:
        new = not os.path.lexists(path)
        with Path(path).open("ab+", buffering=0) as file, _locked(file):
            end = file.seek(0, os.SEEK_END)
            if end:
                file.seek(-1, os.SEEK_END)
                if file.read(1) != b"\n":  # a line that was cut off stays one of its own
                    lines = b"\n" + lines
            try:
                rest = memoryview(lines)
                while rest:
                    rest = rest[file.write(rest) :]
                os.fsync(file.fileno())
            except OSError:  # the disk is full: all of them, or none
                file.truncate(end)
                raise
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


@contextmanager
def _locked(file: FileIO) -> Iterator[None]:
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
