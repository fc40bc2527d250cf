"""Align and audit our own pages: ``python docs/make_memory.py [--check]``.

Writes examples/documentation.tmx, the cleaned memory of the documentation, and the report of the
audit into both pages audit-of-these-pages. With ``--check`` nothing is written; the exit status is
1 if the audit finds an error, or if what would be written is not what is there.
"""

import os
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
MEMORY = ROOT / "examples" / "documentation.tmx"
#: Fixed, so that the same pages make the same memory.
ENVIRONMENT = os.environ | {"SOURCE_DATE_EPOCH": "1767225600", "PYTHONIOENCODING": "utf-8"}


def run(*arguments: str | Path) -> tuple[int, str]:
    """Run a command in the checkout; its exit status, and what it prints."""
    command = [sys.executable, "cli.py", *map(str, arguments), "--quiet"]
    done = subprocess.run(
        command, cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.PIPE, encoding="utf-8"
    )
    if done.returncode > 1:
        sys.exit(done.returncode)
    return done.returncode, done.stdout


def made(folder: Path) -> tuple[dict[Path, str], int]:
    """The memory and both pages as they should be, and the exit status of the audit."""
    memory, clean, status = folder / "memory.tmx", folder / "clean.tmx", 0
    run("build", "docs", "-o", memory, "--by-name", "--no-config")
    run("clean", memory, "-o", clean, "--no-config")
    files = {MEMORY: clean.read_text(encoding="utf-8")}
    for side in ("en", "zh"):
        status, report = run(
            *("audit", "docs", "--alignments", memory.with_suffix(".alignments")),
            *("--config", "docs/tmxalign.toml", "--lang", side, "--limit", "1"),
        )
        page = DOCS / side / "audit-of-these-pages.md"
        head, fence, rest = page.read_text(encoding="utf-8").partition("```report\n")
        files[page] = f"{head}{fence}{report.strip()}\n```{rest.partition('```')[2]}"
    return files, status


def said(text: str) -> list[str]:
    """What has to be the same on every computer; a confidence may differ in its last digit."""
    return re.findall("<seg>.*", text) or text.splitlines()


def main(check: bool) -> int:
    with TemporaryDirectory() as name:
        files, status = made(Path(name))
    for path, text in files.items():
        shown = path.relative_to(ROOT)
        if not check:
            path.write_text(text, encoding="utf-8", newline="\n")
            print(f"wrote {shown}")
        elif not path.exists() or said(path.read_text(encoding="utf-8")) != said(text):
            print(f"{shown} is out of date: run python docs/make_memory.py")
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv))
