"""A file of text, line by line, whatever its encoding."""

import os
from codecs import getincrementaldecoder
from io import StringIO
from pathlib import Path
from typing import TextIO

from align.files.encoding import decode
from align.files.load import Source, load


def open_text(path: str | os.PathLike[str], *, newline: str = "\n") -> TextIO:
    """The text of a file as a stream, without byte order mark.

    UTF-8 is read as a stream; text in another encoding, and what is no regular file, at once.
    ``newline`` is as for :func:`open`: ``"\\n"`` ends a line, ``""``: so do CR and CRLF.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "a").write_text("你好。", "gb18030")
    ...     open_text(f"{folder}/a").read()
    '你好。'

    Raises :class:`align.errors.InputError` for what is no text.
    """
    if _is_utf8(path):
        return Path(path).open(encoding="utf-8-sig", newline=newline)
    name, data = load(path)
    return StringIO(decode(Source(data, name)).removeprefix("\ufeff"), newline=newline)


def _is_utf8(path: str | os.PathLike[str]) -> bool:
    """Whether this is a regular file of UTF-8 throughout: no error may come in its middle."""
    decoder = getincrementaldecoder("utf-8")()
    try:
        if not Path(path).is_file():
            return False
        with Path(path).open("rb") as file:
            while some := file.read(1 << 20):
                if "\0" in decoder.decode(some):  # UTF-16 without byte order mark looks like this
                    return False
            decoder.decode(b"", final=True)
    except (OSError, ValueError):  # reading it at once says what is the matter
        return False
    return True
