"""Tests of the chat without a mouse, in Chromium with a fake encoder."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.helpers.assistants import open_assistant
from tests.helpers.browser import NARROW, WIDE, visit_chat
from tests.helpers.corpora import ENGLISH, ITALIAN
from tests.helpers.serving import serve_assistant

pytestmark = pytest.mark.browser

# More than a page of two documents and one answer has.
_MAX_STOPS = 80

# What is focused: its words, and whether people see that it is. Nothing at the end of the page.
_DESCRIBE_FOCUS = """
() => {
  const element = document.activeElement;
  if (element === document.body) return null;
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const isInWindow = box.bottom > 0 && box.top < innerHeight;
  const isMarked = style.outlineStyle !== 'none' || style.boxShadow !== 'none';
  const name = element.ariaLabel ?? element.labels?.[0]?.textContent ?? element.textContent;
  return { name: `${element.tagName} ${name.trim()}`, isSeen: isInWindow && isMarked };
}
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a small corpus, which no test changes."""
    folder: Path = tmp_path_factory.mktemp("keyboard")
    with serve_assistant(open_assistant(folder, ITALIAN, ENGLISH)) as served:
        yield served


def _walk_by_tab(page: Page) -> Iterator[dict[str, object]]:
    """Yield what is focused by each Tab, from the first field of the page to its end."""
    page.get_by_label("Colours").focus()
    for _ in range(_MAX_STOPS):
        page.keyboard.press("Tab")
        focused = page.evaluate(_DESCRIBE_FOCUS)
        if focused is None:
            return
        yield focused
    pytest.fail("the page has no end")


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_the_chat_is_used_without_a_mouse(
    browser: Browser, address: str, size: tuple[int, int]
) -> None:
    """Tab leads to all that can be used and shows where it is; Escape leads back."""
    with visit_chat(browser, address, "en-GB", size=size) as visit:
        page = visit.page
        turn = visit.ask("The lighthouse was built of granite in 1843.")
        stops = list(_walk_by_tab(page))
        assert [stop["name"] for stop in stops if not stop["isSeen"]] == []
        names = " | ".join(str(stop["name"]) for stop in stops)
        parts = ("Help", "[1]", "Copy with references", "TEXTAREA", "Conversations", "Export as")
        places = [names.find(part) for part in parts]
        assert -1 not in places, names
        assert places == sorted(places), names

        citation = turn.locator(".fonti-cite").first
        citation.focus()
        page.keyboard.press("Enter")
        expect(page.locator("#fonti-viewer .fonti-text")).to_be_focused()
        page.keyboard.press("Escape")
        expect(citation).to_be_focused()

        for key, dialog in (("?", ".fonti-help"), ("Enter", ".fonti-history")):
            if key == "Enter":
                page.locator("#fonti-show-history").focus()
            opener = page.evaluate_handle("document.activeElement")
            page.keyboard.press(key)
            expect(page.locator(dialog)).to_be_visible()
            page.keyboard.press("Escape")
            expect(page.locator(dialog)).to_be_hidden()
            assert page.evaluate("(opener) => document.activeElement === opener", opener)
