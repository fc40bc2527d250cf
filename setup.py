"""The README as a package index shows it: there, links into the repository have to be absolute.

They get the address in pyproject.toml's ``[project.urls] Repository``. Without one, what they say
stays as text, and pictures are left out.
"""

import re
import tomllib
from pathlib import Path

from setuptools import setup

ROOT = Path(__file__).resolve().parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PICTURE = re.compile(r"<picture>.*?</picture>\n\n", re.DOTALL)
IMAGE = re.compile(r'(src|srcset)="(?!https?:)([^"]+)"')
LINK = re.compile(r"(?<!!)\[([^]]+)\]\((?!https?:)([^)]+)\)")


def for_an_index(readme: str, address: str) -> str:
    """The README with links to the repository at an address of a code host, or without links."""
    if not address:
        return LINK.sub(r"\1", PICTURE.sub("", readme))
    text = LINK.sub(rf"[\1]({address}/blob/main/\2)", readme)
    return IMAGE.sub(rf'\1="{address}/raw/main/\2"', text)


if __name__ == "__main__":
    setup(
        long_description=for_an_index(
            (ROOT / "README.md").read_text(encoding="utf-8"),
            PROJECT.get("urls", {}).get("Repository", "").rstrip("/"),
        ),
        long_description_content_type="text/markdown",
    )
