"""Bilingual tables in documents: pairs of cells, names of columns, figures, and what is asked."""

import pytest

from align.errors import InputError
from align.files.load import Source
from align.readers.tables import judged

BODY = [
    ("The ship is in the harbour.", "船在港口里。"),
    ("Its captain is ashore.", "船长在岸上。"),
    ("The crane stands still.", "吊车停着。"),
]
CLASSICAL = ("舟泊于港。", "其长在岸。", "吊车止。")
THREE = [(en, zh, old) for (en, zh), old in zip(BODY, CLASSICAL, strict=True)]


def verdicts(rows: list[tuple[str, ...]], language: str | None = None, *, main: bool = True) -> str:
    """The judgement as a drawing: a line a row; H heading row, 1 and 2 pairs, F figures, . text."""
    source = Source(b"", "a.docx", language=language)
    cells = [dict(enumerate(row)) for row in rows]
    found = judged(cells, source, "table 1", main=main)
    signs = {"heading row": "H", "figures": "F"}
    return " ".join(
        "".join(
            signs[v.aside] if (v := found.get((n, c))) and v.aside else str(v.pair) if v else "."
            for c in cells[n]
        )
        for n in range(len(rows))
    )


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (BODY, "11 11 11"),
        ([("原文", "译文"), *BODY], "HH 11 11 11"),
        ([("English", "中文"), *BODY], "HH 11 11 11"),
        ([("English version", "中文版"), *BODY], "HH 11 11 11"),
        ([("English 英文", "Chinese 中文"), *BODY], "HH 11 11 11"),
        ([("原文 Source", "译文 Translation"), *BODY], "HH 11 11 11"),
        ([("英文", "中文"), BODY[0], ("英文", "中文"), *BODY[1:]], "HH 11 HH 11 11"),
        ([("The harbour 港口", ""), ("English", "中文"), *BODY], ".. HH 11 11 11"),
        ([("The harbour",), ("(draft)",), ("英文", "中文"), *BODY], ". . HH 11 11 11"),
        ([(str(n), *row) for n, row in enumerate(BODY)], "F11 F11 F11"),
        ([(zh, en, "£1,200") for en, zh in BODY], "11F 11F 11F"),
        ([*BODY, ("2024", "2024")], "11 11 11 FF"),
        ([*BODY, ("2024", "二〇二四年")], "11 11 11 11"),
        ([*BODY, ("A last line.", "")], "11 11 11 11"),
        ([(*row, "待核对" if n else "") for n, row in enumerate(BODY)], "11. 11. 11."),
        ([("anchor", "锚", "crane", "吊车"), ("quay", "码头", "rope", "缆绳")], "1122 1122"),
        ([("English", "中文", "古文"), *THREE], "HHH 11. 11. 11."),
    ],
)  # fmt: skip
def test_pairs(rows: list[tuple[str, ...]], expected: str) -> None:
    assert verdicts(rows) == expected


@pytest.mark.parametrize(
    "rows",
    [
        [("Name", "Post"), ("Anna", "captain")],
        [("姓名", "职务"), ("安娜", "船长")],
        [("Ship", "A"), ("船", "B")],
        [("The harbour is closed today.", "是"), ("The quay is open to all ships.", "否")],
        [("One cell with English",), ("一格中文",)],
    ],
)
def test_other_tables_are_left_alone(rows: list[tuple[str, ...]]) -> None:
    assert set(verdicts(rows)) <= {".", " "}


def test_a_document_in_one_language_has_no_pairs() -> None:
    assert verdicts(BODY, "en") == ".. .. .."


def test_two_chinese_columns_are_asked_about() -> None:
    with pytest.raises(InputError) as caught:
        verdicts(THREE)
    assert str(caught.value) == (
        "a.docx: columns 2 and 3 of table 1 are both Chinese; "
        "delete one, or name the right ones in the first row: English, 中文"
    )
    assert verdicts(THREE, main=False) == "... ... ..."
