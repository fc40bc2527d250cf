"""Language marks in names, wherever they stand, and what only looks like one."""

import pytest

from align.pair import pair_files
from align.pipeline import Aligner

EN = """The harbour opened in May 2021. Ships may moor at night.
The pilot boards at the outer buoy.
"""
ZH = "港口于2021年5月开放。船只可以夜间停泊。\n引航员在外浮标处登船。\n"
OTHER_EN = "Our bakery sells 40 kinds of bread. It opens at six in the morning.\n"
OTHER_ZH = "图书馆收藏了三万册古籍。读者须出示证件。\n"
ALIGNER = Aligner()


def put(root, name, text):
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def paired(root, **options):
    found = pair_files(root, aligner=ALIGNER, **options)
    return {
        (p.en.relative_to(root).as_posix(), p.zh.relative_to(root).as_posix()): p.how
        for p in found.pairs
    }


@pytest.mark.parametrize(
    ("en", "zh"),
    [
        ("report_e.txt", "report_c.txt"),
        ("report_E.txt", "report_TC.txt"),
        ("report-en.txt", "report-sc.txt"),
        ("123e.txt", "123c.txt"),
        ("report_en.txt", "report_b5.txt"),
        ("report_gb.txt", "report_b5.txt"),
        ("报告（英）.txt", "报告（中）.txt"),
        ("contract_EN_final.txt", "contract_CN_final.txt"),
        ("EN_final.txt", "CN_final.txt"),
        ("report_en_v2.txt", "report_zh_v2.txt"),
        ("e_report.txt", "c_report.txt"),
        ("report_eng.txt", "report_zho.txt"),
        ("report_eng.txt", "report_cmn.txt"),
        ("report_US.txt", "report_CN.txt"),
        ("report.txt", "report_c.txt"),
        ("eng/report.txt", "chi/report.txt"),
        ("eng/report.txt", "zho/report.txt"),
        ("US/report.txt", "CN/report.txt"),
        ("e/report.txt", "c/report.txt"),
        ("en/report.txt", "b5/report.txt"),
        ("eng/report.txt", "tc/report.txt"),
        ("english/report.txt", "tchi/report.txt"),
        ("英文/报告.txt", "中文/报告.txt"),
        ("报告-英.txt", "报告-中.txt"),
        ("英文合同.txt", "中文合同.txt"),
        ("公司简介（英文版）V2.txt", "公司简介（中文版）V2.txt"),
        ("【英】简介.txt", "【中】简介.txt"),
        ("简介(EN).txt", "简介(CN).txt"),
        ("简介_英文_定稿.txt", "简介_中文_定稿.txt"),
        ("values/strings.txt", "values-zh-rCN/strings.txt"),
        ("en.lproj/a.txt", "zh-Hans.lproj/a.txt"),
        ("messages.txt", "messages_zh_CN.txt"),
        ("messages_en_US.txt", "messages_zh_Hant_HK.txt"),
        ("README.md", "README.zh-CN.md"),
        ("README.md", "README_CN.md"),
        ("index.en.md", "index.zh-hans.md"),
        ("locales/en.txt", "locales/zh.txt"),
        ("EN.txt", "CN.txt"),
        ("e.txt", "c.txt"),
        ("docs/intro.md", "docs/zh/intro.md"),
        ("Movie.2019.eng.srt", "Movie.2019.chs.srt"),
        ("AnnualReportE.txt", "AnnualReportC.txt"),
        ("AnnualReportEN.txt", "AnnualReportCN.txt"),
        ("ar2023e.txt", "ar2023c.txt"),
        ("2024en.txt", "2024cn.txt"),
        ("e123.txt", "c123.txt"),
        ("contract_原文.txt", "contract_译文.txt"),
        ("source/a.txt", "target/a.txt"),
        ("a_src.txt", "a_tgt.txt"),
        ("file_eng-US.txt", "file_zho-CN.txt"),
        ("file_enu.txt", "file_chs.txt"),
        ("report_EN (1).txt", "report_CN (1).txt"),
        ("report EN 20240503.txt", "report CN 20240503.txt"),
        ("CB(1)123-e.txt", "CB(1)123-c.txt"),
        ("Annual Report English.txt", "Annual Report Chinese.txt"),
        ("english/a.txt", "chinese_simplified/a.txt"),
        ("English/a.txt", "Simplified Chinese/a.txt"),
        ("report_en.txt", "report_uc.txt"),
        ("2024050300123.txt", "2024050300123_c.txt"),
        ("合同_EN/a.txt", "合同_CN/a.txt"),
        ("英文版-简介.txt", "中文版-简介.txt"),
        ("P202405_en-hk.txt", "P202405_zh-hk.txt"),
        ("a.en_US.txt", "a.zh_TW.txt"),
        ("website-en-us/home.txt", "website-zh-cn/home.txt"),
        ("公司简介英.txt", "公司简介中.txt"),
        ("报告_英译.txt", "报告.txt"),
        ("MTR_Eng.txt", "MTR_Chi.txt"),
        ("MTR_Eng.txt", "MTR_Chn.txt"),
        ("leaflet_ENG.txt", "leaflet_TRAD.txt"),
        ("leaflet_EN.txt", "leaflet_SIMP.txt"),
        ("release_en_US_1.txt", "release_zh_CN_1.txt"),
        ("英语/a.txt", "简体/a.txt"),
        ("en/a.txt", "tc/a.txt"),
        ("a [EN].txt", "a [ZH].txt"),
        ("a_ENG_clean.txt", "a_CHI_clean.txt"),
        ("01_EN_Intro.txt", "01_CN_Intro.txt"),
    ],
)
def test_usual_names(tmp_path, en, zh):
    root = tmp_path / "all"
    put(root, en, EN)
    put(root, zh, ZH)
    assert paired(root, by_name=True) == {(en, zh): "name"}
    assert paired(root) == {(en, zh): "name"}


@pytest.mark.parametrize(
    "texts",
    [
        {"vitamin_c.txt": EN, "vitamin_e.txt": OTHER_EN},  # both English
        {"English tea.txt": EN, "Chinese tea.txt": OTHER_EN},
        {"Learning_Chinese.txt": EN, "Brot.txt": OTHER_ZH},
        {"Plan E.txt": EN, "Plan C.txt": OTHER_ZH},  # another text
        {"report_e.txt": EN, "notes.txt": OTHER_ZH},
        {"report_e.txt": EN, "report_f.txt": ZH},  # paired by content
        {"en/vitamin_e.txt": EN, "zh/vitamin_c.txt": OTHER_ZH},
        {"en/only-en-here.txt": EN, "zh/only-zh-here.txt": OTHER_ZH},
    ],
    ids=lambda texts: " ".join(texts),
)
def test_names_that_say_nothing(tmp_path, texts):
    for name, text in texts.items():
        put(tmp_path, name, text)
    assert "name" not in paired(tmp_path).values()
    assert not pair_files(tmp_path, aligner=ALIGNER).failed


def test_a_letter_with_other_values_is_no_mark(tmp_path):
    for letter in "abde":
        put(tmp_path, f"en/vitamin_{letter}.txt", EN)
    for letter in "abcd":
        put(tmp_path, f"zh/vitamin_{letter}.txt", ZH)
    found = paired(tmp_path, by_name=True)
    assert found.keys() == {(f"en/vitamin_{x}.txt", f"zh/vitamin_{x}.txt") for x in "abd"}


def test_a_file_without_a_mark_may_have_a_marked_counterpart_beside_others(tmp_path):
    put(tmp_path, "report.txt", EN)
    put(tmp_path, "report_c.txt", ZH)
    put(tmp_path, "notes_e.txt", OTHER_EN)
    put(tmp_path, "letter_c.txt", OTHER_ZH)
    assert paired(tmp_path) == {("report.txt", "report_c.txt"): "name"}


def test_english_documents_beside_a_chinese_folder(tmp_path):
    put(tmp_path, "intro.md", EN)
    put(tmp_path, "guide/setup.md", OTHER_EN)
    put(tmp_path, "zh/intro.md", ZH)
    put(tmp_path, "zh/guide/setup.md", OTHER_ZH)
    assert paired(tmp_path) == {
        ("intro.md", "zh/intro.md"): "name",
        ("guide/setup.md", "zh/guide/setup.md"): "name",
    }


def test_two_chinese_versions_are_chosen_by_content_or_listed(tmp_path):
    put(tmp_path, "report_e.txt", EN)
    put(tmp_path, "report_sc.txt", ZH)
    put(tmp_path, "report_tc.txt", OTHER_ZH)
    assert paired(tmp_path) == {("report_e.txt", "report_sc.txt"): "content"}
    found = pair_files(tmp_path, aligner=ALIGNER, by_name=True)
    assert not found.pairs
    assert [path.name for path, _ in found.failed] == ["report_sc.txt", "report_tc.txt"]
    assert "shares its name with" in found.failed[0][1]
