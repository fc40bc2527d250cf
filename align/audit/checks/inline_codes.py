"""Inline codes and placeholders: the same ones on both sides."""

import re
from collections import Counter
from collections.abc import Iterable

from align.audit.engine.check import Context, Hit, SegmentLook, Span, segment_check
from align.audit.engine.segment import Segment, case

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
# Chinese has no italics, and needs not stress what English does.
_EMPHASIS = re.compile(r"</?(?:b|i|u|em|strong|bold|italic|underline)(?:\s[^<>]*)?>")


@segment_check(
    "inline-codes",
    family="form",
    severity="error",
    summary="inline codes are missing, added or crossed on one side",
    rationale="A lost code is a lost link or format, and some tools refuse the unit.",
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
def inline_codes(context: Context) -> SegmentLook:
    """Codes in another order are a note; an end before its beginning is an error."""

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
            yield Hit(f"on the Chinese side {broken[0]} stands before its beginning")
        elif not lost and not added:
            yield Hit("the inline codes stand in another order", severity="note")

    return look


@segment_check(
    "placeholders",
    family="form",
    severity="error",
    summary="placeholders, tags or entities in the text that differ between the sides",
    rationale="A program fills them in; one that is lost or misspelt breaks it.",
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
def placeholders(context: Context) -> SegmentLook:
    """The same ones as often on both sides, in any order.

    ``$1`` may be an amount of money and counts only where both sides have such; ``&amp;`` is part
    of names and may be translated. A warning is what no program reads, or as well in another form:
    ``<b>`` for ``<i>`` or for nothing, and ``<Enter>``, which is the name of a key.
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
            lost = _really(lost, en, zh)
            added = _really(added, en, zh)
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
    """Whether these are names of keys, and emphasis that ends as often as it begins."""
    for token in differing:
        if _EMPHASIS.fullmatch(token):
            if not (_is_balanced(here) and _is_balanced(there)):
                return False
        elif not _KEY.fullmatch(token) or any(f"</{token[1:]}" in side for side in (here, there)):
            return False
    return True


def _is_balanced(found: dict[str, list[Span]]) -> bool:
    """Whether emphasis ends as often as it begins."""
    emphasis = {token: len(spans) for token, spans in found.items() if _EMPHASIS.fullmatch(token)}
    return 2 * sum(n for token, n in emphasis.items() if token[1] == "/") == sum(emphasis.values())


def _unnumbered(
    here: dict[str, list[Span]], there: dict[str, list[Span]]
) -> tuple[dict[str, list[Span]], dict[str, list[Span]]]:
    """``%2$s`` is ``%s`` where one side alone gives numbers: it changes the order."""
    if any(map(_NUMBERED.match, here)) == any(map(_NUMBERED.match, there)):
        return here, there
    plain: list[dict[str, list[Span]]] = []
    for found in (here, there):
        plain.append({})
        for token, spans in found.items():
            plain[-1].setdefault(_NUMBERED.sub("%", token), []).extend(spans)
    return plain[0], plain[1]


def _really(tokens: list[str], en: str, zh: str) -> list[str]:
    """Those that are not on both sides in some way: ``%s`` glued to a word, ``<文件>`` for
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
    """Whether the end of a pair stands before its beginning."""
    kind, _, number = code.partition(":")
    begin = f"bpt:{number}"
    return kind == "ept" and begin in codes and codes.index(begin) > codes.index(code)
