"""Classes of characters: Chinese ones, wide ones, those of other scripts, full-width forms.

The constants are contents of a character class, for use inside ``[...]`` of a pattern.
"""

import re

#: Han characters: 〇, the unified ideographs with all extensions, compatibility ideographs. (As
#: escapes: the first compatibility ideograph, typed, is easily normalised to a unified one.)
HAN = r"\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U00033fff"
#: Characters as wide as they are high, which no space separates: ideographs and their radicals,
#: kana, CJK punctuation, full-width forms.
WIDE = r"\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
#: Letters of scripts other than Latin and Han, by script. Greek is left out: formulas use it.
OTHER_SCRIPTS = {
    "Japanese": r"\u3041-\u3096\u30a1-\u30fa",
    "Korean": r"\u1100-\u11ff\uac00-\ud7a3",
    "Cyrillic": r"\u0400-\u052f",
    "Arabic": r"\u0600-\u06ff\u0750-\u077f",
    "Hebrew": r"\u05d0-\u05ea",
    "Thai": r"\u0e01-\u0e5b",
    "Indic": r"\u0900-\u0dff",
}
#: All of those and what lies between them: for a quick test.
ANY_OTHER_SCRIPT = r"\u0400-\u052f\u05d0-\u0e5b\u1100-\u11ff\u3041-\u30fa\uac00-\ud7a3"

_FULL_WIDTH = re.compile("[０-９％．／－＋＄Ａ-Ｚａ-ｚ]")
_TO_HALF_WIDTH = {code: code - 0xFEE0 for code in map(ord, "０１２３４５６７８９％．／－＋＄")}
_TO_HALF_WIDTH |= {
    code: code - 0xFEE0 for first in "Ａａ" for code in range(ord(first), ord(first) + 26)
}


def half_width(text: str) -> str:
    """Replace full-width digits, letters and the signs in them; every offset stays valid.

    >>> half_width("增长３５．５％，ＣＱＣ")
    '增长35.5%，CQC'
    """
    if text.isascii() or not _FULL_WIDTH.search(text):
        return text
    return text.translate(_TO_HALF_WIDTH)
