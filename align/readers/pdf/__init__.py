"""PDF: characters → runs → lines → paragraphs."""

from align.readers.pdf.reader import READER as READER
