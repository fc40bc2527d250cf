"""Matches as a CAT tool gives them: all of them, in its order, in the right variety, reported."""

import pytest
from lxml import etree

from align.document import Document
from align.errors import InputError, UsageError
from align.languages.numbers.rewriting import with_numbers_of
from align.memory import Header, Memory, Unit, Variant, leverage
from align.memory.matching.lookup import FOREIGN
from align.memory.matching.pretranslation import pretranslate
from align.memory.matching.tags import tags_of, with_tags_of, without_tags
from align.unit import Prop

EN = "The gate opens at nine."


def unit(en, *targets, date="", **props):
    codes = [one if isinstance(one, tuple) else ("zh-CN", one) for one in targets]
    variants = [Variant("en-US", (en,)), *(Variant(code, (text,)) for code, text in codes)]
    about = {"changedate": f"{date}0101T000000Z"} if date else {}
    named = tuple(Prop(name.replace("_", "-"), value) for name, value in props.items())
    return Unit(variants, attributes=about, props=named)


def memory(*units, name="m.tmx"):
    return Memory(Header(), list(units), name)


def new(*texts, language="en", name="new.txt"):
    return Document.from_sentences(texts, language, name=name)


def analysed(document, *memories, **options):
    return leverage(document, list(memories), **options).documents[0]


def xliff(found, path, **options):
    report = pretranslate(found, path, **options)
    return report, list(etree.parse(path).getroot().iter("{*}trans-unit"))


# ----------------------------------------------------------------------- the variety of Chinese

OLD_CN = unit(EN, ("zh-CN", "大门九点开。"), date="2019")
NEW_TW = unit(EN, ("zh-TW", "大門九點開。"), date="2025")
NEW_HK = unit(EN, ("zh-HK", "大閘九時開。"), date="2024")


@pytest.mark.parametrize("order", [(OLD_CN, NEW_TW), (NEW_TW, OLD_CN)])
def test_a_newer_match_of_another_variety_is_offered_as_such(order, tmp_path):
    found = leverage(new(EN), memory(*order), matches=5)
    [segment] = found.documents[0].segments
    assert [(m.percent, m.lang, m.foreign) for m in segment.matches] == [
        (100, "zh-CN", False),
        (100, "zh-TW", True),
    ]
    named = analysed(new(EN), memory(*order), matches=5, target="zh-CN").segments
    assert [m.percent for m in named[0].matches] == [100, 100 - FOREIGN]
    report, [one] = xliff(found, tmp_path / "a.xlf")
    assert one.findtext("{*}target") == "大门九点开。"
    assert (report.filled, report.foreign) == (1, 0)
    codes = [t.get("{http://www.w3.org/XML/1998/namespace}lang") for t in one.iter("{*}target")]
    assert codes == [None, None, "zh-TW"]
    quality = [other.get("match-quality") for other in one.iter("{*}alt-trans")]
    assert quality == ["100%", f"{100 - FOREIGN}%"]


@pytest.mark.parametrize(
    ("target", "units", "wanted", "foreign"),
    [
        ("zh-TW", (OLD_CN, NEW_TW, NEW_HK), "大門九點開。", ["zh-HK", "zh-CN"]),
        ("zh-HK", (OLD_CN, NEW_TW, NEW_HK), "大閘九時開。", ["zh-TW", "zh-CN"]),
        ("zh_tw", (NEW_HK, NEW_TW), "大門九點開。", ["zh-HK"]),
        ("zh-Hant", (OLD_CN, NEW_HK, NEW_TW), "大門九點開。", ["zh-CN"]),
        ("zh", (OLD_CN, NEW_HK, NEW_TW), "大門九點開。", []),
        (None, (OLD_CN, NEW_HK), "大门九点开。", ["zh-HK"]),
        (None, (NEW_TW, NEW_TW, OLD_CN), "大門九點開。", ["zh-CN"]),
        (None, (NEW_HK,), "大閘九時開。", []),
        ("zh-CN", (unit(EN, ("zh", "通用。")), NEW_TW), "通用。", ["zh-TW"]),
    ],
)
def test_the_target_chooses(target, units, wanted, foreign):
    [segment] = analysed(new(EN), memory(*units), target=target, matches=5).segments
    assert segment.match.target == wanted
    assert [match.lang for match in segment.matches if match.foreign] == foreign
    if target:
        assert all(match.percent < 100 for match in segment.matches if match.foreign)


def test_a_match_of_another_variety_is_never_filled_in(tmp_path):
    found = leverage(new(EN, "Else."), memory(NEW_TW), target="zh-CN")
    assert [s.row for s in found.documents[0].segments] == ["85-94", "no match"]
    report, [one, _] = xliff(found, tmp_path / "a.xlf", min_match=50)
    target = one.find("{*}target")
    assert (target.text, target.get("state")) == (EN, "needs-translation")
    assert one.findtext("{*}alt-trans/{*}target") == "大門九點開。"
    assert (report.filled, report.foreign) == (0, 1)
    assert "1 has matches in another variety of the language only, not filled in" in str(report)
    assert etree.parse(tmp_path / "a.xlf").find("{*}file").get("target-language") == "zh-CN"


def test_without_a_named_variety_any_counts_but_one_is_written(tmp_path):
    units = (
        unit("One.", ("zh-CN", "一。")),
        unit("Two.", ("zh-CN", "二。")),
        unit(EN, ("zh-TW", "門")),
    )
    found = leverage(new(EN, "One."), memory(*units))
    assert [segment.row for segment in found.documents[0].segments] == ["100", "100"]
    assert "the best match of 1 segment is in zh-TW, not zh-CN" in str(found)
    report, [first, _] = xliff(found, tmp_path / "a.xlf")
    assert (report.filled, report.foreign) == (1, 1)
    assert first.find("{*}target").get("state") == "needs-translation"
    assert first.find("{*}alt-trans").get("match-quality") == "90%"


def test_a_better_match_of_another_variety_does_not_hide_the_own(tmp_path):
    units = (unit("The gate opens at ten.", ("zh-CN", "大门十点开。")), unit(EN, ("zh-TW", "門")))
    found = leverage(new(EN), memory(*units), target="zh-CN")
    _, [one] = xliff(found, tmp_path / "a.xlf")
    assert one.findtext("{*}target") == "大门十点开。"


def test_both_chinese_texts_of_a_unit_are_compared():
    both = unit(EN, ("zh-TW", "大門九點開。"), ("zh-CN", "大门九点开。"))
    for target, wanted in (("zh-TW", "大門九點開。"), ("zh-CN", "大门九点开。")):
        [segment] = analysed(new(EN), memory(both), target=target).segments
        assert (segment.match.percent, segment.match.target) == (100, wanted)
    for text in ("大门九点开。", "大門九點開。"):
        [segment] = analysed(new(text, language="zh"), memory(both)).segments
        assert (segment.match.percent, segment.match.target) == (100, EN)


def test_varieties_of_english_too():
    units = (
        Unit([Variant("en-GB", ("The lift is new.",)), Variant("zh-CN", ("电梯是新的。",))]),
        Unit([Variant("en-US", ("The elevator is new.",)), Variant("zh-CN", ("电梯是新的。",))]),
    )
    for target, wanted in (("en-GB", "lift"), ("en-US", "elevator"), (None, "elevator")):
        [segment] = analysed(
            new("电梯是新的。", language="zh"), memory(*units), target=target
        ).segments
        assert wanted in segment.match.target


def test_an_impossible_target():
    for target in ("en-US", "fr", ""):
        with pytest.raises(UsageError, match="no target"):
            leverage(new(EN), memory(OLD_CN), target=target)


# -------------------------------------------------------------------------- all, in their order


def test_every_match_from_the_threshold_on_is_there(tmp_path):
    units = [unit(f"The gate {n} opens at nine.", f"大门{n}九点开。") for n in range(12)]
    units += [
        unit("The doors open at nine.", "门九点开。"),
        unit("Nothing alike here at all", "无"),
    ]
    found = leverage(new("The gate 99 opens at nine."), memory(*units), matches=20)
    [segment] = found.documents[0].segments
    assert [match.percent for match in segment.matches] == [99] * 12 + [52]
    _, [one] = xliff(found, tmp_path / "a.xlf", min_match=60)
    quality = [a.get("match-quality") for a in one.iter("{*}alt-trans")]
    assert quality == ["99%"] * 12 + ["52%"]
    fewer = analysed(new("The gate 99 opens at nine."), memory(*units), matches=3)
    assert [match.percent for match in fewer.segments[0].matches] == [99] * 3


def test_equal_translations_are_one_match():
    units = [unit(EN, "大门九点开。", date=str(2000 + n)) for n in range(5)]
    [segment] = analysed(new(EN), memory(*units), matches=5).segments
    assert [(m.target, m.date[:4]) for m in segment.matches] == [("大门九点开。", "2004")]


def test_the_newer_of_equally_good_matches_comes_first():
    similar = [
        unit("The gate opens at ten.", "大门十点开。", date="2020"),
        unit("The gate opens at six.", "大门六点开。", date="2023"),
        unit("The gate opens at two.", "大门两点开。", date="2021"),
    ]
    for order in (similar, similar[::-1]):
        for most in (1, 5):
            [segment] = analysed(new(EN), memory(*order), matches=most).segments
            assert segment.match.target == "大门六点开。"
    assert [m.date[:4] for m in segment.matches] == ["2023", "2021", "2020"]


CONTEXT = [
    unit("Open the lid.", "打开盖子。"),
    unit("Done.", "完成。"),
    unit("Close the lid.", "关上盖子。"),
    unit("Start the export.", "开始导出。"),
    unit("Done.", "已导出。", date="2025"),
]


def test_the_match_in_the_same_context_comes_first():
    document = new("Open the lid.", "Done.", "Start the export.", "Done.", "Else.", "Done.")
    found = analysed(document, memory(*CONTEXT), matches=2)
    targets = [segment.match.target for segment in found.segments if segment.text == "Done."]
    assert targets == ["完成。", "已导出。", "已导出。"]
    assert [s.row for s in found.segments][1::2] == ["100", "repetitions", "repetitions"]


@pytest.mark.parametrize(
    ("before", "after", "form"),
    [("prev", "next", "{}"), ("x_context_pre", "x_context_post", "<seg>{}</seg>")],
)
def test_the_context_that_a_tool_recorded_counts(before, after, form):
    units = [
        unit(
            "Done.", "完成。", **{before: form.format("Open & lid."), after: form.format("Next.")}
        ),
        unit("Done.", "已导出。", date="2025"),
    ]
    for document, wanted in (
        (new("Open & lid.", "Done."), "完成。"),
        (new("Done.", "Next."), "完成。"),
        (new("Else.", "Done."), "已导出。"),
    ):
        found = analysed(document, memory(*units)).segments
        [target] = [segment.match.target for segment in found if segment.text == "Done."]
        assert target == wanted


def test_an_earlier_memory_still_comes_before_a_newer_one():
    first = memory(unit("The gate opens at ten.", "一。", date="2001"), name="a.tmx")
    second = memory(unit("The gate opens at six.", "二。", date="2025"), name="b.tmx")
    [segment] = analysed(new(EN), first, second, matches=5).segments
    assert [match.memory for match in segment.matches] == ["a.tmx", "b.tmx"]


# --------------------------------------------------------------------------------- tags as text

TAGGED = unit("Click <f0>Save</f0> now.", "现在点击<f0>保存</f0>。")


@pytest.mark.parametrize(
    ("text", "tags", "percent", "filled"),
    [
        ("Click Save now.", "penalise", 99, "现在点击保存。"),
        ("Click Save now.", "ignore", 100, "现在点击保存。"),
        ("Click <f0>Save</f0> now.", "penalise", 100, "现在点击<f0>保存</f0>。"),
        ("Click <g1>Save</g1> now.", "penalise", 99, "现在点击保存。"),
        ("Click <f0>Save</f0> now.", "text", 100, "现在点击<f0>保存</f0>。"),
        ("Click {1}Save{2} now!", "penalise", 98, "现在点击保存。"),
    ],
)
def test_tags_in_the_text(text, tags, percent, filled):
    [segment] = analysed(new(text), memory(TAGGED), tags=tags).segments
    assert (segment.match.percent, segment.match.text) == (percent, filled)


@pytest.mark.parametrize("tags", ["penalise", "ignore", "text"])
@pytest.mark.parametrize(
    ("source", "target", "text"),
    [
        ("Hold {0} and press {1}.", "按住{0}再按{1}。", "Hold {1} and press {0}."),
        ("From {1} to {2}, {3} pages.", "{1}到{2}，{3}页。", "From {2} to {1}, {3} pages."),
        ("A <f0>red</f0> or <f1>blue</f1> lamp.", "<f0>红</f0>或<f1>蓝</f1>灯。",
         "A <f1>red</f1> or <f0>blue</f0> lamp."),
        ("Move <x1/> over <x2/> now.", "把<x1/>移到<x2/>上。", "Move <x2/> over <x1/> now."),
    ],
)  # fmt: skip
def test_tags_in_another_order_are_not_exact(tmp_path, source, target, text, tags):
    found = leverage(new(text, source), memory(unit(source, target)), tags=tags)
    swapped, same = found.documents[0].segments
    assert (swapped.match.percent < 100) == (tags != "ignore")
    assert same.match.percent == 100
    _, units = xliff(found, tmp_path / "a.xlf")
    states = [one.find("{*}target").get("state-qualifier") for one in units]
    assert states == ["fuzzy-match", "exact-match"]


def test_tags_compared_as_text_are_words():
    [segment] = analysed(new("Click Save now."), memory(TAGGED), tags="text").segments
    assert segment.match is None or segment.match.percent < 75
    with pytest.raises(UsageError, match="tags"):
        leverage(new(EN), memory(TAGGED), tags="burn")


def test_a_target_without_the_tags_is_not_exact(tmp_path):
    bare = memory(unit("Click Save now.", "点击保存。"))
    found = leverage(new("Click <f0>Save</f0> now."), bare, tags="ignore")
    _, [one] = xliff(found, tmp_path / "a.xlf")
    assert one.find("{*}target").get("state-qualifier") == "fuzzy-match"
    assert one.find("{*}alt-trans").get("match-quality") == "100%"


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("<f0>A</f0> b", "A b"),
        ("{1}A{2} <x3/>b", "A b"),
        ('<a href="x">A</a> <br/>b', "A b"),
        ("{1>A<1} [2}b{3]", "A b"),
        ("a < b and c > d {name} <file> [1] %s", "a < b and c > d {name} <file> [1] %s"),
        ("<f0/>", "<f0/>"),
        ("<a b <a b", "<a b <a b"),
    ],
)
def test_what_a_tag_is(text, bare):
    assert without_tags(text) == bare
    assert with_tags_of(text, text, text) == text
    assert bool(tags_of(text)) == (text != bare or text == "<f0/>")


# -------------------------------------------------------------------------------------- numbers


def test_numbers_are_put_into_a_match_that_differs_in_nothing_else(tmp_path):
    units = (
        unit("It issued 12 certificates in May 2023.", "2023年5月颁发证书12张。"),
        unit("It sold 1.5 million cars.", "售出150万辆汽车。"),
    )
    document = new("It issued 1,250 certificates in June 2024.", "It sold 2.35 million cars!")
    plain = analysed(document, memory(*units))
    assert [segment.match.text for segment in plain.segments] == [u.text("zh") for u in units]
    found = leverage(document, memory(*units), numbers=True)
    first, second = found.documents[0].segments
    assert first.match.text == "2024年6月颁发证书1,250张。"
    assert first.match.target == units[0].text("zh")
    assert second.match.text == units[1].text("zh")  # the mark differs, too
    report, [one, _] = xliff(found, tmp_path / "a.xlf")
    assert report.numbered == 1
    assert "1 with numbers put in" in str(report)
    assert one.find("{*}target").get("state") == "needs-review-translation"
    assert one.findtext("{*}note") == "numbers put in: 2023年5月 → 2024年6月, 12 → 1,250"
    assert one.findtext("{*}alt-trans/{*}target") == units[0].text("zh")


@pytest.mark.parametrize(
    ("segment", "source", "target", "wanted"),
    [
        ("Up 7.5% to 800,000 yuan", "Up 5% to 1.5 million yuan", "5%，150万元", "7.5%，80万元"),
        ("On June 5, 2025.", "On May 3, 2024.", "2024年5月3日。", "2025年6月5日。"),
        ("2025年12月5日。", "2024年5月3日。", "On May 3, 2024.", "On December 5, 2025."),
        ("第3届会议", "第2届会议", "the 2nd meeting", "the 3rd meeting"),
        ("It takes 4-6 days.", "It takes 3-5 days.", "需要3至5天。", "需要4至6天。"),
        ("At 11:45.", "At 10:30.", "10:30。", "11:45。"),
        ("It costs $7.50.", "It costs $5.", "价格为5美元。", "价格为7.50美元。"),
        ("证书15000张", "证书1200张", "It has 1,200 marks.", "It has 15,000 marks."),
        ("It is 5 and 5.", "It is 2 and 2.", "是2和2。", "是5和5。"),
    ],
)  # fmt: skip
def test_numbers_of_both_languages(segment, source, target, wanted):
    language = "en" if source.isascii() else "zh"
    assert with_numbers_of(segment, source, target, language).text == wanted


@pytest.mark.parametrize(
    ("segment", "source", "target"),
    [
        ("It is 5 and 7.", "It is 2 and 2.", "是2和2。"),  # which 2 is which?
        ("It is 2 of 12.", "It is 2 of 2.", "是2中的2。"),
        ("颁发证书1张。", "颁发证书12张。", "It issued 12 certificates."),  # one certificates
        ("增长8%", "增长5%", "a 5% rise"),  # an 8% rise
        ("It costs 7 euros.", "It costs 5 dollars.", "价格为5美元。"),
        ("12 cars", "10 cars", "十辆车"),
        ("12 new cars", "10 cars", "10辆车"),
        ("12 cars", "10 cars", "汽车"),
    ],
)
def test_numbers_are_left_to_a_person_where_it_is_not_certain(segment, source, target):
    language = "en" if source.isascii() else "zh"
    assert with_numbers_of(segment, source, target, language) is None


# -------------------------------------------------------------------- what is finished of a job

JOB = """<xliff version="1.2"><file original="a.txt" source-language="en" target-language="zh-TW"
datatype="plaintext"><body>
<trans-unit id="a"><source>The gate opens at nine.</source><target>大門九點開。</target>
</trans-unit>
<trans-unit id="b"><source>One. Two.</source></trans-unit>
<trans-unit id="c"><source>The gate opens at nine.</source></trans-unit>
<trans-unit id="d"><source>Three.</source><target state="needs-translation">Three.</target>
</trans-unit>
<trans-unit id="e"><source>Four.</source><target state="needs-review-translation">四</target>
</trans-unit></body></file></xliff>"""


def test_finished_units_of_a_job_count_as_such(tmp_path):
    path = tmp_path / "job.xlf"
    path.write_text(JOB, encoding="utf-8")
    found = leverage(path, memory(unit("Three.", ("zh-TW", "三。")), unit("Two.", "二。")))
    [one] = found.documents
    assert [segment.row for segment in one.segments] == [
        "finished", "no match", "repetitions", "100", "no match",
    ]  # fmt: skip
    assert (one.document.language, one.target) == ("en", "zh-TW")
    assert one.segments[2].match.target == "大門九點開。"  # as the job itself has it
    assert found.counts["finished"].segments == 1
    assert found.total.segments == 5
    assert "finished" not in leverage(new(EN), memory(OLD_CN)).counts


def test_finished_messages_of_a_catalogue(tmp_path):
    path = tmp_path / "a.po"
    path.write_text(
        'msgid "Open"\nmsgstr "打开"\n\nmsgid "Close"\nmsgstr ""\n\n#, fuzzy\nmsgid "Save"\n'
        'msgstr "保"\n',
        encoding="utf-8",
    )
    found = leverage(path, memory(unit("Save", "保存")), language="en")
    assert [segment.row for segment in found.documents[0].segments] == [
        "finished", "no match", "100",
    ]  # fmt: skip


def test_a_job_without_text(tmp_path):
    path = tmp_path / "job.xlf"
    path.write_text('<xliff version="1.2"><file source-language="en"/></xliff>')
    with pytest.raises(InputError, match="no text"):
        leverage(path, memory(OLD_CN))


def test_texts_of_a_memory_come_out_as_they_are(tmp_path):
    target = "　第一行。\n第二行。\t "
    found = leverage(new(EN), memory(unit(EN, target)))
    _, [one] = xliff(found, tmp_path / "a.xlf")
    assert one.findtext("{*}target") == target
    assert one.get("{http://www.w3.org/XML/1998/namespace}space") == "preserve"
