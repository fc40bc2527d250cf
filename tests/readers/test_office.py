"""OpenDocument, RTF, slides, old office files: what is text, what is set aside, what is refused."""

import shutil
from pathlib import Path

import pytest
from reading import packed
from witnesses.word import packed_package

from align.errors import InputError
from align.files.load import Source
from align.readers import read
from align.readers.office import old_office
from align.readers.office.odt import read_odt
from align.readers.office.old_office import read_doc, read_ppt
from align.readers.office.pptx import read_pptx
from align.readers.office.rtf import read_rtf

FILES = Path(__file__).parent / "files"
_OFFICE = "http://schemas.openxmlformats.org/"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"


@pytest.mark.parametrize("suffix", ["odt", "rtf"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_saved_by_libreoffice(suffix: str, language: str) -> None:
    table = (FILES / f"docx_release_{language}.tsv").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in table.splitlines()]
    notes = [("footnote", line[2]) for line in lines if len(line) > 2]
    everything = read(FILES / f"{suffix}_release_{language}.{suffix}")
    found = [p for p in everything if not p.aside]
    assert [(p.kind, p.text) for p in found] == [(kind, text) for kind, text, *_ in lines] + notes
    assert (found[1].where, found[9].where) == ("paragraph 2", "table 1, row 2")
    assert found[-1].where == "footnote 2"
    assert {(p.text, p.aside) for p in everything} >= {
        ("PAGE HEADER", "running heads"),
        ("PAGE FOOTER", "running heads"),
        ("COMMENT", "comments"),
        ("DELETED", "deleted text"),
    }


# --- OpenDocument ----------------------------------------------------------------------------

_NAMES = (
    f'xmlns:office="{_OASIS}:office:1.0" xmlns:text="{_OASIS}:text:1.0" '
    f'xmlns:table="{_OASIS}:table:1.0" xmlns:draw="{_OASIS}:drawing:1.0" '
    f'xmlns:style="{_OASIS}:style:1.0" xmlns:svg="{_OASIS}:svg-compatible:1.0" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:math="http://www.w3.org/1998/Math/MathML"'
)


def odt(body: str, more: dict[str, str] | None = None, styles: str = "") -> bytes:
    automatic = f"<office:automatic-styles>{styles}</office:automatic-styles>"
    text = (
        f"<office:document-content {_NAMES}>{automatic}<office:body><office:text>{body}"
        "</office:text></office:body></office:document-content>"
    )
    return packed([("content.xml", text), *(more or {}).items()])


def texts_of_odt(body: str, **options: str) -> list[tuple[str, str]]:
    return [(p.text, p.aside) for p in read_odt(Source(odt(body, **options), "a.odt"))]  # type: ignore[arg-type]


_RUBY = (
    "<text:ruby><text:ruby-base>港</text:ruby-base><text:ruby-text>gǎng</text:ruby-text>"
    "</text:ruby>"
)
_BOX = "<draw:frame><draw:text-box><text:p>boxed</text:p></draw:text-box></draw:frame>"
_FORMULA = "<draw:object><math:math><math:mi>x</math:mi></math:math></draw:object>"


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("a<text:s text:c='3'/>b<text:tab/>c", [("a b c", "")]),
        ("one<text:line-break/>two", [("one", ""), ("two", "")]),
        ("Figure <text:sequence>3</text:sequence>: Layout", [("Figure 3: Layout", "")]),
        (f"{_RUBY}口", [("港口", ""), ("gǎng", "readings")]),
        (f"around{_BOX} it", [("around it", ""), ("boxed", "")]),
        (f"where {_FORMULA}is small", [("where is small", ""), ("x", "formulas")]),
        ("seen <text:span text:style-name='T1'>unseen </text:span>seen",
         [("seen seen", ""), ("unseen", "hidden text")]),
        ("quay\u00adside", [("quayside", ""), ("\u00ad", "invisible characters")]),
    ],
)  # fmt: skip
def test_text_of_an_opendocument(inner: str, expected: list[tuple[str, str]]) -> None:
    style = (
        '<style:style style:name="T1"><style:text-properties text:display="none"/></style:style>'
    )
    assert texts_of_odt(f"<text:p>{inner}</text:p>", styles=style) == expected


def test_indexes_and_hidden_sections_of_an_opendocument() -> None:
    index = "<text:index-body><text:p>Terms 4</text:p></text:index-body>"
    contents = f"<text:table-of-content>{index}</text:table-of-content>"
    section = '<text:section text:display="none"><text:p>Draft.</text:p></text:section>'
    assert texts_of_odt(f"{contents}{section}<text:h>Terms</text:h>") == [
        ("Terms 4", "navigation"), ("Draft.", "hidden text"), ("Terms", ""),
    ]  # fmt: skip


def test_a_bilingual_table_of_an_opendocument() -> None:
    rows = [("原文", "译文"), ("船到了。", "The ship is here."), ("请开门。", "Open the door.")]
    inner = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{c}</text:p></table:table-cell>" for c in row)
        + "</table:table-row>"
        for row in rows
    )
    found = read_odt(Source(odt(f"<table:table>{inner}</table:table>"), "a.odt"))
    assert [p.key or p.aside for p in found] == [
        "heading row", "heading row", *["table 1, row 2"] * 2, *["table 1, row 3"] * 2,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "empty"),
        (b"PK\x03\x04 and no more", "cut off or damaged"),
        (b"<html><p>Hello", "web page"),
        (packed([("mimetype", "application/epub+zip")]), "not an OpenDocument text"),
        (odt("<text:p>"), "damaged"),
        (odt(""), "no text"),
        (odt("<text:p>a</text:p>", {"META-INF/manifest.xml": "<m:encryption-data/>"}), "password"),
        (packed([("content.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')]), "document type"),
    ],
)  # fmt: skip
def test_files_other_than_opendocuments(data: bytes, what: str) -> None:
    with pytest.raises(InputError, match=what):
        read_odt(Source(data, "a.odt"))


# --- RTF -------------------------------------------------------------------------------------

_HEAD = (
    rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset134 B;}{\f2\fcharset136 C;}}"
    rb"{\stylesheet{\s0 Normal;}{\s1\b heading 1;}}"
)


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        (rb"The \b quay\b0  is open.\par", [("The quay is open.", "")]),
        (rb"\f1 \'b8\'db\'bf\'da\f0  (caf\'e9)", [("港口 (café)", "")]),
        (rb"\f2 \'b4\'e4\'a4\'66", [("港口", "")]),
        (rb"\u28207?\u21475?", [("港口", "")]),
        (rb"\uc2\u28207\'b8\'db\uc0\u21475 .", [("港口.", "")]),
        (rb"\u-10179?\u-8704? emoji", [("\U0001f600 emoji", "")]),
        (rb"\ldblquote One\rdblquote\emdash two\_b\~c", [("“One”—two\u2011b c", "")]),
        (rb"one\line two", [("one", ""), ("two", "")]),
        (rb"seen {\v unseen }seen", [("seen seen", ""), ("unseen", "hidden text")]),
        (rb"the {\deleted old }new", [("the new", ""), ("old", "deleted text")]),
        (rb"see {\field{\*\fldinst REF a}{\fldrslt part 3}}.", [("see part 3.", "")]),
        (rb"{\field{\*\fldinst EQ \\o(\\s\\up 9(gang),\u28207?)}{\fldrslt }}\u21475?",
         [("港口", ""), ("gang", "readings")]),
        (rb"a{\*\bkmkstart x}b{\pict\picw1 00ff}c", [("abc", "")]),
        (rb"a{\footnote\pard {\super\chftn} note}b", [("ab", ""), ("note", "")]),
        (rb"a{\shp{\*\shpinst{\shptxt boxed}}{\shprslt{\*\do{\dptxbxtext boxed}}}}b",
         [("ab", ""), ("boxed", ""), ("boxed", "repeated text")]),
        (rb"{\listtext 1.\tab}item", [("item", ""), ("1.", "list marks")]),
        (rb"{\bin3 }}}x}y", [("xy", "")]),
    ],
)  # fmt: skip
def test_text_of_rtf(inner: bytes, expected: list[tuple[str, str]]) -> None:
    found = read_rtf(Source(_HEAD + inner + b"}", "a.rtf"))
    assert [(p.text, p.aside) for p in found] == expected


def test_kinds_and_tables_of_rtf() -> None:
    rows = rb"\trowd \pard\intbl A\cell \pard\intbl B\cell\row" * 2
    inner = rb"\pard\s1 Head\par\pard\ls1 {\listtext 1.}Item\par" + rows + rb"\pard After\par"
    found = [p for p in read_rtf(Source(_HEAD + inner + b"}", "a.rtf")) if not p.aside]
    cells = [("A", "cell"), ("B", "cell")] * 2
    assert [(p.text, p.kind) for p in found] == [
        ("Head", "heading"), ("Item", "list"), *cells, ("After", "text"),
    ]  # fmt: skip
    assert found[5].where == "table 1, row 2"


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b" ", "empty"),
        (b"Hello", "not an RTF file"),
        (_HEAD + b"The quay is", "cut off"),
        (_HEAD + b"}", "no text"),
        (_HEAD + b"{" * 3000, "nested"),
    ],
)
def test_files_other_than_rtf(data: bytes, what: str) -> None:
    with pytest.raises(InputError, match=what):
        read_rtf(Source(data, "a.rtf"))


# --- slides ----------------------------------------------------------------------------------

_SLIDE = (
    f'xmlns:p="{_OFFICE}presentationml/2006/main" xmlns:a="{_OFFICE}drawingml/2006/main" '
    f'xmlns:r="{_OFFICE}officeDocument/2006/relationships"'
)


def shape(text: str, kind: str = "") -> str:
    holder = f'<p:nvPr><p:ph type="{kind}"/></p:nvPr>' if kind else ""
    return f"<p:sp>{holder}<p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"


def slides(*contents: str, more: dict[str, str] | None = None) -> bytes:
    parts = {
        f"ppt/slides/slide{n}.xml": f"<p:sld {_SLIDE}{content}</p:sld>"
        for n, content in enumerate(contents, start=1)
    }
    order = "".join(f'<p:sldId id="{n}" r:id="r{n}"/>' for n in range(len(contents), 0, -1))
    parts["ppt/presentation.xml"] = f"<p:presentation {_SLIDE}>{order}</p:presentation>"
    relations = [("slide", f"slides/slide{n}.xml") for n in range(1, len(contents) + 1)]
    return packed_package(parts | (more or {}), relations, "ppt/presentation.xml")


def test_slides_in_their_order_with_notes() -> None:
    note = shape("Say this.", "body") + shape("1", "sldNum")
    master = shape("Click here", "title") + shape("Harbour Ltd")
    notes = {
        "ppt/slides/_rels/slide1.xml.rels": f'<Relationships xmlns="{_OFFICE}package/2006/'
        f'relationships"><Relationship Id="r1" Type="{_OFFICE}officeDocument/2006/relationships/'
        'notesSlide" Target="../notes/n.xml"/></Relationships>',
        "ppt/notes/n.xml": f"<p:notes {_SLIDE}>{note}</p:notes>",
        "ppt/slideMasters/m.xml": f"<p:m {_SLIDE}>{master}</p:m>",
    }
    first = f">{shape('The harbour', 'title')}{shape('It is winter.')}{shape('Draft', 'ftr')}"
    data = slides(
        first, f">{shape('码头', 'ctrTitle')}", f' show="0">{shape("Spare.")}', more=notes
    )
    found = read_pptx(Source(data, "a.pptx"))
    assert [(p.text, p.kind, p.aside, p.where) for p in found] == [
        ("Spare.", "text", "hidden text", "slide 1"),
        ("码头", "heading", "", "slide 2"),
        ("The harbour", "heading", "", "slide 3"),
        ("It is winter.", "text", "", "slide 3"),
        ("Draft", "text", "running heads", "slide 3"),
        ("Say this.", "text", "", "slide 3, notes"),
        ("1", "text", "page numbers", "slide 3, notes"),
        ("Click here", "heading", "markup", "m.xml"),
        ("Harbour Ltd", "text", "running heads", "m.xml"),
    ]


def test_a_bilingual_table_on_a_slide() -> None:
    def cell(text: str) -> str:
        return f"<a:tc><a:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></a:txBody></a:tc>"

    rows = [("船到了。", "The ship is here."), ("请开门。", "Open the door.")]
    inner = "".join(f"<a:tr>{cell(a)}{cell(b)}</a:tr>" for a, b in rows)
    found = read_pptx(Source(slides(f"><a:tbl>{inner}</a:tbl>"), "a.pptx"))
    assert [p.key for p in found] == ["table 1, row 1"] * 2 + ["table 1, row 2"] * 2


def test_files_other_than_presentations() -> None:
    for data, what in (
        (b"", "empty"),
        (packed([("a", "b")]), "not a presentation"),
        (slides(">"), "no text"),
    ):
        with pytest.raises(InputError, match=what):
            read_pptx(Source(data, "a.pptx"))


# --- old files -------------------------------------------------------------------------------

_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def test_an_old_file_without_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(old_office, "PROGRAMS", ("no such program",))
    with pytest.raises(InputError, match=r"install LibreOffice, or save it as \.docx"):
        read_doc(Source(_OLD, "a.doc"))
    with pytest.raises(InputError, match=r"install LibreOffice, or save it as \.pptx"):
        read_ppt(Source(_OLD, "a.ppt"))


@pytest.mark.parametrize(
    "data",
    [
        rb"{\rtf1 The quay is open.}",
        b"<html><body><p>The quay is open.</p></body></html>",
    ],
)
def test_what_calls_itself_an_old_file(data: bytes) -> None:
    assert [p.text for p in read_doc(Source(data, "a.doc"))] == ["The quay is open."]


@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice")
def test_an_old_file_by_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    new = read(FILES / "docx_release_en.docx")
    old = read(FILES / "doc_release_en.doc")
    assert [p.text for p in old if not p.aside] == [p.text for p in new if not p.aside]
    with pytest.raises(InputError, match=r"save it as \.docx"):
        read_doc(Source(_OLD, "a.doc"))
    monkeypatch.setattr(old_office, "PATIENCE", 0)
    with pytest.raises(InputError, match="took more than 0 s"):
        read_doc(Source(_OLD, "a.doc"))
