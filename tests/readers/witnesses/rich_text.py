"""RTF: the text of all groups that are no data, and documents made at random."""

import random
import re

from .word import words

#: Groups that hold no text of a reader's: definitions, data, codes of fields.
_DATA = {
    "fonttbl", "colortbl", "stylesheet", "fldinst", "pict", "sp", "nonesttables",
    "nonshppict", "listlevel",
}  # fmt: skip
#: Groups of new kinds that do.
_KNOWN = {"footnote", "annotation", "atnid", "atnauthor", "shpinst", "momath", "ud", "do"}
_NAMED = {"emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’"} | {
    "ldblquote": "“",
    "rdblquote": "”",
}
_PIECE = re.compile(
    r"(?P<open>\{)|(?P<close>\})|\\u(?P<code>-?\d+) ?"
    r"|(?P<bytes>(?:\\'[0-9a-f]{2}[\r\n]*)+)"
    r"|\\(?P<word>[A-Za-z]+)(?P<number>-?\d*) ?|\\(?P<sign>[^A-Za-z])"
    r"|(?P<text>[^\\{}\r\n]+)",
    re.DOTALL,
)


def characters(data: bytes) -> str:
    """The text outside of data; bytes beyond ASCII are Chinese if the font before them is."""
    whole = data.decode("latin-1")
    chinese = set(re.findall(r"\\f(\d+)[^{};]*\\fcharset134", whole))
    found: list[str] = []
    stack = [(False, "0", 1)]
    star, skipped = False, 0
    for match in _PIECE.finditer(whole):
        silent, font, fallback = stack[-1]
        word, was_starred = match["word"], star
        star = match["sign"] == "*"
        if match["open"]:
            stack.append(stack[-1])
        elif match["close"]:
            stack.pop()
        elif word == "f":
            stack[-1] = silent, match["number"], fallback
        elif word == "uc":
            stack[-1] = silent, font, int(match["number"])
        elif word and (word in _DATA or (was_starred and word.lower() not in _KNOWN)):
            stack[-1] = True, font, fallback
        elif not silent:
            raw = bytes.fromhex(re.sub(r"[\\'\r\n]", "", match["bytes"] or ""))
            if match["code"]:
                unit = (int(match["code"]) & 0xFFFF).to_bytes(2, "little")
                found.append(unit.decode("utf-16-le", "surrogatepass"))
            elif match["bytes"]:
                codec = "gb18030" if font in chinese else "cp1252"
                found.append(raw[skipped:].decode(codec, "replace"))
            elif word:
                found.append(_NAMED.get(word, ""))
            elif match["sign"]:
                found.append({"_": "\u2011", "{": "{", "}": "}", "\\": "\\"}.get(match["sign"], ""))
            else:
                found.append(match["text"][skipped:])
        skipped = fallback if match["code"] else 0
    text = "".join(found)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


class _Maker:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.count = 0

    def words(self) -> str:
        self.count += 1
        text = words(self.random, self.count)
        if text.isascii():
            return text
        if self.random.random() < 0.5:
            inner = "".join(f"\\'{byte:02x}" for byte in text.encode("gb18030"))
            return f"{{\\f1 {inner}}}"
        return "".join(
            f"\\u{ord(c)}?" if ord(c) < 0x8000 else f"\\u{ord(c) - 0x10000}?" for c in text
        )

    def inline(self, depth: int) -> str:
        code = self.random.choice(("SEQ Figure", "PAGE", "TOC", "MERGEFIELD a"))
        simple = [
            self.words(),
            f"{{\\b {self.words()}}}",
            f"{{\\v {self.words()}}}",
            f"\\v {self.words()}\\v0 ",
            f"{{\\deleted {self.words()}}}",
            f"{{\\field{{\\*\\fldinst {code}}}{{\\fldrslt {self.words()}}}}}",
            "\\tab ",
            "\\line ",
            "\\emdash ",
            "a\\_b",
            "{\\*\\bkmkstart name}",
            "{\\pict 0123abc}",
            "{\\*\\unknown nothing}",
            "{\\*\\moMath{\\mr x=1}}",
            f"{{\\xe {self.words()}}}",
        ]
        nested = [
            f"{{\\super\\chftn}}{{\\footnote\\ftnalt\\pard {self.blocks(depth + 1, 1)}}}",
            f"{{\\*\\atnid AB}}{{\\*\\annotation {self.blocks(depth + 1, 1)}}}",
            "{\\shp{\\*\\shpinst{\\sp{\\sn a}{\\sv b}}{\\shptxt "
            f"{self.blocks(depth + 1, 2)}}}}}{{\\shprslt{{\\*\\do{{\\dptxbxtext copy}}}}}}}}",
        ] if depth < 3 else []  # fmt: skip
        return self.random.choice(simple + nested)

    def paragraph(self, depth: int) -> str:
        look = self.random.choice(("", "\\s1", "\\ls1{\\listtext 1.\\tab}", "\\outlinelevel0"))
        inner = "".join(self.inline(depth) for _ in range(self.random.randint(0, 4)))
        return f"\\pard\\plain{look} {inner}\\par\n"

    def table(self, depth: int) -> str:
        rows = []
        for _ in range(self.random.randint(1, 2)):
            cells = "".join(
                f"\\pard\\intbl {self.words()}{self.nested() if depth < 1 else ''}\\cell "
                for _ in range(self.random.randint(1, 3))
            )
            rows.append(f"\\trowd\\cellx100 {cells}\\row\n")
        return "".join(rows)

    def nested(self) -> str:
        if self.random.random() < 0.7:
            return ""
        inner = f"\\pard\\intbl\\itap2 {self.words()}\\nestcell "
        return f"\\par {inner}{{\\*\\nesttableprops\\nestrow}}{{\\nonesttables\\par}}\\pard\\intbl "

    def blocks(self, depth: int, most: int) -> str:
        found = []
        for _ in range(self.random.randint(1, most)):
            table = depth < 1 and self.random.random() < 0.3
            found.append(self.table(depth) if table else self.paragraph(depth))
        return "".join(found)

    def document(self) -> bytes:
        fonts = "{\\fonttbl{\\f0\\fnil\\fcharset0 Serif;}{\\f1\\fnil\\fcharset134 Song;}}"
        styles = "{\\stylesheet{\\s0 Normal;}{\\s1 heading 1;}}{\\info{\\title A title}}"
        page = f"{{\\header {self.words()}{{\\field{{\\*\\fldinst PAGE}}{{\\fldrslt 7}}}}\\par}}"
        body = f"{page}{self.blocks(0, 8)}\\pard\\plain {self.words()}"
        return f"{{\\rtf1\\ansi\\ansicpg1252\\deff0{fonts}{styles}\n{body}}}".encode("ascii")


def generate(seed: int) -> bytes:
    """A text with tables in tables, notes, comments, boxes, hidden and deleted text, fields."""
    return _Maker(seed).document()


WITNESSES = {".rtf": characters}
GENERATORS = {".rtf": generate}
