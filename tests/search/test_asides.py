"""Text that one side set aside comes back when the other side kept its translation."""

from dataclasses import replace

import pytest

from align.document import Document, Paragraph
from align.pipeline import Aligner

EN = [
    "The port opened its third terminal on Monday.",
    "It can handle two million containers a year.",
    "The mayor thanked the workers for their patience.",
    "A fourth terminal is planned for 2027.",
]
ZH = [
    "该港口周一启用了第三座码头。",
    "它每年可处理两百万个集装箱。",
    "市长感谢工人们的耐心。",
    "第四座码头计划于2027年建成。",
]
MENU = ["Home | News | Contact", "Sign up for our newsletter"]


@pytest.fixture(scope="module")
def aligner() -> Aligner:
    return Aligner()


def document(aligner: Aligner, texts: list[str], language: str, aside: dict[int, str]) -> Document:
    paragraphs = tuple(Paragraph(t, n + 1, aside=aside.get(n, "")) for n, t in enumerate(texts))
    return Document(paragraphs, aligner.reader.sentences(paragraphs, language), language, language)


@pytest.mark.parametrize("place", range(4))
@pytest.mark.parametrize("side", ["en", "zh"])
def test_what_one_side_set_aside_comes_back(aligner: Aligner, side: str, place: int) -> None:
    en = document(aligner, EN, "en", {place: "navigation"} if side == "en" else {})
    zh = document(aligner, ZH, "zh", {place: "navigation"} if side == "zh" else {})
    found = aligner.align_documents(en, zh)
    assert [found.text(b) for b in found] == list(zip(EN, ZH, strict=True))
    assert not found.en.aside and not found.zh.aside


def test_what_both_sides_set_aside_stays_aside(aligner: Aligner) -> None:
    aside = {0: "navigation"}
    found = aligner.align_documents(
        document(aligner, EN, "en", aside), document(aligner, ZH, "zh", aside)
    )
    assert [p.text for p in (*found.en.aside, *found.zh.aside)] == [EN[0], ZH[0]]


def test_menus_stay_aside_beside_sentences_without_a_counterpart(aligner: Aligner) -> None:
    en = document(aligner, MENU + EN, "en", {0: "navigation", 1: "navigation"})
    zh = document(aligner, [*ZH, "会议于下午五点结束，代表们随后参观了展览。"], "zh", {})
    found = aligner.align_documents(en, zh)
    assert [p.text for p in found.en.aside] == MENU
    assert found.nulls == (0, 1)


@pytest.mark.parametrize("reason", ["code", "deleted text", "comments", "markup", "repeated text"])
def test_what_is_certainly_no_text_does_not_come_back(aligner: Aligner, reason: str) -> None:
    en = document(aligner, EN, "en", {2: reason})
    found = aligner.align_documents(en, document(aligner, ZH, "zh", {}))
    assert [p.text for p in found.en.aside] == [EN[2]]


def test_alignments_keep_what_is_set_aside(aligner: Aligner) -> None:
    en = document(aligner, MENU + EN, "en", {0: "navigation", 1: "running heads"})
    found = aligner.align_documents(en, document(aligner, ZH, "zh", {}))
    again = type(found).from_json(found.to_json())
    assert (again.en, again.zh) == (found.en, found.zh)
    assert [p.aside for p in again.en.aside] == ["navigation", "running heads"]
    keyed = replace(en, paragraphs=tuple(replace(p, key=f"row {p.line}") for p in en.paragraphs))
    found = replace(found, en=keyed)
    assert type(found).from_json(found.to_json()).en == keyed


def test_alignments_keep_only_the_beginning_of_scripts(aligner: Aligner) -> None:
    zh = document(aligner, ZH, "zh", {})
    paragraphs = (Paragraph("x = 1; " * 99, aside="scripts"),)
    en = document(aligner, EN, "en", {})
    en = replace(en, paragraphs=en.paragraphs + paragraphs)
    found = aligner.align_documents(en, zh)
    kept = type(found).from_json(found.to_json())
    assert len(kept.en.paragraphs[-1].text) == 101
    assert kept.en.sentences == found.en.sentences
