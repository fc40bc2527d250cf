"""``tmxalign pair``, and ``build`` through it."""

import os
import shutil
import sys

import pytest
from cli_parts import EN, OTHER_EN, ROOT, ZH
from lxml import etree

RELEASES = sorted(path.name for path in (ROOT / "corpora" / "en").iterdir())[:3]


@pytest.fixture
def nameless(tmp_path):
    """Three releases and their translations under names that mean nothing."""
    for side, names in (("en", "kqz"), ("zh", "wxv")):
        (tmp_path / side).mkdir()
        for release, name in zip(RELEASES, names, strict=True):
            shutil.copy(ROOT / "corpora" / side / release, tmp_path / side / f"{name}.txt")
    (tmp_path / "en" / "alone.txt").write_text(OTHER_EN, encoding="utf-8")
    return tmp_path


def rows(text):
    return [line.split("\t") for line in text.splitlines() if line and line[0] != "#"]


def test_the_table_and_the_summary(cli, nameless):
    done = cli("pair", "en", "zh", "-o", "pairs.tsv")
    assert done.exit_code == 0, done.stderr
    for name in ("k.txt", "w.txt", "content", "alone.txt", "∅"):
        assert name in done.stdout
    assert "pairs             3   0 by name, 3 by content, 0 of them unsure" in done.stderr
    assert "without a counterpart (∅): 1 English, 0 Chinese" in done.stderr
    header, *found = rows((nameless / "pairs.tsv").read_text(encoding="utf-8"))
    assert header == ["en", "zh", "confidence", "how"]
    expected = {("en/k.txt", "zh/w.txt"), ("en/q.txt", "zh/x.txt"), ("en/z.txt", "zh/v.txt")}
    assert {(en, zh) for en, zh, *_ in found} == expected | {("en/alone.txt", "")}
    alone = cli("pair", ".")
    assert "en/k.txt" in alone.stdout
    assert alone.stderr == done.stderr
    assert rows(cli("pair", "en", "zh", "-o", "-").stdout) == [header, *found]
    only = cli("pair", "en", "zh", "-q")
    assert (only.stdout, only.stderr) == (done.stdout, "")
    assert cli("pair", "en", "zh", "-o", "pairs.tsv", "-q").output == ""


def test_build_uses_a_corrected_table(cli, nameless):
    cli("pair", "en", "zh", "-o", "pairs.tsv")
    table = nameless / "pairs.tsv"
    lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    table.write_text("".join(line for line in lines if "k.txt" not in line), encoding="utf-8")
    done = cli("build", "--pairs", "pairs.tsv", "-o", "m.tmx")
    assert done.exit_code == 0, done.stderr
    documents = {
        p.text for p in etree.parse(nameless / "m.tmx").iter("prop") if "doc" in p.get("type")
    }
    assert documents == {"q", "z"}
    assert "alone.txt" in done.stderr
    again = cli("build", "--pairs", "pairs.tsv", "-o", "m.tmx")
    assert "2 (2 unchanged, reused)" in again.stderr


def test_build_pairs_by_content_unless_disabled(cli, refused, nameless):
    done = cli("build", "en", "zh", "-o", "m.tmx")
    assert done.exit_code == 0, done.stderr
    assert "by content        3   pairs, 0 of them unsure" in done.stderr
    (nameless / "m.tmx").unlink()
    shutil.rmtree(nameless / "m.alignments")
    assert "no pairs" in refused("build", "en", "zh", "--by-name", "-o", "m.tmx", status=3)


def test_a_bilingual_file_of_the_table_is_aligned_with_itself(cli, tmp_path):
    lines = [line for pair in zip(EN.splitlines(), ZH.splitlines(), strict=True) for line in pair]
    (tmp_path / "both.txt").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "pairs.tsv").write_text("en\tzh\nboth.txt\tboth.txt\n", encoding="utf-8")
    done = cli("build", "--pairs", "pairs.tsv", "-o", "m.tmx")
    assert done.exit_code == 0, done.stderr
    segments = [seg.text for seg in etree.parse(tmp_path / "m.tmx").iter("seg")]
    assert segments == lines


def test_what_is_no_document_is_passed_over_and_counted(cli, nameless):
    jpg, png = b"\xff\xd8\xff\xe0\0\x10JFIF\0", b"\x89PNG\r\n\x1a\n\0"
    for n in range(5):
        (nameless / "en" / f"photo{n}.jpg").write_bytes(jpg)
    (nameless / "zh" / "photo.JPG").write_bytes(jpg)
    (nameless / "zh" / "style.css").write_text("p { color: red }")
    (nameless / "en" / "clip.mp4").write_bytes(bytes(99))
    (nameless / "en" / "scan").write_bytes(png)  # without a suffix
    (nameless / "zh" / "photos.zip").write_bytes(b"PK\x05\x06" + bytes(18))
    (nameless / "en" / "z.alignments").mkdir()
    (nameless / "en" / "z.alignments" / "a.align.json").write_text("{}")
    summary = "passed over {:>7}   files that are no documents: 6 .jpg, 1 "
    for command in (("pair", "en", "zh"), ("build", "en", "zh", "-o", "en/m.tmx")):
        done = cli(*command)
        assert done.exit_code == 0, done.stderr
        assert summary.format(10) in done.stderr
        assert "1 without a suffix" in done.stderr
        assert "failed" not in done.stderr
    assert "3 (3 unchanged, reused)" in cli("build", "en", "zh", "-o", "en/m.tmx").stderr
    everything = cli("pair", ".", "--by-name").stderr  # nothing is opened
    assert summary.format(9) in everything


def test_a_memory_in_its_own_folder_is_no_source(cli, nameless):
    first = cli("build", ".", "-o", "memory.tmx")
    assert "pairs             3\n" in first.stderr
    (nameless / "en" / "alone.txt").rename(nameless / "only.txt")
    for folder in ("en", "zh"):
        (nameless / folder).rename(nameless / f"{folder}x")  # one folder of both languages
    again = cli("build", ".", "-o", "memory.tmx")
    assert "bilingual" not in again.stderr
    assert "pairs             3" in again.stderr
    (nameless / "memory.tmx").unlink()
    assert cli("pair", ".", "-o", "pairs.tsv").stderr == cli("pair", ".", "-o", "pairs.tsv").stderr


def test_documents_that_no_reader_reads_are_listed(cli, nameless):
    for side in ("en", "zh"):
        (nameless / side / "paper.tex").write_text("\\documentclass{article}")
        (nameless / side / "book.pages").write_bytes(b"PK\x05\x06" + bytes(18))
    done = cli("pair", "en", "zh")
    assert done.exit_code == 3
    assert "en/paper.tex: LaTeX source, which is not read" in done.stderr
    assert done.stderr.count("save it as .docx") == 2
    assert "passed over" not in done.stderr


def test_every_file_of_a_mixed_folder_is_read_once(cli, nameless, monkeypatch):
    from align.segment import document_reader

    for n, side in enumerate(("en", "zh")):
        (nameless / side).rename(nameless / f"part{n}")
    extracted = []
    read = document_reader.read

    def counted(file, **options):
        extracted.append(file.name)
        return read(file, **options)

    monkeypatch.setattr(document_reader, "read", counted)
    done = cli("build", ".", "-o", "m.tmx", "--jobs", "1")
    assert done.exit_code == 0, done.stderr
    assert len(extracted) == len(set(extracted)) == 7


def test_a_file_may_be_on_either_side_of_a_table(cli, nameless):
    text = "en\tzh\nen/k.txt\tzh/w.txt\nzh/w.txt\ten/k.txt\n"
    (nameless / "pairs.tsv").write_text(text, encoding="utf-8")
    done = cli("build", "--pairs", "pairs.tsv", "-o", "m.tmx")
    assert done.exit_code == 0, done.stderr
    assert "w.txt is Chinese and k.txt is English: exchanged" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes in folders")
def test_bad_files_are_listed_at_the_end(cli, nameless):
    (nameless / "zh" / "w.txt").write_bytes(b"")
    os.mkfifo(nameless / "en" / "pipe.txt")
    for command in (("pair", "en", "zh"), ("build", "en", "zh", "-o", "m.tmx")):
        done = cli(*command)
        assert done.exit_code == 3
        assert "k.txt" in done.output
        for bad in ("w.txt: the file is empty", "pipe.txt: a named pipe, not a file"):
            assert sum(bad in line for line in done.stderr.splitlines()) == 1
    quiet = cli("pair", "en", "zh", "-q")
    assert quiet.stderr.count("tmxalign: ") == quiet.stderr.count("\n") == 2


def test_a_missing_file_of_the_table_fails_alone(cli, nameless):
    text = "en\tzh\nen/k.txt\tzh/w.txt\nen/gone.txt\tzh/x.txt\n"
    (nameless / "pairs.tsv").write_text(text, encoding="utf-8")
    done = cli("build", "--pairs", "pairs.tsv", "-o", "m.tmx")
    assert done.exit_code == 3
    assert "gone.txt: no such file" in done.stderr
    assert (nameless / "m.tmx").is_file()


def test_minimum_confidence(cli, nameless):
    assert "3 by content" in cli("pair", "en", "zh", "--min-confidence", "0.9").stderr
    assert "0 by content" in cli("pair", "en", "zh", "--by-name").stderr


def test_wrong_usage(refused, nameless):
    refused("pair", status=2)
    refused("pair", "no", "where", status=3)
    (nameless / "bad.tsv").write_text("a\tb\n")
    assert "line 1" in refused("build", "--pairs", "bad.tsv", "-o", "m.tmx", status=3)
    assert "not both" in refused("build", "en", "--pairs", "bad.tsv", "-o", "m.tmx", status=2)
    assert "a folder" in refused("build", "-o", "m.tmx", status=2)


def test_a_line_of_progress_on_a_terminal(terminal, nameless):
    printed, status = terminal("pair", nameless / "en", nameless / "zh")
    assert status == 0
    assert "reading" in printed
