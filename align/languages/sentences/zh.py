"""Where Chinese sentences end.

One pass over the marks of a paragraph. A stop takes the quotes and brackets that close after it;
whether it ends a sentence then depends on what it is inside (a title, a parenthesis, a quote) and
on what follows. English passages are split by the English rules. Where practice differs, the
choices were made by counting in hand-segmented texts (``benchmarks/segmentation.py``), and the
comments say so.

Quotes are tolerant of what real pages contain: straight quotes open and close in turn, a closing
quote may be set apart by a space, and “…" and "…” are pairs too.
"""

import re
from dataclasses import dataclass, field

from align.languages.characters import HAN
from align.languages.sentences.en import english_ends
from align.languages.sentences.segments import (
    REFERENCES,
    hide_code,
    is_bare_mark,
    item_starts,
    to_spans,
)

_MARK = re.compile(
    r"(?P<stop>(?:[。！？｡!?…．]|(?<!\.)\.)(?:[。！？｡!?…．.])*)|(?P<open>[“‘「『（(《〈])"
    r"|(?P<close>[”’」』）)》〉])|(?P<straight>[\"'＂])"
)
_STOPS = "。！？｡!?…．."
_PARTNER = dict(zip("”’」』）)》〉", "“‘「『（（《〈", strict=True))
_SAME_KIND = {"(": "（", "＂": '"'}  # half and full width pair with each other
# Quotes that hold names and slogans too; the inner ones (‘』) hold speech within speech.
_NAMING = ("“", '"', "「")
_DOUBLE = ("“", '"')
_QUOTES = "“‘「『\"'"
_TITLES = ("《", "〈")
_DASHES = "—–"
_LONE = tuple("。！？…")  # marks that belong to what precedes them even after a space
#: A bracket or title that was opened more characters ago than this is taken for unclosed.
REACH = 80

# After a colon or a comma, a quote is speech: its speaker has been named.
_SPEECH_LEAD = re.compile(r"[：:，,]\s*\Z")
# With these the sentence continues, whatever mark precedes them.
_JOINS = re.compile(r"\s*[，、；：,;:]|[的地得]|等(?:[^。]|$)")
_DASH = re.compile(r"\s*[—–～~]")
# “……？”他问。 “……。”刘江感慨地说。 – a clause that only names the speaker and then stops, or
# goes on to more speech, is not a sentence. With a longer subject or another action in it
# (该公司总经理韩一鸣说, 沙瑞山摇摇头说, 劫路人喊着) hand-segmented novels and press releases cut
# before it, in all of 11 cases; short ones they leave joined in 3 of 4. Before a colon it announces
# speech.
_SPEAKS = re.compile(
    rf"\s*[{HAN}]{{1,4}}(?:[{HAN}]{{2,4}}地)?(?:[说說説道问問答喊叫讲講称稱笑]|表示|指出|强调|強調|介绍"
    r"|介紹|认为|認為|感叹|感嘆|感慨|解释|解釋|补充|補充|提醒|呼吁|呼籲|透露|评价|評價|坦言|直言|总结|總結"
    r"|高呼|回应|回應|重申)[了过過道]?(?:[。！!.]|[，,]\s*[“「\"])"
)

_LATIN = re.compile(rf"[^{HAN}、。！？，；：（）《》]{{12,}}")
_LATIN_STOP = re.compile(r"[.!?…]")
_CLAUSE = re.compile(r"[^，；：,;:。！？!?…“”‘’「」（）()\s]*\Z")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Co|Ltd|Inc|Corp|Mr|Mrs|Ms|Dr|Prof|St|No|Vol|Fig|vs|Jr|Sr|Tel|Fax|e\.g|i\.e|al|[A-Za-z]))\Z",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[A-Za-z][A-Za-z’'-]*")
_ASCII_JOINED = re.compile(r"[A-Za-z0-9/=&%#_@-]")
_HAN = re.compile(rf"[{HAN}]")
_REFERENCES = re.compile(REFERENCES)
_SEMICOLON = re.compile(rf"；[”’」』）)\"]*|(?<=[{HAN}”）]);|;(?=\s|[{HAN}])")


def split_chinese(text: str, *, semicolons: bool = False) -> list[tuple[int, int]]:
    """Return the offsets of the sentences of a Chinese paragraph.

    >>> text = "增长3.5%；成绩来之不易。“还办吗？”他问。会议强调：“一要快。二要稳。”"
    >>> [text[a:b] for a, b in split_chinese(text)]
    ['增长3.5%；成绩来之不易。', '“还办吗？”他问。', '会议强调：“一要快。', '二要稳。”']
    >>> len(split_chinese(text, semicolons=True))
    5

    See :class:`align.languages.base.Rules`.
    """
    plain = hide_code(text)
    ends = chinese_ends(plain)
    if semicolons:
        ends += (m.end() for m in _SEMICOLON.finditer(plain))
    return to_spans(text, ends)


def chinese_ends(text: str) -> list[int]:
    """Return the offsets after each sentence of ``text`` except the last one.

    >>> chinese_ends("他说：“好。走吧！”大家都走了。")
    [6, 10]
    """
    scan = _Scan(text)
    known = _english_passages(text) + item_starts(text)
    known.sort(reverse=True)
    at = 0
    while m := _MARK.search(text, at):
        while known and known[-1] <= m.start():
            scan.end(known.pop())
        at = m.end()
        if m["stop"]:
            at = _stop(scan, m.start(), m.end())
        elif m["open"]:
            scan.opening(_SAME_KIND.get(m["open"], m["open"]), m.start())
        elif m["close"]:
            opened = scan.open.pop(_PARTNER[m["close"]], None)
            if opened and text[at - 2] in _DASHES and _breaks_off(text, at, opened):
                scan.end(at)
        else:
            scan.straight_quote(m.start())
    return sorted({*scan.ends, *known})


@dataclass
class _Open:
    """An open quote or bracket, and the kind of place it was opened in."""

    at: int
    leads: bool  # after a colon or a comma: the speaker has been named
    first: bool  # at the start of the sentence


#: The marks that close after a stop: kinds and opening places, innermost first.
_Closed = list[tuple[str, _Open | None]]


@dataclass
class _Scan:
    """The state of the scan of ``text``."""

    text: str
    start: int = 0  # of the current sentence
    ends: list[int] = field(default_factory=list)
    open: dict[str, _Open] = field(default_factory=dict)

    def end(self, at: int) -> None:
        self.ends.append(at)
        self.start = at

    def opening(self, kind: str, at: int) -> None:
        before = self.text[max(self.start, at - 4) : at]
        first = at - self.start <= 4 and not before.strip(" \t　\n\r\"'“‘「『（(")
        self.open[kind] = _Open(at, bool(_SPEECH_LEAD.search(before)), first)

    def straight_quote(self, at: int) -> None:
        """Handle a straight quote: they open and close in turn. Between letters: an apostrophe."""
        text = self.text
        kind = _SAME_KIND.get(text[at], text[at])
        if kind == "'" and text[at - 1 : at].isalnum() and text[at + 1 : at + 2].isalnum():
            return
        if kind in self.open:
            del self.open[kind]
        else:
            self.opening(kind, at)

    def inside(self, kind: str, at: int) -> bool:
        """Whether a mark of this kind was opened within the sentence, not far before ``at``."""
        o = self.open.get(kind)
        return (
            o is not None
            and not (o.first or (o.leads and kind not in "（《〈"))
            and self.start <= o.at
            and at - o.at <= REACH
        )

    def take_closers(self, at: int) -> tuple[int, _Closed]:
        """Close the marks after a stop, past further stops (”。); return where they end."""
        text = self.text
        closed: _Closed = []
        while at < len(text):
            char = text[at]
            kind = self._closing_kind(at)
            if kind and (char in _PARTNER or kind in self.open):
                closed.append((kind, self.open.pop(kind, None)))
                at += 1
            elif char in _STOPS:
                if char in ".．" and text[at + 1 : at + 2].isalnum():
                    break
                at += 1
            elif char in "[†‡⁰¹²³⁴⁵⁶⁷⁸⁹" and (marks := _REFERENCES.match(text, at)):
                at = marks.end()
            elif char in " \t　" and (after := self._mark_after_space(at)):
                at = after
            else:
                break
        return at, closed

    def _closing_kind(self, at: int) -> str:
        """Return the kind of mark that the character can close; empty if it can close none."""
        char = self.text[at]
        if char == "“" and "“" in self.open and not _HAN.match(self.text, at + 1):
            return "“"  # an opening quote typed for a closing one
        kind = _PARTNER.get(char) or (_SAME_KIND.get(char, char) if char in "\"'＂" else "")
        if kind in _DOUBLE and kind not in self.open:  # “…" and "…”
            return next((k for k in _DOUBLE if k in self.open), kind)
        return kind

    def _mark_after_space(self, at: int) -> int:
        """Return where a mark stands that is set apart by spaces: a trailing ……, or a closing quote
        if one is open; else 0."""
        text = self.text
        while at < len(text) and text[at] in " \t　":
            at += 1
        mark = text[at : at + 1]
        return at if mark in _LONE or _PARTNER.get(mark) in self.open else 0


def _breaks_off(text: str, at: int, quote: _Open) -> bool:
    """Whether speech that is interrupted – “你为什么——” – is a sentence."""
    speech = quote.leads or quote.first
    return speech and not (_JOINS.match(text, at) or _SPEAKS.match(text, at))


def _english_passages(text: str) -> list[int]:
    """Return the ends of sentences in passages without Chinese; one of a few words is a name."""
    found: list[int] = []
    for m in _LATIN.finditer(text):
        passage = m.group().rstrip()
        if not _LATIN_STOP.search(passage):
            continue
        begin = words = 0
        for end in english_ends(passage):
            words += len(_WORDS.findall(passage, begin, end))
            begin = end
            if end < len(passage) and words >= 3:
                found.append(m.start() + end)
                words = 0
    return found


def _stop(scan: _Scan, i: int, j: int) -> int:
    """Decide about the stop ``text[i:j]``; return where the scan continues."""
    text = scan.text
    if set(text[i:j]) <= {".", "．"} and j - i < 3 and not _is_full_stop(scan, i, j):
        return j
    before, after = text[i - 1 : i], text[j : j + 1]
    if text[i] in "!?" and _ASCII_JOINED.match(before) and _ASCII_JOINED.match(after):
        return j  # within a URL
    k, closed = scan.take_closers(j)
    if k == len(text):
        return k
    if _ends(scan, i, k, closed):
        scan.end(k)
    return k


def _ends(scan: _Scan, i: int, k: int, closed: _Closed) -> bool:
    """Whether the stop at ``i``, which with its closers extends to ``k``, ends a sentence."""
    text = scan.text
    marks = set(text[i:k])
    period = not marks.isdisjoint("。｡.．")
    if any(scan.inside(kind, i) for kind in _TITLES) or _goes_on(text, k, period, bool(closed)):
        return False
    if closed and text[k - 1] in _STOPS:
        return True  # …？”。
    if any(kind in _TITLES for kind, _ in closed):
        return False  # a title that ends with a mark
    bracket = next((o for kind, o in closed if kind == "（"), None)
    if bracket is not None and not bracket.first and bracket.at > scan.start:
        return k - bracket.at > REACH  # a remark within a sentence
    if scan.inside("（", i):
        return False
    if not closed and marks.isdisjoint("。！？｡!?．."):
        return _ellipsis_ends(text, scan.start, i, k)
    return _quote_ends(scan, i, k, closed, period)


def _goes_on(text: str, k: int, period: bool, closed: bool) -> bool:
    """Whether what follows at ``k`` continues the sentence."""
    if not period and _DASH.match(text, k):
        return True
    return bool(_JOINS.match(text, k)) and not (period and not closed)


def _quote_ends(scan: _Scan, i: int, k: int, closed: _Closed, period: bool) -> bool:
    """Whether a stop inside or just before the end of a quote ends a sentence."""
    quote = next((o for kind, o in reversed(closed) if kind in _QUOTES), None)
    if quote is None:
        # 主题为“质量强国！质量惠民！”的活动: a slogan within a sentence, not speech after a colon.
        return period or not any(scan.inside(kind, i) for kind in _NAMING)
    if quote.leads:
        return True
    if quote.first or quote.at < scan.start:
        return not _SPEAKS.match(scan.text, k)
    # Within a sentence: 题为“走向何方？”的演讲 goes on, 现在是“……的时候了。” ends.
    return period


def _ellipsis_ends(text: str, start: int, i: int, k: int) -> bool:
    """Whether …… without a quote after it ends a sentence.

    It does after a clause of some length; it does not in a faltering voice: 不过……不过, 我……我.
    """
    clause = _CLAUSE.search(text, max(start, i - 40), i)
    after = text[k : k + 4].lstrip()[:1]
    return clause is not None and len(clause.group()) >= 6 and text[i - 1] != after


def _is_full_stop(scan: _Scan, i: int, j: int) -> bool:
    """Whether a half-width dot (or ．) ends a Chinese sentence or an English one before Chinese."""
    text = scan.text
    after = text[j : j + 1]
    if _ASCII_JOINED.match(after):
        return False
    if is_bare_mark(text, max(scan.start, i - 20), j) and i - scan.start < 12:
        return False
    before = text[i - 1 : i]
    if _HAN.match(before) or before in "”’）)》」』":
        return True
    if not before.isalpha():
        return False
    ahead = text[j : j + 8].lstrip(' \t　"”’)')
    if not ahead or not (_HAN.match(ahead) or ahead[0] in "“《（「"):
        return False
    if _ABBREVIATION.search(text[max(scan.start, i - 6) : i]):
        return False
    passage = re.split(rf"[{HAN}]", text[max(scan.start, i - 60) : i])[-1]
    return after in " \t　" or len(_WORDS.findall(passage)) >= 3
