"""What a translator sees: the whole document, however long, and exactly its text."""

from typing import Any

from align.alignment import Alignment, Bead
from align.document import Document


def long_one(beads: int) -> Alignment:
    """Beads of one sentence a side; every tenth is doubtful."""
    made = [Bead((n,), (n,), confidence=0.4 if n % 10 == 5 else 0.97) for n in range(beads)]
    return Alignment(
        Document.from_sentences([f"Lock {n} opens at dawn." for n in range(beads)], "en", name="x"),
        Document.from_sentences([f"{n}号船闸黎明时开启。" for n in range(beads)], "zh", name="x"),
        tuple(made),
    )


def pairs(*texts: tuple[str, str]) -> Alignment:
    """A bead for each pair of sentences."""
    return Alignment(
        Document.from_sentences([en for en, _ in texts], "en", name="x"),
        Document.from_sentences([zh for _, zh in texts], "zh", name="x"),
        tuple(Bead((n,), (n,), confidence=0.9) for n in range(len(texts))),
    )


def in_window(page: Any, text: str) -> None:
    """The sentence with this text is to be seen."""
    page.locator(".sentence", has_text=text).wait_for()
    assert page.locator(".sentence", has_text=text).bounding_box()["y"] < 1000


def test_only_rows_near_the_window_are_in_the_page(review: Any) -> None:
    opened = review(locks=long_one(1200))
    opened.page.locator("[role=grid][aria-rowcount='1200']").wait_for()
    opened.press("End")
    in_window(opened.page, "Lock 1199 opens")
    assert opened.page.locator(".row").count() <= 80
    assert opened.page.locator(".row").last.get_attribute("aria-rowindex") == "1200"


def test_the_focus_is_on_the_current_sentence(review: Any) -> None:
    opened = review(locks=long_one(40))
    opened.page.locator(".row.current").wait_for()
    opened.press("j", "j", "ArrowRight")
    opened.page.locator("[aria-current=true] .now:focus", has_text="2号船闸").wait_for()


def test_a_click_on_the_map_goes_there(review: Any) -> None:
    opened = review(locks=long_one(1000))
    opened.page.locator("[role=grid][aria-rowcount='1000']").wait_for()
    box = opened.page.locator("#map").bounding_box()
    opened.page.mouse.click(box["x"] + 10, box["y"] + box["height"] / 2)
    opened.page.locator("[aria-current=true]", has_text="Lock 50").wait_for()


def test_the_filter_is_in_the_address_and_can_be_sent(review: Any) -> None:
    opened = review("?show=doubtful", locks=long_one(40))
    opened.page.locator("[role=grid][aria-rowcount='4']").wait_for()
    assert opened.page.locator("[data-filter=doubtful]").get_attribute("aria-pressed") == "true"
    opened.page.locator("[data-filter=all]").click()
    opened.page.locator("[role=grid][aria-rowcount='40']").wait_for()
    opened.page.locator("#query").fill("lock 7 ")
    opened.page.locator("#query").press("Enter")
    opened.page.locator("[role=grid][aria-rowcount='1']").wait_for()
    opened.page.wait_for_url("**/*q=lock+7*")
    opened.page.reload()
    opened.page.locator("[role=grid][aria-rowcount='1']").wait_for()
    assert opened.page.locator("#query").input_value() == "lock 7"


def test_a_decided_row_stays_though_the_filter_would_not_show_it(review: Any) -> None:
    opened = review("?show=doubtful", locks=long_one(40))
    opened.page.locator("[role=grid][aria-rowcount='4']").wait_for()
    opened.press("Enter")
    opened.page.locator("[data-level=decided]", has_text="Lock 5 ").wait_for()
    opened.page.locator("[aria-current=true]", has_text="Lock 15 ").wait_for()


def test_where_a_filter_shows_no_row_it_says_so_and_none_is_approved(review: Any) -> None:
    opened = review()
    opened.page.locator("#query").fill("no such text")
    opened.press("Enter")
    nothing = opened.page.locator("#nothing:visible")
    nothing.wait_for()
    box = nothing.bounding_box()
    assert box["y"] + box["height"] < opened.page.locator("footer").bounding_box()["y"]
    opened.page.locator("[data-filter=all]").focus()
    opened.press("a")
    opened.said(nothing.inner_text())
    assert opened.session.summary()["approved"] == 0


def test_a_text_is_never_html_and_turns_nothing_around(review: Any) -> None:
    hostile = "<img src=x onerror=alert(1)> a\u202eb\u200bc <a href='javascript:alert(1)'>go</a>"
    opened = review(hostile=pairs((hostile, "<script>alert(1)</script>一")))
    sentence = opened.page.locator(".sentence").first
    assert sentence.text_content() == hostile
    codes = sentence.locator(".mark").evaluate_all("all => all.map(one => one.dataset.code)")
    assert codes == ["202E", "200B"]
    assert not opened.page.locator("#rows :is(img, script, a)").count()


def test_a_sentence_of_a_megabyte_is_shown_in_part(review: Any) -> None:
    opened = review(long=pairs(("x" * 1_000_000, "长。")))
    more = opened.page.locator(".more")
    more.wait_for()
    assert opened.page.locator(".sentence").first.bounding_box()["height"] < 4000
    more.click()
    opened.page.wait_for_function(
        "() => document.querySelector('.sentence').textContent.length === 1000000"
    )


def test_the_sides_stack_in_a_narrow_window(review: Any) -> None:
    opened = review(locks=long_one(10))
    opened.page.set_viewport_size({"width": 360, "height": 700})
    en, zh = (opened.page.locator(f"[data-side={s}]").first.bounding_box() for s in ("en", "zh"))
    assert zh["y"] >= en["y"] + en["height"]
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= 360


def test_language_and_colours_are_kept(review: Any) -> None:
    opened = review()
    opened.page.locator("#theme").click()
    opened.page.locator("#language").click()
    opened.page.locator("html[lang=zh][data-theme=dark]").wait_for()
    opened.page.locator("[data-filter=pending]", has_text="待审").wait_for()
    opened.page.goto(opened.page.url.split("?")[0])
    opened.page.locator("html[lang=zh][data-theme=dark]").wait_for()


def test_what_others_changed_is_seen_and_the_cursor_stays(review: Any, server: Any) -> None:
    opened = review(locks=long_one(10))
    opened.press("j", "j", "j")
    other = opened.page.context.new_page()
    other.goto(opened.page.url)
    other.locator(".row.current").wait_for()
    other.locator(".sentence", has_text="Lock 6 ").click()
    other.keyboard.press("a")
    other.locator("[data-level=decided]").wait_for()
    opened.page.evaluate("window.dispatchEvent(new Event('focus'))")
    opened.page.locator("[data-level=decided]", has_text="Lock 6 ").wait_for()
    opened.page.locator("[aria-current=true]", has_text="Lock 3 ").wait_for()
