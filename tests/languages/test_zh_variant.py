"""Simplified or traditional, Taiwan or Hong Kong, and texts that mix them."""

import logging
from pathlib import Path

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.alignment import Alignment
from align.document import Document
from align.languages.variant import scripts_in, variant_of
from align.pipeline import Aligner
from align.segment.suitability import with_locale

CORPORA = Path(__file__).resolve().parents[2] / "corpora" / "zh"
RELEASES = [p.read_text("utf-8").splitlines() for p in sorted(CORPORA.glob("*.txt"))]
to_taiwan = opencc.OpenCC("s2tw").convert
to_hong_kong = opencc.OpenCC("s2hk").convert


@pytest.mark.parametrize("lines", RELEASES, ids=lambda lines: lines[1][:12])
def test_releases_in_every_variant(lines):
    for convert, code in ((str, "zh-CN"), (to_taiwan, "zh-TW"), (to_hong_kong, "zh-HK")):
        found = variant_of(*map(convert, lines))
        assert not found.mixed
        assert found.confidence > (0.98 if convert is str else 0.7)
        # a release may not have two characters that they write in different ways
        assert found.code in (code, "zh-Hant")
        assert found.code == code or convert is not str


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("认证", "zh-CN"),
        ("認證", "zh-Hant"),
        ("會議在九點開始。", "zh-Hant"),
        ("台灣旅客在香港的見聞", "zh-Hant"),
        ("香港特別行政區政府發言人表示，香港的經濟表現理想。", "zh-HK"),
        ("運輸署今日公布，新界東的公共交通服務會加強。", "zh-HK"),
        ("有關收費為港幣三百元，由沙田及屯門辦事處收取。", "zh-HK"),
        ("行政長官出席立法會答問會。", "zh-HK"),
        ("澳門特別行政區政府公佈，澳門居民可登記。", "zh-MO"),
        ("立法院三讀通過，由內政部執行。", "zh-TW"),
        ("費用為新台幣三百元。", "zh-TW"),
        ("他住在香港。他說，這裡的人笑著聊天，計程車也很好。", "zh-TW"),
        ("歡迎搭乘計程車", "zh-TW"),
        ("歡迎乘搭的士", "zh-HK"),
        ("客戶在這裡等著", "zh-TW"),
        ("客戶在這裏等着", "zh-HK"),
        ("著名的著作說明了什麼", "zh-Hant"),
        ("皇后在山后的里程碑", "zh-CN"),
        ("大家好。", "zh-CN"),
        ("CQC 2023", "zh-CN"),
        ("", "zh-CN"),
    ],
)
def test_short_texts(text, code):
    assert variant_of(text).code == code


def test_without_evidence_there_is_no_certainty():
    assert variant_of("大家好。").confidence == 0.5
    assert variant_of("香港的經濟表現理想。").code == "zh-Hant"
    assert variant_of("香港特別行政區的經濟理想，新界也是。").confidence < 0.95


def test_mixed_scripts_are_found_with_places():
    lines = RELEASES[0]
    mixed = [to_taiwan(line) if i >= len(lines) // 2 else line for i, line in enumerate(lines)]
    found = variant_of(*mixed)
    assert found.mixed
    for stray in found.strays:
        assert mixed[stray.paragraph][stray.start :].startswith(stray.text)
    if found.code == "zh-CN":
        assert all(stray.paragraph >= len(lines) // 2 for stray in found.strays)
    else:
        assert all(stray.paragraph < len(lines) // 2 for stray in found.strays)


def test_names_and_titles_are_not_a_mixture():
    names = "与会者有林義傑、陳雲龍和張學禮，" + "他们介绍了认证与检测业务的进展。" * 4
    assert not variant_of(names).mixed
    title = "《臺灣標準檢驗與認證產業發展動態觀察報告》"
    assert not variant_of("这份报告的题目是", title, "认证机构发布了这份报告。").mixed
    assert variant_of(*["认证机构发布了这份报告，题目是"] * 5, title.strip("《》")).mixed


@given(st.lists(st.text(), max_size=5))
def test_any_text(texts):
    found = variant_of(*texts)
    assert found.code in ("zh-CN", "zh-TW", "zh-HK", "zh-MO", "zh-Hant")
    assert 0.5 <= found.confidence <= 1
    assert found.mixed == bool(found.strays)


# --- documents ----------------------------------------------------------------------------------


def test_a_document_records_its_variant(tmp_path, caplog):
    (tmp_path / "zh.txt").write_text("客戶說，網路很快。\n", encoding="big5")
    (tmp_path / "en.txt").write_text("The network is fast.\n", encoding="utf-8")
    aligner = Aligner()
    zh, en = aligner.read(tmp_path / "zh.txt", "zh"), aligner.read(tmp_path / "en.txt", "en")
    assert (zh.locale, en.locale) == ("zh-TW", "")
    alignment = Alignment(en, zh, ())
    assert Alignment.from_json(alignment.to_json()) == alignment
    assert not caplog.records


def test_a_segmented_file_records_its_variant(tmp_path):
    (tmp_path / "zh.txt").write_text("客戶說。\n\n網路很快。\n", encoding="utf-8")
    assert Aligner(segmented=True).read(tmp_path / "zh.txt", "zh").locale == "zh-TW"


def test_mixed_scripts_are_logged_with_their_line(caplog):
    lines = ["认证机构发布了这份报告，企业参与讨论。"] * 3
    lines += ["", to_taiwan("认证机构发布了这份报告，企业参与讨论。") * 2]
    document = Document.from_sentences(lines, "zh", name="a.txt")
    with caplog.at_level(logging.WARNING):
        assert with_locale(document).locale == "zh-CN"
    (record,) = caplog.records
    assert record.getMessage().startswith("a.txt: simplified and traditional")
    assert "line 5" in record.getMessage()


def test_the_script_table_matches_opencc():
    every = [chr(code) for code in range(0x4E00, 0xA000)]
    converted = opencc.OpenCC("t2s").convert("\n".join(every)).split("\n")
    pairs = [(a, b) for a, b in zip(every, converted, strict=True) if a != b]
    simplified = {b for _, b in pairs if not b.encode("cp950", "ignore")}
    traditional = {a for a, _ in pairs if not a.encode("gb2312", "ignore")}
    for one, other, column in ((simplified, traditional, 0), (traditional, simplified, 1)):
        assert {c for c in one - other if scripts_in(c)[column]} == one - other
        assert not any(scripts_in(c)[column] for c in set(every) - (one - other))
