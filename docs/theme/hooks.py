"""What the site needs beside the plugins of mkdocs.yml.

MkDocs calls the functions, mkdocstrings the extension, which writes our docstrings as Markdown.
"""

import json
import re
from pathlib import Path
from typing import Any

import griffe
from mkdocs.plugins import event_priority

INDEX = Path("search", "search_index.json")
_ROLE = re.compile(r":\w+:`(~?)([\w.]+)`")
_DOCTEST = re.compile(r"^>>> .*(?:\n.+)*", re.MULTILINE)


class Docstrings(griffe.Extension):
    """Roles become links, where their target is in the reference, and doctests blocks of code."""

    def on_instance(self, *, obj: griffe.Object, **_: Any) -> None:
        """Rewrite a docstring before it is parsed."""
        if obj.docstring:
            text = _DOCTEST.sub(r"```pycon\n\g<0>\n```", obj.docstring.value)
            module = obj.path if obj.is_module else obj.module.path
            obj.docstring.value = _ROLE.sub(lambda role: _link(role[2], module), text)


def _link(name: str, module: str) -> str:
    """A link to a name, or to one of the same module; plain code if the reference lacks it."""
    target = name if name.startswith("align.") else f"{module}.{name}"
    shown = name.rpartition(".")[2] if target == name else name
    return f'<autoref optional identifier="{target}"><code>{shown}</code></autoref>'


def on_post_page(output: str, page: Any, config: Any) -> str:
    """Let the search of a Chinese page read the Chinese index, one folder nearer."""
    if page.url.startswith("zh/"):
        output = re.sub(r'"base": "\.\.(?:/(?=\.\.))?', '"base": "', output, count=1)
        output = output.replace('"base": ""', '"base": "."', 1)
    # the links from one home page to the other, for a site that is not at the root of its server
    up = "../" if page.url == "zh/" else "./"
    return re.sub(r'(?<=href=")/((?:zh/)?)(?=" hreflang)', rf"{up}\1", output)


@event_priority(-200)  # after the plugin that puts both languages into one index
def on_post_build(config: Any) -> None:
    """Give each language an index of its own: who reads English finds no Chinese page, and back."""
    site = Path(config.site_dir)
    whole = json.loads((site / INDEX).read_text(encoding="utf-8"))
    chinese = [d for d in whole["docs"] if d["location"].startswith("zh/")]
    for folder, lang, docs in (
        (site / "zh", "zh", [d | {"location": d["location"][3:]} for d in chinese]),
        (site, "en", [d for d in whole["docs"] if d not in chinese]),
    ):
        (folder / INDEX).parent.mkdir(parents=True, exist_ok=True)
        index = whole | {"config": whole["config"] | {"lang": [lang]}, "docs": docs}
        text = json.dumps(index, ensure_ascii=False, separators=(",", ":"))
        (folder / INDEX).write_text(text, encoding="utf-8")
