"""Make the images of the documentation from real output: `python docs/make_images.py`.

The images of reports need Chromium and `pip install playwright pillow`.
"""

import html
import io
import re
import shutil
import sys
from contextlib import chdir
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.cells import cell_len

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from align.audit import audit
from align.audit.reports import write_report
from align.batch import BuildReport, build
from align.batch.batch_report import write_batch_report
from align.commands.display import show
from align.files.screen import make_console
from align.pipeline import Aligner

NAME = "2023-08-11-cb-system-work-conference.txt"
IMAGES = ROOT / "docs" / "images"
#: In a picture of a terminal, whatever the reader has; and the width of a cell.
FONTS = "ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', 'Noto Sans Mono CJK SC', monospace"
CELL = 12.2
DATE = "20260205T090000Z"
#: Faults added to the Chinese release, for the audit to find.
FAULTS = [
    ("1500余项标准", "1.5万余项标准"),
    ("8月9日至10日", "8月9日至11日"),
    ("中国质量认证中心（CQC）", "中国质量认证中心(CQC）"),
    ("90余名代表", "90余名代代表"),
    ("CB证书6万余张", "CB 证书６万余张"),
]
#: Further faults, in the earlier version only.
MENDED = [
    ("37家CB实验室", "73家CB实验室"),
    ("54个成员国", "45个成员国"),
    ("“国家队”", "“国家队"),
    ("进行了深入研讨", "进行了深入研研讨"),
    ("并安排了内审员考试。", "并安排了内审员考试."),
]


def main() -> None:
    table()
    page()
    batch()


def table() -> None:
    """Draw the alignment of a pair in the terminal."""
    alignment = Aligner().align_files(ROOT / "corpora/en" / NAME, ROOT / "corpora/zh" / NAME)
    part = replace(alignment, beads=alignment.beads[7:15])
    console = make_console(io.StringIO(), record=True, width=112, force_terminal=True)
    console.print(f"$ tmxalign align corpora/en/{NAME[:10]}….txt corpora/zh/{NAME[:10]}….txt")
    show(part, console=console)
    drawn = console.export_svg(title="tmxalign align")
    target = IMAGES / "align.svg"
    target.write_text(legible(drawn), encoding="utf-8")
    print(f"wrote {target.relative_to(ROOT)}")


def legible(drawn: str) -> str:
    """Rich's picture of a terminal with the reader's own fonts, and Chinese in two cells a sign.

    Rich gives a text as much room as if each sign took one cell.
    """
    drawn = re.sub(r"@font-face \{.*?\}\s*", "", drawn, flags=re.DOTALL)  # from the network
    drawn = re.sub(r"font-variant-east-asian:.*", "", drawn)
    drawn = drawn.replace("Fira Code, monospace", FONTS)
    return re.sub(
        r'(<text [^>]*?)x="([\d.]+)"([^>]*?)textLength="[\d.]+"([^>]*>)(.*?)</text>', _runs, drawn
    )


def _runs(text: re.Match[str]) -> str:
    """A text as runs of signs that are equally wide, each in its place."""
    before, x, between, after, content = text.groups()
    place, made = float(x), ""
    for run in re.findall(r"[\u2e80-\uffef]+|[^\u2e80-\uffef]+", html.unescape(content)):
        room, written = CELL * cell_len(run), html.escape(run).replace(" ", "&#160;")
        size = 'font-size="23" ' if cell_len(run) > len(run) else ""
        made += f'{before}{size}x="{place:g}"{between}textLength="{room:g}"{after}{written}</text>'
        place += room
    return made


def page() -> None:
    """Take a screenshot of the HTML report in a browser."""
    from playwright.sync_api import sync_playwright

    with TemporaryDirectory() as name:
        folder = Path(name)
        releases(folder / "releases", FAULTS)
        with chdir(folder):
            former = []
            for number in range(3):  # fixed dates, so that the image is reproducible
                releases(Path(f"{number}"), [*FAULTS, *MENDED[2 * number :]])
                with audit(f"{number}") as report:
                    former.append({**report.summary(), "date": f"2025{10 + number}05T090000Z"})
            with audit("releases") as report:
                report.formers, report.date = tuple(former), DATE
                write_report(report, "report.html")
        with sync_playwright() as driver:
            browser = driver.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"]
            )
            for image, locale in (("audit", "en-GB"), ("audit-chinese", "zh-CN")):
                size = {"width": 1100, "height": 980}
                view = browser.new_page(viewport=size, locale=locale)
                view.goto((folder / "report.html").as_uri() + f"#document={NAME[:-4]}")
                view.click(".cause.warning .say button >> nth=1")
                view.evaluate("document.activeElement.blur()")
                view.evaluate("scrollTo(0, 0)")
                view.mouse.move(1, 1)
                keep(view.screenshot(), f"{image}.png")
            browser.close()


def batch() -> None:
    """Take a screenshot of the report of a build, in which some pairs fail."""
    from playwright.sync_api import sync_playwright

    with TemporaryDirectory() as name, chdir(name):
        releases(Path("releases"), FAULTS)
        for number, text in enumerate(("", "", "Only in English, on both sides. Nobody saw it.")):
            for language in ("en", "zh"):
                Path("releases", language, f"draft-{number + 1}.txt").write_text(text)
        Path("releases/en/2024-12-30-outlook.txt").write_text("The year was good. Thank you.")
        built = build("releases", "memory.tmx", by_name=True, report="report.html")
        report = BuildReport(unpaired=built.unpaired, about=built.about)
        report.date, report.seconds, report.expected = DATE, 41, built.expected
        for record in built.records:  # the same time on every computer
            report.add(replace(record, seconds=round(sum(record.sentences) / 15, 1)))
        write_batch_report(report, "report.html")
        with sync_playwright() as driver:
            browser = driver.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"]
            )
            view = browser.new_page(viewport={"width": 1100, "height": 1040}, locale="en-GB")
            view.goto(Path("report.html").resolve().as_uri())
            view.select_option("#sort", "byMean")
            view.click("#pairs tbody button")
            view.evaluate("document.activeElement.blur()")
            view.evaluate("scrollTo(0, 0)")
            keep(view.screenshot(), "build.png")
            browser.close()


def keep(shot: bytes, name: str) -> None:
    """Save a screenshot, in a third of the bytes."""
    from PIL import Image

    target = IMAGES / name
    Image.open(io.BytesIO(shot)).convert("RGB").quantize(128).save(target, optimize=True)
    print(f"wrote {target.relative_to(ROOT)}")


def releases(folder: Path, faults: list[tuple[str, str]]) -> None:
    """Copy the releases of corpora/ and add faults to one of them."""
    for language in ("en", "zh"):
        shutil.copytree(ROOT / "corpora" / language, folder / language)
    path = folder / "zh" / NAME
    text = path.read_text(encoding="utf-8")
    for right, wrong in faults:
        assert right in text, right
        text = text.replace(right, wrong)
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
