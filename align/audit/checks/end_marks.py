"""End punctuation that differs between the sides."""

from collections.abc import Iterator

from align.audit.engine.check import Context, Hit, MemoryLook, Severity, memory_check
from align.audit.engine.segment import Segment, case
from align.audit.engine.store import SegmentStore
from align.audit.evidence.house_style import Seen, house_style
from align.languages.typography.marks import end_mark

_NAMES = {
    "stop": "a full stop",
    "question": "a question mark",
    "exclamation": "an exclamation mark",
    "colon": "a colon",
    "semicolon": "a semicolon",
    "comma": "a comma",
    "ellipsis": "an ellipsis",
    "dash": "a dash",
    "": "no mark",
}
# Where one side ends with such a mark and the other with none, something is wrong; a question for
# a statement, or a comma where the other side stops, is what free translation does.
_ALIKE: Seen = ({"stop": 1}, ())
_WORTH = frozenset(("stop", "question", "exclamation", "ellipsis", "colon"))


@memory_check(
    "end-punctuation",
    family="form",
    severity="warning",
    summary="one side ends with a mark, the other with none or another one",
    rationale="A lost full stop is often a lost end of the sentence.",
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
    ),
)
def end_punctuation(context: Context) -> MemoryLook:
    """Another mark for a statement, as ``!`` for a full stop, is a note.

    What a document does throughout, as lists without full stops on one side, is told once.
    """

    def look(segment: Segment) -> Seen | None:
        if segment.is_null:
            return None
        if segment.zh[-1] == "。" and segment.en[-1] == "." and segment.en[-2:] != "..":
            return _ALIKE  # nearly always
        en, en_at = end_mark(segment.en)
        zh, zh_at = end_mark(segment.zh)
        if en == zh:
            return {en: 1}, ()
        if "maybe" in (en, zh) and {en, zh} <= {"maybe", "stop", ""}:
            return None
        en, zh = ("stop" if kind == "maybe" else kind for kind in (en, zh))
        message = f"the English side ends with {_NAMES[en]}, the Chinese one with {_NAMES[zh]}"
        hit = Hit(
            message,
            en=((en_at, en_at + 1),),
            zh=((zh_at, zh_at + 1),),
            severity=_severity(en, zh),
        )
        return {}, [((en, zh), hit)]

    def looks(store: SegmentStore) -> Iterator[tuple[int, Hit]]:
        return house_style(store, look, rivals=lambda thing: thing)

    return looks


def _severity(en: str, zh: str) -> Severity:
    return "warning" if (not en and zh in _WORTH) or (not zh and en in _WORTH) else "note"
