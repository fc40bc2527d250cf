"""Errors that a user can correct.

Each message says what is wrong, where, and what to do. The commands print it as one line and exit
with ``status``. Any other exception that reaches a user is a bug.
"""

from typing import Any


class TmxalignError(Exception):
    """Base class of the errors that tmxalign raises.

    >>> InputError("a.txt: the file is empty").status
    3
    """

    status = 3


class UsageError(TmxalignError):
    """The request is wrong, such as an unknown model or option: status 2."""

    status = 2


class InputError(TmxalignError):
    """A file cannot be read or has unexpected content: status 3."""

    status = 3


class NotADocumentError(InputError):
    """A picture, a program or the like: no document, and not called one: status 3."""


class OutputError(TmxalignError):
    """A result cannot be written; an existing file is unchanged: status 3."""

    status = 3


class NameTakenError(TmxalignError):
    """Two modules register different things under one name: status 2."""

    status = 2


def located(error: Any, parser: Any) -> Any:
    """Return an error of XML that names its line: the first in the parser's log, if it does not.

    libxml2 sometimes stops without an error of its own, and then only says that nothing follows.

    >>> class Error(Exception):
    ...     lineno = 7
    >>> located(Error("wrong"), None)
    Error('wrong')
    """
    log = () if error.lineno else parser.error_log
    return next((type(error)(e.message, e.type, e.line, e.column) for e in log), error)
