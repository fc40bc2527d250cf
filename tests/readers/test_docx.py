"""Word documents: the text as it stands with all changes accepted, notes at the end."""

import io
import zipfile
from pathlib import Path

import pytest
from reading import packed

from align.errors import InputError
from align.files.load import Source
from align.readers import read
from align.readers.office.docx import read_docx

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
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
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


def found(body: str, more: dict[str, str] | None = None) -> list[tuple[str, str]]:
    """Every text with the reason why it is set aside."""
    data = document(body, more=related(more or {}))
    return [(p.text, p.aside) for p in read_docx(Source(data, "a.docx"))]


def texts(body: str) -> list[str]:
    return [text for text, aside in found(body) if not aside]


def related(parts: dict[str, str]) -> dict[str, str]:
    """The parts, and the relations of the document to them: r1, r2 … of the type of their name."""
    kinds = [name.partition(".")[0].rstrip("123") for name in parts]
    relations = "".join(
        f'<Relationship Id="r{n}" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        f'relationships/{kind}" Target="{name}"/>'
        for n, (kind, name) in enumerate(zip(kinds, parts, strict=True), start=1)
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    whole = f'<Relationships xmlns="{space}">{relations}</Relationships>'
    return {**parts, "_rels/document.xml.rels": whole}


def part(name: str, inner: str) -> str:
    return f"<w:{name} {_NAMES}>{inner}</w:{name}>"


def field(code: str, result: str) -> str:
    marks = [
        f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
    ]
    code = f"<w:r><w:instrText> {code} </w:instrText></w:r>"
    return f"{marks[0]}{code}{marks[1]}{result}{marks[2]}"


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
    everything = read(FILES / f"docx_release_{language}.docx")
    found = [p for p in everything if not p.aside]
    assert [(p.kind, p.text) for p in found] == [(kind, text) for kind, text, *_ in lines] + notes
    assert found[1].where == "paragraph 2"
    assert found[9].where == "table 1, row 2"
    assert found[-1].where == "footnote 2"
    aside = {(p.text, p.aside) for p in everything if p.aside}
    assert aside == {
        ("PAGE HEADER", "running heads"),
        ("PAGE FOOTER", "running heads"),
        ("COMMENT", "comments"),
        ("DELETED", "deleted text"),
    }


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


@pytest.mark.parametrize(
    ("style", "own", "kind"),
    [
        ("<w:name w:val='Title'/>", "", "heading"),
        ("<w:name w:val='heading 2'/>", "", "heading"),
        ("<w:name w:val='标题 1'/>", "", "heading"),
        ("<w:name w:val='Ours'/><w:pPr><w:outlineLvl w:val='1'/></w:pPr>", "", "heading"),
        ("<w:name w:val='Ours'/><w:basedOn w:val='base'/>", "", "heading"),
        ("<w:name w:val='Body'/>", "<w:outlineLvl w:val='0'/>", "heading"),
        ("<w:name w:val='Body'/>", "<w:numPr><w:numId w:val='1'/></w:numPr>", "list"),
        ("<w:name w:val='List Bullet'/><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr>", "",
         "list"),
        ("<w:name w:val='caption'/>", "", "caption"),
        ("<w:name w:val='Body'/>", "<w:outlineLvl w:val='9'/>", "text"),
    ],
)  # fmt: skip
def test_kinds_of_paragraphs(style: str, own: str, kind: str) -> None:
    inner = (
        f"<w:style w:type='paragraph' w:styleId='a3'>{style}</w:style>"
        "<w:style w:type='paragraph' w:styleId='base'><w:name w:val='heading 1'/></w:style>"
    )
    body = f"<w:p><w:pPr><w:pStyle w:val='a3'/>{own}</w:pPr>{run('News')}</w:p>"
    data = document(body, more=related({"styles.xml": part("styles", inner)}))
    assert [(p.kind, p.text) for p in read_docx(Source(data, "a.docx"))] == [(kind, "News")]


# --- what is set aside -----------------------------------------------------------------------

_SIMPLE = (
    '<w:fldSimple w:instr=" MERGEFIELD Client "><w:r><w:t>Harbour Trading Ltd</w:t></w:r>'
    "</w:fldSimple>"
)
_IF = field("IF " + field("REF a", ""), run("Monday") + field("DATE", run(" noon")))
_RUBY = f"<w:ruby><w:rt>{run('gǎng')}</w:rt><w:rubyBase>{run('港')}</w:rubyBase></w:ruby>"
_SUM = "<m:oMath><m:r><m:t>E=m</m:t></m:r><m:r><m:t>c</m:t></m:r></m:oMath>"


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        (f"{run('The supplier is ')}{_SIMPLE}{run('.')}", "The supplier is Harbour Trading Ltd."),
        (f"{run('Figure ')}{field('SEQ Figure', run('3'))}{run(': Layout')}", "Figure 3: Layout"),
        (f"{run('见')}{field('REF _Ref1', run('图3'))}{run('。')}", "见图3。"),
        (f"{run('on ')}{_IF}", "on Monday noon"),
        (f"{run('where ')}{_SUM}{run(' is small')}", "where E=mc is small"),
    ],
)  # fmt: skip
def test_results_of_fields_and_formulas_in_a_sentence_are_text(inner: str, expected: str) -> None:
    assert found(f"<w:p>{inner}</w:p>") == [(expected, "")]


@pytest.mark.parametrize(
    ("inner", "text", "aside", "reason"),
    [
        (f"<m:oMathPara>{_SUM}</m:oMathPara>", "", "E=mc", "formulas"),
        (f"<w:r>{_RUBY}</w:r>", "港", "gǎng", "readings"),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>draft</w:t></w:r>", "", "draft", "hidden text"),
        ("<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>shown</w:t></w:r>", "shown", "", ""),
        (f"<w:moveFrom w:id='1'>{run('moved')}</w:moveFrom>", "", "moved", "deleted text"),
        (
            "<w:r><w:footnoteReference w:customMarkFollows='1' w:id='9'/><w:t>*</w:t></w:r>",
            "", "*", "note marks",
        ),
        ("<w:r><w:t>quay\u00adside</w:t></w:r>", "quayside", "\u00ad", "invisible characters"),
    ],
)  # fmt: skip
def test_what_is_set_aside_from_a_sentence(inner: str, text: str, aside: str, reason: str) -> None:
    expected = [(f"Before {text}after.", ""), *([(aside, reason)] if aside else [])]
    assert found(f"<w:p>{run('Before ')}{inner}{run('after.')}</w:p>") == expected


def test_hidden_by_style() -> None:
    style = '<w:style w:type="{}" w:styleId="h"><w:rPr><w:vanish/></w:rPr></w:style>'
    for kind, body in (
        ("character", "<w:p><w:r><w:rPr><w:rStyle w:val='h'/></w:rPr><w:t>a</w:t></w:r></w:p>"),
        ("paragraph", f"<w:p><w:pPr><w:pStyle w:val='h'/></w:pPr>{run('a')}</w:p>"),
    ):
        styles = {"styles.xml": part("styles", style.format(kind))}
        assert found(f"{body}<w:p>{run('b')}</w:p>", styles) == [("a", "hidden text"), ("b", "")]


def test_a_choice_is_read_once() -> None:
    box = f"<w:txbxContent><w:p>{run('in a box')}</w:p></w:txbxContent>"
    both = (
        "<mc:AlternateContent><mc:Choice>{}</mc:Choice><mc:Fallback>{}</mc:Fallback>"
        "</mc:AlternateContent>"
    )
    outside = ("outside", "")
    assert found(f"<w:p>{run('outside')}<w:r>{both.format(box, box)}</w:r></w:p>") == [
        outside, ("in a box", ""), ("in a box", "repeated text"),
    ]  # fmt: skip
    assert found(f"<w:p>{run('outside')}<w:r>{both.format('', box)}</w:r></w:p>") == [
        outside, ("in a box", ""),
    ]  # fmt: skip


def test_a_table_of_contents_is_navigation() -> None:
    entry = f"{run('Terms ')}{field('PAGEREF _Toc1', run('4'))}"
    body = f"<w:p>{field('TOC', entry)}</w:p><w:p>{run('Terms')}</w:p>"
    assert found(body) == [("Terms", "navigation"), ("4", "page numbers"), ("Terms", "")]


def test_heads_and_feet_of_pages() -> None:
    foot = f"<w:p>{run('Draft, page ')}{field('PAGE', run('2'))}</w:p>"
    more = {
        "header1.xml": part(
            "hdr", f"<w:tbl><w:tr><w:tc><w:p>{run('Harbour Ltd')}</w:p></w:tc></w:tr></w:tbl>"
        ),
        "footer1.xml": part("ftr", foot),
    }
    data = document(f"<w:p>{run('Text.')}</w:p>", more=related(more))
    expected = [
        ("Harbour Ltd", "running heads", "page header"),
        ("Text.", "", "paragraph 1"),
        ("Draft, page", "running heads", "page footer"),
        ("2", "page numbers", "page footer"),
    ]
    result = read_docx(Source(data, "a.docx"))
    assert [(p.text, p.aside, p.where) for p in result] == expected
    kept = read_docx(Source(data, "a.docx", keep_boilerplate=True))
    assert [(p.text, p.aside) for p in kept] == [
        ("Harbour Ltd", ""), ("Text.", ""), ("Draft, page 2", ""),
    ]  # fmt: skip


def test_what_nothing_refers_to_is_hidden() -> None:
    more = {
        "footnotes.xml": part(
            "footnotes", f"<w:footnote w:id='1'><w:p>{run('A note.')}</w:p></w:footnote>"
        ),
        "glossary/document.xml": part("glossaryDocument", f"<w:p>{run('A block.')}</w:p>"),
    }
    assert found(f"<w:p>{run('Text.')}</w:p>", more) == [
        ("Text.", ""), ("A block.", "hidden text"), ("A note.", "hidden text"),
    ]  # fmt: skip


def test_a_chart_is_read_where_it_stands() -> None:
    chart = (
        f"<c:chartSpace {_NAMES}><a:p><a:r><a:t>Ships by year</a:t></a:r></a:p><c:cat><c:strCache>"
        "<c:pt><c:v>Spring</c:v></c:pt></c:strCache></c:cat><c:numCache><c:pt><c:v>41</c:v></c:pt>"
        "<c:pt><c:v>47</c:v></c:pt></c:numCache></c:chartSpace>"
    )
    drawing = '<w:r><w:drawing><c:chart r:id="r1"/></w:drawing></w:r>'
    body = f"<w:p>{run('See:')}{drawing}</w:p><w:p>{run('End.')}</w:p>"
    assert found(body, {"chart1.xml": chart}) == [
        ("See:", ""), ("Ships by year", ""), ("Spring", ""), ("41 47", "figures"), ("End.", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("second", "reasons"),
    [
        (("Spring", "Autumn"), ["repeated text", "repeated text"]),
        (("Spring", "Winter"), ["repeated text", ""]),
        (("Summer", "Winter"), ["", ""]),
    ],
)
def test_each_series_of_a_chart_names_its_values_anew(second, reasons) -> None:
    def series(name: str, values: tuple[str, ...]) -> str:
        points = "".join(f"<c:pt><c:v>{v}</c:v></c:pt>" for v in values)
        return f"<c:ser><c:tx><c:v>{name}</c:v></c:tx><c:cat>{points}</c:cat></c:ser>"

    plot = series("Ships", ("Spring", "Autumn")) + series("Boats", second)
    chart = f"<c:chartSpace {_NAMES}><c:plotArea>{plot}</c:plotArea></c:chartSpace>"
    body = '<w:p><w:r><w:drawing><c:chart r:id="r1"/></w:drawing></w:r></w:p>'
    shown = [("Ships", ""), ("Spring", ""), ("Autumn", ""), ("Boats", "")]
    assert found(body, {"chart1.xml": chart}) == shown + list(zip(second, reasons, strict=True))


def test_a_file_within_a_document() -> None:
    page = {"aFChunk1.htm": "<html><body><p>The quay is open.</p></body></html>"}
    body = f'<w:p>{run("Before.")}</w:p><w:altChunk r:id="r1"/><w:p>{run("After.")}</w:p>'
    assert found(body, page) == [("Before.", ""), ("The quay is open.", ""), ("After.", "")]


def test_readings_in_the_code_of_a_field() -> None:
    code = field(r"EQ \* jc2 \o\ad(\s\up 9(gǎng),港)", "")
    assert found(f"<w:p>{code}{run('口')}</w:p>") == [("港口", ""), ("gǎng", "readings")]


def test_a_deleted_mark_joins_paragraphs() -> None:
    mark = "<w:pPr><w:rPr><w:del w:id='1'/></w:rPr></w:pPr>"
    assert texts(f"<w:p>{mark}{run('The ship ')}</w:p><w:p>{run('sails.')}</w:p>") == [
        "The ship sails."
    ]


def test_strict_documents() -> None:
    data = document(f"<w:p>{run('港口')}</w:p>")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    parts = {
        name: text.replace("http://schemas.openxmlformats.org/wordprocessingml/2006/main", strict)
        for name, text in parts.items()
    }
    assert [p.text for p in read_docx(Source(packed(parts.items()), "a.docx"))] == ["港口"]


def cells(rows: list[tuple[str, ...]]) -> str:
    inner = "".join(
        "<w:tr>" + "".join(f"<w:tc><w:p>{run(cell)}</w:p></w:tc>" for cell in row) + "</w:tr>"
        for row in rows
    )
    return f"<w:tbl>{inner}</w:tbl>"


def test_rows_of_a_bilingual_table_have_keys() -> None:
    rows = [
        ("No.", "原文", "译文"),
        ("1", "船到了。", "The ship is here."),
        ("2", "请开门。", "Open the door."),
    ]
    result = read_docx(Source(document(cells(rows)), "a.docx"))
    assert [p.aside for p in result] == 3 * ["heading row"] + 2 * ["figures", "", ""]
    keys = {p.text: p.key for p in result if p.key}
    assert keys == {
        "船到了。": "table 1, row 2",
        "The ship is here.": "table 1, row 2",
        "请开门。": "table 1, row 3",
        "Open the door.": "table 1, row 3",
    }


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
