"""Text that was read in a wrong encoding, and what it was.

``ftfy`` knows UTF-8 that was read as one of the Western encodings; UTF-8 read as GBK and the
traces of lost text are Chinese matters and stand here.
"""

import re
from typing import NamedTuple

from align.languages.characters import HAN

# What Chinese and English texts hold; only what has more than that is looked at.
_ORDINARY = re.compile(rf"[^\x00-\x7f{HAN}　-〿！-～\u2010-\u2027\u2030-\u205e\u00b7\u00a0]")
# UTF-8's replacement character, or uninitialized memory, read as GBK.
_LOST = re.compile(
    "锟斤拷|斤拷锟|烫烫烫|屯屯屯|锘匡?豢?|銆[\ue000-\uf8ff\ufffd]|鈥[\ue000-\uf8ff\ufffd檚淣滈渰]"
)
# UTF-8's lead bytes of Chinese (E4 … E9) with a continuation byte, read as GBK.
_LEADS = "".join(
    bytes((lead, trail)).decode("gbk", "ignore")
    for lead in range(0xE4, 0xEA)
    for trail in range(0x80, 0xC0)
)
_SUSPECT = re.compile(f"[{_LEADS}]")
_RUN = re.compile(r"[^\x00-\x7f]{2,}")
_HAN = re.compile(f"[{HAN}]")


class Garbled(NamedTuple):
    """A garbled stretch and what it was, empty where that cannot be told."""

    start: int
    end: int
    mended: str


def garbled(text: str) -> list[Garbled]:
    """Where a text was read in a wrong encoding.

    >>> garbled("cafÃ© 质量"), garbled("锟斤拷"), garbled("璐ㄩ噺璁よ瘉")
    ([Garbled(start=0, end=8, mended='café 质量')], [Garbled(start=0, end=3, mended='')], \
[Garbled(start=0, end=6, mended='质量认证')])
    >>> garbled("The café in Málaga — “good”, 质量认证，洌泉、纾困")
    []
    """
    if text.isascii():
        return []
    found = [Garbled(*m.span(), "") for m in _LOST.finditer(text)]
    if not found and _SUSPECT.search(text):
        found = [g for m in _RUN.finditer(text) if (g := _from_gbk(m))]
    if _ORDINARY.search(text):
        from ftfy import badness, fix_encoding

        if badness.is_bad(text):
            mended = fix_encoding(text)
            found.append(Garbled(0, len(text), mended if mended != text else ""))
    return found


def _from_gbk(match: re.Match[str]) -> Garbled | None:
    """A run of characters whose GBK bytes are the UTF-8 of other Chinese characters."""
    data = match[0].encode("gbk", "ignore")
    mended = data.decode("utf-8", "replace")
    good, lost = len(_HAN.findall(mended)), mended.count("\ufffd")
    # bytes that made no character were lost on the way, so a part may stay unreadable
    if good < 2 or good < 2 * lost:
        return None
    whole = not lost and len(data) == len(match[0].encode("gbk", "replace"))
    return Garbled(*match.span(), mended if whole else "")
