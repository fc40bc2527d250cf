"""Refuses PDF files that unpack to far more than they are, before pdfium unpacks them."""

import re
import zlib

from align.files.load import Source

#: No text, font or drawing in a PDF file may unpack to more than this, in bytes; …
LARGEST = 32 * 1024 * 1024
#: … what is larger than this may not unpack to more than so many times its size.
SMALL, RATIO = 2 * 1024 * 1024, 100

_STREAM = re.compile(rb"stream\r?\n")


def check_streams(source: Source) -> None:
    """Raise :class:`align.errors.InputError` when a packed part of the file unpacks to too much.

    Pictures are left out: they are large, and never unpacked for their text.
    """
    data = source.data
    for found in _STREAM.finditer(data):
        if data[found.start() - 3 : found.start()] == b"end":
            continue
        begin = data.rfind(b"obj", max(found.start() - 2000, 0), found.start())
        header = data[max(begin, 0) : found.start()]
        if b"/Image" in header or not (times := header.count(b"/FlateDecode")):
            continue
        if _unpacks_to_too_much(data, found.end(), times):
            raise source.error(
                "a PDF file that unpacks to far more text or drawing than a document has, refused"
            )


def _unpacks_to_too_much(data: bytes, start: int, times: int) -> bool:
    end = data.find(b"endstream", start)
    part = memoryview(data)[start : end if end >= 0 else len(data)]
    for _ in range(min(times, 4)):
        packed = len(part)
        unpacker = zlib.decompressobj()
        try:
            part = memoryview(unpacker.decompress(part, LARGEST + 1))
        except zlib.error:  # encrypted, or damaged: pdfium will say
            return False
        if len(part) > LARGEST or len(part) > max(SMALL, RATIO * packed):
            return True
    return False
