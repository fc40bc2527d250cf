"""Notations that were once taken for faults; and the faults beside them."""

import pytest

from align.audit import CHECKS
from align.audit.engine.check import hits_in
from align.audit.engine.segment_store import case

QUIET = [
    ("numbers", "It returns a number in the range [0, 1).", "返回 [0, 1) 区间的数。"),
    ("brackets", "It returns a number in the range [0, 1).", "返回 [0, 1) 区间的数。"),
    ("brackets", "pick(a, b) takes one of [a, b).", "pick(a, b) 从 [a, b) 中取一个。"),
    ("brackets", "Any x in (lo, hi] is fine.", "x 可取 (lo, hi] 中的值。"),
    ("numbers", "by weight at least 0.05%", "重量比在百分之○．○五以上"),
    ("numbers", "a fine of NT$300,000~NT$1,500,000", "三十萬元以上一百五十萬元以下罰鍰"),
    ("numbers", "from fiscal 2013 on", "自一百零二會計年度起"),
    ("numbers", "in the academic year of 2000", "八十九學年度"),
    ("numbers-loose", "Add 2 1/2 cups.", "加入二又二分之一杯。"),
    ("numbers-loose", "It is 3 3/4 miles away.", "距离三又四分之三英里。"),
    ("numbers", "He is 6 feet 2 inches tall.", "他身高六英尺二英寸。"),
    ("numbers", "It is 5 miles away.", "离这里五英里。"),
    ("placeholders", "It is read in <script setup> only.", "在 <script setup> 中可用。"),
]
LOUD = [
    ("brackets", "It returns a number in [0, 1)", "返回 [0, 1 区间的数。"),
    ("brackets", "as before (see above, and below)", "同前［见上文，及下文)"),
    ("numbers", "by weight at least 0.05%", "重量比在百分之○．○七以上"),
    ("numbers", "a fine of NT$300,000~NT$1,500,000", "三十萬元以上一百八十萬元以下罰鍰"),
    ("numbers", "He is 6 feet 2 inches tall.", "他身高六英尺四英寸。"),
    ("numbers-loose", "Add 2 1/2 cups.", "加入三又二分之一杯。"),
]


def found(check, en, zh):
    example = (case(en, zh, document="a"),)
    return hits_in(CHECKS[check], example)


@pytest.mark.parametrize(("check", "en", "zh"), QUIET)
def test_a_notation_is_no_fault(check, en, zh):
    assert found(check, en, zh) == []


@pytest.mark.parametrize(("check", "en", "zh"), LOUD)
def test_a_fault_in_it_is_found(check, en, zh):
    if check.startswith("numbers"):
        assert found("numbers", en, zh) or found("numbers-loose", en, zh)
    else:
        assert found(check, en, zh)


def test_a_tag_that_is_named_again_is_a_note():
    en, zh = "Use it in <script setup> only.", "只能用于 <script setup>，因为 <script setup> 有它。"
    assert [hit.severity for hit in found("placeholders", en, zh)] in ([], ["note"])


def test_a_queen_is_written_so_in_traditional_text():
    texts = [("The Queen sent riders.", "巫后派騎兵來了，我們應該準備應戰。")] * 3
    later = [("They met after the war.", "戰后他們見面，我們應該準備應戰。")] * 3
    for pairs, count in ((texts, 0), (later, 3)):
        example = [case(*pair, document="a", zh_locale="zh-TW") for pair in pairs]
        assert len(hits_in(CHECKS["variant"], example)) == count
