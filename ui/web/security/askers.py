"""Identify who asks for work, so that people take turns: an account, or else an address."""

from contextvars import ContextVar

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from fonti.ui.web.security.login import find_account
from fonti.ui.web.security.throttle import client_key
from fonti.ui.web.work_queue import current_asker

# The account of this request; None if nobody logs in, or outside of requests.
current_account: ContextVar[str | None] = ContextVar("current_account", default=None)


class RememberAsker:
    """Middleware that sets who asks for the time in which a request is answered."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http":
            connection = HTTPConnection(scope)
            current_account.set(find_account(connection))
            current_asker.set(_identify_asker(connection))
        await self._app(scope, receive, send)


def _identify_asker(connection: HTTPConnection) -> str:
    """Return the account of a request or, if nobody logs in, the address that it comes from."""
    account = find_account(connection)
    return f"account {account}" if account else f"address {client_key(connection.scope)}"
