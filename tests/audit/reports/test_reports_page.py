"""The HTML report, in a browser: nothing is loaded, texts are texts, and the filters work."""

import json
import shutil

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from report_parts import CHECKS, FINDINGS, FORMER, SCRIPT, make_report, many

from align.audit.engine.finding import Finding
from align.audit.reports import write_report

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="module")
def browser():
    api = pytest.importorskip(
        "playwright.sync_api", reason="Playwright is not installed: the page is NOT opened"
    )
    if not CHROMIUM:
        pytest.skip("Chromium is not installed: the page is NOT opened in a browser")
    with api.sync_playwright() as driver:
        # a container has no user name spaces for the sandbox, and the page is ours
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


class Opened:
    """A page in the browser, with all that it asked for and complained of."""

    def __init__(self, browser, path, query="", **options):
        self.page = browser.new_page(**{"locale": "en-GB", **options})
        self.requests, self.complaints = [], []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.complaints.append("alert"), dialog.dismiss()))
        self.page.goto(path.as_uri() + query)

    def shown(self):
        return int(self.page.inner_text("#status").split()[0].replace(",", ""))

    def choose(self, name):
        self.page.click(f'.choice:has(span:text-is("{name}"))')

    def count(self, name):
        text = self.page.inner_text(f'.choice:has(span:text-is("{name}")) span:last-child')
        return int(text.replace(",", ""))

    def search(self, text):
        self.page.fill("#search", text)
        self.page.wait_for_function(
            "text => document.getElementById('list').dataset.query === text", arg=text
        )


@pytest.fixture
def opened(browser, tmp_path):
    """Open a report; at the end nothing was loaded and nothing complained."""
    pages = []

    def show(report, query="", limit=None, **options):
        path = tmp_path / "a.html"
        with report:
            write_report(report, path, limit=limit)
        pages.append(Opened(browser, path, query, **options))
        return pages[-1]

    yield show
    for page in pages:
        assert {url.split("#")[0] for url in page.requests} == {(tmp_path / "a.html").as_uri()}
        assert page.complaints == []
        page.page.close()


#: Units and English words of the documents of :data:`FINDINGS`.
SIZES = {"a": (3, 1_000), "b": (1, 500), "c": (9, 400), "@c": (1, 50), "x\x01": (1, 50)}


def number(condition=lambda finding: True):
    return sum(map(condition, FINDINGS))


def test_the_numbers_are_at_the_top(opened):
    page = opened(make_report()).page
    boxes = dict(
        reversed(box.inner_text().split("\n")) for box in page.query_selector_all(".number")
    )
    assert boxes["findings"] == str(len(FINDINGS))
    assert (boxes["errors"], boxes["warnings"], boxes["notes"]) == ("8", "5", "5")
    assert (boxes["units"], boxes["per 1,000 units"], boxes["checks run"]) == ("1,000", "18", "5")
    assert (boxes["known"], boxes["ignored"], boxes["mended"]) == ("3", "2", "1")
    assert "memory & <co>.tmx · 2026-01-31 12:00 UTC" in page.inner_text("#about")
    assert "x<y>.tmx: not XML" in page.inner_text("#failed")


def test_every_text_is_shown_unchanged_with_faults_marked(opened):
    page = opened(make_report(), "#sort=order&fold=0").page
    cards = page.query_selector_all(".finding")
    assert len(cards) == len(FINDINGS)
    for finding, card in zip(sorted(FINDINGS, key=lambda f: f.number), cards, strict=True):
        assert card.query_selector(".message").text_content() == plain(finding.message)
        for language, text, spans in (
            ("en", finding.en, finding.en_spans),
            ("zh", finding.zh, finding.zh_spans),
        ):
            side = card.query_selector(f".pair [lang={language}]")
            if not (finding.en or finding.zh):
                assert side is None
                continue
            assert side.text_content() == (plain(text) or "—")
            marks = [mark.text_content() for mark in side.query_selector_all("mark")]
            assert marks == [plain(text[a:z]) for a, z in spans]
    assert page.query_selector("script:not(#data) ~ img, .finding script, .finding img") is None
    assert SCRIPT in page.inner_text("#list")


def plain(text):
    """What UTF-8 can hold of a text."""
    return text.encode("utf-8", "replace").decode()


def test_filters_work_and_the_counts_follow(opened):
    page = opened(make_report())
    assert page.shown() == len(FINDINGS)
    page.choose("errors")
    assert page.shown() == number(lambda f: f.severity == "error")
    assert page.count("numbers") == number(lambda f: (f.severity, f.check) == ("error", "numbers"))
    assert page.count("warnings") == number(lambda f: f.severity == "warning")  # what it would be
    page.choose("numbers")
    assert page.shown() == page.count("numbers")
    assert page.count("errors") == page.shown()
    assert page.count("omission") == 3
    page.choose("omission")  # two checks: either
    assert page.shown() == page.count("numbers") + 3
    assert page.page.get_attribute('.choice:has-text("omission")', "aria-pressed") == "true"
    page.choose("errors")  # off again
    assert page.shown() == number(lambda f: f.check in ("numbers", "omission"))
    page.page.click("#clear")
    assert page.shown() == len(FINDINGS)
    page.choose("Form")
    assert page.shown() == number(lambda f: CHECKS[f.check].family == "form")


def test_documents_are_offered_from_the_remaining_findings(opened):
    page = opened(make_report())
    options = page.page.eval_on_selector("#document", "s => [...s.options].map(o => o.text)")
    assert options[0] == "All documents"
    assert {"a (4)", "b (1)", "@c (1)", "(no document) (1)"} <= set(options)
    page.page.select_option("#document", label="a (4)")
    assert page.shown() == number(lambda f: f.document == "a")
    page.choose("numbers")
    assert page.shown() == number(lambda f: (f.document, f.check) == ("a", "numbers"))


def test_search_covers_texts_messages_and_places(opened):
    page = opened(make_report(), "#fold=0")
    for text, expected in (
        ("<SCRIPT>", 1), ("它售出", 1), ("it sold 13", 1), ("多出来", 1), ("has no chinese", 1),
        ("第 3 句", 1), ("第3句", 1), ("u2", 1), ("记忆.tmx · line 7", 1), ("mended", 0),
        ("same-source 中央", 2), ("没有这个", 0),
    ):  # fmt: skip
        page.search(text)
        assert page.shown() == expected, text
        assert len(page.page.query_selector_all(".finding")) == expected
    page.page.keyboard.press("Escape")
    assert page.shown() == len(FINDINGS)


def test_findings_of_a_group_collapse_together(opened):
    page = opened(make_report())
    assert page.page.is_checked("#fold")
    assert page.shown() == len(FINDINGS)
    assert len(page.page.query_selector_all("#list > *")) == len(FINDINGS) - 3
    button = page.page.query_selector(".group .unfold")
    for said in ("warning", "same-source", "Centre", "4 segments"):
        assert said in button.inner_text()
    assert not page.page.query_selector_all(".group .finding")
    button.click()
    assert len(page.page.query_selector_all(".group .finding")) == 4
    assert button.get_attribute("aria-expanded") == "true"
    page.page.uncheck("#fold")
    assert len(page.page.query_selector_all("#list > *")) == len(FINDINGS)


def test_a_check_or_a_whole_family_can_be_selected(opened):
    page = opened(make_report())
    page.choose("Numbers, dates, units")
    assert page.count("omission") == 3  # what it would add
    page.choose("omission")
    assert page.shown() == number(lambda f: f.check in ("numbers", "omission"))
    page.choose("numbers")  # in place of its family
    assert page.shown() == number(lambda f: f.check in ("numbers", "omission"))
    page.choose("numbers")
    assert page.shown() == 3
    page.choose("Completeness")
    page.choose("omission")
    assert page.shown() == 3
    assert len(page.page.query_selector_all(".choice[aria-pressed=true]")) == 1


def test_filters_without_results_say_how_to_go_on(opened):
    page = opened(make_report())
    page.search("没有这个")
    assert "Esc shows all" in page.page.inner_text("#list")


def test_a_report_without_findings_is_short_and_lists_the_checks(opened):
    page = opened(make_report([], formers=(), failed=())).page
    assert page.inner_text("#list") == "No findings. Units: 1,000. Checks run: 5."
    assert not page.is_visible("aside")
    assert not page.is_visible("#status")


def test_in_a_narrow_window_findings_are_close_below_the_filters(opened):
    page = opened(make_report(formers=(), failed=())).page
    assert page.is_visible("#checks")
    page.set_viewport_size({"width": 800, "height": 900})
    page.wait_for_selector("#checks", state="hidden")
    assert page.query_selector(".finding").bounding_box()["y"] < 600
    page.click("#kinds > summary")
    page.click('.choice:has(span:text-is("omission"))')
    assert page.inner_text("#status").startswith("3 of")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.wait_for_selector("aside >> text=omission")


def test_a_long_name_does_not_widen_the_page(opened):
    name = "2023-03-15-" + "a-very-long-name-of-a-release-" * 9
    findings = [f._replace(document=name, source=f"{name}/{name}.tmx") for f in FINDINGS]
    page = opened(make_report(findings)).page
    for width in (1280, 800, 400):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.goto(page.url + "#severity=error")  # what is shown can be decided together
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_order_can_be_chosen(opened):
    page = opened(make_report(), "#fold=0").page
    shown = page.eval_on_selector_all("#list .severity", "all => all.map(e => e.textContent)")
    assert shown == sorted(shown, key=["error", "warning", "note"].index)
    page.select_option("#sort", "byCheck")
    checks = page.eval_on_selector_all(".finding .id", "all => all.map(e => e.textContent)")
    assert checks == sorted(checks, key=["omission", "same-source", "numbers", "spaces"].index)


def test_changes_since_the_earlier_report_are_shown(opened):
    page = opened(make_report()).page
    rows = [row.inner_text().split("\t") for row in page.query_selector_all("#trend tr")]
    table = {name: rest for name, *rest in rows}
    assert table["per 1,000 units"] == ["22.2", "18", "−4.2"]  # the memory has grown
    assert table["errors"] == [str(FORMER["by_severity"]["error"]), "8", "−4"]
    assert table["numbers"] == ["9", "6", "−3"]
    assert table["spaces"] == ["3", "5", "+2"]
    assert "same-source" not in table  # it did not change
    said = page.query_selector("#trend svg title").text_content()
    assert "errors: 13.3 → 8;" in said  # of thousand units


def test_any_number_of_earlier_reports_is_a_trend(opened):
    numbers = ((30, 2_000, 90), (20, 2_000, 95), (9, 3_000, 98.5))
    formers = tuple(
        {**FORMER, "date": f"202511{n:02}T080000Z", "words": words, "score": score,
         "by_severity": {"error": errors, "warning": 2, "note": 1}}
        for n, (errors, words, score) in enumerate(numbers, 1)
    )  # fmt: skip
    page = opened(make_report(formers=formers, sizes=SIZES)).page
    heads, *rows = [row.inner_text().split("\t") for row in page.query_selector_all("#trend tr")]
    days = ["2025-11-01", "2025-11-02", "2025-11-03", "now", "change"]
    assert heads == ["", *days]
    table = {name: rest for name, *rest in rows}
    assert table["errors"] == ["30", "20", "9", "8", "−1"]
    assert table["score"][:3] == ["90.0", "95.0", "98.5"]
    said = page.query_selector("#trend svg title").text_content()
    assert said.startswith("per 1,000 words") and "errors: 15 → 10 → 3 → 4;" in said
    lines = page.eval_on_selector_all("polyline", "all => all.map(p => p.points.numberOfItems)")
    assert lines == [4, 4, 4]


def test_several_reports_of_a_day_have_their_time(opened):
    formers = tuple({**FORMER, "date": f"20251101T{hour}3000Z"} for hour in ("08", "17"))
    page = opened(make_report(formers=formers)).page
    heads = page.inner_text("#trend tr").split("\t")
    assert heads == ["", "11-01 08:30", "11-01 17:30", "now", "change"]


def test_without_an_earlier_report_there_is_no_trend(opened):
    page = opened(make_report(formers=())).page
    assert not page.is_visible("#trend")
    assert not page.is_visible("#hidden")


def test_keys_work_like_the_mouse(opened):
    page = opened(many(500), "#sort=order&fold=0").page
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.querySelector('.message').textContent") == (
        "finding number 1"
    )
    page.keyboard.press("k")
    page.keyboard.press("n")
    assert page.inner_text("#page") == "page 2 of 5"
    page.keyboard.press("p")
    assert page.inner_text("#page") == "page 1 of 5"
    page.keyboard.press("g")
    assert page.is_checked("#fold")


def test_the_page_is_available_in_chinese(opened):
    page = opened(make_report())
    page.choose("errors")
    page.page.click("#language")
    assert page.page.inner_text("h1") == "tmxalign 审校报告"
    assert "错误" in page.page.inner_text("#severities")
    assert page.page.get_attribute("html", "lang") == "zh"
    assert page.shown() == number(lambda f: f.severity == "error")  # what was chosen stays
    page.page.click("#language")
    assert page.page.inner_text("h1") == "tmxalign audit"


def test_it_supports_dark_mode_and_prints_light(opened):
    page = opened(make_report()).page
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.emulate_media(color_scheme="dark")
    dark = page.evaluate(ground)
    assert dark != light
    page.click("#theme")
    assert page.evaluate(ground) == light
    page.click("#theme")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate(ground) == light
    assert not page.is_visible("aside")


@pytest.mark.slow
def test_twenty_thousand_findings_can_be_opened_and_filtered(opened):
    page = opened(many(20_000), "#sort=order&fold=0", limit=5_000)
    assert page.shown() == 20_000
    devtools = page.page.context.new_cdp_session(page.page)
    devtools.send("Performance.enable")
    metrics = devtools.send("Performance.getMetrics")["metrics"]
    used = {one["name"]: one["value"] for one in metrics}
    assert 0 < used["ProcessTime"] < 2  # seconds of the processor, whatever else runs here
    assert len(page.page.query_selector_all(".finding")) == 100
    assert page.page.inner_text("#page") == "page 1 of 200"
    page.page.click("#next")
    assert page.page.inner_text(".finding .message") == "finding number 100"
    page.choose("check-3")
    assert page.shown() == page.count("check-3") == len(range(3, 20_000, 7))
    page.search("number 1999")
    assert page.shown() == sum("1999" in str(n) for n in range(3, 20_000, 7))


def test_findings_missing_from_the_page_are_counted(opened):
    page = opened(many(700), limit=30)
    assert page.shown() == 7 * 30
    said = page.page.inner_text("#hidden")
    assert "490 findings are not on this page" in said
    assert "check-3 70" in said
    assert "JSON or XLSX" in said
    assert page.page.inner_text(".number b") == "700"


def test_the_most_severe_findings_are_on_the_page(opened):
    severities = ("note", "warning", "note", "error", "note", "warning", "error", "note")
    findings = [
        Finding("numbers", severity, f"{severity} {n}", n, en="12", zh="13")
        for n, severity in enumerate(severities)
    ]
    page = opened(make_report([*findings, FINDINGS[2]]), limit=3)
    messages = page.page.eval_on_selector_all(".message", "all => all.map(e => e.textContent)")
    assert messages == ["error 3", "error 6", "warning 1", FINDINGS[2].message]
    assert "5 findings are not on this page (numbers 5)" in page.page.inner_text("#hidden")


TEXTS = st.text(st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=30)
SPANS = st.lists(st.tuples(st.integers(0, 31), st.integers(0, 31)), max_size=3)


@settings(max_examples=5, deadline=None, phases=[Phase.generate])
@given(st.lists(st.tuples(TEXTS, SPANS), min_size=50, max_size=100))
def test_the_marked_text_is_the_text(browser, tmp_path_factory, cases):
    path = tmp_path_factory.mktemp("page") / "a.html"
    findings = [
        Finding("numbers", "error", "m", number, en=text, zh="甲", en_spans=tuple(spans))
        for number, (text, spans) in enumerate(cases)
    ]
    with make_report(findings, formers=()) as report:
        write_report(report, path)
    page = Opened(browser, path, "#sort=order")
    shown = page.page.eval_on_selector_all(
        ".pair [lang=en]",
        "all => all.map(p => [...p.childNodes].map(n => [n.textContent, n.nodeName]))",
    )
    page.page.close()
    assert len(shown) == len(cases)
    for (text, spans), found in zip(cases, shown, strict=True):
        assert "".join(part for part, _ in found) == text
        marked = [name == "MARK" for part, name in found for _ in part]
        assert marked == [any(a <= n < z for a, z in spans) for n in range(len(text))]


def test_the_page_is_one_file_without_markup_from_texts(tmp_path):
    with make_report() as report:
        write_report(report, tmp_path / "a.html")
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in page
    assert "alert(1)</script>" not in page
    assert page.count("</script>") == 2
    before, _, rest = page.partition('<script id="data" type="application/json">')
    data, _, after = rest.partition("</script>")
    assert not set(data) & set("<>&\u2028\u2029")
    assert json.loads(data)["documents"] == ["b", "a", "x\x01", "c", "@c", ""]
    for address in ("http:", "https:", "//", "src=", "url(", "@import"):
        assert address not in before.replace("http-equiv", "") + after.replace("// ", "").replace(
            "http://www.w3.org/2000/svg", ""
        ), address
