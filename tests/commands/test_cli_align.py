"""``tmxalign align``: tables, options, and everything that can be wrong with one pair."""

import io
import json
import os
import subprocess
from importlib.resources import files

import pytest
from cli_parts import CLI, EN, ZH
from lxml import etree
from rich.console import Console

import align.pipeline
from align.alignment import Alignment, Bead
from align.commands.display import show
from align.document import Document

SHIPPED = files("align.score").joinpath("weights.json").read_text(encoding="utf-8")


def native(cli, *arguments, **options):
    done = cli("align", *arguments, "-o", "-", "--format", "align.json", **options)
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


# ---------------------------------------------------------------- the table


def shown(*beads):
    en = Document.from_sentences(["One.", "Two.", "Three."], "en", name="a.txt")
    zh = Document.from_sentences(["一。", "二。", "三。"], "zh", name="b.txt")
    stream = io.StringIO()
    show(Alignment(en, zh, beads), console=Console(file=stream, width=120))
    return stream.getvalue().splitlines()


def test_the_table_marks_pairs_to_review():
    lines = shown(
        Bead((0,), (0,), confidence=0.69),
        Bead((1,), ()),
        Bead((), (1,)),
        Bead((2,), (2,), confidence=0.98, crossing=True),
    )
    assert "a.txt" in lines[0]
    assert "b.txt" in lines[0]
    rows = [[cell.strip() for cell in line.split("│")] for line in lines if "│" in line]
    assert [row[:3] for row in rows] == [
        ["1", "One.", "一。"],
        ["2", "Two.", "—"],
        ["3", "—", "二。"],
        ["4", "Three.", "三。"],
    ]
    assert [row[3].split()[0] for row in rows] == ["?", "∅", "∅", "↕"]
    assert lines[-1].split("   ") == [
        "2 units",
        "1 uncertain (?)",
        "without a counterpart (∅): 1 English, 1 Chinese",
        "1 in another place (↕)",
    ]


def test_seventy_percent_is_no_longer_uncertain():
    assert "0 uncertain" in shown(Bead((0,), (0,), confidence=0.7))[-1]


def test_markup_in_a_text_is_text(cli, tmp_path):
    (tmp_path / "en.txt").write_text("CQC [bold]opened[/bold] a laboratory [1].\n")
    (tmp_path / "zh.txt").write_text("CQC新建[实验室][1]。\n", encoding="utf-8")
    done = cli("align", "en.txt", "zh.txt")
    assert done.exit_code == 0, done.stderr
    assert "[bold]opened[/bold] a laboratory [1]." in done.stdout


def test_only_a_terminal_gets_escape_codes(cli, terminal, pair):
    assert "\x1b" not in cli("align", *pair).stdout
    printed, status = terminal("align", *pair)
    assert status == 0
    assert "\x1b[" in printed
    assert "3 units" in printed


# ---------------------------------------------------------------- outputs


def test_the_report_matches_the_file(cli, tmp_path, pair):
    (tmp_path / "en.txt").write_text(EN + "Lunch was served at noon by the hotel.\n")
    done = cli("align", *pair, "-o", "m.tmx")
    assert not done.stdout
    units = len(etree.parse(tmp_path / "m.tmx").findall(".//tu"))
    nulls = sum(not (b["en"] and b["zh"]) for b in native(cli, *pair)["beads"])
    left = f"; {nulls} without a counterpart left out" if nulls else ""
    assert done.stderr == f"m.tmx: {units} units written{left}\n"


def test_a_format_without_a_file_goes_to_standard_output(cli, pair):
    assert cli("align", *pair, "--format", "beads.tsv").stdout == "0\t0\n1\t1\n2\t2\n"


def test_a_named_format_overrides_the_suffix(cli, tmp_path, pair):
    assert cli("align", *pair, "-o", "m.tmx", "--format", "beads.tsv").exit_code == 0
    assert (tmp_path / "m.tmx").read_bytes() == b"0\t0\n1\t1\n2\t2\n"


@pytest.mark.parametrize("name", ["tmx", "tsv", "jsonl", "beads.tsv", "align.json"])
def test_standard_output_is_clean(cli, pair, name):
    done = cli("align", *pair, "-o", "-", "--format", name)
    assert done.exit_code == 0
    assert not done.stderr
    if name == "tmx":
        assert len(etree.fromstring(done.stdout_bytes).findall(".//tu")) == 3
    elif name == "tsv":
        assert {line.count("\t") for line in done.stdout.splitlines()} == {5}
    elif name == "jsonl":
        assert json.loads(done.stdout.splitlines()[0])["position"] == "1:1"
    elif name == "beads.tsv":
        assert len(done.stdout.splitlines()) == 3
    else:
        assert json.loads(done.stdout)["schema"].startswith("tmxalign/alignment/")


def test_a_file_without_confident_units_is_still_valid(cli, tmp_path, pair):
    assert cli("align", *pair, "-o", "m.tmx", "--min-confidence", "1").exit_code == 0
    assert etree.parse(tmp_path / "m.tmx").find("body") is not None


def test_locales_of_both_sides(cli, pair):
    options = ("--format", "tmx", "--en-locale", "en-GB", "--zh-locale", "zh-HK")
    root = etree.fromstring(cli("align", *pair, *options).stdout_bytes)
    codes = [tuv.get("{http://www.w3.org/XML/1998/namespace}lang") for tuv in root.iter("tuv")]
    assert codes == ["en-GB", "zh-HK"] * 3
    assert root.find("header").get("srclang") == "en-GB"


# ---------------------------------------------------------------- inputs


def test_segmented_numbers_are_those_of_the_lines_with_text(cli, tmp_path, pair):
    for name, text in (("en.txt", EN), ("zh.txt", ZH)):
        one, two, three = text.splitlines()
        (tmp_path / name).write_text(f"\n{one}\n\n\n{two}\n{three}\n\n", encoding="utf-8")
    found = native(cli, *pair, "--segmented")
    assert [(b["en"], b["zh"]) for b in found["beads"]] == [([i], [i]) for i in range(3)]
    assert [p[0] for p in found["en"]["paragraphs"]] == [2, 5]
    assert [s[0] for s in found["zh"]["sentences"]] == [0, 1, 1]
    assert found["settings"]["segmented"] is True


def test_standard_input_takes_the_named_encoding(cli, pair):
    found = native(cli, "en.txt", "-", "--encoding", "gb18030", stdin=ZH.encode("gb18030"))
    assert found["zh"]["paragraphs"][0][2] == ZH.splitlines()[0]
    assert len(found["beads"]) == 3


def test_custom_weights(cli, tmp_path, pair):
    (tmp_path / "same.json").write_text(SHIPPED, encoding="utf-8")
    data = json.loads(SHIPPED)
    net = data["networks"]["bead"]
    net["linear"] = [v / 2 for v in net["linear"]]
    (tmp_path / "half.json").write_text(json.dumps(data))
    plain, same, half = (
        native(cli, *pair, *options)
        for options in ([], ["--weights", "same.json"], ["--weights", "half.json"])
    )
    assert plain == same
    assert half["settings"]["weights"] != plain["settings"]["weights"]
    assert [b["score"] for b in half["beads"]] != [b["score"] for b in plain["beads"]]


# ---------------------------------------------------------------- what can be wrong

USAGE = {
    "no such option": ["--nonsense"],
    "confidence out of range": ["--min-confidence", "1.5"],
    "confidence is no number": ["--min-confidence", "high"],
    "no such language": ["--source", "fr"],
    "no such TMX encoding": ["--tmx-encoding", "latin-1"],
    "batch of none": ["--batch-size", "0"],
    "a third file": ["more.txt"],
    "unknown format": ["--format", "docx"],
    "unknown text encoding": ["--encoding", "klingon"],
    "a codec that is no encoding": ["--encoding", "rot13"],
    "bad language code": ["--zh-locale", "Chinese (simplified)"],
    "one language code for both": ["--zh-locale", "EN-us"],
    "model folder missing": ["--model", "./no-model"],
}


@pytest.mark.parametrize("weights", ["nowhere.json", ".", "/dev/zero"])
def test_weights_that_cannot_be_read(refused, pair, weights):
    assert weights in refused("align", *pair, "-o", "out.tmx", "--weights", weights, status=3)


@pytest.mark.parametrize("kind", USAGE)
def test_wrong_usage(refused, tmp_path, pair, kind):
    (tmp_path / "out.tmx").write_text("old")
    refused("align", *pair, "-o", "out.tmx", *USAGE[kind], status=2)


@pytest.mark.parametrize("name", ["out", "out.docx", "out.json", ".", ""])
def test_a_name_without_a_known_suffix(refused, pair, name):
    line = refused("align", *pair, "-o", name or "x", status=2)
    assert ".tmx" in line


def test_tmx_options_are_for_tmx(refused, pair):
    assert "tsv" in refused("align", *pair, "-o", "out.tsv", "--source", "zh", status=2)


def test_arguments_missing(refused, pair):
    assert "Missing argument" in refused("align", status=2)


INPUTS = {
    "missing": (None, ZH, "no such file"),
    "empty": ("", ZH, "empty"),
    "white space": (" \n\t\n", ZH, "empty"),
    "NUL characters": ("a\0b", ZH, "not a text file"),
    "both English": (EN, EN, "same language"),
    "both Chinese": (ZH, ZH, "same language"),
    "twenty times longer": (EN * 20, ZH, "times longer"),
    "much shorter": (EN, ZH * 20, "times longer"),
}


@pytest.mark.parametrize("kind", INPUTS)
@pytest.mark.parametrize("segmented", [[], ["--segmented"]], ids=["plain", "segmented"])
def test_bad_input(refused, tmp_path, kind, segmented):
    en, zh, words = INPUTS[kind]
    (tmp_path / "out.tmx").write_text("old")
    if en is not None:
        (tmp_path / "en.txt").write_text(en, encoding="utf-8")
    (tmp_path / "zh.txt").write_text(zh, encoding="utf-8")
    line = refused("align", "en.txt", "zh.txt", "-o", "out.tmx", *segmented, status=3)
    assert words in line
    assert ("zh.txt" if kind == "both English" else "en.txt") in line


def test_a_folder_is_not_a_document(refused, tmp_path, pair):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "en.txt").write_text(EN)
    (tmp_path / "b c").mkdir()
    build = "to align what is in {}: tmxalign build {} -o memory.tmx"
    for given, wanted in (
        (("a", "zh.txt"), "a: a folder; give the file in it that belongs to zh.txt"),
        (("a", "en.txt"), "belongs to en.txt, such as a/en.txt"),
        (("a",), build.format("it", "a")),
        (("a", "b c"), build.format("them", "a 'b c'")),
    ):
        assert wanted in refused("align", *given, "-o", "out.tmx", status=3)
    # a folder around the other file: an example would be that file again
    line = refused("align", "a", "a/en.txt", "-o", "out.tmx", status=3)
    assert line.rstrip().endswith("belongs to a/en.txt")
    assert "a: a folder; add the name of a file" in refused("align", *pair, "-o", "a", status=2)
    assert ".: a folder; add the name of a file" in refused("build", ".", "-o", ".", status=2)


@pytest.mark.parametrize("command", ["build", "pair"])
def test_files_are_no_folders(refused, tmp_path, pair, command):
    out = ["-o", "out.tmx"] if command == "build" else []
    (tmp_path / "pairs.tsv").write_text("en\tzh\n")
    (tmp_path / "a").mkdir()
    align = "to align {}: tmxalign align {} -o memory.tmx"
    for given, wanted in (
        (pair, align.format("them", "en.txt zh.txt")),
        (("en.txt",), align.format("it", "en.txt")),
        (("pairs.tsv",), "a table of pairs, give it with --pairs"),
        (("a", "zh.txt"), "zh.txt: a file, not a folder; give two folders"),
        (("none",), "none: no such folder"),
    ):
        assert wanted in refused(command, *given, *out, status=3)


@pytest.mark.parametrize(
    "address", ["https://example.org/a.html", "http://example.org", "www.example.org/b"]
)
def test_a_web_address_is_answered(refused, pair, address):
    for arguments in (
        ("align", address, "zh.txt"),
        ("align", address),
        ("pair", address, "b"),
        ("build", address, "-o", "m.tmx"),
        ("clean", address, "-o", "m.tmx"),
    ):
        assert f"{address}: a web address, which is not opened" in refused(*arguments, status=3)
    assert "without file://" in refused("align", "file:///a.txt", "zh.txt", status=3)


@pytest.mark.parametrize("options", [[], ["--segmented"], ["--force"]])
@pytest.mark.parametrize("stdin", [False, True])
def test_sides_in_the_wrong_order_are_exchanged(cli, pair, options, stdin):
    expected = cli("align", *pair, "--format", "tsv", *options)
    given = ("-", "en.txt") if stdin else ("zh.txt", "en.txt")
    done = cli(
        *("align", *given, "--format", "tsv", *options), stdin=ZH.encode() if stdin else None
    )
    assert done.exit_code == 0
    first = "<stdin>" if stdin else "zh.txt"
    assert done.stdout == expected.stdout.replace("zh.txt", first)
    assert f"warning: {first} is Chinese and en.txt is English: exchanged" in done.stderr
    assert not expected.stderr


def test_folders_in_the_wrong_order_are_exchanged(cli, tmp_path, folder):
    expected = cli("pair", folder / "en", folder / "zh", "-o", "-")
    done = cli("pair", folder / "zh", folder / "en", "-o", "-")
    assert done.stdout == expected.stdout
    assert "exchanged" in done.stderr
    (folder / "en").rename(folder / "one")
    done = cli("pair", folder / "zh", folder / "one")
    assert "zh is Chinese and" in done.stderr
    (folder / "zh").rename(folder / "two")
    done = cli("build", folder / "two", folder / "one", "-o", "m.tmx")
    assert done.exit_code == 0
    assert "two is Chinese and" in done.stderr


def test_messages_name_the_side_of_files_with_the_same_name(refused, tmp_path):
    for side, text in (("en", EN * 20), ("zh", ZH)):
        (tmp_path / side).mkdir()
        (tmp_path / side / "a.txt").write_text(text, encoding="utf-8")
    assert "en/a.txt is " in (line := refused("align", "en/a.txt", "zh/a.txt", status=3))
    assert "times longer than zh/a.txt" in line
    (tmp_path / "zh" / "a.txt").write_text(EN)
    assert "zh/a.txt: expected Chinese" in refused("align", "en/a.txt", "zh/a.txt", status=3)


def test_empty_standard_input(refused, pair):
    assert "<stdin>: the file is empty" in refused("align", "en.txt", "-", stdin=b"", status=3)


@pytest.mark.parametrize("encoding", [None, "utf-8", "ascii", "utf-16"])
def test_wrong_encoding(refused, tmp_path, pair, encoding):
    (tmp_path / "zh.txt").write_bytes(ZH.encode("gb18030") + b"\xff")
    options = ["--encoding", encoding] if encoding else []
    refused("align", *pair, "-o", "out.tmx", *options, status=3)


WEIGHTS = {
    "binary": b"\x80\x81\x00",
    "no JSON": b"similarity = 3",
    "a list": b"[]",
    "no schema": b"{}",
    "another schema": b'{"schema": "tmxalign/weights/99", "features": {}}',
    "features no mapping": b'{"schema": "tmxalign/weights/1", "features": [1]}',
    "a weight no number": b'{"schema": "tmxalign/weights/1", "features": {"a": "b"}}',
}


@pytest.mark.parametrize("kind", WEIGHTS)
def test_bad_weights(refused, tmp_path, pair, kind):
    (tmp_path / "w.json").write_bytes(WEIGHTS[kind])
    assert "w.json" in refused("align", *pair, "-o", "o.tmx", "--weights", "w.json", status=3)


def test_targets_that_cannot_be_written(refused, tmp_path, pair):
    (tmp_path / "folder.tmx").mkdir()
    assert "folder" in refused("align", *pair, "-o", "folder.tmx", status=3)
    assert "a file, not a folder" in refused("align", *pair, "-o", "en.txt/out.tmx", status=3)
    assert "too long" in refused("align", *pair, "-o", "x" * 300 + ".tmx", status=3)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may do anything")
def test_a_read_only_target(refused, tmp_path, pair):
    (tmp_path / "out.tmx").write_text("old")
    (tmp_path / "out.tmx").chmod(0o444)
    assert "no permission" in refused("align", *pair, "-o", "out.tmx", status=3)


def test_a_bug_is_also_one_line(refused, cli, pair, monkeypatch):
    def broken(*arguments, **options):
        raise ZeroDivisionError("in\ntwo lines")

    monkeypatch.setattr(align.pipeline.Aligner, "align_documents", broken)
    line = refused("align", *pair, "-o", "out.tmx", status=70)
    assert line == (
        "tmxalign: internal error: ZeroDivisionError: in two lines; --debug shows where\n"
    )
    monkeypatch.setenv("TMXALIGN_DEBUG", "1")
    done = cli("align", *pair)
    assert done.exit_code == 70
    assert done.stderr.startswith("Traceback")
    assert "ZeroDivisionError" in done.stderr


# ---------------------------------------------------------------- the other end of the pipe


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["align", "en.txt", "zh.txt"],
        ["evaluate", "x.beads.tsv", "x.gold.tsv"],
    ],
    ids=["help", "table", "evaluate"],
)
class TestStandardOutput:
    @pytest.fixture(autouse=True)
    def _files(self, tmp_path, pair):
        for name in ("x.beads.tsv", "x.gold.tsv"):
            (tmp_path / name).write_text("0\t0\n")

    def run(self, tmp_path, arguments, stdout):
        return subprocess.run(
            [*CLI, *arguments], stdout=stdout, stderr=subprocess.PIPE, text=True, cwd=tmp_path
        )

    def test_closed_pipe(self, tmp_path, arguments):
        reader, writer = os.pipe()
        os.close(reader)
        try:
            done = self.run(tmp_path, arguments, writer)
        finally:
            os.close(writer)
        assert (done.returncode, done.stderr) == (0, "")

    @pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no full device")  # noqa: PTH110
    def test_full_disk(self, tmp_path, arguments):
        with open("/dev/full", "wb") as full:  # noqa: PTH123
            done = self.run(tmp_path, arguments, full)
        assert done.returncode == 3
        assert done.stderr.startswith("tmxalign: standard output: cannot be written: ")
        assert done.stderr.count("\n") == 1
