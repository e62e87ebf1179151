"""Tests of every screen of the chat in Chromium: both languages, colours, and sizes of windows."""

from collections.abc import Iterable, Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser

from tests.helpers.browser import NARROW, WIDE, Visit, use_profile
from tests.helpers.tour import (
    Site,
    Tour,
    serve_read_only_site,
    serve_site,
    walk_read_only_site,
)

pytestmark = pytest.mark.browser

# A scheme and a size of the window.
Look = tuple[Literal["light", "dark"], tuple[int, int]]

# axe takes half a second, so each language has looks of its own: contrast does not differ by
# language, and a screen has all parts in both schemes. A telephone has no other colours.
LOOKS: dict[str, tuple[Look, ...]] = {
    "it": (("light", WIDE), ("dark", NARROW)),
    "en": (("dark", WIDE),),
}

# Other tests have these locales, too, so that their profiles can be used again.
LOCALES = {"it": "it-IT", "en": "en-GB"}

# The narrowest window in which all can be read: a page of 1280 pixels at four times its size.
NARROWEST = 320

# What can be scrolled sideways, although it should not.
FIND_TOO_WIDE = """
() => {
  const parts = ['html', '#fonti-chat', '#fonti-welcome', '#fonti-side', 'dialog[open]'];
  return parts.filter((part) => {
    const element = document.querySelector(part);
    return element?.checkVisibility() && element.scrollWidth > element.clientWidth;
  });
}
"""

HAS_COLOURS = """
(isDark) => {
  const isChat = document.querySelector('.fonti-header') !== null;
  const isSettled = !document.getAnimations().some((one) => one instanceof CSSTransition);
  return isSettled && (!isChat || document.body.classList.contains('dark') === isDark);
}
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve a site that has something of each kind."""
    with serve_site(tmp_path_factory.mktemp("tour")) as site:
        yield site


@pytest.mark.parametrize("language", LOOKS)
def test_every_screen_is_accessible(browser: Browser, site: Site, language: str) -> None:
    """axe finds nothing, nothing is too wide, and the console has no error, on any screen.

    On a screen in light and in dark colours, and on a telephone.
    """
    with use_profile(browser, LOCALES[language], site.address) as profile:
        visit = Visit(profile.new_page(), site.address)
        faults = []
        for screen in Tour(visit, site, language).walk():
            faults += [f"{screen}: {fault}" for fault in find_faults(visit, LOOKS[language])]
    assert not faults, "\n".join(faults)


@pytest.fixture(scope="module")
def read_only_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a site where nothing can be added, and yield its address."""
    with serve_read_only_site(tmp_path_factory.mktemp("read-only")) as address:
        yield address


@pytest.mark.parametrize("language", LOOKS)
def test_a_page_that_can_only_be_read_is_accessible(
    browser: Browser, read_only_address: str, language: str
) -> None:
    """axe finds nothing, in light and in dark colours, and nothing is too wide."""
    looks: tuple[Look, ...] = (("light", WIDE), ("dark", WIDE), ("light", NARROW))
    with use_profile(browser, LOCALES[language], read_only_address) as profile:
        visit = Visit(profile.new_page(), read_only_address)
        faults = []
        for screen in walk_read_only_site(visit, language):
            faults += [f"{screen}: {fault}" for fault in find_faults(visit, looks)]
    assert not faults, "\n".join(faults)


def find_faults(visit: Visit, looks: Iterable[Look]) -> Iterator[str]:
    """Yield what is wrong with the screen that a visit shows, in some looks."""
    page = visit.page
    for scheme, (width, height) in looks:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": height})
        # The page changes its colours a moment after the system.
        page.wait_for_function(HAS_COLOURS, arg=scheme == "dark")
        yield from (f"{scheme}, {width}: {fault}" for fault in visit.find_violations())

    for width in (NARROW[0], NARROWEST):
        page.set_viewport_size({"width": width, "height": NARROW[1]})
        yield from (f"{part} is too wide at {width}" for part in page.evaluate(FIND_TOO_WIDE))

    page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    yield from visit.errors
