"""The web application served within the tests' own process, over any assistant."""

import asyncio
import socket
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar
from urllib.parse import urlsplit

import pytest
import uvicorn
from argon2 import PasswordHasher
from starlette.types import ASGIApp

from qa import Assistant
from ui.gate import accounts
from ui.server import build_app, build_server

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
def serving_fake(assistant: Assistant, *, proxied: bool = False, port: int = 0, **options: Any) -> Iterator[str]:
    """The address of the chat over an assistant, as a rule one with the fake encoder; `options` are build_app's."""
    with running(partial(build_app, assistant, **options), proxied=proxied, port=port) as address:
        yield address


@contextmanager
def cheap_hashes() -> Iterator[None]:
    """Passwords are hashed in no time meanwhile; it is their time that makes them safe."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(accounts, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


def first_line(address: str, request: str) -> str:
    """What is answered to a request as it is written, without its line ends' returns: the first line."""
    where = urlsplit(address)
    with socket.create_connection((where.hostname, where.port), timeout=30) as connection:
        connection.sendall(request.replace("\n", "\r\n").encode())
        return connection.makefile("rb").readline().decode().strip()
