"""Findings of the audit in the page: cards, verdicts, filters in the address, Chinese."""

import re

import pytest

from align.memory.decision_log import read_decisions
from tests.review.test_findings import LAUNCH, VISIT, made


@pytest.fixture
def visit(review):
    """A document with three findings, open on a page."""

    def open_(query="", **others):
        found = review(query, **(others or {"visit": VISIT, "launch": LAUNCH}))
        found.page.locator("#audit:visible .count, .finding").first.wait_for()
        return found

    return open_


def card(open_, text):
    """The card that says something."""
    return open_.page.locator(".finding", has_text=text)


def current(open_):
    return open_.page.locator(".row.current").get_attribute("data-row")


def verdicts(open_):
    log = read_decisions(open_.place.decisions)
    return [str(d.extra["verdict"]) for d in log.verdicts().values()]


def test_the_key_v_goes_from_finding_to_finding(visit):
    open_ = visit()
    card(open_, "13元").wait_for()
    seen = []
    for _ in range(4):
        open_.press("v")
        seen.append(current(open_))
    assert seen == ["e1z1", "e2", "e3z2", "e1z1"]


def test_a_verdict_is_on_disk_when_the_page_shows_it_and_is_taken_back(visit):
    open_ = visit("?show=findings")
    number = card(open_, "13元")
    number.get_by_role("button", name="False alarm").click()
    number.get_by_role("button", name="Take back").wait_for()
    assert verdicts(open_) == ["false alarm"]
    number.get_by_role("button", name="Take back").click()
    number.get_by_role("button", name="Accept").wait_for()
    assert verdicts(open_) == ["open"]
    number.get_by_role("button", name="Accept").click()
    number.get_by_role("button", name="Take back").wait_for()
    open_.press("z")
    number.get_by_role("button", name="Accept").wait_for()
    assert verdicts(open_) == ["open"]


def test_what_was_mended_has_no_card_any_more(visit):
    open_ = visit()
    card(open_, "13元").wait_for()
    open_.go("费用为13元。")
    open_.press("e")
    open_.page.locator("textarea").fill("费用为12元。")
    open_.press("Enter")
    open_.rows((["It cost 12 yuan."], ["费用为12元。"]))
    card(open_, "13元").wait_for(state="detached")
    card(open_, "not in the Chinese version").wait_for()


def test_the_filter_is_in_the_address(visit):
    open_ = visit("?show=findings&check=omission")
    card(open_, "not in the Chinese version").wait_for()
    open_.page.wait_for_function("document.querySelectorAll('.row').length === 1")
    open_.page.locator("#audit select").first.select_option("numbers")
    card(open_, "13元").wait_for()
    assert "check=numbers" in open_.page.url
    open_.page.locator("#audit button", has_text="Error").click()
    card(open_, "13元").wait_for(state="detached")
    assert "severity=warning" in open_.page.url


def test_decisions_are_made_by_keys(visit):
    open_ = visit("?show=findings&severity=error,warning,note")
    card(open_, "13元").wait_for()
    open_.go("费用为13元。")
    open_.press("i")
    card(open_, "13元").get_by_role("button", name="Take back").wait_for()
    assert verdicts(open_) == ["false alarm"]
    open_.press("v", "o", "v", "y")
    open_.page.locator(".state-of-audit", has_text="0 findings are open, 3 settled").wait_for()
    assert sorted(verdicts(open_)) == ["accepted", "false alarm", "mended"]
    open_.press("o")
    open_.said("No finding of this row is open.")


def test_what_was_decided_can_be_looked_at_again(visit):
    open_ = visit("?show=findings&severity=error,warning,note")
    card(open_, "13元").get_by_role("button", name="False alarm").click()
    open_.page.locator("#audit select").nth(1).select_option("false alarm")
    open_.page.wait_for_function("document.querySelectorAll('.row').length === 1")
    card(open_, "13元").wait_for()
    assert open_.page.url.endswith("said=false+alarm")
    open_.page.goto(open_.page.url.replace("false+alarm", "open") + "&check=omission,addition")
    card(open_, "not in the Chinese version").wait_for()
    assert card(open_, "13元").count() == 0


def test_what_is_known_while_the_audit_runs_is_shown_also_when_it_ends(visit):
    open_ = visit()
    card(open_, "13元").wait_for()
    states = iter(["running"])

    def running_first(route):
        answer = route.fetch()
        body = {**answer.json(), "state": next(states, "done")}
        route.fulfill(response=answer, json=body)

    open_.page.route("**/findings?*", running_first)
    open_.page.goto(open_.page.url.split("?")[0] + "?show=findings")
    card(open_, "13元").wait_for()
    open_.page.locator(".state-of-audit", has_text="settled").wait_for()
    card(open_, "13元").wait_for()


def test_in_chinese_no_word_of_ours_is_english(visit):
    open_ = visit("?show=findings&lang=zh&severity=error,warning,note")
    card(open_, "13元").wait_for()
    said = [open_.page.locator("#audit").inner_text()]
    said += open_.page.locator(".finding").all_inner_texts()
    assert len(said) == 4
    for text in said:
        ours = re.sub("“[^”]*”|visit|launch", "", text)
        assert not re.search("[A-Za-z]{2}", ours), ours


def test_the_baseline_is_written_beside_the_memory(visit):
    open_ = visit("?show=findings")
    card(open_, "13元").get_by_role("button", name="Accept").click()
    open_.page.get_by_role("button", name="Save as baseline").click()
    open_.said("1 finding written")
    assert (open_.place.memory.parent / "memory.audit-known.json").is_file()


def test_hostile_texts_are_texts_in_a_card_too(visit):
    bad = "<img src=x onerror=alert(1)> It cost 12 yuan."
    open_ = visit("?show=findings", bad=made((bad, "费用为13元。"), ("Yes.", "是。")))
    card(open_, "<img").wait_for()
    assert open_.page.locator(".finding img").count() == 0
