"""Rows: what is in different rows never meets, and what does not match is let go."""

import dataclasses
import random
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.document import Document, Paragraph
from align.errors import InputError
from align.formats.read import Row
from align.pipeline import Aligner
from align.search import beads as bead_search
from align.search.anchors import Limits
from align.search.rows import row_areas, row_pieces
from align.segment import segment_paragraphs
from align.segment.document_reader import DocumentReader

PAIRS = [
    ("CQC opened its laboratory to the public.", "中国质量认证中心的实验室向公众开放。"),
    ("More than 100 citizens came.", "100多名市民前来参观。"),
    ("They saw how electric kettles are tested.", "他们观看了电水壶的检测过程。"),
    ("An engineer explained the CCC mark.", "一位工程师讲解了CCC标志。"),
    ("The children liked the robot best.", "孩子们最喜欢机器人。"),
    ("Visitors also received a brochure.", "参观者还获得了宣传册。"),
    ("The next open day will be in September.", "下一次开放日将于九月举行。"),
    ("Yes.", "是。"),
]


class Remembering:
    """The embedded model, asked once for the same sentences."""

    def __init__(self, encoder):
        self._encoder, self._runs = encoder, {}
        self.name, self.dimensions = encoder.name, encoder.dimensions

    def encode(self, texts):
        return self._encoder.encode(texts)

    def encode_runs(self, texts, joiner, longest):
        key = tuple(texts), joiner
        if key not in self._runs:
            self._runs[key] = self._encoder.encode_runs(texts, joiner, longest)
        return self._runs[key].copy()


@pytest.fixture(scope="module")
def aligner():
    return Aligner(encoder=Remembering(Aligner().encoders.sentences))


def align_rows(aligner, rows, **options):
    return aligner.align_documents(
        *DocumentReader(**options).from_rows([Row(*row) for row in rows], "a.tmx")
    )


def check(alignment):
    """Every sentence is in one bead, no bead in two rows, and rows come in order."""
    en, zh = alignment.en.sentences, alignment.zh.sentences
    order = []
    for bead in alignment:
        rows = {en[i].paragraph for i in bead.en} | {zh[j].paragraph for j in bead.zh}
        assert len(rows) == 1
        order += rows
    assert order == sorted(order)
    assert sorted(i for b in alignment for i in b.en) == list(range(len(en)))
    assert sorted(j for b in alignment for j in b.zh) == list(range(len(zh)))
    assert all(0 <= bead.confidence <= 1 for bead in alignment)


side = st.lists(st.integers(0, len(PAIRS) - 1), max_size=4)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(side, side), min_size=1, max_size=6), st.integers(1, 6))
def test_no_bead_crosses_a_border(aligner, rows, piece):
    texts = [
        (" ".join(PAIRS[n][0] for n in en), "".join(PAIRS[n][1] for n in zh)) for en, zh in rows
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bead_search, "PIECE", piece)
        forced = dataclasses.replace(aligner, force=True)
        if not any(en and zh for en, zh in texts):
            with pytest.raises(InputError, match="no row"):
                align_rows(forced, texts)
            return
        alignment = align_rows(forced, texts)
    check(alignment)
    for row, (en, zh) in enumerate(texts):
        beads = [
            b for b in alignment
            if row in {alignment.en.sentences[i].paragraph for i in b.en}
            | {alignment.zh.sentences[j].paragraph for j in b.zh}
        ]  # fmt: skip
        assert (en and zh) or all(b.is_null for b in beads)


def test_rows_of_one_sentence_each_are_units(aligner):
    alignment = align_rows(aligner, PAIRS)
    assert [b.type for b in alignment] == ["1-1"] * len(PAIRS)
    assert min(b.confidence for b in alignment) > 0.8
    assert alignment.settings["rows"] is True


def test_the_order_of_the_rows_does_not_matter(aligner):
    rows = list(PAIRS)
    random.Random(1).shuffle(rows)
    assert [b.type for b in align_rows(aligner, rows + rows)] == ["1-1"] * 2 * len(PAIRS)


def test_a_row_that_does_not_match_is_omitted(aligner):
    rows = [*PAIRS[:4], (PAIRS[4][0], "请把伞放在门口的架子上。"), *PAIRS[5:]]
    alignment = align_rows(aligner, rows)
    check(alignment)
    assert [b.type for b in alignment if 4 in (*b.en, *b.zh)] in (["0-1", "1-0"], ["1-0", "0-1"])
    assert len(alignment.units) == len(PAIRS) - 1


def test_a_table_shifted_by_one_row_gives_few_confident_units(aligner):
    slipped = [(en, zh) for (en, _), (_, zh) in pairwise(PAIRS)]
    alignment = align_rows(aligner, slipped)
    assert sum(b.confidence > 0.9 for b in alignment.units) <= 1


def test_sentences_within_a_row_are_aligned(aligner):
    rows = [
        (" ".join(en for en, _ in PAIRS[:3]), "".join(zh for _, zh in PAIRS[:3])),
        ("", PAIRS[4][1]),
        (" ".join(en for en, _ in PAIRS[3:6]), PAIRS[3][1] + PAIRS[5][1]),
        (PAIRS[6][0], ""),
    ]
    alignment = align_rows(aligner, rows)
    check(alignment)
    found = {alignment.text(b) for b in alignment.units}
    assert found == {PAIRS[n] for n in (0, 1, 2, 3, 5)}


def test_segmented_rows_are_unchanged(aligner):
    rows = [(" ".join(en for en, _ in PAIRS[:3]), "".join(zh for _, zh in PAIRS[:3])), PAIRS[3]]
    alignment = align_rows(aligner, rows, segmented=True)
    assert [alignment.text(b) for b in alignment] == rows


def test_one_long_row_is_like_a_document(aligner):
    en, zh = (" ".join(p[0] for p in PAIRS) + " ") * 6, "".join(p[1] for p in PAIRS) * 6
    alignment = align_rows(aligner, [(en, zh), PAIRS[0]])
    check(alignment)
    assert sum(b.type == "1-1" and b.en == b.zh for b in alignment) == 6 * len(PAIRS) + 1


def test_the_parts_of_a_bead_sum_to_its_score(aligner):
    explaining = dataclasses.replace(aligner, explain=True)
    alignment = align_rows(explaining, [("", "前言。"), *PAIRS[:3], (PAIRS[3][0], PAIRS[4][1])])
    for bead in alignment:
        if bead.parts:
            assert sum(bead.parts.values()) == pytest.approx(bead.score, abs=1e-2)
        if bead.rival:
            assert set(bead.rival.en) & set(bead.en) or set(bead.rival.zh) & set(bead.zh)


def test_swapped_languages_are_reported(aligner):
    with pytest.raises(InputError, match="English and Chinese are swapped"):
        align_rows(aligner, [(zh, en) for en, zh in PAIRS])


def document(language, *paragraphs):
    """Each paragraph is a key and the numbers of its pairs."""
    side = ("en", "zh").index(language)
    made = tuple(Paragraph("".join(PAIRS[n][side] for n in ns), key=key) for key, *ns in paragraphs)
    return Document(made, segment_paragraphs(made, language), language, language)


def test_rows_are_found_by_key_in_whatever_order(aligner):
    en = document("en", *((f"row.{n}", n) for n in range(len(PAIRS))))
    zh = document("zh", *((f"row.{n}", n) for n in reversed(range(len(PAIRS)))))
    alignment = aligner.align_documents(en, zh)
    assert [alignment.text(b) for b in alignment] == PAIRS
    assert min(b.confidence for b in alignment) > 0.8


def test_paragraphs_of_one_key_are_one_row(aligner):
    en = document("en", ("a", 0), ("a", 1), ("b", 2))
    zh = document("zh", ("a", 0, 1), ("b", 2))
    alignment = aligner.align_documents(en, zh)
    assert [alignment.text(b) for b in alignment] == PAIRS[:3]


def test_a_key_of_one_side_has_no_counterpart(aligner):
    en = document("en", ("a", 0), ("b", 1), ("c", 2))
    zh = document("zh", ("a", 0), ("c", 2), ("d", 1))
    alignment = aligner.align_documents(en, zh)
    assert [alignment.text(b) for b in alignment] == [
        PAIRS[0], (PAIRS[1][0], ""), PAIRS[2], ("", PAIRS[1][1])
    ]  # fmt: skip


def test_text_without_a_key_is_aligned_beside_the_rows(aligner):
    # a table inside of running text, at another place of the Chinese document
    en = document("en", ("", 0, 1), ("", 2), ("t1", 3), ("t2", 4), ("", 5, 6))
    zh = document("zh", ("t1", 3), ("t2", 4), ("", 0), ("", 1, 2), ("", 5, 6))
    alignment = aligner.align_documents(en, zh)
    assert [alignment.text(b) for b in alignment] == PAIRS[:7]
    zh = document("zh", ("t1", 3), ("t2", 4))  # running text in English alone
    alignment = aligner.align_documents(en, zh)
    assert [alignment.text(b) for b in alignment.units] == PAIRS[3:5]
    assert alignment.nulls == (5, 0)


def test_text_that_one_side_set_aside_comes_back_beside_rows(aligner):
    en = document("en", ("", 0), ("t1", 3), ("t2", 4), ("", 1), ("", 5, 6))
    zh = document("zh", ("", 0), ("t1", 3), ("t2", 4), ("", 1), ("", 5, 6))
    paragraphs = tuple(
        dataclasses.replace(p, aside="navigation") if n == 3 else p
        for n, p in enumerate(zh.paragraphs)
    )
    zh = dataclasses.replace(
        zh, paragraphs=paragraphs, sentences=segment_paragraphs(paragraphs, "zh")
    )
    alignment = aligner.align_documents(en, zh)
    assert {alignment.text(b) for b in alignment} == {PAIRS[n] for n in (0, 1, 3, 4, 5, 6)}


@pytest.mark.parametrize("chinese_first", [True, False])
@pytest.mark.parametrize("stops", ["", ".。"])
def test_the_cues_of_bilingual_subtitles_are_rows(aligner, tmp_path, chinese_first, stops):
    pairs = [("We leave tomorrow.", "我们明天出发。"), *PAIRS]
    if not stops:
        pairs = [(en.rstrip("."), zh.rstrip("。")) for en, zh in pairs]
    cues = (pair[::-1] if chinese_first else pair for pair in pairs)
    lines = (
        f"{n}\n00:00:{n:02},000 --> 00:00:{n + 1:02},000\n" + "\n".join(cue)
        for n, cue in enumerate(cues, start=1)
    )
    (tmp_path / "a.srt").write_text("\n\n".join(lines), "utf-8")
    alignment = aligner.align_bitext(tmp_path / "a.srt")
    assert [alignment.text(b) for b in alignment] == pairs
    assert min(b.confidence for b in alignment) > 0.8


def test_keys_without_a_counterpart_do_not_matter(aligner):
    en = document("en", *((f"en.{n}", n) for n in range(len(PAIRS))))
    zh = document("zh", *((f"zh.{n}", n) for n in range(len(PAIRS))))
    alignment = aligner.align_documents(en, zh)
    assert [alignment.text(b) for b in alignment] == PAIRS
    assert "rows" not in alignment.settings


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=1, max_size=9))
def test_the_corridor_contains_whole_rows(sizes):
    en = np.repeat(np.arange(len(sizes)) * 3, [a for a, _ in sizes])
    zh = np.repeat(np.arange(len(sizes)) * 3, [b for _, b in sizes])
    limits = Limits(tuple(row_areas(en, zh)), None, (len(en), len(zh)))
    band = limits.band(*(np.zeros((len(side), 2), dtype=np.float32) for side in (en, zh)))
    assert band.low[0] == 0
    assert band.high[-1] == len(zh)
    assert (np.diff(band.low) >= 0).all()
    assert (np.diff(band.high) >= 0).all()
    for i, row in enumerate(en):
        inside = np.flatnonzero(zh == row)
        for place in (i, i + 1):
            assert band.low[place] <= inside[0]
            assert band.high[place] >= inside[-1] + 1


@given(
    st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), min_size=1, max_size=20),
    st.integers(1, 9),
)
def test_pieces_are_whole_rows(sizes, piece):
    en = np.repeat(np.arange(len(sizes)), [a for a, _ in sizes])
    zh = np.repeat(np.arange(len(sizes)), [b for _, b in sizes])
    found = list(row_pieces(en, zh, piece))
    assert [n for part, _ in found for n in part] == list(range(len(en)))
    assert [n for _, part in found for n in part] == list(range(len(zh)))
    for part_en, part_zh in found:
        assert set(en[part_en]) == set(zh[part_zh])
        assert max(len(part_en), len(part_zh)) < piece + 4
