"""From the first page to the memory, by keyboard: two files, a wrong alignment, the gold's TMX."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from align.alignment import Alignment, Bead
from align.document import Document
from align.formats.read import read_memory
from align.memory import write
from align.pipeline import Aligner
from align.review.project import Place
from align.review.session import Session
from tests.review.running import ROOT

RELEASE = "2023-03-15-consumer-rights-day-open-laboratory"
NOVELS = ROOT.parent / "shared" / "data" / "mac-dev"
#: The chapter that is aligned worst: strict F1 0.90, the others have 0.96 to 0.99.
WORST = "002"


@pytest.fixture
def planned(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Iterable[str]]:
    """The keys that ``benchmarks/effort.py`` would press."""
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    from effort_page import screen_of
    from effort_plan import Repair

    return lambda session, gold: Repair(screen_of(session), gold)


class Gold:
    """The expected sentences of a text and their beads."""

    def __init__(self, stem: Path) -> None:
        self.stem = stem
        self.sides = [
            Document.from_sentences(self._lines(f".{code}.txt"), code, name=stem.name)
            for code in ("en", "zh")
        ]
        self.beads = [
            tuple(tuple(map(int, filter(None, side.split(",")))) for side in line.split("\t"))
            for line in self._lines(".gold.tsv")
        ]

    def _lines(self, suffix: str) -> list[str]:
        return self.stem.with_name(self.stem.name + suffix).read_text(encoding="utf-8").splitlines()

    def units(self, folder: Path) -> list[tuple[str, str]]:
        """The units of the TMX that the gold makes."""
        en, zh = self.sides
        write(Alignment(en, zh, tuple(Bead(*b) for b in self.beads)), folder / "gold.tmx")
        return units_of(folder / "gold.tmx")


def units_of(memory: Path) -> list[tuple[str, str]]:
    return sorted((unit.text("en"), unit.text("zh")) for unit in read_memory(memory))


class Hands:
    """Somebody at the keyboard who knows the gold; the page is done with a key before the next."""

    def __init__(self, page: Any, kept: Path) -> None:
        self.page, self.kept = page, kept
        self.decisions = Place.of(kept).decisions

    @property
    def session(self) -> Session:
        """The document as it is on disk."""
        return Session.open(self.kept, self.decisions)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.page.evaluate(_DONE)

    def repair(self, keys: Iterable[str], gold: Gold) -> int:
        """Press the planned keys; says how many."""
        pressed = list(keys)
        self.press(*pressed)
        assert {row.numbers for row in self.session.table if not row.aside} == set(gold.beads)
        return len(pressed)

    def approve_all(self) -> None:
        """All above the least confidence at once, the rest one by one."""
        self.press("A")
        self.page.locator("dialog input[type=range]").press("Home")
        self.press("Enter")
        self.page.locator("dialog").wait_for(state="detached")
        self.press("Escape")  # the page is done with the dialog's answer
        left = self.session.summary()["left"]
        self.press(*["Enter"] * (left + 1))  # the first may only go there
        assert self.session.summary()["left"] == 0

    def export(self) -> Path:
        """Export this document as TMX."""
        self.press("E")
        dialog = self.page.locator("dialog")
        dialog.locator("select[name=format]").select_option(".tmx")
        dialog.locator("button[value=ok]").press("Enter")
        dialog.locator("p", has_text=".tmx").wait_for()
        (written,) = self.decisions.parent.rglob("*.exports/*.tmx")
        return written


#: Resolved when the page has done what the keys before asked for.
_DONE = """async () => {
  const { base } = document.body.dataset;
  const [{ run }, { fetchRows }, { store }] = await Promise.all(
    ["keys", "api", "store"].map((name) => import(`${base}/page/${name}.js`)));
  if (document.querySelector("dialog[open]")) return;
  await run(() => fetchRows([store.cursor.id]));
}"""
_DROP = """files => {
  const dataTransfer = new DataTransfer();
  for (const [name, text] of files) dataTransfer.items.add(new File([text], name));
  const zone = document.querySelector("#zone");
  for (const type of ["dragenter", "dragover", "drop"]) {
    zone.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
  }
}"""


def test_two_releases_become_the_memory_of_the_gold_by_keyboard(page, server, planned, tmp_path):
    gold = Gold(ROOT / "corpora" / "gold" / RELEASE)
    page.goto(server.start)
    files = [(ROOT / "corpora" / code / f"{RELEASE}.txt", f"{RELEASE}.{code}.txt")
             for code in ("en", "zh")]  # fmt: skip
    page.evaluate(_DROP, [(name, path.read_text(encoding="utf-8")) for path, name in files])
    page.locator("#align").press("Enter")
    page.locator(".row .sentence").first.wait_for(timeout=60_000)
    (kept,) = server.work.folder.rglob(f"{RELEASE}*.align.json")
    hands = Hands(page, kept)
    assert 0 < hands.repair(planned(hands.session, gold.beads), gold) <= 20
    hands.approve_all()
    assert units_of(hands.export()) == gold.units(tmp_path)


@pytest.mark.slow
@pytest.mark.needs_data
def test_the_worst_chapter_of_the_novels_is_repaired_by_keyboard(review, planned, tmp_path):
    if not NOVELS.is_dir():
        pytest.skip(f"NOT TRIED: the evaluation texts are not at {NOVELS}")
    gold = Gold(NOVELS / WORST)
    made = Aligner(explain=True, force=True).align_documents(*gold.sides)
    opened = review(novel=made)
    hands = Hands(opened.page, opened.place.store / "novel.align.json")
    assert 0 < hands.repair(planned(hands.session, gold.beads), gold) <= 100
    hands.approve_all()
    assert units_of(hands.export()) == gold.units(tmp_path)
