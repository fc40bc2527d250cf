"""Difficult segments as press releases have them: the good ones pass, one error is seen.

A segment is a good pair, or such a pair with one thing wrong and the checks that may tell it.
"""

import pytest

from align.audit import CHECKS
from align.audit.engine.run import audit_store
from align.audit.engine.segment_store import Segment, case, stored

GOOD = [
    case(
        "In the first three quarters the group turned over 128.6 billion yuan, up 7.4 percent.",
        "前三季度，集团实现营业收入1286亿元，同比增长7.4%。",
    ),
    case(
        "Some 12,600 firms in 31 provinces have been certified since 2015.",
        "自2015年以来，全国31个省份已有1.26万余家企业获证。",
    ),
    case(
        "Defect rates fell by 1.8 percentage points to 0.6%, less than a third of the average.",
        "不合格率下降1.8个百分点，降至0.6%，不到行业平均水平的三分之一。",
    ),
    case(
        "The two sides will invest US$250 million over five years (2024–2028).",
        "双方将在五年内（2024—2028年）投资2.5亿美元。",
    ),
    case(
        "The line makes 60 cars an hour, or one a minute.",
        "该生产线每小时可生产60辆汽车，即每分钟一辆。",
    ),
    case(
        "From June 3 to 7, 40-odd experts met in Hangzhou for the 12th session.",
        "6月3日至7日，四十多位专家齐聚杭州，参加第十二届会议。",
    ),
    case(
        "The battery holds 82.5 kWh and lasts for at least 3,000 cycles.",
        "该电池容量为82.5千瓦时，循环寿命不低于3000次。",
    ),
    case(
        "A kilo now costs 15 to 18 yuan, half as much again as last year.",
        "每公斤价格为15至18元，比去年上涨五成。",
    ),
    case(
        "The laboratory is accredited to ISO/IEC 17025:2017 (No. CNAS L0842).",
        "实验室已通过ISO/IEC 17025:2017认可（编号CNAS L0842）。",
    ),
    case(
        "By the end of the 14th Five-Year Plan period, nine out of ten orders will be online.",
        "到“十四五”末，九成订单将在线上完成。",
    ),
    case(
        "It will be delivered in the second half of next year, or Q4 at the latest.",
        "明年下半年交付，最迟不晚于第四季度。",
    ),
    case(
        "“We tested it for 1,000 hours at minus 40 °C,” said Dr Weidner.",
        "魏德纳博士说：“我们在零下40℃的环境中测试了1000小时。”",
    ),
    case(
        "Tens of thousands of households, from Xuzhou to Kunshan, use the app (version 3.2).",
        "从徐州到昆山，数万户家庭正在使用该应用（3.2版）。",
    ),
    case(
        "The 1.2-kilometre tunnel took two and a half years to build.",
        "隧道全长1200米，历时两年半建成。",
    ),
    case(
        "Sales tripled to 9.3 million units; exports made up two thirds of them.",
        "销量增长两倍，达930万台，其中三分之二用于出口。",
    ),
    case(
        "The hotline 400-810-2233 is open from 9 a.m. to 5:30 p.m., Monday to Friday.",
        "热线400-810-2233的服务时间为周一至周五上午9点至下午5点半。",
    ),
    case(
        "He joined in the 1990s and has led the team of a dozen engineers for ten years.",
        "他于上世纪90年代加入，带领十几名工程师组成的团队已有十年。",
    ),
    case(
        "Nearly 100 guests saw Yangtze Steel and three other companies sign the charter.",
        "近百名嘉宾见证了扬子钢铁等4家企业签署宪章。",
    ),
    case(
        "Water use per tonne of steel is down 12%, from 3.5 to 3.08 cubic metres.",
        "吨钢耗水量由3.5立方米降至3.08立方米，下降12%。",
    ),
    case(
        "The journal “Standards & Markets” (quarterly) has 8 supplements a year.",
        "季刊《标准与市场》每年出版8期增刊。",
    ),
    case(
        "A total of 1.05 million samples were tested, one in twenty of them twice.",
        "共检测样品一百零五万件，其中5%复检。",
    ),
    case(
        "The standard GB/T 31960.1-2015 replaces its predecessor of 2008.",
        "GB/T 31960.1—2015代替2008年版标准。",
    ),
    case("The car does 0 to 100 km/h in 3.9 seconds.", "百公里加速仅需3.9秒。"),
    case("The port runs a 24/7 service.", "港口提供全天候服务。"),
    case("They planted trees on 66,700 hectares.", "他们在100万亩土地上种树。"),
    case(
        "Sales have more than doubled (from 3.1 to 6.4 million).",
        "销量增长一倍多（从310万增至640万）。",
    ),
    case("Some 80 to 90 per cent of the parts are local.", "国产化率达八九成。"),
    case("The 6-foot-2 captain scored in the 88th minute.", "身高1.88米的队长在第88分钟破门。"),
]

#: The checks that may tell it, and the segment.
BAD = [
    ("numbers", "It has 128 stores in 16 cities.", "公司在16个城市设有182家门店。"),
    ("numbers", "Orders worth 3.2 billion yuan were signed.", "签约订单金额达3.2亿元。"),
    ("numbers", "Some 45 million parcels were sent.", "共寄送包裹约450万件。"),
    ("numbers", "The plant will cut emissions by 40,000 tonnes.", "该厂将减排40万吨。"),
    ("numbers", "Of 6,800 employees, 40% are engineers.", "6800名员工中，14%为工程师。"),
    ("numbers", "It costs 99 yuan a month.", "每月9.9元。"),
    ("numbers", "The 23rd congress has begun.", "第二十二届大会开幕。"),
    ("numbers", "Keep it between 2 and 8 °C.", "温度须保持在2至18℃。"),
    ("numbers-loose", "Half of the seats were taken.", "座位坐了三分之一。"),
    ("ordinals", "The fifth meeting was held in Beijing.", "第六次会议在北京举行。"),
    ("dates", "In the 1980s the mine closed.", "该矿于上世纪90年代关闭。"),
    ("dates", "It opens at 8:30 a.m.", "上午9点半开门。"),
    ("percent", "The share rose by 2.5 percentage points.", "占比提高2.5%。"),
    ("dates", "It was signed on September 18.", "协议于9月16日签署。"),
    ("dates", "Profits rose in the second quarter.", "三季度利润有所增长。"),
    ("dates", "The fair runs from May 8 to 11, 2024.", "展会时间为2024年5月8日至12日。"),
    ("dates", "The law took effect in 2019.", "该法自2016年起施行。"),
    ("currency", "A deal of 60 million euros was struck.", "签约金额6000万美元。"),
    ("units", "The bridge is 36 kilometres long.", "大桥全长36米。"),
    ("units", "The storage station holds 200 MWh.", "储能电站容量为200千瓦时。"),
    ("codes", "It passed the tests of GB 38031-2020.", "通过GB 38013-2020的试验。"),
    ("codes", "The model HX-2200A was shown.", "展出了HX-2020A型产品。"),
    ("abbreviations", "The VDE and CQC signed a memorandum.", "CQC与VED签署备忘录。"),
    ("latin-names", "Interwest, a firm from Graz, took part.", "来自格拉茨的Intrewest公司参加。"),
    ("brackets", "The centre (Phase II) will open soon.", "中心（二期即将启用。"),
    ("brackets", "The book “Our Harbour” is out.", "《我们的港湾一书出版。"),
    ("width", "The work is done, and the team is happy.", "工作已经完成,团队很高兴。"),
    ("quotes", "He called it “a milestone” for all.", "他称这是大家的“里程碑。"),
    ("full-width", "The CQC mark is known.", "ＣＱＣ标志广为人知。"),
    ("phone-numbers", "Tel: 0512-6688 1234", "电话：0512-66881243"),
    ("emails", "Write to media@huafeng-steel.example.", "请致函media@huafen-steel.example。"),
    ("weekdays", "The gates open on Thursday.", "周二开门迎客。"),
]  # fmt: skip


def said(segment: Segment) -> list[tuple[str, str]]:
    """The errors and warnings on a segment."""
    with stored([segment]) as store, audit_store(store, jobs=1) as report:
        return [(f.check, f.message) for f in report if f.severity != "note"]


@pytest.mark.parametrize("segment", GOOD, ids=lambda s: s.en[:40])
def test_a_good_translation_passes(segment: Segment) -> None:
    assert said(segment) == []


@pytest.mark.parametrize(("check", "en", "zh"), BAD, ids=lambda text: text[:30])
def test_one_error_is_detected(check: str, en: str, zh: str) -> None:
    assert check in CHECKS
    assert check in [name for name, _ in said(case(en, zh))]
