"""A person at a browser: visits of the chat in Chromium, and what must never happen in any of them."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

WIDE, NARROW = (1440, 900), (390, 844)
expect.set_options(timeout=20_000)  # for a machine that does much besides
_CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
_ALONE = (
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Chromium as the system has it; skips where it has none, but not where all tests must run."""
    if _CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is not installed")
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=_ALONE)
        yield browser
        browser.close()


class Visit:
    """A page of the chat; `faults` are what must never happen on it: errors, and requests that leave."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.faults = page, list[str]()
        self._address = address
        page.on(
            "console", lambda told: self.faults.append(told.text) if told.type == "error" else None
        )
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("request", lambda asked: self._asked(asked.url))
        page.on("dialog", lambda asked: asked.accept())

    def _asked(self, url: str) -> None:
        if not url.startswith((self._address, "data:", "blob:")):
            self.faults.append(f"a request left: {url}")

    def go(self, path: str = "/") -> "Visit":
        """Open a page, and wait until it can be asked."""
        self.page.goto(self._address + path)
        expect(self.question).to_be_visible(timeout=30_000)
        expect(self.page.locator(".fonti-turns")).to_be_visible(timeout=30_000)
        return self

    @property
    def question(self) -> Locator:
        """Where questions are written."""
        return self.page.locator("#fonti-question textarea")

    @property
    def turns(self) -> Locator:
        """The turns of the conversation that have ended."""
        return self.page.locator("#fonti-chat .fonti-turn:not([data-state=looking])")

    def ask(self, question: str) -> Locator:
        """Ask, and wait for what is said."""
        before = self.turns.count()
        self.question.fill(question)
        self.question.press("Enter")
        expect(self.turns).to_have_count(before + 1, timeout=30_000)
        return self.turns.last

    def cite(self, turn: Locator, number: int = 1) -> Locator:
        """Choose a number; what is marked in the document that opens."""
        turn.locator(f'.fonti-cite[data-number="{number}"]').first.click()
        mark = self.page.locator("#fonti-viewer mark.fonti-in-sentence")
        expect(mark).to_be_in_viewport()
        return mark

    def tab(self, number: int) -> None:
        """Bring one of the side's tabs to the front: passages, document, documents."""
        self.page.locator("#fonti-side [role=tab]").nth(number).click()

    def accessible(self) -> list[str]:
        """What axe finds that is serious or worse."""
        found = Axe().run(self.page).response["violations"]
        return [
            f"{each['id']}: {node['html'][:200]}"
            for each in found
            if each["impact"] in ("serious", "critical")
            for node in each["nodes"]
        ]


@contextmanager
def visiting(
    browser: Browser,
    address: str,
    locale: str = "it-IT",
    *,
    size: tuple[int, int] = WIDE,
    scheme: Literal["light", "dark"] = "light",
    path: str = "/",
) -> Iterator[Visit]:
    """A new browser's visit; no error may have been told in its console, and no request have left, when it ends."""
    viewport = {"width": size[0], "height": size[1]}
    context = browser.new_context(
        locale=locale,
        viewport=viewport,  # type: ignore[arg-type]
        color_scheme=scheme,
        permissions=["clipboard-read", "clipboard-write"],
    )
    visit = Visit(context.new_page(), address).go(path)
    yield visit
    assert visit.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert visit.faults == [], visit.faults
    context.close()
