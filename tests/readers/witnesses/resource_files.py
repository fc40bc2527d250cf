"""Resource files: every character, escaped ones as what they stand for; of XML, its text."""

import json
import random
import re
from collections.abc import Callable
from xml.dom import minidom
from xml.sax.saxutils import escape

from witnesses.plain_text import EN, ZH, decoded


def unescaped(text: str) -> str:
    def characters(match: re.Match[str]) -> str:
        codes = "".join(re.findall("[0-9a-fA-F]{4}", match.group()))
        return bytes.fromhex(codes).decode("utf-16-be")

    return re.sub(r"(?:\\[uU][0-9a-fA-F]{4})+", characters, text)


def plain(data: bytes) -> str:
    return unescaped(decoded(data))


def xml(data: bytes) -> str:
    parts: list[str] = []

    def walk(node: minidom.Node) -> None:
        if node.nodeType in (node.TEXT_NODE, node.CDATA_SECTION_NODE, node.COMMENT_NODE):
            parts.append(node.data)
        for child in node.childNodes:
            walk(child)

    walk(minidom.parseString(data))
    return unescaped("".join(parts))


def _texts(dice: random.Random) -> dict[str, str]:
    side = dice.choice([EN, ZH])
    names = ["title", "menu.open", "menu_close", "items_one", "items_other", "price%"]
    extra = [
        "Hello, {name}!",
        "%1$s 条",
        "<b>Bold</b> & more",
        'Say "hi"',
        "It's\nhere",
        "a\\b",
        "😀",
    ]
    return {name: dice.choice([*side, *extra]) for name in names[: dice.randrange(1, 7)]}


def _json(seed: int) -> bytes:
    dice = random.Random(seed)
    tree = {
        **_texts(dice),
        "nested": {"list": list(_texts(dice).values()), "in": _texts(dice)},
        "on": True,
        "size": 12,
    }
    data: object = {dice.choice(["en", "zh-CN"]): tree} if dice.random() < 0.3 else tree
    indent = dice.choice([None, 2])
    return json.dumps(data, ensure_ascii=dice.random() < 0.5, indent=indent).encode()


def _yaml(seed: int) -> bytes:
    dice = random.Random(seed)
    lines = ["# a remark: of translators", "zh-CN:  # root"]
    for name, text in _texts(dice).items():
        quoted = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        one = "'" + text.replace("'", "''").replace("\n", " ") + "'"
        folded = "|\n    " + text.replace("\n", "\n    ")
        lines.append(f"  {name}: " + dice.choice([f'"{quoted}"', one, folded]))
    lines += [
        "  when:",
        "    formats: [Day, Month]",
        "    on: true",
        "  same: &same",
        "    a: Text",
    ]
    return "\n".join([*lines, "  other: *same"]).encode()


def _properties(seed: int) -> bytes:
    dice = random.Random(seed)
    lines = ["# a remark", "! another", "first First"]
    for name, text in _texts(dice).items():
        text = text.replace("\\", "\\\\").replace("\n", "\\n\\\n    ")
        if dice.random() < 0.3:
            text = "".join(
                c if ord(c) < 128 else f"\\u{ord(c):04x}" for c in text if ord(c) < 65536
            )
        lines.append(name + dice.choice(["=", " = ", ": "]) + text)
    return "\n".join(lines).encode()


def _strings(seed: int) -> bytes:
    dice = random.Random(seed)
    parts = ["/* a remark\n of two lines */\n// one more"]
    for name, text in _texts(dice).items():
        text = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        parts.append(f'/* {name} */ "{name}" = "{text}";  // end')
    return "\n\n".join(parts).encode(dice.choice(["utf-8", "utf-16"]))


def _resx(seed: int) -> bytes:
    dice = random.Random(seed)
    parts = ['<?xml version="1.0" encoding="utf-8"?>\n<!-- about -->\n<root>']
    parts.append('<resheader name="version"><value>2.0</value></resheader>')
    for name, text in _texts(dice).items():
        parts.append(
            f'<data name="{name}" xml:space="preserve"><value>{escape(text)}</value>'
            "<comment>for the menu</comment></data>"
        )
    parts.append('<data name="icon" type="x"><value>icon.png;y</value></data>\n</root>')
    return "\n  ".join(parts).encode()


def _android(seed: int) -> bytes:
    dice = random.Random(seed)

    def shown(text: str) -> str:
        text = escape(text.replace("\\", "\\\\").replace("'", "\\'").replace('"', '\\"'))
        return dice.choice(['"{}"', "{}", "<b>{}</b><!-- here -->!"]).format(
            text.replace("\n", "\\n")
        )

    parts = ['<?xml version="1.0" encoding="utf-8"?>\n<resources>\n<!-- a remark -->']
    parts += [
        f'<string name="{name}">{shown(text)}</string>' for name, text in _texts(dice).items()
    ]
    items = "".join(f"<item>{shown(text)}</item>" for text in _texts(dice).values())
    parts += [f'<string-array name="list">{items}</string-array>', '<color name="c">#fff</color>']
    parts += [f'<plurals name="n"><item quantity="other">{shown(dice.choice(ZH))}</item></plurals>']
    return "\n".join([*parts, "</resources>"]).encode()


WITNESSES: dict[str, Callable[[bytes], str]] = {
    **dict.fromkeys((".json", ".arb", ".yml", ".yaml", ".properties", ".strings"), plain),
    **dict.fromkeys((".resx", ".xml"), xml),
}
GENERATORS: dict[str, Callable[[int], bytes]] = {
    ".json": _json,
    ".arb": _json,
    ".yml": _yaml,
    ".yaml": _yaml,
    ".properties": _properties,
    ".strings": _strings,
    ".resx": _resx,
    ".xml": _android,
}
