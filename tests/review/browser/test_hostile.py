"""Documents, names and notes of somebody who means harm are texts: nothing in them runs."""

import pytest

from align.alignment import Alignment, Bead
from align.document import Document, Paragraph, Sentence

#: What would be seen by the tests if it ran: a dialog, a request, a title.
HOSTILE = [
    "<img src=x onerror=\"alert(1);document.title='owned'\">",
    "</script><script>alert(1);document.title='owned'</script><!--",
    "<svg/onload=alert(1)><iframe src='javascript:alert(1)'></iframe>",
    "<a href=\"javascript:alert(1)\" id=rows autofocus onfocus=alert(1)>click</a>",
    "<style>*{display:none}</style><link rel=stylesheet href=http://127.0.0.1:9/x>",
    "javascript:alert(1) http://127.0.0.1:9/ {{base}} {{data}} ${alert(1)} %7B__proto__",
    "abc\u202eevil\u202c \u2066isolate\u2069 \u200bzero\u200b width\u2028line",
    "NUL\x00 bell\x07 escape\x1b[31m del\x7f c1\x9b31m BOM\ufeff \ufffe",
    "\U0001f600 \U0001f468\u200d\U0001f469\u200d\U0001f467 z\u0335\u0341\u0360\u0347algo",
]  # fmt: skip
ZH = [f"这是第{n}句。{text}" for n, text in enumerate(HOSTILE, 1)]
LONG = 1_000_000
NAME = "<img src=x onerror=alert(1)> \u202e&amp;\"'{{data}}"


def document(texts, language):
    paragraphs = tuple(Paragraph(text, line) for line, text in enumerate(texts, 1))
    sentences = tuple(Sentence(p.text, at, 0, len(p.text)) for at, p in enumerate(paragraphs))
    return Document(paragraphs, sentences, language, NAME)


def alignment(en, zh):
    beads = tuple(Bead((n,), (n,), confidence=0.5 + n % 5 / 10) for n in range(len(en)))
    return Alignment(document(en, "en"), document(zh, "zh"), beads)


@pytest.fixture
def guarded(window, server):
    """A window in which a dialog, a request to elsewhere or a broken policy is a fault."""
    page = window()
    faults = []
    page.on("dialog", lambda dialog: (faults.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda r: r.url.startswith(server.start) or faults.append(r.url))
    page.on("popup", lambda popup: faults.append(popup.url))
    page.add_init_script(
        "addEventListener('securitypolicyviolation', (event) => "
        "console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`))"
    )
    yield page
    assert faults == []
    assert page.title() != "owned"


@pytest.fixture
def page(guarded):
    return guarded


SHOWN = """() => Object.fromEntries([...document.querySelectorAll(".row")].map((row) =>
  [row.dataset.row, [...row.querySelectorAll(".sentence")].map((one) => one.textContent)]))"""


def test_hostile_texts_are_shown_as_they_are(review):
    open_ = review(**{NAME: alignment(HOSTILE, ZH)})
    page = open_.page
    page.locator(".row", has_text="第9句").wait_for()
    shown = page.evaluate(SHOWN)
    for n, (en, zh) in enumerate(zip(HOSTILE, ZH, strict=True)):
        assert shown[f"e{n}z{n}"] == [en, zh]
    assert page.locator("#rows :is(img, script, iframe, a, style, link)").count() == 0
    assert page.locator("#name").inner_text().startswith("<img src=x")
    # what turns the direction of a text does not turn that of its neighbours
    assert page.locator("#name").evaluate("one => getComputedStyle(one).unicodeBidi") == "isolate"
    assert page.locator(".sentence bdi[data-code='202E']").count() == 2


def test_hostile_texts_stay_texts_in_whatever_is_done_with_them(review):
    open_ = review(**{NAME: alignment(HOSTILE, ZH), "other": alignment(HOSTILE, ZH)})
    page = open_.page
    open_.go("onerror")
    open_.press("m")
    open_.said("merged")
    open_.press("t")
    page.locator("dialog textarea").fill(HOSTILE[0])
    open_.press("Enter")
    page.locator(".note", has_text="onerror").wait_for()
    open_.press("e")
    area = page.locator("dialog textarea")
    area.fill(f"<i>changed</i>{HOSTILE[1]}")
    area.press("Enter")
    page.locator(".sentence", has_text="<i>changed</i></script><script>").wait_for()
    open_.press("c")
    page.locator("dialog .cut-preview p").first.wait_for()
    open_.press("Escape", "/")
    dialog = page.locator("dialog")
    dialog.locator("[name=text]").fill("alert")
    dialog.locator("[name=replacement]").fill(HOSTILE[2])
    dialog.locator("ins").first.wait_for()
    open_.press("Escape", "f")
    page.locator("dialog input").fill("onload")
    page.locator("dialog a").first.wait_for()
    hits = page.locator("dialog a").evaluate_all("all => all.map((one) => one.protocol)")
    assert set(hits) == {"http:"}
    open_.press("Escape")
    page.reload()  # the row stands in the page itself, as JSON
    page.locator(".note", has_text="onerror").wait_for()
    page.goto(page.url.split("?")[0] + "?show=%3Cimg%20src=x%3E&q=%3Cscript%3E&row=%22%3E&lang=%3C")
    page.locator(".sentence", has_text="<script>").first.wait_for()


def test_names_on_the_start_page_are_texts(page, server, tmp_path, review):
    place = review(**{NAME: alignment(HOSTILE, ZH), "other": alignment(HOSTILE, ZH)}).place
    project = server.work.add(place)
    server.work.remember(project)
    page.goto(f"{server.start}?project={project.id}")
    page.locator(".documents a", has_text="<img").wait_for()
    files = [{"name": f"{NAME}.txt", "mimeType": "", "buffer": b"x"}]
    page.locator("#file-input").set_input_files(files)
    page.locator("#files li", has_text="<img").wait_for()
    assert page.locator("main img").count() == 0


def test_a_sentence_of_a_megabyte_does_not_stop_the_page(review):
    word = "The ferry leaves at nine, and <b>nobody</b> waits. "
    en = [word * (LONG // len(word)), *HOSTILE[:3]]
    zh = ["渡轮九点开，不等人。" * (LONG // 10), *ZH[:3]]
    open_ = review(long=alignment(en, zh))
    page = open_.page
    more = page.get_by_role("button", name="Show all")
    more.first.wait_for()
    assert page.evaluate("() => document.querySelector('#rows').textContent.length") < 20_000
    open_.press("j", "m")
    open_.said("merged")
    open_.press("k", "a")
    page.locator(".row[data-flags*=a]").wait_for()
    more.first.click()
    page.wait_for_function(
        "size => document.querySelector('.sentence').textContent.length === size", arg=len(en[0])
    )
