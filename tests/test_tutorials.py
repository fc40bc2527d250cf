"""What the tutorials and the notebook say is what happens when somebody follows them."""

import sys
from contextlib import chdir
from pathlib import Path

import nbformat
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "docs"))

import make_tutorials as tutorials  # noqa: E402


@pytest.mark.slow
@pytest.mark.parametrize("name", tutorials.TUTORIALS)
def test_commands_of_tutorials_print_what_the_page_shows(name, tmp_path):
    # if printing changed on purpose: python docs/make_tutorials.py
    pages = {lang: ROOT / "docs" / lang / name for lang in ("en", "zh")}
    page, chinese = (path.read_text(encoding="utf-8") for path in pages.values())
    tutorials.prepare(tmp_path)
    with chdir(tmp_path):
        assert tutorials.made(page) == page
        for workflow in Path().glob(".github/workflows/*.yml"):
            assert yaml.safe_load(workflow.read_text(encoding="utf-8"))["jobs"]
    assert tutorials.with_outputs_of(chinese, page) == chinese


@pytest.mark.slow
def test_the_notebook_shows_what_its_cells_return(tmp_path):
    tutorials.prepare(tmp_path)
    assert tutorials.executed(tmp_path) == nbformat.read(tutorials.NOTEBOOK, as_version=4)


def test_there_is_a_tutorial_for_each_kind_of_user():
    users = ("batch", "lead", "translator")
    assert [f"tutorial-{who}.md" for who in users] == tutorials.TUTORIALS
