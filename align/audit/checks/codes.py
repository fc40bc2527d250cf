"""Compares codes that a translation keeps: standards, products, versions, files, commands."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TypeAlias

from align.audit.engine.check import Context, Hit, SegmentLook, Severity, segment_check
from align.audit.engine.segment_store import Segment, case, side_name
from align.languages import other_language
from align.languages.numbers.mentions import mentions_code
from align.languages.words.en import is_english
from align.languages.words.latin import Latin, kept_codes, parts

#: Numbers of standards and the like: both sides need them.
_STANDARD = re.compile(
    r"(?:GB|ISO|IEC|EN|DIN|BS|ANSI|IEEE|ASTM|UL|JIS|RFC|CVE|PEP|CNCA|KB)\W?[\d/T-].*"
    r"|[A-Z]+(?:/[A-Z]+)+.*\d.*|[A-Z]{2,}[ -]?\d.*[-:](?:19|20)\d\d"
)
#: Other codes that no translation puts in words.
_SURE = re.compile(
    rf"{_STANDARD.pattern}|v?\d+\.\d+\.\d.*|v\d+\.\d.*|--.*|\w*_.*|.*[a-z]\.[a-z]+\d?"
)
#: A file of any name.
_ANY_FILE = re.compile(
    r"(?:my|new|old|some)?[-_]?(?:file|foo|bar|baz|input|output|image|video|example|test|script"
    r"|document|archive|target|source|data|page|text)[-_]?\w?\.\w+",
    re.IGNORECASE,
)


@segment_check(
    "codes",
    family="names",
    severity="error",
    summary="a standard's number, product code, version or command differs between the sides",
    rationale="A changed digit names another standard, product or command.",
    fires=(
        case("It meets GB/T 19001-2016.", "符合GB/T 19010-2016标准。"),
        case("It meets ISO 9001:2015.", "符合ISO 9001:2005标准。"),
        case("Certified to IEC 62368-1.", "通过IEC 62386-1认证。"),
        case("See CNCA-C11-01.", "见CNCA-C11-10。"),
        case("See RFC 2119.", "见RFC 2191。"),
        case("Upgrade to v1.2.3.", "请升级到v1.2.8。"),
        case("It fixes CVE-2021-3156.", "修复了CVE-2021-3165。"),
        case("Run it with --dry-run.", "运行时加上--dryrum。"),
        case("Set max_connections.", "设置max_conections。"),
        case("Edit config.yaml.", "编辑config.yml1。"),
        case("Commit 9f8e7d6c fixed it.", "提交9f8e7b6c修复了此问题。"),
        case("RC5 is out.", "RC6已发布。"),
        case("v5.3.0 is out.", "v5.3.9已发布。"),
        # one of two, written twice
        case("It fixes CVE-2021-3156 and CVE-2021-3157.", "修复了CVE-2021-3156和CVE-2021-3156。"),
        # missing altogether: a warning
        case("It meets GB/T 19001-2016.", "符合国家标准。"),
        case("It meets the standard.", "符合GB/T 19001-2016。"),
    ),
    silent=(
        case("It meets GB/T 19001-2016.", "符合GB/T 19001-2016。"),
        case("It meets GB/T 19001-2016.", "符合ＧＢ／Ｔ１９００１—２０１６。"),
        case("It meets GB/T 19001–2016.", "符合GB/T19001-2016。"),
        case("It meets ISO 9001:2015.", "符合ISO9001：2015标准。"),
        case("It meets the 2015 version of ISO 9001.", "符合ISO 9001:2015。"),
        case("ISO 9001 and 14001 certificates", "ISO 9001、ISO 14001证书"),
        case("ISO 9001/14001 certificates", "ISO 9001和ISO 14001证书"),
        case("Version 1.2.3 is out.", "v1.2.3已发布。"),
        case("It is 5km long and weighs 3kg.", "长5公里，重3千克。"),
        case("the 3rd of the 1990s", "九十年代的第三个"),
        case("on 2016.05.01 at 8pm", "2016年5月1日晚8点"),
        case("See www.cqc.com.cn/a1.html.", "见www.cqc.com.cn/a1.html。"),
        case("a 24-year-old in mid-2015, a 6-foot-6 one, No.1", "2015年年中，24岁，6英尺6，第一"),
        case("PRs: 264", "PR：264"),
        case("It is in v5.3.", "位于v5.3.0版本"),
        case("a five-year plan, e.g. this", "五年计划，如此"),
        case("CQC 2023 revenue", "CQC 2023年收入"),
        case("It was done.the rest is easy", "已经完成。其余的很简单"),
    ),
)
def check_codes(context: Context) -> SegmentLook:
    """Compare the letters and digits of codes; separators, spaces and width do not matter."""

    def look(segment: Segment) -> Iterable[Hit]:
        en, zh = kept_codes(segment.en), kept_codes(segment.zh)
        if en or zh:
            yield from _compare(segment, en, zh)

    return look


def _compare(segment: Segment, en: tuple[Latin, ...], zh: tuple[Latin, ...]) -> Iterable[Hit]:
    en_keys, zh_keys = Counter(c.key for c in en), Counter(c.key for c in zh)
    if en_keys.keys() == zh_keys.keys():
        return
    only = {"en": _missing(en, zh_keys, segment.zh), "zh": _missing(zh, en_keys, segment.en)}
    reported = set()
    for one, other, severity in chain(
        _typing_errors(en, zh, only["en"], only["zh"]), _of_one_shape(only["en"], only["zh"])
    ):
        if one.key not in reported and other.key not in reported:
            reported |= {one.key, other.key}
            yield from _differ(one, other, severity)
    for (side, codes), added in zip(only.items(), (False, True), strict=True):
        other_side = other_language(side)
        for code in codes:
            if code.key in reported or _is_said(code, other_side, segment.text(other_side)):
                continue
            yield Hit.on(
                side,
                f"{code.text} is missing on {side_name(other_side)}",
                ((code.start, code.end),),
                severity="warning" if _is_needed(code.text, added) else "note",
            )


#: A code of each side and the severity of their difference.
_Pair: TypeAlias = tuple[Latin, Latin, Severity | None]


def _typing_errors(
    en: tuple[Latin, ...], zh: tuple[Latin, ...], only_en: list[Latin], only_zh: list[Latin]
) -> Iterator[_Pair]:
    en_keys, zh_keys = Counter(c.key for c in en), Counter(c.key for c in zh)
    taken: set[str] = set()
    for code in only_en:
        free = [c for c in only_zh if c.key not in taken]
        other = _closest(code, free, en_keys, zh_keys, True)
        other = other or _closest(code, list(zh), en_keys, zh_keys)
        if other is not None:
            taken.add(other.key)
            yield code, other, None
    for code in only_zh:
        if code.key not in taken and (other := _closest(code, list(en), zh_keys, en_keys)):
            yield other, code, None


def _of_one_shape(only_en: list[Latin], only_zh: list[Latin]) -> Iterator[_Pair]:
    """Codes that no translation puts in words: 0.10.2 and 0.8.6."""
    sure = [c for c in only_zh if _SURE.fullmatch(c.text)]
    return ((c, o, "warning") for c in only_en for o in sure if _shape(c.key) == _shape(o.key))


def _shape(key: str) -> str:
    return re.sub("[A-Z]+", "A", re.sub(r"\d+", "0", key))


def _is_word(part: str) -> bool:
    return is_english(part) or is_english(part.removesuffix("s"))


def _is_needed(code: str, added: bool) -> bool:
    """Whether the other side needs the code; what the Chinese side has ``added`` often explains.

    Names that consist of words are put in words, and files of any name are just files.
    """
    if _STANDARD.fullmatch(code):
        return True
    in_words = "_" in code and (code.isupper() or all(map(_is_word, code.lower().split("_"))))
    named = not in_words or any(map(str.isdigit, code))
    return not added and named and bool(_SURE.fullmatch(code)) and not _ANY_FILE.fullmatch(code)


def _differ(en: Latin, zh: Latin, severity: Severity | None) -> Iterator[Hit]:
    low, high = sorted((en.key, zh.key), key=len)
    if high == f"{low}S":  # a plural
        return
    more = high[len(low) :] if high.startswith(low) else ""
    yield Hit(
        f"the English side says {en.text}, the Chinese {zh.text}",
        en=((en.start, en.end),),
        zh=((zh.start, zh.end),),
        severity="warning" if more.isalpha() else severity,
    )


def _is_said(code: Latin, language: str, text: str) -> bool:
    """Whether a text says the code in words or with its number, or it is a word with a mark."""
    words, numbers = _LETTERS.findall(code.text), _NUMBERS.findall(code.text)
    word = words[0] if len(words) == len(numbers) == 1 else ""
    if len(word) > 1 and not word.isupper() and is_english(word.lower()):
        return True  # formulate48
    stem, dot, ending = code.text.rpartition(".")
    if dot and ending.isalpha() and len(stem) > 3 and stem in text:
        return True  # the file pubspec
    sure = _SURE.fullmatch(code.text)
    return mentions_code(language, text, code.key, () if sure else map(int, numbers))


def _missing(found: tuple[Latin, ...], others: Counter[str], text: str) -> list[Latin]:
    """The codes, each once, with a part that the other text lacks; "9001 and 14001" has all."""
    missing = {c.key: c for c in found if c.key not in others}
    if not missing:
        return []
    there = set(parts(text))
    return [c for c in missing.values() if not there.issuperset(parts(c.text))]


def _closest(
    code: Latin, others: list[Latin], own: Counter[str], theirs: Counter[str], sure: bool = False
) -> Latin | None:
    """The code of which this one is a typing error; it must occur more often there than here.

    ``sure``: neither of the two has another counterpart, so that short codes are also compared.
    """
    from rapidfuzz.distance import OSA

    best, least = None, 99
    for other in others:
        if theirs[other.key] <= own[other.key]:
            continue
        size = max(len(code.key), len(other.key))
        distance = OSA.distance(code.key, other.key)
        limit = 2 if _letters(code.key) == _letters(other.key) else 1
        limit = limit + 1 if size >= 12 else limit if size > 3 or sure else 0
        if distance <= limit and distance < least:
            best, least = other, distance
    return best


_LETTERS = re.compile("[A-Z]?[a-z]{2,}|[A-Z]+")
_NUMBERS = re.compile(r"\d+")


def _letters(key: str) -> str:
    return "".join(filter(str.isalpha, key))
