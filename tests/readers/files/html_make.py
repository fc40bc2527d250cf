"""Makes ``html_browser.json``: which characters Chromium has in pages of the tests, as digests.

Run it after a change of ``page_layouts.py`` or of the generator of pages.
"""

import json
import sys
from pathlib import Path

FILES = Path(__file__).parent
sys.path.insert(0, str(FILES.parent))

from browser import digest, pages_for_browsers  # noqa: E402

# All texts: of text nodes, also in templates, of pictures, and of the page's own description.
_ALL = """() => {
  const found = [];
  const walk = node => {
    for (const child of node.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) found.push(child.data);
      if (child.nodeType !== Node.ELEMENT_NODE) continue;
      found.push(child.getAttribute("alt") || "");
      if (child.matches("meta[name=description], meta[property]")) found.push(child.content);
      walk(child.tagName === "TEMPLATE" ? child.content : child);
    }
  };
  walk(document);
  return found.join("");
}"""


def main() -> None:
    from playwright.sync_api import sync_playwright

    digests = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        # without scripts, <noscript> has elements, not text with tags; with them, it is not shown
        still, live = (
            browser.new_context(java_script_enabled=on).new_page() for on in (False, True)
        )
        for name, html in pages_for_browsers().items():
            still.set_content(html)
            live.set_content(html)
            shown = live.evaluate("document.body.innerText")
            # it does not show <rp>, which are readings here; of a page that is hidden it has all
            compared = "<rp>" not in html and "<body style" not in html
            digests[name] = [digest(still.evaluate(_ALL)), digest(shown) if compared else ""]
        browser.close()
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(d)}" for name, d in digests.items())
    (FILES / "html_browser.json").write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
