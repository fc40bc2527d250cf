"""Reading plain text: encodings, line ends, and every way in which a file can be no text."""

import io
import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.document import Paragraph
from align.errors import InputError, UsageError
from align.readers import READERS, read, read_segments

TEXT = "CQC 认证\n\n  第二段 \n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.txt"


def error(path: Path | str, encoding: str | None = None) -> str:
    with pytest.raises(InputError) as caught:
        read(path, encoding=encoding)
    message = str(caught.value)
    assert "\n" not in message
    return message


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_needs_no_name(path: Path, codec: str) -> None:
    path.write_bytes(TEXT.encode(codec))
    assert read(path) == (Paragraph("CQC 认证", 1), Paragraph("  第二段 ", 3))


def test_big_endian_with_mark(path: Path) -> None:
    path.write_bytes(b"\xfe\xff" + TEXT.encode("utf-16-be"))
    assert read(path)[0].text == "CQC 认证"


@pytest.mark.parametrize("codec", ["gb18030", "big5", "utf-16-le", "utf-8", "utf-16"])
def test_named_encoding(path: Path, codec: str) -> None:
    path.write_bytes("中文\n".encode(codec))
    assert read(path, encoding=codec)[0].text == "中文"


def test_named_utf8_drops_the_mark(path: Path) -> None:
    path.write_bytes("中文\n".encode("utf-8-sig"))
    assert read(path, encoding="UTF8")[0].text == "中文"


def test_line_ends_and_numbers(path: Path) -> None:
    path.write_bytes("a\r\nb\rc\nd\u2028e\u2029f\fg\n\nh".encode())
    found = [(p.text, p.line) for p in read(path)]
    assert found == [("a", 1), ("b", 2), ("c", 3), *((c, 4) for c in "defg"), ("h", 6)]


def test_text_stays_as_it_is(path: Path) -> None:
    path.write_text("\u3000\u3000会议\t \n", "utf-8")
    assert read(path)[0].text == "\u3000\u3000会议\t "


def test_wrong_encoding_says_where_and_what_to_do(path: Path) -> None:
    # a copy that stops in the middle of a character
    path.write_bytes(("CQC认证中心。" * 5).encode()[:-1])
    message = error(path)
    assert message.startswith(f"{path}: not UTF-8 (byte 0xe3 at offset 87)")
    assert "--encoding gb18030" in message


def test_offset_counts_the_byte_order_mark(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbfab\xff")
    assert "at offset 5" in error(path)


def test_wrong_named_encoding(path: Path) -> None:
    path.write_bytes("中".encode())
    assert "not ASCII" in error(path, "ascii")


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\0\0\xff", b"abc\0def", b"PK\x03\x04\0\0"])
def test_binary(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    assert "not a text file" in error(path)


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n", "\u3000\n".encode(), b"\xef\xbb\xbf"])
def test_empty(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    assert "empty" in error(path)
    with pytest.raises(InputError):
        read_segments(path)


@pytest.mark.parametrize("name", ["nonsense", "hex", "rot13", "base64", "idna\0"])
def test_unknown_encoding(path: Path, name: str) -> None:
    path.write_text("abc")
    with pytest.raises(UsageError, match="unknown encoding"):
        read(path, encoding=name)


def test_missing_and_directory(tmp_path: Path) -> None:
    assert "no such file" in error(tmp_path / "none.txt")
    assert "directory" in error(tmp_path)
    assert error("a\0b")


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read everything"
)
def test_no_permission(path: Path) -> None:
    path.write_text("abc")
    path.chmod(0)
    assert "permission" in error(path)


def test_no_permission_for_anybody(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert "permission" in error(path)


def test_stdin_and_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("中文\n".encode())))
    assert read("-") == (Paragraph("中文", 1),)
    assert read(io.BytesIO(b"abc")) == (Paragraph("abc", 1),)


def test_suffixes(tmp_path: Path) -> None:
    assert READERS[".txt"].name == "plain text"
    for name in ("A.TXT", "a", "a.unknown"):
        (tmp_path / name).write_text("abc")
        assert read(tmp_path / name)[0].text == "abc"


def test_segments_keep_empty_lines(path: Path) -> None:
    path.write_bytes("a\r\n\r\nb\u2028c\n\n".encode())
    assert read_segments(path) == ["a", "", "b\u2028c", ""]


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_nothing_is_lost(text: str) -> None:
    stream = io.BytesIO(text.encode())
    if not text.lstrip("\ufeff").strip():
        with pytest.raises(InputError):
            read(stream, encoding="utf-8")
        return
    found = "".join(p.text for p in read(stream, encoding="utf-8"))
    assert "".join(found.split()) == "".join(text.removeprefix("\ufeff").split())


@given(st.binary())
def test_any_bytes(data: bytes) -> None:
    try:
        assert read(io.BytesIO(data))
    except InputError as error:
        assert "\n" not in str(error)
