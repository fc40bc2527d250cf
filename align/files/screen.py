"""The one door to the terminal: what people read, with nothing in it that steers a terminal.

Texts and file names come from strangers. On a terminal, some of their characters move the cursor,
set the title, hide or reorder what follows; here they are shown as visible signs. What the encoding
of a terminal or a pipe does not have is shown by other signs. Data that goes to standard output
(``-o -``) does not pass here and stays as it is.
"""

import codecs
import io
import json
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TextIO
from unicodedata import east_asian_width, normalize

from align.errors import UsageError
from align.files.widths import breaks, cells, folded

if TYPE_CHECKING:
    from subprocess import Popen

    from rich.console import Console

_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]"
)
# In JSON these can be written as escapes and mean the same; it has its own for those below.
_UNSEEN_IN_JSON = re.compile(
    "[\x7f-\x9f\xad\u061c\u180e\u200b-\u206f\ud800-\udfff\ufeff\ufff9-\uffff\U000e0000-\U000e0fff]"
)
#: What ``less`` says at the end of a page, instead of a colon.
_PROMPT = r"-Psspace\: more   q\: back$"
#: Our own signs, and frequent ones, by those that every encoding has; as wide, so tables stay so.
_STAND_INS = str.maketrans(
    {
        "∅": "0", "↕": "^", "。": ".", "…": "~", "→": ">", "←": "<", "·": ".", "•": "*", "×": "x",
        **dict.fromkeys("‐‑‒–—―−─━", "-"), **dict.fromkeys("│┃", "|"), **dict.fromkeys("┼╇┿", "+"),
        **dict.fromkeys("‘’", "'"), **dict.fromkeys("“”", '"'),
    }
)  # fmt: skip
#: The longest line of an error or a warning, in characters.
LONGEST = 1000
#: Whether Chinese was to be printed that an encoding does not have.
_lost = False
#: Whether a line is drawn that :func:`redraw` will draw again.
_drawn = False


def seen(text: str) -> str:
    r"""Replace characters that steer terminals or the text direction by visible ones.

    One character by one, so spans remain valid.

    >>> seen("a\x1b[31m\tb\u202ec")
    'a␛[31m␉b�c'
    """
    return text if text.isprintable() else _UNSEEN.sub(_sign, text)


def _sign(match: re.Match[str]) -> str:
    code = ord(match[0])
    return chr(0x2400 + code) if code < 0x20 else "\u2421" if code == 0x7F else "\ufffd"


def brief(line: str) -> str:
    """Cut a line that is too long in the middle: its beginning says where, its end what to do.

    >>> brief("a" * 5000 + ": no such file")[-20:], len(brief("a" * 5000))
    ('aaaaaa: no such file', 1000)
    """
    if len(line) <= LONGEST:
        return line
    end = LONGEST // 3
    return f"{line[: LONGEST - end - 3]} … {line[-end:]}"


def say(
    *parts: object | tuple[object, str], err: bool = False, end: str = "\n", start: str = ""
) -> None:
    r"""Print parts of a text for people, on standard output or on standard error (``err``).

    On a terminal, lines in columns are broken so that the columns stay.

    A pair is a text and its style: ``bold`` or the name of a colour. ``start`` and ``end`` are
    printed as they are.

    >>> say("Title: \x1b]0;gone\x07", (" 3", "bold"), " units\nin two lines")
    Title: ␛]0;gone␇ 3 units
    in two lines
    """
    import click

    undraw()
    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    width = _width(err=err) if len(parts) == 1 else 0
    text = ""
    for part in parts:
        what, style = part if isinstance(part, tuple) else (part, "")
        lines = map(_printed, str(what).split("\n"))
        line = "\n".join(folded(one, width) if width else one for one in lines)
        if style and not plain:
            line = click.style(line, **({"bold": True} if style == "bold" else {"fg": style}))
        text += line
    click.echo(f"{start}{_encodable(text, err=err)}{end}", err=err, nl=False)


def _width(*, err: bool) -> int:
    """The width of the terminal that shows a stream; 0 if none does."""
    stream = sys.stderr if err else sys.stdout
    return columns() if getattr(stream, "isatty", bool)() else 0


def _printed(line: str) -> str:
    """A line to print: its tabs stay."""
    return line if line.isprintable() else "\t".join(map(seen, line.split("\t")))


def _stand_in(error: UnicodeError) -> tuple[str, int]:
    """Other signs for those that an encoding does not have, in as many cells."""
    global _lost
    if not isinstance(error, UnicodeEncodeError):
        raise error
    shown = []
    for sign in error.object[error.start : error.end].translate(_STAND_INS):
        wide = east_asian_width(sign) in "WF"
        letter = normalize("NFKD", sign)[0] if wide or sign.isalpha() else sign  # é → e, （ → (
        plain = letter.isascii()
        shown.append(f"{letter} "[: 1 + wide] if plain else "?" * (1 + wide))
        _lost |= wide and not plain
    return "".join(shown), error.end


codecs.register_error("stand-in", _stand_in)


def fit_streams() -> None:
    """Let what standard output and error cannot encode be shown by other signs, not be an error."""
    global _lost
    _lost = False
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="stand-in")


def lost_encoding() -> str:
    """The encoding that has no Chinese for what was printed since :func:`fit_streams`; or none."""
    return sys.stdout.encoding if _lost else ""


def _encodable(text: str, *, err: bool = False) -> str:
    r"""The text as standard output (or error) can show it.

    >>> "∅ 价格 ≤ “é”".encode("ascii", "stand-in")  # what an ASCII terminal shows
    b'0 ???? ? "e"'
    """
    encoding = getattr(sys.stderr if err else sys.stdout, "encoding", None) or "utf-8"
    return text.encode(encoding, "stand-in").decode(encoding)


def say_json(data: Any, *, indent: int | None = None) -> None:
    r"""Print data as JSON; what would steer a terminal is written as JSON's escapes.

    >>> say_json({"text": "价格\x1b\u202e"})
    {"text": "价格\u001b\u202e"}
    """
    import click

    text = safe_json(json.dumps(data, ensure_ascii=False, indent=indent))
    if _encodable(text, err=False) != text:
        text = json.dumps(data, indent=indent)
    click.echo(text)


def safe_json(text: str) -> str:
    r"""JSON that means the same, with escapes for what would steer a terminal.

    >>> safe_json('{"text": "价格\u202e"}')
    '{"text": "价格\\u202e"}'
    """
    return _UNSEEN_IN_JSON.sub(lambda match: json.dumps(match[0])[1:-1], text)


def complain(text: object) -> None:
    """Print an error or a warning: one line on standard error, not too long.

    >>> import contextlib, sys
    >>> with contextlib.redirect_stderr(sys.stdout):
    ...     complain("a.txt: no\\nsuch file")
    tmxalign: a.txt: no such file
    """
    say(f"tmxalign: {brief(' '.join(str(text).split()))}", err=True)


def make_console(stream: IO[str] | TextIO | None = None, **options: Any) -> "Console":
    """A console of Rich's that shows texts as :func:`seen`; standard output by default.

    ``options`` are passed to :class:`rich.console.Console`. A closed pipe raises BrokenPipeError.
    """
    from rich.console import Console
    from rich.containers import Lines
    from rich.text import Text

    class Flowing(Text):
        def wrap(self, console: Console, width: int, **options: Any) -> Lines:
            if options.get("no_wrap") or options.get("overflow") == "ignore":
                return super().wrap(console, width, **options)
            lines = Lines()
            for line in self.split(allow_blank=True):
                line.expand_tabs(8)
                lines.extend(line.divide(breaks(line.plain, width)))
            for line in lines:
                line.rstrip_end(width)
            if justify := options.get("justify") or self.justify:
                lines.justify(console, width, justify=justify, overflow="fold")
            return lines

    class Door(Console):
        def render(self, renderable: Any, options: Any = None) -> Any:
            if isinstance(renderable, str):
                renderable = self.render_str(renderable)
            if isinstance(renderable, Text):
                lines = map(seen, renderable.plain.split("\n"))  # one by one: the spans stay valid
                renderable = Flowing("\n".join(lines), **{k: getattr(renderable, k) for k in kept})
            return super().render(renderable, options)

        @property
        def encoding(self) -> str:  # Rich takes standard output for UTF-8
            return (getattr(self.file, "encoding", None) or "utf-8").lower()

        def on_broken_pipe(self) -> None:  # Rich would exit with status 1
            raise BrokenPipeError

    kept = ("style", "justify", "overflow", "no_wrap", "end", "tab_size", "spans")
    options = {"markup": False, "emoji": False, **options}
    return Door(file=stream or sys.stdout, highlight=False, legacy_windows=False, **options)


@contextmanager
def page_output(*, wanted: bool = True) -> Iterator[None]:
    """Show what is printed on standard output page by page, if it is more than a terminal shows.

    By the program that ``PAGER`` names, or ``less``; only if people see it, and not if ``PAGER``
    is empty or ``cat``. On Windows, only if ``PAGER`` is set: ``more`` does not know colours.
    """
    usual = "" if sys.platform == "win32" else "less"
    pager = os.environ.get("PAGER", usual).strip()
    people = all(getattr(stream, "isatty", bool)() for stream in (sys.stdin, sys.stdout))
    if not (wanted and people and os.environ.get("TERM") != "dumb" and pager not in ("", "cat")):
        yield
        return
    pages = _Pages(sys.stdout, pager)
    try:
        with redirect_stdout(pages):
            yield
    finally:
        pages.end()


class _Pages(io.StringIO):
    """A terminal; from the line on that it has no room for, a pager."""

    def __init__(self, terminal: TextIO, pager: str) -> None:
        super().__init__()
        self._terminal, self._pager = terminal, pager
        self._process: Popen[str] | None = None
        self._lines = 0

    encoding = property(lambda self: self._terminal.encoding)

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._terminal.fileno()

    def write(self, text: str) -> int:
        import shutil

        text = text.encode(self.encoding, "stand-in").decode(self.encoding)
        if self._process:
            self._send(text)
            return len(text)
        super().write(text)
        size = shutil.get_terminal_size()
        for line in re.sub(r"\x1b\[[\d;]*m", "", text).splitlines():
            self._lines += max(1, -(-cells(line) // size.columns))
        if self._lines >= size.lines:
            self._process = self._started()
            if self._process:
                self._send(self.getvalue())
        return len(text)

    def _started(self) -> "Popen[str] | None":
        import shlex
        import subprocess

        # as Git does: colours as they are, and the last page stays on the terminal
        environment = {"LESS": f"FRX{_PROMPT}", **os.environ}
        if self.encoding.lower().startswith("utf"):
            environment.setdefault("LESSCHARSET", "utf-8")
        with suppress(OSError, ValueError):
            # in a path of Windows, a backslash does not quote
            command = self._pager if os.name == "nt" else shlex.split(self._pager)
            return subprocess.Popen(
                command, stdin=subprocess.PIPE, env=environment, encoding=self.encoding,
                errors="stand-in",
            )  # fmt: skip
        self._lines = -sys.maxsize  # there is no such program: everything is printed at the end
        return None

    def _send(self, text: str) -> None:
        with suppress(BrokenPipeError):  # nobody wants the rest
            if self._process and self._process.stdin:
                self._process.stdin.write(text)
                self._process.stdin.flush()

    def end(self) -> None:
        """Print what the terminal has room for, or wait until the pager is left."""
        if not self._process:
            self._terminal.write(self.getvalue())
            self._terminal.flush()
            return
        with suppress(BrokenPipeError):
            if self._process.stdin:
                self._process.stdin.close()
        while True:  # Ctrl-C is the pager's
            with suppress(KeyboardInterrupt):
                self._process.wait()
                return


def redraws() -> bool:
    """Whether a line of standard error can be drawn again: it is a terminal, and no dumb one."""
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


def redraw(line: str) -> None:
    """Draw the last line of standard error, which stays until :func:`say` says something."""
    global _drawn
    import click

    click.echo(f"\r{_encodable(seen(line), err=True)}\x1b[K", err=True, nl=False)
    _drawn = True


def undraw() -> None:
    """Remove the line that was drawn."""
    global _drawn
    import click

    if _drawn:
        click.echo("\r\x1b[K", err=True, nl=False)
    _drawn = False


def columns() -> int:
    """The width of the terminal that shows standard error or output, in cells."""
    import shutil

    found = 0
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):
            found = os.get_terminal_size(stream.fileno()).columns
    return found or shutil.get_terminal_size((80, 24)).columns


def show_folder(folder: Path) -> None:
    """Open a folder in the window of files of this computer, and do not wait for it.

    Raises :class:`align.errors.UsageError` if there is no program for that.
    """
    import shutil
    import subprocess
    import threading

    name = {"win32": "explorer", "darwin": "open"}.get(sys.platform, "xdg-open")
    program = shutil.which(name)
    if program is None or not folder.is_dir():
        why = f"no program {name}" if folder.is_dir() else "no such folder"
        raise UsageError(f"{folder}: cannot be shown: {why}; open it yourself")
    none = subprocess.DEVNULL
    process = subprocess.Popen(
        [program, str(folder)], stdin=none, stdout=none, stderr=none, start_new_session=True
    )
    threading.Thread(target=process.wait, daemon=True).start()  # somebody has to
