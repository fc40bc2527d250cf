"""Files that are not what they should be: one clear line each, and a batch goes on."""

import io
import os
import sys
import zipfile

import pytest
from cli_parts import EN, ZH

WORD = '<?xml version="1.0"?><w:document xmlns:w="x"><w:body/></w:document>'


def docx(document=WORD, *, deep=0):
    """The least that has a Word document's name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", document)
        for number in range(deep):
            archive.writestr(f"word/media/{number}.bin", bytes(20_000_000))
    return out.getvalue()


def scanned_pdf():
    """One page with a picture on it and no text."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R"
        b"/Resources<</XObject<</I 5 0 R>>>>>>",
        b"<</Length 27>>stream\n200 0 0 200 0 0 cm /I Do   \nendstream",
        b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray"
        b"/BitsPerComponent 8/Length 1>>stream\n0\nendstream",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj%sendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + table
    return out + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % start


def page(depth):
    return b"<html><body>" + b"<div>" * depth + b"<p>Text." + b"</div>" * depth


FILES = {
    "truncated.docx": docx()[:-40],
    "word97.docx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000),
    "text.docx": EN.encode(),
    "bomb.docx": docx(deep=40),
    "scanned.pdf": scanned_pdf(),
    "cut.pdf": scanned_pdf()[:200],
    "text.pdf": EN.encode(),
    "cut.epub": docx()[:100],
    "table.xlsx": b"PK\x03\x04" + bytes(100),
    "broken.tmx": b'<tmx version="1.4"><header/><body><tu>',
    "broken.xlf": b"<xliff><file>",
    "empty.txt": b"",
    "binary.txt": bytes(range(256)) * 20,
}


@pytest.mark.parametrize("name", FILES)
def test_errors_are_one_line(refused, pair, tmp_path, name):
    (tmp_path / name).write_bytes(FILES[name])
    for sides in ((name, pair[1]), (pair[0], name)):
        assert name in refused("align", *sides, status=3)


def test_a_line_of_200_megabytes(refused, pair, tmp_path):
    with (tmp_path / "long.txt").open("wb") as file:
        for _ in range(200):
            file.write(b"certificates " * 77_000)
    assert "line 1" in refused("align", "long.txt", pair[1], status=3)


@pytest.mark.parametrize("depth", [1_000, 100_000])
def test_a_deeply_nested_page_gives_an_error_or_text(cli, pair, tmp_path, depth):
    (tmp_path / "deep.html").write_bytes(page(depth))
    done = cli("align", "deep.html", pair[1], "--force")
    assert done.exit_code in (0, 3)
    if done.exit_code:
        assert done.stderr.count("\n") == 1
        assert "deep.html" in done.stderr


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_named_pipes_do_not_block(refused, pair, tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    assert "pipe" in refused("align", "pipe.txt", pair[1], status=3)


@pytest.mark.skipif(sys.platform == "win32" or not os.geteuid(), reason="root reads everything")
def test_no_permission(refused, pair, tmp_path):
    (tmp_path / "secret.txt").write_text("Secret.")
    (tmp_path / "secret.txt").chmod(0)
    assert "no permission" in refused("align", "secret.txt", pair[1], status=3)


def test_a_build_continues_and_lists_them(cli, tmp_path):
    for side, text in (("en", EN), ("zh", ZH)):
        (tmp_path / "texts" / side).mkdir(parents=True)
        (tmp_path / "texts" / side / "good.txt").write_text(text, encoding="utf-8")
        for name in FILES:
            stem, suffix = name.split(".")
            path = tmp_path / "texts" / side / f"{stem}-{suffix}.{suffix}"
            path.write_bytes(FILES[name] if side == "en" else ZH.encode())
        if hasattr(os, "mkfifo"):
            os.mkfifo(tmp_path / "texts" / side / "pipe.txt")
    done = cli("build", "texts", "-o", "memory.tmx")
    assert done.exit_code == 3
    assert (tmp_path / "memory.tmx").exists()
    assert "Traceback" not in done.stderr
    for name in FILES:
        stem, suffix = name.split(".")
        assert f"{stem}-{suffix}" in done.stderr
    assert "pipe.txt" in done.stderr
