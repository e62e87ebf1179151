"""Make pictures of the chat's main screens: light and dark, wide and narrow, in two languages.

    python -m tests.screens FOLDER

Serves the demo corpus with the embedded model, and writes a PNG of each screen into the folder.
"""

import itertools
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from playwright.sync_api import expect

from fonti.index import demo_corpus
from fonti.qa import Assistant
from tests.helpers.browser import NARROW, WIDE, Visit, launch_chromium, visit_chat
from tests.helpers.serving import serve_assistant

QUESTIONS = {
    "it": (
        "Chi è il leader del Tagikistan?",
        "Quale rotta commerciale aggira la Russia?",
        "Chi vinse a Canne?",
    ),
    "en": (
        "Who is the leader of Tajikistan?",
        "Which public holiday did Kazakhstan cancel?",
        "Who won at Cannae?",
    ),
}


# Time for animations to end before a picture is taken.
_SETTLE_MS = 400


@dataclass(frozen=True, slots=True)
class Look:
    """A way in which the chat is looked at."""

    language: str
    size: tuple[int, int]
    scheme: Literal["light", "dark"]

    @property
    def locale(self) -> str:
        """Return the locale of the browser."""
        return {"it": "it-IT", "en": "en-GB"}[self.language]

    @property
    def name(self) -> str:
        """Return the beginning of the names of the pictures."""
        width = "wide" if self.size == WIDE else "narrow"
        return f"{self.language}-{width}-{self.scheme}"


def _open_panel(visit: Visit, number: int) -> None:
    """Show a tab of the side, over the conversation if there is no room beside it."""
    button = visit.page.locator(f".fonti-header [data-panel='{number}']")
    if button.is_visible():
        button.click()
    visit.select_tab(number)


def _take_screens(visit: Visit, language: str, take: Callable[[str], None]) -> None:
    """Go through the main screens of the chat, and take a picture of each."""
    first, second, unanswerable = QUESTIONS[language]
    take("1-empty")

    visit.ask(first)
    visit.ask(second)
    take("2-answers")

    visit.open_citation(visit.turns.first)
    take("3-document")

    visit.page.keyboard.press("Escape")
    visit.ask(unanswerable)
    visit.turns.last.locator("details summary").first.click()
    visit.turns.last.locator("[data-do=ask-why]").click()
    take("4-silence")

    visit.page.locator("#fonti-filters button").first.click()
    _open_panel(visit, 2)
    expect(visit.page.locator("#fonti-documents .fonti-document-list")).to_be_visible()
    take("5-documents")

    visit.page.locator("#fonti-documents [data-do=only]").first.click()
    expect(visit.page.locator(".fonti-chip")).to_have_count(1)
    take("6-limits")

    visit.ask(first)
    take("7-elsewhere")

    _open_panel(visit, 0)
    take("8-passages")


def main(folder: Path) -> None:
    """Visit the chat in each look, and take the pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    looks = itertools.starmap(Look, itertools.product(QUESTIONS, (WIDE, NARROW), schemes))

    with (
        tempfile.TemporaryDirectory() as index,
        launch_chromium() as browser,
        serve_assistant(Assistant.open(demo_corpus(), index=index)) as address,
    ):
        for look in looks:
            with visit_chat(
                browser, address, look.locale, size=look.size, scheme=look.scheme
            ) as visit:
                _take_screens(visit, look.language, partial(_take, visit, folder, look))


def _take(visit: Visit, folder: Path, look: Look, screen: str) -> None:
    """Take a picture of a screen."""
    visit.page.wait_for_timeout(_SETTLE_MS)
    path = folder / f"{look.name}-{screen}.png"
    visit.page.screenshot(path=path, animations="disabled")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
