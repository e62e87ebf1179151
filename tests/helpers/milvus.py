"""Servers of Milvus: milvus-lite in a process of its own, and one with prepared answers."""

import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import grpc
import pytest

from fonti.index.milvus.address import MilvusAddress
from fonti.index.milvus.connection import MilvusConnection
from fonti.index.milvus.schema import make_token
from fonti.index.milvus.server_index import ServerIndex
from tests.helpers.waiting import wait_until


class MilvusServer:
    """A server that keeps its data in a folder; it listens on this machine alone.

    Attributes:
        port: The port that it listens on.

    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.start()

    def address(self, name: str) -> str:
        """Return the address of an index on the server."""
        return f"milvus://127.0.0.1:{self.port}/{name}"

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        command = [sys.executable, "-m", "milvus_lite", "server", "--host", "127.0.0.1"]
        options = ["--data-dir", str(self._folder), "--port", str(self.port)]
        self._process = subprocess.Popen(
            [*command, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait_until(self._is_listening)

    def kill(self) -> None:
        """End the server at once, as a crash does."""
        self._process.kill()
        self._process.wait()

    def _is_listening(self) -> bool:
        with socket.socket() as client:
            return client.connect_ex(("127.0.0.1", self.port)) == 0


class ExternalMilvusServer(MilvusServer):
    """A server that somebody else runs; what tests publish there is deleted at the end.

    A test that would end it is skipped.

    Args:
        uri: Its address, `http://HOST:PORT`. Credentials come from the environment.

    """

    def __init__(self, uri: str) -> None:
        parts = urlsplit(uri)
        self._location = parts.netloc
        self._prefix = f"test_{make_token()}"
        self._addresses: set[str] = set()

    def address(self, name: str) -> str:
        """Return the address of an index on the server."""
        address = f"milvus://{self._location}/{self._prefix}_{name}"
        # A test may publish to a second address beside its own.
        self._addresses |= {address, f"{address}_2"}
        return address

    def kill(self) -> None:
        """Skip the test that would end the server."""
        pytest.skip("the server is not ours")

    def delete_all(self) -> None:
        """Delete all that was published."""
        for address in self._addresses:
            open_server_index(address).drop_all()


def open_server_index(address: str) -> ServerIndex:
    """Connect to an index as those do who publish it."""
    parsed = MilvusAddress.parse(address)
    assert parsed is not None
    return ServerIndex(MilvusConnection(parsed))


@contextmanager
def serve_answers(answers: Mapping[str, Any], headers: dict[str, str]) -> Iterator[int]:
    """Serve the interface of Milvus with prepared answers, and yield the port.

    Args:
        answers: The answer to each method by its name: a message of Milvus, or the status of gRPC
            that the method fails with. All other methods fail with `answers["*"]`.
        headers: Gets the headers of the calls.

    """

    class Answers(grpc.GenericRpcHandler):
        def service(self, call: Any) -> Any:
            headers.update(call.invocation_metadata)
            answer = answers.get(call.method.rpartition("/")[2], answers["*"])

            def reply(_: bytes, context: Any) -> bytes:
                if isinstance(answer, grpc.StatusCode):
                    context.abort(answer, "a test says so")
                return bytes(answer.SerializeToString())

            return grpc.unary_unary_rpc_method_handler(reply)

    server = grpc.server(ThreadPoolExecutor(2))
    server.add_generic_rpc_handlers([Answers()])
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield port
    server.stop(None)
