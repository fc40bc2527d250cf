"""What a reader of plain source text leaves over: marks of the format, set aside by their reasons.

A reader of a format that is text itself (Markdown, subtitles, resources) takes paragraphs out of
it. Everything of the source that is in none of them is found here by comparing the two, so that
nothing is lost whatever the reader does.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise

from align.document import Paragraph

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_INK = re.compile(r"\S")
#: How far ahead a paragraph goes on: marks and addresses of links are in between.
_REACH = 400
# Paragraphs that are looked for once more in what the others left.
_LATE = 100

#: A piece of text, and whether a line begins with it → why it is set aside.
Reason = Callable[[str, bool], str]


def account(
    text: str,
    paragraphs: Sequence[Paragraph],
    reason: Reason,
    lines: Mapping[int, str] | None = None,
) -> tuple[Paragraph, ...]:
    r"""Return the paragraphs, and after each what ``text`` has beside it, set aside.

    ``paragraphs`` have lines. ``reason`` says why a piece of text is set aside; ``lines`` does so
    for whole lines (1-based). Of the paragraphs that are set aside already, those stay that are
    in the text as they are.

    >>> text = "# *One* two\n\n+++\n"
    >>> found = account(text, [Paragraph("One two", 1)], lambda *_: "markup", {3: "code"})
    >>> [(p.line, p.text, p.aside) for p in found]
    [(1, 'One two', ''), (1, '# * *', 'markup'), (3, '+++', 'code')]
    """
    if _bare(text) == "".join(_bare(p.text) for p in paragraphs):
        return tuple(paragraphs)
    rest = _Remainder(text, lines or {})
    kept = rest.take(paragraphs)
    beside: dict[int, list[Paragraph]] = {}
    starts = sorted({p.line for p in kept})
    for piece in rest.pieces(reason):
        at = bisect_right(starts, piece.line) - 1
        beside.setdefault(starts[at] if at >= 0 else 0, []).append(piece)
    last = {p.line: number for number, p in enumerate(kept)}
    found = _merged(beside.get(0, []))
    for number, paragraph in enumerate(kept):
        found.append(paragraph)
        if last[paragraph.line] == number:
            found += _merged(beside.get(paragraph.line, []))
    return tuple(found)


def _merged(pieces: Sequence[Paragraph]) -> list[Paragraph]:
    """Join the pieces of one reason that are beside one paragraph."""
    found: list[Paragraph] = []
    open_: dict[str, int] = {}
    for piece in pieces:
        at = open_.get(piece.aside)
        if at is None:
            open_[piece.aside] = len(found)
            found.append(piece)
        else:
            former = found[at]
            last = former.line + former.text.count("\n")
            between = " " if piece.line == last else "\n"
            found[at] = Paragraph(
                former.text + between + piece.text, former.line, aside=piece.aside
            )
    return found


class _Remainder:
    """A text of which paragraphs are taken out."""

    def __init__(self, text: str, lines: Mapping[int, str]) -> None:
        self.text, self.lines = text, lines
        self.starts = [m.start() for m in _LINE.finditer(text) if m.group() or not m.start()]
        self.used = bytearray(len(text))
        self.spans = list(pairwise([*self.starts, len(text)]))
        self.ink: list[int] = []
        for number, span in enumerate(self.spans, start=1):
            if number not in lines:
                self.ink += [m.start() for m in _INK.finditer(text, *span)]
        self.free = "".join([text[at] for at in self.ink])

    def _place(self, line: int) -> int:
        """The first free character from a line on."""
        if line <= 1:
            return 0
        if line > len(self.starts):
            return len(self.ink)
        return bisect_left(self.ink, self.starts[line - 1])

    def take(self, paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
        """Take the paragraphs out; return them without the asides that are not in the text."""
        texts = [p for p in paragraphs if not p.aside]
        starts = sorted({p.line for p in texts})
        ends = dict(zip(starts, map(self._place, [*starts[1:], len(self.starts) + 1]), strict=True))
        reached = {line: self._place(line) for line in starts}
        late = []
        for paragraph in texts:
            line = paragraph.line
            runs, lost = self._follow(_bare(paragraph.text), reached[line], ends[line])
            if lost:  # a note in the middle of a sentence, which was taken as a whole
                late.append(paragraph)
            else:
                reached[line] = self._use(runs)
        kept = [p for p in paragraphs if not p.aside or self._found(_bare(p.text), p.line)]
        others = []
        for number, paragraph in enumerate(late):
            bare = lost = _bare(paragraph.text)
            if number < _LATE:
                self._compact()
                runs, lost = self._follow(bare, self._place(paragraph.line), len(self.free))
                self._use(runs)
            others.append(lost)
        self._take_anywhere("".join(others))
        return kept

    def _follow(self, bare: str, at: int, end: int) -> tuple[list[tuple[int, int]], str]:
        """Find the characters in their order between two places: the runs, and what is missing."""
        if self.free.startswith(bare, at) and at + len(bare) <= end:  # the usual case
            return [(at, at + len(bare))], ""
        runs: list[tuple[int, int]] = []
        lost = []
        done = 0
        while done < len(bare):
            begin = self._resumed(bare, done, at, end)
            if begin < 0:
                lost.append(bare[done])
                done += 1
                continue
            at = begin
            while at < end and done < len(bare) and self.free[at] == bare[done]:
                at, done = at + 1, done + 1
            runs.append((begin, at))
        return runs, "".join(lost)

    def _resumed(self, bare: str, done: int, at: int, end: int) -> int:
        """Where the text goes on: the more characters in a row the better."""
        for size in (8, 4, 2, 1):
            part = bare[done : done + size]
            if (found := self.free.find(part, at, min(at + _REACH + size, end))) >= 0:
                return found
        return -1

    def _use(self, runs: Sequence[tuple[int, int]]) -> int:
        """Take characters out; return the place after the last one."""
        for begin, end in runs:
            for at in self.ink[begin:end]:
                self.used[at] = 1
        return runs[-1][1] if runs else 0

    def _compact(self) -> None:
        self.ink = [at for at in self.ink if not self.used[at]]
        self.free = "".join([self.text[at] for at in self.ink])

    def _found(self, bare: str, line: int) -> bool:
        """Take a text out that nothing else was taken of: at or after a line, or anywhere."""
        for at in (self._place(line), 0):
            while bare and (at := self.free.find(bare, at)) >= 0:
                if not any(self.used[place] for place in self.ink[at : at + len(bare)]):
                    self._use([(at, at + len(bare))])
                    return True
                at += 1
        return not bare

    def _take_anywhere(self, characters: str) -> None:
        wanted = Counter(characters)
        for at in self.ink if wanted else ():
            if not self.used[at] and wanted[self.text[at]] > 0:
                wanted[self.text[at]] -= 1
                self.used[at] = 1

    def pieces(self, reason: Reason) -> Iterator[Paragraph]:
        """What remains, line by line."""
        for number, (begin, end) in enumerate(self.spans, start=1):
            line = self.text[begin:end].strip("\r\n")
            if number in self.lines:
                if line.strip():
                    yield Paragraph(line, number, aside=self.lines[number])
            elif sum(self.used[begin:end]) < len(_bare(line)):
                left = (c if not self.used[begin + n] else "\0" for n, c in enumerate(line))
                for at, piece in enumerate("".join(left).split("\0")):
                    if bare := piece.strip():
                        yield Paragraph(bare, number, aside=reason(bare, at == 0))


def _bare(text: str) -> str:
    return "".join(text.split())
