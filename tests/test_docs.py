"""The documentation is correct: its commands run, and it covers every command and option."""

import dataclasses
import doctest
import inspect
import io
import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import click
import pytest
from click.testing import CliRunner

import align
from align import library
from align.alignment import Alignment, Bead
from align.batch import build
from align.commands.main import EXIT_STATUSES, main
from align.document import Document
from align.evaluation import evaluate, read_beads
from align.memory import write
from align.memory.clean import RULES
from align.pipeline import Aligner
from align.score.weights import shipped_weights

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs" / "en").glob("*.md")])
CHINESE = sorted([ROOT / "README.zh.md", *(ROOT / "docs" / "zh").glob("*.md")])
TEXT = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
OPTION = re.compile(r"(?<![\w-])--[a-z][\w-]*")
# a comment line before a command states its exit status: # exit status 3
COMMAND = re.compile(r"^(?:# exit status (\d+)\n)?\$ (tmxalign .*)$", re.MULTILINE)


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """A copy of the checkout's folders, for commands that write."""
    shutil.copytree(ROOT / "corpora", tmp_path / "corpora")
    (tmp_path / "out").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_commands_and_doctests_run(copy):
    # one test, so that the pages share the outputs of the first
    ran = 0
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        if page.name.startswith("tutorial-"):  # tests/test_tutorials.py
            continue
        for status, line in COMMAND.findall(text):
            done = CliRunner().invoke(main, shlex.split(line)[1:], prog_name="tmxalign")
            assert done.exit_code == int(status or 0), f"{page.name}: {line}\n{done.output}"
            ran += 1
        if ">>> " in text:
            failed, tried = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
            assert tried
            assert not failed, page.name
    assert ran > 5


def commands(group=main, path=()):
    for name, command in group.commands.items():
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


def options_of(command):
    given = [p for p in command.params if isinstance(p, click.Option)]
    return {o for p in given for o in (*p.opts, *p.secondary_opts)}


@pytest.mark.parametrize("pages", [PAGES, CHINESE], ids=["English", "Chinese"])
def test_every_command_and_option_is_documented(pages):
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    # whole words: --tmx-encoding does not mention --encoding
    mentioned = set(re.findall(r"(?<![\w-])--?[a-z][\w-]*", text))
    missing = [] if options_of(main) <= mentioned else ["tmxalign"]
    for path, command in commands():
        name = "tmxalign " + " ".join(path)
        if name not in text:
            missing.append(name)
        for parameter in command.params:
            if isinstance(parameter, click.Option) and not mentioned & set(parameter.opts):
                missing.append(f"{name} {parameter.opts[-1]}")
    assert not missing


def test_every_documented_option_exists():
    there = options_of(main) | {"--help"}
    for _, command in commands():
        there |= options_of(command)
    # options of benchmarks: the command line names the script
    scripts = re.findall(r"python ((?:benchmarks|docs)/\w+\.py)([^`\n]*)", TEXT)
    for script, rest in scripts:
        source = (ROOT / script).read_text(encoding="utf-8")
        for option in OPTION.findall(rest):
            assert f'"{option}"' in source, f"{script} has no {option}"
    others = r"python (?:benchmarks|docs)/\w+\.py|ray start|docker|pip \w+|pipx|uv |no such option:"
    text = re.sub(rf"(?:{others})[^`\n]*", "", TEXT)
    of_installers = {"--only-binary", "--reinstall"}
    assert not set(OPTION.findall(text)) - there - of_installers


#: Options that only choose how a command prints, and what a function has instead.
NOT_PARAMETERS = {
    "quiet": "prints nothing",
    "verbose": "prints more: align.ledger.Ledger",
    "as_json": "prints JSON: the report's to_dict() or to_json()",
    "short": "prints one line: str(score)",
    "listed": "prints the checks: align.audit.CHECKS",
    "verify": "prints examples: align.audit.engine.check.wrong_examples",
    "limit of audit": "findings on the terminal: align.audit.reports.write_report",
    "dry_run": "without `out` nothing is written",
}
#: Names of options that are those of a parameter in the library, where they differ.
PARAMETERS = {
    "format_": "format", "min_confidence": "minimum", "en_locale": "locales",
    "zh_locale": "locales", "tmx_encoding": "encoding", "csv_path": "csv",
    "number of search": "limit",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_is_a_function_and_every_option_a_parameter(name):
    function = getattr(library, name)
    assert callable(getattr(align, name))
    assert f"`align.{name}(" in (ROOT / "docs" / "en" / "library.md").read_text(encoding="utf-8")
    assert function.__doc__
    assert ">>> " in function.__doc__
    parameters = inspect.signature(function).parameters
    known = set(parameters)
    if "aligner" in known:
        known |= {field.name for field in dataclasses.fields(Aligner)}
    if name == "clean":
        known |= {option for rule in RULES.values() for option in rule.options}
    for option in main.commands[name].params:
        if not option.expose_value or {option.name, f"{option.name} of {name}"} & {*NOT_PARAMETERS}:
            continue
        own = PARAMETERS.get(f"{option.name} of {name}", option.name)
        assert PARAMETERS.get(own, own) in known, f"{name}: {option.name}"


def test_packages_with_the_name_of_a_command_can_be_called(copy):
    assert align.search("corpora/terms.csv", "general manager").hits[0].zh == "副总经理"
    assert len(align.pair("corpora", by_name=True).pairs) == 16
    with align.audit("corpora/terms.csv", no_config=True) as report:
        assert report.units == 7


def test_the_library_reads_standard_input(copy, monkeypatch):
    align.convert("corpora/terms.csv", "terms.tmx")
    data = Path("terms.tmx").read_bytes()

    def stdin():
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))
        return "-"

    assert align.stats(stdin()).units == 7
    assert align.convert(stdin(), "a.tsv").units == 7
    assert align.search(stdin(), "laboratory").units == 7
    assert align.clean(stdin()).read == 7
    assert align.sample(stdin(), "b.tmx", 2).units == 2
    assert align.merge([stdin(), "terms.tmx"], "c.tmx").repeated == 7
    assert align.split(stdin(), "d-{}.tmx", units=5).parts[1][1].units == 2
    assert not list(align.diff(stdin(), "terms.tmx"))
    assert align.validate(stdin()).valid
    assert align.leverage("corpora/README.md", stdin(), language="en").units == 7
    with align.audit(stdin(), no_config=True) as report:
        assert report.units == 7


def test_links_resolve():
    broken = []
    for page in [*PAGES, *CHINESE]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            if not (page.parent / target).exists():
                broken.append(f"{page.name}: {target}")
    assert not broken


def test_exit_statuses_match_the_program():
    # the Chinese page has as many rows, with the same numbers: tests/test_pages.py
    page = (ROOT / "docs" / "en" / "exit-statuses.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| (\d+) \| (.*) \|$", page, re.MULTILINE))
    assert rows == {str(status): text for status, text in EXIT_STATUSES.items()}


def test_format_examples_match_the_writers(copy):
    page = (ROOT / "docs" / "en" / "output-formats.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```(\w+)\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    shown = {kind: [text for k, text in blocks if k == kind] for kind, _ in blocks}
    en = Document.from_sentences(["One.", "Two."], "en", name="a")
    zh = Document.from_sentences(["一。", "二。"], "zh", name="a")
    alignment = Alignment(en, zh, (Bead((0,), (0,)), Bead((1,), ()), Bead((), (1,))), {"model": ""})
    for name in ("tmx", "tsv", "jsonl", "beads.tsv", "align.json"):
        write(alignment, f"a.{name}")

    unit = ElementTree.fromstring(shown["xml"][0])
    written = ElementTree.parse("a.tmx").find("body/tu")
    for tag in ("prop", "tuv"):
        assert [e.attrib for e in unit.iter(tag)] == [e.attrib for e in written.iter(tag)]
    assert unit.keys() == written.keys()

    header, *rows = shown["tsv"][0].splitlines()
    assert header == Path("a.tsv").read_text(encoding="utf-8").splitlines()[0]
    assert {row.count("\t") for row in rows} == {header.count("\t")}

    records = [json.loads(line) for line in Path("a.jsonl").read_text("utf-8").splitlines()]
    assert {tuple(json.loads(line)) for line in shown["json"][0].splitlines()} == {
        tuple(records[0])
    }
    native = Alignment.from_json(shown["json"][1])
    assert json.loads(shown["json"][1]).keys() == json.loads(alignment.to_json()).keys()
    assert not native.extra
    assert all(native.text(bead) for bead in native)

    Path("x.beads.tsv").write_text(shown["text"][0], encoding="utf-8")
    assert read_beads("x.beads.tsv")


def test_no_file_names_a_package_registry():
    # installers take the registry from the user's configuration
    hosts = ("pypi" + ".org", "python" + "hosted.org", "ana" + "conda.org", "npm" + "js.org")
    hosts += (
        "download." + "pytorch.org",
        "npm" + "js.com",
        "cra" + "tes.io",
        "extra-" + "index-url",
    )
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True)
    if done.returncode:
        pytest.skip("not a git checkout")
    found = []
    for name in filter(None, done.stdout.decode().split("\0")):
        path = ROOT / name
        if path.is_file():
            text = path.read_bytes().decode("utf-8", "replace").lower()
            found += [f"{name}: {host}" for host in hosts if host in text]
    assert not found


@pytest.mark.slow
def test_each_image_is_there_small_and_described():
    shown = set()
    for page in [*PAGES, *CHINESE]:
        for described, path in re.findall(r"!\[([^]]*)\]\(([^)]+)\)", page.read_text("utf-8")):
            assert described, path
            shown.add((page.parent / path).resolve())
    images = ROOT / "docs" / "images"
    assert shown == set(images.iterdir())
    assert all(path.stat().st_size <= 150_000 for path in images.glob("*.png"))


def test_figures_match_the_measurements(tmp_path):
    sys.path.insert(0, str(ROOT / "docs"))
    try:
        import make_figures
    finally:
        sys.path.pop(0)
    for page, mark, table in make_figures.tables():
        text = page.read_text(encoding="utf-8")
        assert make_figures.between(mark).search(text).group() == table, page
    # the figures are those of the shipped weights
    data = json.loads((make_figures.RESULTS / "accuracy.json").read_text(encoding="utf-8"))
    assert data["weights"] == shipped_weights().fingerprint
    score = evaluate_corpora(tmp_path)
    assert data["sets"]["corpora"]["tmxalign"]["strict"]["f1"] == round(score.strict.f1, 6)


def evaluate_corpora(folder):
    build(ROOT / "corpora", folder / "memory.tmx")
    return evaluate(folder / "memory.alignments", ROOT / "corpora" / "gold")


def test_the_map_for_contributors_shows_what_is_there():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    paths = re.findall(r"`((?:align|docs|benchmarks|tests)/[\w/.]*)`", text)
    assert [path for path in paths if not (ROOT / path).exists()] == []
    rooms = {p.name for p in (ROOT / "align").iterdir() if (p / "__init__.py").exists()}
    rooms |= {p.name for p in (ROOT / "align").glob("[!_]*.py")} - {"version.py"}
    assert {room for room in rooms if not re.search(rf"[`/]{room}[`/]", text)} == set()
