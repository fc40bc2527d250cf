"""Which files belong together: told by name, and said plainly where it cannot be told."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.errors import InputError
from align.pair import pair_by_name
from align.pair.by_name import match_names, parse_name


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
        ("en/a（英文版）.txt", "zh/a（中文版）.txt", "a"),
        ("en/年会英文版.txt", "zh/年会中文版.txt", "年会"),
        ("en/EN_a.txt", "zh/ZH_a.txt", "a"),
        ("en/[EN]a.txt", "zh/【中文】a.txt", "a"),
        ("en/annual_report.txt", "zh/Annual Report.txt", "annual_report"),
        ("en/2023-08-11 release EN.docx", "zh/20230811_新闻稿.pdf", "2023-08-11 release"),
        ("en/release 11 Aug 2023.txt", "zh/2023年8月11日新闻稿.txt", "release 11 Aug 2023"),
        ("en/August 11, 2023 No. 7.txt", "zh/2023.8.11（7）.txt", "August 11, 2023 No. 7"),
        ("en/report 2023-08.txt", "zh/2023年8月月报.txt", "report 2023-08"),
        ("en/chapter 7.txt", "zh/第7章.txt", "chapter 7"),
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


def test_subfolders_distinguish_files_with_the_same_name(tmp_path):
    make(tmp_path, "en/2023/a.txt", "en/2024/a.txt", "zh/2023/a.txt", "zh/2024/a.txt")
    assert paired(tmp_path) == [
        ("2023/a", "en/2023/a.txt", "zh/2023/a.txt"),
        ("2024/a", "en/2024/a.txt", "zh/2024/a.txt"),
    ]


def test_files_without_a_counterpart_are_listed(tmp_path):
    make(tmp_path, "en/a.txt", "zh/a.txt", "en/only.txt", "zh/nur.txt", "zh/sub/a.txt")
    alone = [path.relative_to(tmp_path).as_posix() for path in pair_by_name(tmp_path).unpaired]
    assert alone == ["en/only.txt", "zh/nur.txt", "zh/sub/a.txt"]


def test_hidden_files_are_skipped(tmp_path):
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
def test_files_that_share_a_name_are_listed_and_the_others_paired(tmp_path, double):
    make(tmp_path, *double, "zh/a.txt")
    message = refusal(tmp_path)
    assert all(str(tmp_path / name) in message for name in double)
    assert "rename" in message
    make(tmp_path, "en/b.txt", "zh/b.txt")
    found = pair_by_name(tmp_path)
    assert [pair.name for pair in found.pairs] == ["b"]
    assert {path for path, _ in found.failed} == {tmp_path / name for name in double}
    assert found.unpaired == (tmp_path / "zh" / "a.txt",)


def test_dates_and_numbers_count_only_if_unique(tmp_path):
    make(tmp_path, "en/2023-08-11 release.txt", "zh/20230811 新闻稿.txt", "zh/20230811 通知.txt")
    assert "no pairs" in refusal(tmp_path)
    # the pair of the same name does not make the two that are left one, too
    make(tmp_path, "en/2024-01-02 a.txt", "zh/2024-01-02 a.txt")
    make(tmp_path, "en/2024-01-02 b.txt", "zh/20240102 丙.txt")
    assert [name for name, *_ in paired(tmp_path)] == ["2024-01-02 a"]


def test_digits_inside_words_are_not_numbers(tmp_path):
    make(tmp_path, "en/f93a.txt", "zh/b93c.txt", "en/12345678.txt", "zh/8c12345678.txt")
    assert "no pairs" in refusal(tmp_path)


@pytest.mark.parametrize(
    ("en", "zh"),
    [
        ("x.en.html", "x.zh.html"),
        ("x_EN.txt", "x_中文.txt"),
        ("en/x.txt", "docs/zh-cn/x.txt"),
        ("2024/en/x.txt", "2024/zh/x.txt"),
        ("en-x.txt", "zh-x.txt"),
    ],
)
def test_both_languages_in_one_folder(tmp_path, en, zh):
    root = tmp_path / "all"
    if en.startswith("en/"):  # else these are the two sides of a folder
        en, zh = f"docs/{en}", zh
    make(root, en, zh)
    assert [row[1:] for row in paired(root)] == [(en, zh)]


def test_two_folders_anywhere(tmp_path):
    make(tmp_path, "here/a.txt", "there/deep/a_zh.txt", "there/deep/b.txt")
    found = pair_by_name(tmp_path / "here", tmp_path / "there" / "deep")
    assert [(pair.en.name, pair.zh.name) for pair in found.pairs] == [("a.txt", "a_zh.txt")]
    with pytest.raises(InputError, match="inside"):
        pair_by_name(tmp_path / "there", tmp_path / "there" / "deep")


def test_thousands_of_names_take_no_time():
    root = Path("x")
    en = [parse_name(root / f"n{n}" / f"a {n} b.txt", root, "en") for n in range(4000)]
    zh = [parse_name(root / f"n{n}" / f"A_{n}_b.txt", root, "zh") for n in range(4000)]
    pairs, doubles = match_names(en, zh[::-1])
    assert len(pairs) == 4000
    assert not doubles
    assert all(a.path.parent == b.path.parent for a, b in pairs)


@given(st.lists(st.text("ab 1-_EN.中文()", min_size=1, max_size=12), max_size=8), st.booleans())
def test_no_file_is_ever_in_two_pairs(stems, numbers):
    root = Path("x")
    en = [parse_name(root / f"{n}" / f"x{s}.txt", root, "en") for n, s in enumerate(stems)]
    en += [parse_name(root / f"x{s}.txt", root, "en") for s in dict.fromkeys(stems)]
    zh = [parse_name(root / f"x{s}.md", root, "zh") for s in dict.fromkeys(stems)]
    pairs, doubles = match_names(en, zh, numbers=numbers)
    for side in zip(*pairs, strict=True):
        assert len({name.path for name in side}) == len(side)
    paired = {name.path for pair in pairs for name in pair}
    if not numbers:
        assert not paired & {n.path for group in doubles for n in group if not n.dates}


def test_missing_folders_are_reported(tmp_path):
    assert "no such folder" in refusal(tmp_path / "nowhere")
    make(tmp_path, "zh/a.txt")
    assert f"contains no folder 'en'; put the English documents into {tmp_path}/en" in refusal(
        tmp_path
    )
    make(tmp_path, "other/en/a.txt")
    assert "no folder 'zh'" in refusal(tmp_path / "other")
    assert "tmxalign align" in refusal(tmp_path / "zh" / "a.txt")  # a file is no folder


def test_two_folders_for_one_language_are_refused(tmp_path):
    make(tmp_path, "en/a.txt", "zh-CN/a.txt", "zh-TW/a.txt")
    message = refusal(tmp_path)
    assert "zh-CN, zh-TW" in message
    assert "remove one" in message


def test_without_pairs_the_number_of_files_is_reported(tmp_path):
    make(tmp_path, "en/a.txt", "en/b.txt", "zh/c.txt")
    assert "no pairs" in refusal(tmp_path)
    assert "found 2 and 1 files" in refusal(tmp_path)


def test_a_path_may_be_a_string(tmp_path):
    make(tmp_path, "en/a.txt", "zh/a.txt")
    assert pair_by_name(str(tmp_path)) == pair_by_name(tmp_path)
