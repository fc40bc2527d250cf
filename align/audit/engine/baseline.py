"""Baselines: files of known findings, which an audit does not report again."""

import json
import os
from collections import Counter
from collections.abc import Collection, Iterable
from pathlib import Path

from align.audit.engine.finding import Finding
from align.errors import InputError
from align.files.atomic import atomic_write
from align.files.load import load
from align.memory.decision_log import Decisions, read_decisions
from align.memory.decisions import SUFFIX, decisions_path

#: What people say of a finding in the review, and what that means.
VERDICTS = {
    "accepted": "it is so, and may stay",
    "false alarm": "it is no fault",
    "mended": "it is no longer so: it is reported if it is found again",
    "open": "nothing is decided: an earlier verdict is taken back",
}
#: Findings of which people said so are known to the next audit.
SETTLED = frozenset({"accepted", "false alarm"})
_SETTLED = [[verdict] for verdict in SETTLED]
SCHEMA = "tmxalign/audit-baseline/1"
_STORE = ".alignments"


def write_baseline(findings: Iterable[Finding], path: str | os.PathLike[str]) -> int:
    """Record findings as known; return their number.

    Each finding is one readable line, so that changes to the file are easy to review.

    Raises :class:`align.errors.OutputError`.
    """
    lines = sorted(
        json.dumps(
            [f.fingerprint, f.check, f.document, f.message], ensure_ascii=False, allow_nan=False
        )
        for f in findings
    )
    with atomic_write(path, "wb") as stream:
        body = ",\n".join(f"  {line}" for line in lines)
        text = f'{{\n "schema": "{SCHEMA}",\n "findings": [\n{body}\n ]\n}}\n'
        stream.write(text.encode("utf-8", "replace"))
    return len(lines)


class Baseline:
    """The findings of a baseline file.

    An entry matches one finding only: if the same fault occurs once more, that finding is new. What
    people ``settled`` is known wherever it occurs, and is not missed where it does not.

    >>> import tempfile
    >>> finding = Finding("numbers", "error", "12 is missing", 7, fingerprint="ab")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = write_baseline([finding], f"{folder}/b.json")
    ...     known = Baseline.read(f"{folder}/b.json")
    >>> known.knows(finding), known.knows(finding)
    (True, False)
    """

    def __init__(
        self, fingerprints: Iterable[str] = (), *, settled: Collection[str] = frozenset()
    ) -> None:
        self._left, self._settled = Counter(fingerprints), settled

    @classmethod
    def read(
        cls, path: str | os.PathLike[str], *, settled: Collection[str] = frozenset()
    ) -> "Baseline":
        """Read a baseline file.

        An entry can have a fifth member, a verdict, as in those that the page of a report exports.

        Raises :class:`align.errors.InputError` for any other file."""
        name = os.fspath(path)
        try:
            data = json.loads(load(path)[1])
            check_schema(data["schema"], SCHEMA, name)
            known = (key for key, *said in data["findings"] if said[3:] in ([], *_SETTLED))
            return cls(map(str, known), settled=settled)
        except (ValueError, KeyError, TypeError, IndexError, RecursionError):
            raise InputError(
                f"{name}: not a baseline; create one with: tmxalign audit … --write-baseline"
            ) from None

    def knows(self, finding: Finding) -> bool:
        """Whether a finding is in the baseline; each entry matches once."""
        if finding.fingerprint in self._settled:
            return True
        if self._left[finding.fingerprint] <= 0:
            return False
        self._left[finding.fingerprint] -= 1
        return True

    @property
    def gone(self) -> int:
        """The number of entries that matched no finding: faults that were fixed."""
        return sum(self._left.values())


def settled_findings(log: Decisions) -> list[Finding]:
    """The findings that people accepted, or called a false alarm, for a baseline.

    >>> from align.memory.decisions import Decision
    >>> said = {"fingerprint": "ab", "check": "numbers", "verdict": "accepted"}
    >>> [f.fingerprint for f in settled_findings(Decisions([Decision("finding", extra=said)]))]
    ['ab']
    """
    return [
        Finding(
            str(d.extra.get("check", "")), "note", d.note, 0, d.document,
            en="".join(d.en), zh="".join(d.zh), fingerprint=fingerprint,
        )
        for fingerprint, d in log.verdicts().items()
        if d.extra.get("verdict") in SETTLED
    ]  # fmt: skip


def decisions_beside(
    paths: Iterable[str | os.PathLike[str]], alignments: str | os.PathLike[str] | None = None
) -> list[Path]:
    """The files of decisions about what is audited: beside a memory, or beside the folder of its

    alignments, or in a folder.

    >>> decisions_beside(["corpora/terms.csv", "corpora"])
    []
    """
    found: dict[Path, None] = {}
    for path in (Path(path) for path in [*paths, *([alignments] if alignments else [])]):
        folders = [p for p in (path, *path.parents) if p.name.endswith(_STORE)]
        for store in folders[-1:]:
            found[store.with_name(store.name.removesuffix(_STORE) + SUFFIX)] = None
        if path.is_dir():
            found.update(dict.fromkeys(sorted(path.glob(f"*{SUFFIX}"))))
        elif (beside := decisions_path(path)) is not None:
            found[beside] = None
    return [path for path in found if path.is_file()]


def settled_in(files: Iterable[str | os.PathLike[str]]) -> set[str]:
    """The fingerprints of the findings that people settled, in files of decisions.

    Raises :class:`align.errors.InputError` for other files.
    """
    return {f.fingerprint for file in files for f in settled_findings(read_decisions(file))}


def check_schema(found: object, known: str, name: str) -> None:
    """Check that the schema that a file states, ``found``, is the one we know.

    >>> check_schema("report/2", "report/1", "a")
    Traceback (most recent call last):
    align.errors.InputError: a: from another version of tmxalign (report/2, not 1); write it again

    Raises :class:`align.errors.InputError` for another version, ValueError for another kind.
    """
    if found == known:
        return
    kind, _, version = known.rpartition("/")
    if str(found).rpartition("/")[0] != kind:
        raise ValueError(f"not {known}")
    raise InputError(
        f"{name}: from another version of tmxalign ({found}, not {version}); write it again"
    )
