"""Latin words, codes and addresses in text of either language, which translation keeps as is.

A *word* is a run of letters (``Kubernetes``, ``Wi-Fi``, ``IECEE``). A *code* combines letters,
digits and other parts as no word does (``GB/T 19001-2016``, ``v1.2.3``, ``CNCA-C11-01``,
``--dry-run``, ``max_size``, ``setup.py``). Quantities (``5km``) and ordinals (``3rd``) are numbers
and count as neither. An *address* is that of a web page or a mailbox.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple


class Latin(NamedTuple):
    """A word or a code, its span, and its ``key``: equal for all ways to write it."""

    text: str
    start: int
    end: int
    key: str


# Full-width letters and typographic hyphens; one character for one, so that offsets stay valid.
_NARROW = {c: c - 0xFEE0 for c in range(0xFF01, 0xFF5F) if chr(c) not in "，：；！？（）．"}
_NARROW |= dict.fromkeys(map(ord, "‐‑‒–−"), ord("-")) | {ord("’"): ord("'"), 0x3000: ord(" ")}
_WIDE = re.compile("[\uff02-\uff07\uff0a\uff0b\uff0d-\uff19\uff1c-\uff5e‐‑‒–−’\u3000]")
_DASH = re.compile(r"(?<=\d)—(?=\d)")  # GB/T 19001—2016
_COLON = re.compile(r"(?<=\d)：(?=\d)")  # ISO 9001：2015

_LETTER = "A-Za-zÀ-ÖØ-öø-ɏ"
_WORD = re.compile(rf"[{_LETTER}]+(?:['&.+-][{_LETTER}]+)*")
_ANY_WORD = re.compile("[A-Za-zÀ-ɏＡ-Ｚａ-ｚ]{2}")

_FILE = (
    r"\.(?:js|ts|py|md|go|rs|sh|pdf|docx?|xlsx?|pptx?|txt|csv|xml|ya?ml|toml|json|html?|jpe?g|png"
    r"|gif|zip|tar|gz|rar|exe|mp[34]|conf|cfg|ini|log|sql|service)"
)
# One of these occurs in every text with a code.
_DIGIT = re.compile(
    r"[0-9](?:(?<=[A-Za-z][0-9])|(?<=[A-Za-z][-:._][0-9])|(?<=[A-Z] [0-9])|[-_:.]?[A-Za-z]"
    r"|\.[0-9]+\.[0-9])"
)
_FILE_END = re.compile(rf"{_FILE}(?![A-Za-z0-9])")
_TOKEN = re.compile(r"[A-Za-z0-9]+(?:[-_.:+][A-Za-z0-9]+)*", re.ASCII)
_STANDARD = re.compile(
    r"(?<![A-Za-z0-9])[A-Z]{2,8}(?:/[A-Z]{1,6}){0,3}(?: (?:TR|TS|PAS|Guide|R|T|Z))?"
    r" ?(?!(?:19|20)\d\d(?![\d.:-]))\d{2,}(?:[.:-]\d+)*(?![A-Za-z0-9])(?!\s?[年月日万亿%]|,\d)",
    re.ASCII,
)
_FLAG = re.compile(r"(?<![\w-])--[a-z][a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_CODE = re.compile(
    rf"(?=.*\d)(?=.*[A-Za-z]).+|\d+\.\d+(?:\.\d+)+|\w*_\w.*|(?=.*[a-z])[\w-]+{_FILE}", re.ASCII
)
_CODE_IN = re.compile(
    rf"\d[^\d]*[A-Za-z]|[A-Za-z][^A-Za-z]*\d|\d\.\d+\.\d|_|--|{_FILE}\Z", re.ASCII
)
# Numbers with units and the like: quantities, ordinals, decades, clock times, compounds.
_QUANTITY = re.compile(
    r"v?\d[\d.,:-]*(?:st|nd|rd|th|s|x|am|pm|[kKmMgGtTpP]i?[bB](?:ps)?|[kKmMGT]?(?:Hz|W|Wh|V|VA|A|Ah"
    r"|J|Pa|N|g|m|L|l|bp|hp)|[cmµund]m|[munp]?s|ms|min|h|hr|hrs|k|K|M|m2|m3|km2|mg|ml|mL|kg|km|t"
    r"|ha|mu|dB|rpm|ppm|QPS|qps|y|yr|d|CNY|USD|RMB|EUR)"
    r"|Q[1-4]|H[12]|v?\d[\d.]*(?:-[a-z]+)+(?:-\d+)?|[A-Za-z]?[a-z]+-\d[\d.]*s?|[Nn]os?\.\d+|[Pp]p?\.\d+",
    re.ASCII,
)
_DATE = re.compile(r"(?:19|20)\d\d\.\d{1,2}\.\d{1,2}|\d{1,2}\.\d{1,2}\.(?:19|20)\d\d")
_APART = re.compile(r"[^A-Z0-9.]+|\.(?![0-9])")
_PARTS = re.compile(r"\d+(?:\.\d+)*|[A-Z]+")
_ZEROS = re.compile(r"(?<=\d\.\d)(?:\.0)+\Z|(?<=\d\.\d\d)(?:\.0)+\Z")


@lru_cache(maxsize=8)
def narrow(text: str) -> str:
    """Replace full-width letters and digits and typographic hyphens; every offset stays valid.

    >>> narrow("ＧＢ／Ｔ 19001—2016")
    'GB/T 19001-2016'
    """
    if text.isascii():
        return text
    if _WIDE.search(text):
        text = text.translate(_NARROW)
    if "—" in text:
        text = _DASH.sub("-", text)
    return _COLON.sub(":", text) if "：" in text else text


@lru_cache(maxsize=8)
def without_addresses(text: str) -> str:
    """Return the narrow text with web and e-mail addresses blanked out."""
    plain = narrow(text)
    for address in (*urls(text), *emails(text)):
        plain = plain[: address.start] + " " * len(address.text) + plain[address.end :]
    return plain


@lru_cache(maxsize=8)
def latin_codes(text: str) -> tuple[Latin, ...]:
    """Find the codes of a text, in order.

    >>> [c.text for c in latin_codes("符合GB/T 19001—2016和v1.2.3，5km，3rd，setup.py --dry-run")]
    ['GB/T 19001—2016', 'v1.2.3', 'setup.py', '--dry-run']
    >>> latin_codes("IEC 62368–1")[0].key == latin_codes("IEC62368-1")[0].key
    True
    """
    if not _holds_code(text) and text.isascii():
        return ()
    plain = without_addresses(text)
    if not _holds_code(plain):
        return ()
    spans = [m.span() for m in _STANDARD.finditer(plain)]
    if "--" in plain:
        spans += [m.span() for m in _FLAG.finditer(plain)]
    taken = {at for span in spans for at in range(*span)}
    for match in _TOKEN.finditer(plain):
        token = match.group()
        if (
            not token.isalpha()
            and not token.isdigit()
            and match.start() not in taken
            and _CODE.fullmatch(token)
            and not _QUANTITY.fullmatch(token)
            and not _DATE.fullmatch(token)
        ):
            spans.append(match.span())
    return tuple(Latin(text[a:b], a, b, code_key(plain[a:b])) for a, b in sorted(spans))


# What English glues to a code or a number: C99-style, pre-Python3.3.
_AFTER = re.compile(r"(?:-[a-z]{3,})+\Z")
_BEFORE = re.compile(r"(?:pre|post|non|anti|mid|sub|pro|ex)-(?=[A-Za-z-]*\d)")
# Amounts, and words glued to a number: RMB 500, 11million, 1.The, 2of.
_NO_CODE = re.compile(
    r"(?:RMB|CNY|USD|HKD|NTD?|TWD|EUR|GBP|JPY|AUD|CAD|SGD|US|HK|Rs|INR|KRW|RM)[ .]?\d[\d.]*[a-z]*"
    r"|\d[\d.,:]*[-.]?(?:[kmbt]n|tr|[mbtr]*illion|thousand|mph|kmh|kph|px|bits?|bytes?|o[CF]"
    r"|[A-Z]?[a-z]{2,})"
)
_MILLIONS = re.compile(r"\s(?:[mbtr]*illion|thousand|crore|lakh)s?\b")
#: Articles 46.1.1, 46.1.2 and 46.1.4
_LEGAL = re.compile(
    r"\b(?:Article|Art|Section|Sec|Clause|Paragraph|Rule|Chapter|Table|Figure|Fig)s?\.?\s"
    r"(?:[\d.]+(?:,|,?\s(?:and|or|to))\s)*\Z"
)


def _is_range(code: str) -> bool:
    """Whether it is a quantity, or a range of them: Q1-Q3, 8am-10pm, 1970s-80s."""
    if _QUANTITY.fullmatch(code):
        return True
    ends = code.split("-")
    return len(ends) == 2 and all(e.isdigit() or _QUANTITY.fullmatch(e) for e in ends)


#: Two hyphens after one of these are a dash.
_PUNCTUATION = tuple(".,!?;:)”’。，！？；：）")


@lru_cache(maxsize=8)
def kept_codes(text: str) -> tuple[Latin, ...]:
    """The codes that a translation keeps: without amounts and what English adds to a code.

    >>> [c.text for c in kept_codes("C99-style, the 19th-century RMB 500, £11million, 5G-related")]
    ['C99', '5G']
    """
    found = []
    for code in latin_codes(text):
        before, after = _BEFORE.match(code.text), _AFTER.search(code.text)
        start = code.start + (len(before[0]) if before else 0)
        end = code.end - (len(after[0]) if after and not code.text.startswith("--") else 0)
        bare = narrow(text[start:end])
        if bare.startswith("--") and text[start - 1 : start] in _PUNCTUATION:
            continue
        if _MILLIONS.match(text, end):
            continue  # N585 million
        if bare[0].isdigit() and _LEGAL.search(text, max(0, start - 60), start):
            continue
        if _NO_CODE.fullmatch(bare) or _is_range(bare) or not _CODE_IN.search(bare):
            continue
        found.append(Latin(text[start:end], start, end, code_key(bare)))
    return tuple(found)


def _holds_code(plain: str) -> bool:
    """Quick test: most texts have none of these."""
    return bool(_DIGIT.search(plain) or "_" in plain or "--" in plain or _FILE_END.search(plain))


def code_key(code: str) -> str:
    """Normalise a code: case, spaces, separators, and the ``v`` and final zeros of a version.

    >>> code_key("ISO 9001:2015"), code_key("v1.2.3"), code_key("1.2.0")
    ('ISO90012015', '1.2.3', '1.2')
    """
    key = _APART.sub("", code.upper())
    key = key[1:] if key[:1] == "V" and key[1:2].isdigit() else key
    return _ZEROS.sub("", key)


def parts(text: str) -> list[str]:
    """Return the parts that codes consist of: runs of letters, in capitals, and numbers.

    >>> parts("ISO/IEC 17025:2017 v1.2.0")
    ['ISO', 'IEC', '17025', '2017', '1.2']
    """
    found = _PARTS.findall(narrow(text).upper())
    return [_ZEROS.sub("", part) for part in found if part != "V"]


@lru_cache(maxsize=8)
def latin_words(text: str) -> tuple[Latin, ...]:
    """Find the Latin words of a text, of two letters or more, outside addresses and codes.

    >>> [w.text for w in latin_words("在Kubernetes v1.2上用Wi-Fi，见www.cqc.cn")]
    ['Kubernetes', 'Wi-Fi']
    """
    if not _ANY_WORD.search(text):
        return ()
    plain = without_addresses(text)
    taken = {at for code in latin_codes(text) for at in range(code.start, code.end)}
    found = []
    for match in _WORD.finditer(plain):
        start, end = match.span()
        if taken and (start in taken or end - 1 in taken):
            continue
        word = match.group().removesuffix("'s")
        if len(word) < 2 or plain[end : end + 1].isdigit() or plain[start - 1 : start].isdigit():
            continue
        found.append(Latin(text[start : start + len(word)], start, start + len(word), fold(word)))
    return tuple(found)


def fold(word: str) -> str:
    """Return a word in lower case and without accents.

    >>> fold("Šafránek")
    'safranek'
    """
    if not word.isascii():
        word = "".join(
            c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c)
        )
    return word.lower()


class Address(NamedTuple):
    """An address, its span, and its ``key``: equal for the same page in two languages."""

    text: str
    start: int
    end: int
    key: str


# Chinese text has no space around an address: it ends with the ASCII characters.
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII)


_URL = re.compile(
    r"(?:https?|ftp)://[!#-;=?-_a-z|~]+"
    r"|(?<![\w@./-])www\.[A-Za-z0-9-]+\.[!#-;=?-_a-z|~]+"
    r"|(?<![\w@./-])(?:[a-z0-9-]+\.)+(?:com|org|net|cn|gov|edu|int|eu|info)(?:\.[a-z]{2})?"
    r"(?![\w@-])(?:/[!#-;=?-_a-z|~]*)?",
    re.ASCII,
)


# Every web address has one of these, or :// or www: a quick test.
_DOMAIN = re.compile(r"\.(?:com|org|net|cn|gov|edu|int|eu|info)")


_TRAILING = ".,;:!?'*|"


_PAIRS = {")": "(", "]": "["}


_LOCALE = r"(?:en|eng|english|zh|chs|cht|chinese|cn)(?:[-_](?:us|gb|cn|tw|hk|hans|hant))?"


_LOCALE_HOST = re.compile(rf"\A(?:www|{_LOCALE})\.(?=[^.]+\.)")


_LOCALE_STEP = re.compile(rf"/{_LOCALE}(?=/|\Z)")


_LOCALE_QUERY = re.compile(rf"[?&](?:lang|language|locale|hl|l)={_LOCALE}(?=&|#|\Z)")


_LOCALE_FILE = re.compile(rf"[-_.]{_LOCALE}(?=\.[a-z]{{2,5}}\Z)")


def urls(text: str) -> list[Address]:
    """Find the web addresses of a text.

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
    """Find the e-mail addresses of a text.

    >>> emails("联系info@Example.org。")
    [Address(text='info@Example.org', start=2, end=18, key='info@example.org')]
    """
    if "@" not in text:
        return []
    return [Address(m.group(), *m.span(), m.group().lower()) for m in _EMAIL.finditer(text)]


def url_key(address: str) -> str:
    """Normalise an address: without protocol, ``www`` and parts that say the language.

    >>> url_key("https://www.iso.org/en/9001/"), url_key("http://zh.iso.org/9001")
    ('iso.org/9001', 'iso.org/9001')
    """
    rest = address.split("://", 1)[-1]
    host, slash, path = rest.partition("/")
    host = _LOCALE_HOST.sub("", _LOCALE_HOST.sub("", host.lower()))
    path = _LOCALE_QUERY.sub("", _LOCALE_FILE.sub("", _LOCALE_STEP.sub("", slash + path.lower())))
    return (host + path).rstrip("/#")


def _trimmed(address: str) -> str:
    """Strip the punctuation of the sentence around an address."""
    while address:
        last = address[-1]
        opening = _PAIRS.get(last)
        if last in _TRAILING or (opening and address.count(opening) < address.count(last)):
            address = address[:-1]
        else:
            break
    return address
