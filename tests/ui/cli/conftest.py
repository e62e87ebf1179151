"""Fixtures of the tests of the command line."""

import pytest


@pytest.fixture(autouse=True)
def speak_english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the command line speak English, whatever the terminal of the tests speaks."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
