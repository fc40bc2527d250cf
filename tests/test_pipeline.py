"""Two texts in, beads out: guarantees of the whole pipeline."""

import dataclasses

import pytest

from align.document import Document
from align.embed import Encoders, load_encoder
from align.errors import InputError
from align.pipeline import Aligner, align_documents, align_files

EN = [
    "CQC opened its laboratory to the public on 15 March.",
    "More than 100 citizens came.",
    "They saw how electric kettles are tested.",
    "An engineer explained what the CCC mark means.",
    "The children liked the robot best.",
    "Visitors also received a free brochure.",
    "The next open day will be held in September.",
]
ZH = [
    "3月15日，中国质量认证中心的实验室向公众开放。",
    "100多名市民前来参观。",
    "他们观看了电水壶的检测过程。",
    "一位工程师讲解了CCC标志的含义。",
    "孩子们最喜欢机器人。",
    "参观者还获得了免费的宣传册。",
    "下一次开放日将于九月举行。",
]


@pytest.fixture(scope="module")
def aligner():
    return Aligner()


def documents(en, zh):
    return (
        Document.from_sentences(en, "en", name="en.txt"),
        Document.from_sentences(zh, "zh", name="zh.txt"),
    )


def beads(alignment):
    return [(bead.en, bead.zh) for bead in alignment]


def covers(alignment):
    """Assert that every sentence of both sides is in exactly one bead, in order."""
    en = [i for bead in alignment for i in bead.en]
    zh = [j for bead in alignment for j in bead.zh]
    return sorted(en) == list(range(len(alignment.en))) and sorted(zh) == list(
        range(len(alignment.zh))
    )


def test_a_literal_text_is_aligned_sentence_by_sentence(aligner):
    alignment = aligner.align_documents(*documents(EN, ZH))
    assert beads(alignment) == [((k,), (k,)) for k in range(len(EN))]
    assert all(0 <= bead.confidence <= 1 for bead in alignment)
    assert min(bead.confidence for bead in alignment) > 0.5
    assert alignment.text(alignment.beads[1]) == (EN[1], ZH[1])


def test_output_is_deterministic_and_nothing_is_printed(aligner, capfd):
    en, zh = documents(EN, ZH)
    first = aligner.align_documents(en, zh)
    assert aligner.align_documents(en, zh) == first
    assert align_documents(en, zh) == first  # a new aligner too
    assert first.to_json() == align_documents(en, zh).to_json()
    assert capfd.readouterr() == ("", "")


def test_results_do_not_depend_on_earlier_pairs(aligner):
    en, zh = documents(EN, ZH)
    first = aligner.align_documents(en, zh)
    aligner.align_documents(*documents(EN[::-1] * 5, ZH[::-1] * 5))
    assert aligner.align_documents(en, zh) == first


class Recorder:
    """The embedded model under another name and with other dimensions; it records its texts."""

    def __init__(self, name, dimensions):
        self.name, self.dimensions, self.texts = name, dimensions, []

    def encode(self, texts):
        self.texts += texts
        return load_encoder().encode(texts)[:, : self.dimensions].copy()

    def encode_runs(self, texts, joiner, longest):
        self.texts += texts
        return load_encoder().encode_runs(texts, joiner, longest)[:, :, : self.dimensions].copy()


def test_words_are_encoded_by_the_encoder_given_for_them():
    sentences, words = Recorder("long", 500), Recorder("short", 300)
    alignment = Aligner(encoder=Encoders(sentences, words)).align_documents(*documents(EN, ZH))
    assert covers(alignment)
    assert sorted(sentences.texts) == sorted([*EN, *ZH])
    assert {"laboratory", "实验室"} <= set(words.texts)
    assert alignment.settings["model"] == "long + short"
    # an encoder of sentences alone: words stay with the embedded model
    alone = Recorder("long", 500)
    alignment = Aligner(encoder=alone).align_documents(*documents(EN, ZH))
    assert sorted(alone.texts) == sorted([*EN, *ZH])
    assert alignment.settings["model"] == "long"


@pytest.mark.parametrize("k", range(1, len(EN) - 1))
@pytest.mark.parametrize("side", ["en", "zh"])
def test_an_omitted_sentence_is_found(aligner, side, k):
    whole = list(range(len(EN)))
    part = [i for i in whole if i != k]
    if side == "zh":
        alignment = aligner.align_documents(*documents(EN, [ZH[i] for i in part]))
        expected = {((i,), (n,)) for n, i in enumerate(part)} | {((k,), ())}
    else:
        alignment = aligner.align_documents(*documents([EN[i] for i in part], ZH))
        expected = {((n,), (i,)) for n, i in enumerate(part)} | {((), (k,))}
    assert set(beads(alignment)) == expected


@pytest.mark.parametrize("k", range(len(EN) - 1))
def test_two_english_sentences_for_one_chinese(aligner, k):
    merged = [*ZH[:k], f"{ZH[k][:-1]}，{ZH[k + 1]}", *ZH[k + 2 :]]
    alignment = aligner.align_documents(*documents(EN, merged))
    assert ((k, k + 1), (k,)) in beads(alignment)
    assert alignment.text(alignment.beads[k])[0] == f"{EN[k]} {EN[k + 1]}"
    assert covers(alignment)


@pytest.mark.parametrize("k", range(len(EN) - 1))
def test_two_chinese_sentences_for_one_english(aligner, k):
    second = EN[k + 1][0].lower() + EN[k + 1][1:]
    merged = [*EN[:k], f"{EN[k][:-1]}, and {second}", *EN[k + 2 :]]
    alignment = aligner.align_documents(*documents(merged, ZH))
    assert ((k,), (k, k + 1)) in beads(alignment)
    assert alignment.text(alignment.beads[k])[1] == f"{ZH[k]}{ZH[k + 1]}"  # no space in between


@pytest.mark.parametrize(("n", "m"), [(1, 1), (1, 5), (5, 1), (30, 1), (1, 30), (30, 2), (7, 9)])
def test_documents_of_any_shape(n, m):
    """Every sentence is in exactly one bead, whatever the lengths."""
    aligner = Aligner(force=True)  # 30 to 1 is not a translation, but is forced here
    alignment = aligner.align_documents(*documents((EN * 5)[:n], (ZH * 5)[:m]))
    assert covers(alignment)
    assert all(0 <= bead.confidence <= 1 for bead in alignment)
    if n == m == 1:
        assert beads(alignment) == [((0,), (0,))]


def test_settings_are_recorded(aligner):
    settings = aligner.align_documents(*documents(EN, ZH)).settings
    assert settings["model"] == "use"
    assert settings["weights"] == aligner.weights.fingerprint
    assert settings["tmxalign"]
    other = dataclasses.replace(aligner, semicolons=True)
    assert other.settings != aligner.settings


# ---- texts and files --------------------------------------------------------------------------

TEXT_EN = "CQC in Xi'an\n\n  Good morning, Mr. Li.  It is 3.5 m long.\n“Go!” he said. \n\nBye.\n"
TEXT_ZH = "中心在西安\n\n　　李先生，早上好。它长3.5米。\n“走吧！”他说。 \n\n再见。\n"


def test_align_texts(aligner):
    alignment = aligner.align_texts(TEXT_EN, TEXT_ZH)
    assert covers(alignment)
    assert [alignment.text(bead) for bead in alignment] == [
        ("CQC in Xi'an", "中心在西安"),
        ("Good morning, Mr. Li.", "李先生，早上好。"),
        ("It is 3.5 m long.", "它长3.5米。"),
        ("“Go!” he said.", "“走吧！”他说。"),
        ("Bye.", "再见。"),
    ]


@pytest.mark.parametrize("segmented", [False, True])
def test_sentence_offsets_point_into_the_paragraph(tmp_path, segmented):
    aligner = Aligner(segmented=segmented)
    (tmp_path / "en.txt").write_text(TEXT_EN, encoding="utf-8")
    (tmp_path / "zh.txt").write_text(TEXT_ZH, encoding="utf-8")
    alignments = [aligner.align_files(tmp_path / "en.txt", tmp_path / "zh.txt")]
    if not segmented:
        alignments.append(aligner.align_texts(TEXT_EN, TEXT_ZH))
    for alignment in alignments:
        for document, source in ((alignment.en, TEXT_EN), (alignment.zh, TEXT_ZH)):
            assert len(document) >= 4
            last = (0, 0)
            for number, sentence in enumerate(document.sentences):
                paragraph = document.paragraphs[sentence.paragraph].text
                assert paragraph[sentence.start : sentence.end] == sentence.text
                assert sentence.text == sentence.text.strip() != ""
                assert (sentence.paragraph, sentence.start) >= last  # in order, no overlap
                last = (sentence.paragraph, sentence.end)
                line = source.splitlines()[document.line_of(number) - 1]
                assert sentence.text.splitlines()[0] in line


def test_one_segment_per_line(tmp_path):
    (tmp_path / "en.txt").write_text("Good morning. Mr. Li\n\nBye.\n", encoding="utf-8")
    (tmp_path / "zh.txt").write_text("早上好。李先生\n\n再见。\n", encoding="utf-8")
    alignment = align_files(tmp_path / "en.txt", tmp_path / "zh.txt", segmented=True)
    assert alignment.en.texts == ("Good morning. Mr. Li", "Bye.")
    assert beads(alignment) == [((0,), (0,)), ((1,), (1,))]
    assert (alignment.en.name, alignment.zh.name) == ("en.txt", "zh.txt")


def test_a_missing_file_is_named(aligner, tmp_path):
    with pytest.raises(InputError, match=r"nowhere\.txt: no such file"):
        aligner.align_files(tmp_path / "nowhere.txt", tmp_path / "zh.txt")


# ---- input that is not a bitext ----------------------------------------------------------------


def refusal(aligner, en, zh):
    with pytest.raises(InputError) as caught:
        aligner.align_documents(*documents(en, zh))
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_the_same_language_on_both_sides_is_refused(aligner):
    message = refusal(aligner, EN, EN)
    assert message.startswith("zh.txt: expected Chinese")
    assert "both sides are the same language" in message
    message = refusal(aligner, ZH, ZH)
    assert message.startswith("en.txt: expected English")
    assert "both sides are the same language" in message


def test_swapped_sides_are_reported_as_swapped(aligner):
    assert "en.txt is Chinese and zh.txt is English" in refusal(aligner, ZH, EN)


@pytest.mark.parametrize("empty", [[], ["", "  ", ""]])
def test_an_empty_side_is_refused(aligner, empty):
    assert refusal(aligner, empty, ZH) == "en.txt: no sentences in it"
    assert refusal(aligner, EN, empty) == "zh.txt: no sentences in it"
    with pytest.raises(InputError, match="no sentences"):
        aligner.align_texts("", "")
    nameless = Document.from_sentences([], "en"), Document.from_sentences(ZH, "zh")
    with pytest.raises(InputError, match=r"^text \(English\): no sentences"):
        aligner.align_documents(*nameless)


@pytest.mark.parametrize(("n", "m"), [(0, 3), (3, 0), (0, 0)])
def test_an_empty_side_with_force_is_not_an_internal_error(n, m):
    with pytest.raises(InputError, match="no sentences"):
        Aligner(force=True).align_documents(*documents(EN[:n], ZH[:m]))


def test_a_side_that_is_far_too_long_is_refused(aligner):
    assert "en.txt is " in refusal(aligner, EN * 20, ZH[:5])
    message = refusal(aligner, EN[:5], ZH * 20)
    assert "zh.txt is " in message
    assert "times longer than en.txt" in message
    assert "--force" in message
    alignment = Aligner(force=True).align_documents(*documents(EN[:5], ZH * 20))
    assert covers(alignment)


def test_text_of_numbers_only_can_be_aligned(aligner):
    numbers = ["12.5", "2024", "1,000", "99%"]
    alignment = aligner.align_documents(*documents(numbers, numbers))
    assert beads(alignment) == [((k,), (k,)) for k in range(4)]


def test_chinese_full_of_latin_names_is_chinese(aligner):
    zh = ["请在 docker compose 中设置 DATABASE_URL 和 REDIS_URL。", "运行 kubectl apply 命令。"]
    en = ["Set DATABASE_URL and REDIS_URL in docker compose.", "Run kubectl apply."]
    assert beads(aligner.align_documents(*documents(en, zh))) == [((0,), (0,)), ((1,), (1,))]
