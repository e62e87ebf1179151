"""Return errors over HTTP as problem details (RFC 9457, `application/problem+json`).

A problem has the members of the RFC (`type`, `title`, `status`, `detail`) and two more: `code`,
which is stable, and `params`, the values in its message. The detail is in Italian or English. A
browser that navigates to an address gets a page with the detail.
"""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, Response

from fonti.index import AnswerError, ArgumentError, QuestionError, Reason, UploadError
from fonti.ui.i18n.errors import format_sentence
from fonti.ui.i18n.languages import WORDS
from fonti.ui.web.errors import explain_error, get_reason, hide_paths, log_error
from fonti.ui.web.language_preference import response_language
from fonti.ui.web.templating import render

MEDIA_TYPE = "application/problem+json"

# The statuses of errors by their codes.
_STATUS_BY_CODE = {
    "collection_not_chosen": 422,
    "collection_not_found": 404,
    "content_type_unsupported": 415,
    "database_refused": 503,
    "database_too_slow": 503,
    "database_unreachable": 503,
    "messages_without_question": 422,
    "milvus_loading": 503,
    "milvus_too_slow": 504,
    "milvus_unreachable": 503,
    "model_not_served": 404,
    "no_collection_readable": 404,
    "original_not_found": 404,
    "server_busy": 503,
    "source_not_found": 404,
    "storage_too_slow": 503,
    "write_not_allowed": 403,
}

# The errors of what was asked or sent. The status of all other errors is 500.
_ERRORS_OF_REQUESTS = (AnswerError, ArgumentError, QuestionError, UploadError)

# Those that may be gone at the next try: something is busy, or does not answer. A program should
# ask again after some seconds.
_CODES_THAT_PASS = frozenset(
    {
        "database_too_slow",
        "database_unreachable",
        "milvus_loading",
        "milvus_unreachable",
        "server_busy",
        "storage_too_slow",
    }
)
_RETRY_AFTER_SECONDS = 5


def refuse(
    connection: HTTPConnection,
    status: int,
    reason: Reason,
    *,
    detail: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return the response to a request that is refused.

    Args:
        connection: The request.
        status: The HTTP status.
        reason: Why it is refused.
        detail: The reason in the visitor's language; by default the message of its code.
        headers: More headers of the response.

    """
    language = response_language(connection)
    reason = hide_paths(reason)
    detail = detail or format_sentence(reason, language)
    all_headers = {"Content-Language": language, **(headers or {})}
    if _is_navigation(connection):
        # The path of the server itself, not that of the part of it that was asked.
        root_path = connection.scope.get("root_path", "")
        start = f"{connection.scope.get('app_root_path', root_path)}/"
        page = render(
            "problem.html",
            words=WORDS[language],
            detail=detail,
            start=start,
            is_server_fault=status >= HTTPStatus.INTERNAL_SERVER_ERROR,
        )
        return HTMLResponse(page, status, all_headers)

    problem: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        **reason.to_json(),
    }
    if _is_for_openai(connection):
        # Where clients of that API look for the message and the code.
        error = {"message": detail, "type": reason.code, "code": reason.code, "param": None}
        problem["error"] = error
    content = json.dumps(problem, ensure_ascii=False)
    return Response(content, status, all_headers, media_type=MEDIA_TYPE)


def refuse_error(connection: HTTPConnection, error: Exception) -> Response:
    """Return the response to a request that raised an error; log the error if it is unexpected."""
    log_error(error)
    reason = get_reason(error)
    detail = explain_error(error, WORDS[response_language(connection)])
    other_status = 422 if isinstance(error, _ERRORS_OF_REQUESTS) else 500
    status = _STATUS_BY_CODE.get(reason.code, other_status)
    passes = reason.code in _CODES_THAT_PASS
    headers = {"Retry-After": str(_RETRY_AFTER_SECONDS)} if passes else {}
    return refuse(connection, status, reason, detail=detail, headers=headers)


def _is_navigation(connection: HTTPConnection) -> bool:
    """Return whether a browser navigates to the address: only then does it ask for HTML."""
    return "text/html" in connection.headers.get("accept", "")


def _is_for_openai(connection: HTTPConnection) -> bool:
    """Return whether a request is one of the API that has the shape of OpenAI's."""
    # A collection may have any name, also v1.
    root_path = connection.scope.get("root_path", "")
    return connection.url.path.removeprefix(root_path).startswith("/v1/")
