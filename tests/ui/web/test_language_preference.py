"""Which language a visitor is taken to read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import HTTPConnection

from fonti.ui.web.language_preference import preferred_language


def visit(**headers: str) -> HTTPConnection:
    """Return a visit with some headers."""
    sent = [
        (name.replace("_", "-").encode(), value.encode("latin-1", "replace"))
        for name, value in headers.items()
    ]
    return HTTPConnection({"type": "http", "headers": sent})


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("it-IT,it;q=0.9,en;q=0.8", "it"),
        ("en-GB", "en"),
        ("en;q=0.3, it;q=0.7", "it"),
        ("en;q=0.5,IT;q=0.5", "en"),
        ("de-DE,it;q=0.5", "it"),
        ("it;q=0, *", "en"),
        ("it;q=nan", "en"),
        ("ita", "en"),
        ("", "en"),
    ],
)
def test_the_browsers_best_language_of_ours(accepted: str, language: str) -> None:
    """By weight, then by order; none of weight 0; English where it asks for neither."""
    assert preferred_language(visit(accept_language=accepted)) == language


def test_the_page_seen_last_goes_before_the_browser() -> None:
    """The cookie decides, unless it names no language of ours."""
    assert preferred_language(visit(cookie="fonti-language=en", accept_language="it")) == "en"
    assert preferred_language(visit(cookie="fonti-language=../x", accept_language="it")) == "it"


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_header_gives_a_language(accepted: str, cookie: str) -> None:
    """No header fails."""
    assert preferred_language(visit(accept_language=accepted, cookie=cookie)) in {"it", "en"}
