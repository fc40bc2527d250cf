"""What text must look like in any output: one line, no character that breaks a receiver."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from align.alignment import Alignment

# The complement of Char in XML 1.0. Lone surrogates are in it, emoji are not.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BREAK = re.compile("[\t\n\r\x0b\x0c\x85\u2028\u2029]")
_SPACE = re.compile(r"\s+")


class Clean(NamedTuple):
    """A cleaned text, and how many characters were dropped from it."""

    text: str
    illegal: int


def clean(text: str) -> Clean:
    """``text`` on one line, trimmed, with nothing in it that XML 1.0 forbids.

    White space that holds a line break or a tab becomes one space; other white space,
    an ideographic space too, stays as it is. A vertical tab or a form feed is illegal
    and counts as dropped, but it is a line break, so a space stands for it.

    >>> clean(" one\\n two\\x00 😀 ")
    Clean(text='one two 😀', illegal=1)
    """
    if text.isprintable():  # nearly always
        return Clean(text.strip(), 0)
    text, illegal = legal(text)
    if _BREAK.search(text):
        text = _SPACE.sub(lambda m: " " if _BREAK.search(m[0]) else m[0], text)
    return Clean(text.strip(), illegal)


def legal(text: str) -> Clean:
    r"""``text`` without what XML 1.0 forbids; line breaks stay.

    >>> legal("a\x01b\n")
    Clean(text='ab\n', illegal=1)
    """
    if text.isprintable() or not _ILLEGAL.search(text):  # nearly always
        return Clean(text, 0)
    illegal = len(_ILLEGAL.findall(text))
    return Clean(_ILLEGAL.sub("", text.replace("\x0b", "\n").replace("\x0c", "\n")), illegal)


def document_name(alignment: "Alignment") -> str:
    """What to call an alignment: the name of both documents, or both names.

    >>> from align.alignment import Alignment
    >>> from align.document import Document
    >>> en = Document.from_sentences([], "en", name="a.en.txt")
    >>> document_name(Alignment(en, Document.from_sentences([], "zh", name="a.zh.txt"), ()))
    'a.en.txt | a.zh.txt'
    """
    names = dict.fromkeys(clean(d.name).text for d in (alignment.en, alignment.zh))
    return " | ".join(name for name in names if name)


def each(alignments: "Alignment | Iterable[Alignment]") -> "Iterable[Alignment]":
    """One alignment or many, as many. (An alignment is itself iterable: over its beads.)"""
    from align.alignment import Alignment

    return (alignments,) if isinstance(alignments, Alignment) else alignments
