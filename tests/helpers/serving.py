"""The web application served within the tests' own process, over any assistant."""

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
from fonti.ui.web.app import build_app, build_server
from fonti.ui.web.security import accounts

T = TypeVar("T")


def apart(asking: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """What comes of a coroutine, run in a thread: that of the tests may have a browser's loop running."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(asking())).result()


@contextmanager
def running(build: Callable[[], ASGIApp], *, proxied: bool = False, port: int = 0) -> Iterator[str]:
    """The address of an application that is served as the command serves it, on a port that is free by default."""
    ready: Future[uvicorn.Server] = Future()

    async def serve(listening: socket.socket) -> None:
        try:  # built where an event loop runs, or Gradio opens one for each of its locks, which nobody closes
            ready.set_result(build_server(build(), proxied=proxied))
        except BaseException as error:
            ready.set_exception(error)
        await ready.result().serve(sockets=[listening])

    with socket.create_server(("127.0.0.1", port)) as listening, ThreadPoolExecutor(1) as thread:
        served = thread.submit(lambda: asyncio.run(serve(listening)))
        server = ready.result()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"  # who calls before the server is up has to wait
        finally:
            server.should_exit = True
            served.result()


@contextmanager
def serving_fake(
    assistant: Assistant, *, proxied: bool = False, port: int = 0, **options: Any
) -> Iterator[str]:
    """The address of the chat over an assistant, as a rule one with the fake encoder; `options` are build_app's."""
    with running(partial(build_app, assistant, **options), proxied=proxied, port=port) as address:
        yield address


@contextmanager
def cheap_hashes() -> Iterator[None]:
    """Passwords are hashed in no time meanwhile; it is their time that makes them safe."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            accounts, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        )
        yield


def first_line(address: str, request: str) -> str:
    """What is answered to a request as it is written, without its line ends' returns: the first line."""
    where = urlsplit(address)
    with socket.create_connection((where.hostname, where.port), timeout=30) as connection:
        connection.sendall(request.replace("\n", "\r\n").encode())
        return connection.makefile("rb").readline().decode().strip()


@contextmanager
def serving(folder: Path, *options: str) -> Iterator[str]:
    """The address of the chat, served by a process of its own that keeps its index in a folder."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-P",
        "-c",
        "from fonti.ui.__main__ import main; main()",
        "serve",
        "--port",
        str(port),
        *options,
    ]
    environment = {**os.environ, "XDG_DATA_HOME": str(folder)}
    log = folder / "serve.txt"
    with (
        log.open("w") as output,
        subprocess.Popen(command, stdout=output, stderr=output, env=environment) as server,
    ):
        try:
            _wait_for(f"http://127.0.0.1:{port}/healthz", server, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _wait_for(url: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(600):
        if server.poll() is not None:
            break
        try:
            if httpx.get(url).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    pytest.fail(f"the chat did not start: {log.read_text()}")
