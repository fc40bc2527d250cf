"""Tokens of RTF: groups, control words, and text in the encodings of its fonts."""

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from align.files.load import Source
from align.readers.office.story import Story
from align.readers.office.word_styles import kind_of_name

WHAT = "an RTF file"
#: Deepest nesting of groups.
DEEPEST = 2000

_TOKEN = re.compile(
    rb"\\(?P<word>[A-Za-z]{1,32})(?P<number>-?\d{1,10})?[ ]?|\\'(?P<hex>[0-9A-Fa-f]{2})"
    rb"|\\(?P<sign>[^A-Za-z])|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)|[\r\n]+|\\",
    re.DOTALL,
)
_SIGNS = {
    "tab": "\t", "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’",
    "ldblquote": "“", "rdblquote": "”", "emspace": "\u2003", "enspace": "\u2002",
    "qmspace": "\u2005", "zwj": "\u200d", "zwnj": "\u200c", "ltrmark": "\u200e",
    "rtlmark": "\u200f",
}  # fmt: skip
#: Control symbols that are text.
_SYMBOLS = {b"~": "\u00a0", b"_": "\u2011", b"{": "{", b"}": "}", b"\\": "\\", b"\t": "\t"}
#: Groups whose text is no text of the document, and of no interest; and all that are marked as
#: unknown to old programs and not named here.
_KNOWN = frozenset("shpinst shpgrp do mmath nesttableprops ud".split())
_SKIPPED = frozenset(
    "colortbl pict objdata nonshppict nonesttables sp filetbl revtbl rsidtbl objclass objname"
    " bkmkstart bkmkend datafield listtable listoverridetable listlevel"
    " falt panose fontemb fontfile".split()
)
#: Words that mean something in definitions, too.
_ANYWHERE = frozenset("f fcharset cpg s cs ts ds outlinelevel uc field".split())
_CHARSETS = {
    2: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gb18030",
    136: "cp950", 161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256",
    186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip


@dataclass
class State:
    """What holds within a group; ``ends`` is what is to be done at its end."""

    #: What text is: ``text``, part of a ``font``, ``style`` or the ``code`` of a field, or nothing
    #: (``skip``).
    target: str = "text"
    font: int = -1
    fallback: int = 1
    reason: dict[str, bool] = field(default_factory=dict)
    style: int = -1
    heading: bool = False
    listed: bool = False
    table: int = 0
    ends: list[Callable[[], object]] = field(default_factory=list)

    def inner(self) -> "State":
        """Return the state at the beginning of a group in this one."""
        return replace(self, reason=dict(self.reason), ends=[])

    @property
    def why(self) -> str:
        """Why text of this look is set aside; empty if it is not."""
        return next((reason for reason, on in self.reason.items() if on), "")


class TokenReader:
    """Walks the tokens of a file; ``methods`` are what control words mean, by the word."""

    def __init__(self, source: Source) -> None:
        self.source, self.story = source, Story(source)
        self.states: list[State] = []
        self.state = State()
        self.bytes = bytearray()
        self.skip = 0  # characters that stand for one of Unicode, for old programs
        self.starred = False
        self.high = 0  # first half of a character beyond 65,535
        self.codec = "cp1252"
        self.fonts: dict[int, str] = {}
        self.kinds: dict[int, str] = {}  # of styles
        self.name = ""
        self.defined = -1  # number of the font or style that is being defined
        self.fields: list[str] = []
        self.methods: dict[str, Callable[[int | None], object]] = {
            "ansicpg": self._code_page,
            "mac": self._mac,
            "fonttbl": self._target("font"),
            "stylesheet": self._target("style"),
            "fldinst": self._target("code"),
            "f": self._font,
            "fcharset": self._charset,
            "cpg": self._charset,
            "s": self._style,
            **dict.fromkeys(("cs", "ts", "ds"), self._other_style),
            "outlinelevel": self._level,
            "uc": self._fallback,
            "plain": self._plain,
            "v": self._look("hidden text"),
            "deleted": self._look("deleted text"),
            "upr": self._repeated,
            "ud": self._original,
        }

    def walk(self) -> None:
        """Read the file."""
        data, position = self.source.data, self.source.data.index(b"{")
        while token := _TOKEN.match(data, position):
            position = token.end()
            if word := token["word"]:
                number = int(token["number"]) if token["number"] else None
                self._word(word.decode("ascii").lower(), number)
                if word == b"bin":
                    position += max(number or 0, 0)
            elif token["text"]:
                self._bytes(token["text"])
            elif token["hex"]:
                self._bytes(bytes.fromhex(token["hex"].decode("ascii")))
            elif brace := token["brace"]:
                self._brace(brace)
                if not self.states:
                    break
            elif sign := token["sign"]:
                self._sign(sign)
        if self.states:
            raise self.source.error(f"{WHAT} that is cut off; copy it again")
        self._end()

    # --- tokens ------------------------------------------------------------------------------

    def _bytes(self, text: bytes) -> None:
        if self.skip:
            text, self.skip = text[self.skip :], max(self.skip - len(text), 0)
        self.bytes += text

    def _flush(self) -> None:
        if self.bytes:
            text, self.bytes = bytes(self.bytes), bytearray()
            try:
                self._add(text.decode(self.fonts.get(self.state.font, self.codec)))
            except UnicodeDecodeError:
                self._add(text.decode("cp1252", "replace"))

    def _add(self, text: str) -> None:
        state = self.state
        if state.target == "text":
            self._text(text)
        elif state.target == "code":
            self.fields[-1] += text
        elif state.target == "style":
            self.name += text
            if ";" in text:
                name, self.name = self.name.partition(";")[0].strip(), ""
                self.kinds.setdefault(self.defined, kind_of_name(name))

    def _unicode(self, number: int) -> None:
        code = number & 0xFFFF
        if 0xD800 <= code < 0xDC00:
            self.high = code
        elif 0xDC00 <= code < 0xE000:
            if self.high:
                self._add(chr(0x10000 + ((self.high - 0xD800) << 10) + code - 0xDC00))
            self.high = 0
        elif code:
            self._add(chr(code))
        self.skip = self.state.fallback

    def _sign(self, sign: bytes) -> None:
        self._flush()
        if sign == b"*":
            self.starred = True
        elif self.skip:
            self.skip -= 1
        elif sign in b"\r\n":
            self._end_paragraph()
        elif text := _SYMBOLS.get(sign):
            self._add(text)

    def _brace(self, brace: bytes) -> None:
        self._flush()
        self.skip, self.starred = 0, False
        if brace == b"{":
            if len(self.states) == DEEPEST:
                raise self.source.error(f"{WHAT} with groups nested thousands deep, refused")
            self.states.append(self.state)
            self.state = self.state.inner()
        elif self.states:
            for end in reversed(self.state.ends):
                end()
            self.state = self.states.pop()

    def _word(self, word: str, number: int | None) -> None:
        self._flush()
        starred, self.starred = self.starred, False
        if word == "u":
            self._unicode(number or 0)
            return
        self.skip = 0
        if self.state.target == "skip":
            pass
        elif method := self.methods.get(word):
            if self.state.target == "text" or word in _ANYWHERE:
                method(number)
        elif word in _SIGNS:
            self._add(_SIGNS[word])
        elif word in _SKIPPED or (starred and word not in _KNOWN):
            self.state.target = "skip"

    # --- looks and definitions ---------------------------------------------------------------

    def _target(self, target: str) -> Callable[[int | None], None]:
        def start(_: int | None) -> None:
            self.state.target = target
            if not self.fields:
                self.fields.append("")

        return start

    def _code_page(self, number: int | None) -> None:
        self.codec = _codec(f"cp{number}") or self.codec

    def _mac(self, _: int | None) -> None:
        self.codec = "mac_roman"

    def _font(self, number: int | None) -> None:
        self.state.font = self.defined = number or 0

    def _charset(self, number: int | None) -> None:
        if codec := _CHARSETS.get(number or 0) or _codec(f"cp{number}"):
            self.fonts[self.defined] = codec

    def _style(self, number: int | None) -> None:
        self.state.style = self.defined = number or 0

    def _other_style(self, _: int | None) -> None:
        if self.state.target == "style":
            self.defined = -1

    def _level(self, number: int | None) -> None:
        if self.state.target == "style":
            self.kinds[self.defined] = "heading" if (number or 0) < 9 else ""
        else:
            self.state.heading = (number or 0) < 9

    def _plain(self, _: int | None) -> None:
        self.state.reason.clear()

    def _look(self, reason: str) -> Callable[[int | None], None]:
        def start(number: int | None) -> None:
            self.state.reason[reason] = number != 0

        return start

    def _fallback(self, number: int | None) -> None:
        self.state.fallback = number or 0

    def _repeated(self, _: int | None) -> None:
        self.state.reason["repeated text"] = True

    def _original(self, _: int | None) -> None:
        self.state.reason["repeated text"] = False

    # --- what a text is made of --------------------------------------------------------------

    def _text(self, text: str) -> None:
        raise NotImplementedError

    def _end_paragraph(self) -> None:
        raise NotImplementedError

    def _end(self) -> None:
        raise NotImplementedError


def _codec(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError:
        return ""
