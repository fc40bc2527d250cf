"""Compares codes that a translation keeps: standards, products, versions, files, commands."""

from collections import Counter
from collections.abc import Iterable

from align.audit.engine.check import Context, Hit, SegmentLook, segment_check
from align.audit.engine.segment_store import Segment, case
from align.languages.words.latin import Latin, latin_codes, parts


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
        en, zh = latin_codes(segment.en), latin_codes(segment.zh)
        if en or zh:
            yield from _compare(segment, en, zh)

    return look


def _compare(segment: Segment, en: tuple[Latin, ...], zh: tuple[Latin, ...]) -> Iterable[Hit]:
    en_keys, zh_keys = Counter(c.key for c in en), Counter(c.key for c in zh)
    if en_keys.keys() == zh_keys.keys():
        return
    only_en = _missing(en, zh_keys, segment.zh)
    only_zh = _missing(zh, en_keys, segment.en)
    reported = set()
    for code in only_en:
        other = _closest(
            code, [c for c in only_zh if c.key not in reported], en_keys, zh_keys, True
        )
        other = other or _closest(code, list(zh), en_keys, zh_keys)
        if other is not None:
            reported |= {code.key, other.key}
            yield Hit(
                f"the English side says {code.text}, the Chinese {other.text}",
                en=((code.start, code.end),),
                zh=((other.start, other.end),),
                severity="warning" if code.key == f"{other.key}S" else None,  # a plural
            )
    for code in only_zh:
        if code.key not in reported and (other := _closest(code, list(en), zh_keys, en_keys)):
            reported |= {code.key, other.key}
            yield Hit(
                f"the English side says {other.text}, the Chinese {code.text}",
                en=((other.start, other.end),),
                zh=((code.start, code.end),),
            )
    for code in only_en:
        if code.key not in reported:
            yield Hit(
                f"{code.text} is missing on the Chinese side",
                en=((code.start, code.end),),
                severity="warning",
            )
    for code in only_zh:
        if code.key not in reported:
            yield Hit(
                f"{code.text} is missing on the English side",
                zh=((code.start, code.end),),
                severity="warning",
            )


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


def _letters(key: str) -> str:
    return "".join(filter(str.isalpha, key))
