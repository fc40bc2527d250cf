"""Quotation marks that are not closed, not opened, of several kinds, or on one side only."""

import re
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
from align.audit.evidence.pair_hits import pair_hits
from align.audit.evidence.spanning import Marks
from align.languages.typography.pairs import QUOTES, Loose, PairedMarks, may_go_on, quotes

_CLOSERS = {opener: closer for closer, opener in QUOTES.items()} | {'"': '"', "＂": "＂"}
# Signs that words are quoted, named or spoken.
_SET_OFF = re.compile(r"[“”‘’「」『』《》〈〉\"'`：:]")


@memory_check(
    "quotes",
    family="form",
    severity="warning",
    summary="a quotation mark without its partner, or closed by one of another kind",
    rationale="Where a quotation ends must be seen; one that goes on in a neighbour is fine.",
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
        [case('A 12" disc, 6\'2" high, called "X"', '名为“X”的12"唱片，高6\'2"')],
        [case("“It is good.", "“这很好。")],
        [case("It's the boys' '90s rock ’n’ roll.", "这是90年代的摇滚。")],
        numbered([case("“Good,” he said. “Yes.", "“好，”他说。“是。"), case("No.”", "不。”")]),
        numbered([case("“Good,” he said.", "他说：“好。"), case("“Yes.”", "是。”")]),
        numbered([case("He said: “Good.", "他说：“好。"), case("“Yes.”", "“是。”")]),
    ),
)
def unpaired_quotes(context: Context) -> MemoryLook:
    """Double and corner marks; single ones cannot be told from apostrophes."""
    return pair_hits(Marks(quotes, _goes_on, 30), "quotation mark", _CLOSERS.__getitem__)


def _goes_on(text: str, mark: Loose, other: PairedMarks) -> bool:
    return may_go_on(text, mark)


@memory_check(
    "quote-style",
    family="form",
    severity="note",
    summary="quotation marks of another kind than the rest of the document has",
    rationale="One document should use one kind of quotation marks on a side.",
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
def quote_style(context: Context) -> MemoryLook:
    """The kinds “ ”, " " and 「 」 counted by document; what is rarer on a side is told."""

    def kinds(text: str) -> dict[str, list[Span]]:
        found: dict[str, list[Span]] = {}
        for kind, start, end in quotes(text).closed:
            if kind != "『":
                found.setdefault(kind, []).append((start, end))
        return found

    def looks(store: SegmentStore) -> Iterator[tuple[int, Hit]]:
        count: dict[tuple[str, str, str], int] = {}
        for segment in store:
            for side, text in sides(segment):
                for kind, spans in kinds(text).items():
                    key = (segment.document, side, kind)
                    count[key] = count.get(key, 0) + len(spans)
        usual = {key[:2]: key[2] for key in sorted(count, key=lambda key: count[key])}
        rare = {key for key in count if usual[key[:2]] != key[2]}
        documents = {key[0] for key in rare}
        for segment in store if rare else ():
            if segment.document not in documents:
                continue
            for side, text in sides(segment):
                for kind, spans in kinds(text).items():
                    if (segment.document, side, kind) in rare:
                        mark = usual[segment.document, side]
                        message = (
                            f"{side_name(side)} quotes with {kind} {_CLOSERS[kind]}, "
                            f"the document mostly with {mark} {_CLOSERS[mark]}"
                        )
                        yield segment.number, hit_on(side, message, tuple(spans))

    return looks


@segment_check(
    "quotes-one-side",
    family="form",
    severity="note",
    summary="a quotation on the English side only",
    rationale="Whose words these are gets lost with the quotation marks.",
    fires=(case("He called it “a great step forward for all”.", "他说这是所有人的一大进步。"),),
    silent=(
        case("He called it “a great step”.", "他称之为“一大进步”。"),
        case("The report “Quality in 2023” is out.", "《2023年质量》报告出版。"),
        case("The “lab” opened.", "实验室成立。"),
        case("“It is done.", "完成了。”"),
        case('Set "max-jobs" now.', "现在设置max-jobs。"),
    ),
)
def quotes_one_side(context: Context) -> SegmentLook:
    """Quotations of three and more words of which the Chinese side has no sign.

    Chinese sets off words that English does not, so marks there alone say nothing.
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
