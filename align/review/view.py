"""A document under review as data for a page: its rows, and what changed since it saw them."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from align.alignment import Bead
from align.errors import TmxalignError, UsageError
from align.languages import get_language
from align.memory.applying import LEFT_OUT
from align.memory.places import Key
from align.review.bead_rows import SIDES, BeadRow, Change, ConflictError
from align.review.state import ReviewState

#: Beads below this confidence that nobody decided are doubtful.
DOUBTFUL = 0.8
#: At most so many whole rows are sent unasked.
_MANY = 100
#: At most so many rows of a place that changed.
_RUN = 20
#: Removes all that a page has.
_ALL = 10**9
_STATUS = {"approved": "a", "wrong": "w", "excluded": "x", "": ""}

Json = dict[str, Any]
#: Rows that stood there, and those that stand there now.
Run: TypeAlias = tuple[list[BeadRow], list[BeadRow]]


class ReviewView(ReviewState):
    """The rows of a document as JSON data.

    An entry of the outline is ``[id, type, confidence, flags, length of the English text, of the
    Chinese one, first English sentence, first Chinese one]``. Flags are letters: d decided, a
    approved, w wrong, x excluded, o another status, n note, c crossing, s set aside, p part of a
    cut bead, f findings of an audit.
    """

    #: ids of the rows about which an audit found something
    found: frozenset[str] = frozenset()

    def summary(self) -> Json:
        """How many beads there are, decided, approved, left …; ``wrong_estimate`` of those left.

        A confidence is the probability that a bead is right: those of the beads that nobody decided
        sum up to the number of right ones.
        """
        with self._lock:
            left = [row.confidence for row in self.table if not (row.decided or row.aside)]
            statuses = Counter(row.status for row in self.table)
            nulls = [row.aside for row in self.table if not (row.en and row.zh)]
            done, undone = self._steps()
        asides = sum(map(bool, nulls))
        beads = len(self.table) - asides
        return {
            "beads": beads,
            "decided": beads - len(left),
            "approved": statuses["approved"],
            "left": len(left),
            "doubtful": sum(confidence < DOUBTFUL for confidence in left),
            "wrong_estimate": round(len(left) - sum(left), 1),
            "excluded": sum(statuses[status] for status in LEFT_OUT),
            "nulls": len(nulls) - asides,
            "asides": asides,
            "can_undo": bool(done),
            "can_redo": bool(undone),
        }

    def text(self, row: BeadRow) -> tuple[str, str]:
        """The texts of a row as a memory has them."""
        if row.aside or any(n < 0 for side in row.whole for n in side):
            joiners = [get_language(side).joiner for side in SIDES]
            return joiners[0].join(row.en), joiners[1].join(row.zh)
        return self._base.text(Bead(*row.whole))

    def rival(self, row: BeadRow) -> Key | None:
        """The sentences that the aligner had in mind instead, as far as it is known."""
        return None if row.decided else (self._rivals or {}).get(row.numbers)

    def outline(self) -> list[list[Any]]:
        """An entry for each row."""
        with self._lock:
            return [self._entry(row) for row in self.table]

    def _entry(self, row: BeadRow) -> list[Any]:
        en, zh = row.sides
        return [
            row.id,
            f"{len(en)}-{len(zh)}",
            round(row.confidence, 3),
            self._flags(row),
            sum(map(len, en)),
            sum(map(len, zh)),
            row.numbers[0][0] if row.numbers[0] else -1,
            row.numbers[1][0] if row.numbers[1] else -1,
        ]

    def _flags(self, row: BeadRow) -> str:
        if row.aside:
            return "s"
        return "".join(
            (
                "d" if row.decided else "",
                _STATUS.get(row.status, "o"),
                "n" if row.note else "",
                "c" if row.crossing else "",
                "p" if row.parts > 1 else "",
                "f" if row.id in self.found else "",
            )
        )

    def rows(self, names: Sequence[str]) -> list[Json]:
        """The whole rows with these ids, as far as they are there."""
        with self._lock:
            return [self._whole(row) for name in names if (row := self._by_id.get(name))]

    def _whole(self, row: BeadRow) -> Json:
        places = []
        for side, document in enumerate(self.documents):
            if row.aside:
                places.append(document.paragraphs[row.at].place() if row.sides[side] else "")
            else:
                numbers = row.numbers[side]
                places.append(document.place_of(numbers[0]) if numbers else "")
        maybe = self._rivals is None and not row.aside and not row.decided
        return {
            "id": row.id,
            "en": list(row.en),
            "zh": list(row.zh),
            "confidence": round(row.confidence, 3),
            "flags": self._flags(row),
            "status": row.status,
            "note": row.note,
            "place": places,
            "aside": row.aside,
            "rival": maybe or self.rival(row) is not None,
        }

    def changes(self, since: int) -> Json:
        """What changed since a version: splices of the outline, in order, and the rows in them.

        All of it, if that version is no longer known.
        """
        with self._lock:
            self.refresh()
            before = next((v.rows for v in self.former if v.number == since), None)
            splices: list[list[Any]] = []
            new: Sequence[BeadRow] = ()
            if before is None:
                splices, new = [[0, _ALL, self.outline()]], self.table
            elif before is not self.table:
                at, removed, new = _splice(before, self.table)
                splices = [[at, removed, [self._entry(row) for row in new]]]
            return {
                "version": self.version,
                "summary": self.summary(),
                "splices": splices,
                "rows": [self._whole(row) for row in new[:_MANY]],
            }

    def answer(self, action: str, data: Mapping[str, Any]) -> Json:
        """Take an action, whose arguments are ``data`` without the ``version`` that the page has.

        The answer has, besides :meth:`changes`, what is ``said``, the row to ``focus``, and the
        rows ``before``. In a ``conflict`` nothing was done. What others changed, and what aligning
        again changed, is in ``changed``: pairs of the rows before and after, of so many ``places``.

        Raises :class:`align.errors.UsageError` for what cannot be done.
        """
        arguments = {str(name): value for name, value in data.items() if name != "version"}
        version = data.get("version")
        for name, value in {**arguments, "version": version}.items():
            if not _fits(name, value):
                raise UsageError(f"{action}: wrong arguments ({name})")
        seen = self.version if version is None else version
        try:
            if seen > self.version:
                raise ConflictError("the page is of another version")
            change = self.act(action, seen, **arguments)
        except ConflictError as error:
            return {**self.changes(seen), "conflict": str(error), **self._differences(seen)}
        except (TypeError, ValueError, AttributeError) as error:
            if isinstance(error, TmxalignError):
                raise
            raise UsageError(f"{action}: wrong arguments ({error})") from error
        return {
            **self.changes(seen),
            "said": [change.said[0], dict(change.said[1])],
            "focus": self._focus(change),
            "before": [self._whole(row) for row in change.before[:_MANY]],
            **(self._differences(seen) if action == "align_again" else {}),
        }

    def _differences(self, since: int) -> Json:
        """Which rows were replaced since a version, and by which."""
        with self._lock:
            before = next((v.rows for v in self.former if v.number == since), self.table)
            at, removed, new = _splice(before, self.table)
            runs = _runs(before[at : at + removed], new)
            shown = [
                [[self._whole(row) for row in side[:_RUN]] for side in run] for run in runs[:_MANY]
            ]
            return {"changed": shown, "places": len(runs)}

    def _focus(self, change: Change) -> str:
        """The first row that an action made; if it made none, the first it was about, if any.

        Not another one that is only marked as crossing now, or no longer.
        """
        about = [{n for row in change.before for n in row.numbers[side]} for side in (0, 1)]
        made = [
            row
            for row in change.after
            if any(not mine.isdisjoint(n) for mine, n in zip(about, row.numbers, strict=True))
        ]
        for row in (*made, *change.after, *change.before):
            if row.id in self._by_id and not row.aside:
                return row.id
        return ""

    def act(self, action: str, version: int | None = None, **arguments: Any) -> Change:
        """Take an action by its name; refused if its rows changed since the caller's version."""
        with self._lock:
            self.refresh()
            self._seen = version
            try:
                return getattr(self, action)(**arguments)  # type: ignore[no-any-return]
            finally:
                self._seen = None


def _fits(name: str, value: Any) -> bool:
    """Whether data is what an argument of an action has to be; others are refused elsewhere."""
    if value is None:
        return name in _OPTIONAL
    return _ARGUMENTS[name](value) if name in _ARGUMENTS else True


def _is(*kinds: type) -> Callable[[Any], bool]:
    return lambda value: type(value) in kinds  # True is no number


def _list_of(fits: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list | tuple) and all(map(fits, value))


_ARGUMENTS: Mapping[str, Callable[[Any], bool]] = {
    **dict.fromkeys(("row", "side", "to", "text", "replacement", "aside"), _is(str)),
    **dict.fromkeys(("piece", "offset", "en", "zh", "version"), _is(int)),
    **dict.fromkeys(("case", "regex"), _is(bool)),
    "confidence": _is(int, float),
    "rows": _list_of(_is(str)),
    "other": _list_of(_is(int)),
    "chosen": _list_of(_list_of(_is(str))),
}
_OPTIONAL = {"version", "en", "zh", "other", "side", "chosen"}


def _splice(
    before: Sequence[BeadRow], after: Sequence[BeadRow]
) -> tuple[int, int, Sequence[BeadRow]]:
    """Where rows were replaced, how many, and by which."""
    first, last = 0, 0
    least = min(len(before), len(after))
    while first < least and before[first] is after[first]:
        first += 1
    while last < least - first and before[-1 - last] is after[-1 - last]:
        last += 1
    return first, len(before) - first - last, after[first : len(after) - last]


def _runs(before: Sequence[BeadRow], after: Sequence[BeadRow]) -> list[Run]:
    """Runs of rows that were replaced, and what replaced them; a confidence does not count."""
    stay = {row.id for row in after}
    runs: list[Run] = [([], [])]
    at = 0
    for row in before:
        if row.id not in stay:
            runs[-1][0].append(row)
            continue
        while at < len(after) and after[at].id != row.id:
            runs[-1][1].append(after[at])
            at += 1
        if at < len(after):
            if replace(after[at], confidence=row.confidence) != row:
                runs.append(([row], [after[at]]))
            runs.append(([], []))
            at += 1
    runs[-1][1].extend(after[at:])
    return [run for run in runs if any(run)]
