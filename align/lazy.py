"""What is imported when somebody asks for it, and not before: names of a package, registries."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from importlib import import_module
from typing import Any, TypeVar

T = TypeVar("T")


def public(package: str, modules: Mapping[str, str], name: str) -> Any:
    """The object ``name`` of a package's interface, for the package's ``__getattr__``.

    ``modules`` says for each public name which module has it.

    >>> public("align", {"UsageError": "align.errors"}, "UsageError").status
    2
    """
    if name not in modules:
        raise AttributeError(f"module {package!r} has no attribute {name!r}")
    value = getattr(import_module(modules[name]), name)
    vars(import_module(package))[name] = value  # the next time nobody has to look
    return value


class Registry(Mapping[str, T]):
    """A mapping that ``load`` gives when somebody first looks into it.

    >>> squares = Registry(lambda: {"three": 9})
    >>> squares["three"], list(squares)
    (9, ['three'])
    """

    def __init__(self, load: Callable[[], Mapping[str, T]]) -> None:
        self._load = load

    @cached_property
    def _all(self) -> Mapping[str, T]:
        return self._load()

    def __getitem__(self, name: str) -> T:
        return self._all[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)
