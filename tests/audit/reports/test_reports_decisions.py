"""In the page of a report, in a browser: cards of segments, what people decide, the address."""

import json
from itertools import count

import pytest
from report_parts import FINDINGS, make_report, many
from test_reports_page import Opened, browser, opened  # noqa: F401

from align.audit.engine.baseline import Baseline, write_baseline
from align.audit.engine.finding import Finding
from align.audit.reports import write_report

DRIFT = (
    "the same English is translated in 2 ways: here “中央” (1 time: a), "
    "elsewhere “中心” (1 time: b)"
)


def keyed(findings):
    """The findings with fingerprints."""
    numbers = count()
    return [f._replace(fingerprint=f"f{next(numbers)}") for f in findings]


def three():
    """A segment with three causes, one of which is in a group, and others of the group."""
    pair = {
        "en": "It sold 12 cars  there.",
        "zh": "它售出13辆 。",
        "document": "a",
        "place": "3-4:4",
    }
    drift = {"message": DRIFT, "group": "Centre", "en": "Centre", "zh": "中央", "document": "a"}
    return keyed(
        [
            Finding("spaces", "note", "double spaces", 0, **pair, en_spans=((15, 17),)),
            Finding("numbers", "error", "the Chinese side says 13, the English 12", 0, **pair,
                    en_spans=((8, 10),), zh_spans=((3, 5),)),
            Finding("same-source", "warning", **{**drift, **pair}, number=0, en_spans=((3, 10),)),
            Finding("same-source", "warning", **drift, number=1),
            Finding("same-source", "warning", **drift, number=2),
            Finding("numbers", "warning", "only this", 3, "b", en="1", zh="2"),
        ]
    )  # fmt: skip


def texts(page, selector):
    return page.eval_on_selector_all(selector, "all => all.map(e => e.textContent)")


def causes(page):
    return [texts(card, ".cause .id") for card in page.query_selector_all("#list > .finding")]


def verdicts(page):
    return {b.inner_text().split("\n")[0]: int(b.inner_text().split("\n")[1])
            for b in page.query_selector_all("#said .choice")}  # fmt: skip


@pytest.fixture
def shown(opened):  # noqa: F811
    """The page of a report of :func:`three`."""
    return lambda query="", **options: opened(
        make_report(three(), formers=(), failed=()), query, **options
    )


def test_a_segment_is_one_card_with_its_causes_gravest_first(shown):
    page = shown("#sort=order").page
    # the group has all its segments; the first has a card of its own, for its other causes
    assert causes(page) == [["numbers", "same-source", "spaces"], ["numbers"]]
    assert "3 segments" in page.inner_text(".group .unfold")
    page.click(".group .unfold")
    found = page.query_selector_all(".group .finding")
    assert len(found) == 3
    assert texts(found[0], ".cause .id") == ["numbers", "same-source", "spaces"]
    place = page.inner_text("#list > .finding .place")
    assert place == "a · English sentences 3–4 · Chinese sentence 4"


def test_causes_that_do_not_fit_the_filters_are_a_click_away(shown):
    page = shown("#check=numbers")
    assert page.shown() == 2
    assert causes(page.page) == [["numbers"], ["numbers"]]
    assert texts(page.page, "#list mark") == ["12", "13"]
    page.page.click("text=2 more in this segment")
    assert causes(page.page)[0] == ["numbers", "same-source", "spaces"]
    assert "".join(texts(page.page, "#list > .finding:first-child [lang=en] mark")) == "sold 12  "


def test_the_marks_of_the_cause_under_the_mouse_stand_out(shown):
    page = shown("#severity=error,note&document=a").page
    page.hover(".cause.error .message")
    assert texts(page, "mark.other") == ["  "]
    page.mouse.move(1, 1)
    assert texts(page, "mark.other") == []


def test_decisions_are_kept_by_the_browser(shown):
    page = shown().page
    page.click(".cause.error .say >> text=False alarm")
    assert verdicts(page) == {"open": 5, "accepted": 0, "false alarm": 1, "mended": 0}
    assert page.inner_text(".cause.error .say").split() == "false alarm Take back".split()
    page.reload()
    assert verdicts(page)["false alarm"] == 1
    page.click(".cause.error >> text=Take back")
    page.reload()
    assert verdicts(page) == {"open": 6, "accepted": 0, "false alarm": 0, "mended": 0}


def test_decisions_are_made_by_keys(shown):
    page = shown().page
    focused = "document.activeElement.querySelector('.message')?.textContent"
    for key in "ja":  # the first cause of the card that is open
        page.keyboard.press(key)
    assert verdicts(page)["accepted"] == 1
    for key in "fm":
        page.keyboard.press(key)
    assert verdicts(page) == {"open": 3, "accepted": 1, "false alarm": 1, "mended": 1}
    assert "unfold" in page.evaluate("document.activeElement.className")  # on to the group
    page.keyboard.press("f")
    assert verdicts(page)["false alarm"] == 3  # all three of it
    assert page.evaluate(focused) == "only this"
    page.keyboard.press("z")
    page.keyboard.press("z")
    assert verdicts(page) == {"open": 4, "accepted": 1, "false alarm": 1, "mended": 0}
    page.keyboard.press("k")
    page.keyboard.press("k")
    page.keyboard.press("Shift+A")
    assert verdicts(page)["accepted"] == 3


def test_what_was_decided_can_be_filtered_out_and_stays_until_then(shown):
    page = shown("#said=open")
    page.page.click(".cause.error .say >> text=Accept")
    assert page.page.query_selector(".cause.settled") is not None
    assert page.shown() == 5
    page.choose("accepted")
    assert page.shown() == 6
    page.choose("open")
    assert page.shown() == 1
    assert page.page.url.endswith("#said=accepted")


def test_a_group_is_decided_together(shown):
    page = shown().page
    page.click(".group .head .say >> text=Mended")
    assert verdicts(page)["mended"] == 3
    assert "3 findings: mended" in page.inner_text("#kept")


def test_what_the_filters_show_is_decided_together(shown):
    page = shown()
    assert page.page.inner_text("#together") == ""  # not all of a report by one click
    page.choose("warnings")
    page.page.click("#together >> text=False alarm")
    assert verdicts(page.page)["false alarm"] == 4
    page.page.keyboard.press("z")
    page.page.keyboard.press("Escape")
    assert verdicts(page.page)["open"] == 6


def test_a_check_says_why_it_matters(shown):
    page = shown().page
    assert not page.is_visible(".cause.error .why")
    page.click(".cause.error .id")
    said = "numbers: the summary of numbers. The rationale of numbers."
    assert page.inner_text(".cause.error .why") == said


def test_exported_decisions_are_a_baseline_of_the_next_audit(shown, tmp_path):
    page = shown().page
    page.click(".cause.error .say >> text=False alarm")
    page.click(".cause.note .say >> text=Mended")
    with page.expect_download() as download:
        page.click("#export")
    assert download.value.suggested_filename == "audit-known.json"
    path = tmp_path / "known.json"
    download.value.save_as(path)
    found = {tuple(entry) for entry in json.loads(path.read_text("utf-8"))["findings"]}
    _, number, *_ = first = three()
    assert ("f1", "numbers", "a", number.message, "false alarm") in found
    assert ("f0", "spaces", "a", first[0].message, "mended") in found
    known = Baseline.read(path)
    assert [known.knows(f) for f in three()] == [False, True, False, False, False, False]
    # and it can be read again, elsewhere
    other = page.context.browser.new_page(locale="en-GB")
    other.goto(page.url)
    other.set_input_files("#file", path)
    other.wait_for_function("document.querySelector('#kept').textContent")
    assert verdicts(other)["false alarm"] == verdicts(other)["mended"] == 1
    other.close()


def test_a_baseline_of_the_command_line_is_imported_and_kept(shown, tmp_path):
    path = tmp_path / "known.json"
    gone = Finding("numbers", "error", "long ago", 3, fingerprint="gone")
    write_baseline([three()[3], gone], path)
    page = shown().page
    page.set_input_files("#file", path)
    page.wait_for_function("document.querySelector('#kept').textContent")
    assert page.inner_text("#kept") == "2 decisions imported."
    assert verdicts(page)["accepted"] == 1
    with page.expect_download() as download:
        page.click("#export")
    assert "long ago" in download.value.path().read_text("utf-8")
    path.write_text('{"schema": "other"}', "utf-8")
    page.set_input_files("#file", path)
    page.wait_for_selector("text=not a baseline")


def test_a_fault_that_occurs_twice_is_in_the_baseline_twice(opened, tmp_path):  # noqa: F811
    twice = [f._replace(fingerprint="f") for f in three()[4:]]
    page = opened(make_report(twice)).page
    page.click(".cause .say >> text=Accept")
    with page.expect_download() as download:
        page.click("#export")
    known = Baseline.read(download.value.path())
    assert [known.knows(f) for f in [*twice, twice[0]]] == [True, True, False]


def test_filters_are_in_the_address(shown):
    page = shown("#severity=error,note&check=numbers,spaces&document=a&q=12&sort=order&fold=0")
    assert page.shown() == 2
    assert len(page.page.query_selector_all(".choice[aria-pressed=true]")) == 4
    assert page.page.input_value("#search") == "12"
    assert page.page.eval_on_selector("#document", "s => s.selectedOptions[0].text") == "a (2)"
    page.choose("notes")
    assert (
        "severity=error&check=numbers%2Cspaces&document=a&q=12&sort=order&fold=0" in page.page.url
    )
    page.page.keyboard.press("Escape")
    page.page.select_option("#sort", "severity")
    page.page.check("#fold")
    assert "#" not in page.page.url
    page.page.evaluate("location.hash = 'family=numbers'")  # an address that somebody sent
    page.page.wait_for_function("state.family.size === 1")
    assert page.shown() == 2


def test_the_page_is_in_the_address(opened):  # noqa: F811
    page = opened(many(500), "#page=3&fold=0").page
    assert page.inner_text("#page") == "page 3 of 5"
    page.click("#previous")
    assert "page=2" in page.url


def test_an_address_that_makes_no_sense_shows_all(opened):  # noqa: F811
    page = opened(make_report(), "#severity=&sort=<b>&page=-7&fold=x&lang=xx&q=%E0%A4%A")
    page.page.keyboard.press("Escape")
    assert page.shown() == len(FINDINGS)


def test_a_browser_in_chinese_shows_all_in_chinese(shown):
    page = shown(locale="zh-CN").page
    assert page.get_attribute("html", "lang") == "zh"
    card = page.inner_text("#list > .finding")
    for said in (
        "错误",
        "数字",
        "中文为“13”，英文为“12”",
        "a · 英文第 3–4 句 · 中文第 4 句",
        "接受",
        "误报",
    ):
        assert said in card
    assert "相同的英文有 2 种译法" in page.inner_text(".group")
    ours = page.inner_text("aside")
    assert "same-source" in ours  # a check of the tests: it has no Chinese name
    for english in ("errors", "numbers", "Form", "Export", "open"):
        assert english not in ours
    page.click("#language")
    assert "the Chinese side says 13" in page.inner_text("#list > .finding")
    assert page.url.endswith("#lang=en")
    page.reload()
    assert page.get_attribute("html", "lang") == "en"


def test_the_language_of_the_report_can_be_set(browser, tmp_path):  # noqa: F811
    with make_report(three(), formers=(), failed=(), language="zh") as report:
        write_report(report, tmp_path / "a.html")
    page = Opened(browser, tmp_path / "a.html").page
    assert page.inner_text("h1") == "tmxalign 审校报告"
    page.close()


def test_documents_and_checks_are_ranked(opened):  # noqa: F811
    sizes = {"a": (3, 1_000), "b": (1, 100)}
    page = opened(make_report(three(), formers=(), failed=(), sizes=sizes))
    page.page.click("#ranking summary")
    documents, checks, severities = page.page.query_selector_all("#ranking table")
    rows = [row.inner_text().split("\t") for row in documents.query_selector_all("tbody tr")]
    assert rows == [
        ["b", "1", "100", "0", "1", "0", "99.0"], ["a", "3", "1,000", "1", "3", "1", "99.2"],
    ]  # fmt: skip
    rows = [row.inner_text().split("\t") for row in checks.query_selector_all("tbody tr")]
    assert rows[0] == ["numbers", "1", "1", "0", "1.8"]
    rows = [row.inner_text().split("\t") for row in severities.query_selector_all("tbody tr")]
    assert rows == [["errors", "1", "0.9"], ["warnings", "4", "3.6"], ["notes", "1", "0.9"]]
    documents.query_selector("text=b").click()
    assert page.shown() == 1
    assert page.page.url.endswith("#document=b")


def test_what_the_browser_cannot_keep_is_said(opened):  # noqa: F811
    page = opened(make_report(three())).page
    page.evaluate("Object.defineProperty(window, 'localStorage', {get() { throw new Error() }})")
    page.click(".cause.error .say >> text=Accept")
    assert "export them" in page.inner_text("#kept")
    assert verdicts(page)["accepted"] == 1


@pytest.mark.slow
def test_axe_finds_nothing_serious(opened):  # noqa: F811
    sync_playwright = pytest.importorskip("axe_playwright_python.sync_playwright")
    sizes = {"a": (3, 1_000), "b": (1, 100)}
    page = opened(make_report([*three(), *FINDINGS[4:]], sizes=sizes)).page
    page.click(".cause.error .say >> text=Accept")
    page.click(".group .unfold")
    page.click("#ranking summary")
    page.evaluate(f"() => {{ {sync_playwright.Axe().axe_script} }}")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
        assert found["passes"]
        serious = [
            (one["id"], node["html"][:200], node["failureSummary"])
            for one in found["violations"]
            if one["impact"] in ("serious", "critical")
            for node in one["nodes"]
        ]
        assert serious == [], json.dumps(serious, indent=1)
