"""The registry of checks, filled."""

from importlib import import_module
from pkgutil import iter_modules

from align.audit import checks
from align.audit.check import CHECKS, FAMILIES, Check


def load_checks() -> dict[str, Check]:
    """Every check by id: families in their order, ids in that of the alphabet.

    >>> load_checks()["untranslated"].severity
    'error'
    """
    for module in iter_modules(checks.__path__):
        import_module(f"{checks.__name__}.{module.name}")
    families = list(FAMILIES)
    order = sorted(CHECKS.values(), key=lambda c: (families.index(c.family), c.id))
    return {check.id: check for check in order}
