"""Make pictures of the chat's main screens: light and dark, wide and narrow, in Italian and in English.

    python -m tests.screens FOLDER

Serves the demo corpus with the embedded model, and writes a PNG a screen into the folder.
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from playwright.sync_api import expect

from fonti.qa import Assistant
from tests.helpers.browser import NARROW, WIDE, Visit, launch_chromium, visit_chat
from tests.helpers.serving import serve_assistant

QUESTIONS = {
    "it": (
        "Cosa sono le yurte dell'invincibilità?",
        "Quale rotta commerciale aggira la Russia?",
        "Chi vinse a Canne?",
    ),
    "en": (
        "What happened to migrants' remittances?",
        "Which public holiday did Kazakhstan cancel?",
        "Who won at Cannae?",
    ),
}


def _side(visit: Visit, number: int) -> None:
    """Bring a tab to the front, over the conversation where there is no room beside it."""
    shown = visit.page.locator(f".fonti-header [data-panel='{number}']")
    if shown.is_visible():
        shown.click()
    visit.select_tab(number)


def _screens(visit: Visit, language: str, take: Callable[[str], None]) -> None:
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
    _side(visit, 2)
    expect(visit.page.locator("#fonti-documents table")).to_be_visible()
    take("5-documents")
    visit.page.keyboard.press("Escape")
    take("6-filters")
    _side(visit, 0)
    take("7-passages")


def main(folder: Path) -> None:
    """Visit the chat as each kind of person, and take the pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    kinds: list[tuple[str, tuple[int, int], Literal["light", "dark"]]] = [
        (language, size, scheme)
        for language in ("it", "en")
        for size in (WIDE, NARROW)
        for scheme in ("light", "dark")
    ]
    with tempfile.TemporaryDirectory() as index, launch_chromium() as browser:
        assistant = Assistant.open(index=index)
        with serve_assistant(assistant) as address:
            for language, size, scheme in kinds:
                locale = {"it": "it-IT", "en": "en-GB"}[language]
                with visit_chat(browser, address, locale, size=size, scheme=scheme) as visit:
                    name = f"{language}-{'wide' if size == WIDE else 'narrow'}-{scheme}"

                    def take(screen: str, visit: Visit = visit, name: str = name) -> None:
                        visit.page.wait_for_timeout(400)
                        visit.page.screenshot(
                            path=folder / f"{name}-{screen}.png", animations="disabled"
                        )

                    _screens(visit, language, take)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
