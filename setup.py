"""The README as a package index shows it: there, links into the repository have to be absolute.

They get the address in pyproject.toml's ``[project.urls] Repository``. Without one, what they say
stays as text, and pictures are left out.
"""

import re
from pathlib import Path

from setuptools import setup

ROOT = Path(__file__).resolve().parent
PICTURE = re.compile(r"<picture>.*?</picture>\n\n", re.DOTALL)
IMAGE = re.compile(r'(src|srcset)="(?!https?:)([^"]+)"')
# without tomllib: under an older Python, pip shall say that it is one, not that this fails
ADDRESS = re.compile(r'^Repository = "(.*?)/?"', re.MULTILINE)
LINK = re.compile(r"(?<!!)\[([^]]+)\]\((?!https?:)([^)]+)\)")


def for_an_index(readme: str, address: str) -> str:
    """The README with links to the repository at an address of a code host, or without links."""
    if not address:
        return LINK.sub(r"\1", PICTURE.sub("", readme))
    text = LINK.sub(rf"[\1]({address}/blob/main/\2)", readme)
    return IMAGE.sub(rf'\1="{address}/raw/main/\2"', text)


if __name__ == "__main__":
    found = ADDRESS.search((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    setup(
        long_description=for_an_index(readme, found[1] if found else ""),
        long_description_content_type="text/markdown",
    )
