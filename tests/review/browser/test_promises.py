"""What is confirmed is on disk, nobody overwrites anybody, decisions survive what comes next."""

import os
import signal
import subprocess
import sys

import openpyxl
import pytest

from align.batch import build
from align.library import convert, decide
from align.review.project import Place
from tests.review.browser.conftest import Review
from tests.review.browser.ferry import EN, ZH, ferry
from tests.review.browser.test_editing import both
from tests.review.running import ROOT, project_of


class Process:
    """``tmxalign review`` as a program of its own, started as often as somebody ends it."""

    def __init__(self, *arguments):
        self.command = [sys.executable, str(ROOT / "cli.py"), "review", "--no-browser", *arguments]
        self.running = None

    def start(self):
        """Start it; the address that it prints."""
        self.running = subprocess.Popen(
            self.command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True, cwd=ROOT
        )
        return self.running.stdout.readline().strip()

    def kill(self):
        """End it as nothing else does: it cannot save anything any more."""
        if self.running:
            os.kill(self.running.pid, signal.SIGKILL)
            self.running.wait()
            self.running.stdout.close()
        self.running = None


@pytest.fixture
def process(tmp_path):
    place = project_of(tmp_path, ferry=ferry())
    found = Process(str(place.store / "ferry.align.json"), "--folder", str(tmp_path / "work"))
    yield found, place
    found.kill()


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a kill")
def test_a_server_that_is_killed_after_an_action_has_lost_nothing(window, process):
    program, place = process
    open_ = Review(window("net::ERR_"), place, "ferry")
    open_.visit(program.start())
    open_.go(EN[4])
    open_.press("m")
    open_.said("Rows merged")
    program.kill()
    open_.press("a")
    open_.said("The server does not answer")
    open_.page.locator("#offline").wait_for()
    open_.rows(both(4, 5, 6))  # what was confirmed is on disk

    open_.visit(program.start())
    open_.rows(both(4, 5, 6))
    open_.go(EN[4])
    open_.press("z")  # and can be undone
    open_.rows(both(4, 5), both(6))
    open_.press("a")
    open_.page.locator(".row[data-flags*=a]").wait_for()
    program.kill()
    open_.visit(program.start())
    open_.page.locator(".row[data-flags*=a]", has_text=EN[4]).wait_for()


def look(page):
    """What the page does when somebody comes back to it."""
    page.evaluate("() => { window.dispatchEvent(new Event('focus')); }")


def test_the_later_of_two_tabs_is_told_and_sees_what_changed(review, window):
    first = review()
    second = Review(window("409"), first.place, "ferry")
    # its question "what is new?" never gets an answer: it does not know of the other tab's work
    second.page.route("**/changes?*", lambda route: None)
    second.visit(first.page.url)
    second.go(EN[4])
    first.go(EN[5])
    first.press("s")
    first.rows(both(4), both(5))

    second.press("m")
    second.said("Somebody changed these rows meanwhile. Nothing was done.")
    dialog = second.page.locator("dialog")
    dialog.locator("li", has_text=EN[5]).wait_for()
    second.press("Escape")
    second.rows(both(4), both(5))

    second.go(EN[4])
    second.press("a")  # on the rows as they are now, it works
    second.page.locator(".row[data-flags*=a]").wait_for()
    look(first.page)
    first.page.locator(".row[data-flags*=a]", has_text=EN[4]).wait_for()
    first.said("1 row changed elsewhere")
    assert [row.status for row in first.session.table if row.en == (EN[4],)] == ["approved"]


def test_two_tabs_on_different_rows_are_in_nobodys_way(review, window):
    first = review()
    second = Review(window(), first.place, "ferry")
    second.page.route("**/changes?*", lambda route: None)
    second.visit(first.page.url)
    second.go(EN[6])
    first.go(EN[0])
    first.press("a")
    first.page.locator(".row[data-flags*=a]").wait_for()
    second.press("x")
    second.page.locator(".row[data-flags*=x]").wait_for()
    second.page.locator(".row[data-flags*=a]", has_text=EN[0]).wait_for()
    found = {row.en[0]: row.status for row in first.session.table if row.en and row.status}
    assert found == {EN[0]: "approved", EN[6]: "excluded"}


@pytest.fixture
def built(tmp_path):
    """A memory that was built of a document in two languages."""
    texts = {"en": EN[:6], "zh": ZH[:6]}

    def make():
        for side, lines in texts.items():
            (tmp_path / "docs" / side).mkdir(parents=True, exist_ok=True)
            (tmp_path / "docs" / side / "ferry.txt").write_text("\n".join(lines), "utf-8")
        assert not build(tmp_path / "docs", tmp_path / "memory.tmx").failed
        return Place.of(tmp_path / "memory.tmx")

    return texts, make


def open_built(page, server, place):
    """The page of the document."""
    project = server.work.add(place)
    page.goto(server.page(project.id, "ferry"))
    page.locator(".row .sentence").first.wait_for()
    return Review(page, place, "ferry")


def test_decisions_are_there_when_the_document_was_revised_and_built_again(page, server, built):
    texts, make = built
    open_ = open_built(page, server, make())
    open_.go(EN[0])
    open_.press("m", "a")
    open_.rows(both(0, 1))
    open_.go(ZH[5])
    open_.press("e")
    open_.page.locator("dialog textarea").fill("咖啡馆上午十点开门。")
    open_.press("Enter")
    edited = ([EN[5]], ["咖啡馆上午十点开门。"])
    open_.rows(edited)
    texts["en"].insert(0, "Welcome on board!")
    texts["zh"].insert(0, "欢迎登船！")
    texts["zh"][4] = "航程为两小时整。"
    make()
    open_.page.reload()
    new = ["Welcome on board!"], ["欢迎登船！"]
    open_.rows(new, both(0, 1), ([EN[3]], ["航程为两小时整。"]), edited)
    open_.page.locator(".row[data-flags*=a]", has_text=EN[0]).wait_for()


def test_what_was_edited_in_excel_appears_in_the_open_page(page, server, built, tmp_path):
    _, make = built
    place = make()
    convert(place.memory, tmp_path / "sheet.xlsx")
    open_ = open_built(page, server, place)
    open_.go(EN[3])
    open_.press("a")
    open_.page.locator(".row[data-flags*=a]").wait_for()
    book = openpyxl.load_workbook(tmp_path / "sheet.xlsx")
    cell = next(c for row in book.active for c in row if c.value == ZH[0])
    cell.value = "渡轮上午九点开船。"
    book.save(tmp_path / "sheet.xlsx")
    decide(place.memory, edited=tmp_path / "sheet.xlsx")
    look(open_.page)
    open_.rows(([EN[0]], ["渡轮上午九点开船。"]))
    open_.page.locator(".row[data-flags*=a]", has_text=EN[3]).wait_for()
