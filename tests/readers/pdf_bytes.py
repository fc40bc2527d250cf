"""Small PDF files, byte by byte, for what no office program writes."""

from collections.abc import Sequence


def pdf(*pages: str, mapped: Sequence[tuple[str, str]] = (), packed: bytes = b"") -> bytes:
    """A PDF with these page contents and one font, F; ``mapped``: what its letters stand for.

    ``packed``: the content of one more page, compressed.
    """
    lines = "\n".join(f"<{ord(a):02x}> <{b.encode('utf-16-be').hex()}>" for a, b in mapped)
    to_unicode = (
        "/CIDInit /ProcSet findresource begin begincmap /CMapName /X def\n"
        "1 begincodespacerange <00> <ff> endcodespacerange\n"
        f"{len(mapped)} beginbfchar\n{lines}\nendbfchar endcmap end"
    )
    font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica" + ("/ToUnicode 4 0 R" if mapped else "")
    contents = [_stream(page.encode("latin-1")) for page in pages]
    if packed:
        contents.append(_stream(packed, "/Filter/FlateDecode"))
    kids = " ".join(f"{5 + 2 * n} 0 R" for n in range(len(contents)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(contents)}>>".encode(),
        f"{font}>>".encode(),
        _stream(to_unicode.encode()),
    ]
    for number, content in enumerate(contents):
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {6 + 2 * number} 0 R"
            "/Resources<</Font<</F 3 0 R>>>>>>".encode()
        )
        objects.append(content)
    return _file(objects)


def text(*lines: tuple[float, float, str], size: float = 12) -> str:
    """A page's content: texts with the place where they begin, from the left and from below."""
    shown = " ".join(f"1 0 0 1 {x} {y} Tm ({line}) Tj" for x, y, line in lines)
    return f"BT /F {size} Tf {shown} ET"


#: A page with nothing but a picture of one grey point.
PICTURE = "100 0 0 100 72 600 cm BI /W 1 /H 1 /CS /G /BPC 8 ID x EI"


def _stream(data: bytes, more: str = "") -> bytes:
    return f"<<{more}/Length {len(data)}>>stream\n".encode() + data + b"\nendstream"


def _file(objects: Sequence[bytes]) -> bytes:
    out, places = b"%PDF-1.5\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size, start = len(objects) + 1, len(out)
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer<</Size {size}/Root 1 0 R>>\n"
    return out + f"{end}startxref\n{start}\n%%EOF\n".encode()
