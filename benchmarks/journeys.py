"""Three readers on their way from a download to what they came for, timed.

``python benchmarks/journeys.py [--json FILE]`` copies what git holds, makes a fresh environment and
runs the README's lines of installation and then the commands of a tutorial, as written; for the
translator, only those to a memory in a project of OmegaT, which then opens it and counts what it
translates. Words are those of the page up to the last command, without code.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import time
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PROJECT = """<omegat><project version="1.0">
<source_lang>en-US</source_lang><target_lang>zh-CN</target_lang></project></omegat>
"""
#: The heading at which a reader has what they came for; without one: the end of the page.
TUTORIALS = {"translator": "## Look at the pairs", "lead": "", "batch": ""}


def words(text: str) -> int:
    """The words of a Markdown text that is not code."""
    return len(re.sub(r"[^\w’' ]+", " ", BLOCK.sub("", text).replace("\n", " ")).split())


def commands(text: str) -> list[tuple[str, str]]:
    """Lines of shell blocks, and files that a block holds: (name or "", line or text)."""
    found = []
    for language, block in BLOCK.findall(text):
        if file := re.match(r"# (\S+\.\w+)\n", block):
            found.append((file[1], block))
        elif language == "sh":
            found += [("", line) for line in block.splitlines() if line]
        elif language == "console":
            found += [("", line[2:]) for line in block.splitlines() if line.startswith("$ ")]
    return found


def journey(reader: str, folder: Path) -> dict[str, object]:
    """What a reader types, in seconds a line, and reads."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    for name in filter(None, listed.stdout.decode().split("\0")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / name)
    readme = (ROOT / "README.md").read_text(encoding="utf-8").split("## First memory")[0]
    page = (ROOT / f"docs/en/tutorial-{reader}.md").read_text(encoding="utf-8")
    if end := TUTORIALS[reader]:
        page = page.split(end)[0]
    steps = [*commands(readme), *commands(page)]
    environment = {**os.environ, "PATH": f"{folder}/.venv/bin:{os.environ['PATH']}"}
    lines = []
    for file, text in steps:
        if file:
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_text(text, encoding="utf-8")
        begun = time.perf_counter()
        if not file:
            done = subprocess.run(
                ["bash", "-c", text], cwd=folder, env=environment, capture_output=True, text=True
            )
            if done.returncode > 1:
                raise SystemExit(f"{text}: exit status {done.returncode}\n{done.stderr[-2000:]}")
        lines.append((f"write {file}" if file else text, round(time.perf_counter() - begun, 1)))
    if reader == "translator" and shutil.which("omegat"):
        lines += in_omegat(folder)
    return {
        "lines": lines,
        "typed": len(lines),
        "seconds": round(sum(seconds for _, seconds in lines), 1),
        "words": words(readme) + words(page),
    }


def in_omegat(folder: Path) -> list[tuple[str, float]]:
    """Open the project in OmegaT, which has the English text again and the memory in ``tm``."""
    project = folder / "project"
    for name in ("source", "target", "tm/auto", "glossary", "dictionary", "omegat"):
        (project / name).mkdir(parents=True, exist_ok=True)
    (project / "omegat.project").write_text(PROJECT)
    shutil.copy(folder / "examples/word/opening.en.docx", project / "source")
    # only what is in tm/auto is filled in, and so counted, without a person
    for memory in (project / "tm").glob("*.tmx"):
        shutil.copy(memory, project / "tm/auto")
    begun = time.perf_counter()
    done = subprocess.run(
        ["omegat", str(project), "--mode=console-translate"],
        capture_output=True, text=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"OmegaT: exit status {done.returncode}\n{done.stderr[-2000:]}")
    statistics = (project / "omegat/project_stats.txt").read_text(encoding="utf-8-sig")
    total, left = (
        int(re.search(rf"^{name}:\s+(\d+)", statistics, re.MULTILINE)[1])  # type: ignore[index]
        for name in ("Total", "Remaining")
    )
    return [
        (
            f"open the project in OmegaT: {total - left} of {total} segments translated",
            round(time.perf_counter() - begun, 1),
        ),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="write what was measured")
    parser.add_argument("readers", nargs="*", default=list(TUTORIALS))
    arguments = parser.parse_args()
    found = {}
    for reader in arguments.readers:
        with TemporaryDirectory() as folder:
            found[reader] = result = journey(reader, Path(folder))
        print(f"{reader}: {result['typed']} typed, {result['seconds']} s, {result['words']} words")
        for line, seconds in result["lines"]:  # type: ignore[attr-defined]
            print(f"  {seconds:6.1f} s  {line}")
    if arguments.json:
        arguments.json.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
