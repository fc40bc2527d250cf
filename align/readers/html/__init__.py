"""Web pages: the text of the page without its navigation."""

from align.readers.html.reader import READER as READER
