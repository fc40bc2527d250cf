"""Make the images of the review page from our own releases: `python docs/make_review_images.py`.

Needs Chromium and `pip install playwright pillow`. With a word, as `dark`, only the images whose
names contain it.
"""

import io
import re
import shutil
import sys
from collections.abc import Callable
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from align import align, build
from align.review.project import Place, Workplace
from align.review.server import Running
from docs.make_images import FAULTS, IMAGES, releases

FORUM = "2023-06-09-world-accreditation-day-forum"
RAIL = "2024-06-27-rail-transit-certification-agreement"
FAULTY = "2023-08-11-cb-system-work-conference"
LOOK = "e21,22z20,21"  # the doubtful bead of the forum that the images are about
FIRST = "e15,16z19"  # the row at the top of them
LARGEST = 150_000  # bytes
#: Name of an image → what is asked of the browser, and the address; `shot` prepares the rest.
WIDE, NARROW = {"width": 1280, "height": 920}, {"width": 380, "height": 760}
IMAGES_OF: dict[str, tuple[dict[str, Any], str]] = {
    "review-start": ({"viewport": WIDE}, ""),
    "review": ({"viewport": WIDE}, f"{FORUM}?row={LOOK}"),
    "review-dark": ({"viewport": WIDE, "color_scheme": "dark"}, f"{FORUM}?row={LOOK}"),
    "review-narrow": (
        {"viewport": NARROW, "device_scale_factor": 2}, f"{FORUM}?row={LOOK}",
    ),
    "review-chinese": ({"viewport": WIDE, "locale": "zh-CN"}, f"{FORUM}?row={LOOK}&lang=zh"),
    "review-audit": ({"viewport": WIDE}, f"{FAULTY}?show=findings"),
}  # fmt: skip


def main(wanted: str = "") -> None:
    from playwright.sync_api import sync_playwright

    with TemporaryDirectory() as name, chdir(name), sync_playwright() as driver:
        releases(Path("releases"), FAULTS)
        build("releases", "releases.tmx")
        place = Path("Rail transit agreement")
        for language in ("en", "zh"):
            shutil.copy(ROOT / "corpora" / language / f"{RAIL}.txt", f"{language}.txt")
        align("en.txt", "zh.txt", f"{place}.align.json")
        with Running(Workplace("tmxalign", who="Lin"), "releases.tmx") as server:
            project = server.work.add(Place.of("releases.tmx"))
            server.work.remember(server.work.add(Place.of(f"{place}.align.json")))
            with project.session(FORUM) as session:
                prepare(session)
            browser = driver.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"]
            )
            for image, (options, address) in IMAGES_OF.items():
                if wanted not in image:
                    continue
                page = browser.new_page(**options)
                if address:
                    page.goto(server.page(project.id, "") + address)
                else:
                    page.goto(f"{server.start}?project={project.id}")
                READY.get(image, at_a_bead)(page)
                save(page, IMAGES / f"{image}.png")
            browser.close()


def prepare(session: Any) -> None:
    """The state in which somebody left the document: approved down to the doubtful bead."""
    rows = [row.id for row in session.table if not row.aside]
    before = rows[: rows.index(LOOK) - 1]
    session.approve([row for row in before if row not in ("e3", "z4", "e17")])
    session.comment("e17", "Only in the English release.")
    session.exclude(["e17"])


def at_a_bead(page: Any) -> None:
    """The mouse is on a word, and its counterpart lights up; findings and crossings are there."""
    page.locator(f'[data-row="{LOOK}"] .sentence.now').wait_for()
    page.locator("#filters [data-filter=findings] .count", has_text=re.compile("[1-9]")).wait_for()
    wide = page.viewport_size["width"] > 1000
    for _ in range(2 * wide):  # rows are drawn when they come near
        page.evaluate(SCROLL, FIRST)
        page.wait_for_timeout(200)
    box = page.evaluate(WORD, [LOOK, "electronics"])
    page.mouse.move(box["x"], box["y"])
    page.wait_for_function("() => CSS.highlights.get('link-on')?.size > 1")


SCROLL = """id => {
  const box = document.getElementById("scroller");
  const row = document.querySelector(`[data-row="${id}"]`);
  box.scrollBy(0, row ? row.getBoundingClientRect().top - box.getBoundingClientRect().top : -300);
}"""
WORD = """([row, word]) => {
  const text = document.querySelector(`[data-row="${row}"] [data-side=en] .sentence`).firstChild;
  const range = document.createRange();
  const at = text.data.indexOf(word);
  range.setStart(text, at);
  range.setEnd(text, at + word.length);
  const box = range.getBoundingClientRect();
  return {x: box.x + box.width / 2, y: box.y + box.height / 2};
}"""


def at_findings(page: Any) -> None:
    """All findings are there."""
    page.locator(".finding").nth(3).wait_for()


def at_the_start(page: Any) -> None:
    """Two files were chosen; recent work is counted."""
    names = ["Annual report 2025.docx", "2025年年度报告.docx"]
    files = [{"name": name, "mimeType": "", "buffer": bytes(48_000)} for name in names]
    page.locator("#file-input").set_input_files(files)
    page.locator(".documents .facts:not(:empty)").nth(15).wait_for()
    here = str(Path.cwd())
    page.evaluate(
        "here => document.querySelectorAll('bdi').forEach("
        "(one) => { one.textContent = one.textContent.replace(here, '/home/lin'); })",
        here,
    )
    page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0); }")


READY: dict[str, Callable[[Any], None]] = {
    "review-start": at_the_start, "review-audit": at_findings,
}  # fmt: skip


def save(page: Any, target: Path) -> None:
    """Save what the window shows, in few colours: a third of the bytes."""
    from PIL import Image

    page.wait_for_timeout(400)  # until nothing moves any more
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    # most colours to what there is most of, shades of grey; some to what there is little of
    colours = [
        few.getpalette()[: 3 * count]
        for count, method in ((176, Image.Quantize.MEDIANCUT), (80, Image.Quantize.MAXCOVERAGE))
        for few in (shot.quantize(count, method=method),)
    ]
    palette = Image.new("P", (1, 1))
    palette.putpalette(colours[0] + colours[1])
    shot.quantize(palette=palette, dither=Image.Dither.NONE).save(target, optimize=True)
    assert target.stat().st_size <= LARGEST, target
    print(f"wrote {target.relative_to(ROOT)} ({target.stat().st_size // 1000} kB)")


if __name__ == "__main__":
    main(*sys.argv[1:])
