"""Small files that become enormous: one line, in little memory, by what is really read."""

import gzip
import io
import json
import os
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from align.errors import InputError
from align.files.archive import open_archive, read_member
from align.files.load import Source

#: The most that any of them may take in MB: of these, half is what reading good files takes.
MOST = 300

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc here")

WATCHED = """
import json, resource, sys
resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
from align.commands import main
def most():
    status = open("/proc/self/status").read()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024
before = most()
status = 0
try:
    main(json.loads(sys.argv[1]))
except SystemExit as ended:
    status = ended.code
print(json.dumps([status, most() - before]))
"""


def packed(members, kind=zipfile.ZIP_DEFLATED, lie=None):
    """A ZIP archive; ``lie``: the size that is declared for every member."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", kind) as archive:
        for name, content in members.items():
            with archive.open(name, "w", force_zip64=False) as member:
                for piece in [content] if isinstance(content, bytes) else content:
                    member.write(piece)
    data = bytearray(out.getvalue())
    at = 0
    while lie is not None and (at := data.find(b"PK\x01\x02", at)) >= 0:
        struct.pack_into("<I", data, at + 24, lie)
        at += 4
    return bytes(data)


def zeros(megabytes):
    return (bytes(1 << 20) for _ in range(megabytes))


def many(text, number, begin=b"", end=b""):
    yield begin
    for _ in range(number // 10_000):
        yield text * 10_000
    yield end


TMX = b'<tmx version="1.4"><header/><body>'
UNIT = (
    """<tu><tuv xml:lang="en"><seg>One.</seg></tuv><tuv xml:lang="zh"><seg>一。</seg></tuv></tu>"""
)
END = b"</body></tmx>"


def gz(pieces):
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", mtime=0) as file:
        for piece in pieces:
            file.write(piece)
    return out.getvalue()


def office(main, size=150, lie=1000, kind=zipfile.ZIP_DEFLATED):
    return lambda: packed({"[Content_Types].xml": b"<Types/>", main: zeros(size)}, kind, lie)


BOMBS = {
    "a.docx": office("word/document.xml"),
    "b.docx": office("word/document.xml", 60, None),
    "c.docx": office("word/document.xml", 20, 1000, zipfile.ZIP_LZMA),
    "d.docx": office("word/document.xml", 20, 1000, zipfile.ZIP_BZIP2),
    "a.pptx": office("ppt/presentation.xml"),
    "a.odt": lambda: packed(
        {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": zeros(150)}, lie=60
    ),
    "a.epub": lambda: packed(
        {"mimetype": b"application/epub+zip", "META-INF/container.xml": zeros(150)}, lie=60
    ),
    "a.xlsx": office("xl/workbook.xml"),
    "inner.docx": lambda: packed({"word/document.xml": packed({"a": zeros(150)})}, lie=1000),
    "tu.tmx.gz": lambda: gz(many(b"<x/>", 3_000_000, TMX + b"<tu>", b"</tu>" + END)),
    "zip.tmx.zip": lambda: packed({"m.tmx": many(b"<x/>", 3_000_000, TMX + b"<tu>")}, lie=1000),
    "zeros.tmx.gz": lambda: gz([TMX, *([b" " * (1 << 20)] * 100), END]),
    "root.tmx.gz": lambda: gz(many(b"<x/>", 3_000_000, b"<xxx>")),
    "attributes.tmx.gz": lambda: gz(many(b'<x a="" b="" c="" d="" e=""/>', 500_000, TMX + b"<tu>")),
}


def watched(folder, *arguments):
    path = os.pathsep.join(sys.path)
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, json.dumps(arguments)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return *json.loads(done.stdout.splitlines()[-1]), done.stderr


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_in_little_memory(tmp_path, name):
    bomb = BOMBS[name]()
    assert len(bomb) < 3_000_000
    (tmp_path / name).write_bytes(bomb)
    command = ("stats", name) if ".tmx" in name else ("leverage", name, "--memory", "m.tmx")
    (tmp_path / "m.tmx").write_bytes(TMX + UNIT.encode() + END)
    status, grown, said = watched(tmp_path, *command)
    assert status == 3, said
    assert name in said
    assert said.count("\n") == 1
    assert grown < (MOST if ".tmx" in name or name == "b.docx" else 100)  # honest sizes, or lies


@pytest.mark.parametrize(
    "junk",
    [b"<x/>", b"<x>a<y b='c'/></x>", b"<note>n</note>", b"<!-- c --><z:x xmlns:z='urn:z'>t</z:x>"],
)
def test_what_is_not_looked_for_is_not_kept(tmp_path, junk):
    """Elements that are not TMX's own between units: millions of them are read in little memory."""
    units = UNIT.encode()
    pieces = [TMX, units, *many(junk, 200_000), units, *many(junk, 200_000), units, END]
    (tmp_path / "m.tmx").write_bytes(b"".join(pieces))
    status, grown, said = watched(tmp_path, "convert", "m.tmx", "m.tsv")
    assert status == 0, said
    assert (tmp_path / "m.tsv").read_text().count("One.") == 3
    assert grown < 60


def test_declared_sizes_are_the_limit():
    source = Source(packed({"a": b"abcdefgh"}, lie=4), "a.x")
    with pytest.raises(InputError, match="damaged"):
        read_member(open_archive(source, "a book"), "a", source, "a book")


@pytest.mark.parametrize("cut", [30, 200])
def test_an_archive_with_a_piece_missing(tmp_path, cut):
    data = packed({"m.tmx": TMX + UNIT.encode() * 500 + END})
    for name, rest in (("a", data[cut:]), ("b", data[:30] + data[30 + cut :]), ("c", data[:-cut])):
        (tmp_path / f"{name}.zip").write_bytes(rest)
        status, _, said = watched(tmp_path, "stats", f"{name}.zip")
        assert status == 3, said
        assert said.count("\n") == 1
