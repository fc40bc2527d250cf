"""The errors that a user can do something about.

Each carries what is wrong, where, and what to do; the commands print the text
as one line and exit with ``status``. Anything else that escapes is a bug.
"""


class TmxalignError(Exception):
    """Base of all errors that tmxalign raises on purpose.

    >>> InputError("a.txt: the file is empty").status
    3
    """

    status = 3


class UsageError(TmxalignError):
    """The request itself cannot be carried out (an unknown model, a wrong option): status 2."""

    status = 2


class InputError(TmxalignError):
    """A file cannot be read or is not what it should be: status 3."""

    status = 3


class OutputError(TmxalignError):
    """A result cannot be written; what was there before is untouched: status 3."""

    status = 3


class NameTakenError(TmxalignError):
    """Two modules register different things under one name: status 2."""

    status = 2
