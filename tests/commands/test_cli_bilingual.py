"""``tmxalign align FILE``: one file with both languages."""

import csv
import io
import json

import pytest
from cli_parts import EN, ZH
from lxml import etree

PAIRS = list(zip(EN.splitlines(), ZH.splitlines(), strict=True))


def table(path, rows, separator=","):
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8")


def units(cli, *arguments, **options):
    done = cli("align", *arguments, "-o", "-", "--format", "jsonl", **options)
    assert done.exit_code == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    return [(unit["en"], unit["zh"]) for unit in found]


MIXED = {
    "by turns": "\n\n".join(f"{en}\n\n{zh}" for en, zh in PAIRS),
    "line by line": "\n".join(f"{en}\n{zh}" for en, zh in PAIRS),
    "in one line": "\n".join(f"{en} {zh}" for en, zh in PAIRS),
    "with tabs": "\n".join(f"{zh}\t{en}" for en, zh in PAIRS),
    "one after the other": EN + "\n" + ZH,
}


@pytest.mark.parametrize("kind", MIXED)
@pytest.mark.parametrize("segmented", [[], ["--segmented"]], ids=["plain", "segmented"])
def test_a_mixed_file(cli, tmp_path, kind, segmented):
    (tmp_path / "both.txt").write_text(MIXED[kind], encoding="utf-8")
    assert units(cli, "both.txt", *segmented) == PAIRS
    assert units(cli, "-", *segmented, stdin=MIXED[kind].encode()) == PAIRS


def test_a_table_is_shown(cli, tmp_path):
    table(tmp_path / "both.csv", [("en", "zh"), *PAIRS])
    done = cli("align", "both.csv")
    assert done.exit_code == 0, done.stderr
    assert "3 units" in done.stdout


@pytest.mark.parametrize("suffix", ["tmx", "tsv"])
def test_its_own_output_can_be_realigned(cli, tmp_path, pair, suffix):
    assert cli("align", *pair, "-o", f"a.{suffix}").exit_code == 0
    assert units(cli, f"a.{suffix}") == PAIRS
    assert cli("align", f"a.{suffix}", "-o", "b.tmx").exit_code == 0
    assert len(etree.parse(tmp_path / "b.tmx").findall(".//tu")) == 3


def test_rows_are_split_or_segmented(cli, tmp_path):
    row = [" ".join(en for en, _ in PAIRS), "".join(zh for _, zh in PAIRS)]
    table(tmp_path / "both.csv", [("English", "Chinese"), row])
    assert units(cli, "both.csv") == PAIRS
    assert units(cli, "both.csv", "--segmented") == [tuple(row)]


def test_places_of_rows_are_in_the_native_file(cli, tmp_path):
    table(tmp_path / "both.csv", [("English", "Chinese"), *PAIRS])
    assert cli("align", "both.csv", "-o", "a.align.json").exit_code == 0
    assert "row 3" in (tmp_path / "a.align.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("segmented", [[], ["--segmented"]], ids=["plain", "segmented"])
def test_one_side_may_be_a_column(cli, tmp_path, pair, segmented):
    table(tmp_path / "both.csv", [("English", "Chinese"), *PAIRS])
    assert units(cli, "both.csv", "zh.txt", *segmented) == PAIRS
    assert units(cli, "en.txt", "both.csv", *segmented) == PAIRS


def test_explained(cli, tmp_path):
    table(tmp_path / "both.csv", [("English", "Chinese"), *PAIRS])
    done = cli("align", "--explain", "both.csv")
    assert done.exit_code == 0, done.stderr


BAD = {
    "en.txt": (EN, "contains only English; also give the Chinese file"),
    "zh.txt": (ZH, "contains only Chinese; also give the English file"),
    "empty.txt": ("", "empty"),
    "broken.tmx": ("<tmx><body>", "broken XML"),
    "broken.xlf": ("<xliff>", "broken XML"),
    "broken.xlsx": ("PK", "not an Excel workbook"),
    "broken.po": ("msgid", "broken syntax"),
    "one.csv": ("en,fr\nYes.,Oui.\n", "no column with Chinese text"),
    "swapped.tsv": ("Chinese\tEnglish\nYes.\t是。\nNo.\t否。\n", "correct the heading row"),
    "swapped.tmx": (
        '<tmx><body><tu><tuv lang="zh"><seg>Good morning.</seg></tuv>'
        '<tuv lang="en"><seg>早上好。</seg></tuv></tu></body></tmx>',
        "correct the language codes",
    ),
    "apart.csv": ("en,zh\nYes.,\n,是。\n", "no row has text in both languages"),
    "x.beads.tsv": ("0\t0\n", "sentence numbers"),
}


@pytest.mark.parametrize("name", BAD)
def test_files_without_a_bitext(refused, tmp_path, name):
    text, words = BAD[name]
    (tmp_path / name).write_text(text, encoding="utf-8")
    line = refused("align", name, "-o", "out.tmx", status=3)
    assert line.startswith(f"tmxalign: {name}: ")
    assert words in line


def test_a_missing_file(refused):
    for name in ("no.tmx", "no.csv", "no.txt"):
        assert "no such file" in refused("align", name, "-o", "out.tmx", status=3)
