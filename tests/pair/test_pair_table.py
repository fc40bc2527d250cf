"""pairs.tsv: written, mended by a person, and read again."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.errors import InputError, OutputError
from align.pair import Pairing, PairOfFiles, read_pairs, write_pairs

HEADER = "en\tzh\tconfidence\thow\n"


def table(tmp_path, text):
    path = tmp_path / "pairs.tsv"
    path.write_text(text, encoding="utf-8")
    return path


def files(pairing):
    return [(pair.en, pair.zh) for pair in pairing.pairs]


def test_the_table_round_trips(tmp_path):
    a, b = tmp_path / "texts" / "en" / "a.txt", tmp_path / "新闻" / "甲 乙.docx"
    both, far = tmp_path / "both.tmx", tmp_path.parent / "elsewhere" / "#1.txt"
    pairing = Pairing(
        (
            PairOfFiles("a", a, b, 0.87, "content"),
            PairOfFiles("both", both, both, how="bilingual"),
        ),
        alone_en=(tmp_path / '"quoted".txt',),
        alone_zh=(far, tmp_path / "#comment.txt"),
    )
    write_pairs(pairing, tmp_path / "pairs.tsv")
    text = (tmp_path / "pairs.tsv").read_text(encoding="utf-8")
    assert "texts/en/a.txt\t新闻/甲 乙.docx\t0.87\tcontent\n" in text
    assert "../elsewhere/#1.txt" in text
    found = read_pairs(tmp_path / "pairs.tsv")
    assert [(p.en, p.zh, p.confidence, p.how) for p in found.pairs] == [
        (both, both, 1.0, "bilingual"),
        (a, b, 0.87, "content"),
    ]
    assert found.alone_en == pairing.alone_en
    assert {os.path.normpath(p) for p in found.alone_zh} == {str(p) for p in pairing.alone_zh}


def test_a_folder_that_moves_takes_its_table_along(tmp_path):
    (tmp_path / "old").mkdir()
    pair = PairOfFiles("a", tmp_path / "old" / "a.txt", tmp_path / "old" / "b.txt")
    write_pairs(Pairing((pair,)), tmp_path / "old" / "pairs.tsv")
    (tmp_path / "old").rename(tmp_path / "new")
    new = tmp_path / "new"
    assert files(read_pairs(new / "pairs.tsv")) == [(new / "a.txt", new / "b.txt")]


def test_hand_written_tables_are_accepted(tmp_path):
    text = "# my own\n\nZH \t en\tnote\n乙.txt\ta.txt\n丙.txt\t/srv/c.txt\tsure\n\tonly.txt\n"
    found = read_pairs(table(tmp_path, text))
    assert files(found) == [
        (tmp_path / "a.txt", tmp_path / "乙.txt"),
        (Path("/srv/c.txt"), tmp_path / "丙.txt"),
    ]
    assert found.alone_en == (tmp_path / "only.txt",)
    assert {pair.how for pair in found.pairs} == {"table"}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_spreadsheets_save_in_other_encodings(tmp_path, encoding):
    path = tmp_path / "pairs.tsv"
    path.write_bytes("en\tzh\r\na.txt\t新闻稿.txt\r\n".encode(encoding))
    assert files(read_pairs(path)) == [(tmp_path / "a.txt", tmp_path / "新闻稿.txt")]


def test_a_file_that_is_in_a_pair_is_not_alone(tmp_path):
    found = read_pairs(table(tmp_path, HEADER + "a.txt\t\n\tb.txt\na.txt\tb.txt\n"))
    assert files(found) == [(tmp_path / "a.txt", tmp_path / "b.txt")]
    assert found.unpaired == ()


def test_names_of_pairs_are_safe_and_unique(tmp_path):
    rows = ["../x/a.txt\tb.txt", "../x/a.txt\tc.txt", "/x/a.txt\td.txt"]
    names = [p.name for p in read_pairs(table(tmp_path, HEADER + "\n".join(rows))).pairs]
    assert names == ["x/a", "x/a (2)", "x/a (3)"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a.txt\tb.txt\n", "line 1: missing header"),
        (HEADER + "a.txt\tb.txt\n\t\t0.5\n", "line 3: the row has no file"),
        (HEADER + "a.txt\tb.txt\t\t\tc.txt\n", "line 2: 5 columns, but the header has 4"),
        (HEADER + "a.txt\tb.txt\tmuch\n", "line 2: the confidence much is not a number"),
        (HEADER + "a.txt\tb.txt\tnan\n", "line 2: the confidence nan is not a number"),
        (HEADER + "# x\na.txt\tb.txt\na.txt\tb.txt\n", "line 4: the same pair as in line 3"),
        (HEADER + '"a.txt\tb.txt\n', "line 2: unbalanced quotes"),
        (HEADER + "a.txt\t\n", "contains no pairs"),
        ("# nothing\n", "contains no pairs"),
        ("", "the file is empty"),
    ],
)
def test_table_errors_are_one_line(tmp_path, text, says):
    with pytest.raises(InputError) as caught:
        read_pairs(table(tmp_path, text))
    assert str(caught.value).startswith(f"{tmp_path / 'pairs.tsv'}: ")
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_table_and_an_unwritable_one(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        read_pairs(tmp_path / "no.tsv")
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError):
        write_pairs(Pairing(()), tmp_path / "file" / "pairs.tsv")


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=120))
def test_any_text_is_read_or_refused(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("any") / "pairs.tsv"
    path.write_bytes((HEADER + text).encode())
    try:
        assert read_pairs(path).pairs
    except InputError as error:
        assert len(str(error).splitlines()) == 1
