"""Baselines: files of known findings, which an audit does not report again."""

import json
import os
from collections import Counter
from collections.abc import Iterable

from align.audit.engine.finding import Finding
from align.errors import InputError
from align.files.atomic import atomic_write
from align.files.load import load

SCHEMA = "tmxalign/audit-baseline/1"


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

    An entry matches one finding only: if the same fault occurs once more, that finding is new.

    >>> import tempfile
    >>> finding = Finding("numbers", "error", "12 is missing", 7, fingerprint="ab")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = write_baseline([finding], f"{folder}/b.json")
    ...     known = Baseline.read(f"{folder}/b.json")
    >>> known.knows(finding), known.knows(finding)
    (True, False)
    """

    def __init__(self, fingerprints: Iterable[str] = ()) -> None:
        self._left = Counter(fingerprints)

    @classmethod
    def read(cls, path: str | os.PathLike[str]) -> "Baseline":
        """Read a baseline file. Raises :class:`align.errors.InputError` for any other file."""
        name = os.fspath(path)
        try:
            data = json.loads(load(path)[1])
            check_schema(data["schema"], SCHEMA, name)
            return cls(str(entry[0]) for entry in data["findings"])
        except (ValueError, KeyError, TypeError, IndexError, RecursionError):
            raise InputError(
                f"{name}: not a baseline; create one with: tmxalign audit … --write-baseline"
            ) from None

    def knows(self, finding: Finding) -> bool:
        """Whether a finding is in the baseline; each entry matches once."""
        if self._left[finding.fingerprint] <= 0:
            return False
        self._left[finding.fingerprint] -= 1
        return True

    @property
    def gone(self) -> int:
        """The number of entries that matched no finding: faults that were fixed."""
        return sum(self._left.values())


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
