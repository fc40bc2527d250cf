"""Quotation marks, brackets, and the marks at the ends of texts."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from align.audit.engine.check import (
    Context,
    Hit,
    MemoryLook,
    SegmentLook,
    Severity,
    Span,
    memory_check,
    segment_check,
)
from align.audit.engine.segment_store import (
    Segment,
    SegmentStore,
    case,
    numbered,
    remembered,
    side_name,
)
from align.audit.evidence.comparison import Seen, house_style
from align.audit.evidence.spanning import Marks, alone
from align.languages.typography.marks import end_mark
from align.languages.typography.pairs import (
    BRACKETS,
    QUOTES,
    Loose,
    PairedMarks,
    brackets,
    may_go_on,
    quotes,
)

_CLOSERS = {opener: closer for closer, opener in QUOTES.items()} | {'"': '"', "＂": "＂"}
# Marks that show that words are quoted, named or spoken.
_SET_OFF = re.compile(r"[“”‘’「」『』《》〈〉\"'`：:]")


@memory_check(
    "quotes",
    family="form",
    severity="warning",
    summary="an unpaired quotation mark, or one closed by another kind",
    rationale="Readers must see where a quotation ends; it may end in a neighbouring segment.",
    fires=(
        [case("He said: “Good.”", "他说：“好。")],
        [case("He said: “Good.", "他说：“好。”")],
        [case('He said: "Good.', "他说：“好。”")],
        [case("He said: “Good.”", "他说：“好。“")],
        [case("He said: “Good.”", '他说：“好。"')],
        [case("It is called “Q”.", "它叫「质量。")],
        numbered([case("“Good,” he said.", "他说：“好。"), case("“Yes.”", "“是。”")]),
    ),
    silent=(
        [case("He said: “Good.”", "他说：“好。”")],
        [case(r"Write \" for a mark.", r"用 \" 表示引号。")],
        [case('A 12" disc, 6\'2" high, called "X"', '名为“X”的12"唱片，高6\'2"')],
        [case("“It is good.", "“这很好。")],
        [case("It's the boys' '90s rock ’n’ roll.", "这是90年代的摇滚。")],
        numbered([case("“Good,” he said. “Yes.", "“好，”他说。“是。"), case("No.”", "不。”")]),
        numbered([case("“Good,” he said.", "他说：“好。"), case("“Yes.”", "是。”")]),
        numbered([case("He said: “Good.", "他说：“好。"), case("“Yes.”", "“是。”")]),
    ),
)
def check_quotes(context: Context) -> MemoryLook:
    """Double and corner marks; single ones look like apostrophes."""
    return pair_hits(Marks(quotes, _goes_on, 30), "quotation mark", _CLOSERS.__getitem__)


def _goes_on(text: str, mark: Loose, other: PairedMarks) -> bool:
    return may_go_on(text, mark)


@memory_check(
    "quote-style",
    family="form",
    severity="note",
    summary="quotation marks of another kind than in the rest of the document",
    rationale="A document should use one kind of quotation marks per language.",
    fires=(
        numbered([case("“A” is “B”.", "“甲”是“乙”。"), case('"A" is “B”.', "“甲”是“乙”。")]),
        numbered([case("“A” is “B”.", "“甲”是“乙”。"), case("“A” is “B”.", "「甲」是“乙”。")]),
    ),
    silent=(
        numbered([case('"A" is "B".', "“甲”是“乙”。"), case('"A" is it.', "“甲”是它。")]),
        numbered([case("“A” is “B”.", "“甲‘里’”是“乙”。"), case("“A” is it.", "“甲”是它。")]),
        numbered([case("“A” is “B”.", "「甲」是「乙『内』」。")]),
    ),
)
def check_quote_style(context: Context) -> MemoryLook:
    """Count the kinds “ ”, " " and 「 」 per document and side; report the rarer ones."""

    def kinds(text: str) -> dict[str, list[Span]]:
        found: dict[str, list[Span]] = {}
        for kind, start, end in quotes(text).closed:
            if kind != "『":
                found.setdefault(kind, []).append((start, end))
        return found

    def looks(store: SegmentStore) -> Iterator[tuple[int, Hit]]:
        count: dict[tuple[str, str, str], int] = {}
        counted: Callable[[str], list[tuple[str, int]]] = remembered(
            lambda text: [(kind, len(found)) for kind, found in kinds(text).items()]
        )
        for segment in store:
            for side, text in segment.sides:
                for kind, times in counted(text):
                    key = (segment.document, side, kind)
                    count[key] = count.get(key, 0) + times
        usual = {key[:2]: key[2] for key in sorted(count, key=lambda key: count[key])}
        rare = {key for key in count if usual[key[:2]] != key[2]}
        documents = {key[0] for key in rare}
        for segment in store if rare else ():
            if segment.document not in documents:
                continue
            for side, text in segment.sides:
                for kind, spans in kinds(text).items():
                    if (segment.document, side, kind) in rare:
                        mark = usual[segment.document, side]
                        message = (
                            f"{side_name(side)} uses {kind} {_CLOSERS[kind]}, "
                            f"the document mostly with {mark} {_CLOSERS[mark]}"
                        )
                        yield segment.number, Hit.on(side, message, spans)

    return looks


@segment_check(
    "quotes-one-side",
    family="form",
    severity="note",
    summary="a quotation on the English side only",
    rationale="Without quotation marks it is not clear whose words these are.",
    fires=(case("He called it “a great step forward for all”.", "他说这是所有人的一大进步。"),),
    silent=(
        case("He called it “a great step”.", "他称之为“一大进步”。"),
        case("The report “Quality in 2023” is out.", "《2023年质量》报告出版。"),
        case("The “lab” opened.", "实验室成立。"),
        case("“It is done.", "完成了。”"),
        case('Set "max-jobs" now.', "现在设置max-jobs。"),
    ),
)
def check_quotes_one_side(context: Context) -> SegmentLook:
    """English quotations of three or more words that nothing marks on the Chinese side.

    Chinese also marks words that English does not, so the reverse is not reported.
    """

    def look(segment: Segment) -> Iterable[Hit]:
        zh = segment.zh
        pairs = quotes(segment.en).closed
        if not pairs or _SET_OFF.search(zh):
            return
        long = tuple((a, z) for _, a, z in pairs if segment.en.count(" ", a, z) > 1)
        if long:
            texts = " ".join(segment.en[a:z] for a, z in long)
            yield Hit(f"only the English side quotes {texts}", en=long)

    return look


#: Brackets around remarks.
_REMARKS = frozenset("([【〔")
_OPENERS = {opener: closer for closer, opener in BRACKETS.items()}


@memory_check(
    "brackets",
    family="form",
    severity="error",
    summary="an unpaired bracket, or one closed by another width",
    rationale="A bracket that is not closed leaves the reader waiting.",
    fires=(
        [case("The centre (CQC) opened.", "中心（CQC成立。")],
        [case("The centre (CQC opened.", "中心（CQC）成立。")],
        [case("The centre (CQC) opened.", "中心（CQC)成立。")],
        [case("The centre (CQC) opened.", "中心(CQC）成立。")],
        [case("The book “Quality” sold.", "《质量一书售出。")],
        [case("See [here] and [there].", "见【此处]。")],
        [case("One (two [three]) four.", "一（二【三）四】。")],
        [case("The PIDs (1, 7, 8).", "进程号1、7 和 8）。")],
        [case("This release (0.4.0) is out.", "此版本0.4.0）已发布。")],
        numbered([case("The centre (CQC) opened.", "中心（CQC成立。"), case("B.", "乙（二）。")]),
    ),
    silent=(
        [case("The centre (CQC) opened.", "中心（CQC）成立。")],
        [case("a) Lamps; b) plugs; 1) other", "a) 灯具；b）插头；1）其他")],
        [case("The range is [0, 1).", "范围为[0, 1)。")],
        [case("Options: a) lamps, b) plugs.", "选项：a）灯具，b）插头。")],
        [case("See you soon :)", "回头见 :)")],
        [case("Have fun ;-)", "玩得开心！;-)")],
        [case("So sad :(", "真难过 :(")],
        [case("He lost (again :( ) in May.", "他（又 :( ）在五月输了。")],
        [case("He lost :( in (early) May.", "他在（五月）初输了 :(")],
        [case("Have fun (at last :).", "玩得开心（终于）：）")],
        [case("So sad.", "真难过：（")],
        [case("Nested (as [here] said).", "嵌套（如〔此处〕所述）。")],
        [case("See [the page](https://a.cn/b_(c)).", "见[页面](https://a.cn/b_(c))。")],
        [case("(A sentence begins", "（一句话开始")],
        numbered([case("A.", "甲说（有时。"), case("B.", "乙也说）。")]),
        numbered(
            [case("A.", "甲。"), case("", "【译注：此处有误。"), case("B.", "原文如此。】乙。")]
        ),
        [case("Two: lamps (new) and plugs.", "两种：1）灯（新）2）插头。")],
        # code, the same on both sides
        numbered([case("A.", "甲。"), case("}", "}"), case("b])", "b])")]),
    ),
)
def check_brackets(context: Context) -> MemoryLook:
    """Brackets of all shapes; a neighbour of the same document may close one."""
    return pair_hits(Marks(brackets, _remark_goes_on, 2), "bracket", _OPENERS.__getitem__)


def _remark_goes_on(text: str, mark: Loose, other: PairedMarks) -> bool:
    """Only a remark may span several sentences, on both sides or as a translator's note."""
    return mark.kind in _REMARKS and not any(kind in _REMARKS for kind, *_ in other.closed)


@segment_check(
    "bracket-count",
    family="form",
    severity="note",
    summary="brackets on the English side only",
    rationale="A remark in brackets may have been omitted.",
    fires=(case("The centre (in Beijing) opened in May (2023).", "中心五月成立。"),),
    silent=(
        case("The centre (CQC) opened.", "中心（CQC）成立。"),
        case("John Smith visited.", "约翰·史密斯（John Smith）来访。"),
        case("The centre opened (in May).", "中心——五月——成立。"),
        case("The centre (CQC) opened.", "CQC成立。"),
    ),
)
def check_bracket_count(context: Context) -> SegmentLook:
    """Remarks in round brackets that are on the Chinese side neither in brackets nor in dashes.

    Abbreviations that the Chinese side uses are not remarks; Chinese adds brackets around foreign
    names, so the reverse is not reported.
    """

    def look(segment: Segment) -> list[Hit]:
        en, zh = segment.en, segment.zh
        if "(" not in en or "(" in zh or "（" in zh or "—" in zh or "[" in zh or "【" in zh:
            return []
        spans = [
            (a, z)
            for kind, a, z in brackets(en).closed
            if kind == "(" and " " in en[a:z] and en[a + 1 : z - 1] not in zh
        ]
        if not spans:
            return []
        texts = ", ".join(en[a:z] for a, z in spans)
        return [Hit(f"only the English side has {texts}", en=tuple(spans))]

    return look


_MARK_NAMES = {
    "stop": "a full stop", "question": "a question mark", "exclamation": "an exclamation mark",
    "colon": "a colon", "semicolon": "a semicolon", "comma": "a comma", "ellipsis": "an ellipsis",
    "dash": "a dash", "": "no mark",
}  # fmt: skip


# The last item but one of a list: (a) the fees; and
_LISTED = re.compile(r"[;,]\s*(?:and|or|and/or)\Z")
# The number of a footnote after the last word: for all patients.7
_NOTED = re.compile(r"(?<=[^\W\d_][.。!?！？])\d{1,3}(?:[,–-]\d{1,3})*\Z")
# A verb with its subject, which headings and items of lists seldom have.
_CLAUSE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|shall|should|may|might|must|does|did"
    r"|don['’]t|isn['’]t|it['’]s)\b|\A(?:I|You|We|He|She|It|They|There|This|That)\b"
)

_BOTH_STOP: Seen = ({"stop": 1}, ())

# A warning if only one side ends with one of these; other differences are a matter of translation.
_WARNING = frozenset(("stop", "question", "exclamation", "ellipsis", "colon"))


@memory_check(
    "end-punctuation",
    family="form",
    severity="warning",
    summary="the sides end with different marks, or one of them with none",
    rationale="Where the full stop is missing, the end of the sentence often is, too.",
    fires=(
        [case("It opened.", "它开业了")],
        [case("It opened", "它开业了。")],
        [case("Has it opened?", "它开业了。")],
        [case("It opened:", "它开业了")],
        [case("It opened!", "它开业了。")],
        [case("It opened,", "它开业了。")],
        [case("He said: “It opened.”", "他说：“它开业了”")],
    ),
    silent=(
        [case("It opened.", "它开业了。")],
        [case("“It opened.”", "“它开业了”。")],
        [case("The New Lab", "新实验室")],
        [case("It opened ...", "它开业了……")],
        [case("Foo Co., Ltd.", "富有限公司")],
        [case("It opened at Foo Co., Ltd.", "它在富公司开业。")],
        [case("It opened?!", "它开业了？")],
        [case("It opened. (CQC)", "它开业了。（CQC）")],
        [case("It opened —", "它开业了——")],
        [case("the fees of the year; and", "本年度的费用。")],
        [case("one of the following:", "下列之一︰")],
        [case("He said “yes.”", "他说“是。“")],
        [case("Testing with assert!", "用assert!宏测试")],
        [case("It helped 20 patients.7", "帮助了20名患者。")],
    ),
)
def check_end_punctuation(context: Context) -> MemoryLook:
    """Another end mark, such as ``!`` for a full stop, is a note, and so is a full stop after what
    is hardly a sentence in English.

    What a document does throughout, such as lists without full stops on one side, is reported once.
    """

    def look(segment: Segment) -> Seen | None:
        if segment.is_null:
            return None
        if segment.zh[-1] == "。" and segment.en[-1] == "." and segment.en[-2:] != "..":
            return _BOTH_STOP  # nearly always
        en, en_at = end_mark(_NOTED.sub("", segment.en))
        zh, zh_at = end_mark(_NOTED.sub("", segment.zh))
        if en == zh or min(en_at, zh_at) < 0:  # nothing but brackets and spaces
            return {en: 1}, ()
        if en == "exclamation" and segment.en.split()[-1] in segment.zh:
            return None  # the name of a macro: assert!
        if en in ("", "comma") and zh in ("stop", "semicolon") and _LISTED.search(segment.en):
            return None
        if "maybe" in (en, zh) and {en, zh} <= {"maybe", "stop", ""}:
            return None
        en, zh = ("stop" if kind == "maybe" else kind for kind in (en, zh))
        message = (
            f"the English side ends with {_MARK_NAMES[en]}, the Chinese side with {_MARK_NAMES[zh]}"
        )
        severity = _end_severity(en, zh, segment.en)
        hit = Hit(message, ((en_at, en_at + 1),), ((zh_at, zh_at + 1),), severity=severity)
        return {}, [((en, zh), hit)]

    def looks(store: SegmentStore) -> Iterator[tuple[int, Hit]]:
        return house_style(store, look, rivals=lambda thing: thing)

    return looks


def _end_severity(en: str, zh: str, text: str) -> Severity:
    if not en and zh == "stop":  # headings and items of lists have a full stop in Chinese only
        return "warning" if _CLAUSE.search(text) else "note"
    return "warning" if (not en and zh in _WARNING) or (not zh and en in _WARNING) else "note"


#: Marks of one segment that a message names.
_NAMED = 10


def pair_hits(marks: Marks, what: str, closer: Callable[[str], str]) -> MemoryLook:
    """A check for marks without a partner in the document, and for partners of another kind.

    The latter are warnings at most: nobody misreads them. ``what`` is the name of the marks in
    messages; ``closer`` returns the mark that closes an opening one.
    """

    def look(store: SegmentStore) -> Iterator[tuple[int, Hit]]:
        found = alone(store, marks)
        for (number, side), group in groupby(found, key=lambda a: (a.number, a.side)):
            lone = []
            for mark in (a.mark for a in group):
                if mark.partner < 0:
                    lone.append(mark)
                    continue
                text = store[number].text(side)
                other = mark.partner
                message = f"{side_name(side)} closes {mark.text} with {text[other]}"
                both = ((mark.at, mark.at + 1), (other, other + 1))
                yield (
                    number,
                    Hit.on(side, message, both, suggestion=closer(mark.text), severity="warning"),
                )
            if lone:
                text = " and ".join(
                    f"{m.text} is {'not closed' if m.opens else 'not opened'}"
                    for m in lone[:_NAMED]
                )
                if len(lone) > _NAMED:
                    text += f" and {len(lone) - _NAMED:,} more are alone"
                spans = tuple((m.at, m.at + 1) for m in lone)
                yield number, Hit.on(side, f"the {what} {text} on {side_name(side)}", spans)

    return look
