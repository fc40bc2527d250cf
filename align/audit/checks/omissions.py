"""Text that one version lacks: sentences, units, whole documents."""

from collections.abc import Iterable, Iterator

from align.audit.engine.check import (
    Context,
    Hit,
    MemoryLook,
    SegmentLook,
    Severity,
    memory_check,
    segment_check,
)
from align.audit.engine.segment_store import Segment, SegmentStore, case
from align.languages import LANGUAGES, other_language
from align.parameter import Parameter

_CHARACTERS = Parameter(
    "characters", 25, "a shorter text is only a warning (a Chinese character counts as 3.3)"
)


def _bead(number: int, en: str, zh: str) -> Segment:
    sides = (f"line {number}" if en else "", f"line {number}" if zh else "")
    place = f"{number if en else ''}:{number if zh else ''}"
    return case(en, zh, document="a", place=place, en_place=sides[0], zh_place=sides[1])


_BEFORE = _bead(1, "The centre was opened in May.", "中心于5月成立。")
_AFTER = _bead(3, "It has two laboratories.", "它有两个实验室。")
_ENGLISH = _bead(2, "The head of the department gave a long speech.", "")
_CHINESE = _bead(2, "", "该部门负责人发表了长篇讲话。")
_SHORT = (_bead(2, "Page 2", ""), _bead(2, "", "第二页"))


@memory_check(
    "omission",
    family="completeness",
    severity="error",
    summary="an English sentence has no counterpart in the Chinese version",
    rationale="Those who read the Chinese version only never see what was left out.",
    parameters=(_CHARACTERS,),
    fires=([_BEFORE, _ENGLISH, _AFTER], [_ENGLISH, _AFTER], [_BEFORE, _SHORT[0]]),
    silent=(
        [_BEFORE, _AFTER],
        [_BEFORE, _CHINESE, _AFTER],
        # a document in one language only: one finding by another check
        [_ENGLISH, _ENGLISH],
        # a unit with an empty side: another check
        [case("The head of the department gave a long speech.", "")],
    ),
)
def check_omission(context: Context, characters: int) -> MemoryLook:
    """Null beads with an English side."""

    def look(store: SegmentStore) -> Iterator[tuple[int, Hit]]:
        return _nulls(store, "en", characters)

    return look


@memory_check(
    "addition",
    family="completeness",
    severity="error",
    summary="a Chinese sentence has no counterpart in the English version",
    rationale="Those who read the English version only never see what was added.",
    parameters=(_CHARACTERS,),
    fires=([_BEFORE, _CHINESE, _AFTER], [_CHINESE, _AFTER], [_BEFORE, _SHORT[1]]),
    silent=([_BEFORE, _AFTER], [_BEFORE, _ENGLISH, _AFTER], [case("", "该部门负责人讲话。")]),
)
def check_addition(context: Context, characters: int) -> MemoryLook:
    """Null beads with a Chinese side."""

    def look(store: SegmentStore) -> Iterator[tuple[int, Hit]]:
        return _nulls(store, "zh", characters)

    return look


@memory_check(
    "one-language",
    family="completeness",
    severity="error",
    summary="a document exists in one language only",
    rationale="A document without a counterpart was not translated, or not found.",
    fires=([_ENGLISH, _ENGLISH], [_CHINESE, _CHINESE, _CHINESE]),
    silent=([_BEFORE, _ENGLISH], [_ENGLISH, _CHINESE]),
)
def check_one_language(context: Context) -> MemoryLook:
    """Files without a counterpart, and documents in which no segment has both sides."""

    def look(store: SegmentStore) -> Iterator[tuple[int | str, Hit]]:
        for name, language, source in store.unpaired:
            known = f" beside the {LANGUAGES[language].name} one" if language in LANGUAGES else ""
            yield name, Hit(f"{name} has no version in the other language{known}", source=source)
        for first, side in _one_sided(store).values():
            segment = store[first]
            name = segment.document
            message = f"{name} is {LANGUAGES[side].name} throughout: the other version is missing"
            yield name, Hit(message, source=segment.source)

    return look


def is_bead(segment: Segment) -> bool:
    """Whether a segment comes from an alignment, so that a null bead is an omission."""
    return bool(segment.place or segment.en_place or segment.zh_place)


def _one_sided(store: SegmentStore) -> dict[str, tuple[int, str]]:
    """One-sided documents of two or more segments: the first segment, and the side."""
    count: dict[str, int] = {}
    first: dict[str, tuple[int, str]] = {}
    both = set()
    for segment in store if store.nulls else ():
        name = segment.document
        if not name or name in both:
            continue
        side = "en" if segment.en else "zh"
        if not segment.is_null or first.setdefault(name, (segment.number, side))[1] != side:
            both.add(name)
        count[name] = count.get(name, 0) + 1
    return {n: f for n, f in first.items() if n not in both and count[n] > 1}


def _nulls(store: SegmentStore, side: str, characters: int) -> Iterator[tuple[int, Hit]]:
    """Texts of one side without a counterpart, with their place on the other side."""
    if not store.nulls:
        return
    alone = _one_sided(store)
    waiting: list[int] = []
    before: Segment | None = None
    for segment in store:
        if before is not None and before.document != segment.document:
            yield from _report(store, waiting, side, characters, before, None)
            waiting, before = [], None
        if segment.text(other_language(side)):
            yield from _report(store, waiting, side, characters, before, segment)
            waiting, before = [], segment
        elif segment.text(side) and is_bead(segment) and segment.document not in alone:
            if waiting and store[waiting[-1]].document != segment.document:
                yield from _report(store, waiting, side, characters, None, None)
                waiting = []
            waiting.append(segment.number)
    yield from _report(store, waiting, side, characters, before, None)


def _report(
    store: SegmentStore,
    numbers: list[int],
    side: str,
    characters: int,
    before: Segment | None,
    after: Segment | None,
) -> Iterator[tuple[int, Hit]]:
    other = other_language(side)
    for number in numbers:
        segment = store[number]
        text = segment.text(side)
        own = _place(segment, side)
        where = _between(_place(before, other), _place(after, other))
        message = (
            f"not in the {LANGUAGES[other].name} version: “{_short(text)}”"
            + (f" ({LANGUAGES[side].name} {own})" if own else "")
            + (f"; its place is {where} of the {LANGUAGES[other].name}" if where else "")
        )
        span = [(0, len(text))]
        severity = _severity(text, side, characters)
        yield number, Hit.on(side, message, span, severity=severity)


def _severity(text: str, side: str, characters: int) -> Severity:
    """A short line, boilerplate of a page or a row of figures is often omitted on purpose."""
    language = LANGUAGES[side]
    letters = language.length_ratio * len(language.script.findall(text))
    if letters < characters or language.boilerplate.fullmatch(text.strip()):
        return "warning"
    return "error"


def _place(segment: Segment | None, side: str) -> str:
    """The place of a text: a line, a page; or its sentence number if nothing else is known."""
    if segment is None:
        return ""
    if known := segment.place_of(side):
        return known
    numbers = dict(zip(LANGUAGES, segment.place.split(":"), strict=False)).get(side)
    return f"sentence {numbers}" if numbers else ""


def _between(before: str, after: str) -> str:
    if before and after:
        return f"between {before} and {after}" if before != after else f"in {before}"
    return f"after {before}" if before else f"before {after}" if after else ""


def _short(text: str, most: int = 40) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


@segment_check(
    "empty",
    family="completeness",
    severity="error",
    summary="a unit has no text, or only white space, on one side",
    rationale="An empty translation is delivered as an empty line or not at all.",
    nulls=True,
    fires=(
        case("The meeting was held.", ""),
        case("", "会议召开。"),
        case("The meeting was held.", " \u3000\n"),
        case("The meeting was held.", "\u200b", place="3:4"),
        case("", ""),
    ),
    silent=(
        case("The meeting was held.", "会议召开。"),
        # a null bead is an omission
        case("The meeting was held.", "", place="3:"),
        case("", "会议召开。", zh_place="line 7"),
    ),
)
def check_empty(context: Context) -> SegmentLook:
    """Sides without a visible character."""

    def look(segment: Segment) -> Iterable[Hit]:
        en, zh = segment.en, segment.zh
        if en[:1].isalnum() and zh[:1].isalnum():  # nearly always
            return
        no_en, no_zh = _is_blank(en), _is_blank(zh)
        if not (no_en or no_zh) or (segment.is_null and (en or zh) and is_bead(segment)):
            return
        side = "both sides" if no_en and no_zh else f"the {'English' if no_en else 'Chinese'} side"
        kind = "blank" if (no_en and en) or (no_zh and zh) else "empty"
        yield Hit(
            f"{side} {'are' if no_en and no_zh else 'is'} {kind}",
            en=((0, len(en)),) if en and no_en else (),
            zh=((0, len(zh)),) if zh and no_zh else (),
        )

    return look


def _is_blank(text: str) -> bool:
    """Whether there is only white space, zero-width characters included."""
    return not text.strip().strip("\u200b\u200c\u200d\u2060\ufeff\u00ad").strip()
