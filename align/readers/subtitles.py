"""Subtitles: SubRip (.srt), WebVTT (.vtt) and SubStation Alpha (.ass, .ssa)."""

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from align.document import Paragraph
from align.files.encoding import decode
from align.files.load import Source
from align.languages.detection import letters, line_language
from align.readers.base import Reader
from align.readers.mixed import separate
from align.readers.remainder import account
from align.readers.wrapped import join_lines

#: A sentence continues in the next cue if that begins within this many seconds, …
PAUSE = 3.0
#: … over at most this many cues, …
CUES = 12
# … and if this share of the cues end a sentence: Chinese subtitles often have no punctuation.
_MARKED = 0.25
#: A file is bilingual if this share of its cues have lines in both languages.
BILINGUAL = 0.5

# {\an8} and the like, <i>, </c.yellow>, <v Anna>, <00:01:02.500>; other "<" are text.
_TAG = re.compile(r"\{\\[^{}]*\}|</?(?:[A-Za-z][^<>]*|\d[\d:.]*)?>")
_DASH = re.compile(r"[-‐–—]\s*(?=[^\W\d_]|[\"“'‘「『（(\[【.…♪♫])")
_SOUND = re.compile(r"[\[(（【♪♫].*[\])）】♪♫]")
_END = re.compile(r"[.!?…。！？][\"'”’」』）)\]】]*$")
_GOES_ON = re.compile(r"(?:\.\.\.|…)$")
# The time of the srt library is quadratic in the length of these.
_DIGITS = re.compile(r"\d{40}")
# In SubStation Alpha, all in braces is hidden, and a drawing is numbers between {\p1} and {\p0}.
_DRAWING = re.compile(r"\{[^{}]*\\p[1-9][^{}]*\}.*?(?:\{[^{}]*\\p0[^{}]*\}|$)|\{[^{}]*\}")
_ASS = re.compile(r"\s*\[Script Info\]", re.I)
_ASS_FIELDS = "Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text"
_ASS_TIME = re.compile(r"(\d+):(\d\d?):(\d\d?(?:[.:]\d+)?)")
_ASS_BREAK = re.compile(r"\\[Nn]")
_ESCAPE = re.compile(r"\\[Nnh]")
_WORD = re.compile(r"\w")
_LINE_END = re.compile(r"\r\n|\n|\r")
_TIMES = re.compile(r"\s*[\d:.,]+\s*-->")


@dataclass(frozen=True)
class _Cue:
    """Lines of text that are shown together; ``start`` and ``end`` in seconds."""

    start: float
    end: float
    text: str
    line: int = 0

    @property
    def lines(self) -> list[str]:
        return [text for line in self.text.splitlines() if (text := " ".join(line.split()))]


def read_subtitles(source: Source) -> tuple[Paragraph, ...]:
    r"""Return the speeches, one paragraph per speaker and sentence, with their start times.

    A sentence that continues over several cues is joined; formatting, numbers and times are set
    aside. Sounds in brackets remain. If hardly a cue ends with a full stop, every cue is a
    paragraph. If most cues have both languages, every cue is a row, with its time as the key.

    >>> text = "1\n00:00:01,000 --> 00:00:02,500\n<i>CQC has issued</i>\n\n"
    >>> text += "2\n00:00:02,600 --> 00:00:04,000\n60,000 certificates.\n"
    >>> found = read_subtitles(Source(text.encode(), "a.srt"))
    >>> [(p.where, p.text) for p in found if not p.aside]
    [('0:00:01', 'CQC has issued 60,000 certificates.')]
    >>> text = "1\n00:00:01,000 --> 00:00:02,500\n我们明天出发\nWe leave tomorrow\n"
    >>> found = read_subtitles(Source(text.encode(), "a.srt"))
    >>> [(p.key, p.text) for p in found if not p.aside]
    [('0:00:01.000', '我们明天出发'), ('0:00:01.000', 'We leave tomorrow')]

    Raises :class:`align.errors.InputError` for a file that is not subtitles or has no text.
    """
    text = decode(source)
    if text.startswith("WEBVTT"):
        cues = _parse_vtt(text, source)
        text = html.unescape(text)
    elif _ASS.match(text):
        cues = _parse_ass(text, source)
    else:
        cues = _parse_srt(text, source)
    rows = _rows(cues)
    paragraphs = rows or [
        Paragraph(join_lines(s.lines), s.line, where=_clock(s.start)) for s in _sentences(cues)
    ]
    if not paragraphs:
        raise source.error("no text in it")
    return account(text, paragraphs, _reason, _frame(text))


def _reason(piece: str, first: bool) -> str:
    """Why a piece of the text of cues is set aside; ``first`` of its line."""
    if piece.lstrip().startswith("Dialogue:"):
        return "time codes"
    bare = _ESCAPE.sub("", _TAG.sub("", _DRAWING.sub("", piece)))
    return "repeated text" if _WORD.search(bare) else "markup"


def _frame(text: str) -> dict[int, str]:
    """The lines around the cues: numbers, times, and what describes the file."""
    found: dict[int, str] = {}
    lines = _LINE_END.split(text)
    if _ASS.match(text):
        return {
            number: "comments" if line.lstrip().startswith((";", "Comment:")) else "metadata"
            for number, line in enumerate(lines, start=1)
            if not line.lstrip().startswith("Dialogue:")
        }
    block = ""
    for number, line in enumerate(lines, start=1):
        above = lines[number - 2] if number > 1 else ""
        if _TIMES.match(line):
            found[number] = "time codes"
            if above.strip().isdigit() or (text.startswith("WEBVTT") and not block):
                found[number - 1] = "time codes"
            block = ""
        elif not line.strip():
            block = ""
        elif not above.strip():
            block = _BLOCKS.get(line.split(":")[0].split()[0], "")
        if block:
            found[number] = block
    return found


# First words of blocks of WebVTT that are no cues.
_BLOCKS = {"WEBVTT": "metadata", "NOTE": "comments", "STYLE": "scripts", "REGION": "scripts"}


def _rows(cues: Sequence[_Cue]) -> list[Paragraph]:
    """The cues of a bilingual file, each language of a cue apart; nothing for another file."""
    together: dict[str, list[_Cue]] = {}
    for cue in cues:
        if cue.lines:
            key = f"{_clock(cue.start)}.{round(cue.start % 1 * 1000):03}"
            together.setdefault(key, []).append(cue)
    found, both = [], 0
    for key, shown in together.items():
        speeches: list[tuple[str, _Speech]] = []
        for cue in shown:
            for speech in _split(cue, cue.lines):
                speeches += _by_language(speech)
        both += all(separate([Paragraph(line) for _, s in speeches for line in s.lines]).values())
        found += [
            Paragraph(join_lines(s.lines), s.line, where=_clock(s.start), key=key)
            for _, s in speeches
        ]
    return found if both >= BILINGUAL * len(together) else []


def _parse_srt(text: str, source: Source) -> list[_Cue]:
    import srt

    whole = text
    # its expressions are slow on long white space, which is meaningless here
    lines = "\n".join(line.strip() for line in text.splitlines())
    text = re.sub(r"\n{3,}", "\n\n", lines).strip()
    if not text:
        raise source.error("the file is empty")
    if _DIGITS.search(text):
        raise source.error("not a subtitle file: a number of more than 40 digits in it")
    try:
        found = [
            (c.start.total_seconds(), c.end.total_seconds(), c.content) for c in srt.parse(text)
        ]
    except srt.SRTParseError as error:
        what = text[error.expected_start :].split("\n", 1)[0][:40]
        raise source.error(f"not a subtitle file: no number and time at {what!r}") from error
    except (OverflowError, ValueError) as error:
        raise source.error(f"not a subtitle file: {error}") from error
    shown = (_ASS_BREAK.sub("\n", _TAG.sub("", content)) for _, _, content in found)
    return [
        _Cue(start, end, text, line)
        for (start, end, _), text, line in zip(found, shown, _lines_of_times(whole), strict=False)
    ]


def _parse_vtt(text: str, source: Source) -> list[_Cue]:
    from webvtt import WebVTT
    from webvtt.errors import MalformedCaptionError, MalformedFileError

    try:
        found = WebVTT.from_string(text).captions
    except (MalformedFileError, MalformedCaptionError) as error:
        raise source.error(f"not a WebVTT file: {error}") from error
    if len(found) < (times := text.count("-->")):
        raise source.error(f"a WebVTT file, but {times - len(found)} of its times cannot be read")
    return [
        _Cue(c.start_in_seconds, c.end_in_seconds, html.unescape(_TAG.sub("", c.raw_text)), line)
        for c, line in zip(found, _lines_of_times(text), strict=False)
    ]


def _parse_ass(text: str, source: Source) -> list[_Cue]:
    fields = [name.strip() for name in _ASS_FIELDS.split(",")]
    found = []
    for number, line in enumerate(_LINE_END.split(text), start=1):
        what, _, values = line.lstrip().partition(":")
        if what == "Format":  # of styles, then of events
            fields = [name.strip() for name in values.split(",")]
        elif what == "Dialogue":
            event = dict(zip(fields, values.split(",", len(fields) - 1), strict=False))
            times = [_ASS_TIME.fullmatch(event.get(name, "").strip()) for name in ("Start", "End")]
            if not all(times) or "Text" not in event:
                raise source.error(f"not a subtitle file: no times or no text in line {number}")
            start, end = (
                3600 * int(t[1]) + 60 * int(t[2]) + float(t[3].replace(":", "."))
                for t in times
                if t
            )
            shown = _DRAWING.sub("", event["Text"]).replace("\\h", " ")
            found.append(_Cue(start, end, _ASS_BREAK.sub("\n", shown), number))
    return sorted(found, key=lambda cue: cue.start)


def _lines_of_times(text: str) -> list[int]:
    lines = enumerate(_LINE_END.split(text), start=1)
    return [number for number, line in lines if _TIMES.match(line)]


def _sentences(cues: Iterable[_Cue]) -> list["_Speech"]:
    """Speeches, with the sentences that continue over several cues joined."""
    parts = list(_speeches(cues))
    marked = sum(part.ends for part in parts) >= _MARKED * len(parts)
    found: list[_Speech] = []
    for part in parts:
        if marked and found and _goes_on(found[-1], part):
            last = found[-1]
            last.lines += part.lines
            last.end, last.cues = part.end, last.cues + 1
        else:
            found.append(part)
    return found


def _by_language(speech: "_Speech") -> Iterator[tuple[str, "_Speech"]]:
    """The lines of each language; a line without letters belongs to those before it."""
    run: list[str] = []
    spoken = ""
    for line in speech.lines:
        language = line_language(line)
        if run and language and spoken and language != spoken:
            yield spoken, replace(speech, lines=run)
            run, spoken = [], ""
        run.append(line)
        spoken = language or spoken
    yield spoken, replace(speech, lines=run)


@dataclass
class _Speech:
    """What one speaker says: lines, number of cues, start and end in seconds."""

    lines: list[str]
    start: float
    end: float
    line: int
    opens: bool  # with a dash or a sound: it does not continue a sentence
    cues: int = 1

    @property
    def ends(self) -> bool:
        return bool(_END.search(self.lines[-1]) or _SOUND.fullmatch(self.lines[-1]))


def _speeches(cues: Iterable[_Cue]) -> Iterator[_Speech]:
    """What each cue adds to the one before it."""
    shown: list[str] = []
    until = 0.0
    for cue in cues:
        lines = cue.lines
        fresh = lines
        # captions that roll show a line twice: below, then above the next one
        if shown and lines and cue.start - until < 0.1 and len(shown) + len(lines) > 2:
            fresh = lines[1:] if lines[0] == shown[-1] else lines
        elif lines == shown and cue.end - cue.start < 0.05:
            fresh = []
        shown, until = lines, cue.end
        yield from _split(cue, fresh)


def _split(cue: _Cue, lines: Iterable[str]) -> Iterator[_Speech]:
    """Lines of a cue, apart where a dash, a sound or another language begins."""
    speech: _Speech | None = None
    for line in lines:
        dash, sound = _DASH.match(line), bool(_SOUND.fullmatch(line))
        text = line[dash.end() :] if dash else line
        before = speech.lines[-1] if speech else ""
        if speech and not (dash or sound or _SOUND.fullmatch(before) or _translates(before, text)):
            speech.lines.append(text)
            continue
        if speech:
            yield speech
        speech = _Speech([text], cue.start, cue.end, cue.line, bool(dash or sound))
    if speech:
        yield speech


def _translates(line: str, other: str) -> bool:
    """Whether one line is Chinese alone and the other one is English alone."""
    there = [[code for code, weight in letters(text).items() if weight] for text in (line, other)]
    return len(there[0]) == len(there[1]) == 1 and there[0] != there[1]


def _goes_on(last: _Speech, part: _Speech) -> bool:
    """Whether a sentence continues from one cue in the next."""
    if part.opens or last.cues >= CUES or part.start - last.end > PAUSE:
        return False
    if _GOES_ON.search(last.lines[-1]):
        return part.lines[0][0].islower() or part.lines[0].startswith(("...", "…"))
    return not (last.ends or _translates(last.lines[-1], part.lines[0]))


def _clock(seconds: float) -> str:
    minutes, second = divmod(int(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{second:02}"


READER = Reader(
    "subtitles",
    (".srt", ".vtt", ".ass", ".ssa"),
    read_subtitles,
    begins=(b"WEBVTT", b"[Script Info]", b"\xef\xbb\xbf[Script Info]"),
)
