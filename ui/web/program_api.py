"""Build what programs use: the HTTP API, chat completions, and the OpenAPI document."""

import re
from collections import defaultdict
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

from fonti.index import MAX_BYTES
from fonti.ui.web.api import asking, documents, status, verification
from fonti.ui.web.api.access import PREFIX
from fonti.ui.web.api.base_models import Problem
from fonti.ui.web.api.problems import add_error_handlers
from fonti.ui.web.collection import Collection
from fonti.ui.web.openai_api import routes as chat_completions
from fonti.ui.web.security.login import COOKIE
from fonti.ui.web.security.routes import READ, Route

_SPECIFICATION_PATH = f"{PREFIX}/openapi.json"

_DESCRIPTION = """\
Ask documents, in Italian or English: every answer is made of quotations, each with its place.

Offsets are code points of a document's text, from 0, and the end of a span is not included. A
refusal is a problem document (RFC 9457) with a stable `code`; its `detail` is in Italian or English
by `Accept-Language`, or by `?lang=`. Where there are accounts, a request has a token, made by
`fonti token`, or the cookie of a session.
"""

# The largest bodies, in bytes, by path.
_MAX_BODY_BYTES = {
    f"{PREFIX}/documents": MAX_BYTES,
    f"{PREFIX}/verify": 8 << 20,
    "/v1/chat/completions": 1 << 20,
}
_DEFAULT_MAX_BODY_BYTES = 256 << 10


class Application(FastAPI):
    """An application that describes the API of programs.

    Args:
        has_accounts: Whether a request needs a token or a session.
        path: The path of all addresses, if a proxy serves them under one; else "".
        options: The other options of FastAPI.

    """

    def __init__(self, *, has_accounts: bool, path: str, **options: Any) -> None:
        super().__init__(
            title="Fonti",
            version=version("fonti"),
            description=_DESCRIPTION,
            openapi_url=_SPECIFICATION_PATH,
            docs_url=None,
            redoc_url=None,
            servers=[{"url": path or "/"}],
            root_path_in_servers=False,
            generate_unique_id_function=_get_operation_id,
            **options,
        )
        self._has_accounts = has_accounts
        add_error_handlers(self)

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI document, with the model of refusals and the ways to log in."""
        is_new = self.openapi_schema is None
        specification = super().openapi()
        if is_new:
            components = specification["components"]
            components["schemas"]["Problem"] = Problem.model_json_schema()
            if self._has_accounts:
                components["securitySchemes"] = {
                    "token": {"type": "http", "scheme": "bearer"},
                    "session": {"type": "apiKey", "in": "cookie", "name": COOKIE},
                }
                specification["security"] = [{"token": []}, {"session": []}]
                specification["paths"][f"{PREFIX}/health"]["get"]["security"] = []
        return specification


def add_program_routes(
    app: FastAPI, collections: Mapping[str, Collection], *, read_only: bool
) -> None:
    """Add the routes of programs to an application.

    Args:
        app: The application.
        collections: The collections by name; "" is the name of a corpus without one.
        read_only: Whether documents can neither be added nor removed.

    """
    app.state.collections = collections
    for router in _list_routers(read_only=read_only):
        app.include_router(router)


def list_guard_routes(*, read_only: bool) -> list[Route]:
    """Return the rules of the guard for the routes of programs."""
    methods: defaultdict[str, set[str]] = defaultdict(set)
    for router in _list_routers(read_only=read_only):
        for route in router.routes:
            if isinstance(route, APIRoute):
                methods[route.path] |= route.methods or set()

    routes = [Route(re.escape(_SPECIFICATION_PATH), READ)]
    for path, allowed in methods.items():
        pattern = re.sub(r"\\{.*\\}", "[^/]+", re.escape(path))
        max_body_bytes = _MAX_BODY_BYTES.get(path, _DEFAULT_MAX_BODY_BYTES)
        routes.append(Route(pattern, frozenset(allowed), max_body_bytes, is_for_programs=True))
    return routes


def _list_routers(*, read_only: bool) -> list[APIRouter]:
    routers = [asking.router, verification.router, documents.router, status.router]
    if not read_only:
        routers += [documents.editing_router, status.events_router]
    return [*routers, chat_completions.router]


def _get_operation_id(route: APIRoute) -> str:
    return route.name
