"""Files that are not what they should be: one clear line each, and a batch goes on."""

import io
import json
import os
import subprocess
import sys
import zipfile

import pytest
from cli_parts import CLI, EN, ZH

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


# ---------------------------------------------------------------- devices, settings, names


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="no such device here")  # noqa: PTH110
@pytest.mark.parametrize(
    "command",
    [
        "align /dev/zero zh.txt",
        "align en.txt /dev/urandom",
        "stats /dev/zero",
        "validate /dev/zero",
        "convert /dev/zero out.tmx --from-format tmx",
        "clean /dev/zero -o out.tmx",
        "merge m.tmx /dev/zero -o out.tmx",
        "diff m.tmx /dev/zero",
        "search /dev/zero text",
        "leverage en.txt --memory /dev/zero",
        "leverage /dev/zero --memory m.tmx",
        "audit /dev/zero --no-config",
        "audit m.tmx --no-config --glossary /dev/zero",
        "audit m.tmx --config /dev/zero",
        "audit m.tmx --no-config --baseline /dev/zero",
        "audit m.tmx --no-config --compare /dev/zero",
        "terms /dev/zero -o out.csv",
        "build --pairs /dev/zero -o out.tmx",
        "evaluate /dev/zero gold.gold.tsv",
        "align en.txt zh.txt --srx /dev/zero",
        "decide m.tmx --from /dev/zero",
    ],
)
def test_a_device_that_never_ends(refused, cli, pair, tmp_path, command):
    (tmp_path / "m.tmx").write_text(
        '<tmx version="1.4"><header/><body><tu><tuv xml:lang="en"><seg>One.</seg></tuv>'
        '<tuv xml:lang="zh"><seg>一。</seg></tuv></tu></body></tmx>',
        encoding="utf-8",
    )
    (tmp_path / "gold.gold.tsv").write_text("0\t0\n")
    assert "/dev/" in refused(*command.split(), status=3)


@pytest.mark.parametrize(
    ("settings", "status"),
    [
        (f"[audit]\njobs = {'9' * 5000}\n", 3),  # no TOML
        ("a = " + "[" * 5000, 3),
        ("[audit]\n" + "a." * 2000 + "b = 1\n", 2),
        ("\x00", 3),
        ('[audit]\njobs = "many"\n', 2),
        ("[audit.checks]\nnumbers = 7\n", 2),
    ],
)
def test_settings_that_are_no_settings(refused, pair, tmp_path, settings, status):
    (tmp_path / "my.toml").write_text(settings)
    (tmp_path / "m.csv").write_text("English,Chinese\nOne.,一。\n", encoding="utf-8")
    assert "my.toml" in refused("audit", "m.csv", "--config", "my.toml", status=status)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no such device here")  # noqa: PTH110
@pytest.mark.parametrize("output", ["xlsx", "tmx"])
def test_a_full_disk_is_one_line(tmp_path, output):
    (tmp_path / "m.csv").write_text("English,Chinese\n" + "One.,一。\n" * 3000, encoding="utf-8")
    done = subprocess.run(
        [*CLI, "convert", "m.csv", "/dev/full", "--format", output, "-q"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3
    assert done.stderr == "tmxalign: /dev/full: cannot be written: the disk is full\n"


WRONG_TYPES = {
    "text": ("paragraphs", 0, 2, 7),
    "line": ("paragraphs", 0, 0, "one"),
    "kind": ("paragraphs", 0, 1, ["text"]),
    "name": ("name", 5),
    "language": ("language", "tlh"),
    "list for a language": ("language", ["en"]),
    "place": ("sentences", 0, 1, "a"),
    "no such paragraph": ("sentences", 0, 0, 99),
}


@pytest.mark.parametrize("kind", WRONG_TYPES)
def test_an_alignment_with_wrong_types(refused, cli, pair, tmp_path, kind):
    assert cli("align", *pair, "-o", "a.align.json").exit_code == 0
    data = json.loads((tmp_path / "a.align.json").read_text(encoding="utf-8"))
    *path, value = WRONG_TYPES[kind]
    where = data["en"]
    for key in path[:-1]:
        where = where[key]
    where[path[-1]] = value
    (tmp_path / "b.align.json").write_text(json.dumps(data))
    for command in ("stats {}", "convert {} o.tmx", "terms {} -o o.csv"):
        assert "b.align.json" in refused(*command.format("b.align.json").split(), status=3)


@pytest.mark.parametrize(
    "field", ["en", "score", "confidence", "parts", "rival", "settings", "beads"]
)
@pytest.mark.parametrize("value", ["x", 7, None, [None], float("nan")])
def test_beads_with_wrong_types(cli, pair, tmp_path, field, value):
    assert cli("align", *pair, "-o", "a.align.json").exit_code == 0
    data = json.loads((tmp_path / "a.align.json").read_text(encoding="utf-8"))
    where = data if field in data else data["beads"][0]
    where[field] = value
    (tmp_path / "b.align.json").write_text(json.dumps(data))
    for command in ("convert b.align.json o.tmx", "audit b.align.json --no-config --jobs 1"):
        done = cli(*command.split())
        assert done.exit_code in (0, 1, 3), (field, value, done.stderr)


def test_the_line_of_an_error_is_cut(refused, pair):
    text = "x" * 1_000_000
    assert len(refused("align", *pair, "--model", f"/{text}", status=2)) < 1100
    assert len(refused("search", "missing.tmx", text, status=3)) < 1100
    assert len(refused("stats", f"{text}.tmx", status=3)) < 1100
    assert len(refused("align", *pair, "--format", text, status=2)) < 1100
