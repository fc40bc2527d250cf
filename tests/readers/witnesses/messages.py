"""Messages and saved pages: the headers that a program shows, and the texts of all parts."""

import random
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage

from witnesses import web_pages

_SHOWN = ("from", "sender", "to", "cc", "bcc", "reply-to", "date", "organization")


def characters(data: bytes, suffix: str = ".eml") -> str:
    """Header lines, the subject without its name, bodies, and the names of what is attached."""
    message = message_from_bytes(data, policy=policy.default)
    found = []
    for part in message.walk():
        for name, raw in part.raw_items():
            value = part[name] if "=?" in raw else raw  # it mends what is not encoded
            if name.lower() in _SHOWN or (name.lower() == "subject" and suffix == ".mhtml"):
                found.append(f"{name}: {value}")
            elif name.lower() == "subject":
                found.append(str(value))
        kind, attached = part.get_content_type(), part.get_content_disposition() == "attachment"
        if kind == "text/html" and not attached:
            page = part.get_payload(decode=True)  # browsers name no encoding beside it
            found.append(web_pages.characters(page, part.get_content_charset("utf-8")))
        elif kind == "text/plain" and not attached and suffix == ".eml":
            found.append(part.get_content())
        elif suffix == ".eml":
            found.append(part.get_filename() or "")
    return "".join(found)


def generate(seed: int) -> bytes:
    """A message: plain, with markup, or both; with attachments, or another message."""
    chance = random.Random(seed)
    message = EmailMessage()
    message["From"] = "李安 <ann@example.org>"
    message["To"] = "Bo <bo@example.org>, c@example.org"
    message["Date"] = "Tue, 05 Mar 2024 09:15:00 +0800"
    message["Subject"] = chance.choice(("关于新码头的通知", "The new pier", "会议 Meeting"))
    text = "新码头五月开放。\n\nThe pier was opened in May.\n> Is it true?\n-- \nAnn\n"
    codec = chance.choice(("utf-8", "gb18030"))
    coding = chance.choice(("base64", "quoted-printable"))
    page = web_pages.generate(seed * 5 + 1).decode()
    if chance.random() < 0.4:
        message.set_content(page, subtype="html", charset="utf-8", cte=coding)
    else:
        message.set_content(text, charset=codec, cte="base64")
        if chance.random() < 0.6:
            message.add_alternative(page, subtype="html", charset="utf-8", cte=coding)
    if chance.random() < 0.5:
        message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="通知.pdf")
    if chance.random() < 0.3:
        inner = EmailMessage()
        inner["Subject"], inner["From"] = "Re: 码头", "Di <di@example.org>"
        inner.set_content("It was opened.\n")
        message.add_attachment(inner)
    return message.as_bytes(policy=policy.SMTP)


def saved(seed: int) -> bytes:
    """A page as a browser saves it: the page, a style, a picture, a frame."""
    chance = random.Random(seed)
    message = EmailMessage()
    message["From"] = "<Saved by Blink>"
    message["Subject"] = "=?utf-8?Q?=E7=A0=81=E5=A4=B4?="
    message["Date"] = "Tue, 05 Mar 2024 09:15:00 -0000"
    page = web_pages.generate(seed).decode()
    message.set_content(page, subtype="html", charset="utf-8", cte="quoted-printable")
    message.make_related()
    message.add_related("p { margin: 0 }", subtype="css")
    message.add_related(b"GIF89a", maintype="image", subtype="gif")
    if chance.random() < 0.5:
        message.add_related("<p>Sale! Lamps half price.</p>", subtype="html")
    return message.as_bytes(policy=policy.SMTP)


WITNESSES: dict[str, Callable[[bytes], str]] = {
    ".eml": characters,
    ".mhtml": lambda data: characters(data, ".mhtml"),
    ".mht": lambda data: characters(data, ".mhtml"),
}
GENERATORS: dict[str, Callable[[int], bytes]] = {".eml": generate, ".mhtml": saved}
