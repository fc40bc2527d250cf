"""What tests of bilingual formats do with a file: read its rows, see it refused."""

import io

import pytest

from align.errors import InputError
from align.formats.read import Row, read_rows


def all_rows(name: str, data: bytes | str) -> tuple[Row, ...]:
    """The rows of a bilingual file of this name and content, with all that is set aside."""
    stream = io.BytesIO(data.encode() if isinstance(data, str) else data)
    stream.name = name  # type: ignore[attr-defined]
    return read_rows(stream)


def rows(name: str, data: bytes | str) -> tuple[Row, ...]:
    """The rows of a bilingual file that are text."""
    return tuple(row for row in all_rows(name, data) if not row.aside)


def row_texts(name: str, data: bytes | str) -> list[tuple[str, str]]:
    return [(row.en, row.zh) for row in rows(name, data)]


def rows_error(name: str, data: bytes | str) -> str:
    """The one line by which the file is refused."""
    with pytest.raises(InputError) as caught:
        rows(name, data)
    message = str(caught.value)
    assert message.startswith(f"{name}: ")
    assert "\n" not in message
    return message
