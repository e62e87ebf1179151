"""The MCP server as programs reach it: a process on its standard streams, and over HTTP."""

import os
import sys
from functools import partial
from pathlib import Path

import httpx
import httpx2
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

from fonti.qa import Assistant
from fonti.ui.web.security.accounts import Accounts, set_password, set_rights
from fonti.ui.web.security.rights import Rights
from fonti.ui.web.security.tokens import add_token
from tests.helpers.assistants import open_assistant
from tests.helpers.commands import QUESTION
from tests.helpers.corpora import ENGLISH, ITALIAN
from tests.helpers.mcp import read_result, use_client
from tests.helpers.serving import run_in_thread, serve_assistant, use_cheap_hashes

PASSWORD = "a long password"


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    """Open the assistant of two documents."""
    return open_assistant(tmp_path, ITALIAN, ENGLISH)


async def list_sources(client: Client) -> list[str]:
    """Return the names of the documents that a client can ask."""
    result = read_result(await client.call_tool("list_documents"))
    return [item["source"] for item in result["documents"]]


async def list_sources_with(url: str, headers: dict[str, str]) -> list[str]:
    """Return the names of the documents that a client who sends these headers can ask."""
    async with (
        httpx2.AsyncClient(headers=headers) as http_client,
        Client(streamable_http_client(url, http_client=http_client)) as client,
    ):
        return await list_sources(client)


@pytest.mark.model
def test_a_process_answers_on_its_standard_streams(demo_data: Path) -> None:
    """`fonti mcp` answers a question of the demo corpus, and ends with its client."""
    environment = {**os.environ, "XDG_DATA_HOME": str(demo_data)}
    program = "from fonti.ui.__main__ import main; main()"
    command = StdioServerParameters(
        command=sys.executable, args=["-P", "-c", program, "mcp"], env=environment
    )

    async def use(client: Client) -> None:
        answer = read_result(await client.call_tool("ask", {"question": QUESTION}))
        assert answer["outcome"] in ("answered", "probable")
        assert "Yurts of Invincibility" in answer["quotations"][0]["quote"]

    use_client(command, use)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_the_server_answers_over_http(assistant: Assistant, mode: str) -> None:
    """The client of the SDK, of this year's protocol and of the last one's, finds the tools."""

    async def use(address: str) -> None:
        async with Client(f"{address}/mcp", mode=mode) as client:
            assert await list_sources(client) == ["0.txt", "1.txt"]
            answer = read_result(await client.call_tool("ask", {"question": ENGLISH[:60]}))
            assert answer["quotations"]

    with serve_assistant(assistant) as address:
        run_in_thread(lambda: use(address))
        for method in ("GET", "DELETE"):
            assert httpx.request(method, f"{address}/mcp").status_code == 405


def test_other_sites_cannot_call(assistant: Assistant) -> None:
    """A page of another site, and another host name, are refused before the tools."""
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    headers = {"Accept": "application/json, text/event-stream"}
    with serve_assistant(assistant) as address:
        for more in ({"Origin": "https://evil.example"}, {"Host": "evil.example"}):
            response = httpx.post(f"{address}/mcp", json=body, headers={**headers, **more})
            assert response.status_code in (400, 403)


def test_only_who_is_logged_in_can_call(assistant: Assistant, tmp_path: Path) -> None:
    """Without a session or a token the answer is 401; each has its own collections alone."""
    file = tmp_path / "accounts.json"
    other = open_assistant(tmp_path / "other", "The museum opens at nine in the morning.")
    with use_cheap_hashes():
        set_password(file, "anna", PASSWORD)
        set_rights(file, "anna", Rights.of(read=["contracts"], add=[]))
        secret = add_token(file, "program", "read", collections=["contracts"])
        collections = {"contracts": assistant, "manuals": other}
        with serve_assistant(collections, accounts=Accounts(file)) as address:
            assert httpx.post(f"{address}/c/contracts/mcp", json={}).status_code == 401
            entry = {"name": "anna", "password": PASSWORD}
            session = httpx.post(f"{address}/login", data=entry).cookies["fonti-session"]

            for headers in (
                {"Cookie": f"fonti-session={session}"},
                {"Authorization": f"Bearer {secret}"},
            ):
                url = f"{address}/c/contracts/mcp"
                sources = run_in_thread(partial(list_sources_with, url, headers))
                assert sources == ["0.txt", "1.txt"]

                forbidden = httpx.post(f"{address}/c/manuals/mcp", json={}, headers=headers)
                assert forbidden.status_code == 404
