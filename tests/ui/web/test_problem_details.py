"""Tests of the shape of problem details."""

import json

import pytest
from starlette.requests import Request

from fonti.index import Reason
from fonti.ui.web.problem_details import refuse


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
    scope = {
        "type": "http",
        "scheme": "http",
        "server": ("localhost", 80),
        "method": "GET",
        "path": path,
        "root_path": root_path,
        "query_string": b"",
        "headers": [],
    }
    problem = json.loads(bytes(refuse(Request(scope), 503, Reason("server_busy")).body))
    assert ("error" in problem) == is_for_openai
