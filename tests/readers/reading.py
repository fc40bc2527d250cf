"""What tests of several formats do with a file: make it."""

import io
import zipfile
from collections.abc import Iterable


def packed(members: Iterable[tuple[str, str | bytes]]) -> bytes:
    """A ZIP archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return stream.getvalue()
