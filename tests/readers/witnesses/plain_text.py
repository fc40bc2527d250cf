"""Formats that are text themselves: every character of the file is accounted for."""

import codecs
import html
import random
import re
from collections.abc import Callable

EN = [
    "The harbour was closed at noon.",
    "Nobody had seen the pilot, and the well-known ship waited outside.",
    "On 3 May 2021 the first 12 boats came back.",
    "“Are you coming?” she asked.",
    "We leave tomorrow",
    "The Harbour Trading Company (HTC) owns 60,000 crates & more.",
]
ZH = [
    "港口在中午关闭了。",
    "没有人见到领航员，那艘著名的船在外面等着。",
    "2021年5月3日，最先的12条船回来了。",
    "“你来吗？”她问。",
    "我们明天出发",
    "海港贸易公司（HTC）有60,000个箱子。",
]


def decoded(data: bytes) -> str:
    for mark, codec in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if data.startswith(mark):
            return data.decode(codec)
    for codec in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    return data.decode("cp1252")


def captions(data: bytes) -> str:
    return html.unescape(decoded(data))


def markdown(data: bytes) -> str:
    """All characters; entities as what they stand for, but in code."""
    parts = re.split(r"((?<!`)(`+)(?!`).+?(?<!`)\2(?!`))", decoded(data), flags=re.DOTALL)
    texts = (re.sub(r"&[#\w]+;", lambda m: html.unescape(m.group()), part) for part in parts[::3])
    return "".join([*texts, *parts[1::3]])


def both(dice: random.Random) -> tuple[str, str]:
    number = dice.randrange(len(EN))
    return EN[number], ZH[number]


def text(seed: int) -> bytes:
    """Lines, wrapped or not, with rules between them."""
    dice = random.Random(seed)
    width = dice.choice([0, 0, 40, 50])
    lines: list[str] = []
    for _ in range(dice.randrange(1, 9)):
        paragraph = " ".join(dice.choice(EN) for _ in range(dice.randrange(2, 8)))
        if dice.random() < 0.3:
            paragraph = "".join(dice.choice(ZH) for _ in range(dice.randrange(1, 5)))
        while width and len(paragraph) > width:
            lines.append(paragraph[: width - 1] + "-")
            paragraph = paragraph[width - 1 :]
        lines += [paragraph, dice.choice(["", "* * *", "-----", "\f" + dice.choice(ZH), ""])]
    return dice.choice(["\n", "\r\n"]).join(lines).encode()


def cues(dice: random.Random) -> list[tuple[int, str]]:
    manner = dice.choice(["en", "zh", "both", "some", "apart"])
    found = []
    for n in range(dice.randrange(1, 15)):
        en, zh = both(dice)
        shown = {"en": [en], "zh": [zh], "both": [zh, en], "some": [en], "apart": [en, zh]}[manner]
        if manner == "some" and dice.random() < 0.3:
            shown = [zh, en]
        if dice.random() < 0.3:
            shown = [f"- {line}" for line in shown]
        if dice.random() < 0.3:
            shown = [f"<i>{line}</i>" for line in shown]
        if dice.random() < 0.1:
            shown = ["[music]", *shown]
        if manner == "apart":
            found += [(2 * n, line) for line in shown]
        else:
            found.append((2 * n, "\n".join(shown)))
    return found


def subrip(seed: int) -> bytes:
    dice = random.Random(seed)
    parts = []
    for n, (at, shown) in enumerate(cues(dice), start=1):
        place = dice.choice(["", "{\\an8}"])
        parts.append(f"{n}\n00:00:{at:02},000 --> 00:00:{at + 2:02},500\n{place}{shown}\n")
    return "\n".join(parts).encode(dice.choice(["utf-8", "utf-8-sig", "utf-16", "gb18030"]))


def webvtt(seed: int) -> bytes:
    dice = random.Random(seed)
    parts = ["WEBVTT - made by hand\nKind: captions\n"]
    for n, (at, shown) in enumerate(cues(dice), start=1):
        name = dice.choice(["", f"{n}\n", f"intro {n}\n"])
        shown = html.escape(shown, quote=False) if "<" not in shown else shown.replace("&", "&amp;")
        voice = dice.choice(["", "<v Anna>", "<c.yellow>"])
        parts.append(f"{name}00:{at:02}.000 --> 00:{at + 2:02}.500 line:0\n{voice}{shown}\n")
        parts += dice.choice([[], [], ["NOTE a remark\nof two lines\n"]])
    return "\n".join(parts).encode()


def substation(seed: int) -> bytes:
    dice = random.Random(seed)
    parts = ["[Script Info]", "; made by hand", "Title: x", "", "[V4+ Styles]"]
    parts += ["Format: Name, Fontname", "Style: Default,Arial", "", "[Events]"]
    parts += ["Format: Layer, Start, End, Style, Name, Effect, Text"]
    for at, shown in cues(dice):
        shown = dice.choice(["\\N", "\\n"]).join(
            shown.replace("<", "{\\").replace(">", "}").split("\n")
        )
        name = dice.choice(["", "Anna", "安娜"])
        what = "Comment" if dice.random() < 0.1 else "Dialogue"
        parts.append(f"{what}: 0,0:00:{at:02}.00,0:00:{at + 2:02}.50,Default,{name},,{shown}")
    parts.append("Dialogue: 0,0:01:00.00,0:01:02.50,Default,,,{\\p1}m 0 0 l 9 9{\\p0}The end.")
    return dice.choice(["\n", "\r\n"]).join(parts).encode()


BLOCKS = [
    "# {en} {{#start}}",
    "{zh}[^1] and **{en}** `x &lt; y` &copy;",
    "* {en}\n  1. {zh}\n\n     > [!NOTE]\n     > {en}",
    "- [x] {en}\n- [ ] {zh}^[A note: {en}]",
    '| English | 中文 |\n|---|:--|\n| {en} | **{zh}** |\n| `a|b` | [{zh}](x "title") |',
    "```python\nprint('{en}')\n```",
    "~~~\n{zh}\n~~~",
    "<!-- {zh}\n\n{en} -->",
    '<div class="x" hidden>\n{en}\n</div>',
    "<table><tr><td>{en}</td><td>**{zh}**</td></tr></table>",
    "<details><summary>{zh}</summary>\n\n{en}\n\n</details>",
    ":::tip {zh}\n{en}\n:::",
    '!!! note "{zh}"\n    {en}',
    '{{{{< note title="x" >}}}}\n{en}\n{{{{< /note >}}}}',
    "{{% tabs %}}\n{zh}\n{{% endtabs %}}",
    "import A from 'a'",
    '![{zh}](a.png "{en}")',
    "{zh} ![{en}](a.png){{.wide}} [[{en}|{zh}]] $x^2$",
    "$$\n\\frac{{1}}{{2}}\n$$",
    "**注意：**{zh}\n{{: .note}}",
    "[a]: http://example.org '{en}'",
    "Term\n: {en}\n: {zh}",
    "***",
    '{en}\\\n{zh}<br>{en} <span style="display:none">{zh}</span> soft\u00adhyphen',
    "<script>\nlet x = '{en}';\n</script>",
    "{zh}<kbd>Ctrl</kbd>+<ruby>漢<rt>han</rt></ruby> :smile:",
]


def document(seed: int) -> bytes:
    """Blocks of Markdown and its dialects."""
    dice = random.Random(seed)
    parts = []
    if dice.random() < 0.5:
        parts.append(dice.choice(["---\ntitle: {en}\n---", "+++\ntitle = '{zh}'\n+++"]))
    parts += dice.choices(BLOCKS, k=dice.randrange(3, 15))
    parts += ["{en}[^1]", "[^1]: {zh}"]
    made = []
    for part in parts:
        en, zh = both(dice)
        made.append(part.format(en=en, zh=zh))
    return dice.choice(["\n\n", "\n\n\n"]).join(made).encode()


WITNESSES: dict[str, Callable[[bytes], str]] = {
    ".txt": decoded,
    ".srt": decoded,
    ".vtt": captions,
    ".ass": decoded,
    ".ssa": decoded,
    ".md": markdown,
    ".mdx": markdown,
}
GENERATORS: dict[str, Callable[[int], bytes]] = {
    ".txt": text,
    ".srt": subrip,
    ".vtt": webvtt,
    ".ass": substation,
    ".ssa": substation,
    ".md": document,
    ".mdx": document,
}
