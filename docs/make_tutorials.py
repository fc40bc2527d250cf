"""Run the tutorials and the notebook, and put what they print into them.

``python docs/make_tutorials.py [PAGE]`` does that, of tutorials in both languages;
tests/test_tutorials.py holds that nothing else is printed today. A ``console`` block has commands
(``$ tmxalign …``), each with what it prints, as far as that is not long; a line before a command
says its exit status, if it is not 0 (``# exit status 1``). A block that begins with the name of a
file (``# tmxalign.toml``) is that file. They are run in their order, in a folder with copies of
corpora/ and examples/.
"""

import re
import shlex
import shutil
import sys
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from click.testing import CliRunner
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from align.commands import main

NOTEBOOK = ROOT / "examples" / "notebook.ipynb"
TUTORIALS = sorted(path.name for path in (ROOT / "docs" / "en").glob("tutorial-*.md"))
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"^(?:# exit status (?P<status>\d+)\n)?\$ (?P<line>.*)\n", re.MULTILINE)
_FILE = re.compile(r"# (\S+\.\w+)\n")
#: Lines of progress, which only a busy machine prints.
_PROGRESS = re.compile(r"^[a-z ]+ [\d,]+/[\d,]+ \d+ %.*\n", re.MULTILINE)
#: Lines of output that are shown.
MOST = 34
#: The columns of the terminal, and the date of today.
ENVIRONMENT = {"COLUMNS": "80", "SOURCE_DATE_EPOCH": "1773306000"}


def printed(line: str, status: int) -> str:
    """What a command prints. Raises AssertionError if its exit status is another."""
    program, *arguments = shlex.split(line)
    assert program == "tmxalign", line
    done = CliRunner().invoke(main, arguments, prog_name="tmxalign", env=ENVIRONMENT)
    assert done.exit_code == status, f"{line}: exit status {done.exit_code}\n{done.output}"
    lines = [row.rstrip() for row in _PROGRESS.sub("", done.output).rstrip("\n").split("\n")]
    shown = "\n".join(lines[:MOST] + ["…"] * (len(lines) > MOST)).strip("\n")
    return f"{shown}\n" if shown else ""


def made(page: str) -> str:
    """A page with what its commands print; the working directory is that of its files."""

    def block(match: re.Match[str]) -> str:
        language, text = match.groups()
        if file := _FILE.match(text):
            Path(file[1]).parent.mkdir(parents=True, exist_ok=True)
            Path(file[1]).write_text(text, encoding="utf-8")
        if language != "console":
            return match[0]
        parts = [
            command[0] + printed(command["line"], int(command["status"] or 0))
            for command in _COMMAND.finditer(text)
        ]
        return "\n".join(["```console", *parts]).removesuffix("\n") + "\n```"

    return BLOCK.sub(block, page)


def with_outputs_of(page: str, other: str) -> str:
    """A page with the console blocks of the same page in another language."""
    blocks = (match[0] for match in BLOCK.finditer(other) if match[1] == "console")
    return BLOCK.sub(lambda match: next(blocks) if match[1] == "console" else match[0], page)


def executed(folder: Path) -> nbformat.NotebookNode:
    """The notebook as it is when it has run in ``examples`` of a folder."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    place = {"metadata": {"path": str(folder / "examples")}}
    NotebookClient(notebook, timeout=300, resources=place).execute()
    notebook.metadata.language_info = {"name": "python"}
    for cell in notebook.cells:
        cell.metadata.clear()  # when it ran
        if cell.cell_type == "code":  # what is told of progress is no result
            cell.outputs = [out for out in cell.outputs if out.get("name") != "stderr"]
    return notebook


def prepare(folder: Path) -> None:
    """Copy the files that tutorials begin with into a folder."""
    for name in ("corpora", "examples"):
        shutil.copytree(ROOT / name, folder / name)
    (folder / "out").mkdir()


if __name__ == "__main__":
    for name in sys.argv[1:] or [NOTEBOOK.name, *TUTORIALS]:
        with TemporaryDirectory() as folder, chdir(folder):
            prepare(Path(folder))
            if name == NOTEBOOK.name:
                nbformat.write(executed(Path(folder)), NOTEBOOK)
                continue
            english, chinese = (ROOT / "docs" / language / name for language in ("en", "zh"))
            text = made(english.read_text(encoding="utf-8"))
        english.write_text(text, encoding="utf-8")
        page = with_outputs_of(chinese.read_text(encoding="utf-8"), text)
        chinese.write_text(page, encoding="utf-8")
