"""Spaces, and marks or letters of the wrong width."""

from collections.abc import Callable, Iterable, Iterator

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
from align.languages import other_language
from align.languages.typography.width_and_space import (
    FULL_WIDTH,
    SPACE_NAMES,
    Mark,
    en_spaces,
    full_width_letters,
    full_width_parentheses,
    gaps,
    half_width_marks,
    half_width_parentheses,
    is_code_mark,
    is_mark_named,
    sentence_gaps,
    stray_chinese_marks,
    to_half_width,
    zh_spaces,
)
from align.parameter import Parameter

_FIND = {"en": en_spaces, "zh": zh_spaces}
_BESIDE = (SPACE_NAMES["before"], SPACE_NAMES["behind"])
#: Spaces that are intended if both sides have them.
_INTENDED = frozenset(SPACE_NAMES[kind] for kind in ("start", "end", "tab"))


@segment_check(
    "spaces",
    family="form",
    severity="warning",
    summary="double spaces, spaces at the edges, unusual spaces, a space before punctuation",
    rationale="A superfluous space shows in print and breaks exact matches.",
    fires=(
        case("It  opened.", "它开业了。"),
        case("It opened. ", "它开业了。"),
        case("It opened.", " 它开业了。"),
        case("It opened.", "它　开业了。"),
        case("It\topened.", "它开业了。"),
        case("It opened .", "它开业了。"),
        case("It opened.", "它开业了 。"),
        case("It ( CQC) opened.", "它（CQC）开业了。"),
        case("It opened.", "它（ CQC）开业了。"),
        case("It opened.", "CQC  开业了。"),
    ),
    silent=(
        case("It opened in Node .NET ... :)", "使用 .NET 开业 ... :)"),
        case("Wait . . . please", "请稍候…… 好"),
        case("It opened. – “Yes,” he said.", "它开业了。 “是的”"),
        case("Set a  b", "设置 a  b"),
        case("Use -f ./x and ?x", "使用 -f ./x 和 ?x"),
        case("He left.  She too.", "他走了。她也走了。"),
        case("Total: ", "共计： "),
        case("Total: ", "共计："),
        case("Name\tFee", "名称\t费用"),
        case("The ? operator and a single ; mark", "?运算符和单个;"),
        case("Only : is kept.", "仅保留 : 符号。"),
    ),
)
def check_spaces(context: Context) -> SegmentLook:
    """Spaces on either side.

    Tabs, double spaces and spaces at an edge that both sides have belong to layout, code, or
    strings that a program joins. A space between a Latin word and a Chinese mark, as mark-up leaves
    it, is a note. ``sentence-spacing`` checks the space after a full stop.
    """

    def look(segment: Segment) -> Iterable[Hit]:
        found = {side: _FIND[side](text) for side, text in segment.sides}
        if not any(found.values()):
            return
        intended = _INTENDED.intersection(*({kind for kind, _ in hits} for hits in found.values()))
        if "  " in segment.en and "  " in segment.zh:
            intended |= {SPACE_NAMES["double"]}
        if segment.en.endswith(": ") and segment.zh.endswith("："):
            intended |= {SPACE_NAMES["end"]}  # the Chinese colon has its own space
        for side, hits in found.items():
            text, other = segment.text(side), segment.text(other_language(side))
            for kind, span in hits:
                if kind not in intended and not is_mark_named(text, *span, other):
                    around = text[span[0] - 1 : span[0]], text[span[1] : span[1] + 1]
                    mild = kind in _BESIDE and around[0].isascii() != around[1].isascii()
                    severity: Severity | None = "note" if mild else None
                    message = f"{kind} on {side_name(side)}"
                    yield Hit.on(side, message, (span,), severity=severity)

    return look


@memory_check(
    "sentence-spacing",
    family="form",
    severity="warning",
    summary="two spaces between English sentences",
    rationale="Sentences are separated by one space, unless a whole document has two.",
    fires=([case("He left.  She too. So it was.", "他走了。她也走了。就这样。")],),
    silent=([case("He left. She too.", "他走了。她也走了。")],),
)
def check_sentence_spacing(context: Context) -> MemoryLook:
    """A document that has two throughout is reported once, as a note."""

    def look(segment: Segment) -> Seen:
        single, double = sentence_gaps(segment.en)
        message = "two spaces between sentences on the English side"
        return {"": single}, [("", Hit(message, en=(span,), suggestion=" ")) for span in double]

    def looks(store: SegmentStore) -> Iterator[tuple[int, Hit]]:
        return house_style(store, look)

    return looks


@memory_check(
    "cjk-spacing",
    family="form",
    severity="note",
    summary="a space between Chinese and Latin letters or digits, or none, against the style",
    rationale="Either style is fine, but not both in one document.",
    parameters=(
        Parameter(
            "style",
            "consistent",
            "between Chinese and Latin: as in most of the document, or always this",
            choices=("consistent", "space", "none"),
        ),
    ),
    fires=(
        [case("In 2023, CQC and IEC met.", "在 2023 年，CQC 与 IEC会晤。")],
        numbered([case("CQC and IEC", "CQC与IEC在"), case("In 2023, CQC", "2023 年CQC在")]),
    ),
    silent=(
        [case("In 2023, CQC and IEC met.", "在 2023 年，CQC 与 IEC 会晤。")],
        [case("In 2023, CQC and IEC met.", "在2023年，CQC与IEC会晤。")],
        [case("In 2023, CQC met.", "在2023 年")],
    ),
)
def check_cjk_spacing(context: Context, style: str) -> MemoryLook:
    """One hit per segment, with all places. A document without a clear majority has no style."""

    def looks(store: SegmentStore) -> Iterator[tuple[int, Hit]]:
        count: dict[str, list[int]] = {}
        if style == "consistent":
            counted: Callable[[str], list[int]] = remembered(lambda zh: [len(g) for g in gaps(zh)])
            for segment in store:
                spaces, none = counted(segment.zh)
                if spaces or none:
                    seen = count.setdefault(segment.document, [0, 0])
                    seen[0] += spaces
                    seen[1] += none
            count = {document: seen for document, seen in count.items() if all(seen)}
            if not count:
                return
        for segment in store:
            if style == "consistent" and segment.document not in count:
                continue
            with_space, without = count.get(segment.document, (0, 0))
            spaced, tight = gaps(segment.zh)
            if style == "none" or (style == "consistent" and without > 2 * with_space):
                odd: list[Span] = spaced
                message = "a space between Chinese and Latin"
            elif style == "space" or (style == "consistent" and with_space > 2 * without):
                odd = [(at - 1, at + 1) for at in tight]
                message = "no space between Chinese and Latin"
            else:
                continue
            if odd:
                yield segment.number, Hit(f"{message} on the Chinese side", zh=tuple(odd))

    return looks


_HALF_AND_FULL = tuple((mark, full) for mark, full in FULL_WIDTH.items() if mark not in "()")


_STYLES = ("consistent", "full", "half", "any")


@memory_check(
    "width",
    family="form",
    severity="warning",
    summary="half-width punctuation in Chinese text",
    rationale="Chinese sentences take full-width punctuation; what a document does throughout is"
    " reported once.",
    parameters=(
        Parameter(
            "parentheses",
            "consistent",
            "width of parentheses in Chinese: as in most of the document, or always this",
            choices=_STYLES,
        ),
    ),
    fires=(
        [case("In May, it opened.", "5月,它开业了。")],
        [case("He said: “Yes.”", "他说:“是。”")],
        [case("It opened.", "它开业了.")],
        [case("Is it open?", "开业了吗?")],
        [case("At 85 mph, it is a hurricane.", "风速达到 85 mph, 为飓风。")],
        [case("Wait ...", "请稍候...")],
        numbered(
            [
                case("CQC (the centre)", "中心（CQC）"),
                case("CNCA (a body)", "委员会（CNCA）"),
                case("IEC (a body)", "电工委员会(IEC)"),
            ]
        ),
    ),
    silent=(
        [case("At 10:30, 1,500 people came.", "10:30有1,500人到场，比例为3:1。")],
        [case("See https://a.cn/?x=1,2.", "见https://a.cn/?x=1,2。")],
        [case("1. Scope", "1. 范围")],
        [case("Foo Co., Ltd. signed.", "Foo Co., Ltd.签约。")],
        [case("Use `说明:x` here.", "这里用`说明:x`。")],
        [case("The version is 2.0.", "版本为2.0。")],
        [case("See “A,” then B: good.", "See “A”, then “B”: good.")],
        [case("Open file a.md.", "打开“说明.md”。")],
        [case("The body (CQC) wins.", "中心(CQC)获胜。")],
        [case("The println! macro and y = 6; as code", "println! 宏，作为代码的y = 6; 语句")],
    ),
)
def check_width(context: Context, parentheses: str) -> MemoryLook:
    """Half-width marks in or after Chinese, except in numbers, addresses, code."""

    free = frozenset("(") if parentheses == "consistent" else frozenset()

    def odd(zh: str) -> Iterator[Mark]:
        yield from half_width_marks(zh)
        if parentheses in ("consistent", "full") and "(" in zh:
            yield from half_width_parentheses(zh)
        elif parentheses == "half" and "（" in zh:
            yield from full_width_parentheses(zh)

    def look(segment: Segment) -> Seen:
        zh = segment.zh
        right = {mark: zh.count(full) for mark, full in _HALF_AND_FULL}
        if parentheses == "consistent":
            right["("] = zh.count("（")
        return right, [
            (
                m.kind,
                Hit(
                    f"the Chinese side has {m.text} instead of {m.instead}",
                    zh=((m.start, m.end),),
                    suggestion=m.instead,
                ),
            )
            for m in odd(zh)
            if not is_code_mark(zh, m, segment.en)
        ]

    def looks(store: SegmentStore) -> Iterator[tuple[int, Hit]]:
        return house_style(store, look, free)

    return looks


@segment_check(
    "full-width",
    family="form",
    severity="error",
    summary="Chinese marks in English text, full-width letters or digits on either side",
    rationale="They look foreign in English, and a search for CQC does not find ＣＱＣ.",
    fires=(
        case("In May，it opened.", "5月，它开业了。"),
        case("It opened。", "它开业了。"),
        case("The centre （CQC） opened.", "中心（CQC）开业。"),
        case("Ｔｈｅ centre opened in ２０２３.", "中心于2023年开业。"),
        case("The centre opened.", "ＣＱＣ于２０２３年开业。"),
        case("Reports、forms", "报告、表格"),
    ),
    silent=(
        case("In May, it opened (in Beijing).", "5月，它开业了（在北京）。"),
        case("The sign read “质量，永远。” in red.", "红色标牌写着“质量，永远。”"),
        case("The book 《质量》 sold.", "《质量》售出。"),
        case("10–12 ℃ … “good” — it’s fine", "10～12 ℃……“好”——不错"),
    ),
)
def check_full_width(context: Context) -> SegmentLook:
    """Marks next to Chinese characters within English belong to Chinese text.

    A mark of the wrong width is only ugly (a warning); a search does not find letters and digits.
    """

    def look(segment: Segment) -> Iterable[Hit]:
        en, zh = segment.en, segment.zh
        if not en.isascii():
            for text, spans in _by_text(en, stray_chinese_marks(en)).items():
                yield Hit(
                    f"the English side has {text}, a Chinese mark or full-width letter",
                    en=tuple(spans),
                    suggestion=to_half_width(text),
                    severity=None if any(map(str.isalnum, text)) else "warning",
                )
        for text, spans in _by_text(zh, full_width_letters(zh)).items():
            yield Hit(
                f"the Chinese side has full-width {text}",
                zh=tuple(spans),
                suggestion=to_half_width(text),
            )

    return look


def _by_text(text: str, spans: Iterable[Span]) -> dict[str, list[Span]]:
    """The spans of each piece of a text: one hit for a mark that recurs."""
    found: dict[str, list[Span]] = {}
    for span in spans:
        found.setdefault(text[slice(*span)], []).append(span)
    return found
