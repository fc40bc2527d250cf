"""Markdown: CommonMark with tables, footnotes, front matter, formulas and what tools add to it."""

import html
import re
from collections.abc import Sequence
from functools import partial
from typing import Any

from align.document import Paragraph
from align.files.encoding import decode
from align.files.load import Source
from align.readers.base import Reader
from align.readers.dialects import add_dialects, closed_tags
from align.readers.html.elements import parse_page
from align.readers.html.tree import INVISIBLE, paragraphs_of
from align.readers.remainder import account

#: Largest file, in bytes: a thick book has 2 MB.
LARGEST = 10_000_000
#: Deepest nesting of block quotes and lists.
DEPTH = 100
#: Most opening brackets of a paragraph, squared, over all paragraphs: a measure of parsing time.
BRACKETS = 100_000_000

_BLANK = re.compile(r"\n\s*\n")
_LINE = "data-tmxalign-line"
_NOTE = re.compile(r"\[\^[^\]]*\]:?|\^\[")
_ITEM = re.compile(r"(?:[-*+]|\d{1,9}[.)])(?:\s*\[[ xX]\])?|\[[ xX]\]")
# Entities are text, but not in code: `&lt;`.
_CODE_OR_ENTITY = re.compile(r"(?P<ticks>(?<!`)(`+)(?!`).+?(?<!`)\2(?!`))|&[#\w]+;", re.DOTALL)
_TAG = re.compile(r"(<!--.*?-->|<[^<>]*>)", re.DOTALL)
_VERBATIM = re.compile(r"<(/?)(?:pre|code|script|style|textarea|svg|math|kbd|samp)\b", re.I)
_MARKS = re.compile(r"\]\(|\*\*|`|\]\[|\[\[|\{[%{:#.]|__")


def read_markdown(source: Source) -> tuple[Paragraph, ...]:
    r"""Return the paragraphs; code, comments, front matter and marks are set aside.

    Footnotes come at the end. Indented blocks are text, not code: many authors indent paragraphs.

    >>> text = "---\ntitle: x\n---\n# News\n\nCQC **grew**.\n\n* [One](http://example.org)\n"
    >>> found = read_markdown(Source(text.encode(), "a.md"))
    >>> [(p.line, p.kind, p.text) for p in found if not p.aside]
    [(4, 'heading', 'News'), (6, 'text', 'CQC grew.'), (8, 'list', 'One')]
    >>> [(p.aside, p.text) for p in found if p.aside][1:3]
    [('markup', '#'), ('markup', '** **')]

    Raises :class:`align.errors.InputError` for a file without text, too large or too deeply nested.
    """
    if len(source.data) > LARGEST:
        raise source.error(
            f"{len(source.data) / 1e6:,.0f} MB is too much for one Markdown file "
            f"(at most {LARGEST / 1e6:,.0f} MB); split it"
        )
    text = decode(source)
    if sum(block.count("[") ** 2 for block in _BLANK.split(text)) > BRACKETS:
        raise source.error("tens of thousands of [ in one paragraph, refused")
    page, lines = _rendered(source, text) if text.strip() else (text, {})
    root = parse_page(source, page)
    found = paragraphs_of(root, line_of=_line_of, source=source)
    if all(p.aside for p in found):
        raise source.error("no text in it besides code and markup")
    return account(_unescaped(text), found, _reason, lines)


def _reason(piece: str, first: bool) -> str:
    """Why a piece of the source is set aside; ``first`` of its line."""
    if _NOTE.search(piece):
        return "note marks"
    if piece.startswith(("<!--", "{/*", "%%", "[//]:")):
        return "comments"
    if first and _ITEM.fullmatch(piece):
        return "list marks"
    return "invisible characters" if not INVISIBLE.sub("", piece) else "markup"


def _unescaped(text: str) -> str:
    return _CODE_OR_ENTITY.sub(
        lambda m: m.group() if m["ticks"] else html.unescape(m.group()), text
    )


def _rendered(source: Source, text: str) -> tuple[str, dict[int, str]]:
    """Render the text as HTML, with the line of each block as an attribute.

    Also return the lines that are set aside, with the reason.
    """
    parser = _parser()
    try:
        tokens = parser.parse(text, {"closed": closed_tags(text)})
        if any(token.level > DEPTH for token in tokens):
            raise RecursionError
        lines = _lines_aside(tokens)
        tokens = [token for token in tokens if not _aside_of(token)]
        _number(tokens)
        for token in tokens:
            if token.type == "html_block":
                token.content = _html_block(parser, token)
        return f"<body>{parser.renderer.render(tokens, parser.options, {})}</body>", lines
    except RecursionError:
        raise source.error(f"more than {DEPTH} nested block quotes or lists") from None


def _parser() -> Any:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.amsmath import amsmath_plugin
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.dollarmath import dollarmath_plugin
    from mdit_py_plugins.footnote import footnote_plugin
    from mdit_py_plugins.front_matter import front_matter_plugin
    from mdit_py_plugins.tasklists import tasklists_plugin

    parser = MarkdownIt("commonmark", {"maxNesting": DEPTH + 10}).enable(["table", "strikethrough"])
    parser.disable("code").use(front_matter_plugin).use(footnote_plugin).use(deflist_plugin)
    parser.use(dollarmath_plugin, allow_space=False, allow_digits=False, double_inline=True)
    parser.use(amsmath_plugin).use(tasklists_plugin)
    add_dialects(parser)
    rules: dict[str, Any] = vars(parser.renderer)["rules"]
    # a formula in a sentence is a part of it, like code in a sentence; marks of notes are not
    for name, sign in (("math_inline", "$"), ("math_inline_double", "$$")):
        rules[name] = partial(_formula, sign)
    rules["footnote_ref"] = rules["footnote_anchor"] = lambda *_: ""
    return parser


def _formula(sign: str, tokens: Sequence[Any], at: int, *_: Any) -> str:
    formula = f"{sign}{html.unescape(tokens[at].content)}{sign}"
    return f"<code>{html.escape(formula, quote=False)}</code>"  # no sentence ends in it


def _aside_of(token: Any) -> str:
    """Why all of a block is set aside, if it is."""
    if token.type == "fence":
        return "code"
    if token.type == "front_matter":
        return "metadata"
    if token.type in ("math_block", "math_block_label", "amsmath"):
        return "formulas"
    if token.type == "html_block":
        content = token.content.strip()
        if content.startswith("<!--") and content.find("-->") == len(content) - 3:
            return "comments"
        if re.match(r"<(?:script|style)\b", content, re.I):
            return "scripts"
    reason: str = token.meta.get("aside", "") if token.meta else ""
    return reason


def _lines_aside(tokens: Sequence[Any]) -> dict[int, str]:
    return {
        number: reason
        for token in tokens
        if token.map and (reason := _aside_of(token))
        for number in range(token.map[0] + 1, token.map[1] + 1)
    }


def _line_of(element: Any) -> int:
    return int(element.get(_LINE) or 0)


def _number(tokens: Sequence[Any]) -> None:
    """Give every opening block its line; a table cell has that of its row, a note in a sentence

    that of the sentence.
    """
    line = 0
    notes: dict[int, int] = {}
    for token in tokens:
        for child in token.children or ():
            if child.type == "footnote_ref":
                notes.setdefault(child.meta["id"], line)
        if token.nesting >= 0 and token.type != "inline":
            line = token.map[0] + 1 if token.map else line
            if token.type == "footnote_open" and not token.map:
                line = notes.get(token.meta.get("id"), line)
            token.attrSet(_LINE, str(line))


def _html_block(parser: Any, token: Any) -> str:
    """The HTML of a block, with its line, and Markdown between its tags rendered."""
    verbatim = 0
    pieces = []
    for piece in _TAG.split(token.content):
        if found := _VERBATIM.match(piece):
            verbatim += -1 if found[1] else not piece.endswith("/>")
        marked = not (verbatim > 0 or piece.startswith("<")) and _MARKS.search(piece)
        pieces.append(parser.renderInline(piece) if marked else piece)
    return f'<span {_LINE}="{token.attrGet(_LINE)}"></span>{"".join(pieces)}'


READER = Reader("Markdown", (".md", ".mdx", ".markdown", ".mdown", ".mkd"), read_markdown)
