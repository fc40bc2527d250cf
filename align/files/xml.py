"""XML from strangers: no entities, no network, no DTD, limited depth."""

from typing import Any

from align.files.load import Source


def parse_xml(source: Source, data: bytes | None = None, *, what: str) -> Any:
    """The root element of ``data`` (by default the whole source); ``what`` names the format.

    Raises :class:`align.errors.InputError` that says where the XML is broken.
    """
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
    )
    try:
        return etree.fromstring(source.data if data is None else data, parser)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        raise source.error(f"not {what}: broken XML in line {line} ({error.msg})") from error
    except ValueError as error:
        raise source.error(f"not {what}: {error}") from error
