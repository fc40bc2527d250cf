"""Word documents: the text as it stands with all changes accepted, notes at the end."""

from pathlib import Path

import pytest
from reading import packed

from align.errors import InputError
from align.files.load import Source
from align.readers import read
from align.readers.docx import read_docx

FILES = Path(__file__).parent / "files"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships'
    '+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)
_NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


def document(body: str, prolog: str = "", more: dict[str, str] | None = None) -> bytes:
    text = f"{prolog}<w:document {_NAMES}><w:body>{body}</w:body></w:document>"
    members = {"document.xml": text, **(more or {})}
    parts = {"[Content_Types].xml": _TYPES, "_rels/.rels": _RELATIONS}
    parts |= {f"word/{name}": content for name, content in members.items()}
    return packed(parts.items())


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def texts(body: str) -> list[str]:
    return [p.text for p in read_docx(Source(document(body), "a.docx"))]


def error(data: bytes) -> str:
    with pytest.raises(InputError) as caught:
        read_docx(Source(data, "a.docx"))
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_saved_by_libreoffice(language: str) -> None:
    table = (FILES / f"docx_release_{language}.tsv").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in table.splitlines()]
    notes = [("footnote", line[2]) for line in lines if len(line) > 2]
    found = [p for p in read(FILES / f"docx_release_{language}.docx") if not p.aside]
    # the header, the footer, the comment and the deletion of the page are not in it
    assert [(p.kind, p.text) for p in found] == [(kind, text) for kind, text, *_ in lines] + notes
    assert found[1].where == "paragraph 2"
    assert found[9].where == "table 1, row 2"


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        (f'{run("CQC ")}<w:ins w:id="1">{run("has ")}</w:ins>{run("grown.")}', "CQC has grown."),
        (
            f'{run("CQC ")}<w:del w:id="1"><w:r><w:delText>not </w:delText></w:r></w:del>'
            f"{run('grew.')}",
            "CQC grew.",
        ),
        (f"<w:sdt><w:sdtContent>{run('认证')}</w:sdtContent></w:sdt>", "认证"),
        (f'{run("see ")}<w:hyperlink w:anchor="x">{run("there")}</w:hyperlink>', "see there"),
        (f"<w:smartTag>{run('北京')}</w:smartTag>{run('市')}", "北京市"),
        ("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t></w:r>", "a b"),
        ("<w:r><w:t>co</w:t><w:noBreakHyphen/><w:t>op</w:t></w:r>", "co\u2011op"),
    ],
)
def test_what_is_text(inner: str, expected: str) -> None:
    assert texts(f"<w:p>{inner}</w:p>") == [expected]


def test_text_boxes() -> None:
    box = f"<w:txbxContent><w:p>{run('in a box')}</w:p></w:txbxContent>"
    shape = f"<w:r><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></w:r>"
    assert sorted(texts(f"<w:p>{run('outside')}{shape}</w:p>")) == ["in a box", "outside"]


def test_a_line_break_ends_a_paragraph() -> None:
    assert texts(f"<w:p>{run('标题')}<w:r><w:br/></w:r>{run('副标题')}</w:p>") == ["标题", "副标题"]


def test_a_title_is_a_heading() -> None:
    styles = (
        f"<w:styles {_NAMES}><w:style w:type='paragraph' w:styleId='a3'>"
        "<w:name w:val='Title'/></w:style></w:styles>"
    )
    relations = _RELATIONS.replace('/officeDocument"', '/styles"').replace(
        "word/document", "styles"
    )
    body = f"<w:p><w:pPr><w:pStyle w:val='a3'/></w:pPr>{run('News')}</w:p>"
    data = document(body, more={"styles.xml": styles, "_rels/document.xml.rels": relations})
    assert [(p.kind, p.text) for p in read_docx(Source(data, "a.docx"))] == [("heading", "News")]


# --- files that are none ---------------------------------------------------------------------


def test_cut_off() -> None:
    data = (FILES / "docx_release_en.docx").read_bytes()
    assert "cut off or damaged" in error(data[: len(data) // 2])


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "save it as .docx"),
        (b"<html><p>Hello", "web page"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><a/>", "web page"),
        (b"{\\rtf1 Hello}", "not a Word document"),
        (b"Hello", "not a Word document"),
        (packed([("mimetype", "application/epub+zip")]), "not a Word document"),
        (packed([("[Content_Types].xml", _TYPES), ("word/other.xml", "<a/>")]), "damaged"),
        (document("<w:p>"), "damaged"),
        (document(""), "no text"),
    ],
)  # fmt: skip
def test_files_other_than_word_documents(data: bytes, what: str) -> None:
    assert what in error(data)


def test_bomb() -> None:
    assert "refused" in error(document(f"<w:p>{run('a' * 60_000_000)}</w:p>"))


def test_entities_are_refused() -> None:
    prolog = '<!DOCTYPE a [<!ENTITY b "boom">]>'
    assert "document type" in error(document(f"<w:p>{run('&b;')}</w:p>", prolog))


def test_excessively_nested_tables() -> None:
    start, end = "<w:tbl><w:tr><w:tc>", "<w:p/></w:tc></w:tr></w:tbl>"
    assert "nested" in error(document(start * 1000 + f"<w:p>{run('a')}</w:p>" + end * 1000))
