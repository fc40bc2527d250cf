"""Web pages: the main text, without menus, sidebars and footers."""

from align.document import Paragraph
from align.files.load import Source
from align.readers.base import Reader
from align.readers.html.main import main_elements
from align.readers.html.parse import decode_page, parse_page
from align.readers.html.tree import paragraphs_of


def read_html(source: Source) -> tuple[Paragraph, ...]:
    """The paragraphs of a page's main text; with ``keep_boilerplate``, of all of the page.

    >>> page = "<title>News</title><nav>Home</nav><h1>CQC grows</h1><p>It did, by far.</p>"
    >>> [p.text for p in read_html(Source(page.encode(), "a.html"))]
    ['CQC grows', 'It did, by far.']

    Raises :class:`align.errors.InputError` for what is no text, for a page without any, and for
    one too large or too deep.
    """
    root = parse_page(source, decode_page(source))
    kept = None if source.keep_boilerplate else main_elements(root)
    if found := paragraphs_of(root, kept=kept) or paragraphs_of(root):
        return found
    raise source.error("no text in this page (is it made by a program when it is looked at?)")


READER = Reader(
    "HTML",
    (".html", ".htm", ".shtml", ".xhtml", ".xht"),
    read_html,
    begins=(b"<!DOCTYPE html", b"<!doctype html", b"<html", b"<HTML", b"<!DOCTYPE HTML"),
)
