"""Align and audit our own pages: ``python docs/make_memory.py [--check]``.

Writes docs/tmxalign.tmx, the memory of the documentation, and the report of its audit into both
pages audit-of-these-pages. With ``--check`` nothing is written; the exit status is 1 if the audit
finds an error, or if what would be written is not what is there. What pages show on
purpose is in docs/audit-known.json (docs/tmxalign.toml says how it is written).
"""

import os
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
MEMORY = DOCS / "tmxalign.tmx"
#: Fixed, so that the same pages make the same memory.
ENVIRONMENT = os.environ | {"SOURCE_DATE_EPOCH": "1767225600", "PYTHONIOENCODING": "utf-8"}


def tmxalign(*arguments: str | Path, fine: tuple[int, ...] = (0,)) -> str:
    """Run a command in the checkout, and return what it prints."""
    command = [sys.executable, "cli.py", *map(str, arguments)]
    done = subprocess.run(
        command, cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.PIPE, encoding="utf-8"
    )
    if done.returncode not in fine:
        sys.exit(done.returncode)
    return done.stdout


def made(folder: Path) -> dict[Path, str]:
    """The memory and both pages, as they should be."""
    memory = folder / MEMORY.name
    tmxalign("build", "docs", "-o", memory, "--by-name", "--fresh", "--no-config", "--quiet")
    files = {MEMORY: memory.read_text(encoding="utf-8")}
    for side in ("en", "zh"):
        report = tmxalign(
            *("audit", "docs", "--alignments", memory.with_suffix(".alignments")),
            *("--config", "docs/tmxalign.toml", "--lang", side, "--limit", "1", "--quiet"),
            fine=(0, 1),
        )
        page = DOCS / side / "audit-of-these-pages.md"
        files[page] = re.sub(
            r"(?<=^```report\n).*?(?=^```$)",
            lambda _, report=report: report.strip("\n") + "\n",
            page.read_text(encoding="utf-8"),
            flags=re.DOTALL | re.MULTILINE,
        )
    return files


def main(check: bool) -> int:
    with TemporaryDirectory() as name:
        files = made(Path(name))
    if check:
        old = [p for p, text in files.items() if p.read_text(encoding="utf-8") != text]
        for path in old:
            print(f"{path.relative_to(ROOT)} is not of these pages: python docs/make_memory.py")
        return bool(old)
    for path, text in files.items():
        path.write_text(text, encoding="utf-8", newline="\n")
        print(f"wrote {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv))
