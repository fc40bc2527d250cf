"""Codes of files and programs: inline codes, placeholders, tags and entities in the text."""

import re
from collections import Counter
from collections.abc import Iterable

from align.audit.engine.check import Context, Hit, SegmentLook, Severity, Span, segment_check
from align.audit.engine.segment_store import Segment, case

_QUICK = re.compile(r"[{<&\\$]|%[-+#\d.(A-Za-z@]")
# Words between two marks that a text is about: {{ and }}.
_ABOUT = r"(?!['\"`]? ?(?:and|or|to|和|或|与|與|及) )"
_PLACEHOLDER = re.compile(
    rf"\{{\{{{_ABOUT}[^{{}}]+\}}\}}"
    r"|\$\{[^{}]+\}|\{[\w.:!,-]*\}"
    r"|(?<!%)%\([\w.]+\)[-+ #0]*\d*(?:\.\d+)?[a-zA-Z]"
    r"|(?<![\d ]%)%(?:\d+\$)?[-+#0]*\d*(?:\.\d+)?(?:ll|l|h|z)?[sdiufxXcg@](?![A-Za-z])"
    r"|(?<![A-Za-z0-9%])%[1-9]%?(?![A-Za-z0-9_$]|[.,]\d)"
    r"|</?[A-Za-z][\w-]*(?:\s[^<>]*)?/?>"
    r"|&(?:[a-zA-Z]{2,8}|#\d{2,6}|#x[0-9a-fA-F]{2,6});"
    r"|(?<![\\:])\\[nrt](?![a-z])"
    r"|(?<![A-Za-z0-9$])\$\d(?!\d|[.,]\d)"
)
#: An argument with a format or a choice, as in ICU: {n, plural, one {# day} other {# days}}.
_ICU = re.compile(r"\{\s*(\w+)\s*,\s*(?:(plural|select|selectordinal)|number|date|time)\b")
# Before a text of the choice: one, other, =0 …
_CHOICE = re.compile(r"[,}]\s*(?:=\d+|\w+)\s*\Z")
_NUMBERED = re.compile(r"%\d+\$")
# An argument of printf: its number, and its type in the end.
_ARGUMENT = re.compile(r"%(?:(\d+)\$)?[-+#0\d.lhz]*([sdiufxXcg@])")

#: The name of an argument; in letters of any language where it is not ASCII …
_NAME = re.compile(r"<[^<>=]+>")
# … and in English.
_WORDS = re.compile(r"<[A-Za-z][\w '’.-]*>")
# A key by its name; not the tags that old pages write in capitals.
_KEY = re.compile(r"<(?!(?:BR|HR|P|A|B|I|U|LI|T[DRH]|IMG)>)[A-Z]\w*>")
# A tag without attributes, which a text may be about; not those that never have an end.
_TAG = re.compile(r"<(?!(?:br|hr|img|wbr)[ />])([A-Za-z][\w-]*)(?: ?/)?>", re.IGNORECASE)
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
        case("%1 of 3 done", "完成 % 1，共 3"),
        # another order, which only numbers allow
        case("Copied %d files to %s", "已向 %s 复制 %d 个文件"),
        case("%s has %d items", "%2$s 有 %1$d 项"),
        case("%1$s has %2$d items", "%s 有 %d 项"),
        case("%2$s by %1$d", "%s，%d"),
        case("{n, plural, one {# file} other {# files}} gone", "已删除文件"),
        # warnings: another emphasis or none, a key by its name
        case("It is <b>new</b>.", "这是新的。"),
        case("It is <i>new</i>.", "这是<b>新的</b>。"),
        case("Press <Enter>.", "按回车键。"),
        case("<b>Cost</b> is $5.", "费用为5美元。"),
        # what the text is about: a warning if it is lost, a note if it is added
        case("It is wrapped in a <section> here.", "此处已包裹。"),
        case("Use braces.", "使用花括号（{}）。"),
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
        case("Copied %d files to %s", "已向 %2$s 复制 %1$d 个文件"),
        case("%1 files, up %5 to 30%", "%1 个文件，增加%5，至30%"),
        case("Press <TAB> twice.", "按两次 TAB。"),
        case("See {{ and }} in it.", "其中有 {{ 和 }}。"),
        case("a list of Vec items in a form", "在 <form> 中有 Vec<i32> 的列表"),
        case("Render <Post /> twice: <Post />", "渲染两次 <Post/>"),
        case("Only 50% is done; 20% 1 day later", "仅完成50%；1天后20%"),
        case("{n, plural, one {# file} other {files}} gone", "已删除{n, plural, other {#个文件}}"),
        case("{n} new {n, plural, one {message} other {messages}}", "{n}条新消息"),
        case("{n, select, male {{who} left} other {{who} went}}", "{n, select, other {{who}走了}}"),
        case("It costs {price, number, currency}.", "售价{price, number, currency}。"),
    ),
)
def check_placeholders(context: Context) -> SegmentLook:
    """Both sides must have the same ones equally often, in any order if they have names or numbers.

    ``$1`` may be an amount of money and counts only if both sides have one like it; ``&amp;`` is
    part of names and may be translated. A warning where no program depends on it: ``<b>`` for
    ``<i>`` or for nothing, ``<Enter>``, which is the name of a key, and tags that a text is about.
    """

    def look(segment: Segment) -> Iterable[Hit]:
        en, zh = segment.en, segment.zh
        if not (_QUICK.search(en) or _QUICK.search(zh)):
            return
        here, there = _found(en), _found(zh)
        if not (any(t[0] == "$" for t in here) and any(t[0] == "$" for t in there)):
            here, there = ({t: s for t, s in f.items() if not _money(t)} for f in (here, there))
        arguments = _arguments(here, there)
        here, there = _unnumbered(here, there)
        lost = [t for t, spans in here.items() if len(spans) > len(there.get(t, ()))]
        added = [t for t, spans in there.items() if len(spans) > len(here.get(t, ()))]
        if lost or added:
            lost = _unmatched(lost, en, zh)
            added = _unmatched(added, en, zh)
            tags = _mentioned(here, there)
            lost, added = (
                [t for t in some if t not in tags or not _is_known(t, text, f)]
                for some, text, f in ((lost, zh, there), (added, en, here))
            )
        if lost or added:
            parts = [f"the Chinese side lacks {', '.join(lost)}"] if lost else []
            parts += [f"only the Chinese side has {', '.join(added)}"] if added else []
            yield Hit(
                "; ".join(parts),
                en=tuple(s for t in lost for s in here[t]),
                zh=tuple(s for t in added for s in there[t]),
                severity=_severity(lost, added, here, there),
            )
        elif arguments:
            yield arguments

    return look


def _arguments(here: dict[str, list[Span]], there: dict[str, list[Span]]) -> Hit | None:
    """A hit if the arguments of printf have another order without numbers that say so."""
    en, zh = _ordered(here), _ordered(there)
    types = [[kind for *_, kind in side] for side in (en, zh)]
    if not en or sorted(types[0]) != sorted(types[1]):
        return None
    numbered = [[number for _, number, _ in side if number] for side in (en, zh)]
    if any(numbers and len(numbers) < len(en) for numbers in numbered):
        return None  # a mixture, which no compiler takes
    taken = [
        sorted((number or n, kind) for n, (_, number, kind) in enumerate(side, 1))
        for side in (en, zh)
    ]
    left, right = (tuple(span for span, *_ in side) for side in (en, zh))
    if taken[0] != taken[1]:
        return Hit("the placeholders have another order on the Chinese side", left, right)
    if numbered[0] and not numbered[1]:
        message = "only the English side numbers its placeholders"
        return Hit(message, left, right, severity="warning")
    return None


def _ordered(found: dict[str, list[Span]]) -> list[tuple[Span, int, str]]:
    """The arguments of printf in the order of the text: place, number (0: none) and type."""
    matches = [(spans, _ARGUMENT.fullmatch(token)) for token, spans in found.items()]
    return sorted(
        (span, int(m[1] or 0), "d" if m[2] == "i" else m[2])
        for spans, m in matches
        if m
        for span in spans
    )


def _severity(
    lost: list[str], added: list[str], here: dict[str, list[Span]], there: dict[str, list[Span]]
) -> Severity | None:
    tags = _mentioned(here, there) | {"{}"}
    named_again = {t for t in added if t[0] == "<" and t in here}
    if not lost and (tags | named_again).issuperset(added):
        return "note"
    rest = [t for t in (*lost, *added) if t not in tags or (t == "{}" and t in lost)]
    return "warning" if _harmless(rest, here, there) else None


def _mentioned(here: dict[str, list[Span]], there: dict[str, list[Span]]) -> set[str]:
    """Tags of things that a text is about: neither side has an end tag of that name."""
    both = here.keys() | there.keys()
    ends = {token[2:-1] for token in both if token.startswith("</")}
    tags = ((token, _TAG.fullmatch(token)) for token in both)
    return {token for token, m in tags if m and m[1] not in ends}


def _is_known(tag: str, text: str, found: dict[str, list[Span]]) -> bool:
    """Whether a side without a tag names the thing otherwise, or has it less often."""
    name = tag.strip("</ >")
    return (
        tag in found
        or (len(name) < 2 or name[1:].isdigit())  # Vec<T>, Vec<i32>
        or re.search(rf"\b{re.escape(name)}\b", text, re.IGNORECASE | re.ASCII) is not None
    )


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
    chooses = False
    for m in _ICU.finditer(text) if "," in text else ():
        found.setdefault(f"{{{m[1]}}}", []).append((m.start(), m.end(1)))
        chooses = chooses or bool(m[2])
    for m in _PLACEHOLDER.finditer(text):
        if chooses and _CHOICE.search(text, max(0, m.start() - 40), m.start()):
            continue
        if m[0] != "&amp;" and not (_NAME.fullmatch(m[0]) and _is_own(m[0])):
            token = m[0].replace(" />", "/>")
            found.setdefault(token, []).append(m.span())
    # a choice says the same several times, in English more often than in Chinese
    return {token: spans[:1] for token, spans in found.items()} if chooses else found


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
