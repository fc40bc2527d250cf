"""Web pages: the texts between all tags, found by the standard library's parser."""

import random
import re
from collections.abc import Callable
from html.parser import HTMLParser

from html_pages import LAYOUTS, NAMES, release

#: Attributes that are text to a translator: of pictures; of the page's own description.
_TELLING = re.compile(r"(?:[\w-]+[:.])?(?:title|description|keywords|subject|author)", re.I)


class _Texts(HTMLParser):
    """Collects everything that is no tag, comment or declaration."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.found.append(values.get("alt") or "")
        named = values.get("name") or values.get("property") or ""
        if tag == "meta" and _TELLING.fullmatch(named):
            self.found.append(values.get("content") or "")

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def characters(data: bytes, codec: str = "") -> str:
    """All text of a page in UTF-8 or in the encoding of its BOM."""
    codec = codec or ("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    parser = _Texts()
    parser.feed(data.decode(codec, "replace"))
    parser.close()
    return "".join(parser.found)


# --- generated pages -------------------------------------------------------------------------

_SENTENCES = {
    "en": "The plant was opened in May.|It makes lamps & sockets.|Fees are due on 1 July.|"
    "No one was hurt.|Inspectors came twice a year.|See the state-of-the-art guide.",
    "zh": "工厂五月投产。|产品有灯具和插座。|费用于七月一日缴纳。|无人受伤。|"
    "检查员每年来两次。|参见指南（第二版）。",
}


class _Page:
    """Makes elements of any kind in each other, down to a depth."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.sentences = _SENTENCES["zh" if seed % 2 else "en"].split("|")

    def text(self) -> str:
        text = " ".join(self.random.choices(self.sentences, k=self.random.randint(1, 3)))
        if self.random.random() < 0.1:
            at = self.random.randrange(len(text))
            text = text[:at] + self.random.choice("\u200b\u00ad\ufeff\u200e") + text[at:]
        return text.replace("&", "&amp;")

    def inline(self) -> str:
        """A text with something in the middle of it."""
        inside = self.random.choice(
            (
                "<b>{}</b>", "<a href='/x'>{}</a>", "<span style='display:none'>{}</span>",
                "<sup><a href='#n1'>[1]</a></sup>", "<script>go('{}');</script>", "<br>{}",
                "<ruby>认<rp>(</rp><rt>rèn</rt><rp>)</rp></ruby>", "<img src=a.png alt='{}'>",
                "<del>{}</del>", "<button>{}</button>", "<code>a.b()</code>", "<!-- {} -->",
                "<select><option>{}<option>2</select>", "<svg><title>{}</title></svg>",
                "<noscript>{}</noscript>", "<div hidden>{}</div>", "well-<br>known",
                "a line which has no stop at its end and so reads on interna-<br>tional ones",
            )
        )  # fmt: skip
        return f"{self.text()} {inside.format(self.text())} {self.text()}"

    def block(self, depth: int) -> str:
        if depth == 0 or self.random.random() < 0.3:
            return self.random.choice(("<p>{}</p>", "<div>{}</div>", "{}", "<h2>{}</h2>")).format(
                self.random.choice((self.text, self.inline))()
            )
        inside = "".join(self.block(depth - 1) for _ in range(self.random.randint(1, 4)))
        around = self.random.choice(
            (
                "<div>{}</div>", "<section>{}</section>", "<article>{}</article>",
                "<table><tr><td>{}</td><td>7</td></tr></table>", "<ul><li>{}</li></ul>",
                "<nav>{}</nav>", "<aside>{}</aside>", "<footer>{}</footer>",
                "<div class='sidebar'>{}</div>", "<div style='visibility: hidden'>{}</div>",
                "<blockquote>{}</blockquote>", "<details open><summary>1</summary>{}</details>",
                "<form>{}<textarea>2</textarea></form>", "<template>{}</template>",
                "<pre class='screen'>$ ls</pre>{}", "<dl><dt>3</dt><dd>{}</dd></dl>",
                "<ul><li><a href=a>4</a></li><li><a href=b>5</a></li></ul>{}",
            )
        )  # fmt: skip
        return around.format(inside)

    def whole(self) -> str:
        head = f"<title>{self.text()}</title><style>p {{ margin: 0 }}</style>"
        head += f"<meta name=description content='{self.text()}'><meta name=viewport content=x>"
        body = "".join(self.block(3) for _ in range(self.random.randint(1, 5)))
        return f"<!DOCTYPE html>\n<html><head>{head}</head><body>{body}</body></html>"


def generate(seed: int) -> bytes:
    """A page: of any elements, or of one of our layouts."""
    if seed % 5:
        return _Page(seed).whole().encode()
    language = "zh" if seed % 2 else "en"
    text = release(NAMES[seed % len(NAMES)], language)
    return LAYOUTS[seed // 5 % len(LAYOUTS)](text, language).encode()


_SUFFIXES = (".html", ".htm", ".xhtml")
WITNESSES: dict[str, Callable[[bytes], str]] = dict.fromkeys(_SUFFIXES, characters)
GENERATORS: dict[str, Callable[[int], bytes]] = {".html": generate}
