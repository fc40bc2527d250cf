"""A package of somebody else's adds checks, readers, formats, models and rules by entry points."""

import importlib
import json
import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from align import registry
from align.errors import NameTakenError
from align.registry import Registry

ROOT = Path(__file__).resolve().parents[1]

MODULE = """
import hashlib

import numpy as np

from align.audit import Hit, Segment
from align.audit.engine.check import segment_check
from align.document import Paragraph
from align.embed.encoder import Model
from align.formats.registry import register
from align.formats.writer import Writer
from align.memory.clean.rule import example_unit, one, rule
from align.parameter import Parameter
from align.readers.base import Reader


@segment_check(
    "no-emoji",
    family="form",
    severity="warning",
    summary="an emoji in a translation",
    rationale="Formal texts have none.",
    fires=[Segment(0, "Fine.", "好🙂。")],
    silent=[Segment(0, "Fine.", "好。")],
)
def no_emoji(context):
    def look(segment):
        if "🙂" in segment.zh:
            yield Hit("an emoji in the Chinese text")

    return look


def read_shouting(source):
    return tuple(Paragraph(line.strip("!")) for line in source.data.decode().splitlines())


SHOUTING = Reader("shouting", (".shout",), read_shouting)


@register(".count", "the number of units")
class CountWriter(Writer):
    def unit(self, unit):
        self.report.units += 1

    def end(self):
        self.streams[0].write(f"{self.report.units}".encode())


class Hashes:
    name, dimensions = "hashes", 8

    def encode(self, texts):
        rows = [list(hashlib.sha256(text.encode()).digest()[:8]) for text in texts]
        vectors = np.array(rows, np.float32).reshape(-1, 8) + 1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def encode_runs(self, texts, joiner, longest):
        runs = np.zeros((longest, len(texts), 8), np.float32)
        for k in range(1, longest + 1):
            joined = [joiner.join(texts[i : i + k]) for i in range(len(texts) - k + 1)]
            if joined:
                runs[k - 1, : len(joined)] = self.encode(joined)
        return runs


MODEL = Model("hashes", lambda **settings: Hashes())


@rule(
    "secret",
    "a text with a word that may not leave the house",
    Parameter("word", "secret", "the word"),
    removes=one([example_unit("A secret.", "秘密。")]),
    keeps=one([example_unit("Hello.", "你好。")]),
)
def secret(word):
    return lambda texts, unit: word if word in texts.source else ""
"""
GROUPS = ("checks", "readers", "formats", "encoders", "rules")


def install(folder: Path, name: str, source: str, groups=GROUPS) -> None:
    """Leave in ``folder`` what ``pip install`` leaves there of a package with one module."""
    module = name.replace("-", "_")
    (folder / f"{module}.py").write_text(source, encoding="utf-8")
    info = folder / f"{module}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    points = "".join(f"[tmxalign.{group}]\nours = {module}\n" for group in groups)
    (info / "entry_points.txt").write_text(points)


@pytest.fixture
def run(tmp_path):
    """The command line in a folder in which packages can be installed."""

    def run(*arguments: str, status: int = 0) -> subprocess.CompletedProcess[str]:
        paths = [str(ROOT), str(tmp_path), os.environ.get("PYTHONPATH", "")]
        done = subprocess.run(
            [sys.executable, str(ROOT / "cli.py"), *arguments],
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONUTF8": "1"},
        )
        assert done.returncode == status, done.stderr
        return done

    return run


@pytest.fixture
def memory(tmp_path):
    path = tmp_path / "m.csv"
    rows = [
        "English,Chinese",
        "The door is open today.,今天门开着🙂。",
        "This is a secret.,这是秘密。",
    ]
    path.write_text("\n".join(rows), encoding="utf-8")
    return str(path)


def test_the_command_line_uses_what_an_installed_package_adds(run, memory, tmp_path):
    install(tmp_path, "tmx-extras", MODULE)
    assert "no-emoji" in run("audit", "--list").stdout
    report = json.loads(run("audit", memory, "--json", "-q", "--only", "no-emoji").stdout)
    assert [finding["check"] for finding in report["findings"]] == ["no-emoji"]

    (tmp_path / "a.shout").write_text("The door is open today!\nIt was closed!\n")
    (tmp_path / "b.txt").write_text("今天门开着。\n门曾经关着。\n", encoding="utf-8")
    run("align", "a.shout", "b.txt", "-o", "a.tsv")
    text = Path(tmp_path / "a.tsv").read_text(encoding="utf-8")
    assert "The door is open today\t今天门开着。" in text

    run("convert", memory, "m.count")
    assert (tmp_path / "m.count").read_text() == "2"

    run("align", "a.shout", "b.txt", "-o", "a.align.json", "--model", "hashes", "--force")
    settings = json.loads((tmp_path / "a.align.json").read_text(encoding="utf-8"))["settings"]
    assert settings["model"] == "hashes"

    assert "secret" in run("clean", "--list").stdout
    cleaned = json.loads(run("clean", memory, "--dry-run", "--json", "-q").stdout)
    assert cleaned["removed"]["secret"] == 1
    cleaned = run("clean", memory, "--dry-run", "--json", "-q", "--secret-word", "x").stdout
    assert json.loads(cleaned)["removed"]["secret"] == 0


def test_a_package_that_cannot_be_imported_is_one_warning_that_names_it(run, memory, tmp_path):
    install(tmp_path, "tmx-broken", "import no_such_module", ["rules"])
    install(tmp_path, "tmx-half", MODULE + "\nraise RuntimeError('late')\n", ["rules"])
    done = run("clean", memory, "--dry-run", "--json", "-q")
    assert "secret" not in json.loads(done.stdout)["removed"]
    warnings = done.stderr.splitlines()
    assert len(warnings) == 2
    assert warnings[0].startswith("tmxalign: warning: tmx-broken 1.0: ")
    assert "no_such_module" in warnings[0]
    assert "tmx-half 1.0" in warnings[1]
    assert "late" in warnings[1]


def test_a_name_that_is_taken_twice_is_an_error_that_names_both(run, tmp_path):
    ours = MODULE.replace('"no-emoji"', '"untranslated"')
    install(tmp_path, "tmx-clash", ours, ["checks"])
    done = run("audit", "--list", status=2)
    assert "'untranslated'" in done.stderr
    assert "align.audit.checks.untranslated" in done.stderr
    assert "tmx_clash (tmx-clash 1.0)" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_an_entry_point_may_name_one_thing(tmp_path, monkeypatch, caplog):
    install(
        tmp_path,
        "tmx-one",
        "from fractions import Fraction\nTHING = Fraction(3, 2)\nOTHER = 1\n",
        [],
    )
    points = "[tmxalign.test]\na = tmx_one:THING\nb = tmx_one:OTHER\n"
    (tmp_path / "tmx_one-1.0.dist-info" / "entry_points.txt").write_text(points)
    monkeypatch.syspath_prepend(str(tmp_path))
    registry._all_entry_points.cache_clear()
    try:
        names = Registry(
            Fraction, names=lambda n: (str(n),), package="align.files", group="tmxalign.test"
        )
        assert list(names) == ["3/2"]
    finally:
        registry._all_entry_points.cache_clear()
    assert "tmx-one 1.0: its entry point b = tmx_one:OTHER" in caplog.text


def test_registering_the_same_thing_twice_is_not_a_clash():
    numbers = Registry(
        Fraction, names=lambda n: (str(round(n)),), package="align.files", group="none"
    )
    one = Fraction(9, 8)
    assert numbers.add(numbers.add(one, "a"), "b") is one
    with pytest.raises(NameTakenError, match="one in a, one in c"):
        numbers.add(Fraction(7, 8), "c")


# ---- what was found is noted ----------------------------------------------------------------


@pytest.fixture
def numbers(tmp_path, monkeypatch):
    """A function that finds the fractions in a package as a new process would."""
    folder = tmp_path / "tmx_numbers"
    folder.mkdir()
    for name, value in {"__init__": 0, "half": "1, 2", "third": "1, 3"}.items():
        content = f"from fractions import Fraction\nTHING = Fraction({value})\n"
        (folder / f"{name}.py").write_text(content)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("TMXALIGN_CACHE", str(tmp_path / "cache"))

    def find():
        for module in imported("tmx_numbers"):
            monkeypatch.delitem(sys.modules, module)
        importlib.invalidate_caches()
        registry._installed.cache_clear()
        return Registry(
            Fraction, names=lambda n: (str(n),), package="tmx_numbers", group="tmx", order=float
        )

    yield find
    registry._installed.cache_clear()


def imported(begin="tmx_numbers."):
    return sorted(name for name in sys.modules if name.startswith(begin))


def test_from_the_second_time_only_what_is_used_is_imported(numbers):
    assert list(numbers()) == ["1/3", "1/2"] and len(imported()) == 2
    found = numbers()
    assert list(found) == ["1/3", "1/2"] and len(found) == 2
    assert "1/2" in found and "1" not in found and found.get("1") is None
    assert imported() == []
    assert found["1/2"] == Fraction(1, 2)
    assert imported() == ["tmx_numbers.half"]
    assert [*found.values()] == [Fraction(1, 3), Fraction(1, 2)]


def test_a_module_that_is_added_or_changed_is_found(numbers, tmp_path):
    assert list(numbers()) == ["1/3", "1/2"]
    added = tmp_path / "tmx_numbers" / "new.py"
    added.write_text("from fractions import Fraction\nTHING = Fraction(9)\n")
    assert list(numbers()) == ["1/3", "1/2", "9"]
    added.write_text("from fractions import Fraction\nTHING = Fraction(-10)\n")
    assert list(numbers()) == ["-10", "1/3", "1/2"]


def test_a_package_that_is_installed_is_found(numbers, tmp_path):
    assert list(numbers()) == ["1/3", "1/2"]
    install(tmp_path, "tmx-more", "from fractions import Fraction\nTHING = Fraction(7)\n", [])
    points = "[tmx]\na = tmx_more:THING\n"
    (tmp_path / "tmx_more-1.0.dist-info" / "entry_points.txt").write_text(points)
    registry._all_entry_points.cache_clear()
    try:
        for _ in range(2):
            assert list(numbers()) == ["1/3", "1/2", "7"]
    finally:
        registry._all_entry_points.cache_clear()


def test_what_a_program_adds_is_there_with_what_was_noted(numbers):
    assert len(numbers()) == 2
    found = numbers()
    assert "1/2" in found
    with pytest.raises(NameTakenError, match=r"one in tmx_numbers\.half, one in __main__"):
        found.add(Fraction(1, 2), "__main__")
    found.add(Fraction(2, 5), "__main__")
    assert list(found) == ["1/3", "2/5", "1/2"]


@pytest.mark.parametrize("content", ["", "[1]", '{"state": 1, "names": {"1/2": "os"}}'])
def test_damaged_notes_are_made_again(numbers, tmp_path, content):
    numbers()["1/2"]
    (notes,) = (tmp_path / "cache").iterdir()
    whole = notes.read_text()
    notes.write_text(content)
    assert list(numbers()) == ["1/3", "1/2"]
    assert notes.read_text() == whole


def test_without_a_folder_of_caches_all_is_imported_each_time(numbers, tmp_path):
    (tmp_path / "cache").write_text("a file where the folder would be")
    for _ in range(2):
        assert list(numbers()) == ["1/3", "1/2"]
