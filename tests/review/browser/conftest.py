"""One browser and one server for all tests of this folder; a document of its own for each test."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from align.alignment import Alignment
from tests.review.browser.ferry import ferry
from tests.review.running import project_of, running

CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium without a window."""
    sync_api = pytest.importorskip("playwright.sync_api")
    if not CHROMIUM.exists():
        pytest.skip("no Chromium here")
    with sync_api.sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A server; documents are added to it."""
    with running(tmp_path_factory.mktemp("work")) as found:
        yield found


@pytest.fixture
def window(browser: Any) -> Iterator[Callable[..., Any]]:
    """Open windows, which must not have complained at the end, but of what is ``known``."""
    contexts: list[Any] = []
    complaints: list[str] = []

    def open_(known: str = "a status of 409", **options: Any) -> Any:
        size = {"width": 1200, "height": 1000}
        context = browser.new_context(**{"locale": "en-GB", "viewport": size, **options})
        contexts.append(context)
        context.set_default_timeout(30_000)  # machines of CI are slow
        found = context.new_page()
        complain = lambda text: (known and known in text) or complaints.append(text)  # noqa: E731
        found.on("pageerror", lambda error: complain(str(error)))
        found.on("console", lambda m: m.type == "error" and complain(m.text))
        return found

    yield open_
    for context in contexts:
        context.close()
    assert not complaints


@pytest.fixture
def page(window: Callable[..., Any]) -> Any:
    """A window."""
    return window()


class Review:
    """A document open on a page."""

    def __init__(self, page: Any, place: Any, name: str) -> None:
        self.page, self.place, self.name = page, place, name

    @property
    def session(self) -> Any:
        """The session as it is read from disk now."""
        from align.review.session import Session

        return Session.open(self.place.store / f"{self.name}.align.json", self.place.decisions)

    def visit(self, address: str) -> None:
        """Open the page of a document, and wait until it is complete."""
        self.page.goto(address)
        self.page.locator("#rows[aria-busy=false]").wait_for()

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def go(self, text: str) -> None:
        """Put the cursor on a sentence."""
        self.page.locator(".sentence", has_text=text).first.dispatch_event("click")

    def rows(self, *expected: tuple[list[str], list[str]]) -> None:
        """The page shows these rows around the others that it had, and so does the disk."""
        self.page.wait_for_function(_SHOWN, arg=[list(row) for row in expected])
        kept = [(list(row.en), list(row.zh)) for row in self.session.table]
        for row in expected:
            assert row in kept

    def said(self, text: str) -> None:
        """The line for everybody says so."""
        self.page.locator("#said", has_text=text).wait_for()


_SHOWN = """expected => {
  const side = (row, name) =>
    [...row.querySelectorAll(`[data-side=${name}] .sentence`)].map((one) => one.textContent);
  const shown = [...document.querySelectorAll(".row")]
    .map((row) => JSON.stringify([side(row, "en"), side(row, "zh")]));
  return expected.every((row) => shown.includes(JSON.stringify(row)));
}"""


@pytest.fixture
def review(page: Any, server: Any, tmp_path: Path) -> Callable[..., Review]:
    """Open a document in the browser."""

    def open_(query: str = "", **alignments: Alignment) -> Review:
        name, *_ = alignments = alignments or {"ferry": ferry()}
        place = project_of(tmp_path, **alignments)
        project = server.work.add(place)
        opened = Review(page, place, name)
        opened.visit(server.page(project.id, name) + query)
        page.locator(".row .sentence").first.wait_for()
        return opened

    return open_
