"""Text that one version lacks: sentences, units, whole documents."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

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
from align.audit.evidence.comparison import letters_worth
from align.languages import LANGUAGES, other_language
from align.parameter import Parameter

_PARAMETERS = (
    Parameter(
        "characters", 25, "a shorter text is only a warning (a Chinese character counts as 3.3)"
    ),
    Parameter(
        "free",
        0.1,
        "a document in which both sides have such texts, together this share of its segments, is a "
        "free translation: they are warnings",
    ),
    Parameter("run", 3, "so many in a row are always an error"),
)
#: An omission and an addition with one segment between them, or none, face each other …
_APART = 2
#: … if one of them is at most so many times as long as the other.
_ALIKE = 3.0


def _bead(number: int, en: str, zh: str) -> Segment:
    sides = (f"line {number}" if en else "", f"line {number}" if zh else "")
    place = f"{number if en else ''}:{number if zh else ''}"
    return case(en, zh, document="a", place=place, en_place=sides[0], zh_place=sides[1])


_BEFORE = _bead(1, "The centre was opened in May.", "中心于5月成立。")
_AFTER = _bead(3, "It has two laboratories.", "它有两个实验室。")
_ENGLISH = _bead(2, "The head of the department gave a long speech.", "")
_CHINESE = _bead(2, "", "该部门负责人发表了长篇讲话。")
_SHORT = (_bead(2, "Page 2", ""), _bead(2, "", "第二页"))
_BETWEEN = _bead(2, "The tests went on until evening.", "测试一直持续到晚上。")


@memory_check(
    "omission",
    family="completeness",
    severity="error",
    summary="an English sentence has no counterpart in the Chinese version",
    rationale="Those who read the Chinese version only never see what was left out.",
    parameters=_PARAMETERS,
    fires=([_BEFORE, _ENGLISH, _AFTER], [_ENGLISH, _AFTER], [_BEFORE, _SHORT[0]]),
    silent=(
        [_BEFORE, _AFTER],
        [_BEFORE, _CHINESE, _AFTER],
        # another check: they may be each other's translation
        [_BEFORE, _ENGLISH, _CHINESE, _AFTER],
        [_BEFORE, _ENGLISH, _BETWEEN, _CHINESE],
        # a document in one language only: one finding by another check
        [_ENGLISH, _ENGLISH],
        # a unit with an empty side: another check
        [case("The head of the department gave a long speech.", "")],
    ),
)
def check_omission(context: Context, characters: int, free: float, run: int) -> MemoryLook:
    """Null beads with an English side."""

    def look(store: SegmentStore) -> Iterator[tuple[int, Hit]]:
        return _alone(store, "en", characters, free, run)

    return look


@memory_check(
    "addition",
    family="completeness",
    severity="error",
    summary="a Chinese sentence has no counterpart in the English version",
    rationale="Those who read the English version only never see what was added.",
    parameters=_PARAMETERS,
    fires=([_BEFORE, _CHINESE, _AFTER], [_CHINESE, _AFTER], [_BEFORE, _SHORT[1]]),
    silent=([_BEFORE, _AFTER], [_BEFORE, _ENGLISH, _AFTER], [case("", "该部门负责人讲话。")]),
)
def check_addition(context: Context, characters: int, free: float, run: int) -> MemoryLook:
    """Null beads with a Chinese side."""

    def look(store: SegmentStore) -> Iterator[tuple[int, Hit]]:
        return _alone(store, "zh", characters, free, run)

    return look


@memory_check(
    "unaligned",
    family="alignment",
    severity="warning",
    summary="an English and a Chinese sentence without a counterpart stand side by side",
    rationale="They may be each other's translation, too free to be aligned, or one was put in the "
    "place of the other.",
    fires=(
        [_BEFORE, _ENGLISH, _CHINESE, _AFTER],
        [_BEFORE, _CHINESE, _BETWEEN, _ENGLISH],
        [_ENGLISH, _CHINESE, _CHINESE],
    ),
    silent=(
        [_BEFORE, _AFTER],
        [_BEFORE, _ENGLISH, _AFTER, _BETWEEN, _CHINESE],
        [_BEFORE, _ENGLISH, _SHORT[1]],  # too short
        [_ENGLISH, _CHINESE._replace(document="b")],
        [case("The head of the department gave a speech.", ""), case("", "该部门负责人讲话。")],
    ),
)
def check_unaligned(context: Context) -> MemoryLook:
    """Null beads that face each other: one finding, on the first."""

    def look(store: SegmentStore) -> Iterator[tuple[int, Hit]]:
        for document in _documents(store):
            for group in document.facing:
                first = store[group[0]]
                side = "en" if first.en else "zh"
                facing = (store[n].text(other_language(side)) for n in group)
                opposite = next(text for text in facing if text)
                yield (
                    group[0],
                    Hit.on(
                        side,
                        f"not in the {LANGUAGES[other_language(side)].name} version: "
                        f"“{_short(first.text(side))}”; next to it, not in the "
                        f"{LANGUAGES[side].name} one: “{_short(opposite)}”; they may be each "
                        f"other's translation",
                        [(0, len(first.text(side)))],
                    ),
                )

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


class _Document(NamedTuple):
    """A document with null beads: its first segment, and what each of its segments is.

    ``kinds`` has a byte for each: 0 for a pair, 1 or 2 for a text of the first or the second
    language alone, 3 for a unit that is empty. ``facing`` are null beads, by number, that may be
    each other's translation.
    """

    first: int
    kinds: bytearray
    facing: list[list[int]]

    def is_free(self, share: float) -> bool:
        """Whether so many null beads of both sides are the translator's way."""
        one, other = self.kinds.count(1), self.kinds.count(2)
        return min(one, other) > 0 and one + other >= share * len(self.kinds)

    def neighbour(self, at: int, kind: int, step: int) -> int | None:
        """The number of the nearest segment that has a text on the other side."""
        while 0 <= at < len(self.kinds) and self.kinds[at] in (kind, 3):
            at += step
        return self.first + at if 0 <= at < len(self.kinds) else None


def _documents(store: SegmentStore) -> Iterator[_Document]:
    """The documents that have null beads."""
    if not store.nulls:
        return
    alone = _one_sided(store)
    for name, segments in groupby(store, key=lambda segment: segment.document):
        first, kinds = -1, bytearray()
        sizes: dict[int, float] = {}
        for segment in segments:
            if first < 0:
                first = segment.number
            kind = (0 if segment.zh else 1) if segment.en else 2 if segment.zh else 3
            if kind in (1, 2):
                if is_bead(segment) and name not in alone:
                    sizes[len(kinds)] = len(segment.en) or letters_worth(segment.zh)
                else:
                    kind = 3
            kinds.append(kind)
        if sizes:
            facing = [[first + at for at in group] for group in _facing(kinds, sizes)]
            yield _Document(first, kinds, facing)


def _facing(kinds: bytearray, sizes: dict[int, float]) -> Iterator[list[int]]:
    """Groups of null beads of both sides, of about the same length, near each other."""
    group: list[int] = []
    for at in [*sizes, len(kinds) + _APART]:
        apart = at - group[-1] if group else 0
        if apart > _APART or (apart > 1 and _are_alike(group, kinds, sizes)):
            if _are_alike(group, kinds, sizes):
                yield group
            group = []
        group.append(at)


def _are_alike(group: list[int], kinds: bytearray, sizes: dict[int, float]) -> bool:
    one, other = (sum(sizes[at] for at in group if kinds[at] == kind) for kind in (1, 2))
    return 0 < max(one, other) <= _ALIKE * min(one, other)


def _alone(
    store: SegmentStore, side: str, characters: int, free: float, run: int
) -> Iterator[tuple[int, Hit]]:
    """Texts of one side without a counterpart, with their place on the other side."""
    kind = [*LANGUAGES].index(side) + 1
    for document in _documents(store):
        kinds, is_free = document.kinds, document.is_free(free)
        facing = {number for group in document.facing for number in group}
        at = kinds.find(kind)
        while at >= 0:
            end = at
            while end < len(kinds) and kinds[end] == kind:
                end += 1
            before, after = (
                None if n is None else store[n]
                for n in (
                    document.neighbour(at, kind, -1),
                    document.neighbour(end, kind, 1),
                )
            )
            numbers = [document.first + n for n in range(at, end)]
            for number in numbers:
                if number not in facing:
                    segment = store[number]
                    usual = is_free and len(numbers) < run
                    severity = (
                        "warning" if usual else _severity(segment.text(side), side, characters)
                    )
                    yield number, _hit(segment, side, before, after, severity)
            at = kinds.find(kind, end)


def _hit(
    segment: Segment, side: str, before: Segment | None, after: Segment | None, severity: Severity
) -> Hit:
    other = other_language(side)
    text, own = segment.text(side), _place(segment, side)
    where = _between(_place(before, other), _place(after, other))
    message = (
        f"not in the {LANGUAGES[other].name} version: “{_short(text)}”"
        + (f" ({LANGUAGES[side].name} {own})" if own else "")
        + (f"; its place is {where} of the {LANGUAGES[other].name}" if where else "")
    )
    return Hit.on(side, message, [(0, len(text))], severity=severity)


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
