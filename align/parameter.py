"""A parameter of a check or a cleaning rule, as data: command-line options are made from it."""

from typing import NamedTuple


class Parameter(NamedTuple):
    """One setting: parameter ``factor`` of rule ``ratio`` is ``--ratio-factor``."""

    name: str
    default: float | int | str
    help: str
    choices: tuple[str, ...] = ()
