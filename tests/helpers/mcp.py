"""Drive an MCP server with the client of the official SDK."""

import json
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from mcp import Client
from mcp.types import CallToolResult, ResourceLink, TextContent

from tests.helpers.serving import run_in_thread

T = TypeVar("T")


def use_client(server: Any, use: Callable[[Client], Awaitable[T]]) -> T:
    """Connect a client to a server, in a thread of its own, and return what it is used for.

    Args:
        server: A server in this process, the parameters of a command, a transport, or a URL.
        use: Is called with the client.

    """

    async def run() -> T:
        async with Client(server) as client:
            return await use(client)

    return run_in_thread(run)


def read_result(result: CallToolResult) -> Any:
    """Return the structured content of a result, which its text repeats."""
    assert not result.is_error, result.content
    (text, *_) = result.content
    assert isinstance(text, TextContent)
    assert json.loads(text.text) == result.structured_content
    return result.structured_content


def list_links(result: CallToolResult) -> list[ResourceLink]:
    """Return the links to resources in a result."""
    return [block for block in result.content if isinstance(block, ResourceLink)]
