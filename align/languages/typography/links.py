"""Web and e-mail addresses in running text, Chinese or English, and when two are the same."""

import re
from typing import NamedTuple


class Address(NamedTuple):
    """An address, where it stands, and its ``key``: equal for the same page in two languages."""

    text: str
    start: int
    end: int
    key: str


# Chinese text sets no space around an address: it ends with the ASCII characters.
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII)
_URL = re.compile(
    r"(?:https?|ftp)://[!#-;=?-_a-z|~]+"
    r"|(?<![\w@./-])www\.[A-Za-z0-9-]+\.[!#-;=?-_a-z|~]+"
    r"|(?<![\w@./-])(?:[a-z0-9-]+\.)+(?:com|org|net|cn|gov|edu|int|eu|info)(?:\.[a-z]{2})?"
    r"(?![\w@-])(?:/[!#-;=?-_a-z|~]*)?",
    re.ASCII,
)
# A text without a sign of one has no web address: quicker to ask than the pattern above.
_DOMAIN = re.compile(r"\.(?:com|org|net|cn|gov|edu|int|eu|info)")
_TRAILING = ".,;:!?'*|"
_PAIRS = {")": "(", "]": "["}

_LOCALE = r"(?:en|eng|english|zh|chs|cht|chinese|cn)(?:[-_](?:us|gb|cn|tw|hk|hans|hant))?"
_LOCALE_HOST = re.compile(rf"\A(?:www|{_LOCALE})\.(?=[^.]+\.)")
_LOCALE_STEP = re.compile(rf"/{_LOCALE}(?=/|\Z)")
_LOCALE_QUERY = re.compile(rf"[?&](?:lang|language|locale|hl|l)={_LOCALE}(?=&|#|\Z)")
_LOCALE_FILE = re.compile(rf"[-_.]{_LOCALE}(?=\.[a-z]{{2,5}}\Z)")


def urls(text: str) -> list[Address]:
    """The web addresses of a text.

    >>> [u.text for u in urls("详见https://www.cqc.com.cn/a.html。（www.iec.ch）")]
    ['https://www.cqc.com.cn/a.html', 'www.iec.ch']
    """
    if not (_DOMAIN.search(text) or "://" in text or "www." in text):
        return []
    found = []
    for match in _URL.finditer(text):
        address = _trimmed(match.group())
        found.append(
            Address(address, match.start(), match.start() + len(address), url_key(address))
        )
    return found


def emails(text: str) -> list[Address]:
    """The e-mail addresses of a text.

    >>> emails("联系info@Example.org。")
    [Address(text='info@Example.org', start=2, end=18, key='info@example.org')]
    """
    if "@" not in text:
        return []
    return [Address(m.group(), *m.span(), m.group().lower()) for m in _EMAIL.finditer(text)]


def url_key(address: str) -> str:
    """What makes two addresses the same page, whatever the protocol and the language.

    >>> url_key("https://www.iso.org/en/9001/"), url_key("http://zh.iso.org/9001")
    ('iso.org/9001', 'iso.org/9001')
    """
    rest = address.split("://", 1)[-1]
    host, slash, path = rest.partition("/")
    host = _LOCALE_HOST.sub("", _LOCALE_HOST.sub("", host.lower()))
    path = _LOCALE_QUERY.sub("", _LOCALE_FILE.sub("", _LOCALE_STEP.sub("", slash + path.lower())))
    return (host + path).rstrip("/#")


def _trimmed(address: str) -> str:
    """Without the punctuation of the sentence around it."""
    while address:
        last = address[-1]
        opening = _PAIRS.get(last)
        if last in _TRAILING or (opening and address.count(opening) < address.count(last)):
            address = address[:-1]
        else:
            break
    return address
