"""Tests in Chromium of the header: the colours, and the help."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from fonti.ui.i18n.italian import ITALIAN
from tests.helpers.assistants import open_assistant
from tests.helpers.browser import visit_chat
from tests.helpers.corpora import ENGLISH
from tests.helpers.serving import serve_assistant

pytestmark = pytest.mark.browser


def test_colours_are_remembered_and_the_help_lists_the_keys(
    browser: Browser, tmp_path: Path
) -> None:
    """The chosen colours survive a reload; the help opens and closes by key and by button."""
    assistant = open_assistant(tmp_path, ENGLISH)
    with (
        serve_assistant(assistant, read_only=True) as address,
        visit_chat(browser, address, "it-IT") as visit,
    ):
        body = visit.page.locator("body")
        colours = visit.page.get_by_label("Colori")
        expect(body).not_to_have_class("dark")
        colours.select_option("dark")
        visit.reload()
        expect(colours).to_have_value("dark")
        expect(visit.page.locator("body.dark")).to_have_count(1)

        # The system changes its colours, which counts again once it is chosen.
        colours.select_option("system")
        expect(visit.page.locator("body.dark")).to_have_count(0)
        visit.page.emulate_media(color_scheme="dark")
        expect(visit.page.locator("body.dark")).to_have_count(1)
        colours.select_option("light")
        visit.page.emulate_media(color_scheme="light")
        visit.page.emulate_media(color_scheme="dark")
        expect(visit.page.locator("body.dark")).to_have_count(0)

        help_dialog = visit.page.get_by_role("dialog", name="Aiuto")
        visit.page.get_by_role("button", name="Aiuto").click()
        expect(help_dialog).to_contain_text("Maiusc + Invio")
        # Nothing can be added here.
        expect(help_dialog).to_contain_text(ITALIAN.help.reading)
        expect(help_dialog).not_to_contain_text(ITALIAN.help.adding)
        help_dialog.get_by_role("button", name="Chiudi").click()
        expect(help_dialog).to_be_hidden()

        # A question mark in the question is one.
        visit.question.press("?")
        expect(visit.question).to_have_value("?")
        visit.page.get_by_role("button", name="Aiuto").focus()
        visit.page.keyboard.press("?")
        expect(help_dialog).to_be_visible()
        visit.page.keyboard.press("Escape")
        expect(help_dialog).to_be_hidden()
