"""The page of a build, in a browser: nothing is loaded, texts are texts, filters and order work."""

import json
import shutil

import pytest

from align.batch.batch_report import write_batch_report
from align.batch.pair_records import PairRecord
from align.batch.report import BuildReport

SCRIPT = "<script>alert(1)</script>"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def a_build(pairs=250):
    """A build of pairs of which the tenth fails, each in one of two ways, and some are weak."""
    report = BuildReport(expected=pairs + 7, seconds=3_725, ended="interrupted")
    report.about = {"files": {"out": "out/memory.tmx", "alignments": "out/it's here"}}
    report.fail(f"en/{SCRIPT}.docx", "no ZIP archive", "input")
    report.unpaired = [f"en/alone-{n}.txt" for n in range(2_500)]
    for n in range(pairs):
        name = f"visit-{n:03} & {SCRIPT}" if n == 7 else f"visit-{n:03}"
        paths = f"en/{name}.txt", f"zh/{name}.txt"
        if n % 10 == 9:
            error = "took longer than 60 s" if n % 20 == 9 else f"{paths[1]}: no text"
            kind = "timeout" if n % 20 == 9 else "input"
            report.add(PairRecord(name, *paths, "failed", kind=kind, error=error))
            continue
        weak = 3 if n % 50 == 4 else 0
        report.add(
            PairRecord(
                name, *paths, "unchanged" if n % 2 else "aligned", seconds=n / 10,
                sentences=(30, 29), units=20, confidence=0.6 if weak else 0.95, weak=weak,
                bands=(0, 0, 0, weak, 0, 0, 0, 0, 0, 20 - weak), nulls=(n % 3, 0),
                aside={"navigation": 4}, worry=f"{paths[0]}: look" if n == 12 else "",
                how="content" if n == 2 else "name", pair_confidence=0.7 if n == 2 else 1.0,
            )
        )  # fmt: skip
    return report


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    api = pytest.importorskip(
        "playwright.sync_api", reason="Playwright is not installed: the page is NOT opened"
    )
    if not CHROMIUM:
        pytest.skip("Chromium is not installed: the page is NOT opened in a browser")
    path = tmp_path_factory.mktemp("page") / "report.html"
    write_batch_report(a_build(), path)
    requests, complaints = [], []
    with api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(locale="en-GB")
        page.on("request", lambda request: requests.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: (complaints.append("alert"), dialog.dismiss()))
        page.goto(path.as_uri())
        yield page
        assert requests == [path.as_uri()]
        assert complaints == []
        browser.close()


@pytest.fixture(autouse=True)
def afresh(page):
    page.keyboard.press("Escape")


def names(page):
    return page.locator("#pairs tbody td:first-child > button").all_inner_texts()


def choose(page, kind):
    page.click(f'#kinds .choice:has(span:text-is("{kind}"))')


def test_the_totals_and_how_it_ended_are_at_the_top(page):
    boxes = dict(reversed(box.split("\n")) for box in page.locator(".number").all_inner_texts())
    assert (boxes["pairs"], boxes["failed"], boxes["files unpaired"]) == ("250", "26", "2,500")
    assert (boxes["units"], boxes["below 0.50"]) == ("4,500", "15")
    assert "interrupted. 250 of 257 pairs were done" in page.inner_text("#ended")
    assert "out/memory.tmx" in page.inner_text("#about")
    assert "took 1 h 2 min" in page.inner_text("#about")


def test_failures_are_told_by_their_cause(page):
    causes = page.locator("#failed li").all_inner_texts()
    assert causes[0].startswith("13 × took longer than 60 s\ntook too long: visit-009, visit-029")
    assert causes[0].endswith("… and 8 more")
    assert causes[1].startswith("12 × no text")
    assert SCRIPT in causes[2]


def test_pairs_can_be_filtered_and_searched(page):
    choose(page, "failed")
    assert page.inner_text("#status") == "25 of 250 pairs"
    assert names(page)[:2] == ["visit-009", "visit-019"]
    choose(page, "unsure by content")
    assert names(page) == ["visit-002"]
    choose(page, "All")
    page.fill("#search", "look")
    page.wait_for_selector("#pairs[data-query=look]")
    assert names(page) == ["visit-012"]
    page.keyboard.press("Escape")
    assert page.inner_text("#page") == "page 1 of 3"


def test_a_column_puts_first_what_people_look_for(page):
    page.click('#pairs th button:text-is("confidence")')
    assert names(page)[:3] == ["visit-004", "visit-054", "visit-104"]
    page.click('#pairs th button:text-is("time")')
    assert names(page)[0] == "visit-248"  # the slowest that was aligned in this run
    page.click('#pairs th button:text-is("time")')
    assert names(page)[-1] != "visit-248"
    page.click('.panel button:text-is("Slowest")')
    assert names(page)[0] == "visit-248"


def test_a_pair_says_more_when_it_is_opened(page):
    page.fill("#search", "visit-004")
    page.wait_for_selector("#pairs[data-query=visit-004]")
    page.click("#pairs tbody button")
    more = page.inner_text(".more")
    assert "English: en/visit-004.txt · 30 sentences" in more
    assert "set aside: navigation 4" in more
    assert r"tmxalign review 'out/it'\''s here/visit-004.align.json'" in more
    page.click("#pairs tbody button")
    assert page.locator(".more").count() == 0


def test_names_are_texts_and_long_lists_end(page):
    assert f"visit-007 & {SCRIPT}" in names(page)
    assert page.locator("main script, #failed script").count() == 0
    assert page.locator("#others li").last.text_content() == "… and 500 more"


def test_it_speaks_chinese_and_fits_a_telephone(page):
    page.set_viewport_size({"width": 360, "height": 800})
    page.click("#language")
    assert "文档对" in page.inner_text("#numbers")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.click("#language")
    page.set_viewport_size({"width": 1280, "height": 800})


def test_a_page_with_more_pairs_than_it_has_room_for_says_so(tmp_path):
    path = tmp_path / "short.html"
    write_batch_report(a_build(), path, rows=50)
    text = path.read_text(encoding="utf-8")
    data = json.loads(text.partition('type="application/json">')[2].partition("</script>")[0])
    shown = {row[0] for row in data["rows"]}
    assert len(shown) <= 50
    assert data["missing"] == 250 - len(shown)
    assert {"visit-009", "visit-004", "visit-248"} <= shown
