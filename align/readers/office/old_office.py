"""Files of old office programs (.doc, .ppt): converted by LibreOffice, where it is installed."""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import replace

from align.document import Paragraph
from align.files.load import Source
from align.files.temporary import TemporaryFolder
from align.readers.base import Reader
from align.readers.html import read_html
from align.readers.office.docx import read_docx
from align.readers.office.package import OLE
from align.readers.office.pptx import read_pptx
from align.readers.office.rtf import read_rtf

#: Names of the program, and seconds that it may take.
PROGRAMS, PATIENCE = ("soffice", "libreoffice"), 180

# The root of XML that Word saves in one file.
_WORD_XML = re.compile(rb"<(?:w:wordDocument|pkg:package)\b")


def read_doc(source: Source) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a Word document of before 2007.

    Many files with this suffix are RTF, web pages, or Word documents of today: they are read as
    such. XML of Word in one file is converted, too.

    >>> read_doc(Source(rb"{\\rtf1 The quay is open.}", "a.doc"))[0].text
    'The quay is open.'

    Raises :class:`align.errors.InputError` if LibreOffice is missing or cannot read the file.
    """
    data = source.data.lstrip(b"\xef\xbb\xbf \t\r\n")
    if data.startswith(b"{\\rtf"):
        return read_rtf(source)
    if data[:1] == b"<" and not _WORD_XML.search(data[:3000]):
        return read_html(source)
    return _converted(source, "an old Word file (.doc)", ".docx", read_docx)


def read_ppt(source: Source) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a presentation of before 2007, as :func:`read_pptx` does.

    Raises :class:`align.errors.InputError` if LibreOffice is missing or cannot read the file.
    """
    return _converted(source, "an old presentation (.ppt)", ".pptx", read_pptx)


def _converted(
    source: Source,
    what: str,
    suffix: str,
    read: Callable[[Source], tuple[Paragraph, ...]],
) -> tuple[Paragraph, ...]:
    if not source.data.startswith(OLE) and not _WORD_XML.search(source.data[:3000]):
        return read(source)  # that is what it is, or an error
    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        raise source.error(f"{what}: install LibreOffice, or save it as {suffix}")
    with TemporaryFolder() as temporary:
        folder = temporary.path
        old = folder / f"document{suffix[:4]}"
        old.write_bytes(source.data)
        command = [
            program, "--headless", "--norestore", "--nolockcheck",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--convert-to", suffix[1:], "--outdir", str(folder), str(old),
        ]  # fmt: skip
        try:
            _run(command)
            data = old.with_suffix(suffix).read_bytes()
        except subprocess.TimeoutExpired:
            raise source.error(
                f"{what}: LibreOffice took more than {PATIENCE} s; save it as {suffix}"
            ) from None
        except OSError:
            raise source.error(
                f"{what} that LibreOffice cannot read; if it has a password, remove it, "
                f"or save it as {suffix}"
            ) from None
    return read(replace(source, data=data))


def _run(command: Sequence[str]) -> None:
    """Run a program; when it takes too long, or this one ends, end it with all that it began."""
    output = subprocess.DEVNULL
    with subprocess.Popen(
        command, stdin=output, stdout=output, stderr=output, start_new_session=True
    ) as process:
        try:
            process.wait(PATIENCE)
        except BaseException:
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
            raise


WORD = Reader("Word before 2007", (".doc", ".dot"), read_doc)
SLIDES = Reader("PowerPoint before 2007", (".ppt", ".pps"), read_ppt)
