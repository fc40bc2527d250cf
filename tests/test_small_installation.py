"""The installation without sentence-transformers: everything but --model works.

`make packages` builds one; here the packages that it lacks cannot be imported.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from align.commands.main import main

ROOT = Path(__file__).resolve().parents[1]
NAME = "2023-11-08-import-expo-signing-ceremony.txt"
PROGRAM = """
import json, sys
LACKING = {"huggingface_hub", "sentence_transformers", "tokenizers", "torch", "transformers"}
class Finder:
    def __init__(self, finder):
        self.finder = finder
    def __getattr__(self, name):
        return getattr(self.finder, name)
    def find_spec(self, name, path=None, target=None):
        return None if name in LACKING else self.finder.find_spec(name, path, target)
sys.meta_path[:] = map(Finder, sys.meta_path)
from click.testing import CliRunner
from align.commands.main import main
runs = [CliRunner().invoke(main, command) for command in json.load(sys.stdin)]
import align
with align.review("out/memory.tmx", folder="out/review", browser=False) as running:
    assert running.address
json.dump([(run.exit_code, run.output, repr(run.exception)) for run in runs], sys.stdout)
"""
COMMANDS = [
    f"align corpora/en/{NAME} corpora/zh/{NAME} -o out/a.align.json --links out/links.tsv",
    "pair corpora -o out/pairs.tsv",
    "build corpora -o out/memory.tmx",
    "evaluate out/memory.alignments corpora/gold",
    "audit out/memory.tmx -o out/audit.html --glossary corpora/terms.csv --fail-on never",
    "audit corpora -o out/audit.json --fail-on never",
    "clean out/memory.tmx -o out/clean.tmx",
    "convert out/memory.tmx out/memory.xlsx",
    "decide out/memory.tmx --from out/memory.xlsx",
    "diff out/memory.tmx out/clean.tmx",
    f"leverage corpora/en/{NAME} --memory out/memory.tmx",
    "merge out/memory.tmx out/clean.tmx -o out/merged.tmx",
    "sample out/memory.tmx -n 5 -o out/sample.tmx",
    "search out/memory.tmx laboratory --mode meaning",
    "split out/memory.tmx -o out/part-{}.tmx --units 5",
    "stats out/memory.tmx",
    "terms out/memory.tmx -o out/terms.csv",
    "validate out/memory.tmx",
    "doctor",
]


def test_every_command_works_without_torch(tmp_path):
    for folder in ("en", "zh", "gold"):
        (tmp_path / "corpora" / folder).mkdir(parents=True)
        for file in (ROOT / "corpora" / folder).glob(f"{NAME[:-4]}.*"):
            (tmp_path / "corpora" / folder / file.name).write_bytes(file.read_bytes())
    (tmp_path / "corpora/terms.csv").write_bytes((ROOT / "corpora/terms.csv").read_bytes())
    (tmp_path / "out").mkdir()
    commands = [line.split() for line in COMMANDS]
    assert {command[0] for command in commands} == {*main.commands} - {"review"}  # see PROGRAM
    model = ["align", f"corpora/en/{NAME}", f"corpora/zh/{NAME}", "--model", "LaBSE"]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        input=json.dumps([*commands, model]),
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
    )
    assert done.returncode == 0, done.stderr
    *runs, with_model = json.loads(done.stdout)
    for command, (status, output, error) in zip(COMMANDS, runs, strict=True):
        assert status == 0, f"{command}\n{output}\n{error}"
    status, output, _ = with_model
    assert status == 2
    assert len(output.splitlines()) == 1
    assert "pip install sentence-transformers" in output
    assert "leave --model out" in output
