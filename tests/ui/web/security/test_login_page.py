"""Tests of the login page in Chromium."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from fonti.ui.web.security.accounts import Accounts, set_password
from tests.helpers.assistants import open_files
from tests.helpers.browser import NARROW, WIDE, use_profile
from tests.helpers.corpora import ENGLISH
from tests.helpers.serving import serve_assistant, use_cheap_hashes

pytestmark = pytest.mark.browser

PASSWORD = "una frase lunga"
CONTRAST = """
() => [...document.querySelectorAll('h1, p, a, label, input, button')].map((element) => {
  const shade = (colour) => {
    const parts = colour.match(/[\\d.]+/g).map(Number);
    const linear = parts.slice(0, 3).map((part) => part / 255)
      .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };
  const behind = (at) => {
    const colour = getComputedStyle(at).backgroundColor;
    return colour === 'rgba(0, 0, 0, 0)' && at.parentElement ? behind(at.parentElement) : colour;
  };
  const pair = [shade(getComputedStyle(element).color), shade(behind(element))]
    .sort((a, b) => b - a);
  return (pair[0] + 0.05) / (pair[1] + 0.05);
})
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a chat with one account and yield its address."""
    folder = tmp_path_factory.mktemp("login")
    assistant = open_files(folder, {"museum.txt": ENGLISH})
    with use_cheap_hashes():
        set_password(folder / "accounts", "anna", PASSWORD)
        with serve_assistant(assistant, accounts=Accounts(folder / "accounts")) as served:
            yield served


@contextmanager
def open_page(
    browser: Browser,
    url: str,
    locale: str,
    size: tuple[int, int],
    scheme: Literal["light", "dark"],
) -> Iterator[tuple[Page, list[str]]]:
    """Open a page of a profile in which nothing is stored; yield it, and the list of its errors."""
    with use_profile(browser, locale, url) as profile:
        page = profile.new_page()
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(color_scheme=scheme)
        faults: list[str] = []
        page.on(
            "console",
            lambda message: faults.append(message.text) if message.type == "error" else None,
        )
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(url)
        yield page, faults


@pytest.mark.parametrize(
    ("locale", "scheme", "size", "labels", "error", "log_out"),
    [
        (
            "it-IT",
            "light",
            WIDE,
            ("Nome utente", "Password", "Entra"),
            "Nome utente o password non corretti",
            "Esci",
        ),
        (
            "en-GB",
            "dark",
            NARROW,
            ("User name", "Password", "Log in"),
            "The user name or the password is not right.",
            "Log out",
        ),
    ],
)
def test_logging_in_and_out(
    browser: Browser,
    address: str,
    locale: str,
    scheme: Literal["light", "dark"],
    size: tuple[int, int],
    labels: tuple[str, str, str],
    error: str,
    log_out: str,
) -> None:
    """A visitor is led to the login and, after a wrong password, to the page of the address.

    The chat then answers, and logging out leads back to the login.
    """
    with open_page(browser, f"{address}/?doc=museum.txt", locale, size, scheme) as (page, faults):
        expect(page.locator("html")).to_have_attribute("lang", locale[:2])
        for width, height in (NARROW, WIDE, size):
            page.set_viewport_size({"width": width, "height": height})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert min(page.evaluate(CONTRAST)) >= 4.5
        name = page.get_by_label(labels[0])
        password = page.get_by_label(labels[1])
        button = labels[2]
        expect(name).to_be_focused()
        name.fill("anna")
        password.fill("not the password")
        page.get_by_role("button", name=button).click()
        expect(page.get_by_role("alert")).to_contain_text(error)
        assert min(page.evaluate(CONTRAST)) >= 4.5
        # Chromium reports the status of the response.
        assert ["403" in fault for fault in faults] == [True] * len(faults)
        faults.clear()
        name.fill("anna")
        password.fill(PASSWORD)
        password.press("Enter")
        expect(page.locator("#fonti-viewer .fonti-text")).to_be_visible()
        # On a phone the document lies over the conversation. Who uses the page stays logged in.
        with page.expect_response("**/activity") as activity:
            page.keyboard.press("Escape")
        assert activity.value.status == 204
        page.locator("#fonti-question textarea").fill("When does the harbour museum open?")
        assert page.url == f"{address}/{locale[:2]}/?doc=museum.txt"
        page.locator("#fonti-question button").click()
        expect(page.locator("#fonti-chat .fonti-outcome")).to_have_count(1)
        assert faults == []
        page.goto(f"{address}/login")
        # The browser breaks off the connections of the page that it leaves, and says so.
        faults.clear()
        page.get_by_role("button", name=log_out).click()
        expect(page.get_by_label(labels[0])).to_be_visible()
        page.goto(f"{address}/en/")
        expect(page.get_by_label("User name")).to_be_visible()
        assert faults == []


def test_changing_the_language_of_the_login_keeps_the_query(browser: Browser, address: str) -> None:
    """A click changes the language of the login; the query of the address stays."""
    url = f"{address}/it/?doc=museum.txt"
    with open_page(browser, url, "en-GB", NARROW, "light") as (page, faults):
        page.get_by_role("link", name="English").click()
        page.get_by_label("User name").fill("anna")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        expect(page.locator("#fonti-question textarea")).to_be_visible()
        assert page.url == f"{address}/en/?doc=museum.txt"
        assert faults == []
