"""Subtitles: SubRip (.srt) and WebVTT (.vtt)."""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from align.document import Paragraph
from align.files.encoding import decode
from align.files.load import Source
from align.readers.base import Reader
from align.readers.wrapped import join_lines

#: A sentence continues in the next cue if that begins within this many seconds, …
PAUSE = 3.0
#: … over at most this many cues, …
CUES = 12
# … and if this share of the cues end a sentence: Chinese subtitles often have no punctuation.
_MARKED = 0.25

# {\an8} and the like, <i>, </c.yellow>, <v Anna>, <00:01:02.500>; other "<" are text.
_TAG = re.compile(r"\{\\[^{}]*\}|</?(?:[A-Za-z][^<>]*|\d[\d:.]*)?>")
_DASH = re.compile(r"[-‐–—]\s*(?=[^\W\d_]|[\"“'‘「(（\[【.…♪♫])")
_SOUND = re.compile(r"[\[(（【♪♫].*[\])）】♪♫]")
_END = re.compile(r"[.!?…。！？][\"'”’」』）)\]】]*$")
_GOES_ON = re.compile(r"(?:\.\.\.|…)$")
# The time of the srt library is quadratic in the length of these.
_DIGITS = re.compile(r"\d{40}")


@dataclass(frozen=True)
class _Cue:
    """Lines of text that are shown together, with start and end in seconds."""

    start: float
    end: float
    text: str


def read_subtitles(source: Source) -> tuple[Paragraph, ...]:
    r"""Return the speeches, one paragraph per speaker and sentence, with their start times.

    A sentence that continues over several cues is joined; formatting is removed. Sounds in brackets
    remain. If hardly a cue ends with a full stop, every cue is a paragraph.

    >>> text = "1\n00:00:01,000 --> 00:00:02,500\n<i>CQC has issued</i>\n\n"
    >>> text += "2\n00:00:02,600 --> 00:00:04,000\n60,000 certificates.\n"
    >>> read_subtitles(Source(text.encode(), "a.srt"))
    (Paragraph(text='CQC has issued 60,000 certificates.', line=0, kind='text', where='0:00:01'),)

    Raises :class:`align.errors.InputError` for a file that is not subtitles or has no text.
    """
    text = decode(source)
    parse = _parse_vtt if text.startswith("WEBVTT") else _parse_srt
    parts = list(_speeches(parse(text, source)))
    if not parts:
        raise source.error("no text in it")
    marked = sum(part.ends for part in parts) >= _MARKED * len(parts)
    speeches: list[_Speech] = []
    for part in parts:
        if marked and speeches and _goes_on(speeches[-1], part):
            last = speeches[-1]
            last.lines += part.lines
            last.end, last.cues = part.end, last.cues + 1
        else:
            speeches.append(part)
    return tuple(Paragraph(join_lines(s.lines), where=_clock(s.start)) for s in speeches)


def _parse_srt(text: str, source: Source) -> list[_Cue]:
    import srt

    # its expressions are slow on long white space, which is meaningless here
    lines = "\n".join(line.strip() for line in text.splitlines())
    text = re.sub(r"\n{3,}", "\n\n", lines).strip()
    if not text:
        raise source.error("the file is empty")
    if _DIGITS.search(text):
        raise source.error("not a subtitle file: a number of more than 40 digits in it")
    try:
        return [
            _Cue(c.start.total_seconds(), c.end.total_seconds(), _TAG.sub("", c.content))
            for c in srt.parse(text)
        ]
    except srt.SRTParseError as error:
        what = text[error.expected_start :].split("\n", 1)[0][:40]
        raise source.error(f"not a subtitle file: no number and time at {what!r}") from error
    except (OverflowError, ValueError) as error:
        raise source.error(f"not a subtitle file: {error}") from error


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
        _Cue(c.start_in_seconds, c.end_in_seconds, html.unescape(_TAG.sub("", c.raw_text)))
        for c in found
    ]


@dataclass
class _Speech:
    """What one speaker says: lines, number of cues, start and end in seconds."""

    lines: list[str]
    start: float
    end: float
    opens: bool  # with a dash or a sound: it does not continue a sentence
    cues: int = 1

    @property
    def ends(self) -> bool:
        return bool(_END.search(self.lines[-1]) or _SOUND.fullmatch(self.lines[-1]))


def _speeches(cues: Iterable[_Cue]) -> Iterator[_Speech]:
    """Each cue's lines, apart where a dash or a sound begins."""
    shown: list[str] = []
    until = 0.0
    for cue in cues:
        lines = [text for line in cue.text.splitlines() if (text := " ".join(line.split()))]
        fresh = lines
        # captions that roll show a line twice: below, then above the next one
        if shown and lines and cue.start - until < 0.1 and len(shown) + len(lines) > 2:
            fresh = lines[1:] if lines[0] == shown[-1] else lines
        elif lines == shown and cue.end - cue.start < 0.05:
            fresh = []
        shown, until = lines, cue.end
        speech: _Speech | None = None
        for line in fresh:
            dash, sound = _DASH.match(line), bool(_SOUND.fullmatch(line))
            text = line[dash.end() :] if dash else line
            if speech and not (dash or sound or _SOUND.fullmatch(speech.lines[-1])):
                speech.lines.append(text)
                continue
            if speech:
                yield speech
            speech = _Speech([text], cue.start, cue.end, bool(dash or sound))
        if speech:
            yield speech


def _goes_on(last: _Speech, part: _Speech) -> bool:
    """Whether a sentence continues from one cue in the next."""
    if part.opens or last.cues >= CUES or part.start - last.end > PAUSE:
        return False
    if _GOES_ON.search(last.lines[-1]):
        return part.lines[0][0].islower() or part.lines[0].startswith(("...", "…"))
    return not last.ends


def _clock(seconds: float) -> str:
    minutes, second = divmod(int(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{second:02}"


READER = Reader("subtitles", (".srt", ".vtt"), read_subtitles, begins=(b"WEBVTT",))
