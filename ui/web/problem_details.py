"""Return errors over HTTP as problem details (RFC 9457, `application/problem+json`).

A problem has the members of the RFC (`type`, `title`, `status`, `detail`) and two more: `code`,
which is stable, and `params`, the values in its message. The detail is in Italian or English. A
browser that navigates to an address gets only the detail, as plain text.
"""

import json
from collections.abc import Mapping
from http import HTTPStatus

from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, Response

from fonti.index import (
    ArgumentError,
    FontiError,
    QuestionError,
    Reason,
    UploadError,
    exception_reason,
)
from fonti.ui.i18n.errors import localize
from fonti.ui.i18n.languages import WORDS
from fonti.ui.web.errors import explain_error, log_if_unexpected
from fonti.ui.web.language_preference import response_language
from fonti.ui.web.work_queue import ServerBusy

MEDIA_TYPE = "application/problem+json"

# The seconds after which a program should ask again if the server was busy.
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
    detail = detail or localize(reason, language)
    all_headers = {"Content-Language": language, **(headers or {})}
    if _is_navigation(connection):
        return PlainTextResponse(detail, status, all_headers)

    problem = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        **reason.to_json(),
    }
    content = json.dumps(problem, ensure_ascii=False)
    return Response(content, status, all_headers, media_type=MEDIA_TYPE)


def refuse_error(connection: HTTPConnection, error: Exception) -> Response:
    """Return the response to a request that raised an error; log the error if it is unexpected."""
    log_if_unexpected(error)
    if isinstance(error, FontiError):
        reason = error.reason
    elif isinstance(error, OSError):
        reason = exception_reason(error)
    else:
        reason = Reason("internal_error")

    detail = explain_error(error, WORDS[response_language(connection)])
    if isinstance(error, ServerBusy):
        headers = {"Retry-After": str(_RETRY_AFTER_SECONDS)}
        return refuse(connection, 503, reason, detail=detail, headers=headers)

    is_of_client = isinstance(error, ArgumentError | QuestionError | UploadError)
    status = 422 if is_of_client else 500
    return refuse(connection, status, reason, detail=detail)


def _is_navigation(connection: HTTPConnection) -> bool:
    """Return whether a browser navigates to the address: only then does it ask for HTML."""
    return "text/html" in connection.headers.get("accept", "")
