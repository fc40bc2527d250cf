"""TSV, JSONL, beads and the native file; the registry in front of them."""

import json
import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.alignment import Alignment, Bead
from align.document import Document, Sentence
from align.errors import InputError, NameTakenError, UsageError
from align.evaluation import read_beads
from align.formats.report import WriteReport
from align.formats.writer import Writer
from align.formats.xml_text import tidy
from align.memory import FORMATS, format_for, read_alignment, register, write


def document(texts, language, name="a"):
    return Document((), tuple(Sentence(t, 0, 0, len(t)) for t in texts), language, name)


ALIGNMENT = Alignment(
    Document.from_sentences(["One.", "=SUM(A1)", "Three."], "en", name="a.en.txt"),
    Document.from_sentences(["一。", "二\t之\n二。", "四。"], "zh", name="a.zh.txt"),
    (
        Bead((0, 1), (0, 1), score=1.25, confidence=0.5),
        Bead((2,), (), confidence=0.25),
        Bead((), (2,), confidence=1, crossing=True),
    ),
    {"model": "x"},
)


def test_tsv(tmp_path):
    report = write(ALIGNMENT, tmp_path / "a.tsv")
    assert (tmp_path / "a.tsv").read_bytes().decode() == (
        "English\tChinese\tconfidence\tbead\tdocument\tposition\n"
        "One. =SUM(A1)\t一。二 之 二。\t0.500\t2-2\ta.en.txt | a.zh.txt\t1-2:1-2\n"
        "Three.\t\t0.250\t1-0\ta.en.txt | a.zh.txt\t3:\n"
        "\t四。\t1.000\t0-1\ta.en.txt | a.zh.txt\t:3\n"
    )
    assert report == WriteReport(units=1, nulls=2)


SOME = st.text(min_size=1).filter(str.strip)


@given(st.lists(st.tuples(SOME, SOME), max_size=5))
def test_every_tsv_row_is_one_line(tmp_path_factory, pairs):
    path = tmp_path_factory.mktemp("t") / "a.tsv"
    en, zh = zip(*pairs, strict=True) if pairs else ((), ())
    beads = tuple(Bead((i,), (i,)) for i in range(len(pairs)))
    write(Alignment(document(en, "en"), document(zh, "zh"), beads), path)
    lines = path.read_bytes().decode().removesuffix("\n").split("\n")
    assert len(lines) == len(pairs) + 1
    for line, pair in zip(lines[1:], pairs, strict=True):
        fields = line.split("\t")
        assert len(fields) == 6
        # the units are new, so they were put on one line where they were made
        assert fields[:2] == [tidy(text).replace("\0", "") for text in pair]


def test_jsonl(tmp_path):
    write(ALIGNMENT, tmp_path / "a.jsonl")
    first, second, third = map(
        json.loads, (tmp_path / "a.jsonl").read_text("utf-8").split("\n")[:-1]
    )
    assert first == {
        "en": "One. =SUM(A1)",
        "zh": "一。二 之 二。",
        "confidence": 0.5,
        "bead": "2-2",
        "document": "a.en.txt | a.zh.txt",
        "position": "1-2:1-2",
        "crossing": False,
    }
    assert (second["en"], second["zh"], second["bead"]) == ("Three.", "", "1-0")
    assert (third["en"], third["crossing"]) == ("", True)


@pytest.mark.parametrize("suffix", [".tsv", ".jsonl"])
def test_without_nulls(tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    report = write(ALIGNMENT, path, include_nulls=False)
    assert report == WriteReport(units=1, nulls_left_out=2)
    assert "Three." not in path.read_text("utf-8")


@given(SOME, SOME)
def test_jsonl_loses_no_character(tmp_path_factory, en, zh):
    path = tmp_path_factory.mktemp("t") / "a.jsonl"
    write(Alignment(document([en], "en"), document([zh], "zh"), (Bead((0,), (0,)),)), path)
    record = json.loads(path.read_bytes().decode().removesuffix("\n"))
    # The example texts of hypothesis hold no lone surrogates; those have their own test.
    assert (record["en"], record["zh"]) == (tidy(en), tidy(zh))


def test_lone_surrogates(tmp_path):
    odd = Alignment(
        Document.from_sentences(["a\ud800b"], "en"),
        Document.from_sentences(["中"], "zh"),
        (Bead((0,), (0,)),),
    )
    write(odd, tmp_path / "a.jsonl")
    assert json.loads((tmp_path / "a.jsonl").read_text("utf-8"))["en"] == "a\ud800b"
    write(odd, tmp_path / "a.align.json")
    assert read_alignment(tmp_path / "a.align.json").en.texts == ("a\ufffdb",)
    assert write(odd, tmp_path / "a.tsv").illegal == 1
    assert "ab\t中" in (tmp_path / "a.tsv").read_text("utf-8")


def test_beads_can_be_evaluated(tmp_path):
    write(ALIGNMENT, tmp_path / "a.beads.tsv")
    assert (tmp_path / "a.beads.tsv").read_bytes() == b"0,1\t0,1\n2\t\n\t2\n"
    assert read_beads(tmp_path / "a.beads.tsv") == [((0, 1), (0, 1)), ((2,), ()), ((), (2,))]


def test_native_round_trip(tmp_path):
    report = write(iter([ALIGNMENT]), tmp_path / "a.align.json")
    assert read_alignment(tmp_path / "a.align.json") == ALIGNMENT
    assert (report.units, report.nulls) == (1, 2)


@pytest.mark.parametrize("suffix", [".beads.tsv", ".align.json"])
@pytest.mark.parametrize(("number", "says"), [(0, "none"), (2, "several")])
def test_formats_for_one_alignment(tmp_path, suffix, number, says):
    with pytest.raises(UsageError, match=f"exactly one.*{says}"):
        write([ALIGNMENT] * number, tmp_path / f"a{suffix}")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", [".tmx", ".tsv", ".jsonl"])
def test_formats_for_many(tmp_path, suffix):
    assert write([ALIGNMENT] * 3, tmp_path / f"a{suffix}").units == 3


def test_an_error_in_the_middle_leaves_the_old_file(tmp_path):
    def failing():
        yield ALIGNMENT
        raise InputError("b.txt: the file is empty")

    for suffix in (".tmx", ".tsv", ".jsonl"):
        path = tmp_path / f"a{suffix}"
        path.write_text("old")
        with pytest.raises(InputError):
            write(failing(), path)
        assert path.read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 3


# --- registry ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "explicit", "suffix"),
    [
        ("a.tmx", None, ".tmx"),
        ("A.TMX", None, ".tmx"),
        ("x/a.tsv", None, ".tsv"),
        ("a.beads.tsv", None, ".beads.tsv"),
        ("a.align.json", None, ".align.json"),
        ("-", None, ".tsv"),
        ("-", "jsonl", ".jsonl"),
        ("a.txt", "tmx", ".tmx"),
        ("a.tmx", ".align.json", ".align.json"),
    ],
)
def test_format_for(path, explicit, suffix):
    assert format_for(path, explicit) is FORMATS[suffix]


@pytest.mark.parametrize(("path", "explicit"), [("a.docx", None), ("a", None), ("a.tmx", "doc")])
def test_an_unknown_format_lists_the_known_ones(path, explicit):
    with pytest.raises(UsageError) as caught:
        format_for(path, explicit)
    for suffix in (".align.json", ".beads.tsv", ".jsonl", ".tmx", ".tsv"):
        assert suffix in str(caught.value)


def test_options(tmp_path):
    assert write(ALIGNMENT, tmp_path / "a.tsv", source=None).units == 1
    with pytest.raises(UsageError, match=r"no option source.*include_nulls"):
        write(ALIGNMENT, tmp_path / "a.tsv", source="zh")


def test_a_new_format_is_one_class(tmp_path, monkeypatch):
    list(FORMATS)
    monkeypatch.setattr(FORMATS, "_things", dict(FORMATS))
    monkeypatch.setattr(FORMATS, "_origins", dict(FORMATS._origins))

    @register(".count", "the number of units")
    class CountWriter(Writer):
        def __init__(self, stream, *, unit="units"):
            super().__init__(stream)
            self.name = unit

        def unit(self, unit):
            self.report.units += 1

        def end(self):
            self.streams[0].write(f"{self.report.units} {self.name}".encode())

    assert FORMATS[".count"].options == ("unit",)
    write([ALIGNMENT], tmp_path / "a.count", unit="Perlen")
    assert (tmp_path / "a.count").read_text() == "3 Perlen"
    with pytest.raises(NameTakenError, match=r"formats: two are called '\.count'"):
        register(".count", "again")(CountWriter)


def test_missing_folder(tmp_path):
    write(ALIGNMENT, tmp_path / "new" / "a.tmx")
    assert (tmp_path / "new" / "a.tmx").exists()


@pytest.mark.skipif(os.name != "posix", reason="POSIX pipes")
@pytest.mark.parametrize("format", ["tmx", "tsv", "jsonl"])
@pytest.mark.parametrize("number", [1, 5000])
def test_a_closed_pipe_ends_quietly_and_is_reported(format, number):
    code = (
        "import sys\nfrom align.alignment import *\nfrom align.memory import write\n"
        "d = lambda l: Document.from_sentences(['x' * 100], l)\n"
        "a = Alignment(d('en'), d('zh'), (Bead((0,), (0,)),))\n"
        f"print(write([a] * {number}, '-', format={format!r}), file=sys.stderr)\n"
    )
    # Buffered as usual, so that one small file fails only when it is flushed.
    buffered = {k: v for k, v in os.environ.items() if k != "PYTHONUNBUFFERED"}
    read, closed = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-c", code], stdout=closed, stderr=subprocess.PIPE, env=buffered
    )
    os.close(closed)
    assert done.stderr == b"stopped: the reader closed standard output\n"
    assert done.returncode == 0


# --- reading the native file ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "not an alignment"),
        (b"{}", "not an alignment"),
        (b"[1]", "not an alignment"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b'{"schema": "other/1"}', "other/1"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_broken_native_file(tmp_path, content, says):
    path = tmp_path / "a.align.json"
    path.write_bytes(content)
    with pytest.raises(InputError, match=says) as caught:
        read_alignment(path)
    assert str(path) in str(caught.value)


def test_missing_native_file(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        read_alignment(tmp_path / "a.align.json")
    with pytest.raises(InputError, match="a directory"):
        read_alignment(tmp_path)


@pytest.mark.parametrize("number", ["3", "-1", '"0"', "0.5", "true"])
def test_beads_with_invalid_sentence_numbers(tmp_path, number):
    path = tmp_path / "a.align.json"
    text = ALIGNMENT.to_json()
    assert text.count('"en": [2]') == 1
    path.write_text(text.replace('"en": [2]', f'"en": [{number}]'), "utf-8")
    with pytest.raises(InputError, match="bead 2 names English sentence"):
        read_alignment(path)
