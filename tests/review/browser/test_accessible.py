"""For everybody: by keyboard alone, with a screen reader, with large text, in a small window."""

import pytest

from tests.review.browser.ferry import EN
from tests.review.test_findings import LAUNCH, VISIT

#: Keys that open a dialog each.
DIALOGS = {"cut": "c", "comment": "t", "find": "/", "above": "A", "export": "E", "help": "?"}
#: Which of them are looked at in which colours and language: they share their parts.
LOOKED = {("light", "en"): ("comment", "above", "export"), ("dark", "zh"): ("cut", "find", "help")}


@pytest.fixture
def axe():
    """What axe-core finds on a page that is serious or critical."""
    sync_playwright = pytest.importorskip("axe_playwright_python.sync_playwright")
    script = sync_playwright.Axe().axe_script

    def run(page, part="document"):
        page.evaluate(f"() => {{ if (!window.axe) {{ {script} }} }}")
        # page by page in light and dark: colours that are on their way are no colours yet
        page.evaluate("() => Promise.all(document.getAnimations().map((one) => one.finished))")
        found = page.evaluate(f"() => axe.run({part}, {{resultTypes: ['violations']}})")
        assert found["passes"]
        return [
            (one["id"], node["html"][:300], node["failureSummary"])
            for one in found["violations"]
            if one["impact"] in ("serious", "critical")
            for node in one["nodes"]
        ]

    return run


@pytest.fixture(params=["en", "zh"])
def language(request):
    return request.param


@pytest.fixture
def page(window):
    """A window in which a test may run a script of its own."""
    return window(bypass_csp=True, reduced_motion="reduce")


@pytest.mark.slow
def test_axe_finds_nothing_serious_on_the_review_page(review, axe, language):
    open_ = review(f"?lang={language}", visit=VISIT, launch=LAUNCH)
    page = open_.page
    page.locator(".finding").nth(2).wait_for()
    open_.press("n", "a", "t")
    page.locator("dialog textarea").fill("why")
    open_.press("Enter")
    page.locator(".note").wait_for()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert axe(page) == []
        for name in LOOKED.get((scheme, language), ()):
            open_.press(DIALOGS[name])
            page.locator("dialog[open]").wait_for()
            assert axe(page, "'dialog'") == [], name
            open_.press("Escape")
            page.locator("dialog").wait_for(state="detached")


@pytest.mark.slow
def test_axe_finds_nothing_serious_on_the_start_page(review, page, server, axe, language):
    project = server.work.add(review(visit=VISIT, launch=LAUNCH).place)
    server.work.remember(project)
    page.goto(f"{server.start}?project={project.id}&lang={language}")
    page.locator(".documents a").nth(1).wait_for()
    files = [{"name": name, "mimeType": "", "buffer": b"x"} for name in ("a.txt", "b.txt")]
    page.locator("#file-input").set_input_files(files)
    page.locator("#files li").nth(1).wait_for()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert axe(page) == []


STOP = """() => {
  const {activeElement: found} = document;
  const {action, filter, piece} = found.dataset;
  return found === document.body ? null : action ?? filter ?? (piece && "sentence") ?? found.id;
}"""
#: Buttons that are seen, outside of the rows.
SEEN = """() => [...document.querySelectorAll("button, a, input, select")]
  .filter((one) => one.checkVisibility() && !one.disabled && !one.closest("#rows"))
  .map((one) => one.dataset.action ?? one.dataset.filter ?? one.id)"""


def stops(page, most=80):
    """Where the focus stops, tab by tab, from the beginning of the page to its end."""
    page.evaluate("() => { document.activeElement.blur(); getSelection().removeAllRanges(); }")
    page.locator(".skip").focus()
    found = [""]
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None or (not stop and len(found) > 1 and page.evaluate(
            "() => document.activeElement.matches('.skip')"
        )):  # fmt: skip
            break
        found.append(stop)
    return found


def test_everything_is_reached_by_tab_in_the_order_in_which_it_stands(review):
    open_ = review(visit=VISIT, launch=LAUNCH)
    open_.page.locator(".finding").nth(2).wait_for()
    found = stops(open_.page)
    assert set(open_.page.evaluate(SEEN)) <= set(found)
    parts = ["help", "all", "query", "sentence", "approve_next", "reject"]
    assert sorted(parts, key=found.index) == parts
    assert found.count("sentence") == 1  # arrows go from sentence to sentence


def test_the_start_page_is_reached_by_tab(page, server):
    page.goto(server.start)
    page.locator("#choose").wait_for()
    page.locator("#language").focus()
    assert [page.keyboard.press("Tab") or page.evaluate(STOP) for _ in range(3)] == [
        "theme", "choose", "choose-folder",
    ]  # fmt: skip


def test_the_focus_is_never_lost(review):
    open_ = review()
    page = open_.page
    open_.go(EN[4])
    for keys, done in (
        ("m", "Rows merged"), ("z", "Undone"), ("a", "approved"), ("u", "Unlinked"),
        ("z", "Undone"), ("x", "Not for the memory"), ("e Escape", ""), ("? Escape", ""),
        ("J", "joined"), ("Enter", ""), ("N", ""), ("End", ""), ("k", ""),
    ):  # fmt: skip
        for key in keys.split():
            open_.press(key)
            if key in "e?":
                page.locator("dialog[open]").wait_for()
        page.locator("dialog").wait_for(state="detached")
        if done:
            open_.said(done)
        page.wait_for_function("() => document.activeElement.closest('.row.current') !== null")
    page.locator("[data-action=find]").focus()
    page.keyboard.press("Enter")
    page.locator("dialog input").first.wait_for()
    page.keyboard.press("Escape")
    page.wait_for_function("() => document.activeElement.dataset.action === 'find'")


WIDER = """() => [...document.querySelectorAll("html, #scroller, dialog")]
  .filter((one) => one && one.scrollWidth > one.clientWidth + 1).map((one) => one.tagName)"""


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("width", "text"), [(360, 100), (1280, 200)])
def test_nothing_is_wider_than_the_window(review, page, server, width, text, language):
    page.set_viewport_size({"width": width, "height": 800})
    sizes = {"fontSizes": {"standard": 16 * text // 100}}  # as the user of a browser sets it
    page.context.new_cdp_session(page).send("Page.setFontSizes", sizes)
    page.goto(f"{server.start}?lang={language}")
    page.locator("#choose").wait_for()
    assert page.evaluate(WIDER) == []
    open_ = review(f"?lang={language}", visit=VISIT, launch=LAUNCH)
    page.locator(".finding").first.wait_for()
    assert page.evaluate(WIDER) == []
    for key in (*DIALOGS.values(), "e", "g"):
        open_.press(key)
        page.locator("dialog[open]").wait_for()
        assert page.evaluate(WIDER) == [], key
        open_.press("Escape")
        page.locator("dialog").wait_for(state="detached")
