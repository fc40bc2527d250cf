"""What is copied, not translated: addresses, inline codes, placeholders."""

import re
from collections import Counter
from collections.abc import Iterable

from align.audit.engine.check import Context, Hit, SegmentLook, Severity, Span, segment_check
from align.audit.engine.segment_store import Segment, case
from align.languages.characters import HAN
from align.languages.words.latin import Address, emails, urls

#: The rest of an e-mail address that begins with Chinese.
_REST = re.compile(rf"(?<=[{HAN}])(?:[._+-][\w.+-]*)?@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII)


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
    ),
)
def check_urls(context: Context) -> SegmentLook:
    """Compare addresses without protocol, language and surrounding punctuation."""

    def look(segment: Segment) -> Iterable[Hit]:
        en, zh = urls(segment.en), urls(segment.zh)
        if en or zh:
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


_QUICK = re.compile(r"[{<&\\$]|%[-+#\d.(A-Za-z@]")


_PLACEHOLDER = re.compile(
    r"\{\{[^{}]+\}\}|\$\{[^{}]+\}|\{[\w.:!,-]*\}"
    r"|(?<!%)%\([\w.]+\)[-+ #0]*\d*(?:\.\d+)?[a-zA-Z]"
    r"|(?<![\d ]%)%(?:\d+\$)?[-+#0]*\d*(?:\.\d+)?(?:ll|l|h|z)?[sdiufxXcg@](?![A-Za-z])"
    r"|</?[A-Za-z][\w-]*(?:\s[^<>]*)?/?>"
    r"|&(?:[a-zA-Z]{2,8}|#\d{2,6}|#x[0-9a-fA-F]{2,6});"
    r"|(?<![\\:])\\[nrt](?![a-z])"
    r"|(?<![A-Za-z0-9$])\$\d(?!\d|[.,]\d)"
)


_NUMBERED = re.compile(r"%\d+\$")


#: The name of an argument; in letters of any language where it is not ASCII …
_NAME = re.compile(r"<[^<>=]+>")


# … and in English.
_WORDS = re.compile(r"<[A-Za-z][\w '’.-]*>")


# A key by its name; not the tags that old pages write in capitals.
_KEY = re.compile(r"<(?!(?:BR|HR|P|A|B|I|U|LI|T[DRH]|IMG)>)[A-Z]\w*>")


# Chinese has no italics, and need not emphasize what English does.
_EMPHASIS = re.compile(r"</?(?:b|i|u|em|strong|bold|italic|underline)(?:\s[^<>]*)?>")


@segment_check(
    "inline-codes",
    family="form",
    severity="error",
    summary="inline codes are missing, added or crossed on one side",
    rationale="A lost code is a lost link or format, and some tools reject the unit.",
    fires=(
        case("Click here.", "点击此处。", en_codes=("bpt:1", "ept:1"), zh_codes=("bpt:1",)),
        case("Click here.", "点击此处。", en_codes=("ph:1",)),
        case("Click here.", "点击此处。", zh_codes=("ph:1",)),
        case("A.", "甲。", en_codes=("bpt:1", "ept:1"), zh_codes=("ept:1", "bpt:1")),
        case("A.", "甲。", en_codes=("ph:1", "ph:2"), zh_codes=("ph:2", "ph:1")),
    ),
    silent=(
        case("Click here.", "点击此处。"),
        case("A.", "甲。", en_codes=("bpt:1", "ept:1"), zh_codes=("bpt:1", "ept:1")),
    ),
)
def check_inline_codes(context: Context) -> SegmentLook:
    """Codes in another order are a note; an end before its start is an error."""

    def look(segment: Segment) -> Iterable[Hit]:
        en, zh = segment.en_codes, segment.zh_codes
        if en == zh:
            return
        lost, added = Counter(en) - Counter(zh), Counter(zh) - Counter(en)
        if lost:
            yield Hit(f"the Chinese side lacks the inline codes {_listed(lost)}")
        if added:
            yield Hit(f"only the Chinese side has the inline codes {_listed(added)}")
        broken = [code for code in zh if _crossed(code, zh)]
        if broken and not any(_crossed(code, en) for code in en):
            yield Hit(f"on the Chinese side {broken[0]} comes before its start")
        elif not lost and not added:
            yield Hit("the inline codes are in a different order", severity="note")

    return look


@segment_check(
    "placeholders",
    family="form",
    severity="error",
    summary="placeholders, tags or entities in the text that differ between the sides",
    rationale="A program fills them in; a lost or misspelled one breaks it.",
    fires=(
        case("Hello {name}!", "你好！"),
        case("Cannot read %s from %s", "无法从%2$d读取%1$s"),
        case("Hello {name}!", "你好，{姓名}！"),
        case("%s of %d files", "%d 个文件中的一个"),
        case("Press <b>OK</b>.", "按 <b>OK。"),
        case("Hello %(name)s", "你好 %(nme)s"),
        case("Hello {{user.name}}", "你好 {{user. name}}"),
        case("It is $1 of $2.", "是$1。"),
        case("A&nbsp;B", "甲乙"),
        case("One\\nTwo", "一 二"),
        case("It is <i>new</i>.", "这是<b>新的。"),
        case("Copy <old name> to <new name>.", "将 <旧名称> 复制过去。"),
        case("<Note>It is new.</Note>", "它是新的。</Note>"),
        # warnings: another emphasis or none, a key by its name
        case("It is <b>new</b>.", "这是新的。"),
        case("It is <i>new</i>.", "这是<b>新的</b>。"),
        case("Press <TAB> twice.", "按两次 TAB。"),
        case("Press <Enter>.", "按回车键。"),
        case("<b>Cost</b> is $5.", "费用为5美元。"),
    ),
    silent=(
        case("Hello {name}, {{n}} files: %s, %1$d", "{name}，你好：{{n}} 个文件，%s，%1$d"),
        case("It rose by 50% so far, 5 %d", "至今增长50%，5 %d"),
        case("It cost $5, not $2 billion.", "花了5美元，不是20亿美元。"),
        case("If a < b and c > d & e; R&D", "若 a < b 且 c > d；研发"),
        case("See C:\\new and \\name", "见 C:\\新建"),
        case("Press <b>OK</b>.", "按 <b>OK</b>。"),
        case("Q&amp;A", "问答"),
        case("Tom & Jerry; see", "汤姆和杰瑞；见"),
        case("Cannot read %s from %s: %d", "无法从%2$s读取%1$s：%3$d"),
        case("%sUnknown signal %d after %lis", "%s未知信号 %d，%li秒后"),
        case("Run add <file> first.", "请先运行 add <文件>。"),
        case("Use --dir=<path of the data>.", "使用 --dir=<数据的路径>。"),
        case("Insert <name on the DVD>.", "插入 <DVD 上的名称>。"),
    ),
)
def check_placeholders(context: Context) -> SegmentLook:
    """Both sides must have the same ones equally often, in any order.

    ``$1`` may be an amount of money and counts only if both sides have one like it; ``&amp;`` is
    part of names and may be translated. A warning where no program depends on it: ``<b>`` for
    ``<i>`` or for nothing, and ``<Enter>``, which is the name of a key.
    """

    def look(segment: Segment) -> Iterable[Hit]:
        en, zh = segment.en, segment.zh
        if not (_QUICK.search(en) or _QUICK.search(zh)):
            return
        here, there = _found(en), _found(zh)
        if not (any(t[0] == "$" for t in here) and any(t[0] == "$" for t in there)):
            here, there = ({t: s for t, s in f.items() if not _money(t)} for f in (here, there))
        here, there = _unnumbered(here, there)
        lost = [t for t, spans in here.items() if len(spans) > len(there.get(t, ()))]
        added = [t for t, spans in there.items() if len(spans) > len(here.get(t, ()))]
        if lost or added:
            lost = _unmatched(lost, en, zh)
            added = _unmatched(added, en, zh)
        if lost or added:
            parts = [f"the Chinese side lacks {', '.join(lost)}"] if lost else []
            parts += [f"only the Chinese side has {', '.join(added)}"] if added else []
            yield Hit(
                "; ".join(parts),
                en=tuple(s for t in lost for s in here[t]),
                zh=tuple(s for t in added for s in there[t]),
                severity="warning" if _harmless([*lost, *added], here, there) else None,
            )

    return look


def _harmless(
    differing: list[str], here: dict[str, list[Span]], there: dict[str, list[Span]]
) -> bool:
    """Whether these are only names of keys, and emphasis that ends as often as it starts."""
    for token in differing:
        if _EMPHASIS.fullmatch(token):
            if not (_is_balanced(here) and _is_balanced(there)):
                return False
        elif not _KEY.fullmatch(token) or any(f"</{token[1:]}" in side for side in (here, there)):
            return False
    return True


def _is_balanced(found: dict[str, list[Span]]) -> bool:
    """Whether emphasis ends as often as it starts."""
    emphasis = {token: len(spans) for token, spans in found.items() if _EMPHASIS.fullmatch(token)}
    return 2 * sum(n for token, n in emphasis.items() if token[1] == "/") == sum(emphasis.values())


def _unnumbered(
    here: dict[str, list[Span]], there: dict[str, list[Span]]
) -> tuple[dict[str, list[Span]], dict[str, list[Span]]]:
    """``%2$s`` is ``%s`` if only one side has numbers, to change the order."""
    if any(map(_NUMBERED.match, here)) == any(map(_NUMBERED.match, there)):
        return here, there
    plain: list[dict[str, list[Span]]] = []
    for found in (here, there):
        plain.append({})
        for token, spans in found.items():
            plain[-1].setdefault(_NUMBERED.sub("%", token), []).extend(spans)
    return plain[0], plain[1]


def _unmatched(tokens: list[str], en: str, zh: str) -> list[str]:
    """Those that are not on both sides in some form: ``%s`` joined to a word, ``<文件>`` for
    ``<file>``."""
    names = sum(map(_is_own, _NAME.findall(zh))) - sum(map(_is_own, _NAME.findall(en)))
    left = []
    for token in tokens:
        if token[0] == "%" and en.count(token) == zh.count(token):
            continue
        if names > 0 and _WORDS.fullmatch(token) and not _EMPHASIS.fullmatch(token):
            names -= 1
            continue
        left.append(token)
    return left


def _found(text: str) -> dict[str, list[Span]]:
    found: dict[str, list[Span]] = {}
    for m in _PLACEHOLDER.finditer(text):
        if m[0] != "&amp;" and not (_NAME.fullmatch(m[0]) and _is_own(m[0])):
            found.setdefault(m[0], []).append(m.span())
    return found


def _is_own(name: str) -> bool:
    return not name.isascii()


def _money(placeholder: str) -> bool:
    return placeholder[0] == "$" and placeholder[1:].isdigit()


def _listed(codes: Counter[str]) -> str:
    return ", ".join(codes.elements())


def _crossed(code: str, codes: tuple[str, ...]) -> bool:
    """Whether the end of a pair comes before its start."""
    kind, _, number = code.partition(":")
    start = f"bpt:{number}"
    return kind == "ept" and start in codes and codes.index(start) > codes.index(code)
