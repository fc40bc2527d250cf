"""The account of what is set aside: sums, warnings, the table."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from align import build
from align.commands import main
from align.document import Document, Paragraph
from align.ledger import Ledger, worry

SENTENCE = (
    "The supplier shall deliver the goods to the buyer before the first day of June 2024, "
    "and shall bear the costs of the transport."
)
CHINESE = "供应商应当在二零二四年六月一日之前将货物交付给买方，并承担运输费用和保险费用。"


def page(*paragraphs: Paragraph) -> Document:
    return Document(paragraphs, (), "en", "a.html")


def test_letters_and_places_are_counted_by_reason() -> None:
    ledger = Ledger()
    ledger.add(page(Paragraph("A b"), Paragraph("Home > x", aside="navigation")))
    ledger.add(page(Paragraph("12", aside="page numbers"), Paragraph("N", aside="navigation")))
    assert (ledger.kept, ledger.letters) == (2, {"navigation": 7, "page numbers": 2})
    assert str(ledger) == "set aside 3: navigation 2, page numbers 1"


@pytest.mark.parametrize("text", [SENTENCE, CHINESE, f"“{SENTENCE}”"])
@pytest.mark.parametrize("reason", ["navigation", "hidden text", "running heads", "datelines"])
def test_sentences_that_were_set_aside_are_reported(text: str, reason: str) -> None:
    assert "sentences that were set aside" in worry(page(Paragraph(text, 3, aside=reason)))


@pytest.mark.parametrize("reason", ["code", "scripts", "deleted text", "comments", "markup"])
def test_facts_are_not_reported(reason: str) -> None:
    assert not worry(page(Paragraph("Title"), Paragraph(SENTENCE, aside=reason)))


def test_menus_are_not_reported_however_long() -> None:
    menu = [Paragraph("Products and Services for Companies", aside="navigation")] * 200
    assert not worry(page(*menu, Paragraph(SENTENCE)))


def test_teasers_of_other_pages_are_not_reported() -> None:
    teaser = [Paragraph("Fees rise"), Paragraph(SENTENCE), Paragraph("3 May 2024")]
    lost = [Paragraph(p.text, aside="navigation") for p in teaser * 5]
    assert not worry(page(Paragraph(SENTENCE), *lost))
    assert worry(page(Paragraph(SENTENCE), lost[1], lost[1]))
    assert worry(page(Paragraph("Fees"), lost[0], lost[1], lost[2]))


def test_a_block_with_a_heading_is_reported() -> None:
    lost = [Paragraph("Liability", 9, "heading", aside="navigation")]
    lost += [Paragraph(SENTENCE, aside="navigation")] * 2
    text = [Paragraph(SENTENCE)] * 40
    assert "'Liability', was set aside (navigation, first at line 9)" in worry(page(*text, *lost))
    assert not worry(page(*text, *lost[:2]))


PAGE = "{0} | {1}\n\n{2}\n"


def test_commands_say_what_was_set_aside(tmp_path: Path) -> None:
    for side, texts in (("en", ("Home", "News", SENTENCE)), ("zh", ("首页", "新闻", CHINESE))):
        (tmp_path / side).mkdir()
        (tmp_path / side / "a.txt").write_text(PAGE.format(*texts), encoding="utf-8")
    files = [str(tmp_path / side / "a.txt") for side in ("en", "zh")]
    table = tmp_path / "aside.tsv"
    run = CliRunner().invoke(
        main, ["align", "-v", *files, "-o", str(tmp_path / "a.tmx"), "--aside", str(table)]
    )
    assert run.exit_code == 0, run.output
    rows = [row.split("\t") for row in table.read_text(encoding="utf-8").splitlines()]
    assert rows[0] == ["document", "language", "place", "reason", "text"]
    assert {row[3] for row in rows[1:]} == {"navigation"}
    words = "".join(row[4] for row in rows[1:]).split()
    assert "".join(sorted("".join(words))) == "".join(sorted("Home|News首页|新闻"))
    assert "a.txt (English): set aside" in run.output
    report = build(tmp_path, tmp_path / "m.tmx", aside=table)
    assert f"set aside   {report.aside.places.total():>7,}   navigation" in str(report)
    assert len(table.read_text(encoding="utf-8").splitlines()) == len(rows)


def test_a_table_of_what_is_set_aside_is_no_document_of_the_next_build(tmp_path: Path) -> None:
    for side, texts in (("en", ("Home", "News", SENTENCE)), ("zh", ("首页", "新闻", CHINESE))):
        (tmp_path / f"a.{side}.txt").write_text(PAGE.format(*texts), encoding="utf-8")
    outputs = {"out": tmp_path / "m.tmx", "aside": tmp_path / "aside.tsv"}
    for _ in range(2):
        report = build(tmp_path, **outputs)
        assert (report.pairs, report.failed, report.unpaired) == (1, [], [])
