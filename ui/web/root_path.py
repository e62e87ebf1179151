"""Serve the chat under a path of a proxy, which removes the path from what it forwards.

Fonti's own addresses are relative. Gradio makes its addresses from the path of a request, so it
must see the path that the browser sees.
"""

import re

from starlette.types import ASGIApp, Receive, Scope, Send

from fonti.index import FontiError

_ROOT_PATH = re.compile(r"(?:/[\w.~-]+)*/?", re.ASCII)


class RootPath:
    """Middleware that puts the path of the proxy before the path of each request."""

    def __init__(self, app: ASGIApp, root_path: str) -> None:
        self._app = app
        self._root_path = root_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http":
            path = self._root_path + scope["path"]
            scope = {**scope, "path": path, "root_path": self._root_path}
        await self._app(scope, receive, send)


def parse_root_path(path: str) -> str:
    """Return the path under which a proxy serves the chat, without a slash at its end.

    Raises:
        FontiError: If it is no path.

    """
    if not _ROOT_PATH.fullmatch(path):
        raise FontiError("root_path_invalid", path=path)
    return path.rstrip("/")
