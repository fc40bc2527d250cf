"""PDF files: the text as its author wrote it, not as the page shows it."""

import logging
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdf_bytes import PICTURE, pdf, text

from align.document import Paragraph
from align.errors import InputError
from align.files.load import Source
from align.readers import read
from align.readers.pdf.reader import read_pdf

FILES = Path(__file__).parent / "files"


def paragraphs(data: bytes, *, keep: bool = False) -> tuple[Paragraph, ...]:
    return read_pdf(Source(data, "a.pdf", keep_boilerplate=keep))


def texts(data: bytes, *, keep: bool = False) -> list[str]:
    return [p.text for p in paragraphs(data, keep=keep) if not p.aside]


def asides(data: bytes) -> list[tuple[str, str]]:
    return [(p.aside, p.text) for p in paragraphs(data) if p.aside]


def read_text(path: Path, *, keep: bool = False) -> list[Paragraph]:
    return [p for p in read(path, keep_boilerplate=keep) if not p.aside]


def error(data: bytes) -> str:
    with pytest.raises(InputError) as caught:
        paragraphs(data)
    message = str(caught.value)
    assert message.startswith("a.pdf: ")
    assert "\n" not in message
    return message


@pytest.mark.parametrize(
    "name",
    [f"pdf_{kind}_{language}" for kind in ("pages", "columns", "web") for language in ("en", "zh")],
)
def test_paragraphs_are_those_of_the_text(name):
    # pages: heads, feet and a footnote on small pages; columns: two, then a list and a table;
    # web: what a browser prints. The English ones are justified and hyphenated.
    found = [p.text for p in read_text(FILES / f"{name}.pdf")]
    assert found == (FILES / f"{name}.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(
    "path", sorted(FILES.glob("pdf_made_*.pdf")), ids=lambda path: path.stem[9:]
)
def test_paragraphs_of_every_layout(path):
    # columns justified or not, tables and figures beside the text, footnotes, hyphens, lists, as
    # LibreOffice and Chromium set them: see benchmarks/pdf.py, which measures many more
    found = [" ".join(p.text.split()) for p in read_text(path)]
    lines = path.with_suffix(".txt").read_text(encoding="utf-8").splitlines()
    expected = [" ".join(line.split()) for line in lines]
    if "figures" in path.stem:  # a caption may come before or after the text beside it
        found.sort()
        expected.sort()
    assert found == expected


def test_wide_gaps_of_justified_lines_are_no_table():
    first = [(72, "The office is"), (160, "steadily"), (245, "promoting"), (331, "the")]
    second = [(72, "internationalization"), (191, "of"), (219, "its"), (256, "certificates.")]
    places = [(x, y, word) for y, line in ((700, first), (686, second)) for x, word in line]
    shown = text(*places, size=11)
    whole = text((72, 672, "It wants them to be accepted in every harbour."), size=11)
    found = " ".join(texts(pdf(f"{shown} {whole}")))
    assert found == (
        "The office is steadily promoting the internationalization of its certificates. "
        "It wants them to be accepted in every harbour."
    )


def test_cells_beside_each_other_are_a_table():
    rows = [(72, 700, "Region"), (200, 700, "Growth"), (72, 680, "Asia"), (200, 680, "8.5%")]
    assert texts(pdf(text(*rows))) == ["Region", "Growth", "Asia", "8.5%"]


@pytest.mark.parametrize("gap", [14, 40])
def test_short_lines_of_two_columns(gap):
    # no line is longer than another, and none is stretched
    left = [(72, 700 - 14 * n, f"Left line number {n} of the text") for n in range(6)]
    right = [(72 + 165 + gap, 706 - 13 * n, f"Right line number {n} of the text") for n in range(6)]
    found = " ".join(texts(pdf(text(*left, *right))))
    lines = [line[2] for line in (*left, *right)]
    assert found == " ".join(lines)


@pytest.mark.parametrize("head", [(), ("Minutes",), ("Minutes", "North pier")])
@pytest.mark.parametrize("foot", [(), ("Page 1",)])
def test_head_and_foot_of_a_page_with_few_lines_of_columns(head, foot):
    lines = [f"Line {n} of the text in a column" for n in range(6)]
    left = [(72, 700 - 14 * n, f"Left: {line}") for n, line in enumerate(lines)]
    right = [(270, 700 - 14 * n, f"Right: {line}") for n, line in enumerate(lines)]
    shorter = {2: "Short.", 4: "So.", 5: "Is it?"}  # last lines of paragraphs
    left = [(x, y, shorter.get(n, line)) for n, (x, y, line) in enumerate(left)]
    above = [(72, 775 - 35 * n, line) for n, line in enumerate(head)]
    below = [(72, 60, line) for line in foot]
    data = pdf(text(*above, *left, *right, *below))
    found = " ".join(texts(data, keep=True))
    assert found == " ".join(line[2] for line in (*above, *left, *right, *below))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_kinds_and_pages(language):
    found = read_text(FILES / f"pdf_pages_{language}.pdf")
    kinds = [p.kind for p in found]
    assert kinds[0] == "heading"
    assert kinds.count("heading") == 2
    assert kinds[-1] == "footnote"
    assert found[-1].where == "page 1"
    pages = [int(p.where.removeprefix("page ")) for p in found[:-1]]
    assert pages == sorted(pages)
    assert pages[-1] > 1

    found = read_text(FILES / f"pdf_columns_{language}.pdf")
    assert [p.kind for p in found].count("cell") == 12
    assert [p.kind for p in found].count("list") >= 2


def test_heads_and_feet_are_kept_on_request():
    found = [p.text for p in read_text(FILES / "pdf_pages_en.pdf", keep=True)]
    assert found[0] == "CQC · Annual Collection of Press Releases"
    assert found.count(found[0]) == sum(t.startswith("Page ") for t in found) > 1
    # and a paragraph that goes over a page stays one
    plain = [p.text for p in read_text(FILES / "pdf_pages_en.pdf")]
    assert set(plain) < set(found)


@pytest.mark.parametrize("foot", ["- 1 -", "Page 1 of 1", "1"])
def test_a_page_number_on_a_single_page(foot):
    page = text((72, 700, "It is certified."), (290, 30, foot))
    assert texts(pdf(page)) == ["It is certified."]
    assert asides(pdf(page)) == [("page numbers", foot)]
    assert texts(pdf(page), keep=True) == ["It is certified.", foot]


def test_numbers_in_the_text_are_not_page_numbers():
    page = text((72, 700, "It is certified."), (72, 500, "60,000"), (72, 60, "2023-10-23"))
    assert texts(pdf(page)) == ["It is certified.", "60,000", "2023-10-23"]


def test_a_page_of_nothing_but_heads_is_text():
    label = text((72, 800, "Certified by CQC"))
    assert "Certified by CQC" in texts(pdf(label, label))


def test_a_footnote_mark_is_removed_with_its_note():
    page = "BT /F 12 Tf 1 0 0 1 72 700 Tm (CQC) Tj /F 6 Tf 1 0 0 1 99 705 Tm (1) Tj /F 12 Tf "
    page += "1 0 0 1 102 700 Tm ( certified 20 m) Tj /F 6 Tf 1 0 0 1 183 705 Tm (2) Tj "
    page += "/F 12 Tf 1 0 0 1 72 680 Tm (of glass.) Tj /F 8 Tf 1 0 0 1 72 100 Tm (1 Founded) Tj "
    page += "1 0 0 1 72 90 Tm (in 2002.) Tj ET"
    found = paragraphs(pdf(page))
    assert "CQC certified 20 m² of glass." in " ".join(p.text for p in found)
    assert [p.text for p in found if p.kind == "footnote"] == ["Founded in 2002."]
    assert [p.text for p in found if p.aside == "note marks"] == ["¹", "1 "]


def test_stand_ins_become_the_usual_characters():
    page = text((72, 700, "ABCD"))
    mapped = [("A", "ﬁ"), ("B", "⼀"), ("C", "⻓"), ("D", "\uf900")]
    assert texts(pdf(page, mapped=mapped)) == ["fi一长豈"]


def test_soft_hyphens_and_hyphens_at_line_ends():
    mapped = [("#", "\u00ad")]
    page = text((72, 700, "CQC is an inter#"), (72, 686, "national body."))
    letters = [(c, c) for c in "CQ isanterobdy.l"]
    data = pdf(page, mapped=[*mapped, *letters])
    assert texts(data) == ["CQC is an international body."]
    assert asides(data) == [("hyphens", "-")]


def test_letters_without_unicode_are_reported():
    page = text((72, 700, "ABAB"))
    for private in ("\ue001", "\ufffd"):
        message = error(pdf(page, mapped=[("A", private), ("B", private)]))
        assert "its text cannot be read" in message
        assert "OCR" in message


def test_a_few_unreadable_characters_are_a_warning(caplog):
    page = text((72, 700, "B" * 40 + "A"))
    with caplog.at_level(logging.WARNING):
        data = pdf(page, mapped=[("A", "\ufffd"), ("B", "b")])
        assert texts(data) == ["b" * 40]
        assert asides(data) == [("unreadable characters", "\ufffd")]
    assert "a.pdf: 1 character" in caplog.text


def test_rotated_pages_are_read_but_not_watermarks():
    lines = "(CQC was founded) Tj 0 -14 Td (in 2002.) Tj"
    turned = f"BT /F 12 Tf 0 1 -1 0 300 100 Tm {lines} ET"
    assert texts(pdf(turned)) == ["CQC was founded in 2002."]
    upright = f"BT /F 12 Tf 1 0 0 1 72 700 Tm {lines} ET"
    mark = "BT /F 60 Tf 0.7 0.7 -0.7 0.7 100 300 Tm (DRAFT) Tj ET"
    assert texts(pdf(f"{upright} {mark}")) == ["CQC was founded in 2002."]
    assert asides(pdf(f"{upright} {mark}")) == [("turned text", "DRAFT")]


def test_text_that_is_written_twice_is_read_once():
    bold = text((72, 700, "Harbour office"), (72.4, 700, "Harbour office"), (72, 680, "All well."))
    layer = text((72, 700, "Harbour office"), (72, 680, "All well.")) + text(
        (72.3, 680, "All well.")
    )
    assert " ".join(texts(pdf(bold))) == "Harbour office All well."
    assert " ".join(texts(pdf(layer))) == "Harbour office All well."
    assert texts(pdf(text((72, 700, "Hello, hello, all"), (72, 660, "Hello, hello, all")))) == [
        "Hello, hello, all",
        "Hello, hello, all",
    ]


def test_the_letters_of_a_ligature_are_not_written_twice():
    page = text((72, 700, "oAer"))
    assert texts(pdf(page, mapped=[("o", "o"), ("A", "ff"), ("e", "e"), ("r", "r")])) == ["offer"]


@pytest.mark.parametrize(
    ("small", "shown"), [("2", "²"), ("10", "¹⁰"), ("100 g", "100 g"), ("2nd", "2nd"), ("x", "x")]
)
def test_only_figures_alone_are_raised(small, shown):
    page = text((72, 700, "Sold by m")) + text((127, 702, small), size=7)
    (found,) = texts(pdf(page))
    assert found.replace(" ", "") == f"Sold by m{shown}".replace(" ", "")


def test_paragraphs_with_all_lines_but_the_first_indented():
    lines = [
        (72, "Lee, A. and others have written down what the"),
        (90, "pilots of the harbour told them in that very"),
        (90, "long winter."),
        (72, "May, B. has a collection of all the letters that"),
        (90, "came to the lighthouse."),
        (72, "Poe, C. measured how far the new crane of the"),
        (90, "shipyard reaches over the quay."),
    ]
    page = text(*((x, 700 - 14 * n, line) for n, (x, line) in enumerate(lines)))
    found = texts(pdf(page))
    assert [line[:3] for line in found] == ["Lee", "May", "Poe"]


def test_items_with_letters_hang():
    first = (72, 700, "A."), (90, 700, "Keep the title page of the harbour book, and")
    second = (90, 686, "all that stands on it."), (72, 672, "B."), (90, 672, "List the ships.")
    assert texts(pdf(text(*first, *second, size=11))) == [
        "A. Keep the title page of the harbour book, and all that stands on it.",
        "B. List the ships.",
    ]


def test_text_that_is_not_drawn_is_text():
    # what a program for OCR writes over its pictures
    page = "BT 3 Tr /F 12 Tf 1 0 0 1 72 700 Tm (Recognized words.) Tj ET"
    assert texts(pdf(page)) == ["Recognized words."]


def test_password():
    assert "with a password" in error((FILES / "pdf_password.pdf").read_bytes())


def test_pictures_of_text(caplog):
    assert "no text in it, only pictures: run OCR over it first" in error(pdf(PICTURE))
    assert error(pdf("")) == "a.pdf: no text in it"
    with caplog.at_level(logging.WARNING):
        assert texts(pdf(text((72, 700, "Yes.")), PICTURE)) == ["Yes."]
    assert "page 2 is a picture" in caplog.text


@pytest.mark.parametrize("share", [0.3, 0.8, 0.99])
def test_cut_off(share):
    data = (FILES / "pdf_pages_en.pdf").read_bytes()
    assert "cut off; copy it again" in error(data[: int(share * len(data))])


def test_not_a_pdf():
    assert "not a PDF file" in error(b"PK\x03\x04 something else")
    assert "not a PDF file" in error(b"")
    assert "damaged" in error(b"%PDF-1.4\nnothing\n%%EOF")


def test_zip_bombs_are_refused_before_unpacking():
    packer = zlib.compressobj(9)
    content = packer.compress(b"BT /F 12 Tf 72 700 Td ")
    content += b"".join(packer.compress(b"(aaaaaaaaaaaaaaaa) Tj " * 10_000) for _ in range(200))
    assert "refused" in error(pdf(packed=content + packer.flush()))


def test_limits(monkeypatch):
    page = text((72, 700, "Hello"))
    monkeypatch.setattr("align.readers.pdf.reader.CHARACTERS", 8)
    assert "characters; split it" in error(pdf(page, page))
    monkeypatch.setattr("align.readers.pdf.reader.PAGES", 1)
    assert "2 pages are too many" in error(pdf(page, page))


def test_recognized_by_its_first_bytes(tmp_path):
    (tmp_path / "release").write_bytes(pdf(text((72, 700, "Hello there."))))
    assert read(tmp_path / "release") == (Paragraph("Hello there.", where="page 1"),)


WORDS = st.lists(st.text("abcdefgXYZ", min_size=1, max_size=12), min_size=1, max_size=6)


@given(st.lists(st.tuples(st.integers(20, 300), st.integers(14, 60), WORDS), min_size=1))
@settings(deadline=None)
def test_no_letter_is_lost_in_any_position(lines):
    content, y = [], 5000
    for x, gap, words in lines:
        content.append((x, y := y - gap, " ".join(words)))
    found = "".join(texts(pdf(text(*content)), keep=True)).replace(" ", "")
    assert found == "".join("".join(words) for _, _, words in lines)


@given(st.data())
@settings(deadline=None, max_examples=50)
def test_damage_is_an_error_or_less_text(data):
    whole = bytearray((FILES / "pdf_web_en.pdf").read_bytes())
    for _ in range(data.draw(st.integers(1, 30))):
        place = data.draw(st.integers(0, len(whole) - 1))
        whole[place] = data.draw(st.integers(0, 255))
    try:
        assert paragraphs(bytes(whole))
    except InputError as caught:
        assert "\n" not in str(caught)
