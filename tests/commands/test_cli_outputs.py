"""No command replaces one of its inputs by its output, whatever name the output has."""

import os
from pathlib import Path

import pytest
from cli_parts import EN, ZH

from align.errors import UsageError
from align.library import align, build, clean, pair, terms

CSV = "English,Chinese\nThe lift works.,电梯能用。\nThe lift is open.,电梯开着。\n"
REPLACED = "would be replaced by the output, but is an input"
TWICE = "the same file for two outputs"


@pytest.fixture
def inputs(cli, folder, tmp_path):
    """One of everything that a command reads, and other names for some of it."""
    texts = {"m.csv": CSV, "p-2.csv": CSV, "doc.txt": EN, "en.txt": EN, "zh.txt": ZH}
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    for name in ("m.tmx", "m.xlsx", "no-document.tmx"):
        assert cli("convert", "m.csv", name, "-q").exit_code == 0
    (tmp_path / "link.csv").symlink_to("m.csv")
    (tmp_path / "hard.csv").hardlink_to("m.csv")
    (tmp_path / "away").symlink_to("texts", target_is_directory=True)
    (tmp_path / "tm").mkdir()
    (tmp_path / "tm" / "m.tmx").write_bytes((tmp_path / "m.tmx").read_bytes())
    (tmp_path / "my.toml").write_text("", encoding="utf-8")
    (tmp_path / "known.json").write_text('{"findings": []}', encoding="utf-8")
    (tmp_path / "pairs.tsv").write_text("en\tzh\nen.txt\tzh.txt\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("align en.txt zh.txt -o zh.txt --format tmx", REPLACED),
        ("align en.txt zh.txt --aside en.txt", REPLACED),
        ("align m.tmx -o m.tmx", REPLACED),
        ("align en.txt zh.txt -o a.tsv --aside ./a.tsv", TWICE),
        ("align en.txt zh.txt -o - --format tsv --aside -", TWICE),
        ("build texts -o m.tmx --aside texts/en/a.txt", REPLACED),
        ("build texts -o m.tmx --aside away/zh/only-zh-here.txt", REPLACED),
        ("build texts -o new.tmx --aside new.tmx", TWICE),
        ("build texts -o texts/en/a.txt --format tmx --fresh", REPLACED),
        ("build --pairs pairs.tsv -o pairs.tsv", REPLACED),
        ("build --pairs pairs.tsv -o n.tmx --aside en.txt", REPLACED),
        ("pair texts -o texts/en/a.txt", REPLACED),
        ("pair texts/en texts/zh -o away/../texts/zh/c.txt", REPLACED),
        ("audit m.tmx --write-baseline m.tmx", REPLACED),
        ("audit m.xlsx -o m.xlsx", REPLACED),
        ("audit tm -o tm/m.tmx --format json", REPLACED),
        ("audit texts --no-config -o texts/zh/b.txt --format json", REPLACED),
        ("audit m.tmx --glossary m.csv --write-baseline link.csv", REPLACED),
        ("audit m.tmx --config my.toml --write-baseline my.toml", REPLACED),
        ("audit m.tmx --baseline known.json -o known.json", REPLACED),
        ("audit m.tmx -o a.json --write-baseline a.json", TWICE),
        ("audit m.tmx -o a.json -o ./a.json", TWICE),
        ("terms m.csv -o m.csv", REPLACED),
        ("terms m.csv -o link.csv", REPLACED),
        ("terms link.csv -o hard.csv", REPLACED),
        ("terms tm -o tm/../tm/m.tmx", REPLACED),
        ("sample m.tmx -n 1 -o m.tmx", REPLACED),
        ("split no-document.tmx --by document -o {}.tmx", REPLACED),
        ("split p-2.csv --units 1 -o ./p-{}.csv", REPLACED),
        ("clean m.tmx -o new.tmx --rejected m.tmx", REPLACED),
        ("clean m.tmx -o m.tmx --rejected ./m.tmx", TWICE),
        ("leverage doc.txt --memory m.tmx --csv doc.txt", REPLACED),
        ("leverage doc.txt --memory m.csv --csv hard.csv", REPLACED),
        ("leverage doc.txt --memory m.tmx -o new.xlf --csv new.xlf", TWICE),
    ],
)
def test_an_output_that_is_an_input_is_refused(inputs, refused, command, said):
    assert said in refused(*command.split(), status=2)


def test_by_an_absolute_and_a_relative_name(inputs, refused):
    assert REPLACED in refused("terms", inputs / "m.csv", "-o", "tm/../m.csv", status=2)
    assert REPLACED in refused("terms", "m.csv", "-o", inputs / "m.csv", status=2)


@pytest.mark.parametrize(
    "command",
    [
        "clean m.tmx -o m.tmx",
        "convert m.tmx m.tmx",
        "merge m.tmx m.csv -o m.tmx",
        "audit m.csv --no-config -q --baseline b.json --write-baseline b.json",
        "build texts -q -o texts/m.tmx --aside texts/aside.tsv",
        "build texts -q -o texts/m.jsonl",
        "pair texts -q -o texts/en/pairs.tsv",
        "split m.tmx --by document -o other-{}.tmx",
    ],
)
def test_what_is_meant_to_be_written_again_is(inputs, cli, command):
    if "b.json" in command:
        assert cli(*"audit m.csv --no-config -q --write-baseline b.json".split()).exit_code == 0
    for _ in range(2):
        done = cli(*command.split())
        assert done.exit_code == 0, done.stderr


def test_devices_are_not_replaced(inputs, cli):
    done = cli("terms", "m.csv", "-o", os.devnull, "--format", "csv")
    assert done.exit_code == 0, done.stderr
    done = cli(
        "align", "en.txt", "zh.txt", "-o", os.devnull, "--format", "tmx", "--aside", os.devnull
    )
    assert done.exit_code == 0, done.stderr


@pytest.mark.parametrize(
    "call",
    [
        lambda: align("en.txt", "zh.txt", aside="en.txt"),
        lambda: build("texts", "m.tmx", aside="texts/en/a.txt"),
        lambda: pair("texts", out=Path("texts/en/a.txt")),
        lambda: terms(Path("m.csv"), "link.csv"),
        lambda: clean("m.tmx", rejected="m.tmx"),
    ],
)
def test_functions_refuse_the_same(inputs, call):
    with pytest.raises(UsageError, match="would be replaced"):
        call()
