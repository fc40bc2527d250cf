"""Makes well-formed XML of a piece of a broken TMX, and lists what it changed."""

import re
from typing import NamedTuple

from align.formats.report import Mends
from align.formats.tmx.references import (
    SPECIAL,
    glimpse,
    is_xml,
    legal_text,
    parsed,
    plain_value,
    reference,
    replaced,
)
from align.formats.xml_text import escaped

#: Elements within each other; no real file has more.
_DEEPEST = 40
_STRUCTURE = {
    "tmx": 0, "header": 1, "body": 1, "tu": 2, "tuv": 3, "seg": 4, "prop": 4, "note": 4,
    "ude": 2, "map": 4,
}  # fmt: skip
_PARENTS = {"header": "tmx", "body": "tmx", "tu": "body", "tuv": "tu", "seg": "tuv"}
_NATIVE = frozenset({"bpt", "ept", "ph", "it", "ut"})
_CODES = _NATIVE | {"hi", "sub"}
_TEXTS = frozenset({"seg", "prop", "note"})
_NAME = r"[^\W\d][\w.-]*(?::[^\W\d][\w.-]*)?"
#: A tag: end, name, the rest. A value may contain ">"; a tag may lack its own before the next.
_TAG = re.compile(
    rf"<\s*(/?)\s*({_NAME})((?:\s(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*|\s[^<>]*)?)(/?)(>)|"
    rf"<(/?)({_NAME})((?:\s+{_NAME}\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'))*)\s*(?=<)"
)
_ATTRIBUTE = re.compile(rf"\s*({_NAME})\s*=\s*(?:\"([^\"<]*)\"|'([^'<]*)'|([^\s\"'<>]+))")


class _Open(NamedTuple):
    """An element that is open: its name, where it begins in the output, and its tag as written."""

    tag: str
    at: int
    raw: str
    line: int


class Mender:
    """Mends pieces of a file, each with all of its unit.

    >>> mends = Mends()
    >>> piece = '<tu><tuv xml:lang="en"><seg>R&D &nbsp; <b></tuv></tu>'
    >>> Mender(mends).unit(piece, 7, last=False)
    '<tu><tuv xml:lang="en"><seg>R&amp;D \\xa0 &lt;b&gt;</seg></tuv></tu>'
    >>> for mend in mends.places:
    ...     print(mend)
    line 7: & that begins no reference, kept as text: &D
    line 7: entity replaced by its character: &nbsp;
    line 7: < that begins no tag, kept as text: <b>
    line 7: end tag missing: </seg>
    """

    def __init__(self, mends: Mends) -> None:
        self.mends = mends
        #: The start tag of the root, which declares the prefixes of names.
        self.root = "<tmx>"
        self._bare = False  # whether prefixes of names are dropped
        self._begin("", 1, [])

    def _begin(self, text: str, line: int, outer: list[str]) -> None:
        self.text, self._at = text, 0
        self._first, self._counted = line, (0, 0)
        self.out: list[str] = []
        self.stack = [_Open(tag, 0, "", line) for tag in outer]
        self._found = self.mends
        self._unended: set[str] = set()
        self._further = False
        self._has_seg = False  # in the present tuv

    def head(self, text: str, line: int) -> str:
        """Return what comes before the first unit, up to the start of the body."""
        self._begin(text, line, [])
        self._run(last=False)
        for tag in ("tmx", "body"):
            if tag not in self._tags():
                self._close_to(_STRUCTURE[tag] - 1)
                self._imply(tag)
        self._close_to(1)
        head = "".join(self.out)
        if not is_xml(f"{head}</body></tmx>"):
            self.mends.add(line, "header left out, it cannot be read", text)
            head = '<tmx version="1.4"><body>'
        self.root = head[: head.index(">") + 1]
        return head

    def unit(self, text: str, line: int, *, last: bool) -> str:
        """Return a unit and what follows it. ``last``: the file ends here."""
        if self._whole(text):
            return text
        for self._bare in (False, True):
            found = Mends()
            self._begin(text, line, ["tmx", "body"])
            self._found = found
            self._run(last=last)
            self._close_to(1, cut=last)
            out = "".join(self.out)
            if is_xml(f"{self.root}{out}</tmx>"):
                if self._bare:
                    found.add(line, "prefixes of names dropped, they are not declared")
                break
        else:
            found, out = Mends(), "\n" * text.count("\n")
            found.add(line, "unit left out, it cannot be read", text)
        self._bare = False
        if found.counts and "<tuv" not in out and "<tu" in out:
            found.add(line, "unit left out, it has no text")
            out = "\n" * out.count("\n")
        self.mends.join(found)
        return out

    def _whole(self, text: str) -> bool:
        """Whether a piece is a unit that needs no mending."""
        if "xml:id" in text:
            return False
        root = parsed(f"{self.root}{text.rstrip()}</tmx>")
        return root is not None and len(root) == 1 and not root[0].tail

    # ---------------------------------------------------------------- tokens

    def _line(self, at: int) -> int:
        before, lines = self._counted
        if at < before:
            before = lines = 0
        lines += self.text.count("\n", before, at)
        self._counted = (at, lines)
        return self._first + lines

    def _add(self, what: str, about: str = "", at: int | None = None) -> None:
        self._found.add(self._line(self._at if at is None else at), what, about)

    def _run(self, *, last: bool) -> None:
        text = self.text
        while found := SPECIAL.search(text, self._at):
            self._characters(text[self._at : found.start()])
            self._at = found.start()
            sign = found[0]
            if sign == "<":
                self._markup(last=last)
            elif sign == "&":
                value, end = reference(text, self._at, self._add)
                self._characters(value)
                self._at = end
            elif sign == "]]>":
                self._add("]]> written as ]]&gt;")
                self._characters(sign)
                self._at += 3
            else:
                self._characters(replaced(sign, self._add))
                self._at += len(sign)
        self._characters(text[self._at :])
        self._at = len(text)

    def _tags(self) -> list[str]:
        return [item.tag for item in self.stack]

    def _holds_text(self) -> bool:
        return any(item.tag in _TEXTS or item.tag not in _STRUCTURE for item in self.stack)

    def _characters(self, text: str) -> None:
        """Add text; outside of segments, only white space."""
        if text and not self._holds_text() and text.strip():
            top = self.stack[-1].tag if self.stack else ""
            if top == "tuv" and not self._has_seg:
                self._imply("seg")
            else:
                at = self._at + len(text) - len(text.lstrip())
                self._add("text outside of segments left out", text.strip(), at)
                text = "\n" * text.count("\n")
        self.out.append(escaped(text))

    # ---------------------------------------------------------------- markup

    def _markup(self, *, last: bool) -> None:
        text, at = self.text, self._at
        for start, end in (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"), ("<!", ">")):
            if text.startswith(start, at) and start not in self._unended:
                stop = text.find(end, at + len(start))
                if start == "<!" and self._holds_text():
                    break
                if stop < 0:
                    self._unended.add(start)  # nor has any later one an end
                    break
                inside = text[at + len(start) : stop]
                if start == "<![CDATA[":
                    self._characters(legal_text(inside, self._add))
                else:
                    if start == "<!" or text.startswith("<?xml", at):
                        self._add("declaration dropped", text[at : stop + len(end)])
                    self.out.append("\n" * inside.count("\n"))
                self._at = stop + len(end)
                return
        if found := _TAG.match(text, at):
            self._tag(found)
        elif last and text.find("<", at + 1) < 0:
            self._cut_tag(text[at:])
        else:
            self._as_text("<", at)
            self._at = at + 1

    def _as_text(self, raw: str, at: int) -> None:
        """Keep what looks like a tag as text; outside of segments it is dropped."""
        if self._holds_text():
            about = raw if len(raw) > 1 else glimpse(self.text, at)
            self._add("< that begins no tag, kept as text", about, at)
            self.out.append(escaped(raw))
        elif self.stack and self.stack[-1].tag == "tuv":
            self._characters("<")
        else:
            self._add("tag dropped, it belongs to nothing", raw, at)

    def _cut_tag(self, rest: str) -> None:
        """The file ends within a tag; the end tag of a segment still ends it."""
        if len(rest) > 1 and "</seg>".startswith(rest) and "seg" in self._tags():
            self._end("seg", rest)
        self._at = len(self.text)

    def _tag(self, found: re.Match[str]) -> None:
        end, name, about, empty, closed = found.groups()[:5]
        if name is None:
            end, name, about = found.groups()[5:]
            empty = closed = ""
        raw, at = found[0], self._at
        own = name in _STRUCTURE or (name in _CODES and len(self.stack) < _DEEPEST)
        if about.endswith("/"):
            about, empty = about[:-1], "/"
        # "a < b > c" is text, and so is "<John Smith>"
        strange = not closed or raw[1].isspace() or len(self.stack) > _DEEPEST
        if not own and (strange or (not end and _ATTRIBUTE.sub("", about).strip())):
            self._as_text("<", at)
            self._at += 1
            return
        if not closed:
            self._add("> of a tag missing", raw)
        if (own and raw[1:2].isspace()) or (raw[2:3].isspace() and end):
            self._add("blank in a tag dropped", raw)
        if end:
            self._end(name, raw)
        else:
            self._start(name, about, empty, raw)
        self._at = max(found.end(), self._at)

    def _start(self, name: str, about: str, empty: str, raw: str) -> None:
        tags = self._tags()
        if "body" in tags and name in ("tmx", "header", "body"):
            self._further_file(name, empty)
            return
        if name in _STRUCTURE:
            self._make_room(name)
        elif name in _CODES and "seg" in tags:
            while name != "sub" and self.stack[-1].tag in _NATIVE:
                self._close()
        elif not self._holds_text() and tags[-1:] == ["tuv"]:
            self._imply("seg")
        if empty and name in ("tmx", "body"):
            empty = ""
            self._add("element without content opened", raw)
        written = name.rpartition(":")[2] if self._bare else name
        self.out.append(f"<{written}{self._attributes(about, raw)}{empty}>")
        if not empty:
            self._push(written, raw)
        elif written == "seg":
            self._has_seg = True

    def _further_file(self, name: str, empty: str) -> None:
        """The start of another memory: its units follow, its header is left out."""
        if name == "tmx":
            self._add("another TMX begins here, its units are kept")
            self._further = True
        elif name == "header":
            self._add("header of a further TMX left out")
            end = self.text.find("</header>", self._at)
            if not empty and end > 0:
                self._at = end + len("</header>")
        elif not self._further:
            self._add("start tag dropped, it is not in its place", "<body>")

    def _make_room(self, name: str) -> None:
        """Close what cannot contain an element, and open what must."""
        level = _STRUCTURE[name]
        if name in ("prop", "note"):
            around = [tag for tag in self._tags() if tag in ("header", "tu", "tuv")]
            if not around:
                self._make_room("tu")
                self._imply("tu")
            level = 1 + _STRUCTURE[around[-1] if around else "tu"]
        self._close_to(level - 1)
        parent = _PARENTS.get(name)
        if parent and parent not in self._tags():
            self._make_room(parent)
            self._imply(parent)

    def _imply(self, tag: str) -> None:
        self._add("start tag missing", f"<{tag}>")
        about = ' version="1.4"' if tag == "tmx" else ""
        self.out.append(f"<{tag}{about}>")
        self._push(tag, f"<{tag}>")

    def _push(self, tag: str, raw: str) -> None:
        self.stack.append(_Open(tag, len(self.out) - 1, raw, self._line(self._at)))
        if tag in ("tuv", "seg"):
            self._has_seg = tag == "seg"

    def _end(self, name: str, raw: str) -> None:
        name = name.rpartition(":")[2] if self._bare else name
        tags = self._tags()
        inside = tags.index("seg") if "seg" in tags and name not in _STRUCTURE else -1
        there = [n for n, tag in enumerate(tags) if tag == name and n > inside]
        if not there:
            if name in _STRUCTURE or name in _CODES or not self._holds_text():
                self._add("end tag without a start dropped", raw)
            else:
                self._as_text(raw, self._at)
            return
        if name in ("tmx", "body"):  # more units may follow: these end with the file
            self._close_to(1)
            return
        while len(self.stack) > there[-1] + 1:
            self._close()
        self.stack.pop()
        self.out.append(f"</{name}>")

    def _close_to(self, level: int, *, cut: bool = False) -> None:
        """Close all elements deeper than a level of the structure. ``cut``: the file ends here."""
        while self.stack and _STRUCTURE.get(self.stack[-1].tag, 9) > level:
            tag = self.stack[-1].tag
            if cut and (tag == "seg" or (tag == "tuv" and not self._has_seg)):
                self._leave_out()
            else:
                self._close()

    def _leave_out(self) -> None:
        """Leave out a text that the end of the file cuts off: nobody knows how it goes on."""
        places = {item.tag: item.at for item in self.stack}
        text = "".join(self.out[places["seg"] + 1 :]) if "seg" in places else ""
        self._add("the file is cut off: text left out", re.sub("<[^<>]*>", "", text).strip())
        del self.out[places["tuv"] :]
        del self.stack[self._tags().index("tuv") :]

    def _close(self) -> None:
        """Close the innermost element, or make text of it if nothing shows that it is one."""
        top = self.stack.pop()
        if top.tag not in _STRUCTURE and top.tag not in _CODES:
            if self._holds_text():
                self._found.add(top.line, "< that begins no tag, kept as text", top.raw)
                self.out[top.at] = escaped(top.raw)
                return
            self._found.add(top.line, "tag dropped, it has no end", top.raw)
            self.out[top.at] = ""
            return
        self._add("end tag missing", f"</{top.tag}>")
        end = f"</{top.tag}>"
        if top.tag in _TEXTS and self.out and "\n" in (last := self.out[-1]):
            kept = last.rstrip()  # the line break before the next tag is not text
            self.out[-1:] = [kept, end, last[len(kept) :]]
        else:
            self.out.append(end)

    def _attributes(self, about: str, raw: str) -> str:
        known: dict[str, str] = {}
        at = 0
        while found := _ATTRIBUTE.match(about, at):
            name, double, single, bare = found.groups()
            if known and not found[0][0].isspace():
                self._add("blank between attributes missing", found[0])
            at = found.end()
            if self._bare and not name.startswith("xml:"):
                if name.startswith("xmlns"):
                    continue
                name = name.rpartition(":")[2]
            if name == "xml:id":
                self._add("xml:id dropped, it may be repeated", raw)
            elif name in known:
                self._add("repeated attribute dropped", found[0].strip())
            else:
                if bare is not None:
                    self._add("value without quotation marks", found[0].strip())
                value = double if double is not None else single if single is not None else bare
                known[name] = plain_value(value, self._add)
        if rest := about[at:].strip():
            self._add("part of a tag dropped, it is no attribute", rest)
        return "".join(f' {name}="{value}"' for name, value in known.items())
