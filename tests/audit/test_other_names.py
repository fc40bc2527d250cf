"""Another country, body, person or Latin name than on the other side."""

import pytest
from releases import found, releases, severity

from align.audit.engine.segment_store import case
from align.languages.names.known_names import chinese_names, english_names
from align.languages.names.other_people import other_people

CHECKS = ("countries", "acronyms", "persons", "other-names")

#: check, English, Chinese, what the Chinese side names instead
WRONG = (
    ("countries", "The Dutch team won in Athens.", "荷兰队在里斯本获胜。", "里斯本"),
    ("countries", "The Dutch team won.", "瑞典队获胜。", "瑞典"),
    ("countries", "He learnt German at school.", "他在学校学了法语。", "法语"),
    ("countries", "Trade with Kazakhstan grew.", "与烏茲別克的貿易增長。", "烏茲別克"),
    ("countries", "New Zealand opened its borders.", "愛爾蘭開放邊境。", "愛爾蘭"),
    ("countries", "The talks in Tehran ended.", "巴格达会谈结束。", "巴格达"),
    ("countries", "The U.S. and Canada signed it.", "墨西哥和加拿大签署了协议。", "墨西哥"),
    ("countries", "Asian markets fell.", "欧洲市场下跌。", "欧洲"),
    ("acronyms", "The UN sent observers.", "北约派出了观察员。", "北约"),
    ("acronyms", "The IMF cut its forecast.", "世界银行下调了预测。", "世界银行"),
    ("acronyms", "The IMF cut its forecast.", "亞洲開發銀行下調了預測。", "亞洲開發銀行"),
    ("acronyms", "UNESCO added the site.", "UNICEF将其列入名录。", "UNICEF"),
    ("acronyms", "Copy it to the USB stick.", "复制到SSD盘。", "SSD"),
    ("persons", "Zhao Wenbin chaired the meeting.", "罗建业主持会议。", "罗建业"),
    ("persons", "Chen Meiling won the prize.", "黃永年獲獎。", "黃永年"),
    ("persons", "Mei-ling Chen won the prize.", "司马文静获奖。", "司马文静"),
    ("other-names", "Kawazoe supplied the trains.", "Alstom提供列车。", "Alstom"),
    ("other-names", "Install it with Homebrew.", "用Chocolatey安装。", "Chocolatey"),
    ("other-names", "Mr Whitcombe signed it.", "Baxter先生签署了协议。", "Baxter"),
)
RIGHT = (
    ("Indian reservations in the U.S. and Canada", "美国和加拿大的印第安保留地"),
    ("Arab states met in Egypt.", "中东国家在埃及开会。"),
    ("The dollar and the Swiss franc", "美元和瑞郎"),
    ("Manchester City's coach", "曼城队的西班牙籍教练"),
    ("The PLA Navy and the CCP", "中国海军与中共"),
    ("The Moscow-based firm hired Indian engineers.", "这家俄企雇用了印籍工程师。"),
    ("Vietnam veterans marched in Washington.", "越战老兵在华盛顿游行。"),
    ("Israeli and Palestinian leaders", "以巴领导人"),
    ("The Kremlin denied it; the White House did not comment.", "俄方否认，美方未予置评。"),
    ("Song Qingling was the wife of Sun Yat-sen.", "宋庆龄是孙中山的夫人。"),
    ("Dutch and Belgian police", "荷比警方"),
    ("Sino-German ties", "中德关系"),
    ("The Korean War", "朝鲜战争"),
    ("Cameroon beat Côte d'Ivoire.", "喀麦隆战胜象牙海岸。"),
    ("Laos and North Macedonia", "寮國與北馬其頓"),
    ("an English lesson in Rome", "在意大利首都上的英文课"),
    ("Turkey is for dinner in America.", "美国晚餐吃火鸡。"),
    ("Michael Jordan played in Japan.", "迈克尔·乔丹在日本打球。"),
    ("in Central Asia", "在塔什干"),
    ("the Gulf of Mexico and the US", "美国的墨西哥湾"),
    ("The UN and NATO", "联合国与北大西洋公约组织"),
    ("gross domestic product", "GDP"),
    ("The CEO of a UK company", "一家英国公司的首席执行官"),
    ("Wu Lihua and her son met Zhang.", "吴丽华母子会见了张先生。"),
    ("Li Na won.", "她赢了，教练很高兴。"),
    ("He visited Hong Kong.", "林美玲访问了香港。"),
    ("This method is slow.", "Python的这种方法很慢。"),
    ("Set Maximum to 3.", "在Windows中将“最大值”设为3。"),
)


@pytest.mark.parametrize(("check", "en", "zh", "named"), WRONG)
def test_another_name_is_found(check: str, en: str, zh: str, named: str) -> None:
    hits = found(check, [case(en, zh)])
    (hit,) = hits.values()
    assert zh[slice(*hit.zh[0])] == named
    assert hit.en


@pytest.mark.parametrize(("en", "zh"), RIGHT)
def test_the_same_name_is_no_other(en: str, zh: str) -> None:
    for check in CHECKS:
        assert not found(check, [case(en, zh)]), check


def test_good_releases_name_the_same() -> None:
    for check in CHECKS:
        hits = found(check, list(releases()))
        assert [hit.message for hit in hits.values() if severity(check, hit) == "error"] == []
        assert len(hits) < 2


def test_forms_that_contain_another_name_are_not_surely_that_name() -> None:
    text = "印度尼西亚、印度洋、几内亚比绍、南苏丹、白俄罗斯、新墨西哥、马里奥"
    sure = [sorted(name.codes) if name.sure else [] for name in chinese_names(text)]
    assert sure == [["ID"], [], ["GW"], ["SS"], ["BY"], [], ["-"]]
    text = "Papua New Guinea, Guinea-Bissau, South Sudan, the Indian Ocean, the Republic of Korea"
    sure = [sorted(name.codes) if name.sure else [] for name in english_names(text)]
    assert sure == [["PG"], ["GW"], ["SS"], [], ["KR"]]


def test_whoever_is_named_in_both_is_left_out() -> None:
    en, zh = "Zhou Qiming met Chen Meiling.", "周启明会见了罗建业。"
    ((start, end),), ((begin, stop),) = other_people(en, zh)
    assert (en[start:end], zh[begin:stop]) == ("Chen Meiling", "罗建业")


def test_a_name_that_the_memory_keeps_is_one_though_it_is_a_word() -> None:
    kept = [case(f"See Windows {n}.", f"见Windows {n}。") for n in range(5)]
    wrong = case("Windows is old.", "Solaris很旧。")
    hit = found("other-names", [*kept, wrong])[5]
    assert (hit.message, severity("other-names", hit)) == (
        "the English side has Windows, the Chinese side Solaris",
        "warning",
    )


def test_a_name_that_the_memory_adds_here_and_there_explains() -> None:
    same = [case(f"Lua {n}", f"Lua {n}") for n in range(5)]
    added = [case(f"Page {n}", f"Lua第{n}页") for n in range(5)]
    assert not found("other-names", [*same, *added, case("Refs in Kawazoe", "Lua的引用")])


def test_one_name_for_another_is_reported_once() -> None:
    segment = case("Kawazoe supplied the trains.", "Alstom提供列车。")
    assert found("other-names", [segment]) and not found("latin-names", [segment])
