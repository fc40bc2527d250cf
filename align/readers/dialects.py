"""What documentation tools add to Markdown: admonitions, template tags, attributes, wiki links.

CommonMark takes these for text. Here they are rules of the parser, so that they are recognized
where a mark can be and nowhere else (not in code). A rule takes a mark out of the text, or leaves
what a reader of the page sees of it: the title of an admonition, the label of a link, a term that a
template inserts. The marks themselves are what remains of the source
(:mod:`align.readers.remainder`).
"""

import re
from collections.abc import Callable
from typing import Any

from align.languages.characters import WIDE

_WIDE = re.compile(rf"[{WIDE}]")
# Template tags of Hugo, Jekyll, GitBook: {{< note >}}, {{% /tab %}}, {% endhint %}, {%- if x -%}.
_HUGO = r"\{\{[<%]-?(?:[^{}]|\{[^{}]*\})*?[%>]\}\}"
_LIQUID = r"\{%[^{}]*?%\}"
_TAG = re.compile(f"{_HUGO}|{_LIQUID}")
_TAG_NAME = re.compile(r"\{\{?[<%]-?\s*(/?)\s*(end)?([\w.-]+)")
_CLOSING = re.compile(r"\{\{?[<%]-?\s*(?:/\s*|end)([\w.-]+)")
_SHOWN = re.compile(r"""\btext\s*=\s*(?:"([^"]+)"|'([^']+)'|“([^”]+)”)""")
_TITLE = re.compile(r"""\b(?:title|caption|summary)\s*=\s*(?:"([^"]+)"|'([^']+)')""")
# Attributes of Pandoc, Kramdown, VuePress: {#id}, {.class key=value}, {: .note}, {target="_blank"}.
_ATTRIBUTES = re.compile(
    r"\\?\{(?:#[\w-]|\.[A-Za-z_-]|:|[\w-]+=\"[^\"{}\n]*\")[^{}\n\\]*\\?\}(?:\{\})?"
)
_ALERT = re.compile(r"\[!([A-Za-z][\w-]*)(?:\s[^\]\n]*)?\][+-]?[ \t]*(.*)")
_INCLUDE = re.compile(r"\[!INCLUDE[^\[\]\n]*(?:\[[^\[\]\n]*\][^\[\]\n]*)?\]", re.I)
_WIKI = re.compile(r"(!?)\[\[([^\[\]|\n]*[^\W\d_][^\[\]|\n]*)(?:\|([^\[\]\n]+))?\]\](?!\()")
# A link or picture whose address has template tags, with spaces that CommonMark does not allow.
_LINK = re.compile(
    r"(!?)\[((?:[^\[\]\n]|\[[^\[\]\n]*\]){0,300})\]"
    rf"\([^(){{}}\s]*(?:(?:\{{\{{[^{{}}\n]*\}}\}}|{_LIQUID})[^(){{}}\s]*)+(?:\s+\"[^\"\n]*\")?\)"
)
# Marked words of Pandoc, Obsidian, MkDocs: ==marked==, H~2~O, x^2^.
_MARKED = re.compile(r"(?<![A-Za-z0-9_=])==(?![=\s])([^=\n]+)(?<!\s)==(?![A-Za-z0-9_=])")
_LOWERED = re.compile(r"(?<=[A-Za-z)\]])~([A-Za-z0-9+-]{1,8})~(?!~)")
_RAISED = re.compile(r"(?<=[A-Za-z0-9)\]])\^([A-Za-z0-9+-]{1,8})\^(?!\^)")
_ABBREVIATION = re.compile(r"\*\[[^\[\]]+\]:\s*(.+)")
_COMMENT = re.compile(r"\{/\*.*?\*/\}|%%(?=\S).+?%%", re.DOTALL)

# Lines of their own: tables of contents, parts of other files, ends of pages.
_LINES = re.compile(
    r"\[\[_?toc_?\]\]|\[_?toc_?\]|@\[(?:toc|code)[^\n]*|\$\{toc\}|<<<\s*@?[/\w.{].*|@include:?\s.*|--8<--.*"
    r"|!include\s.*|\\(?:newpage|pagebreak)|\{\{[^{}]*\}\}",
    re.I,
)
_ATTRIBUTE_LINE = re.compile(rf"(?:{_ATTRIBUTES.pattern}\s*)+")
_CONTAINER = re.compile(r":{3,}\s*(?:\{\s*[\w-]+\s*\}|[A-Za-z][\w-]*)?\s*(?P<title>.*?)\s*:*")
_ADMONITION = re.compile(
    r"(?:!!!|\?\?\?\+?)\s*[A-Za-z][\w-]*(?:\s+[A-Za-z][\w-]*){0,3}(?:\s+\"(?P<title>[^\"]*)\")?"
    r"|===[!+]?\s+\"(?P<tab>[^\"]*)\""
)
_MODULE = re.compile(
    r"import\s+(?:[\w*${][\w*$,{}\s]*\s+from\s+)?['\"][^'\"]+['\"];?"
    r"|export\s+(?:default\s+)?(?:const|let|var|function|class)\b.*[={(].*"
)
# Tags around what is no text.
_APART = {
    **dict.fromkeys(("highlight", "code", "codeblock", "mermaid", "plantuml"), "code"),
    "comment": "comments",
}


def add_dialects(parser: Any) -> None:
    r"""Teach a parser of markdown-it-py the marks of documentation tools, and Chinese emphasis.

    Tokens of lines that are no text are hidden, with the reason in ``meta["aside"]``.

    >>> from markdown_it import MarkdownIt
    >>> add_dialects(parser := MarkdownIt("commonmark"))
    >>> print(parser.render(":::tip 提示\n**注意：**请{#x}备份[[Guide|指南]]。\n:::"), end="")
    <p>提示</p>
    <p><strong>注意：</strong>请备份指南。</p>
    """
    from markdown_it.rules_inline import emphasis, strikethrough

    ends = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    parser.block.ruler.before("fence", "dialect", _line_rule, ends)
    parser.core.ruler.before("inline", "alerts", _alerts)
    parser.inline.ruler.before("escape", "dialect", _inline_rule)
    parser.inline.ruler.at("emphasis", _between_wide(emphasis.tokenize))
    parser.inline.ruler.at("strikethrough", _between_wide(strikethrough.tokenize))


def _between_wide(rule: Callable[[Any, bool], bool]) -> Callable[[Any, bool], bool]:
    """The rule of a delimiter, for which Chinese punctuation is like letters.

    CommonMark takes the last marks in ``**注意：**请`` for an opening, because of the colon.
    """

    def tokenize(state: Any, silent: bool) -> bool:
        scan = type(state).scanDelims

        def wide_scan(start: int, can_split: bool) -> Any:
            found = scan(state, start, can_split)
            before = state.src[start - 1 : start] or " "
            after = state.src[start + found.length : start + found.length + 1] or " "
            if not can_split or not (_WIDE.match(before) or _WIDE.match(after)):
                return found
            return found._replace(
                can_open=found.can_open or not after.isspace(),
                can_close=found.can_close or not before.isspace(),
            )

        state.scanDelims = wide_scan
        return rule(state, silent)

    return tokenize


# ---------------------------------------------------------------------- lines of their own


def _line_rule(state: Any, start: int, end: int, silent: bool) -> bool:
    line = _line(state, start)
    title = _title_of(line)
    stop, reason = start + 1, ""
    if start == 0 and line == "+++":  # front matter of Hugo
        stop, reason = _closed(state, start, end, lambda other: other == "+++"), "metadata"
    elif _MODULE.fullmatch(line):
        empty = (number for number in range(start, end) if not _line(state, number))
        stop, reason = next(empty, end), "code"
    elif title is None:
        return False
    elif (tag := _TAG_NAME.match(line)) and tag[3] in _APART and not (tag[1] or tag[2]):
        stop = _closed(state, start, end, lambda other: tag[3] in _CLOSING.findall(other))
        reason = _APART[tag[3]]
    if not stop:
        return False
    if silent:
        return True
    state.line = stop
    if reason:
        token = state.push("aside", "", 0)
        token.map, token.hidden, token.meta = [start, stop], True, {"aside": reason}
    elif title:
        for kind, tag_, nesting in (("paragraph_open", "p", 1), ("inline", "", 0)):
            token = state.push(kind, tag_, nesting)
            token.map = [start, stop]
        token.content, token.children = title, []
        state.push("paragraph_close", "p", -1)
    return True


def _line(state: Any, number: int) -> str:
    begin = state.bMarks[number] + state.tShift[number]
    line: str = state.src[begin : state.eMarks[number]]
    return line.strip()


def _closed(state: Any, start: int, end: int, closes: Callable[[str], bool]) -> int:
    """The number of the line after the one that closes what begins in a line; 0: none does."""
    return next((n + 1 for n in range(start + 1, end) if closes(_line(state, n))), 0)


def _title_of(line: str) -> str | None:
    """What a reader sees of a line of marks; None for another line."""
    if line.startswith(":::"):
        return _container_title(line)
    if line.startswith(("!!!", "???", "===")):
        found = _ADMONITION.fullmatch(line)
        return (found["title"] or found["tab"] or "") if found else None
    if abbreviation := _ABBREVIATION.fullmatch(line):
        return abbreviation[1]
    if line.startswith("{") and _TAG.match(line):
        if _SHOWN.search(line) or _TAG.sub("", line).strip():
            return None
        return _first(_TITLE.search(line))
    return "" if _LINES.fullmatch(line) or _ATTRIBUTE_LINE.fullmatch(line) else None


def _container_title(line: str) -> str | None:
    """The title of ``:::tip Title``, ``:::note[Title]``, ``::: {.callout-tip title="Title"}``."""
    found = _CONTAINER.fullmatch(line)
    if not found:
        return None
    title = found["title"]
    if bracketed := re.match(r"\[(.*)\]", title):
        title = bracketed[1]
    elif re.match(r"\{|[\w-]+\s*=", title):
        title = _first(_TITLE.search(title))
    return _ATTRIBUTES.sub("", title).strip()


def _alerts(state: Any) -> None:
    """Take ``[!NOTE]`` from the beginning of quotations; what follows in its line is a title."""
    for number, token in enumerate(state.tokens):
        quoted = number > 1 and state.tokens[number - 2].type == "blockquote_open"
        if token.type == "inline" and quoted and (found := _ALERT.match(token.content)):
            rest = token.content[found.end() :]
            token.content = f"{found[2]}  {rest}" if found[2] else rest.lstrip("\n")


# ------------------------------------------------------------------------- inside of text


def _inline_rule(state: Any, silent: bool) -> bool:
    """Take a mark out; what is seen of it is parsed like other text."""
    src, pos = state.src, state.pos
    for first, pattern, show in _INLINE:
        if src.startswith(first, pos) and (found := pattern.match(src, pos, state.posMax)):
            shown = show(state, found)
            break
    else:
        return False
    if shown and not silent:
        if shown == found.group():
            state.pending += shown
        else:
            if state.pending:
                state.pushPending()
            tokens: list[Any] = []
            state.md.inline.parse(shown, state.md, state.env, tokens)
            state.tokens += tokens
            state.tokens_meta += [None] * len(tokens)
    state.pos = found.end()
    return True


def _show_tag(state: Any, tag: re.Match[str]) -> str:
    """The text that a template tag names; all of a tag that inserts a value into a sentence."""
    if text := _first(_SHOWN.search(tag.group())):
        return text
    name = _TAG_NAME.match(tag.group())
    closes = not name or name[1] or name[2] or name[3] in state.env.get("closed", ())
    return "" if closes or not _TAG.sub("", state.src).strip() else tag.group()


def closed_tags(text: str) -> frozenset[str]:
    """The names of the template tags that enclose something, for ``env["closed"]``.

    >>> closed_tags("{{< note >}} Text {{< /note >}} in {{< version >}}")
    frozenset({'note'})
    """
    return frozenset(_CLOSING.findall(text))


def _show_wiki(state: Any, found: re.Match[str]) -> str:
    return "" if found[1] else (found[3] or found[2])


def _show_link(state: Any, found: re.Match[str]) -> str:
    return "" if found[1] else found[2]


def _show_marked(state: Any, found: re.Match[str]) -> str:
    return found[1]


def _show_nothing(state: Any, found: re.Match[str]) -> str:
    return ""


_INLINE: tuple[tuple[str, re.Pattern[str], Callable[[Any, re.Match[str]], str]], ...] = (
    ("{/*", _COMMENT, _show_nothing),
    ("%%", _COMMENT, _show_nothing),
    ("{{", _TAG, _show_tag),
    ("{%", _TAG, _show_tag),
    ("{", _ATTRIBUTES, _show_nothing),
    ("\\{", _ATTRIBUTES, _show_nothing),
    ("[!", _INCLUDE, _show_nothing),
    ("[[", _WIKI, _show_wiki),
    ("![[", _WIKI, _show_wiki),
    ("[", _LINK, _show_link),
    ("![", _LINK, _show_link),
    ("==", _MARKED, _show_marked),
    ("~", _LOWERED, _show_marked),
    ("^", _RAISED, _show_marked),
)


def _first(found: re.Match[str] | None) -> str:
    return next((group for group in found.groups() if group), "") if found else ""
