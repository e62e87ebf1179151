"""A person's way from the first start to an exported answer on a file of their own, in Chromium."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from fonti.qa import Assistant
from tests.helpers.browser import visit_chat
from tests.helpers.corpora import ENGLISH
from tests.helpers.fakes import FakeEncoder
from tests.helpers.serving import serve_assistant

pytestmark = pytest.mark.browser

# What a newcomer may need, from an empty folder to the exported answer.
_MAX_CLICKS = 6


class _Hand:
    """Clicks, and counts it."""

    def __init__(self) -> None:
        self.clicks = 0

    def click(self, target: Locator) -> None:
        self.clicks += 1
        target.click()


def test_a_newcomer_gets_a_cited_answer_with_few_clicks(browser: Browser, tmp_path: Path) -> None:
    """The page of an empty folder leads to a file, its answer, the cited place and the export."""
    (tmp_path / "empty").mkdir()
    own_file = tmp_path / "museum.txt"
    own_file.write_text(ENGLISH, "utf-8")
    assistant = Assistant.open(
        tmp_path / "empty", index=tmp_path / "index", model=FakeEncoder(), allow_empty=True
    )
    with serve_assistant(assistant) as address, visit_chat(browser, address, "en-GB") as visit:
        page = visit.page
        hand = _Hand()
        overview = page.locator(".fonti-overview")
        with page.expect_file_chooser() as chooser:
            hand.click(overview.get_by_role("button", name="Add documents"))
        # The file is chosen in the system's dialog with one click, and another one on "Open".
        hand.clicks += 2
        chooser.value.set_files(own_file)
        expect(page.locator(".fonti-upload-done")).to_have_text("museum.txt: indexed")

        # The question field is where people type; Enter asks.
        hand.click(visit.question)
        turn = visit.ask("The lighthouse was built of granite in 1843.")
        hand.click(turn.locator(".fonti-cite"))
        expect(page.locator("#fonti-viewer mark.fonti-in-sentence")).to_be_in_viewport()

        with page.expect_download() as download:
            hand.click(page.get_by_role("button", name="Export as JSON"))
        exported = json.loads(Path(download.value.path()).read_text("utf-8"))

    assert hand.clicks <= _MAX_CLICKS
    assert "built of granite" in json.dumps(exported)
