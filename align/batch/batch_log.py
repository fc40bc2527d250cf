"""A run as it goes on: a log that can be followed, and the report that is left at the end.

The log (``--log``) has one JSON object a line, each written at once and as a whole: ``tail -f``
shows it, and a killed run loses no line. It is appended to, so that it tells of the run before,
too. ``event`` says what a line is about; ``time`` (ISO 8601) is in all:

=========  ======================================================================================
``run``    first: ``schema`` (``tmxalign/batch-log/1``), ``version``, ``pairs`` (how many),
           ``files``, ``options``
``file``   a file that could not be read (``state`` is ``failed``, ``error`` why), or has no
           counterpart (``unpaired``)
``pair``   a pair, as it finishes: the fields of :class:`align.batch.PairRecord`
``end``    last: ``ended`` (``done``, ``interrupted``, or the error), and all totals
=========  ======================================================================================
"""

import logging
import os
import stat
import sys
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from align.batch.batch_report import check_batch_report, write_batch_report
from align.batch.pair_records import PairRecord
from align.batch.report import BuildReport
from align.errors import TmxalignError, UsageError
from align.files.atomic import begins_with, output_error, with_folder
from align.files.report_files import dumps
from align.files.spool import Spool
from align.version import __version__

SCHEMA = "tmxalign/batch-log/1"
#: The lines of a traceback that tell most: its last ones.
TRACE_LINES = 12
_LOG = logging.getLogger(__name__)


class BatchLog:
    """A file to which lines of JSON are appended. None is no file; ``-`` is standard output.

    A log that cannot be written any more (the disk is full) is no reason to stop a night's work:
    there is a warning, once.

    Raises :class:`align.errors.OutputError` if it cannot be written from the beginning, and
    :class:`align.errors.UsageError` if there is something else in the file.
    """

    def __init__(self, path: str | os.PathLike[str] | None) -> None:
        self._name = "" if path is None else os.fspath(path)
        self._file = -1
        if path is None:
            return
        try:
            self._file = os.dup(sys.stdout.fileno()) if self._name == "-" else self._opened()
        except OSError as error:
            raise output_error(self._name, error) from error

    def _opened(self) -> int:
        path = Path(self._name)
        if path.is_file() and path.stat().st_size and not is_batch_log(path):
            raise UsageError(
                f"{path}: is there already and no log of a build; choose another file for --log"
            )
        with_folder(self._name)
        file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
        found = os.fstat(file)
        if stat.S_ISREG(found.st_mode) and found.st_size:  # a run was killed, or the disk was full
            with path.open("rb") as stream:
                stream.seek(-1, os.SEEK_END)
                if stream.read() != b"\n":
                    os.write(file, b"\n")
        return file

    def write(self, event: str, about: Mapping[str, Any]) -> None:
        """Append a line."""
        if self._file < 0:
            return
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        try:
            os.write(self._file, dumps({"event": event, "time": now, **about}) + b"\n")
        except OSError as error:
            self.close()
            if not isinstance(error, BrokenPipeError):
                _LOG.warning("%s; the build goes on without it", output_error(self._name, error))

    def close(self) -> None:
        """Close the file."""
        if self._file >= 0:
            with suppress(OSError):
                os.close(self._file)
            self._file = -1


def is_batch_log(path: str | os.PathLike[str]) -> bool:
    """Whether a file is the log of a build."""
    return begins_with(path, ['{"event": "run", "time": "'])


class Account:
    """What is told of a run: the log while it goes on, and the report at its end, whatever that is.

    >>> from tempfile import mkdtemp
    >>> log = f"{mkdtemp()}/build.log"
    >>> with Account(log=log, about={"files": {"out": "memory.tmx"}}) as account:
    ...     report = account.begin(BuildReport(expected=1))
    ...     account.note([PairRecord("a", "a.en.txt", "a.zh.txt", units=7)])
    >>> import json
    >>> lines = [json.loads(line) for line in open(log, encoding="utf-8")]
    >>> [line["event"] for line in lines], lines[1]["units"], lines[2]["ended"]
    (['run', 'pair', 'end'], 7, 'done')

    ``page`` is the file of the report. ``about``: see :class:`BuildReport`. What was noted
    of the pairs is in the report of a run that ended early.
    """

    def __init__(
        self,
        log: str | os.PathLike[str] | None = None,
        page: str | os.PathLike[str] | None = None,
        about: Mapping[str, Any] | None = None,
    ) -> None:
        self._page, self._about = page, about or {}
        self._begun = False
        self._noted = Spool[PairRecord]()
        self._names: set[str] = set()
        #: whether anything is told
        self.told = log is not None or page is not None
        self._report = BuildReport()
        self._start = time.monotonic()
        if page is not None:
            check_batch_report(page)
        self._log = BatchLog(log)

    def begin(self, report: BuildReport) -> BuildReport:
        """Say what is to be done, when that is known; returns the report."""
        self._begun, self._report = True, report
        report.about = self._about
        self._log.write(
            "run",
            {"schema": SCHEMA, "version": __version__, "pairs": report.expected, **self._about},
        )
        for name, message in report.failed:
            self._log.write("file", {"name": name, "state": "failed", "error": message})
        for name in report.unpaired:
            self._log.write("file", {"name": name, "state": "unpaired"})
        return report

    def note(self, records: Iterable[PairRecord]) -> None:
        """Say what became of each pair, once, as soon as it is known."""
        for record in records:
            if not self.told or record.name in self._names:
                continue
            self._names.add(record.name)
            if self._page is not None:
                self._noted.add(record)
            trace = "\n".join(record.trace.splitlines()[-TRACE_LINES:])
            self._log.write("pair", {**record.to_json(), "trace": trace})

    def __enter__(self) -> "Account":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        report = self._report if self._begun else self.begin(self._report)
        report.seconds = time.monotonic() - self._start
        report.ended = how_it_ended(error)
        if error is not None and not len(report.records):
            for record in self._noted:
                report.add(record)
        self._noted.close()
        self._log.write("end", report.summary())
        self._log.close()
        if self._page is None:
            return
        try:
            write_batch_report(report, self._page)
        except TmxalignError as late:
            if error is None:
                raise
            _LOG.warning("%s", late)  # not in place of what ended the run


def how_it_ended(error: BaseException | None) -> str:
    """How a run ended, in words.

    >>> how_it_ended(None), how_it_ended(KeyboardInterrupt()), how_it_ended(UsageError("no pairs"))
    ('done', 'interrupted', 'no pairs')
    """
    if error is None:
        return "done"
    if isinstance(error, TmxalignError):
        return str(error)
    if isinstance(error, Exception):
        return f"internal error: {type(error).__name__}: {error}"
    return "interrupted"
