"""Names imported at first use, packages that can be called, and the folder of caches."""

import logging
import os
import sys
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

_log = logging.getLogger(__name__)


def public(package: str, modules: Mapping[str, str], name: str) -> Any:
    """Import and return the public object ``name`` of a package, for the package's ``__getattr__``.

    ``modules`` maps each public name to the module that defines it, or that it is.

    >>> public("align", {"UsageError": "align.errors"}, "UsageError").status
    2
    """
    if name not in modules:
        raise AttributeError(f"module {package!r} has no attribute {name!r}")
    value = import_module(modules[name])
    if modules[name] != f"{package}.{name}":
        value = getattr(value, name)
    vars(import_module(package))[name] = value  # found without __getattr__ from now on
    return value


class _Command(ModuleType):
    """A package with the name of a command: called, it is the function of that name.

    Type checkers do not see that; for them the function is in :mod:`align.library`.
    """

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        function = getattr(import_module("align.library"), self.__name__.rpartition(".")[2])
        return function(*arguments, **options)


def make_callable(package: str) -> None:
    """Make calling ``align.NAME`` the same as calling ``align.library.NAME``."""
    sys.modules[package].__class__ = _Command


#: The level of what commands say without being asked, though nothing is wrong.
NOTICE = (logging.INFO + logging.WARNING) // 2


@cache
def tell_first_use() -> None:
    """Say that this use takes longer, because tables are unpacked; once."""
    _log.log(NOTICE, "first use: unpacking tables (135 MB, once) into %s", cache_folder())


def cache_folder() -> Path:
    """The folder of caches: the user's, or what ``TMXALIGN_CACHE`` names."""
    from platformdirs import user_cache_path

    chosen = os.environ.get("TMXALIGN_CACHE")
    return Path(chosen) if chosen else user_cache_path("tmxalign")
