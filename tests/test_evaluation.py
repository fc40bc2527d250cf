"""Every figure here was computed by hand; the comments show how."""

import json
import math

import pytest

from align.alignment import Alignment, Bead
from align.document import Document
from align.errors import InputError
from align.evaluation import Figures, Score, evaluate, read_beads, score_beads
from align.memory import write
from align.version import __version__

GOLD = [
    ((0,), (0,)),
    ((1,), (1,)),
    ((2,), (2, 3)),
    ((3,), ()),
    ((4, 5), (4,)),
    ((), (5,)),
    ((6,), (6,)),
]
TEST = [
    ((0,), (0,)),  # right
    ((1, 2), (1, 2, 3)),  # lax: links 1-1 and 2-2 are in the gold
    ((3,), ()),  # right, a null bead
    ((4,), (4,)),  # lax
    ((5,), ()),  # wrong: a null bead must be in the gold exactly
    ((6,), (5,)),  # wrong: 6 goes with 6, 5 with nothing
    ((), (6,)),  # wrong
]


def test_strict():
    # 2 of 7 proposed are right. The gold has 5 filled beads, of which 0-0 was found.
    strict = score_beads(TEST, GOLD).strict
    assert strict == Figures(right=2, proposed=7, found=1, gold=5)
    # F1 = 2 * 2/7 * 1/5 / (2/7 + 1/5) = (4/35) / (17/35) = 4/17
    assert (strict.precision, strict.recall) == (2 / 7, 1 / 5)
    assert strict.f1 == pytest.approx(4 / 17)


def test_lax():
    # Right: 0-0, 1,2-1,2,3, the null bead 3, 4-4. Found: 0-0, 1-1, 2-2,3, 4,5-4; not 6-6.
    lax = score_beads(TEST, GOLD).lax
    assert lax == Figures(right=4, proposed=7, found=4, gold=5)
    # F1 = 2 * 4/7 * 4/5 / (4/7 + 4/5) = (32/35) / (48/35) = 2/3
    assert lax.f1 == pytest.approx(2 / 3)


def test_lax_needs_both_sentences_in_one_gold_bead():
    # 0 and 1 both occur in the gold, but 0 goes with 0 and 1 with 1.
    assert score_beads([((0,), (1,)), ((1,), (0,))], GOLD[:2]).lax == Figures(0, 2, 0, 2)


def test_null_sentences():
    # Proposed: en 3, en 5, zh 6. Gold: en 3, zh 5. In both: en 3.
    nulls = score_beads(TEST, GOLD).nulls
    assert nulls == Figures(right=1, proposed=3, found=1, gold=2)
    assert nulls.f1 == pytest.approx(0.4)  # 2 * 1/3 * 1/2 / (5/6)


def test_null_sentences_count_sentences_and_not_beads():
    # A run of two omitted sentences as one bead, or as two: the same sentences.
    nulls = score_beads([((0, 1), ())], [((0,), ()), ((1,), ())]).nulls
    assert nulls == Figures(2, 2, 2, 2)
    # English 0 is not Chinese 0.
    assert score_beads([((0,), ())], [((), (0,))]).nulls == Figures(0, 1, 0, 1)


def test_types():
    types = score_beads(TEST, GOLD).types
    assert types == {
        # gold 0, 1, 6; proposed 0-0, 4-4, 6-5; 0-0 is in both
        "1-1": Figures(right=1, proposed=3, found=1, gold=3),
        "1-2": Figures(right=0, proposed=0, found=0, gold=1),
        "2-1": Figures(right=0, proposed=0, found=0, gold=1),
        "2-3": Figures(right=0, proposed=1, found=0, gold=0),
        # gold 3; proposed 3, 5
        "1-0": Figures(right=1, proposed=2, found=1, gold=1),
        # gold zh 5; proposed zh 6
        "0-1": Figures(right=0, proposed=1, found=0, gold=1),
    }


def test_perfect_and_empty():
    perfect = score_beads(GOLD, GOLD)
    # Precision over all 7, recall over the 5 filled ones: both 1.
    assert perfect.strict == perfect.lax == Figures(7, 7, 5, 5)
    assert (perfect.strict.f1, perfect.nulls.f1) == (1.0, 1.0)
    nothing = score_beads([], GOLD)
    assert (nothing.strict.f1, nothing.strict.recall) == (0.0, 0.0)
    assert math.isnan(nothing.strict.precision)
    neither = score_beads([((0,), (0,))], [((0,), (0,))]).nulls
    assert math.isnan(neither.f1)
    assert neither.to_dict()["f1"] is None


def test_only_nulls_right():
    # A null bead is right (precision 1/1), but no filled bead is found: F1 is 0.
    assert score_beads([((0,), ())], [((0,), ()), ((1,), (0,))]).strict.f1 == 0.0


def test_scores_add_up_by_counts():
    one = score_beads(TEST, GOLD, name="one")
    two = score_beads([((0,), (0,))], [((0,), (0,))], name="two")
    both = one + two
    assert both.strict == Figures(right=3, proposed=8, found=2, gold=6)
    assert both.types["1-1"] == Figures(right=2, proposed=4, found=2, gold=4)
    assert both.nulls == one.nulls
    assert both.documents == 2
    assert both.parts == (one, two)
    assert (both + one).parts == (one, two, one)
    assert Score() + one + Score() == sum([one], Score())
    assert (Score() + one).strict == one.strict


def test_printing():
    score = score_beads(TEST, GOLD, name="one") + score_beads(GOLD, GOLD, name="two")
    # strict: right 2 + 7 of 14, found 1 + 5 of 10: P 9/14 = .643, R .6, F1 = .621
    # lax: right 4 + 7 of 14 = .786, found 4 + 5 of 10 = .9, F1 = .839
    # nulls: 1 + 2 of 3 + 2 = .6; of 2 + 2 = .75; F1 = .667
    assert str(score) == (
        "strict F1 0.621 (P 0.643, R 0.600); lax F1 0.839; nulls F1 0.667; 2 documents"
    )
    lines = [line.split() for line in score.table().splitlines()]
    assert ["strict", "0.643", "0.600", "0.621", "9", "14", "6", "10"] in lines
    assert ["lax", "0.786", "0.900", "0.839", "11", "14", "9", "10"] in lines
    assert ["2-3", "0.000", "–", "0.000", "0", "1", "0", "0"] in lines
    assert ["one", "0.235", "0.667", "0.400", "7", "5"] in lines
    assert ["two", "1.000", "1.000", "1.000", "7", "5"] in lines
    assert lines[-1] == [score.signature]
    assert score.signature.startswith(f"tmxalign:{__version__}|")
    assert score.signature.endswith("|segments:by-number|documents:2")


def test_to_dict_is_json():
    score = score_beads(TEST, GOLD, name="one") + score_beads([], [], name="two")
    data = json.loads(json.dumps(score.to_dict(), allow_nan=False))
    assert data["strict"] == {
        "precision": 0.285714, "recall": 0.2, "f1": 0.235294,
        "right": 2, "proposed": 7, "found": 1, "gold": 5,
    }  # fmt: skip
    assert data["documents"] == 2
    assert [part["name"] for part in data["parts"]] == ["one", "two"]
    assert data["parts"][1]["strict"]["precision"] is None
    assert data["signature"] == score.signature


# --- reading ----------------------------------------------------------------------------------


def test_read_beads(tmp_path):
    path = tmp_path / "a.gold.tsv"
    path.write_bytes(b"\xef\xbb\xbf0\t0\r\n2,1\t1\r\n\t2\r\n3\t\r\n")
    assert read_beads(path) == [((0,), (0,)), ((1, 2), (1,)), ((), (2,)), ((3,), ())]
    path.write_bytes(b"")
    assert read_beads(path) == []


@pytest.mark.parametrize(
    "line",
    ["", "# comment", "1", "1 1", "\t", "1\t1\t1", "a\t1", "1,\t1", "1, 2\t1", "-1\t1", "１\t1",
     "1:1", "1000000\t1"],
)  # fmt: skip
def test_malformed_lines_are_reported(tmp_path, line):
    path = tmp_path / "a.gold.tsv"
    path.write_text(f"0\t0\n{line}\n5\t5\n", "utf-8")
    with pytest.raises(InputError, match=r"a\.gold\.tsv, line 2: not a bead"):
        read_beads(path)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("0\t0\n0\t1\n", "line 2: English sentence 0 again"),
        ("0\t0\n1\t2,0\n", "line 2: Chinese sentence 0 again"),
        ("3,3\t0\n", "line 1: English sentence 3 again"),
    ],
)
def test_repeated_numbers(tmp_path, text, says):
    (tmp_path / "a.gold.tsv").write_text(text)
    with pytest.raises(InputError, match=says):
        read_beads(tmp_path / "a.gold.tsv")


def test_unreadable_beads(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        read_beads(tmp_path / "a.gold.tsv")
    with pytest.raises(InputError, match="a directory, not a file"):
        read_beads(tmp_path)
    (tmp_path / "b.gold.tsv").write_bytes(b"\xff\xfe0\x00")
    with pytest.raises(InputError, match="not UTF-8"):
        read_beads(tmp_path / "b.gold.tsv")


# --- files and folders ------------------------------------------------------------------------


@pytest.fixture
def folders(tmp_path):
    gold, test = tmp_path / "gold", tmp_path / "test"
    gold.mkdir()
    test.mkdir()
    return test, gold


def alignment(en, zh, beads):
    return Alignment(
        Document.from_sentences(en, "en"),
        Document.from_sentences(zh, "zh"),
        tuple(Bead(*bead) for bead in beads),
    )


def test_folders_are_matched_by_name(folders):
    test, gold = folders
    for name in ("news.2020", "b"):
        (gold / f"{name}.gold.tsv").write_text("0\t0\n1\t1\n")
    (test / "news.2020.beads.tsv").write_text("0\t0\n1\t1\n")
    write(alignment(["A", "B"], ["甲", "乙"], [((0, 1), (0, 1))]), test / "b.align.json")
    (test / "unasked.beads.tsv").write_text("broken")
    score = evaluate(test, gold)
    # b: 1 proposed, wrong; news: 2 right. P 2/3, R 2/4.
    assert score.strict == Figures(2, 3, 2, 4)
    assert [(part.name, part.strict.right) for part in score.parts] == [("b", 0), ("news.2020", 2)]
    # One of each as files, and a file against the folder.
    assert evaluate(test / "b.align.json", gold / "b.gold.tsv").strict == Figures(0, 1, 0, 2)
    assert evaluate(test / "b.align.json", gold).strict == Figures(0, 1, 0, 2)
    assert evaluate(test, gold / "news.2020.gold.tsv").strict == Figures(2, 2, 2, 2)
    assert evaluate(test / "news.2020.beads.tsv", gold / "b.gold.tsv").strict.right == 2


def test_missing_documents_are_reported(folders):
    test, gold = folders
    for name in "abcdefg":
        (gold / f"{name}.gold.tsv").write_text("0\t0\n")
    (test / "c.beads.tsv").write_text("0\t0\n")
    with pytest.raises(InputError, match=r"for a, b, d, e, f and 1 more \(6 of 7 documents\)"):
        evaluate(test, gold)
    (test / "z.beads.tsv").write_text("0\t0\n")
    with pytest.raises(InputError, match=r"no z\.gold\.tsv"):
        evaluate(test / "z.beads.tsv", gold)


def test_no_gold(folders):
    test, gold = folders
    with pytest.raises(InputError, match="no gold in this folder"):
        evaluate(test, gold)
    with pytest.raises(InputError, match="no such file or folder"):
        evaluate(test, gold / "missing")
    with pytest.raises(InputError, match="no such file or folder"):
        evaluate(test / "missing", gold)


@pytest.fixture
def segmented(folders):
    """Write gold with segments: five English, four Chinese, a paragraph break, one null."""
    test, gold = folders
    (gold / "a.en.txt").write_text("One.\nTwo.\n\nThree.\nFour.\nFive.\n", "utf-8")
    # U+2028 is not a line end.
    (gold / "a.zh.txt").write_text("一。\n二。\n\n三\u2028四。\n五。\n", "utf-8")
    (gold / "a.gold.tsv").write_text("0\t0\n1\t1\n2,3\t2\n4\t3\n")
    return test, gold


def test_sentences_are_matched_ignoring_white_space(segmented):
    test, gold = segmented
    en, zh = ["One.", "Two.", "Three.", "Four.", "Five."], ["一 。", "二。", "三四。", "五。"]
    beads = [((0,), (0,)), ((1,), (1,)), ((2, 3), (2,)), ((4,), (3,))]
    write(alignment(en, zh, beads), test / "a.align.json")
    score = evaluate(test, gold)
    assert score.strict == Figures(4, 4, 4, 4)
    assert (score.mapped, score.unmatched) == (1, 0)
    assert "|segments:by-text|" in score.signature
    assert "cut otherwise" not in score.table()


def test_different_segmentation_counts_as_wrong(segmented):
    test, gold = segmented
    # "Two." was joined to "Three."; a title was read that the gold does not have.
    en = ["Title", "One.", "Two. Three.", "Four.", "Five."]
    zh = ["一。", "二。", "三四。", "五。"]
    beads = [((0,), ()), ((1,), (0,)), ((2,), (1,)), ((3,), (2,)), ((4,), (3,))]
    write(alignment(en, zh, beads), test / "a.align.json")
    score = evaluate(test, gold)
    # Right: One and Five, numbered 0 and 4 in the gold. 2 of 5 proposed, 2 of 4 gold beads.
    assert score.strict == Figures(2, 5, 2, 4)
    # Lax also: Four with 三四 (gold 2,3-2).
    assert score.lax == Figures(3, 5, 3, 4)
    # The title is a null sentence that is not in the gold.
    assert score.nulls == Figures(0, 1, 0, 0)
    assert score.unmatched == 2
    assert "a: 2 sentences segmented differently from the gold" in score.table()


def test_repeated_sentences_keep_their_order(segmented):
    test, gold = segmented
    (gold / "a.en.txt").write_text("Yes.\nNo.\nYes.\nNo.\n", "utf-8")
    (gold / "a.zh.txt").write_text("是。\n不。\n是。\n不。\n", "utf-8")
    (gold / "a.gold.tsv").write_text("0\t0\n1\t1\n2\t2\n3\t3\n")
    en, zh = ["Yes.", "No."] * 2, ["是。", "不。"] * 2
    write(alignment(en, zh, [((i,), (i,)) for i in range(4)]), test / "a.align.json")
    assert evaluate(test, gold).strict.f1 == 1.0


def test_frequent_sentences_are_matched_in_long_documents(segmented):
    # By default difflib ignores items that make up over 1 % of 200 or more.
    test, gold = segmented
    (gold / "a.en.txt").write_text("Yes.\nNo.\n" * 150, "utf-8")
    (gold / "a.zh.txt").write_text("是。\n不。\n" * 150, "utf-8")
    (gold / "a.gold.tsv").write_text("".join(f"{i}\t{i}\n" for i in range(300)))
    beads = [((0,), ()), *(((i + 1,), (i,)) for i in range(300))]
    write(alignment(["Title", *["Yes.", "No."] * 150], ["是。", "不。"] * 150, beads),
          test / "a.align.json")  # fmt: skip
    score = evaluate(test, gold)
    assert score.strict == Figures(300, 301, 300, 300)
    assert score.unmatched == 1


def test_without_gold_segments_sentences_match_by_number(segmented):
    test, gold = segmented
    (gold / "a.zh.txt").unlink()
    write(alignment(["X"] * 5, ["Y"] * 4, [((0,), (0,))]), test / "a.align.json")
    score = evaluate(test, gold)
    assert score.strict == Figures(1, 1, 1, 4)
    assert "|segments:by-number|" in score.signature
