"""A negation that only one side has, and all the ways in which both have it."""

import pytest

from align.languages.words.negation import lone_negation


@pytest.mark.parametrize(
    ("en", "right", "wrong"),
    [
        ("The goods cannot be returned.", "货物不能退还。", "货物能退还。"),
        ("Minors may not enter.", "未成年人不得入内。", None),
        ("You should not open the lid.", "您不应打开盖子。", "您应打开盖子。"),
        ("The lift is not in use.", "电梯停用。", None),
        ("They do not know the answer.", "他们不知道答案。", "他们知道答案。"),
        ("It won't rain on Sunday.", "周日不会下雨。", "周日会下雨。"),
        ("The village has never had a doctor.", "村里从没有过医生。", "村里有过医生。"),
        ("Visitors don't need a ticket.", "参观者无需购票。", "参观者需要购票。"),
        ("The bridge isn't finished.", "桥梁尚未完工。", None),
        ("The shop will open in June.", "商店6月开业。", "商店6月不会开业。"),
        ("You can pay by card.", "可以刷卡支付。", "不可以刷卡支付。"),
        ("The museum has a library.", "博物馆有图书馆。", "博物馆没有图书馆。"),
        ("This is the oldest mill.", "這是最古老的磨坊。", "這不是最古老的磨坊。"),
        ("The door should be closed.", "门应关闭。", "门不应关闭。"),
        # nothing is negated, or in another way
        ("It is not only cheap but good.", "它价廉物美。", None),
        ("Don't forget your coat.", "记得带外套。", None),
        ("Doesn't it look fine?", "看起来很好吧？", None),
        ("The results are different.", "结果各不相同。", None),
        ("He will come unless it rains.", "只要不下雨，他就会来。", None),
        ("The fee is far from clear.", "费用不是很清楚。", None),
        ("Is it open?", "是不是开着？", None),
        ("I cannot help laughing.", "我忍俊不禁。", None),
        ("The work has yet to begin.", "工作还没有开始。", None),
        ("It was constantly improved.", "它不断得到改进。", None),
        ("Fix the Can't open error", "修复 Can't open 报错，可以打开", None),
        ("She is an unusual guest.", "她不是普通的客人。", None),
        ("", "", None),
    ],
)
def test_a_negation_of_one_side(en: str, right: str, wrong: str | None) -> None:
    assert lone_negation(en, right) is None
    assert wrong is None or lone_negation(en, wrong) is not None
