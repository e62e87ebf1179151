"""Visits of the chat in Chromium, and the errors that no visit may cause."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal
from urllib.parse import urljoin

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Frame,
    Locator,
    Page,
    Request,
    expect,
    sync_playwright,
)

# Sizes of the window in pixels: a screen and a telephone.
WIDE = (1440, 900)
NARROW = (390, 844)

# A machine that does much besides answers slowly. Nothing waits longer than it has to.
SLOW_MACHINE_MS = 60_000
expect.set_options(timeout=SLOW_MACHINE_MS)

# The first one is what Playwright itself drives unless told otherwise: the same engine without the
# windows around the pages, which saves a quarter of the processor time of a visit.
_PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
_CHROMIUM = next(filter(None, map(shutil.which, _PROGRAMS)), None)
# Chromium makes no request of its own.
_OPTIONS = (
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    # Without it, a process of its own imitates a GPU, which takes a quarter of all time.
    "--disable-gpu",
    # All pages share a process, or Chromium starts one for each page and one for its window.
    "--renderer-process-limit=1",
)

# It stays in a page until the page is left.
_AXE_SCRIPT = Axe().axe_script
# Without what finds moderate faults alone, which are not reported: the rule `region` takes a tenth
# of the time, and what is preloaded is for the rule about sounds that play by themselves.
_RUN_AXE = """
axe.run({
  resultTypes: ['violations'],
  rules: { region: { enabled: false } },
  preload: false,
}).then((results) => results.violations)
"""

# The profiles that no visit uses now, by browser and locale. Another visit uses them again, without
# what the visits before stored: a new profile loads and compiles the scripts of the page again,
# which takes more than half of the time of a visit.
_UNUSED_PROFILES: dict[tuple[Browser, str], list[BrowserContext]] = {}


@contextmanager
def launch_chromium() -> Iterator[Browser]:
    """Run the system's Chromium; skip the test if there is none, or fail in the gate (`CI`)."""
    if _CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is not installed")
        pytest.skip("Chromium is not installed")

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=_OPTIONS)
        yield browser
        _UNUSED_PROFILES.clear()
        browser.close()


class Visit:
    """A page of the chat; `errors` lists its errors and its requests to other machines.

    What a page logs while it is left does not count: the browser breaks its connections off, and
    nobody sees the page any more.
    """

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.errors: list[str] = []
        self._address = address
        self._is_leaving = False

        page.on("console", self._check_message)
        page.on("pageerror", lambda error: self._add_error(str(error)))
        page.on("framenavigated", self._arrive)
        page.on("request", self._check_request)
        page.on("dialog", lambda dialog: dialog.accept())

    def _check_message(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._add_error(f"{message.text} {message.location['url']}")

    def _add_error(self, text: str) -> None:
        if not self._is_leaving:
            self.errors.append(text)

    def _arrive(self, frame: Frame) -> None:
        if frame == self.page.main_frame:
            self._is_leaving = False

    def _check_request(self, request: Request) -> None:
        if not request.url.startswith((self._address, "data:", "blob:")):
            self.errors.append(f"a request left: {request.url}")

    def open(self, path: str = "/") -> "Visit":
        """Open a page, and wait until a question can be asked."""
        self._leave(lambda: self.page.goto(self._address + path))
        return self

    def reload(self) -> None:
        """Load the page again, and wait until a question can be asked."""
        self._leave(self.page.reload)

    def follow(self, link: Locator) -> None:
        """Click a link to another page of the chat, and wait until a question can be asked."""
        self._leave(link.click)

    def _leave(self, go: Callable[[], object]) -> None:
        self._is_leaving = True
        go()
        expect(self.question).to_be_visible()
        expect(self.page.locator(".fonti-turns")).to_be_attached()

    @property
    def question(self) -> Locator:
        """Return the field of the question."""
        return self.page.locator("#fonti-question textarea")

    @property
    def turns(self) -> Locator:
        """Return the turns of the conversation that have ended."""
        return self.page.locator("#fonti-chat .fonti-turn:not([data-state=pending])")

    def ask(self, question: str) -> Locator:
        """Ask a question, and return its turn when it has ended."""
        before = self.turns.count()
        self.question.fill(question)
        self.question.press("Enter")
        expect(self.turns).to_have_count(before + 1)
        return self.turns.last

    def open_citation(self, turn: Locator, number: int = 1) -> Locator:
        """Click the number of a citation, and return the sentence marked in its document."""
        turn.locator(f'.fonti-cite[data-number="{number}"]').first.click()
        mark = self.page.locator("#fonti-viewer mark.fonti-in-sentence")
        expect(mark).to_be_in_viewport()
        return mark

    def select_tab(self, number: int) -> None:
        """Select a tab of the side: passages (0), document (1) or documents (2)."""
        self.page.locator("#fonti-side [role=tab]").nth(number).click()

    def find_violations(self) -> list[str]:
        """Return what axe reports as serious or critical, a line for each element."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(_AXE_SCRIPT)

        lines = []
        for violation in self.page.evaluate(_RUN_AXE):
            if violation["impact"] in ("serious", "critical"):
                lines += [f"{violation['id']}: {node['html'][:200]}" for node in violation["nodes"]]
        return lines


def log_in(page: Page, name: str, password: str) -> None:
    """Log in on the English page of the login."""
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()


@contextmanager
def visit_chat(
    browser: Browser,
    address: str,
    locale: str = "it-IT",
    *,
    size: tuple[int, int] = WIDE,
    scheme: Literal["light", "dark"] = "light",
    path: str = "/",
) -> Iterator[Visit]:
    """Visit the chat with a profile in which nothing is stored.

    At the end, fails if the page is wider than the window, if its console has an error, or if a
    request left the machine.
    """
    with use_profile(browser, locale, address) as profile:
        page = profile.new_page()
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(color_scheme=scheme)

        visit = Visit(page, address).open(path)
        yield visit

        assert visit.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert visit.errors == [], visit.errors


@contextmanager
def use_profile(browser: Browser, locale: str, address: str) -> Iterator[BrowserContext]:
    """Use a profile in which nothing of an address is stored; its pages are closed at the end.

    After a failure it is not used again: nobody knows what is stored in it.
    """
    unused = _UNUSED_PROFILES.setdefault((browser, locale), [])
    profile = unused.pop() if unused else _make_profile(browser, locale)
    try:
        yield profile
    except BaseException:
        profile.close()
        raise
    _empty_profile(profile, address)
    unused.append(profile)


def _make_profile(browser: Browser, locale: str) -> BrowserContext:
    """Make a profile with an empty page, which keeps its process alive between visits.

    Its pages wait as long as a slow machine takes.
    """
    permissions = ["clipboard-read", "clipboard-write"]
    profile = browser.new_context(locale=locale, permissions=permissions)
    profile.set_default_timeout(SLOW_MACHINE_MS)
    profile.new_page()
    return profile


def _empty_profile(profile: BrowserContext, address: str) -> None:
    """Close the pages of a visit, and delete what they stored."""
    empty_page, *pages = profile.pages
    for page in pages:
        page.close()

    profile.clear_cookies()
    session = profile.new_cdp_session(empty_page)
    origin = urljoin(address, "/").removesuffix("/")
    session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
    session.detach()
