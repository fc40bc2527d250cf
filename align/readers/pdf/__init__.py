"""PDF: letters to lines to paragraphs."""

from align.readers.pdf.reader import READER as READER
