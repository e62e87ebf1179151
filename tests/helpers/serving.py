"""Servers for tests: the web application in the process of the tests, or in its own."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx
import pytest
import uvicorn
from argon2 import PasswordHasher
from starlette.types import ASGIApp

from fonti.qa import Assistant
from fonti.ui.web.app import build_app
from fonti.ui.web.security import accounts
from fonti.ui.web.server import build_server
from tests.helpers import http

T = TypeVar("T")

_PROGRAM = "from fonti.ui.__main__ import main; main()"

# The same with the fake encoder.
PROGRAM_WITH_FAKE_ENCODER = """
import fonti.index.index_searcher
from tests.helpers.fakes import FakeEncoder
fonti.index.index_searcher.open_encoder = lambda *args, **kwargs: FakeEncoder()
fonti.index.index_searcher.compile_in_child = lambda *args: None
from fonti.ui.__main__ import main
main()
"""

# A process that does not answer by then has failed, however busy the machine is.
START_SECONDS = 120

# The ports of servers that have stopped. The next ones use them again: a browser has what it loaded
# from there, and what it compiled of it.
_UNUSED_PORTS: list[int] = []


def run_in_thread(
    start: Callable[[], Coroutine[Any, Any, T]],
    *,
    loop_factory: Callable[[], asyncio.AbstractEventLoop] | None = None,
) -> T:
    """Run a coroutine in a thread, and return its result.

    The thread of the tests may have the event loop of Playwright running.
    """

    def run() -> T:
        with asyncio.Runner(loop_factory=loop_factory) as runner:
            return runner.run(start())

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(run).result()


@contextmanager
def _listen() -> Iterator[socket.socket]:
    """Listen at a port of this machine: one where a server has stopped, or a new one."""
    port = _UNUSED_PORTS.pop() if _UNUSED_PORTS else 0
    try:
        listener = socket.create_server(("127.0.0.1", port))
    except OSError:
        # Another program has taken it meanwhile.
        listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    with listener:
        yield listener
    _UNUSED_PORTS.append(port)


@contextmanager
def serve_app(
    build: Callable[[], ASGIApp], *, proxied: bool = False, port: int = 0
) -> Iterator[str]:
    """Serve an application as the command does, and yield its address.

    Args:
        build: Builds the application.
        proxied: Whether the server trusts the headers of a proxy.
        port: The port; by default one where no other server is.
    """
    ready: Future[uvicorn.Server] = Future()

    async def serve(listener: socket.socket) -> None:
        # Built where an event loop runs, or Gradio opens one for each of its locks and never
        # closes it.
        try:
            ready.set_result(build_server(build(), proxied=proxied))
        except BaseException as error:
            ready.set_exception(error)
        await ready.result().serve(sockets=[listener])

    listening = socket.create_server(("127.0.0.1", port)) if port else _listen()
    with listening as listener, ThreadPoolExecutor(1) as thread:
        serving = thread.submit(lambda: asyncio.run(serve(listener)))
        server = ready.result()
        try:
            # The socket listens already: a request that comes before the server runs waits.
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            serving.result()


@contextmanager
def serve_assistant(
    assistants: Assistant | dict[str, Assistant],
    *,
    proxied: bool = False,
    port: int = 0,
    **options: Any,
) -> Iterator[str]:
    """Serve the chat, and yield its address; all other arguments are those of build_app."""
    build = partial(build_app, assistants, **options)
    with serve_app(build, proxied=proxied, port=port) as address:
        yield address


def get_redirect_target(response: httpx.Response) -> str:
    """Return the path and the query to which a response redirects."""
    assert response.next_request is not None
    return response.next_request.url.raw_path.decode()


@contextmanager
def use_cheap_hashes() -> Iterator[None]:
    """Hash passwords quickly meanwhile; it is their cost that makes them safe."""
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(accounts, "_HASHER", hasher)
        yield


def fetch_status_line(address: str, request: str) -> str:
    """Send a request as it is written, with CRLF line ends, and return the first line answered."""
    url = urlsplit(address)
    with socket.create_connection((url.hostname, url.port), timeout=30) as connection:
        connection.sendall(request.replace("\n", "\r\n").encode())
        return connection.makefile("rb").readline().decode().strip()


@contextmanager
def start_server(data: Path, log: Path, *options: str) -> Iterator[str]:
    """Start `fonti serve` on the demo corpus in a process of its own, and yield its address.

    Args:
        data: The user's data folder, where indexes live.
        log: The file to which the output of the process is written.
        options: Further options of the command.
    """
    with ServerProcess(_PROGRAM, data, log, *options) as server:
        server.wait_until_healthy()
        yield server.address


class ServerProcess:
    """A process of `fonti serve`, which ends with the block.

    Attributes:
        address: The address that it serves at.

    Args:
        program: The Python program that runs the command.
        data: The user's data folder, where indexes live.
        log: The file to which the output of the process is written.
        options: Further options of the command.
        variables: Further variables of the environment.
    """

    def __init__(
        self, program: str, data: Path, log: Path, *options: str, **variables: str
    ) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-P", "-c", program, "serve", "--port", str(port), *options]
        environment = {**os.environ, "XDG_DATA_HOME": str(data), **variables}
        self._log = log
        with log.open("w") as output:
            self._process = subprocess.Popen(command, stdout=output, stderr=output, env=environment)

    def __enter__(self) -> "ServerProcess":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait()

    def kill(self) -> None:
        """End the process at once, as a crash does."""
        self._process.kill()
        self._process.wait()

    def wait_until_healthy(self) -> None:
        """Wait until the server answers; fail if its process ends or takes too long."""
        _wait_until_healthy(f"{self.address}/api/v1/health", self._process, self._log)


def _wait_until_healthy(url: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    """Wait until a server answers; fail if its process ends or takes too long."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            if http.get(url).is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)

    pytest.fail(f"the chat did not start: {log.read_text()}")
