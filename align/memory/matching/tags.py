"""Tags that are text: ``<f0>…</f0>`` of OmegaT, ``{1}`` of Phrase, ``<b>`` of a page.

A memory may hold the inline codes of its tool as text. They say nothing about the translation, so a
match need not have the same ones.
"""

import re
from collections import Counter

#: How tags count in a comparison: as text, not at all, or one per cent if they differ.
TAGS = ("penalise", "ignore", "text")
#: What tags that differ cost, in per cent.
PENALTY = 1

_NAMES = (
    "a abbr b bdi bdo big bpt br bx cite code del dfn em ept ex font g hi i img ins it kbd mark "
    "mrk pc ph q s samp small span strike strong sub sup tt u ut var x"
).replace(" ", "|")
_TAG = re.compile(
    rf"""</?(?:(?:{_NAMES})\b|[A-Za-z]{{1,4}}\d{{1,5}}\b|\d{{1,5}}\b)
    (?:\s{{1,9}}[\w:.-]{{1,40}}\s?=\s?(?:"[^"<>]{{0,300}}"|'[^'<>]{{0,300}}')){{0,20}}\s{{0,9}}/?>
    |\{{\d{{1,5}}[>\]}}]|[<\[]\d{{1,5}}\}}""",
    re.VERBOSE,
)


def tags_of(text: str) -> list[str]:
    """Return the tags in a text, in order: ``{0}`` and ``{1}`` may stand for different words.

    >>> tags_of("Click <f0>Save</f0> {1}, a < b {name}.")
    ['<f0>', '</f0>', '{1}']
    """
    return _TAG.findall(text) if "<" in text or "{" in text or "}" in text else []


def fits_tags(segment: str, source: str, target: str) -> bool:
    """Whether a translation has the tags of a segment, and its source has them in the same order.

    >>> fits_tags("{0} of {1}", "{0} of {1}", "{1}的{0}"), fits_tags("{1}{0}", "{0}{1}", "{0}{1}")
    (True, False)
    """
    wanted = tags_of(segment)
    same = tags_of(with_tags_of(segment, source, source)) == wanted
    return same and Counter(tags_of(target)) == Counter(wanted)


def without_tags(text: str) -> str:
    """Return a text without its tags; unchanged if it consists of them.

    >>> without_tags("Click <g id='1'>Save</g>."), without_tags("<x1/>")
    ('Click Save.', '<x1/>')
    """
    if "<" in text or "{" in text or "}" in text:
        bare = _TAG.sub("", text)
        return bare if bare.strip() else text
    return text


def with_tags_of(segment: str, source: str, target: str) -> str:
    """Return the target of a match without the tags that its source has and the segment has not.

    >>> with_tags_of("Click Save.", "Click <f0>Save</f0>.", "点击<f0>保存</f0>。")
    '点击保存。'
    """
    lacking = Counter(tags_of(source)) - Counter(tags_of(segment))
    if not lacking:
        return target

    def kept(tag: re.Match[str]) -> str:
        if lacking[tag[0]] <= 0:
            return tag[0]
        lacking[tag[0]] -= 1
        return ""

    return _TAG.sub(kept, target)
