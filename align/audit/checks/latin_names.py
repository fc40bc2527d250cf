"""Latin words in Chinese text: abbreviations and names spelled as in the English."""

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from align.audit.engine.check import (
    Context,
    Hit,
    MemoryLook,
    memory_check,
)
from align.audit.engine.segment_store import (
    Segment,
    SegmentStore,
    case,
    hash_of_texts,
    remembered,
    side_name,
)
from align.audit.evidence.latin_leftovers import name_parts, named_otherwise, nowhere_in_english
from align.languages import other_language
from align.languages.words.en import is_english, is_slip, same_word, spells_initials
from align.languages.words.latin import Latin, fold, latin_words, narrow
from align.parameter import Parameter

_CAPITALS = re.compile(r"[A-Z]{2,}(?:&[A-Z]+)?")
#: Longer runs of capitals are words in capitals.
_LONGEST = 8

_KEPT = [case("The IECEE met.", "IECEE召开会议。")] * 9


@memory_check(
    "abbreviations",
    cost=1,
    family="names",
    severity="error",
    summary="an abbreviation differs between the sides, or is missing where it is usually kept",
    rationale="IECCE for IECEE is another body, and a dropped abbreviation may be a dropped name.",
    unless=("acronyms",),
    parameters=(
        Parameter("kept", 0.9, "from this share of segments that keep it, a loss is reported"),
        Parameter("segments", 8, "a loss is reported only if it occurs in this many segments"),
    ),
    fires=(
        [case("The IECEE met in May.", "IECCE于5月召开会议。")],
        [case("The IECEE met. IECEE members voted.", "IECEE召开会议。IECCE成员投票。")],
        [case("The IECEE met in May.", "IECE于5月召开会议。")],
        [case("The CNCA met in May.", "CNAC于5月召开会议。")],
        [case("The CSI driver and the API", "SCI驱动和API")],
        [case("Use ALTER TABLE.", "使用LATER TABLE。")],
        [case("SQL", "QSL")],
        [case("The GPU is new.", "CPU是新的。")],
        # one of two: a warning
        [case("NCB audits: an NCB has staff.", "NCB审核：CNB有员工。")],
        [*_KEPT, case("The IECEE voted.", "会议进行了投票。")],
        [*_KEPT, case("The members voted.", "IECEE成员投票。")],
    ),
    silent=(
        [case("The IECEE met in May.", "IECEE于5月召开会议。")],
        [case("The ＩＥＣＥＥ met in May.", "IECEE于5月召开会议。")],
        [case("Two NCBs and their CBTLs", "两家NCB及其CBTL")],
        # the Chinese name stands for it
        [case("CQC is growing.", "中国质量认证中心不断发展。")] * 9,
        [*_KEPT, case("The US and the EU agreed.", "美国和欧盟达成一致。")],
        # written in full
        [
            *[case("The CQC met.", "CQC召开会议。")] * 9,
            case("The China Quality Certification Centre met.", "CQC召开会议。"),
        ],
        [case("The CCC mark and CQC", "CCC标志和CQC")],
        [case("The CCC mark by CQC", "CQC证书")],
        [case("The UK and the EU", "UE和英国")],
        [*[case("The CPU and the GPU", "CPU和GPU")] * 2, case("A CPU", "一个GPU")],
        [*_KEPT, case("NOT A SINGLE IECEE ERROR", "IECEE零差错")],
        [case("See RFC 2119 and TiKV.", "见RFC 2119和TiKV。")],
    ),
)
def check_abbreviations(context: Context, kept: float, segments: int) -> MemoryLook:
    """An abbreviation that a memory nearly always keeps should be kept everywhere.

    A form that only one side has is a slip if the other side has one that differs by a letter, or
    by two swapped letters; forms of three letters only if each side has one of its own.
    """

    def look(store: SegmentStore) -> Iterator[tuple[int, Hit]]:
        have = {"en": Counter[str](), "zh": Counter[str]()}
        keep = {"en": Counter[str](), "zh": Counter[str]()}
        differ = array("q")
        forms = remembered(_forms)
        for segment in store:
            if not (segment.en and segment.zh) or (segment.en.isupper() and " " in segment.en):
                continue  # in a line in capitals nothing stands out
            en, zh = forms(segment.en), forms(segment.zh)
            if not (en or zh):
                continue
            # counted one by one: Counter.update is slow for a few
            for form in en:
                have["en"][form] += 1
                keep["en"][form] += form in zh
            for form in zh:
                have["zh"][form] += 1
                keep["zh"][form] += form in en
            if en != zh:
                differ.append(segment.number)
        for number in differ:
            segment = store[number]
            en, zh = forms(segment.en), forms(segment.zh)
            reported = set()
            for one, other, sure in _slips(en, zh, have):
                if one in reported and other in reported:
                    continue
                reported |= {one, other}
                yield (
                    number,
                    Hit(
                        f"the English side has {one}, the Chinese side {other}",
                        en=_places(segment.en, one),
                        zh=_places(segment.zh, other),
                        severity=None if sure else "warning",
                    ),
                )
            for side, lost in (("en", en - zh), ("zh", zh - en)):
                for form in sorted(lost - reported):
                    if have[side][form] < segments or keep[side][form] < kept * have[side][form]:
                        continue
                    if form in zh and _in_full(form, segment.en):
                        continue
                    if form.lower() in segment.text(other_language(side)).lower():
                        continue
                    yield number, _lost(segment, form, side, have[side][form], keep[side][form])

    return look


def _forms(text: str) -> frozenset[str]:
    """The abbreviations of a text, without the s of a plural (NCBs)."""
    found = set()
    plain = narrow(text)
    for match in _CAPITALS.finditer(plain):
        start, end = match.span()
        before, after = plain[start - 1 : start], plain[end : end + 2]
        if before in ("]", ")") or plain[end : end + 1] in ("[", "("):
            continue  # [A]SCII
        if end - start <= _LONGEST and not (
            _is_part(before) or _is_part(after[:1] if after[:1] != "s" else after[1:])
        ):
            found.add(match.group())
    return frozenset(found)


def _is_part(character: str) -> bool:
    """Whether a neighbour makes capitals part of a longer word: TiKV, CNCA01, ALL_CAPS."""
    return character.isascii() and (character.isalnum() or character == "_")


def _slips(
    en: frozenset[str], zh: frozenset[str], have: Mapping[str, Counter[str]]
) -> Iterator[tuple[str, str, bool]]:
    """Pairs in which one form is a slip of the other: English, Chinese, whether that is certain.

    One of the two is on one side of this segment only. Two swapped letters are more certain than
    one changed letter, even more so if the form occurs nowhere else on the other side.
    """
    for one in sorted(en - zh):
        for other in sorted(zh - en):
            swapped = _swapped(one, other)
            unknown = not (have["zh"][one] and have["en"][other])
            if swapped or _slip(one, other, 4) or (unknown and _slip(one, other, 3)):
                long = len(one) > 3 and not _extends(one, other)
                yield one, other, long or (swapped and unknown)
        if len(one) > 3 and not have["zh"][one]:
            for other in sorted(en & zh):
                if _slip(one, other, 4):
                    yield one, other, _swapped(one, other)
    for other in sorted(zh - en):
        if not have["en"][other]:
            for one in sorted(en & zh):
                if _slip(one, other, 4):
                    yield one, other, not _extends(one, other)
                elif _swapped(one, other):
                    yield one, other, False


def _extends(one: str, other: str) -> bool:
    """Whether one form has another letter at an end: both LGBT and LGBTQ exist.

    >>> _extends("NBC", "CNBC"), _extends("IECEE", "IECE"), _extends("CPU", "GPU")
    (True, False, False)
    """
    short, long = sorted((one, other), key=len)
    doubled = len(long) > 1 and long[-1] == long[-2]
    return short != long and not doubled and (long.startswith(short) or long.endswith(short))


def _slip(one: str, other: str, letters: int) -> bool:
    """Whether a letter is added, dropped or changed, or two are swapped; not words or plurals."""
    from rapidfuzz.distance import OSA

    if min(len(one), len(other)) < letters or OSA.distance(one, other, score_cutoff=1) > 1:
        return False
    plural = one == f"{other}S" or other == f"{one}S"
    return not plural and not (is_english(one.lower()) and is_english(other.lower()))


def _swapped(one: str, other: str) -> bool:
    """Whether two neighbouring letters of three or more are swapped.

    >>> _swapped("CSI", "SCI"), _swapped("CPU", "GPU"), _swapped("EU", "UE")
    (True, False, False)
    """
    if len(one) != len(other) or len(one) < 3:
        return False
    at = [n for n in range(len(one)) if one[n] != other[n]]
    return (
        len(at) == 2
        and at[1] == at[0] + 1
        and one[at[0]] + one[at[1]] == other[at[1]] + other[at[0]]
    )


def _in_full(form: str, text: str) -> bool:
    return spells_initials(form, [w.text for w in latin_words(text)])


def _lost(segment: Segment, form: str, side: str, have: int, keep: int) -> Hit:
    other = other_language(side)
    return Hit.on(
        side,
        f"{form} is missing on {side_name(other)}; {keep} of {have} segments keep it",
        _places(segment.text(side), form),
        severity="note",  # half of them are free translations
    )


def _places(text: str, form: str) -> tuple[tuple[int, int], ...]:
    plain = narrow(text)
    return tuple((m.start(), m.start() + len(form)) for m in re.finditer(re.escape(form), plain))


@memory_check(
    "latin-names",
    cost=1,
    family="names",
    severity="error",
    summary="a name in Latin letters is spelled differently, or missing on the English side",
    rationale="Nobody finds a product, company or person under a misspelled name.",
    fires=(
        [case("It runs on Kubernetes.", "它运行在Kuberentes上。")],
        [case("It runs on Kubernets.", "它运行在Kubernetes上。")],
        [case("In May Bosch opened a plant.", "5月，Bosh建了一家工厂。")],
        [case("Marta Veronesi spoke.", "玛尔塔·韦罗内西（Marta Veronessi）发言。")],
        [case("The HorizontalPodAutoscaler", "HorizontalPodAutoscalar对象")],
        [case("Slack", "Slak")],
        [case("Kelly saved the shot.", "Kely扑出了射门。")],
        # words of the dictionary, but in capitals: a warning
        [case("Flake said so.", "Fake这样说。")],
        # only the Chinese side has it: a warning, a note if the name is known from elsewhere
        [case("The database was upgraded.", "升级了Zabbix数据库。")],
    ),
    silent=(
        [case("It runs on Kubernetes.", "它运行在Kubernetes上。")],
        [case("It runs on Kubernetes.", "它运行在ｋｕｂｅｒｎｅｔｅｓ上。")],
        [case("Jan Šafránek wrote it.", "Jan Safranek编写。")],
        [case("Two Pods and Wi-Fi", "两个Pod和WiFi")],
        [case("A back-end and node ports", "backend和NodePort")],
        [case("the data center", "数据centre")],
        [case("The effect was small.", "affect不大。")],
        [case("Slides were shown.", "展示了slide。")],
        [case("Kubernetes' API", "Kubernetes的API")],
        [case("He read it.", "他读了《Hamlet in China》。")],
        [case("TiDB and TiKV", "TiDB和TiKV")],
        [case("Open the app.", "打开App。")],
        [case("Set maxSize.", "设置maxSize。")],
        [case("Get to Weld’n now.", "现在去Weldyn。")],
    ),
)
def check_latin_names(context: Context) -> MemoryLook:
    """Latin words of the Chinese side that the English side does not have in any form.

    A name that the English has elsewhere was added to be clear, and one in brackets to explain: a
    note. Abbreviations, codes and addresses have checks of their own.
    """

    def looks(store: SegmentStore) -> Iterator[tuple[int, Hit]]:
        added = remembered(lambda segment: _added(segment, _look(segment)), of=hash_of_texts)
        found = array("q")
        unknown: set[str] = set()
        for segment in store:
            words = added(segment)
            if words is not None:
                found.append(segment.number)
                unknown.update(words)
        unknown = nowhere_in_english(store, unknown)
        for number in found:
            segment = store[number]
            for hit in _look(segment):
                if hit.en or not unknown.isdisjoint(_added(segment, [hit]) or ()):
                    yield number, hit
                else:
                    yield number, hit._replace(severity="note")

    return looks


def _added(segment: Segment, hits: list[Hit]) -> list[str] | None:
    """The words of names that only the Chinese side has; None if nothing was found."""
    names = (segment.zh[slice(*hit.zh[0])] for hit in hits if not hit.en)
    return [word for name in names for word in name_parts(name)] if hits else None


def _look(segment: Segment) -> list[Hit]:
    text = segment.en
    strange = [
        w
        for w in latin_words(segment.zh)
        if not (_occurs(w.text, text) or w.text.isupper()) and len(w.text) > 2
    ]
    return list(_compare(strange, segment)) if strange else []


def _occurs(word: str, text: str) -> bool:
    """Whether the text has exactly this word: a quick test that nearly always suffices."""
    at = text.find(word)
    if at < 0:
        return False
    after = text[at + len(word) : at + len(word) + 1]
    return not (after.isalpha() or text[at - 1 : at].isalpha())


def _compare(strange: list[Latin], segment: Segment) -> Iterable[Hit]:
    english = latin_words(segment.en)
    squeezed = _squeezed(segment.en)
    seen = set()
    for word in strange:
        if word.key in seen or _bare(word.key) in squeezed:
            continue
        seen.add(word.key)
        pieces = [p for p in word.key.replace("-", ".").split(".") if p]
        if any(same_word(w.key, word.key) or _is_elided(w, word) for w in english):
            continue
        if len(pieces) > 1 and all(p in squeezed for p in pieces):
            continue
        if other := _misspelled(word, english, segment):
            sure = _is_name(other, segment.en) or is_slip(other.key, word.key)
            yield Hit(
                f"the English side has {other.text}, the Chinese side {word.text}",
                en=((other.start, other.end),),
                zh=((word.start, word.end),),
                severity=None if sure else "warning",
            )
        elif not (word.text.islower() or any(map(is_english, pieces)) or named_otherwise(segment)):
            around = segment.zh[word.start - 1 : word.start] + segment.zh[word.end : word.end + 1]
            yield Hit(
                f"{word.text} is missing on the English side",
                zh=((word.start, word.end),),
                severity="note" if around in ("（）", "()") else "warning",
            )


def _misspelled(word: Latin, english: Iterable[Latin], segment: Segment) -> Latin | None:
    """The English name of which a word of the Chinese side is a slip."""
    chinese = {w.key for w in latin_words(segment.zh)}
    squeezed = _squeezed(segment.zh)
    strange = len(word.key) > 4 and not is_english(word.key)  # probably a mistyped name
    for name in english:
        capitals = name.text.istitle() and word.text[0].isupper()
        if name.text.islower() or not is_slip(name.key, word.key, capitals):
            continue
        # a name that the Chinese side has as it is, too, is no slip
        if strange or not (name.key in chinese or _bare(name.key) in squeezed):
            return name
    return None


def _is_elided(english: Latin, word: Latin) -> bool:
    """Whether the English leaves letters of a name out, as in dialect: Weld’n."""
    start, apostrophe, rest = english.key.partition("'")
    return bool(apostrophe) and 0 < len(rest) < 3 and len(start) > 2 and word.key.startswith(start)


def _is_name(word: Latin, text: str) -> bool:
    """Whether a word is capitalized where no sentence begins."""
    before = text[: word.start].rstrip()
    return word.text.istitle() and before[-1:].isalnum()


def _bare(key: str) -> str:
    return "".join(filter(str.isalnum, key))


def _squeezed(text: str) -> str:
    """Letters and digits only: one word on one side may be two on the other."""
    return _bare(fold(text))
