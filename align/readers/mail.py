"""Messages (.eml), and web pages that a browser saved as one (.mhtml)."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message

from align.document import Paragraph
from align.errors import InputError
from align.files.encoding import decode_bytes
from align.files.load import Source
from align.readers.base import Reader
from align.readers.html import page_paragraphs
from align.readers.html.tree import normalised
from align.readers.text import read_text

#: Headers that a mail program shows beside the subject.
HEADERS = ("from", "sender", "to", "cc", "bcc", "reply-to", "date", "organization")
_WHAT = "a message"
_TEXTS = ("text/plain", "text/html")
# Browsers write gb2312 and mean what contains it.
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "iso-8859-1": "cp1252", "us-ascii": "utf-8"}
# Marks of quoted lines, and the line before a signature.
_QUOTED = re.compile(r"(?:>[^\S\n]?)+")
_SIGNATURE = re.compile(r"-- ?")
_LOCKED = ("multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime")


def read_message(source: Source) -> tuple[Paragraph, ...]:
    r"""Return subject and text of a message; the headers and names of attachments are set aside.

    Of a text in two forms the one with markup is read, the other is set aside. A forwarded message
    follows the one that it is attached to.

    >>> mail = b"Subject: =?utf-8?b?6K6k6K+B?=\nFrom: Ann\n\nIt grew.\n"
    >>> [(p.kind, p.text, p.aside) for p in read_message(Source(mail, "a.eml"))]
    [('text', 'From: Ann', 'metadata'), ('heading', '认证', ''), ('text', 'It grew.', '')]

    Raises :class:`align.errors.InputError` for a file that is no message or has no text.
    """
    message = _parsed(source)
    if not any(name.lower() in (*HEADERS, "subject") for name in message):
        raise source.error(f"not {_WHAT}, whatever its name says: it has no headers")
    try:
        found = tuple(_numbered(_message(_Mail(source), message)))
    except RecursionError:
        raise _too_deep(source) from None
    if not all(p.aside for p in found):
        return found
    if any(part.get_content_type() in _LOCKED for part in message.walk()):
        raise source.error(f"{_WHAT} that is encrypted; save its text from your mail program")
    raise source.error(f"no text in {_WHAT[2:]} (pictures or attachments only?)")


def read_saved_page(source: Source) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a page that a browser saved with all its parts in one file.

    The pages in its frames are set aside.

    Raises :class:`align.errors.InputError` for a file that is no such page.
    """
    message = _parsed(source)
    pages = [part for part in message.walk() if part.get_content_type() == "text/html"]
    if not pages:
        raise source.error("not a saved web page, whatever its name says: there is none in it")
    main = _named(message.get_param("start"), pages) or pages[0]
    mail = _Mail(source)
    found = [
        *_headers(message, (*HEADERS, "subject")),
        *page_paragraphs(source, mail.text_of(main)),
    ]
    for page in pages:
        if page is not main and (text := mail.text_of(page)).strip():
            found += (replace(p, aside=p.aside or "navigation") for p in mail.page(text))
    return tuple(_numbered(iter(found)))


def _named(name: object, parts: list[Message]) -> Message | None:
    return next((part for part in parts if name and part.get("content-id") == name), None)


def _parsed(source: Source) -> Message:
    if not source.data.strip():
        raise source.error("the file is empty")
    try:
        return message_from_bytes(source.data, policy=policy.compat32)
    except RecursionError:
        raise _too_deep(source) from None


def _too_deep(source: Source) -> InputError:
    return source.error(f"{_WHAT} with hundreds of nested parts, refused")


@dataclass(frozen=True)
class _Mail:
    """Decodes the parts of a message."""

    source: Source

    def text_of(self, part: Message) -> str:
        """Return the text of a part: by the encoding that it names, or by the one that fits."""
        payload = part.get_payload(decode=True)
        data = payload if isinstance(payload, bytes) else b""
        named = str(part.get_content_charset() or "")
        if named and not self.source.encoding:
            try:
                return data.decode(_WIDER.get(named, named)).removeprefix("\ufeff")
            except (LookupError, UnicodeDecodeError):
                pass  # it lies
        source = self.source
        return decode_bytes(data, source.name, encoding=source.encoding, language=source.language)

    def page(self, text: str) -> tuple[Paragraph, ...]:
        """Return the paragraphs of a page that may have no text."""
        try:
            return page_paragraphs(self.source, text, whole=True)
        except InputError:
            return ()

    def paragraphs(self, part: Message) -> tuple[Paragraph, ...]:
        """Return the paragraphs of a part; none if it is empty."""
        text = self.text_of(part)
        if not text.strip():
            return ()
        if part.get_content_type() == "text/html":
            return self.page(text)
        lines, marks = _bare_lines(text.splitlines())
        if part.get_param("format") == "flowed":
            lines = _flowed(lines, part.get_param("delsp") == "yes")
        bare = "\n".join(lines)
        if not bare.strip():
            return marks
        return *read_text(replace(self.source, data=bare.encode(), encoding="utf-8")), *marks


def _bare_lines(lines: Sequence[str]) -> tuple[list[str], tuple[Paragraph, ...]]:
    """Return lines without the marks of quotations, and what is set aside.

    An empty line divides text from what it quotes.
    """
    found, quoted, others, depth = list[str](), list[str](), list[str](), 0
    for line in lines:
        mark = _QUOTED.match(line)
        text = line[mark.end() :] if mark else line
        if mark:
            quoted.append(mark[0].strip())
        if _SIGNATURE.fullmatch(text):
            others.append(text)
            text = ""
        now = mark[0].count(">") if mark else 0
        if now != depth:
            found.append("")
        depth = now
        found.append(text)
    return found, (
        *(Paragraph(" ".join(quoted), aside="markup") for _ in quoted[:1]),
        *(Paragraph(text, aside="separators") for text in others),
    )


def _flowed(lines: Sequence[str], without_space: bool) -> list[str]:
    """Join the lines that their program divided (RFC 3676): a space at the end says so.

    >>> _flowed(["The crew ", "rests. ", "", " Then it sails."], False)
    ['The crew rests. ', '', 'Then it sails.']
    """
    found: list[str] = []
    for line in lines:
        text = line.removeprefix(" ")
        if found and text and found[-1].endswith(" "):
            found[-1] = (found[-1][:-1] if without_space else found[-1]) + text
        else:
            found.append(text)
    return found


def _message(mail: _Mail, message: Message) -> Iterator[Paragraph]:
    yield from _headers(message)
    for subject in _headers(message, ["subject"]):
        yield Paragraph(subject.text.partition(": ")[2], kind="heading")
    yield from _body(mail, message)


def _body(mail: _Mail, part: Message) -> Iterator[Paragraph]:
    kind = part.get_content_type()
    payload = part.get_payload()
    attached = part.get_content_disposition() == "attachment"
    name = normalised(_plain(str(part.get_filename() or "")))
    if kind in _TEXTS and not attached:
        yield from mail.paragraphs(part)
    elif name:
        yield Paragraph(name, aside="metadata")
    if not isinstance(payload, list):
        return
    inside = [p for p in payload if isinstance(p, Message)]
    if kind == "message/rfc822":
        for forwarded in inside:
            for paragraph in _message(mail, forwarded):
                yield replace(paragraph, key=paragraph.key and f"forwarded, {paragraph.key}")
    elif kind == "multipart/alternative":
        yield from _best(mail, inside)
    else:
        for below in inside:
            yield from _body(mail, below)


def _best(mail: _Mail, forms: list[Message]) -> Iterator[Paragraph]:
    """Yield the last form that has text, and set the others aside: the last one is the richest."""
    read = [list(_body(mail, form)) for form in forms]
    with_text = [n for n, found in enumerate(read) if not all(p.aside for p in found)]
    for number, found in enumerate(read):
        chosen = not with_text or number == with_text[-1]
        yield from (p if chosen or p.aside else replace(p, aside="repeated text") for p in found)


def _numbered(paragraphs: Iterator[Paragraph]) -> Iterator[Paragraph]:
    """Give paragraphs their number: a message has lines, but its text is encoded in them."""
    number = 0
    for paragraph in paragraphs:
        number += not paragraph.aside
        yield replace(paragraph, line=0, where=f"paragraph {max(number, 1)}")


def _headers(message: Message, names: Collection[str] = HEADERS) -> Iterator[Paragraph]:
    for name, value in message.raw_items():
        if name.lower() in names and (text := normalised(_plain(str(value)))):
            yield Paragraph(f"{name}: {text}", aside="metadata")


def _plain(value: str) -> str:
    """Decode the encoded words of a header, and bytes that are there without any encoding."""
    value = value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    try:
        return str(make_header(decode_header(value)))
    except (HeaderParseError, LookupError, ValueError):
        return value


MESSAGES = Reader("e-mail", (".eml",), read_message)
SAVED_PAGES = Reader(
    "saved web page", (".mhtml", ".mht"), read_saved_page, begins=(b"From: <Saved by",)
)
