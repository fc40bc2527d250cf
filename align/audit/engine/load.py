"""The registry of checks, filled."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from align.audit import checks
from align.audit.engine.check import CHECKS, FAMILIES, Check


def load_checks() -> dict[str, Check]:
    """Every check by id: families in their order, ids in that of the alphabet.

    >>> load_checks()["untranslated"].severity
    'error'
    """
    _import()
    return _in_order(len(CHECKS))


@cache
def _import() -> None:
    for module in iter_modules(checks.__path__):
        import_module(f"{checks.__name__}.{module.name}")


@cache
def _in_order(count: int) -> dict[str, Check]:
    """Asked for every document; made again only when somebody added a check."""
    families = list(FAMILIES)
    order = sorted(CHECKS.values(), key=lambda c: (families.index(c.family), c.id))
    return {check.id: check for check in order}
