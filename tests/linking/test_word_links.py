"""Links between words: what they are, what they learn from a document, and the files of them."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import align
from align.alignment import Alignment, Bead
from align.document import Document
from align.errors import TmxalignError, UsageError
from align.linking.bead_links import COLUMNS, links_of_alignment, pharaoh, write_links
from align.linking.word_links import link_words


def linked(en, zh, minimum=0.5):
    return {(link.texts, link.kind) for link in align.links(en, zh, minimum=minimum)}


def test_the_same_word_goes_with_what_it_means_in_its_place():
    # by dictionary alone both would go with both
    found = align.links(
        "The bank closed early, so we walked along the river bank.",
        "银行关门早，所以我们沿着河岸走。",
        minimum=0.3,
    )
    banks = {link.words[0]: link.texts[1] for link in found if link.texts[0] == "bank"}
    assert [banks[n] for n in sorted(banks)] == ["银行", "河岸"]


def test_links_cross_where_the_languages_do():
    found = linked("The results of the test in the laboratory.", "实验室中测试的结果。")
    assert {(("results", "结果"), "word"), (("test", "测试"), "word")} <= found
    assert (("laboratory", "实验室"), "word") in found


def test_one_word_has_several_counterparts():
    found = linked("The chief executive officer resigned.", "首席执行官辞职了。", minimum=0.3)
    assert {zh for (en, zh), _ in found if en in ("chief", "executive", "officer")} >= {
        "首席",
        "执行官",
    }


def test_spans_are_code_points_of_the_sentence_they_are_in():
    en, zh = (
        ["😀 It rained.", "Later we sold 300 apples."],
        ["下雨了。𠀀", "后来我们卖了300个苹果。"],
    )
    sides = en, zh
    found = align.links(en, zh)
    assert {link.texts for link in found} >= {("apples", "苹果"), ("300", "300个")} - {
        ("300", "300个")
    }
    for link in found:
        for side, (sentence, start, end), text in zip(sides, link[1:3], link.texts, strict=True):
            assert side[sentence][start:end] == text


def test_more_is_linked_the_less_is_asked_and_in_the_order_of_the_text():
    en, zh = "They met again in the old harbour.", "他们在旧港口再次相遇。"
    all_of_them = align.links(en, zh, minimum=0.1)
    sure = align.links(en, zh, minimum=0.9)
    assert 0 < len(sure) < len(all_of_them)
    assert [link for link in all_of_them if link.probability >= 0.9] == sure
    assert [link.words for link in all_of_them] == sorted(link.words for link in all_of_them)
    assert all(0.1 <= link.probability <= 1 for link in all_of_them)


NAMES = [
    ("Yorbeth opened the gate.", "约贝丝打开了大门。"),
    ("The soldiers feared Yorbeth.", "士兵们害怕约贝丝。"),
    ("Nobody knew where Yorbeth lived.", "没人知道约贝丝住在哪里。"),
    ("Then Yorbeth laughed.", "然后约贝丝笑了。"),
    ("The king wrote to Yorbeth.", "国王写信给约贝丝。"),
    ("It was cold in the tower.", "塔里很冷。"),
]


def of_lines(pairs):
    en = Document.from_sentences([en for en, _ in pairs], "en")
    zh = Document.from_sentences([zh for _, zh in pairs], "zh")
    return Alignment(en, zh, tuple(Bead((n,), (n,)) for n in range(len(pairs))))


def test_a_document_teaches_its_names():
    alone = align.links(*NAMES[3], minimum=0.05)
    known = align.links(of_lines(NAMES), minimum=0.05)

    def sure(links, bead):
        return max(
            (x.probability for x in links if x.bead == bead and x.texts[0] == "Yorbeth"), default=0
        )

    assert sure(known, 3) > sure(alone, 0)
    assert sure(known, 3) > 0.5


def test_an_alignment_numbers_its_beads_and_sentences():
    en = Document.from_sentences(["Hello.", "The cat sleeps.", "It", "is late."], "en")
    zh = Document.from_sentences(["猫在睡觉。", "天色已晚。"], "zh")
    whole = Alignment(en, zh, (Bead((0,), ()), Bead((1,), (0,)), Bead((2, 3), (1,))))
    found = [*links_of_alignment(whole)]
    assert {link.bead for link in found} <= {1, 2}
    assert ("cat", "猫") in {link.texts for link in found}
    for link in found:
        for side, (sentence, start, end), text in zip((en, zh), link[1:3], link.texts, strict=True):
            assert side.texts[sentence][start:end] == text


def test_files_say_the_same(tmp_path):
    whole = of_lines(NAMES[3:])
    found = align.links(whole)
    for ending in ("tsv", "json", "pharaoh"):
        write_links(whole, tmp_path / f"a.{ending}")
    head, *rows = (tmp_path / "a.tsv").read_text("utf-8").splitlines()
    assert tuple(head.split("\t")) == COLUMNS
    assert [row.split("\t")[9:11] for row in rows] == [list(link.texts) for link in found]
    data = json.loads((tmp_path / "a.json").read_text("utf-8"))
    assert data["schema"] == "tmxalign/links/1"
    listed = [
        (bead["bead"], (bead["en"][i][3], bead["zh"][j][3]), probability, kind)
        for bead in data["beads"]
        for i, j, probability, kind in bead["links"]
    ]
    assert listed == [(x.bead, x.texts, x.probability, x.kind) for x in found]
    assert (tmp_path / "a.pharaoh").read_text("utf-8").split("\n")[:-1] == pharaoh(found)


def test_a_pair_of_texts_needs_both():
    with pytest.raises(TmxalignError):
        align.links("Only English.")
    assert align.links("", "你好。") == align.links("Hello.", "") == align.links([], []) == []


@pytest.mark.parametrize(
    ("en", "zh", "minimum", "about"),
    [
        (b"cat", "猫", 0.5, "a text"),
        (["cat", 3], ["猫"], 0.5, "a text"),
        ("cat", 5, 0.5, "a text"),
        ("cat \ud800", "猫", 0.5, "half a character"),
        ("cat", "猫", 1.5, "probability"),
        ("cat", "猫", float("nan"), "probability"),
        (Alignment(Document((), (), "en"), Document((), (), "zh"), ()), "猫", 0.5, "alignment"),
    ],
)
def test_what_cannot_be_linked_is_said(en, zh, minimum, about):
    with pytest.raises(UsageError, match=about):
        align.links(en, zh, minimum=minimum)


@settings(max_examples=40, deadline=None)
@given(*[st.text(alphabet="Ab 好的5,.，。“\n𠀀é-１", max_size=20)] * 2)
def test_any_texts_have_links_within_them(en, zh):
    for a, b, c, d, probability in link_words(en, zh, 0.2):
        assert 0 <= a < b <= len(en)
        assert 0 <= c < d <= len(zh)
        assert 0.2 <= probability <= 1
