"""Is the review page quick with 20,000 beads? ``python benchmarks/review_page.py [--beads N]``.

``tmxalign review`` is started beside Chromium, which opens its page: first paint since the server
said where it is, milliseconds from a key press to the picture (moving, approving, merging,
undoing), pictures while scrolling, rows in the page at once, memory of the server.
"""

import argparse
import random
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from align.alignment import Alignment, Bead, Rival
from align.document import Document
from align.evaluation import read_beads
from align.memory import write

STORE = "memory.alignments"
KEYS = {
    "next row": ["j"] * 40,
    "next doubtful": ["n"] * 20,
    "last, first": ["End", "Home"] * 5,
    "approve and go on": ["n", *["Enter"] * 20],
    "merge, undo": ["m", "z"] * 10,
    "edge moved, undo": [".", "z"] * 10,
}
#: Counts the time from each key press to the picture after what it did.
WATCH = """async () => {
  const { store } = await import(`${document.body.dataset.base}/page/store.js`);
  const { run } = await import(`${document.body.dataset.base}/page/keys.js`);
  window.press = (key) => new Promise((done) => {
    const start = performance.now();
    const pressed = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
    document.body.dispatchEvent(pressed);
    run(() => {}).then(() => requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => done(performance.now() - start);
      channel.port2.postMessage(null);
    }));
  });
}"""
SCROLL = """async () => {
  const scroller = document.getElementById("scroller");
  const [took, counts] = [[], []];
  scroller.scrollTop = 0;
  for (let n = 0, last = performance.now(); n < 200; n += 1) {
    scroller.scrollTop += scroller.scrollHeight / 200;
    await new Promise(requestAnimationFrame);
    took.push(performance.now() - last);
    last = performance.now();
    counts.push(document.querySelectorAll(".row").length);
  }
  return [took, Math.max(...counts)];
}"""


def document_of(beads: int) -> Alignment:
    """The texts of corpora/ again and again, each sentence with a number of its own."""
    dice = random.Random(16)
    en: list[str] = []
    zh: list[str] = []
    made: list[Bead] = []
    golds = sorted((ROOT / "corpora" / "gold").glob("*.gold.tsv"))
    while len(made) < beads:
        gold = golds[len(made) % len(golds)]
        sides = [
            [s for s in gold.with_name(gold.name.replace("gold.tsv", f"{side}.txt"))
             .read_text(encoding="utf-8").splitlines() if s]
            for side in ("en", "zh")
        ]  # fmt: skip
        for ours, theirs in read_beads(gold)[: beads - len(made)]:
            first = [range(len(en), len(en) + len(ours)), range(len(zh), len(zh) + len(theirs))]
            en += [f"{sides[0][n]} ({len(en) + i})" for i, n in enumerate(ours)]
            zh += [f"{sides[1][n]}（{len(zh) + i}）" for i, n in enumerate(theirs)]
            sure = dice.betavariate(20, 0.7)
            rival = Rival(tuple(first[0]), (), 0.3) if sure < 0.8 and first[0] else None
            made.append(Bead(tuple(first[0]), tuple(first[1]), confidence=sure, rival=rival))
    return Alignment(
        Document.from_sentences(en, "en", name="long"),
        Document.from_sentences(zh, "zh", name="long"),
        tuple(made),
    )


def serve(folder: Path) -> None:
    """``tmxalign review`` of the document in ``folder``, until the input ends."""
    from align.review.project import Workplace
    from align.review.server import Running

    with Running(Workplace(folder / "work"), folder / STORE / "long.align.json") as server:
        print(server.address, flush=True)
        sys.stdin.read()


def memory_of(process: int) -> float:
    """The most memory that a process had so far, in MB."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def measure(page: Any, address: str) -> dict[str, str]:
    """What the page takes, as lines to print."""
    start = time.perf_counter()
    page.goto(address)
    page.locator(".row .sentence").first.wait_for()
    shown = time.perf_counter() - start
    paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    page.locator(".row.current").wait_for()
    whole = time.perf_counter() - start
    found = {
        "first paint": f"{paint / 1000:.2f} s (rows at {shown:.2f} s, whole outline {whole:.2f} s)"
    }
    page.evaluate(WATCH)
    for name, keys in KEYS.items():
        took = sorted(page.evaluate("(key) => press(key)", key) for key in keys)
        found[name] = f"median {median(took):.0f} ms, slowest {took[-1]:.0f} ms"
    took, rows = page.evaluate(SCROLL)
    took.sort()
    found["scrolling"] = (
        f"a picture in {median(took):.0f} ms (95%: {took[-len(took) // 20]:.0f} ms)"
    )
    found["rows in the page"] = f"at most {rows}"
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--beads", type=int, default=20_000)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(options.serve)
        return
    from playwright.sync_api import sync_playwright

    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        store = Path(folder, STORE)
        store.mkdir()
        write(document_of(options.beads), store / "long.align.json", format="align.json")
        command = [sys.executable, __file__, "--serve", folder]
        browser = playwright.chromium.launch(
            executable_path=options.chromium, args=["--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as server:
            assert server.stdout
            found = measure(page, server.stdout.readline().strip())
            browser.close()
            found["memory of the server"] = f"{memory_of(server.pid):.0f} MB"
            server.communicate()
    for name, value in found.items():
        print(f"{name:22} {value}")


if __name__ == "__main__":
    main()
