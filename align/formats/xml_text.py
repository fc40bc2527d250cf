"""Text and attributes as they stand in XML."""

from align.formats.report import WriteReport
from align.formats.text import legal


def escaped(text: str) -> str:
    r"""Text that XML may hold, as it is written.

    >>> escaped("a < b]]>\r")
    'a &lt; b]]&gt;&#13;'
    """
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    return text.replace("\r", "&#13;") if "\r" in text else text


def content(text: str, report: WriteReport) -> str:
    """Text of any kind, as it is written; what XML cannot hold is dropped and counted."""
    found = legal(text)
    report.illegal += found.illegal
    return escaped(found.text)


def attribute(value: str, report: WriteReport) -> str:
    r"""The value of an attribute, without its quotation marks.

    >>> attribute('"a"\tb', WriteReport())
    '&quot;a&quot;&#9;b'
    """
    text = content(value, report).replace('"', "&quot;")
    return text.replace("\n", "&#10;").replace("\t", "&#9;")
