"""A Milvus server in a process of its own: milvus-lite, which needs no other program."""

import socket
import subprocess
import sys
from pathlib import Path

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
