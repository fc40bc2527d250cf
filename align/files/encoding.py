"""Detects the encoding of a file and decodes it; doubts go to the log."""

import codecs
import logging
import math
from dataclasses import dataclass

from align.errors import InputError, UsageError
from align.files.likelihood import NOT_ASCII, likelihood
from align.files.load import Source

_log = logging.getLogger(__name__)

#: Below this confidence, the log advises naming the encoding.
SURE = 0.8

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark is the beginning of this one
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
#: Display names; the others are just capitalised.
_NAMES = {"cp950": "Big5", "big5hkscs": "Big5-HKSCS", "cp1252": "Windows-1252"}
# Declared encodings that are often really the superset on the right.
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "cp950"}
_WEB = {**_WIDER, "iso8859-1": "cp1252", "ascii": "cp1252"}  # as browsers do

# Python codecs that no page uses; some of them cannot ignore errors.
_NEVER_DECLARED = ("idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "utf-7")

# Logarithms of how much more frequent each encoding is than the others, where several are possible.
_PRIORS = {
    "gb18030": 0.0,
    "cp1252": 0.0,
    "cp950": -1.0,
    "big5hkscs": -5.0,
    "utf-8": 0.0,
    "utf-16-le": -8.0,
    "utf-16-be": -9.0,
    "utf-32-le": -12.0,
    "utf-32-be": -12.0,
}
_LANGUAGES = {"zh": ("gb18030", "cp950", "big5hkscs"), "en": ("cp1252",)}
_HINT, _DECLARED, _VALID = 1.5, 8.0, 6.0
# Neighbouring characters are not independent: only this share of their evidence counts.
_INDEPENDENT = 0.5
# A text whose characters are less likely than this on average is in another encoding, …
_DOUBTFUL = -11.5
# … or not text at all.
_NONSENSE = -14.5
# Bytes of a long file that are examined, at its beginning and from its first non-ASCII byte on.
_SAMPLE = 1 << 18


@dataclass(frozen=True)
class Detected:
    """``encoding`` is the name of a Python codec, ``confidence`` in [0, 1]."""

    encoding: str
    confidence: float

    @property
    def name(self) -> str:
        """The display name."""
        return _NAMES.get(self.encoding, self.encoding.upper())


def detect(data: bytes, *, declared: str | None = None, language: str | None = None) -> Detected:
    """Detect the encoding of a text from its bytes.

    A byte order mark decides, then valid UTF-8; otherwise GB18030, Big5, Windows-1252 and UTF-16
    are tried, and the one that yields the likeliest text wins. ``declared`` (by a web page, say) is
    accepted if the bytes fit it and nothing else fits clearly better; ``language`` (``"en"``,
    ``"zh"``) decides close cases. ``confidence`` 0 means that the bytes are not text in any
    encoding.

    >>> detect("CQC（中国质量认证中心）".encode("gb18030")).encoding
    'gb18030'
    >>> detect("It’s CQC’s".encode("cp1252"), declared="gb2312").encoding
    'cp1252'
    """
    if bom := _mark(data):
        return Detected(bom[1], 1.0)
    valid = b"\0" not in data and _fits(data, "utf-8")
    if valid and not _accidental(data):
        return Detected("utf-8", 1.0)
    priors = _priors(data, None if valid else declared, language)
    if valid:
        priors["utf-8"] += _VALID
    samples = _samples(data)
    # Encodings that yield the same text do not compete: the first represents them all.
    readings: dict[str, tuple[float, str]] = {}
    for encoding, prior in sorted(priors.items(), key=lambda item: -item[1]):
        text = "\n".join(_decode_loosely(sample, encoding) for sample in samples)
        readings.setdefault(text, (prior, encoding))
    scored = []
    for text, (prior, encoding) in readings.items():
        total, mean = likelihood(text)
        scored.append((prior + total, encoding, mean))
    score, best, mean = max(scored)
    confidence = 1 / sum(math.exp(_INDEPENDENT * (other - score)) for other, _, _ in scored)
    if not (valid and best == "utf-8"):
        # any two bytes are a UTF-16 character, so a doubtful match is no match
        if mean < (_DOUBTFUL if best.startswith(("utf-16", "utf-32")) else _NONSENSE):
            confidence = 0.0
        elif mean < _DOUBTFUL:
            confidence = min(confidence, 0.5)
    return Detected(best, round(confidence, 3))


def _priors(data: bytes, declared: str | None, language: str | None) -> dict[str, float]:
    """Return the encodings to try, each with its prior."""
    priors = dict(_PRIORS)
    if _fits(data, "cp950"):
        del priors["big5hkscs"]  # only for what Big5 lacks: it maps some signs differently
    for encoding in _LANGUAGES.get(language or "", ()):
        if encoding in priors:
            priors[encoding] += _HINT
    wished = _codec(declared, _WEB)
    if wished and not wished.startswith(_NEVER_DECLARED) and _fits(data, wished):
        priors[wished] = priors.get(wished, 0.0) + _DECLARED
    return priors


def decode_bytes(
    data: bytes,
    name: str,
    *,
    encoding: str | None = None,
    declared: str | None = None,
    language: str | None = None,
) -> str:
    """Decode a file that messages call ``name``; the byte order mark is removed.

    ``encoding`` is the one that the user named; without it, :func:`detect` decides, and this module
    logs the result, as a warning if it is uncertain.

    >>> decode_bytes("认证".encode("gbk"), "a.txt")
    '认证'

    Raises :class:`align.errors.InputError` for bytes that do not fit, with the offset of the
    first, and for a file that is not text; :class:`align.errors.UsageError` for an encoding that
    does not exist.
    """
    named = named_codec(encoding)
    bom = _mark(data)
    found = Detected(named, 1.0) if named else detect(data, declared=declared, language=language)
    # for utf-16 and utf-8-sig, the mark says which one exactly
    if bom and (named is None or named.startswith(bom[1][:6])):
        found = Detected(bom[1], 1.0)
        text = _decode_strictly(data, found, name, len(bom[0]), named)
    else:
        text = _decode_strictly(data, found, name, 0, named)
    if "\0" in text:
        raise InputError(f"{name}: not a text file (it contains NUL characters)")
    if named is None:
        _log_encoding(found, name, plain=text.isascii())
    if (at := text.find("\ufffd")) >= 0:
        line = text.count("\n", 0, at) + 1
        _log.warning("%s: line %d contains �: characters were lost earlier", name, line)
    return text


def _log_encoding(found: Detected, name: str, *, plain: bool) -> None:
    if found.confidence < SURE:
        _log.warning(
            "%s: read as %s, which is uncertain (%.2f); if it is wrong, name the encoding with "
            "--encoding",
            name,
            found.name,
            found.confidence,
        )
    else:
        what = "ASCII" if plain else found.name
        _log.info("%s: read as %s (confidence %.2f)", name, what, found.confidence)


def _decode_strictly(data: bytes, found: Detected, name: str, start: int, named: str | None) -> str:
    if found.confidence == 0 or (found.encoding == "utf-8" and named is None and b"\0" in data):
        holds = "it contains NUL bytes" if b"\0" in data else "in no known encoding"
        raise InputError(f"{name}: not a text file ({holds})")
    advice = "name the encoding, for example --encoding gb18030"
    if named or found.encoding != "utf-8":
        advice = "name another one with --encoding, or save the file as UTF-8"
    label = named.upper() if named else found.name
    try:
        return data[start:].decode(found.encoding, _euro(found.encoding))
    except UnicodeDecodeError as error:
        at = error.start + start
        raise InputError(
            f"{name}: not {label} (byte 0x{data[at]:02x} at offset {at}); {advice}"
        ) from None
    except UnicodeError as error:  # UTF-7 and similar codecs give no position
        raise InputError(f"{name}: not {label} ({error})") from None


def _mark(data: bytes) -> tuple[bytes, str] | None:
    """Return the byte order mark that the data begins with, and its encoding."""
    return next(((mark, codec) for mark, codec in _BOMS if data.startswith(mark)), None)


def named_codec(encoding: str | None) -> str | None:
    """Return the codec that the user named.

    >>> named_codec("GBK")
    'gb18030'

    Raises :class:`align.errors.UsageError` if it does not exist.
    """
    if encoding is None:
        return None
    if found := _codec(encoding, _WIDER):
        return found
    raise UsageError(f"unknown encoding {encoding!r}; try utf-8, gb18030, big5 or cp1252")


def _codec(name: str | None, wider: dict[str, str]) -> str | None:
    """Return the most inclusive codec of this name; None if there is none."""
    try:
        found = codecs.lookup(name or "").name
        "".encode(found)  # hex, rot13 and the like are codecs but not encodings
    except (LookupError, ValueError, TypeError):
        return None
    return wider.get(found, found)


def _fits(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding, _euro(encoding))
    except UnicodeError:
        return False
    return True


def _samples(data: bytes) -> list[bytes]:
    """Return the beginning, and the bytes from the first non-ASCII one if that is far away."""
    if len(data) <= 2 * _SAMPLE:
        return [data]
    head = data[:_SAMPLE]
    if not head.isascii():
        return [head]
    step = 1 << 20
    far = next((i for i in range(0, len(data), step) if not data[i : i + step].isascii()), 0)
    part = data[far : far + step]
    start = far + next((i for i, byte in enumerate(part) if byte > 127), 0)
    return [head, data[start & ~3 : start + _SAMPLE]]  # whole UTF-16 and UTF-32 units


def _decode_loosely(data: bytes, encoding: str) -> str:
    """Decode with � for bytes that do not fit; a character cut by the sample is left out."""
    lost = "tmxalign-euro-or-lost" if encoding == "gb18030" else "replace"
    decoder = codecs.getincrementaldecoder(encoding)(lost)
    return decoder.decode(data, final=len(data) < _SAMPLE)


def _accidental(data: bytes) -> bool:
    """Whether GB18030 or Big5 bytes may be valid UTF-8 by chance, as 目前 is Ŀǰ.

    Two characters are now and then; five, or one of three bytes, are not.
    """
    text = data.decode()
    # every non-ASCII byte belongs to a character of two bytes: at most four characters
    return 0 < len(data) - len(text) <= 4 and max(NOT_ASCII.findall(text)) < "\u0800"


def _euro(encoding: str) -> str:
    return "tmxalign-euro" if encoding == "gb18030" else "strict"


def _euro_sign(error: UnicodeError) -> tuple[str, int]:
    """Decode the byte that Windows writes for the euro in GBK, which lacks it."""
    if isinstance(error, UnicodeDecodeError) and error.object[error.start] == 0x80:
        return "€", error.start + 1
    raise error


def _euro_sign_or_lost(error: UnicodeError) -> tuple[str | bytes, int]:
    try:
        return _euro_sign(error)
    except UnicodeError:
        return codecs.replace_errors(error)


codecs.register_error("tmxalign-euro", _euro_sign)
codecs.register_error("tmxalign-euro-or-lost", _euro_sign_or_lost)


def decode(source: Source) -> str:
    r"""Decode a file in ``encoding``, or in the one that its bytes suggest.

    >>> decode(Source("认证".encode("gb18030"), "a.txt"))
    '认证'
    >>> decode(Source("认证".encode("gb18030"), "a.txt", "utf-8"))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    align.errors.InputError: a.txt: not UTF-8 (byte 0xc8 at offset 0); name another one with ...

    Raises what :func:`align.files.encoding.decode_bytes` raises.
    """
    return decode_bytes(
        source.data, source.name, encoding=source.encoding, language=source.language
    )
