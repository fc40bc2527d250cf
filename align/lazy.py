"""Names imported at first use, packages that can be called, and the folder of caches."""

import os
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any


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


def cache_folder() -> Path:
    """The folder of caches: the user's, or what ``TMXALIGN_CACHE`` names."""
    from platformdirs import user_cache_path

    chosen = os.environ.get("TMXALIGN_CACHE")
    return Path(chosen) if chosen else user_cache_path("tmxalign")
