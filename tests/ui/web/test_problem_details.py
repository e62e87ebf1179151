"""Tests of the shape of problem details."""

import json
from collections.abc import Sequence

import pytest
from starlette.requests import Request

from fonti.index import FontiError, Reason
from fonti.ui.web.database.faults import PostgresError
from fonti.ui.web.problem_details import refuse, refuse_error
from fonti.ui.web.storage_calls import StorageTooSlow
from fonti.ui.web.work_queue import ServerBusy


def make_request(
    path: str, root_path: str = "", headers: Sequence[tuple[bytes, bytes]] = ()
) -> Request:
    """Return a request for a path."""
    scope = {
        "type": "http",
        "scheme": "http",
        "server": ("localhost", 80),
        "method": "GET",
        "path": path,
        "root_path": root_path,
        "query_string": b"",
        "headers": list(headers),
    }
    return Request(scope)


@pytest.mark.parametrize(
    ("root_path", "path", "is_for_openai"),
    [
        ("", "/v1/chat/completions", True),
        ("/fonti", "/fonti/v1/chat/completions", True),
        ("/v1", "/v1/v1/chat/completions", True),
        ("", "/api/v1/ask", False),
        ("", "/c/v1/gradio_api/run/ask", False),
        ("/v1", "/v1/api/v1/ask", False),
    ],
)
def test_only_the_api_of_openai_has_its_member(
    root_path: str, path: str, is_for_openai: bool
) -> None:
    """A collection, or the path of a proxy, may be called like that API."""
    problem = json.loads(
        bytes(refuse(make_request(path, root_path), 503, Reason("server_busy")).body)
    )
    assert ("error" in problem) == is_for_openai


@pytest.mark.parametrize(
    ("error", "status", "passes"),
    [
        (ServerBusy(), 503, True),
        (StorageTooSlow(), 503, True),
        (PostgresError("database_unreachable", database="x"), 503, True),
        (FontiError("milvus_loading", address="x"), 503, True),
        (PostgresError("database_refused", database="x", refusal="y"), 503, False),
        (PostgresError("database_of_newer_version", version=2, supported=1), 500, False),
        (PostgresError("database_damaged", database="x", table="y"), 500, False),
        (PostgresError("database_failed", database="x", detail="y"), 500, False),
    ],
)
def test_a_program_asks_again_after_what_passes(
    error: FontiError, status: int, passes: bool
) -> None:
    """What somebody has to mend first does not pass by itself."""
    response = refuse_error(make_request("/api/v1/ask"), error)
    assert (response.status_code, "retry-after" in response.headers) == (status, passes)


@pytest.mark.parametrize(
    ("status", "code", "heading"),
    [
        (404, "no_collection_readable", "Qui non c&#39;è una pagina da mostrare"),
        (503, "server_busy", "Fonti non può mostrare questa pagina ora"),
    ],
)
def test_a_page_says_whether_it_is_missing_or_cannot_be_shown_now(
    status: int, code: str, heading: str
) -> None:
    """The heading above the reason depends on the status."""
    navigation = [(b"accept", b"text/html"), (b"accept-language", b"it")]
    page = refuse(make_request("/", headers=navigation), status, Reason(code))
    assert f"<h1>{heading}</h1>" in bytes(page.body).decode()
