"""The one door to the terminal: what people read, with nothing in it that steers a terminal.

Texts and file names come from strangers. On a terminal, some of their characters move the cursor,
set the title, hide or reorder what follows; here they are shown as visible signs. Data that goes to
standard output (``-o -``) does not pass here and stays as it is.
"""

import json
import os
import re
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TextIO
from unicodedata import east_asian_width

from align.errors import UsageError

if TYPE_CHECKING:
    from rich.console import Console

_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]"
)
# In JSON these can be written as escapes and mean the same; it has its own for those below.
_UNSEEN_IN_JSON = re.compile(
    "[\x7f-\x9f\xad\u061c\u180e\u200b-\u206f\ud800-\udfff\ufeff\ufff9-\uffff\U000e0000-\U000e0fff]"
)
#: The longest line of an error or a warning, in characters.
LONGEST = 1000
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

    A pair is a text and its style: ``bold`` or the name of a colour. ``start`` and ``end`` are
    printed as they are.

    >>> say("Title: \x1b]0;gone\x07", (" 3", "bold"), " units\nin two lines")
    Title: ␛]0;gone␇ 3 units
    in two lines
    """
    import click

    undraw()
    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    text = ""
    for part in parts:
        what, style = part if isinstance(part, tuple) else (part, "")
        line = "\n".join(map(_printed, str(what).split("\n")))
        if style and not plain:
            line = click.style(line, **({"bold": True} if style == "bold" else {"fg": style}))
        text += line
    click.echo(f"{start}{_encodable(text, err=err)}{end}", err=err, nl=False)


def _printed(line: str) -> str:
    """A line to print: its tabs stay."""
    return line if line.isprintable() else "\t".join(map(seen, line.split("\t")))


def _encodable(text: str, *, err: bool) -> str:
    """The text as the stream can show it: a terminal that is not in UTF-8 is no error."""
    encoding = getattr(sys.stderr if err else sys.stdout, "encoding", None) or "utf-8"
    return text.encode(encoding, "replace").decode(encoding)


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
    from rich.text import Text

    class Door(Console):
        def render(self, renderable: Any, options: Any = None) -> Any:
            if isinstance(renderable, str):
                renderable = self.render_str(renderable)
            if isinstance(renderable, Text):
                lines = map(seen, renderable.plain.split("\n"))  # one by one: the spans stay valid
                renderable = renderable.copy()
                renderable.plain = "\n".join(lines)
            return super().render(renderable, options)

        def on_broken_pipe(self) -> None:  # Rich would exit with status 1
            raise BrokenPipeError

    options = {"markup": False, "emoji": False, **options}
    return Door(file=stream, highlight=False, legacy_windows=False, **options)


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
    """The width of the terminal that shows standard error, in cells."""
    import shutil

    try:
        found = os.get_terminal_size(sys.stderr.fileno()).columns
    except (AttributeError, OSError, ValueError):
        found = 0
    return found or shutil.get_terminal_size((80, 24)).columns


def cells(text: str) -> int:
    """The cells that a text takes on a terminal, at most.

    Signs that are wide on some terminals only count as wide.

    >>> cells("abc"), cells("价格")
    (3, 4)
    """
    if text.isascii():
        return len(text)
    return sum(1 + (east_asian_width(sign) in "WFA") for sign in text)


def narrowed(text: str, width: int) -> str:
    """Cut a text in the middle, so that it takes at most so many cells.

    >>> narrowed("2023-11-08-进口博览会签约仪式.txt", 24)
    '2023-11-08-…约仪式.txt'
    """
    if cells(text) <= width:
        return text
    head, tail, shown = 0, len(text), "…"
    while True:
        if cells(text[:head]) <= cells(text[tail:]):
            head += 1
        else:
            tail -= 1
        longer = f"{text[:head]}…{text[tail:]}"
        if cells(longer) > width:
            return shown
        shown = longer


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
