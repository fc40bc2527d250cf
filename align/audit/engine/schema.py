"""Files of an audit that a later one reads: of which kind and version they say they are."""

from align.errors import InputError


def check_schema(found: object, known: str, name: str) -> None:
    """Check that a file is of the kind and of the version ``known``.

    >>> check_schema("report/2", "report/1", "a.json")
    Traceback (most recent call last):
    align.errors.InputError: a.json: of another version of tmxalign (report/2, not 1); make it again

    Raises :class:`align.errors.InputError` for another version, ValueError for another kind.
    """
    if found == known:
        return
    kind, _, version = known.rpartition("/")
    if str(found).rpartition("/")[0] != kind:
        raise ValueError(f"not {known}")
    raise InputError(
        f"{name}: of another version of tmxalign ({found}, not {version}); make it again"
    )
