"""Work that is put off or kept for the next time: imports at first use, the folder of caches."""

import os
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
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


def cache_folder() -> Path:
    """The folder of caches: the user's, or what ``TMXALIGN_CACHE`` names."""
    from platformdirs import user_cache_path

    chosen = os.environ.get("TMXALIGN_CACHE")
    return Path(chosen) if chosen else user_cache_path("tmxalign")
