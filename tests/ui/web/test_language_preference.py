"""Tests of the language that is chosen for a request."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import HTTPConnection

from fonti.ui.web.language_preference import preferred_language


def make_connection(**headers: str) -> HTTPConnection:
    """Return a connection with the given headers; underscores in their names become hyphens."""
    encoded = [
        (name.replace("_", "-").encode(), value.encode("latin-1", "replace"))
        for name, value in headers.items()
    ]
    return HTTPConnection({"type": "http", "headers": encoded})


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
def test_the_supported_language_of_the_highest_weight_is_chosen(
    accepted: str, language: str
) -> None:
    """The supported language of the highest weight is chosen, or else English.

    Of equal weights the first is chosen; languages of weight 0 are ignored.
    """
    assert preferred_language(make_connection(accept_language=accepted)) == language


def test_the_cookie_takes_precedence_over_the_browser() -> None:
    """The language of the cookie is chosen, unless it is not supported."""
    assert (
        preferred_language(make_connection(cookie="fonti-language=en", accept_language="it"))
        == "en"
    )
    assert (
        preferred_language(make_connection(cookie="fonti-language=../x", accept_language="it"))
        == "it"
    )


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_header_results_in_a_language(accepted: str, cookie: str) -> None:
    """Any headers result in a supported language, without an error."""
    assert preferred_language(make_connection(accept_language=accepted, cookie=cookie)) in {
        "it",
        "en",
    }
