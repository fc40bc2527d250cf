"""Which files belong together: told by name, and said plainly where it cannot be told."""

import pytest

from align.errors import InputError
from align.pair import pair_by_name


def make(root, *names):
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    return root


def paired(root):
    pairs = pair_by_name(root).pairs
    return [
        (p.name, p.en.relative_to(root).as_posix(), p.zh.relative_to(root).as_posix())
        for p in pairs
    ]


@pytest.mark.parametrize(
    ("en", "zh", "name"),
    [
        ("en/a.txt", "zh/a.txt", "a"),
        ("en/a.txt", "zh/a.html", "a"),  # suffixes may differ
        ("en/a_EN.txt", "zh/a.zh.txt", "a"),
        ("en/a.en-US.txt", "zh/a.zh-CN.txt", "a"),
        ("en/a (English).txt", "zh/a (中文).txt", "a"),
        ("en/a（英文版）.txt", "zh/a（英文版）.txt", "a（英文版）"),  # the same on both: a name
        ("en/a.txt", "zh/a（中文）.txt", "a"),
        ("en/a-eng.txt", "zh/a-chs.txt", "a"),
        ("en/a.txt", "zh/a_cn.txt", "a"),
        ("en/Annual Report.txt", "zh/annual report.txt", "Annual Report"),
        ("en/2024/a.txt", "zh/2024/a.txt", "2024/a"),
        ("en/年会.txt", "zh/年会.txt", "年会"),
        ("en/v1.2.txt", "zh/v1.2.txt", "v1.2"),
        ("en-US/a.txt", "zh-CN/a.txt", "a"),
        ("EN/a.txt", "zh_TW/a.txt", "a"),
        ("english/a.txt", "中文/a.txt", "a"),
        ("en/en.txt", "zh/en.txt", "en"),  # a mark alone is a name
        ("en/garden.txt", "zh/garden.txt", "garden"),  # ends in en, but it is no mark
    ],
)
def test_a_pair(tmp_path, en, zh, name):
    make(tmp_path, en, zh)
    assert paired(tmp_path) == [(name, en, zh)]
    assert pair_by_name(tmp_path).unpaired == ()


def test_pairs_come_in_the_order_of_their_names(tmp_path):
    names = ["b", "C", "a", "10", "9", "d/e"]
    make(tmp_path, *(f"{side}/{name}.txt" for side in ("en", "zh") for name in names))
    assert [name for name, *_ in paired(tmp_path)] == ["10", "9", "a", "b", "C", "d/e"]


def test_subfolders_tell_files_of_one_name_apart(tmp_path):
    make(tmp_path, "en/2023/a.txt", "en/2024/a.txt", "zh/2023/a.txt", "zh/2024/a.txt")
    assert paired(tmp_path) == [
        ("2023/a", "en/2023/a.txt", "zh/2023/a.txt"),
        ("2024/a", "en/2024/a.txt", "zh/2024/a.txt"),
    ]


def test_files_without_a_counterpart_are_listed(tmp_path):
    make(tmp_path, "en/a.txt", "zh/a.txt", "en/only.txt", "zh/nur.txt", "zh/sub/a.txt")
    alone = [path.relative_to(tmp_path).as_posix() for path in pair_by_name(tmp_path).unpaired]
    assert alone == ["en/only.txt", "zh/nur.txt", "zh/sub/a.txt"]


def test_hidden_files_are_passed_over(tmp_path):
    make(
        *(tmp_path, "en/a.txt", "zh/a.txt", "en/.DS_Store", "zh/._a.txt"),
        *("en/.git/x.txt", "zh/.git/x.txt"),
    )
    assert [name for name, *_ in paired(tmp_path)] == ["a"]
    assert pair_by_name(tmp_path).unpaired == ()


def test_other_folders_do_no_harm(tmp_path):
    make(tmp_path, "en/a.txt", "zh/a.txt", "gold/a.txt", "entry/a.txt", "README.md")
    assert [name for name, *_ in paired(tmp_path)] == ["a"]


def refusal(root):
    with pytest.raises(InputError) as caught:
        pair_by_name(root)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    "double", [("en/a.txt", "en/a.html"), ("en/a.txt", "en/A.md"), ("en/a_en.txt", "en/a-EN.txt")]
)
def test_two_files_of_one_name_are_refused_and_both_named(tmp_path, double):
    make(tmp_path, *double, "zh/a.txt")
    message = refusal(tmp_path)
    assert all(str(tmp_path / name) in message for name in double)
    assert "rename" in message


def test_missing_folders_are_named(tmp_path):
    assert "no such folder" in refusal(tmp_path / "nowhere")
    make(tmp_path, "zh/a.txt")
    assert f"no folder 'en' in it; put the English documents into {tmp_path}/en" in refusal(
        tmp_path
    )
    make(tmp_path, "other/en/a.txt")
    assert "no folder 'zh'" in refusal(tmp_path / "other")
    assert "no such folder" in refusal(tmp_path / "zh" / "a.txt")  # a file is no folder


def test_two_folders_for_one_language_are_refused(tmp_path):
    make(tmp_path, "en/a.txt", "zh-CN/a.txt", "zh-TW/a.txt")
    message = refusal(tmp_path)
    assert "zh-CN, zh-TW" in message
    assert "keep one" in message


def test_no_pairs_says_how_many_files_there_were(tmp_path):
    make(tmp_path, "en/a.txt", "en/b.txt", "zh/c.txt")
    assert "no pairs" in refusal(tmp_path)
    assert "found 2 and 1 files" in refusal(tmp_path)


def test_a_path_may_be_a_string(tmp_path):
    make(tmp_path, "en/a.txt", "zh/a.txt")
    assert pair_by_name(str(tmp_path)) == pair_by_name(tmp_path)
