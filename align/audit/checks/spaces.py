"""Spaces too many, at the edges, of another kind, or before punctuation."""

from collections.abc import Iterable, Iterator

from align.audit.engine.check import (
    Context,
    Hit,
    MemoryLook,
    SegmentLook,
    Span,
    memory_check,
    segment_check,
)
from align.audit.engine.segment import Segment, case, numbered
from align.audit.engine.sides import hit_on, side_name, sides
from align.audit.engine.store import SegmentStore
from align.audit.evidence.house_style import Seen, house_style
from align.languages.typography.width_and_space import (
    SPACE_NAMES,
    en_spaces,
    gaps,
    sentence_gaps,
    zh_spaces,
)
from align.parameter import Parameter

_FIND = {"en": en_spaces, "zh": zh_spaces}
#: What is meant where both sides have it.
_MEANT = frozenset(SPACE_NAMES[kind] for kind in ("start", "end", "tab"))


@segment_check(
    "spaces",
    family="form",
    severity="warning",
    summary="double spaces, spaces at the edges, odd spaces, a space before punctuation",
    rationale="A space too many is seen in print and breaks exact matches of a memory.",
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
    ),
)
def spaces(context: Context) -> SegmentLook:
    """Tabs, two spaces and spaces at an edge that both sides have are alignment, code, or what a
    program puts together; for two spaces behind a stop there is ``sentence-spacing``."""

    def look(segment: Segment) -> Iterable[Hit]:
        found = {side: _FIND[side](text) for side, text in sides(segment)}
        if not any(found.values()):
            return
        meant = _MEANT.intersection(*({kind for kind, _ in hits} for hits in found.values()))
        if "  " in segment.en and "  " in segment.zh:
            meant |= {SPACE_NAMES["double"]}
        if segment.en.endswith(": ") and segment.zh.endswith("："):
            meant |= {SPACE_NAMES["end"]}  # the Chinese colon has its own space
        for side, hits in found.items():
            for kind, span in hits:
                if kind not in meant:
                    yield hit_on(side, f"{kind} on {side_name(side)}", (span,))

    return look


@memory_check(
    "sentence-spacing",
    family="form",
    severity="warning",
    summary="two spaces between English sentences",
    rationale="One space stands between sentences, unless a whole document has two.",
    fires=([case("He left.  She too. So it was.", "他走了。她也走了。就这样。")],),
    silent=([case("He left. She too.", "他走了。她也走了。")],),
)
def sentence_spacing(context: Context) -> MemoryLook:
    """A document that has two throughout is told once, as a note."""

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
    rationale="Either style is good, but not both in one document.",
    parameters=(
        Parameter(
            "style",
            "consistent",
            "what stands between Chinese and Latin: as mostly in the document, or always this",
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
def cjk_spacing(context: Context, style: str) -> MemoryLook:
    """One hit a segment, with all its places. A document without a majority has no style."""

    def looks(store: SegmentStore) -> Iterator[tuple[int, Hit]]:
        count: dict[str, list[int]] = {}
        if style == "consistent":
            for segment in store:
                spaced, tight = gaps(segment.zh)
                if spaced or tight:
                    seen = count.setdefault(segment.document, [0, 0])
                    seen[0] += len(spaced)
                    seen[1] += len(tight)
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
