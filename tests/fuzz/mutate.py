"""Mutations of files: of bytes, texts, XML, ZIP archives, JSON and names; all from one seed."""

import gzip
import io
import json
import random
import re
import struct
import warnings
import zipfile
from collections.abc import Callable

#: Pieces that have broken programs before.
BYTES = [
    b"\0",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xff",
    b"\x80",
    b"\r",
    b"\n",
    b"\x1b]0;x\x07",
    b"\xc2\x9b",
    b"\xe2\x80\xae",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    b"\xc0\x80",
    b"\xe2\x80\xa8",
    b"\xc2\x85",
    b"%s%n",
    b"=1+1",
    b"\t",
    b",",
    b'"',
    b"'",
    b"&",
    b"<",
    b">",
    b"]]>",
    b"<!--",
    b"&#0;",
    b"&#xD800;",
    b"&#x110000;",
    b"&nbsp;",
    b"&lol;",
    b"-1",
    b"99999999999999999999",
    b"1e999",
    b"NaN",
    b"{}",
    b"[]",
    b"\xf0\x9f\x98\x80",
    b"\xe3\x80\x80",
    b"A" * 5000,
    b"(" * 3000,
    b"1," * 2000,
    b"\\u0000",
    b"\\ud800",
]
_ELEMENT = re.compile(rb"<[A-Za-z][^<>]{0,300}?>")
_NUMBER = re.compile(rb"\d+")
_QUOTED = re.compile(rb"([\"'])([^\"'<>]{0,200})\1")
_DOCTYPES = [
    b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]>',
    b'<!DOCTYPE a [<!ENTITY lol "ha"><!ENTITY lols "&lol;&lol;&lol;&lol;">]>',
    b'<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;]>',
    b'<!DOCTYPE tmx SYSTEM "tmx14.dtd">',
    b'<?xml-stylesheet href="http://127.0.0.1:9/x"?>',
]
_ATTRIBUTES = [
    b' xml:space="preserve"',
    b' xml:id="a"',
    b' xmlns:q="urn:q" q:a="b"',
    b' xml:lang=""',
    b' xml:lang="zh_CN "',
    b' xml:lang="x"',
    b' a="&#10;&#9;&#13;"',
    b' id="' + b"i" * 20_000 + b'"',
    b' xmlns="urn:other"',
    b' q:undeclared="1"',
    b' a="1" a="2"',
    b' \xe5\x90\x8d="\xe5\x80\xbc"',
]

GOOD_ATTRIBUTES = [
    b' q="&#10;"',
    b' xml:space="preserve"',
    b' creationdate="20240101T000000Z"',
    b' changedate="99999999"',
    b' state="final"',
    b' translate="no"',
    b' approved="yes"',
    b' xml:lang="zh-TW"',
    b' lang="en"',
    b' xmlns:q="urn:q" q:a="b"',
    b' usagecount="-1"',
    b' segtype="x"',
    b' mtype="x-sdl-deleted"',
]
TEXTS = [
    " ",
    "",
    "\u3000",
    "\u202egnp",
    "&#9;&#10;&#13;",
    "\x85\u2028",
    "&amp;lt;b&amp;gt;",
    "😀",
    "\ufeff",
    "=1+1",
    "{0}%s",
    "1,2,3",
    "(((",
    "《“",
    "12月31日 $3.5 million 三千万",
    "a" * 3000,
    "的" * 3000,
    "&#x9b;31m",
    "\ue000\ufffd",
    "x\u0301\u0301",
    "ltr \u05d0\u05d1",
    "NULL",
    "-",
    "０１２",
    "<!-- c -->",
    "Yes.",
    "是。",
    "Two. Sentences!",
    "两句。话！",
    "http://a.example/b?c=d&amp;e",
    "<![CDATA[<b>&]]>",
]

Change = Callable[[bytes, random.Random], bytes]


def _place(data: bytes, dice: random.Random) -> int:
    return dice.randrange(len(data) + 1)


def _flip(data: bytes, dice: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(dice.choice((1, 1, 2, 8))):
        if out:
            out[dice.randrange(len(out))] = dice.randrange(256)
    return bytes(out)


def _insert(data: bytes, dice: random.Random) -> bytes:
    at = _place(data, dice)
    return data[:at] + dice.choice(BYTES) * dice.choice((1, 1, 1, 3)) + data[at:]


def _cut(data: bytes, dice: random.Random) -> bytes:
    a, z = sorted((_place(data, dice), _place(data, dice)))
    return dice.choice((data[:a], data[z:], data[:a] + data[z:], b""))


def _repeat(data: bytes, dice: random.Random) -> bytes:
    a, z = sorted((_place(data, dice), _place(data, dice)))
    z = min(z, a + 3000)
    return data[:z] + data[a:z] * dice.choice((1, 2, 20)) + data[z:]


def _number(data: bytes, dice: random.Random) -> bytes:
    found = list(_NUMBER.finditer(data))
    if not found:
        return _insert(data, dice)
    one = dice.choice(found)
    value = dice.choice((b"0", b"-1", b"4294967296", b"9" * 5000, b"1.5", b"x", b""))
    return data[: one.start()] + value + data[one.end() :]


def _quoted(data: bytes, dice: random.Random) -> bytes:
    found = list(_QUOTED.finditer(data))
    if not found:
        return _insert(data, dice)
    one = dice.choice(found)
    return data[: one.start(2)] + dice.choice(BYTES) + data[one.end(2) :]


def _encoding(data: bytes, dice: random.Random) -> bytes:
    text = data.decode("utf-8", "replace")
    codec = dice.choice(("utf-16", "utf-16-le", "utf-32", "gb18030", "big5", "cp1252", "utf-7"))
    return text.encode(codec, "ignore")


def _element(data: bytes, dice: random.Random) -> bytes:
    found = list(_ELEMENT.finditer(data))
    if not found:
        return _insert(data, dice)
    one = dice.choice(found)
    tag = one[0]
    kind = dice.randrange(7)
    if kind == 0:
        new = (
            tag.rstrip(b"/>") + dice.choice(_ATTRIBUTES) + (b"/>" if tag.endswith(b"/>") else b">")
        )
    elif kind == 1:
        new = b""
    elif kind == 2:
        new = tag * 2
    elif kind == 3:
        new = tag + dice.choice(
            (b"<x/>", b"<q:y xmlns:q='urn:q'>t</q:y>", b"<![CDATA[<x>]]>", b"<?p i?>")
        )
    elif kind == 4:
        depth = dice.choice((10, 255, 5000))
        new = tag + b"<g>" * depth + b"deep" + b"</g>" * depth
    elif kind == 5:
        new = re.sub(
            rb"^<[\w:.-]+", b"<" + dice.choice((b"x" * 3000, b"q:tu", b"TU", b"tu", b"seg")), tag
        )
    else:
        other = dice.choice(found)
        return data[: one.start()] + other[0] + data[one.end() :]
    return data[: one.start()] + new + data[one.end() :]


def _content(data: bytes, dice: random.Random) -> bytes:
    """Well-formed changes: other texts, attributes and elements."""
    found = list(_ELEMENT.finditer(data))
    if not found:
        return _insert(data, dice)
    one = dice.choice(found)
    tag, end = one[0], one.end()
    kind = dice.randrange(4)
    if kind == 0 and not tag.endswith(b"/>"):
        return data[: end - 1] + dice.choice(GOOD_ATTRIBUTES) + data[end - 1 :]
    if kind == 1:
        code = dice.choice(
            (b"ph", b"g", b"mrk", b"bpt", b"ept", b"it", b"hi", b"sub", b"x", b"note")
        )
        inside = dice.choice(TEXTS).encode()
        return (
            data[:end] + b"<" + code + b' i="1" id="1">' + inside + b"</" + code + b">" + data[end:]
        )
    if kind == 2:  # text in the place of text
        stop = data.find(b"<", end)
        return data[:end] + dice.choice(TEXTS).encode() + data[max(stop, end) :]
    return data[:end] + dice.choice(TEXTS).encode() * dice.choice((1, 1, 50)) + data[end:]


def _doctype(data: bytes, dice: random.Random) -> bytes:
    at = data.find(b"?>") + 2 if data.startswith(b"<?xml") else 0
    data = data[:at] + dice.choice(_DOCTYPES) + data[at:]
    if dice.random() < 0.7 and (found := list(_ELEMENT.finditer(data, at + 100))):
        end = dice.choice(found).end()
        data = data[:end] + dice.choice((b"&e;", b"&lols;", b"&nbsp;")) + data[end:]
    return data


def _json(data: bytes, dice: random.Random) -> bytes:
    lines = data.split(b"\n")
    number = dice.randrange(len(lines)) if len(lines) > 2 else None
    try:
        value = json.loads(data if number is None else lines[number])
    except ValueError:
        return _insert(data, dice)
    places: list[tuple[dict[str, object] | list[object], str | int]] = []
    todo = [value]
    while todo:
        one = todo.pop()
        items = (
            one.items()
            if isinstance(one, dict)
            else enumerate(one)
            if isinstance(one, list)
            else ()
        )
        for key, inside in items:
            places.append((one, key))
            todo.append(inside)
    deep: object = "deep"
    for _ in range(dice.choice((3, 900))):
        deep = [deep]
    other = dice.choice(
        (
            None,
            True,
            -1,
            10**30,
            1.5,
            "",
            "x",
            "\ud800",
            "\0",
            [],
            {},
            [[]],
            {"a": 1},
            deep,
            "\x1b[2J",
        )
    )
    if not places or dice.random() < 0.1:
        new = json.dumps(other)
    else:
        where, key = dice.choice(places)
        if dice.random() < 0.2 and isinstance(where, dict):
            del where[key]
        elif dice.random() < 0.2:
            where[key] = dice.choice([a[b] for a, b in places])  # type: ignore[index]
        else:
            where[key] = other  # type: ignore[index]
        try:
            new = json.dumps(value, ensure_ascii=dice.random() < 0.7)
        except (ValueError, RecursionError):  # it contains itself now
            new = "[" * 2000
    if dice.random() < 0.1:
        new = new.replace("1", dice.choice(("NaN", "Infinity", "1" * 5000)), 1)
    raw = new.encode("utf-8", "surrogatepass")
    if number is None:
        return raw
    lines[number] = raw
    return b"\n".join(lines)


def _zip(data: bytes, dice: random.Random) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [(member.filename, archive.read(member)) for member in archive.infolist()]
    except Exception:
        return _flip(data, dice)
    if not members:
        return _insert(data, dice)
    number = dice.randrange(len(members))
    name, content = members[number]
    kind = dice.randrange(8)
    if kind < 4:
        members[number] = name, mutated(content, name, dice)
    elif kind == 4:
        del members[number]
    elif kind == 5:
        members.append(
            (dice.choice(("../evil", "/abs", name, "a" * 300, "\u202e.xml", "")), content)
        )
    elif kind == 6:
        members[number] = dice.choice(members)[0], content
    warnings.filterwarnings("ignore", "Duplicate name")
    out = io.BytesIO()
    how = dice.choice((zipfile.ZIP_DEFLATED,) * 6 + (zipfile.ZIP_STORED, zipfile.ZIP_LZMA))
    with zipfile.ZipFile(out, "w", how) as archive:
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name or "a"), content, how)
    found = bytearray(out.getvalue())
    if kind == 7 and (at := found.find(b"PK\x01\x02")) >= 0:
        place, size = dice.choice(((10, 2), (16, 4), (20, 4), (24, 4), (28, 2), (30, 2), (42, 4)))
        struct.pack_into("<I" if size == 4 else "<H", found, at + place, dice.randrange(1 << 16))
    return bytes(found)


def _gz(data: bytes, dice: random.Random) -> bytes:
    try:
        inside = gzip.decompress(data)
    except Exception:
        return _flip(data, dice)
    return gzip.compress(mutated(inside, "a.tmx", dice), mtime=0)


ANY = [_flip, _insert, _insert, _cut, _repeat, _number, _quoted, _encoding]
XML = [_element, _content, _content, _content, _content, _doctype]


def mutated(data: bytes, name: str, dice: random.Random) -> bytes:
    """The file with a few changes that suit it."""
    changes: list[Change] = list(ANY)
    if data.startswith(b"PK"):
        changes = [_zip] * 8 + ANY
    elif data.startswith(b"\x1f\x8b"):
        changes = [_gz] * 6 + ANY
    elif data.lstrip()[:1] == b"<":
        changes += XML * 3
    elif "json" in name or data.lstrip()[:1] in (b"{", b"["):
        changes += [_json] * 10
    for _ in range(dice.choice((1, 1, 1, 2, 3))):
        data = dice.choice(changes)(data, dice)
        if len(data) > 3_000_000:
            break
    return data


def strange_name(name: str, dice: random.Random) -> bytes:
    """Another name with the same suffixes."""
    stem, dot, rest = name.partition(".")
    new = dice.choice(
        (
            b"\xff\xfe",
            b"a\x1b]0;x\x07",
            b"a\nb",
            b"\xe2\x80\xaeb",
            b"a b",
            b"-a",
            b"#a",
            b"%s",
            b"\xe5\x90\x8d",
            b"n" * 200,
            b"a'b\"c",
            b"{n}",
            b"*",
            b"~",
            b"a\xed\xa0\x80",
            b"a:b",
            b"a\\b",
            b".a",
        )
    )
    return new + (dot + rest).encode() if stem else new
