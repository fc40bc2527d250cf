"""Where Chinese sentences end.

One pass over the marks of a paragraph. A stop takes the quotes and brackets that close behind it;
whether it ends a sentence then depends on what it stands in (a title, a parenthesis, a quote) and
on what follows. English passages go by the English rules. Where practice differs, the choices were
made by counting in hand-segmented texts (``benchmarks/segmentation.py``) and the comments say so.
"""

import re
from dataclasses import dataclass, field

from align.languages.characters import HAN
from align.languages.sentences.en import english_ends
from align.languages.sentences.list_marks import is_bare_mark, item_starts, to_spans

_MARK = re.compile(
    r"(?P<stop>(?:[。！？｡!?…．]|(?<!\.)\.)(?:[。！？｡!?…．.])*)|(?P<open>[“‘「『（(《〈])"
    r"|(?P<close>[”’」』）)》〉])|(?P<straight>[\"'＂])"
)
# Quotes that hold names and slogans, too; the inner ones (‘』) hold speech within speech.
_NAMING = ("“", '"', "「")
_QUOTES = "“‘「『\"'"

# With these the sentence goes on, whatever mark stands before them.
_JOINS = re.compile(r"\s*[，、；：,;:]|[的地得]|等(?:[^。]|$)")
_DASH = re.compile(r"\s*[—–～~]")
# “……？”他问。 “……。”刘江感慨地说。 – a clause that only names the speaker and then stops, or
# goes on to more speech, is no sentence. With a longer subject or another action in it
# (该公司总经理韩一鸣说, 沙瑞山摇摇头说) hand-segmented novels and press releases cut before it, in
# all of 9 cases; short ones they leave joined in 2 of 3. Before a colon it announces speech.
_SPEAKS = re.compile(
    rf"\s*[{HAN}]{{1,4}}(?:[{HAN}]{{2,4}}地)?(?:说|道|问|答|喊|叫|讲|表示|指出|强调|介绍|称|认为|感叹|感慨"
    r"|解释|补充|提醒|呼吁|透露|评价|坦言|直言|总结|笑|高呼)[了着过道]?(?:[。！!.]|[，,]\s*[“「\"])"
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
_SEMICOLON = re.compile(rf"；[”’」』）)\"]*|(?<=[{HAN}”）]);|;(?=\s|[{HAN}])")


STOPS = "。！？｡!?…．."


PARTNER = dict(zip("”’」』）)》〉", "“‘「『（（《〈", strict=True))


MATE = {"(": "（", "＂": '"'}  # half and full width pair with each other


_DOUBLE = ("“", '"')


_LONE = tuple("。！？…")  # marks that belong to what precedes even behind a space


_SPEECH_LEAD = re.compile(r"[：:，,]\s*\Z")


# Brackets and titles further back than this are taken for unclosed.
REACH = 80


@dataclass
class Open:
    """A quote or bracket that is open: where, and in what kind of place it was opened."""

    at: int
    leads: bool  # after a colon or a comma: the speaker has been named
    first: bool  # at the start of the sentence


@dataclass
class State:
    """How far the scan of ``text`` has come."""

    text: str
    start: int = 0  # of the current sentence
    ends: list[int] = field(default_factory=list)
    open: dict[str, Open] = field(default_factory=dict)

    def end(self, at: int) -> None:
        self.ends.append(at)
        self.start = at

    def opening(self, kind: str, at: int) -> None:
        before = self.text[max(self.start, at - 4) : at]
        first = at - self.start <= 4 and not before.strip(" \t　\n\r\"'“‘「『（(")
        self.open[kind] = Open(at, bool(_SPEECH_LEAD.search(before)), first)

    def inside(self, kind: str, at: int) -> bool:
        """Whether a bracket of this kind, opened within the sentence, is open and not far back."""
        o = self.open.get(kind)
        return (
            o is not None
            and not (o.first or (o.leads and kind not in "（《〈"))
            and self.start <= o.at
            and at - o.at <= REACH
        )


def take_straight(state: State, at: int) -> None:
    """A straight quote: it opens and closes by turns. One between letters is an apostrophe."""
    text = state.text
    kind = MATE.get(text[at], text[at])
    if kind == "'" and text[at - 1 : at].isalnum() and text[at + 1 : at + 2].isalnum():
        return
    if kind in state.open:
        del state.open[kind]
    else:
        state.opening(kind, at)


def take_closers(state: State, at: int) -> tuple[int, list[tuple[str, Open | None]]]:
    """Take what closes behind a stop, with further stops (”。); what was closed, inner first."""
    text, closed = state.text, []
    while at < len(text):
        char = text[at]
        kind = PARTNER.get(char) or (MATE.get(char, char) if char in "\"'＂" else "")
        if char == "“" and "“" in state.open and not _HAN.match(text, at + 1):
            kind = "“"  # an opening quote typed for a closing one
        elif kind in _DOUBLE and kind not in state.open:
            kind = next((k for k in _DOUBLE if k in state.open), kind)  # “…" and "…”
        if kind and (char in PARTNER or kind in state.open):
            closed.append((kind, state.open.pop(kind, None)))
            at += 1
        elif char in STOPS:
            if char in ".．" and text[at + 1 : at + 2].isalnum():
                break
            at += 1
        elif char in " \t　":
            # A closing quote set apart by spaces, if one is open at all; a trailing ……
            j = at
            while j < len(text) and text[j] in " \t　":
                j += 1
            if text[j : j + 1] not in _LONE and PARTNER.get(text[j : j + 1]) not in state.open:
                break
            at = j
        else:
            break
    return at, closed


def chinese_ends(text: str) -> list[int]:
    """Offsets behind the sentences of ``text``, but for the last one's.

    >>> chinese_ends("他说：“好。走吧！”大家都走了。")
    [6, 10]
    """
    state = State(text)
    known = _english_passages(text) + item_starts(text)
    known.sort(reverse=True)
    at = 0
    while m := _MARK.search(text, at):
        while known and known[-1] <= m.start():
            state.end(known.pop())
        at = m.end()
        if m["stop"]:
            at = _stop(state, m.start(), m.end())
        elif m["open"]:
            kind = MATE.get(m["open"], m["open"])
            state.opening(kind, m.start())
        elif m["close"]:
            state.open.pop(PARTNER[m["close"]], None)
        else:
            take_straight(state, m.start())
    return sorted({*state.ends, *known})


def split_chinese(text: str, *, semicolons: bool = False) -> list[tuple[int, int]]:
    """Offsets of the sentences of one Chinese paragraph; see :class:`align.languages.Language`.

    >>> text = "增长3.5%；成绩来之不易。“还办吗？”他问。会议强调：“一要快。二要稳。”"
    >>> [text[a:b] for a, b in split_chinese(text)]
    ['增长3.5%；成绩来之不易。', '“还办吗？”他问。', '会议强调：“一要快。', '二要稳。”']
    >>> len(split_chinese(text, semicolons=True))
    5
    """
    ends = chinese_ends(text)
    if semicolons:
        ends += (m.end() for m in _SEMICOLON.finditer(text))
    return to_spans(text, ends)


def _english_passages(text: str) -> list[int]:
    """Ends of sentences within passages without Chinese; a passage of a few words is a name."""
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


def _stop(state: State, i: int, j: int) -> int:
    """Decide about the stop ``text[i:j]``; return where the scan goes on."""
    text = state.text
    if set(text[i:j]) <= {".", "．"} and j - i < 3 and not _is_full_stop(state, i, j):
        return j
    before, after = text[i - 1 : i], text[j : j + 1]
    if text[i] in "!?" and _ASCII_JOINED.match(before) and _ASCII_JOINED.match(after):
        return j  # within a URL
    k, closed = take_closers(state, j)
    if k == len(text):
        return k
    if _ends(state, i, k, closed):
        state.end(k)
    return k


def _ends(state: State, i: int, k: int, closed: list[tuple[str, Open | None]]) -> bool:
    """Whether the stop at ``i``, which with all its closers reaches to ``k``, ends a sentence."""
    text = state.text
    marks = set(text[i:k])
    period = bool(marks & set("。｡.．"))
    if state.inside("《", i) or state.inside("〈", i):
        return False
    if not period and _DASH.match(text, k):
        return False
    if _JOINS.match(text, k) and not (period and not closed):
        return False
    if text[k - 1] in STOPS and closed:
        return True  # …？”。
    kinds = {kind for kind, _ in closed}
    if kinds & {"《", "〈"}:
        return False  # a title that ends in a mark
    bracket = next((o for kind, o in closed if kind == "（"), None)
    if bracket is not None and not bracket.first and bracket.at > state.start:
        return k - bracket.at > REACH  # a remark within a sentence
    if state.inside("（", i):
        return False
    if not closed and not marks & set("。！？｡!?．."):
        return _ellipsis_ends(text, state.start, i, k)
    quote = next((o for kind, o in reversed(closed) if kind in _QUOTES), None)
    if quote is None:
        # 主题为“质量强国！质量惠民！”的活动: a slogan within a sentence, not speech after a colon.
        return period or not any(state.inside(kind, i) for kind in _NAMING)
    if quote.leads:
        return True
    if quote.first or quote.at < state.start:
        return not _SPEAKS.match(text, k)
    # Within a sentence: 题为“走向何方？”的演讲 goes on, 现在是“……的时候了。” ends.
    return period


def _ellipsis_ends(text: str, start: int, i: int, k: int) -> bool:
    """Whether …… without a quote behind it ends a sentence.

    It does after a clause of some length; it does not in a faltering voice: 不过……不过, 我……我.
    """
    clause = _CLAUSE.search(text, max(start, i - 40), i)
    after = text[k : k + 4].lstrip()[:1]
    return clause is not None and len(clause.group()) >= 6 and text[i - 1] != after


def _is_full_stop(state: State, i: int, j: int) -> bool:
    """Whether a half-width dot (or ．) ends a Chinese sentence or an English one before Chinese."""
    text = state.text
    after = text[j : j + 1]
    if _ASCII_JOINED.match(after):
        return False
    if is_bare_mark(text, max(state.start, i - 20), j) and i - state.start < 12:
        return False
    before = text[i - 1 : i]
    if _HAN.match(before) or before in "”’）)》」』":
        return True
    if not before.isalpha():
        return False
    ahead = text[j : j + 8].lstrip(' \t　"”’)')
    if not ahead or not (_HAN.match(ahead) or ahead[0] in "“《（「"):
        return False
    if _ABBREVIATION.search(text[max(state.start, i - 6) : i]):
        return False
    passage = re.split(rf"[{HAN}]", text[max(state.start, i - 60) : i])[-1]
    return after in " \t　" or len(_WORDS.findall(passage)) >= 3
