"""Which characters are Chinese."""

import re

#: Unified ideographs with all extensions, and 〇, for use inside ``[...]`` of a pattern.
HAN = "〇㐀-䶿一-鿿豈-﫿𠀀-𳿿"


_FULL = re.compile("[０-９％．／－＋＄Ａ-Ｚａ-ｚ]")


_HALF = {code: code - 0xFEE0 for code in map(ord, "０１２３４５６７８９％．／－＋＄")}


_HALF |= {code: code - 0xFEE0 for first in "Ａａ" for code in range(ord(first), ord(first) + 26)}


def half_width(text: str) -> str:
    """The same text with half-width digits, letters and signs in them; as long as before.

    >>> half_width("增长３５．５％，ＣＱＣ")
    '增长35.5%，CQC'
    """
    if text.isascii() or not _FULL.search(text):
        return text
    return text.translate(_HALF)
