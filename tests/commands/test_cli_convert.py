"""``tmxalign convert``: any format to any other, with the losses in numbers."""

import gzip
import json

import pytest

from align.commands.main import main
from align.formats.registry import FORMAT_READERS
from align.memory import FORMATS, read_memory, write
from align.unit import Code, Header, Memory, Prop, Unit, Variant

EN = Variant("en-US", ("Good ", Code("ph", (("x", "1"),), ("<br>",)), "morning."))
ZH = Variant("zh-CN", ("早上好。",))
UNIT = Unit(
    [EN, ZH], "7", {"creationdate": "20260101T000000Z"}, (Prop("x-confidence", "0.9"),), ("Hm.",)
)


@pytest.fixture
def memory(tmp_path):
    write(Memory(Header({"srclang": "en-US"}), [UNIT, UNIT]), tmp_path / "a.tmx")
    return "a.tmx"


FORMATS_BOTH_WAYS = sorted(
    s for s in FORMATS if s in FORMAT_READERS and s != ".tmx" and not FORMATS[s].single
)


@pytest.mark.parametrize("suffix", FORMATS_BOTH_WAYS)
def test_round_trip_through_every_format(cli, memory, suffix, tmp_path):
    done = cli("convert", memory, f"b{suffix}")
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr.startswith(f"b{suffix}: 2 units written")
    assert cli("convert", f"b{suffix}", "c.tmx").exit_code == 0
    found = list(read_memory(tmp_path / "c.tmx"))
    assert [u.text("en") for u in found] == ["Good morning."] * 2
    assert [u.text("zh") for u in found] == ["早上好。"] * 2
    if suffix in (".xlf", ".units.jsonl"):
        assert found[0].attributes["creationdate"] == "20260101T000000Z"
        assert found[0].variants[0].codes == EN.codes


def test_the_summary_counts_what_is_lost(cli, memory):
    done = cli("convert", memory, "b.tsv")
    assert done.stderr == (
        "b.tsv: 2 units written; not kept: 2 × tuid, 2 × creationdate, 2 × note, 2 × inline code\n"
    )
    assert cli("convert", "-q", memory, "b.tsv").stderr == ""
    done = cli("convert", "--json", memory, "b.jsonl")
    report = json.loads(done.stdout)
    assert (report["units"], report["lost"]["inline code"]) == (2, 2)


def test_formats_given_by_option(cli, memory, tmp_path):
    done = cli("convert", memory, "-", "--format", "jsonl")
    assert [json.loads(line)["zh"] for line in done.stdout.splitlines()] == ["早上好。"] * 2
    (tmp_path / "data").write_text(done.stdout, "utf-8")
    assert cli("convert", "data", "b.tmx", "--from-format", "jsonl").exit_code == 0
    assert len(list(read_memory(tmp_path / "b.tmx"))) == 2


def test_archives_and_standard_input(cli, memory, tmp_path):
    data = (tmp_path / memory).read_bytes()
    (tmp_path / "b.tmx.gz").write_bytes(gzip.compress(data))
    assert cli("convert", "b.tmx.gz", "b.tsv").exit_code == 0
    assert cli("convert", "-", "c.tsv", stdin=data).exit_code == 0
    assert (tmp_path / "c.tsv").read_bytes() == (tmp_path / "b.tsv").read_bytes()


def test_a_profile_adapts_the_file_to_a_tool(cli, memory, tmp_path):
    assert cli("convert", memory, "b.tmx", "--profile", "weblate").exit_code == 0
    [codes] = {tuple(v.lang for v in unit.variants) for unit in read_memory(tmp_path / "b.tmx")}
    assert codes == ("en", "zh-Hans")
    assert cli("convert", memory, "b.tsv", "--profile", "weblate").exit_code == 2


def test_the_source_language_and_the_codes(cli, memory, tmp_path):
    cli("convert", memory, "b.tmx", "--source", "zh", "--zh-locale", "zh-TW")
    found = read_memory(tmp_path / "b.tmx")
    assert found.header.attributes["srclang"] == "zh-TW"
    assert [[v.lang for v in unit.variants] for unit in found] == [["zh-TW", "en-US"]] * 2
    cli("convert", memory, "c.tmx", "--en-locale", "en-GB")
    assert read_memory(tmp_path / "c.tmx").header.attributes["srclang"] == "en-GB"


def test_options_of_formats(cli, memory, tmp_path):
    cli("convert", memory, "b.tmx", "--tmx-encoding", "utf-16")
    assert (tmp_path / "b.tmx").read_bytes().startswith(b"\xff\xfe")
    cli("convert", memory, "b.xlf", "--xliff-version", "2.1")
    assert 'version="2.1"' in (tmp_path / "b.xlf").read_text("utf-8")
    cli("convert", memory, "b.tbx", "--tbx-version", "3")
    assert "<conceptEntry" in (tmp_path / "b.tbx").read_text("utf-8")
    cli("convert", memory, "b.csv", "--bom")
    assert (tmp_path / "b.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_converting_a_file_onto_itself(cli, memory, tmp_path):
    before = [u.text("zh") for u in read_memory(tmp_path / memory)]
    assert cli("convert", memory, memory, "--tmx-encoding", "utf-16").exit_code == 0
    assert [u.text("zh") for u in read_memory(tmp_path / memory)] == before


def test_an_alignment_converts_to_any_format(cli, pair, tmp_path):
    cli("align", *pair, "-o", "a.align.json")
    cli("align", *pair, "-o", "a.tsv")
    cli("align", *pair, "-o", "a.beads.tsv")
    for name in ("tsv", "beads.tsv"):
        assert cli("convert", "a.align.json", f"b.{name}").exit_code == 0
        assert (tmp_path / f"b.{name}").read_bytes() == (tmp_path / f"a.{name}").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (["no.tmx", "b.tsv"], 3, "no.tmx: no such file"),
        (["a.tmx", "b.doc"], 2, "unknown suffix"),
        (["a.tmx", "b.tsv", "--from-format", "doc"], 2, "cannot be read"),
        (["a.tmx", "b.tsv", "--from-format", "parquet"], 3, "a.tmx: not a complete Parquet file"),
        (["a.tmx", "b.tsv", "--bom"], 2, "format tsv has no option bom"),
        (["a.tmx", "b.beads.tsv"], 2, "holds an alignment"),
        (["a.tmx", "b.tmx", "--en-locale", "English?"], 2, "is not a language code"),
        (["a.tmx", "a.tmx/b.tsv"], 3, "a file, not a folder"),
        (["a.tmx", "-", "--json"], 2, "standard output"),
        (["cut.tmx", "old.tsv"], 3, "not a whole TMX file"),
        (["a.tmx", "-", "--format", "en"], 2, "two files"),
    ],
)
def test_impossible_requests_change_nothing(refused, memory, tmp_path, arguments, status, says):
    (tmp_path / "cut.tmx").write_bytes((tmp_path / memory).read_bytes()[:-60])
    (tmp_path / "old.tsv").write_text("old")
    assert says in refused("convert", *arguments, status=status)


def test_losses_of_a_sheet(refused, tmp_path):
    long = Unit([Variant("en-US", ("a" * 32_768,)), Variant("zh-CN", ("甲",))])
    write(Memory(Header(), [UNIT, long]), tmp_path / "a.tmx")
    said = refused("convert", "a.tmx", "b.xlsx", status=3)
    assert "unit 2: its English has 32,768 characters, and a cell holds 32,767" in said


def test_all_formats_are_in_the_help(cli):
    assert "convert" in main.commands
    assert "--xliff-version" in cli("convert", "--help").stdout
