"""Addresses of web pages and mailboxes, which are copied, not translated."""

import re
from collections.abc import Iterable

from align.audit.engine.check import Context, Hit, SegmentLook, Severity, segment_check
from align.audit.engine.segment_store import Segment, case
from align.languages.characters import HAN
from align.languages.words.latin import Address, emails, urls

#: The rest of an e-mail address that begins with Chinese.
_REST = re.compile(rf"(?<=[{HAN}])(?:[._+-][\w.+-]*)?@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII)


# A site may be called by its address: chinanews.com is 中新网.
_SITE = re.compile("[网網](?![络絡址])|客户端|官微|站")
_SITE_NAME = re.compile(r"(?!www\.)[A-Za-z0-9-]+(?:\.[a-z]{2,4}){1,2}")


@segment_check(
    "urls",
    family="names",
    severity="error",
    summary="a web address is missing or different on one side",
    rationale="A mistyped address leads nowhere, and readers of both versions need the same page.",
    fires=(
        case(
            "See https://www.cqc.com.cn/news/12.html.", "详见https://www.cqc.com.cn/news/21.html。"
        ),
        case("Apply at www.cqc.com.cn.", "请在网上申请。"),
        case("Apply online.", "请登录www.cqc.com.cn申请。"),
        case("See cqc.com.cn and cnca.gov.cn.", "详见cqc.com.cn和cncca.gov.cn。"),
        case("See https://cqc.com.cn/a", "见https://cqc.com.cn/"),
        # another protocol: a note
        case("See http://www.cqc.com.cn.", "详见https://www.cqc.com.cn。"),
    ),
    silent=(
        case("See https://www.cqc.com.cn.", "详见https://www.cqc.com.cn。"),
        case("See (https://www.cqc.com.cn/a_(b)).", "（见https://www.cqc.com.cn/a_(b)）"),
        case("See https://www.cqc.com.cn/en/news/.", "详见https://www.cqc.com.cn/zh-cn/news/"),
        case("See https://en.example.org/a", "见https://www.example.org/a"),
        case("See https://kubernetes.io/docs/", "见https://kubernetes.io/zh/docs/"),
        case("See https://example.org/a?lang=en", "见https://example.org/a?lang=zh"),
        case("Write to a@cqc.com.cn.", "请写信至a@cqc.com.cn。"),
        case("It runs on Node.js.", "它在Node.js上运行。"),
        case("chinanews.com reported it.", "中新网报道。"),
    ),
)
def check_urls(context: Context) -> SegmentLook:
    """Compare addresses without protocol, language and surrounding punctuation."""

    def look(segment: Segment) -> Iterable[Hit]:
        en, zh = urls(segment.en), urls(segment.zh)
        if en or zh:
            if len(en) != len(zh) and _SITE.search(segment.zh):
                en = [a for a in en if not _SITE_NAME.fullmatch(a.text)]
            yield from _compare(en, zh, "web address")
            yield from _forms(en, zh)

    return look


@segment_check(
    "emails",
    family="names",
    severity="error",
    summary="an e-mail address is missing or different on one side",
    rationale="Mail to a mistyped address is lost, and nobody notices.",
    fires=(
        case("Write to press@cqc.com.cn.", "请写信至pres@cqc.com.cn。"),
        case("Write to press@cqc.com.cn.", "欢迎来信。"),
        case("Write to us.", "来信请寄press@cqc.com.cn。"),
        case("Write to a@cqc.com.cn or b@cqc.com.cn.", "请写信至a@cqc.com.cn。"),
    ),
    silent=(
        case("Write to press@cqc.com.cn.", "请写信至Press@CQC.com.cn。"),
        case("E-mail: press@cqc.com.cn", "邮箱：press@cqc.com.cn"),
        case("It is run @ 5 GHz.", "运行于5 GHz。"),
        case("Write to list-name-help@cqc.com.cn.", "请写信至列表名-help@cqc.com.cn。"),
        case("Write to your-name@cqc.com.cn.", "请写信至您的名字@cqc.com.cn。"),
    ),
)
def check_emails(context: Context) -> SegmentLook:
    """Compare addresses regardless of case. A placeholder within one may be in Chinese."""

    def look(segment: Segment) -> Iterable[Hit]:
        if "@" in segment.en or "@" in segment.zh:
            en, zh = emails(segment.en), emails(segment.zh)
            rests = {m[0].lower() for m in _REST.finditer(segment.zh)}
            if rests:
                en = [a for a in en if not a.key.endswith(tuple(rests))]
                zh = [a for a in zh if a.key not in rests]
            yield from _compare(en, zh, "e-mail address")

    return look


def _compare(en: list[Address], zh: list[Address], what: str) -> Iterable[Hit]:
    """Addresses that one side lacks, in pairs where two are nearly the same."""
    en_keys, zh_keys = {a.key for a in en}, {a.key for a in zh}
    if en_keys == zh_keys:
        return
    only_en = [a for a in en if a.key not in zh_keys]
    only_zh = [a for a in zh if a.key not in en_keys]
    for address in only_en:
        other = _closest(address, only_zh)
        if other is None:
            yield Hit(
                f"the {what} {address.text} is missing on the Chinese side",
                en=(_span(address),),
                severity=_if_missing(address),
            )
        else:
            only_zh.remove(other)
            yield Hit(
                f"the English side has the {what} {address.text}, the Chinese side {other.text}",
                en=(_span(address),),
                zh=(_span(other),),
            )
    for address in only_zh:
        yield Hit(
            f"the {what} {address.text} is missing on the English side",
            zh=(_span(address),),
            severity=_if_missing(address),
        )


def _if_missing(address: Address) -> Severity:
    """A missing web address may be a link behind words, or the name of a company."""
    return "error" if "@" in address.text else "warning"


def _closest(address: Address, others: list[Address]) -> Address | None:
    from rapidfuzz.fuzz import ratio

    rated = [(ratio(address.key, other.key), n) for n, other in enumerate(others)]
    score, n = max(rated, default=(0.0, 0))
    return others[n] if score > 60 else None


def _forms(en: list[Address], zh: list[Address]) -> Iterable[Hit]:
    """One page with two protocols."""
    if len(en) != 1 or len(zh) != 1 or en[0].key != zh[0].key:
        return
    a, b = en[0].text, zh[0].text
    if a.partition("://")[0] != b.partition("://")[0] and "://" in a and "://" in b:
        yield Hit(
            f"the English side has {a}, the Chinese side {b}",
            en=(_span(en[0]),),
            zh=(_span(zh[0]),),
            severity="note",
        )


def _span(address: Address) -> tuple[int, int]:
    return address.start, address.end
