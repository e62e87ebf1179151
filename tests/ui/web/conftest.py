"""Fixtures for the tests of the server: a browser, and the demo served."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.helpers.browser import launch_chromium
from tests.helpers.serving import start_server


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Run Chromium."""
    with launch_chromium() as chromium:
        yield chromium


@pytest.fixture(scope="session")
def address(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the chat on the demo corpus, in a process of its own as people do."""
    log = tmp_path_factory.mktemp("server") / "log.txt"
    with start_server(demo_data, log) as address:
        yield address
