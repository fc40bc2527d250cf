"""Words in place of their opposites, and what looks like that and is none."""

import pytest

from align.audit import CHECKS
from align.audit.engine.check import hits_in
from align.audit.engine.segment_store import case
from align.languages.words.opposites import chinese_values

# check, English, Chinese that is right, Chinese that is wrong
PAIRS = """
direction | He is from North Carolina. | 他来自北卡罗来纳州。 | 他来自南卡罗来纳州。
direction | north and west of Berlin | 柏林以北和以西 | 柏林以北和以东
direction | China's import tariffs | 中国的进口关税 | 中国的出口关税
direction | Select the export thread pool | 选择 Export 线程池 | 选择 Import 线程池
direction | The southern coast | 南部海岸 | 北部海岸
direction | Goods of the Middle East | 中东的东西 | 西部的东西
day-parts | It starts in the afternoon. | 下午开始。 | 凌晨开始。
day-parts | He left on Friday morning. | 他周五早上离开。 | 他周五晚上离开。
day-parts | The sun stood high at noon. | 正午艳阳高照。 | 午夜艳阳高照。
day-parts | It will rain on Sunday evening. | 周日傍晚有雨。 | 周日清晨有雨。
relative-dates | Next year's budget | 明年的预算 | 今年的预算
relative-dates | It was closed yesterday. | 昨天关闭。 | 今天關閉。
relative-dates | She arrives next week. | 她下周到。 | 她上週到。
relative-dates | more this month than last month | 本月多于上月 | 本月多于下月
ordinals | The third edition was printed. | 第三版付印。 | 第二版付印。
ordinals | It is the first time. | 这是第一次。 | 这是第四次。
ordinals | his 2nd goal | 他的第2个进球 | 他的第三个进球
ordinals | the twenty-eighth year | 第二十八年 | 第二十七年
gender | She sings well. | 她唱得好。 | 他唱得好。
gender | Ms Li said she would come. | 李女士说她会来。 | 李女士说他会来。
gender | He was with his mother. | 他和母亲在一起。 | 她和母亲在一起。
trends | Profit grew by 12%. | 利润增长12%。 | 利润下降12%。
trends | Turnover declined sharply. | 营业额大幅下滑。 | 营业额大幅增长。
trends | Sales doubled. | 销售额增长一倍。 | 销售额减少一半。
limits | It takes at most five days. | 最多五天。 | 最少五天。
limits | No fewer than nine members attend. | 不少于九人出席。 | 不超过九人出席。
limits | It has over 500 branches. | 有500多家分店。 | 不足500家分店。
limits | It must not exceed 30 degrees. | 不得超过30度。 | 不得低于30度。
relative-dates | We will meet next Friday. | 我们下周五见。 | 我们上周五见过。
roles | The seller shall pay the freight. | 运费由卖方承担。 | 运费由买方承担。
roles | His wife signed it. | 他妻子签了字。 | 他丈夫签了字。
roles | The lender may sell the claim. | 贷款人可转让债权。 | 借款人可转让债权。
limits | Panels of at least 3 kW | 3瓩以上的光電板 | 3瓩以下的光電板
ordinals | the S2, our second-generation lamp | 第二代台灯S2 | 第三代台灯S2
repeated-clause | 21,000 were sold. | 售出2萬1,000張。 | 售出2萬1,000張，售出2萬1,000張。
limits | It needs a minimum of four. | 最少要四个。 | 最多要四个。
"""
QUIET = """
direction | It exports to the northeast and imports from the southwest. | 向东北出口，从西南进口。
direction | A guide to things to buy in Beijing | 北京购物指南
direction | That is right; he left. | 没错，他走了。
direction | Mary, Queen of the North, met the East India Company. | 北方女王玛丽会见东印度公司。
day-parts | Good morning! | 您好！
day-parts | It opens at 12 p.m. | 中午12点开放。
day-parts | It starts at 3 p.m. | 凌晨3点开始。
day-parts | at 1 a.m. on Monday night | 周一半夜1点
relative-dates | In the last year of the war | 战争的最后一年
relative-dates | Today's world | 当今世界
relative-dates | on Friday | 本周五
ordinals | Wait a second! | 等一下！
ordinals | a third of all firms | 三分之一的企业
ordinals | World War II | 第二次世界大战
ordinals | Article 5 | 第五条
ordinals | The next day he won for the first time. | 第二天，他首次获胜。
gender | Other people came, too. | 其他人也来了。
gender | She told him. | 她告诉了他。
trends | Growth slowed. | 增速放缓。
trends | They fell in love and the crowd grew. | 他们相爱了，人群越来越大。
limits | It must not be less than 5. | 不得少于5。
limits | Prisons may not hold anyone for more than 15 days. | 監獄不得羈押逾十五日。
limits | one or more lines | 不能超出一行
ordinals | Sales rose in the third quarter. | 第二季度销售额上升。
relative-dates | See you next Friday. | 本周五见。
roles | He is the father of modern physics. | 他是现代物理学之母。
roles | the bestseller's buyers | 畅销书的买家
roles | Her mother-in-law is a tenant. | 她公公是租户。
roles | The motherboard of the father's computer | 父亲电脑的主板
limits | It is limited to 5. | 以5为上限。
"""


def _rows(table: str) -> list[list[str]]:
    return [[part.strip() for part in row.split(" | ")] for row in table.strip().splitlines()]


def _found(check: str, en: str, zh: str) -> bool:
    return bool(list(hits_in(CHECKS[check], [case(en, zh)])))


@pytest.mark.parametrize(("check", "en", "right", "wrong"), _rows(PAIRS))
def test_an_opposite_is_found(check: str, en: str, right: str, wrong: str) -> None:
    assert _found(check, en, wrong)
    assert not _found(check, en, right)


@pytest.mark.parametrize(("check", "en", "zh"), _rows(QUIET))
def test_what_is_no_opposite_is_quiet(check: str, en: str, zh: str) -> None:
    assert not _found(check, en, zh)


def test_values_are_found_in_traditional_characters_as_well() -> None:
    opencc = pytest.importorskip("opencc")
    for _, _, right, wrong in _rows(PAIRS):
        for text in (right, wrong):
            assert chinese_values(opencc.OpenCC("s2tw").convert(text)) == chinese_values(text)
