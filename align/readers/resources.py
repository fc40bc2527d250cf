"""Resource files of programs: texts by key, so that two files are rows.

JSON and YAML (i18next, Vue, Rails, Flutter's ``.arb``, Chrome's ``messages.json``), ``.properties``
of Java, ``.strings`` of Apple, ``.resx`` of .NET and ``strings.xml`` of Android.
"""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from align.document import Paragraph
from align.files.encoding import decode
from align.files.load import Source
from align.files.xml import local, parse_xml
from align.languages import LANGUAGES
from align.readers.base import Reader
from align.readers.remainder import account

#: Largest file, in bytes: those of large programs have 1 MB.
LARGEST = 10_000_000

_ESCAPED = re.compile(r"(?<!\\)((?:\\\\)*)((?:\\[uU][0-9A-Fa-f]{4})+)")
_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "b": "\b", "0": "\0"}
_COMMENT_SIGNS = ("#", "!", "//", "/*")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+')
_SETTING = re.compile(r"true|false|null|~", re.I)
_STRINGS = re.compile(
    r'(?P<comment>/\*.*?(?:\*/|\Z)|//[^\r\n]*)|(?P<key>"(?:[^"\\]|\\.)*"|[\w.$-]+)\s*=\s*'
    r'"(?P<value>(?:[^"\\]|\\.)*)"\s*;|(?P<other>\S)',
    re.DOTALL,
)
_CODE = re.compile(r"[a-z]{2}(?:[-_][A-Za-z]{2,4})*")
_PROPERTY = re.compile(r"((?:[^\\=:\s]|\\.)*)\s*[=:]?\s*(.*)", re.DOTALL)
_ANDROID_MARK = re.compile(r"\\(.)|\"", re.DOTALL)


class _Resource(NamedTuple):
    """A text and the path of its key; ``line`` of the file."""

    path: tuple[str, ...]
    text: str
    line: int


_NOTHING = _Resource((), "", 0)


def read_resources(source: Source) -> tuple[Paragraph, ...]:
    r"""Return the texts of a resource file, each with its key; comments and keys are set aside.

    Plural forms and members of lists have keys of their own. A key of all others that names a
    language (``zh-CN:`` in Rails) is no part of them.

    >>> data = b'{"menu": {"open": "Open", "close": "Close"}}'
    >>> found = read_resources(Source(data, "en.json"))
    >>> [(p.key, p.text) for p in found if not p.aside]
    [('menu.open', 'Open'), ('menu.close', 'Close')]

    Raises :class:`align.errors.InputError` for a file that does not consist of texts by key.
    """
    if len(source.data) > LARGEST:
        raise source.error(
            f"{len(source.data) / 1e6:,.0f} MB is too much for one resource file "
            f"(at most {LARGEST / 1e6:,.0f} MB); split it"
        )
    suffix = Path(source.name).suffix.lower()
    if suffix in _XML:
        paragraphs = list(_XML[suffix](source))
        if any(not p.aside for p in paragraphs):
            return tuple(paragraphs)
        raise source.error("no text in it")
    text = decode(source)
    if not text.strip():
        raise source.error("the file is empty" + (" (white space only)" if text else ""))
    resources = [
        one for one in _PARSERS[suffix](text, source) if one.text.strip() and not _is_code(one.text)
    ]
    if not resources:
        raise source.error("no text in it")
    skip = int(all(_is_language(one.path[0]) and len(one.path) > 1 for one in resources))
    paragraphs = [Paragraph(one.text, one.line, key=_joined(one.path[skip:])) for one in resources]
    return account(unescaped(text), paragraphs, _reason, _comments(text, suffix))


def _joined(path: tuple[str, ...]) -> str:
    return ".".join(path).replace(".[", "[")


def _is_language(key: str) -> bool:
    return re.split("[-_]", key)[0].lower() in LANGUAGES


def _is_code(text: str) -> bool:
    """Whether it only says what language the file is in."""
    return bool(_CODE.fullmatch(text)) and _is_language(text)


def _reason(piece: str, first: bool) -> str:
    return "comments" if piece.startswith(_COMMENT_SIGNS) else "keys"


def _comments(text: str, suffix: str) -> dict[int, str]:
    """The lines that are comments as a whole: those of ``.strings`` may be several together."""
    if suffix != ".strings":
        return {}
    found = {}
    for match in _STRINGS.finditer(text):
        if match["comment"] and not text[: match.start()].rpartition("\n")[2].strip():
            last = _line_at(text, match.end())
            alone = not re.match(r"[^\S\r\n]*[^\s]", text[match.end() : match.end() + 200])
            lines = range(_line_at(text, match.start()), last + alone)
            found.update(dict.fromkeys(lines, "comments"))
    return found


def _line_at(text: str, offset: int) -> int:
    return len(re.findall(r"\r\n|\n|\r", text[:offset])) + 1


def unescaped(text: str) -> str:
    r"""Return a text with its escaped characters (``\u4f60``) as they are meant.

    >>> unescaped(r'"\u4f60\u597d \ud83d\ude00"'), unescaped(r"\\u4f60")
    ('"你好 😀"', '\\\\u4f60')
    """

    def characters(match: re.Match[str]) -> str:
        codes = bytes.fromhex("".join(re.findall(r"[0-9A-Fa-f]{4}", match[2])))
        return match[1] + codes.decode("utf-16-be", "replace")

    return _ESCAPED.sub(characters, text)


def _plain(text: str) -> str:
    """A value without escapes, as in ``.strings`` and ``.properties``."""
    return re.sub(r"\\(.)", lambda m: _SIMPLE.get(m[1], m[1]), unescaped(text), flags=re.DOTALL)


# ------------------------------------------------------------------------------- JSON, YAML


def _json(text: str, source: Source) -> Iterator[_Resource]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise source.error(f"not JSON: {error}") from error
    if not isinstance(data, dict):
        raise source.error(_NO_TREE)
    found = list(_values(text))
    texts = [one for one in found if one.line]
    if 2 * len(texts) < len(found):
        raise source.error(_NO_TREE)
    # Chrome: {"key": {"message": …, "description": …}}
    chrome = all(isinstance(value, dict) and "message" in value for value in data.values())
    for one in texts:
        if chrome and one.path[1:] == ("message",):
            yield one._replace(path=one.path[:1])
        elif not chrome and not any(part.startswith("@") for part in one.path):
            yield one


_NO_TREE = "JSON, but not a tree of texts by key; make it a table (.csv) with columns en and zh"


def _values(text: str) -> Iterator[_Resource]:
    """The values of valid JSON in the order of the file; numbers and the like have no line."""
    path: list[str | int] = []
    objects: list[bool] = []
    is_key = False
    line, last = 1, 0
    for token in _TOKEN.finditer(text):
        line += text.count("\n", last, token.start())
        last = token.start()
        what = token.group()
        if what in "{[":
            objects.append(what == "{")
            path.append("" if objects[-1] else 0)
            is_key = objects[-1]
        elif what in "}]":
            objects.pop()
            path.pop()
        elif what == ",":
            is_key = objects[-1]
            if isinstance(index := path[-1], int):
                path[-1] = index + 1
        elif what == ":":
            is_key = False
        elif is_key:
            path[-1] = json.loads(what, strict=False)
        else:
            names = tuple(part if isinstance(part, str) else f"[{part}]" for part in path)
            is_text = what[0] == '"'
            value = json.loads(what, strict=False) if is_text else ""
            yield _Resource(names, value, line if is_text else 0)


def _yaml(text: str, source: Source) -> Iterator[_Resource]:
    import yaml

    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        where = getattr(error, "problem_mark", None)
        place = f" (line {where.line + 1})" if where else ""
        what = getattr(error, "problem", "") or str(error).splitlines()[0]
        raise source.error(f"not YAML: {what}{place}") from error
    except RecursionError as error:
        raise source.error("nested too deeply to be a resource file") from error
    if not isinstance(root, yaml.MappingNode):
        raise source.error("YAML, but not a tree of texts by key")
    seen: set[int] = set()  # what an alias repeats is read once
    stack: list[tuple[tuple[str, ...], Any]] = [((), root)]
    while stack:
        path, node = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            pairs = [((*path, str(key.value)), value) for key, value in node.value]
            stack += reversed(pairs)
        elif isinstance(node, yaml.SequenceNode):
            stack += [((*path, f"[{n}]"), value) for n, value in [*enumerate(node.value)][::-1]]
        elif node.tag.endswith(":str") or (
            node.tag.endswith(":bool") and not _SETTING.fullmatch(node.value)
        ):  # an answer: Yes
            yield _Resource(path, node.value, node.start_mark.line + 1)


# ------------------------------------------------------------------------ Java, Apple


def _properties(text: str, source: Source) -> Iterator[_Resource]:
    pending, start = "", 0
    for number, raw in enumerate(re.split(r"\r\n|\n|\r", text), start=1):
        line = raw.lstrip()
        if not pending and (not line or line[0] in "#!"):
            continue
        start = start if pending else number
        continued = (len(line) - len(line.rstrip("\\"))) % 2 == 1
        pending += line[:-1] if continued else line
        if not continued:
            yield _property(pending, start)
            pending = ""
    if pending:
        yield _property(pending, start)


def _property(line: str, number: int) -> _Resource:
    found = _PROPERTY.match(line)
    return _Resource((_plain(found[1]),), _plain(found[2]), number) if found else _NOTHING


def _strings(text: str, source: Source) -> Iterator[_Resource]:
    for match in _STRINGS.finditer(text):
        if match["other"]:
            line = _line_at(text, match.start())
            raise source.error(f'not a .strings file: line {line} is not "key" = "text";')
        if match["key"]:
            line = _line_at(text, match.start("value"))
            key = match["key"][1:-1] if match["key"][0] == '"' else match["key"]
            yield _Resource((_plain(key),), _plain(match["value"]), line)


# ---------------------------------------------------------------------------- .NET, Android


def _resx(source: Source) -> Iterator[Paragraph]:
    root = parse_xml(source, what="a .resx file")
    if local(root) != "root":
        raise source.error(f"not a .resx file; its root element is <{local(root)}>")
    yield from _comments_of(root)
    for element in root:
        if not isinstance(element.tag, str):
            continue
        is_text = (
            local(element) == "data" and not element.get("type") and not element.get("mimetype")
        )
        for part in element.iter("*"):
            for told, line in ((part.text, part.sourceline), (part.tail, part.sourceline)):
                if not (told or "").strip():
                    continue
                if is_text and local(part) == "value":
                    yield Paragraph(told, line, key=element.get("name", ""))
                else:
                    yield Paragraph(told.strip(), line, aside="comments" if is_text else "metadata")


def _android(source: Source) -> Iterator[Paragraph]:
    root = parse_xml(source, what="XML")
    if local(root) != "resources":
        raise source.error(
            f"XML with the root element <{local(root)}>; of XML files, only those of Android's "
            "resources are read by tmxalign; save it as .html or .docx"
        )
    yield from _comments_of(root)
    for element in root:
        if not isinstance(element.tag, str):
            continue
        name, kind = element.get("name", ""), local(element)
        if kind == "string":
            yield from _android_text(element, name)
        elif kind in ("string-array", "plurals"):
            items = [item for item in element if isinstance(item.tag, str)]
            for number, item in enumerate(items):
                form = item.get("quantity")
                yield from _android_text(item, f"{name}.{form}" if form else f"{name}[{number}]")
        elif told := _told(element).strip():
            yield Paragraph(told, element.sourceline, aside="keys")


def _android_text(element: Any, key: str) -> Iterator[Paragraph]:
    marks: list[str] = []

    def meant(match: re.Match[str]) -> str:
        shown = _SIMPLE.get(match[1] or "", match[1] or "")
        marks.append(match.group().removesuffix(shown) if shown else match.group())
        return shown

    text = _ANDROID_MARK.sub(meant, unescaped(" ".join(_told(element).split())))
    if text.strip():
        yield Paragraph(text.strip(), element.sourceline, key=key)
    if marks:
        yield Paragraph("".join(marks), element.sourceline, aside="markup")


def _told(element: Any) -> str:
    return "".join(element.xpath(".//text()"))


def _comments_of(root: Any) -> Iterator[Paragraph]:
    for comment in root.getroottree().xpath("//comment()"):
        if text := comment.text.strip():
            yield Paragraph(text, comment.sourceline or 0, aside="comments")


_PARSERS: dict[str, Callable[[str, Source], Iterator[_Resource]]] = {
    ".json": _json,
    ".arb": _json,
    ".yml": _yaml,
    ".yaml": _yaml,
    ".properties": _properties,
    ".strings": _strings,
}
_XML: dict[str, Callable[[Source], Iterator[Paragraph]]] = {".resx": _resx, ".xml": _android}

READER = Reader("resources", (*_PARSERS, *_XML), read_resources, keyed=True)
