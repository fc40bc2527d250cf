"""How results show themselves in a notebook, and become a data frame or a data set in one call.

pandas, polars and datasets are imported when they are asked for; tmxalign does not need them.
"""

from collections.abc import Iterator, Mapping
from html import escape
from importlib import import_module
from itertools import islice
from math import floor
from typing import TYPE_CHECKING, Any, ClassVar

from align.errors import UsageError

if TYPE_CHECKING:
    from datasets import Dataset
    from pandas import DataFrame as PandasFrame
    from polars import DataFrame as PolarsFrame

#: Rows that are shown: in a console, in a notebook.
_FEW, _MORE = 10, 20
#: The most columns of the terminal that a text takes in a row.
_WIDTH = 36
#: Rows with a confidence below this are marked for review.
UNCERTAIN = 0.7
_MARKED = ' style="background: #f5a62333"'
_LEFT = ' style="text-align: left"'
#: A long text is not squeezed into a column of a word or two where the window is narrow.
_LONG = ' style="text-align: left; min-width: 11em"'


class Shown:
    """A report: a notebook shows the text that ``print`` shows."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return f"<pre>{escape(str(self))}</pre>"


class Framed(Shown):
    """A result with rows, all of which have the same ``columns``; ``shown`` are the main ones.

    >>> class Fruit(Framed):
    ...     columns = shown = ("en", "zh")
    ...     def __str__(self):
    ...         return "2 fruits"
    ...     def rows(self):
    ...         yield {"en": "pear", "zh": "梨"}
    ...         yield {"en": "tangerine", "zh": "蜜橘 & Co."}
    >>> Fruit()
    2 fruits
    en         zh
    pear       梨
    tangerine  蜜橘 & Co.
    >>> Fruit()._repr_html_()[-49:]
    '<td style="text-align: left">蜜橘 &amp; Co.</table>'
    """

    __slots__ = ()
    columns: ClassVar[tuple[str, ...]] = ()
    shown: ClassVar[tuple[str, ...]] = ()

    def rows(self) -> Iterator[Mapping[str, Any]]:
        """The rows of the table, by the names of the ``columns``."""
        raise NotImplementedError

    def to_pandas(self) -> "PandasFrame":
        """The rows as a data frame of pandas (``pip install pandas``).

        Raises :class:`align.errors.UsageError` if pandas is not installed.
        """
        frame: PandasFrame = _package("pandas").DataFrame(self._values())
        return frame

    def to_polars(self) -> "PolarsFrame":
        """The rows as a data frame of polars (``pip install polars``).

        Raises :class:`align.errors.UsageError` if polars is not installed.
        """
        frame: PolarsFrame = _package("polars").DataFrame(self._values())
        return frame

    def to_datasets(self) -> "Dataset":
        """The rows as a data set of Hugging Face (``pip install datasets``).

        Raises :class:`align.errors.UsageError` if datasets is not installed.
        """
        made: Dataset = _package("datasets").Dataset.from_dict(self._values())
        return made

    def _values(self) -> dict[str, list[Any]]:
        values: dict[str, list[Any]] = {name: [] for name in self.columns}
        for row in self.rows():
            for name, column in values.items():
                column.append(row[name])
        return values

    def _first(self, most: int) -> tuple[list[Mapping[str, Any]], bool]:
        """The first rows, and whether there are more."""
        try:
            found = list(islice(self.rows(), most + 1))
        except ValueError:  # its records on disk are closed: there is only the summary now
            return [], False
        return found[:most], len(found) > most

    def __repr__(self) -> str:
        from rich.cells import cell_len, set_cell_size  # the widths that tables count with

        rows, more = self._first(_FEW)
        table = [self.shown, *([_cell(row[name]) for name in self.shown] for row in rows)]
        widths = [max(map(cell_len, column)) for column in zip(*table, strict=True)]
        lines = ["  ".join(map(set_cell_size, row, widths)) for row in table]
        shown = [line.rstrip() for line in lines] if rows else []
        return "\n".join([*map(_visible, str(self).split("\n")), *shown, *["…"] * more])

    def _repr_html_(self) -> str:
        rows, more = self._first(_MORE)
        head = "".join(f"<th{_LEFT}>{name}" for name in self.shown)
        body = "".join(
            f"<tr{_MARKED if _doubtful(row) else ''}>"
            + "".join(_html_cell(row[name]) for name in self.shown)
            for row in rows
        )
        table = f"<table><tr>{head}{body}</table>" if rows else ""
        return f"<p>{escape(str(self))}{table}" + "<p>…" * more


def _package(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        raise UsageError(
            f"{name} is not installed, or cannot be imported ({error}): pip install {name}"
        ) from error


def _doubtful(row: Mapping[str, Any]) -> bool:
    """Whether a pair is unsure, or has one side only."""
    confidence = row.get("confidence")
    return confidence is not None and (confidence < UNCERTAIN or "" in (row["en"], row["zh"]))


def _html_cell(value: Any) -> str:
    text = _text(value)
    return f"<td{_LONG if len(text) > 30 else _LEFT}>{escape(text)}"


def _text(value: Any) -> str:
    if isinstance(value, float):  # down, as percentages are: 0.995 is not 1.00
        return f"{floor(100 * value + 1e-6) / 100:.2f}"
    return "" if value is None else str(value)


def _cell(value: Any) -> str:
    """A value on one line, cut to fit."""
    from rich.cells import cell_len

    text = _visible(" ".join(_text(value).split()))
    if cell_len(text) <= _WIDTH:
        return text
    while cell_len(text) >= _WIDTH:
        text = text[: min(len(text) - 1, _WIDTH)]
    return f"{text}…"


def _visible(line: str) -> str:
    """A line as a console may print it: what would steer the terminal is escaped."""
    return line if line.isprintable() else repr(line)[1:-1]
