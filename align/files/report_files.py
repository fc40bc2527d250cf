"""What the files of reports are made of: JSON piece by piece, and a page that is one file."""

import json
from base64 import b64encode
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from importlib.resources import files
from typing import Any, BinaryIO

from align.files.screen import safe_json


def dumps(data: Any) -> bytes:
    """JSON as UTF-8; half a surrogate pair, which UTF-8 cannot hold, becomes ``?``.

    >>> dumps({"zh": "你好", "half": chr(0xD800)}).decode()
    '{"zh": "你好", "half": "?"}'
    """
    text = json.dumps(data, ensure_ascii=False, allow_nan=False)
    return safe_json(text.encode("utf-8", "replace").decode()).encode()


def write_array(stream: BinaryIO, name: str, items: Iterable[Any]) -> None:
    """Write a long array as a member of an object, one item per line."""
    stream.write(dumps(name) + b": [")
    for number, item in enumerate(items):
        stream.write((b",\n" if number else b"\n") + dumps(item))
    stream.write(b"\n]")


def write_html(
    stream: BinaryIO,
    title: str,
    assets: str,
    data: Callable[[Any], None],
    scripts: Sequence[str] = ("words.js", "page.js"),
) -> None:
    """Write a page that loads nothing, in the style of all reports.

    ``assets`` is the package that has the page's own ``page.css``, ``page.html`` (what is between
    the numbers at the top and the end) and its ``scripts``. ``data(stream)`` writes the page's data
    as JSON, which its script shows as text: a content security policy allows no other script, style
    or address.
    """
    style = _asset("align.files", "page/base.css") + _asset(assets, "page.css")
    script = _asset("align.files", "page/base.js")
    script += "".join(_asset(assets, name) for name in scripts)
    policy = (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    filled = {"policy": policy, "title": title, "style": style, "script": script}
    filled["body"] = _asset(assets, "page.html").rstrip()
    page = _asset("align.files", "page/base.html")
    for name, text in filled.items():
        page = page.replace(f"{{{{{name}}}}}", text)
    before, after = page.split("{{data}}")
    stream.write(before.encode())
    data(_Inert(stream))
    stream.write(after.encode())


def _asset(package: str, name: str) -> str:
    return (files(package) / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode()


class _Inert:
    """Escapes JSON for a script element, so that HTML and JavaScript see only data.

    In JSON these characters occur only within strings, where an escape means the same.
    """

    _ESCAPES = tuple((sign.encode(), f"\\u{ord(sign):04x}".encode()) for sign in "<>&\u2028\u2029")

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def write(self, data: bytes) -> int:
        for sign, escape in self._ESCAPES:
            data = data.replace(sign, escape)
        return self._stream.write(data)
