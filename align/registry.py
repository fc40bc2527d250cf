"""Registries of extensions: checks, readers, formats, encoders, cleaning rules, report formats.

A registry holds the things of one kind by name. A module in the registry's package adds one by its
presence; an installed package adds one through an entry point of the registry's group:

.. code-block:: toml

    [project.entry-points."tmxalign.checks"]
    no-emoji = "my_package.checks"

The entry point names a module that registers its things when it is imported, or one thing.

To find them all, all modules of the package are imported and all installed packages are looked at.
What was found is therefore noted in the user's folder of caches: from then on only the module of a
thing that is used is imported, until one of the files changes or a package is installed.
"""

import json
import logging
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import walk_packages
from threading import RLock
from types import ModuleType
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from zlib import crc32

from align.errors import NameTakenError
from align.lazy import cache_folder

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

T = TypeVar("T")

_log = logging.getLogger(__name__)


class Registry(Mapping[str, T], Generic[T]):
    """The things of one kind by name, found when the registry is first looked into.

    ``kind`` is their class, ``names(thing)`` are the names of one. ``package`` contains our own
    modules and ``group`` is the group of entry points of other packages. A module registers what
    it passes to :meth:`add` (most do it through a decorator) and every instance of ``kind`` that is
    one of its top-level names. ``order(thing)`` sorts the things; without it they stay in the order
    in which they were found: our own by module name, then those of other packages by entry point.

    A plug-in that cannot be imported is skipped with a warning that names it. A name that
    is taken twice raises :class:`align.errors.NameTakenError`, which names both modules.

    >>> from fractions import Fraction
    >>> numbers = Registry(Fraction, names=lambda n: (str(n),), package="align.files", group="none")
    >>> half = numbers.add(Fraction(1, 2), "__main__")
    >>> list(numbers), numbers["1/2"] is half
    (['1/2'], True)
    """

    def __init__(
        self,
        kind: type[T],
        *,
        names: Callable[[T], Iterable[str]],
        package: str,
        group: str,
        order: Callable[[T], Any] | None = None,
    ) -> None:
        self._kind, self._names, self._order = kind, names, order
        self._package, self._group = package, group
        self._things: dict[str, T] = {}
        self._origins: dict[str, str] = {}  # name → the module that registered it
        self._distribution = ""  # whose entry point is being loaded
        self._loading = self._loaded = False
        self._noted: dict[str, str] | None = None  # name → module, instead of loading all
        self._lock = RLock()

    def add(self, thing: T, module: str) -> T:
        """Register a thing of ``module`` under all its names; return it.

        Raises :class:`align.errors.NameTakenError` when another thing has one of them.
        """
        origin = f"{module} ({self._distribution})" if self._distribution else module
        with self._lock:
            if self._noted and any(self._noted.get(n) != module for n in self._names(thing)):
                self._load_all()  # not one of those that were noted
            for name in self._names(thing):
                if self._things.get(name, thing) is not thing:
                    what = f"{self._group.rpartition('.')[2]}: two are called {name!r}"
                    raise NameTakenError(f"{what}: one in {self._origins[name]}, one in {origin}")
            for name in self._names(thing):
                self._things.setdefault(name, thing)
                self._origins.setdefault(name, origin)
            if self._order and self._loaded:
                self._sort()
        return thing

    def __getitem__(self, name: str) -> T:
        self._load()
        if self._noted and name in self._noted and name not in self._things:
            with self._lock:
                self._collect(import_module(self._noted[name]))
                if name not in self._things:
                    self._load_all()
        return self._things[name]

    def __contains__(self, name: object) -> bool:
        return name in self._known()

    def __iter__(self) -> Iterator[str]:
        return iter(list(self._known()))

    def __len__(self) -> int:
        return len(self._known())

    def _known(self) -> Mapping[str, object]:
        self._load()
        return self._things if self._noted is None else self._noted

    def _load(self) -> None:
        if self._loaded:
            return
        with self._lock:
            if self._loaded or self._loading:  # on import: sees the entries so far
                return
            notes = _Notes(self._package, self._group, self._kind.__name__)
            noted = notes.read()
            if noted and all(noted.get(n) == origin for n, origin in self._origins.items()):
                self._noted, self._loaded = noted, True
                return
            self._load_all()
            if not _entry_points(self._group):  # which may fail, and say so each time
                notes.write({name: self._origins[name] for name in self._things})

    def _load_all(self) -> None:
        self._noted, self._loading, self._loaded = None, True, False
        try:
            for module in _modules(self._package):
                self._collect(module)
            for point in _entry_points(self._group):
                self._load_plugin(point)
            self._sort()
            self._loaded = True
        finally:
            self._loading = False

    def _load_plugin(self, point: "EntryPoint") -> None:
        things, origins = dict(self._things), dict(self._origins)
        owner = point.dist
        self._distribution = f"{owner.name} {owner.version}" if owner else point.value
        try:
            found = point.load()
            if isinstance(found, ModuleType):
                self._collect(found)
            elif isinstance(found, self._kind):
                self.add(found, point.module)
            else:
                raise TypeError(f"{point.value} is neither a module nor a {self._kind.__name__}")
        except Exception as error:
            self._things, self._origins = things, origins  # nothing of it, rather than a part
            if isinstance(error, NameTakenError):
                raise
            _log.warning(
                "%s: its entry point %s = %s in %s is skipped: %s: %s",
                self._distribution, point.name, point.value, point.group,
                type(error).__name__, error,
            )  # fmt: skip
        finally:
            self._distribution = ""

    def _collect(self, module: ModuleType) -> None:
        for value in list(vars(module).values()):
            if isinstance(value, self._kind):
                self.add(value, module.__name__)

    def _sort(self) -> None:
        if self._order:
            order = self._order
            self._things = dict(sorted(self._things.items(), key=lambda item: order(item[1])))


class _Notes:
    """What was found in a package, kept in the folder of caches; valid until a file changes."""

    def __init__(self, package: str, group: str, kind: str) -> None:
        spec = find_spec(package)
        self._folders = [Path(p) for p in spec.submodule_search_locations or ()] if spec else []
        place = crc32("|".join([group, *map(str, self._folders)]).encode())
        self._path = cache_folder() / f"registry-{kind.lower()}-{place:08x}.json"
        self._package = package

    def read(self) -> dict[str, str]:
        """The modules by the names of what they register; empty if that may be wrong by now."""
        try:
            found = json.loads(self._path.read_bytes())
            names: dict[str, str] = found["names"] if found["state"] == self._state() else {}
            return names if all(m.startswith(f"{self._package}.") for m in names.values()) else {}
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return {}

    def write(self, names: Mapping[str, str]) -> None:
        # no file beside it: half of it, or two at once, is no JSON, and so nothing
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.write_text(json.dumps({"state": self._state(), "names": names}))

    def _state(self) -> int:
        files = [path for folder in self._folders for path in sorted(folder.rglob("*.py"))]
        stamps = [(str(path), (of := path.stat()).st_mtime_ns, of.st_size) for path in files]
        return crc32(repr((sys.version, stamps, _installed())).encode())


@cache
def _installed() -> list[object]:
    """What changes when a package is installed or removed."""
    found: list[object] = []
    for folder in sys.path:
        with suppress(OSError), os.scandir(folder or ".") as entries:
            there = [e for e in entries if e.name.endswith((".dist-info", ".egg-info"))]
            found += [folder, sorted((e.name, e.stat().st_mtime_ns) for e in there)]
    return found


def _modules(package: str) -> Iterator[ModuleType]:
    """All modules of a package and of the packages in it."""
    spec = find_spec(package)
    for found in walk_packages(spec.submodule_search_locations if spec else (), f"{package}."):
        yield import_module(found.name)


@cache
def _all_entry_points() -> Any:
    from importlib.metadata import entry_points  # slow to import, and it looks at all packages

    return entry_points()


def _entry_points(group: str) -> "list[EntryPoint]":
    found: Iterable[EntryPoint] = _all_entry_points().select(group=group)
    return sorted(set(found), key=lambda point: (point.name, point.value))
