"""A proxy that serves another server under a path, as nginx does with `proxy_pass URL/`."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import httpx
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from tests.helpers.serving import serve_app

_METHODS = ["GET", "HEAD", "POST", "PUT"]
# What concerns one connection, and is not passed on.
_HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding"}


@contextmanager
def serve_under_path(address: str, path: str) -> Iterator[str]:
    """Serve another server under a path, which is removed, and yield the address of the proxy.

    Args:
        address: The address of the other server.
        path: The path, such as `/fonti`.

    """
    # A server may close an idle connection just when the next request comes.
    limits = httpx.Limits(max_keepalive_connections=0)
    client = httpx.AsyncClient(base_url=address, timeout=None, limits=limits)

    @asynccontextmanager
    async def close_at_end(_: Starlette) -> AsyncIterator[None]:
        async with client:
            yield

    async def forward(request: Request) -> Response:
        url = httpx.URL(path="/" + request.path_params["rest"], query=request.url.query.encode())
        outgoing = client.build_request(
            request.method, url, headers=request.headers.raw, content=await request.body()
        )
        incoming = await client.send(outgoing, stream=True)
        response = StreamingResponse(
            incoming.aiter_raw(),
            incoming.status_code,
            background=BackgroundTask(incoming.aclose),
        )
        response.raw_headers = [
            (name.lower(), value)
            for name, value in incoming.headers.raw
            if name.lower().decode() not in _HOP_BY_HOP
        ]
        return response

    routes = [
        Route(f"{path}/{{rest:path}}", forward, methods=_METHODS),
        # Browsers ask a host for its icon before a page names its own.
        Route("/favicon.ico", lambda _: Response(status_code=204)),
    ]
    with serve_app(lambda: Starlette(routes=routes, lifespan=close_at_end)) as proxy:
        yield proxy
