"""Whether two documents can be the two sides of a bitext at all: said before any work is done."""

from align.document import Document
from align.errors import InputError
from align.languages import get_language
from align.languages.detection import document_language

#: English characters that stand for one Chinese one, roughly, in any kind of text.
RATIO = 3.3
#: A side that is longer than the other one by more than this is no translation of it.
TOO_LONG = 10.0


def check_documents(en: Document, zh: Document) -> None:
    """Refuse what cannot be aligned: an empty side, a wrong language, one side far too long.

    >>> a = Document.from_sentences(["Good morning."], "en", name="a.txt")
    >>> check_documents(a, Document.from_sentences(["早上好。"], "zh", name="b.txt"))

    Raises :class:`align.errors.InputError`, one line that says what to do.
    """
    check_not_empty(en, zh)
    found = [document_language(document) for document in (en, zh)]
    if found == ["zh", "en"]:
        raise InputError(
            f"{en.name} is Chinese and {zh.name} is English; name the English document first"
        )
    for document, language in zip((en, zh), found, strict=True):
        if language != document.language:
            raise InputError(
                f"{document.name}: expected {get_language(document.language).name}, "
                f"but the text looks {get_language(language).name}"
                + ("; both sides are the same language" if found[0] == found[1] else "")
                + "; pass the two language versions of one document"
            )
    long_en, long_zh = en.characters, zh.characters * RATIO
    for long, short, document, other in ((long_en, long_zh, en, zh), (long_zh, long_en, zh, en)):
        if long > TOO_LONG * short and long > 200:
            raise InputError(
                f"{document.name} is {long / short:.0f} times longer than {other.name} "
                "(measured as translations of each other); these are not two versions of one "
                "document (--force aligns them all the same)"
            )


def check_not_empty(en: Document, zh: Document) -> None:
    """Refuse a side without sentences: there is nothing to align, whatever is forced."""
    for document in (en, zh):
        if not document.sentences:
            raise InputError(f"{document.name}: no sentences in it")
