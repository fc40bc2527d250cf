"""Mending by keyboard: what a key does stands on the page, and by then on the disk."""

import re

import pytest

from tests.review.browser.ferry import EN, ZH, ferry

pytest.importorskip("align.review.session")


@pytest.fixture(autouse=True)
def no_findings(page):
    """The audit has tests of its own."""
    nothing = {"state": "done", "progress": [0, 0], "checks": [], "whole": [], "cards": []}
    page.route("**/findings?*", lambda route: route.fulfill(json=nothing))


def both(*numbers):
    """The sentences of these numbers, on both sides."""
    return [EN[n] for n in numbers], [ZH[n] for n in numbers]


def test_merge_with_the_next_row_or_the_previous_one(review):
    open_ = review()
    open_.go(EN[0])
    open_.press("m")
    open_.rows(both(0, 1))
    open_.go(ZH[6])
    open_.press("M")
    open_.rows(both(4, 5, 6))


def test_split_before_a_sentence_proposes_the_other_side(review):
    open_ = review()
    open_.go(EN[5])
    open_.press("s")
    open_.rows(both(4), both(5))


def test_move_a_sentence_over_a_border(review):
    open_ = review()
    open_.go(ZH[2])
    open_.press(".")
    open_.rows(both(2), both(3))
    open_.press("j", "ArrowRight", ",")  # the Chinese one back again
    open_.rows(([EN[2]], [ZH[2], ZH[3]]), ([EN[3]], []))


def test_who_is_quicker_than_the_document_acts_on_the_row_that_was_clicked(review):
    held, outline = [], re.compile(r"/api/[^/]+/[^/?]+$")
    open_ = review()
    open_.page.route(outline, lambda route: held.append(route))
    with open_.page.expect_request(outline):
        open_.page.goto(open_.page.url)
    open_.go(ZH[2])
    open_.press(".")
    for route in held:
        route.continue_()
    open_.rows(both(2), both(3))


def test_cut_a_sentence_where_the_carets_stand(review):
    open_ = review()
    open_.go(EN[1])
    open_.press("c")
    dialog = open_.page.locator("dialog")
    # the comma nearest to the middle is proposed, and its counterpart
    dialog.get_by_text("Tickets cost 40 yuan,", exact=True).wait_for()
    dialog.get_by_text("票价40元，", exact=True).wait_for()
    open_.press("Enter")
    open_.rows(
        (["Tickets cost 40 yuan,"], ["票价40元，"]),
        (["and children under six travel free."], ["六岁以下儿童免费。"]),
    )


def test_the_place_of_a_cut_is_moved_by_arrows_on_both_sides(review):
    open_ = review()
    open_.go(EN[7])
    open_.press("c")
    open_.page.locator("dialog textarea").first.wait_for()
    open_.press("Home", *["ArrowRight"] * 5, "Enter")  # no counterpart: one side to cut
    open_.rows((["Dogs"], []), (["stay on the lower deck."], []))


def test_join_two_sentences(review):
    open_ = review()
    open_.go(EN[4])
    open_.press("J")
    open_.rows(([f"{EN[4]} {EN[5]}"], [ZH[4], ZH[5]]))


def test_link_two_rows_without_a_counterpart_and_unlink_them(review):
    open_ = review()
    open_.go(EN[7])
    open_.press("l", "k", "l")
    open_.rows(both(7))
    open_.press("u")
    open_.rows(([EN[7]], []), ([], [ZH[7]]))


def test_swap_the_sides(review):
    open_ = review()
    open_.go(EN[6])
    open_.press("w")
    open_.rows(([ZH[6]], [EN[6]]))


def test_edit_a_text(review):
    open_ = review()
    open_.go(ZH[0])
    open_.press("e")
    area = open_.page.locator("dialog textarea")
    area.fill("渡轮早上九点启航。")
    area.press("Enter")
    open_.rows(([EN[0]], ["渡轮早上九点启航。"]))


def test_a_comment_stays_beside_its_row(review):
    open_ = review()
    open_.go(EN[3])
    open_.press("t")
    open_.page.locator("dialog textarea").fill("Ask the harbour.")
    open_.press("Enter")
    open_.page.locator(".note", has_text="Ask the harbour.").wait_for()
    assert "Ask the harbour." in [row.note for row in open_.session.table]


def test_undo_and_redo_go_all_the_way(review):
    open_ = review()
    open_.go(EN[0])
    open_.press("m", "m")
    all_three = [EN[n] for n in (0, 1, 2)], [ZH[n] for n in (0, 1, 2, 3)]
    open_.rows(all_three)
    open_.press("z", "z")
    open_.rows(both(0), both(1))
    open_.press("Control+Shift+z", "Control+y")
    open_.rows(all_three)
    open_.press("Control+z")
    open_.rows(both(0, 1))


def test_enter_approves_and_goes_to_the_next_pending_row(review):
    open_ = review()
    open_.go(EN[0])
    open_.press("Enter", "Enter", "d", "k", "x")
    open_.page.locator(".row[data-flags*=x]").wait_for()
    status = [row.status for row in open_.session.table]
    assert [word for word in status if word] == ["approved", "excluded", "wrong"]


def test_approve_all_above_a_confidence(review):
    open_ = review()
    open_.press("A")
    open_.page.locator("dialog .how-many", has_text="3 rows").wait_for()
    open_.page.locator("dialog input").fill("95")
    open_.page.locator("dialog .how-many", has_text="2 rows; about 0.1 of them").wait_for()
    open_.press("Enter")
    open_.page.locator(".row[data-flags*=a]").nth(1).wait_for()
    approved = [list(row.en) for row in open_.session.table if row.status == "approved"]
    assert approved == [[EN[0]], [EN[6]]]


def test_align_again_shows_what_changed(review):
    open_ = review()
    open_.press("R")
    dialog = open_.page.locator("dialog")
    dialog.locator(".changes").wait_for()
    open_.press("Escape")
    open_.rows(both(2), both(3), both(7))


def test_replace_the_chosen_texts_in_one_step(review):
    open_ = review()
    open_.press("/")
    dialog = open_.page.locator("dialog")
    dialog.locator("[name=text]").fill("deck")
    dialog.locator("[name=replacement]").fill("level")
    open_.press("Enter")  # looks, and changes nothing
    dialog.locator("ins", has_text="There is a café on level three.").wait_for()
    dialog.locator(".hits input").nth(1).uncheck()
    dialog.locator("[value=ok]", has_text="(1)").click()
    open_.rows(([f"{EN[4]} {EN[5]}".replace("deck", "level")], [ZH[4], ZH[5]]), ([EN[7]], []))
    open_.press("z")
    open_.rows(both(4, 5))


def test_search_finds_the_row_in_another_document(review):
    open_ = review(ferry=ferry(), train=ferry())
    open_.press("f")
    open_.page.locator("dialog input").fill("smoking")
    open_.page.locator("dialog a", has_text="train").click()
    open_.page.locator(".row.current", has_text=EN[6]).wait_for()
    assert "/train?" in open_.page.url


def test_bring_back_what_was_set_aside(review):
    open_ = review()
    open_.page.locator(".row[data-level=aside]").click()
    open_.press("m")
    open_.said("Press b")
    open_.press("b")
    open_.rows((["Page 1 of 2"], []))


def test_the_second_choice_is_one_key_away(review):
    open_ = review()
    open_.go(EN[2])
    open_.press("r")
    open_.rows(both(2))


def test_keys_rest_while_a_field_has_the_focus_and_an_input_method_is_understood(review):
    open_ = review()
    open_.go(EN[0])
    open_.press("t", "m", "z")
    assert open_.page.locator("dialog textarea").input_value() == "mz"
    open_.press("Escape")
    open_.page.evaluate(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', "
        "{key: 'Process', code: 'KeyM', bubbles: true}))"
    )
    open_.rows(both(0, 1))


def test_what_is_typed_before_a_dialog_opens_is_no_command(review):
    open_ = review()
    held = []
    open_.page.route("**/approve", lambda route: held.append(route))
    open_.go(EN[6])
    with open_.page.expect_request("**/approve"):
        open_.press("a")
    open_.press("t", "w", "x")  # the comment waits for the approval
    held[0].continue_()
    open_.page.locator("dialog textarea").fill("Yes.")
    open_.press("Enter")
    open_.page.locator(".note", has_text="Yes.").wait_for()
    open_.rows(both(6))
    assert [row.status for row in open_.session.table if row.status] == ["approved"]


def test_help_shows_every_key_in_chinese_too(review):
    open_ = review("?lang=zh")
    open_.press("?")
    text = open_.page.locator("dialog").inner_text()
    assert "与下一行合并" in text and "Ctrl+Shift+Z" in text


def test_several_rows_are_selected_with_shift(review):
    open_ = review()
    open_.go(EN[6])
    open_.press("Shift+ArrowDown", "Shift+ArrowDown", "m")
    open_.rows(both(6, 7))


def test_buttons_do_what_keys_do_and_leave_enter_to_the_row(review):
    open_ = review()
    open_.go(EN[0])
    open_.page.locator("#actions [data-action=merge]").click()
    open_.rows(both(0, 1))
    open_.press("Enter")
    open_.page.locator(".row[data-flags*=a]", has_text=EN[1]).wait_for()
    assert open_.session.table[0].status == "approved"
