"""Run an application on a socket: uvicorn, with connections that are limited and end with it."""

import asyncio
import logging
import socket

import uvicorn
from starlette.types import ASGIApp

from fonti.ui.web.security.connections import LimitedConnection, choose_backlog

# How long a response that was cancelled may take to end.
_CANCEL_SECONDS = 1


class Server(uvicorn.Server):
    """A server that leaves no connection behind when it stops.

    uvicorn waits for responses to end, and cancels those that do not. But a connection whose
    response was cancelled, or that was accepted at the last moment, stays open until the process
    ends, and its client waits for an answer that never comes.
    """

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Shut uvicorn down, then abort the connections that it left open."""
        await super().shutdown(sockets)
        if self.server_state.tasks:
            await asyncio.wait(self.server_state.tasks, timeout=_CANCEL_SECONDS)
        for connection in list(self.server_state.connections):
            # The transport of a connection that has just ended is gone.
            if connection.transport is not None:
                connection.transport.abort()

        # The event loop closes the sockets in its next round.
        await asyncio.sleep(0)
        await asyncio.sleep(0)


def build_server(app: ASGIApp, *, proxied: bool = False) -> uvicorn.Server:
    """Return a server of the application.

    Args:
        app: The application.
        proxied: Whether a proxy on this machine forwards the requests, and states the client in
            headers.

    """
    logging.getLogger("uvicorn.error").addFilter(_is_worth_logging)
    config = uvicorn.Config(
        app,
        # By h11, which refuses requests that can be read in two ways.
        http=LimitedConnection,
        ws="none",
        log_level="warning",
        access_log=False,
        server_header=False,
        backlog=choose_backlog(),
        proxy_headers=proxied,
        # A page that is open has a connection open, which would never end by itself.
        timeout_graceful_shutdown=1,
    )
    return Server(config)


def _is_worth_logging(record: logging.LogRecord) -> bool:
    """Return whether a log line is more than the notice that pages were open at the stop."""
    endings = ("graceful shutdown exceeded", "without completing response.")
    return not record.getMessage().endswith(endings)
