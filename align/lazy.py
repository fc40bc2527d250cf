"""Public names of a package that are imported when they are first used."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any


def public(package: str, modules: Mapping[str, str], name: str) -> Any:
    """Import and return the public object ``name`` of a package, for the package's ``__getattr__``.

    ``modules`` maps each public name to the module that defines it.

    >>> public("align", {"UsageError": "align.errors"}, "UsageError").status
    2
    """
    if name not in modules:
        raise AttributeError(f"module {package!r} has no attribute {name!r}")
    value = getattr(import_module(modules[name]), name)
    vars(import_module(package))[name] = value  # found without __getattr__ from now on
    return value
