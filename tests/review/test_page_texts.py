"""The texts of the pages: each in both languages, each used, none missing."""

import json
import re

from align.review.calls import ACTIONS
from align.review.server import PAGE

TEXTS = json.loads((PAGE / "strings.json").read_text(encoding="utf-8"))
SOURCES = "\n".join(
    path.read_text(encoding="utf-8") for path in PAGE.iterdir() if path.suffix in (".js", ".html")
)
#: Keys as they are written out, and the beginnings of those that are put together.
WRITTEN = set(
    re.findall(r'(?:\bt\(|\bhas\(|data-t(?:-\w+)?=|")"?([a-z]\w*(?:\.[\w ]+)?)"', SOURCES)
)
BEGUN = tuple({*re.findall(r"`([a-z]+[._])\$\{", SOURCES), "reason."})


def test_a_text_is_there_in_both_languages_with_the_same_values():
    for key, (english, chinese) in TEXTS.items():
        assert english and chinese, key
        slots = [set(re.findall(r"\{(\w+)", text)) for text in (english, chinese)]
        assert slots[0] == slots[1], key
        assert re.search(r"[：\u3400-\u9fff]", chinese) or "language" in key, key


def test_what_the_pages_ask_for_is_there():
    asked = re.findall(r'(?:\bt\(|data-t(?:-\w+)?=)"([^"$]+)"', SOURCES)
    assert asked
    assert set(asked) <= set(TEXTS)


def test_each_action_is_said_and_named_when_it_is_undone():
    said = ACTIONS - {"approve_above"}  # which is said as what it is, approve
    assert {f"said.{action}" for action in said} <= set(TEXTS)
    assert {f"name.{action}" for action in {"verdict", *said} - {"undo", "redo"}} <= set(TEXTS)


def test_no_text_is_left_over():
    assert [k for k in TEXTS if k not in WRITTEN and not k.startswith(BEGUN)] == []
