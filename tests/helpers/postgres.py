"""A PostgreSQL server of Debian's package, with its data in a temporary folder."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest

from fonti.ui.web.database.address import DatabaseAddress
from fonti.ui.web.database.connection import Database
from tests.helpers.waiting import wait_until

USER = "fonti"
PASSWORD = "segreto/lungo"

# Debian has the programs of each version in a folder of its own.
_FOLDERS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))

# The server refuses to run as the administrator.
_ACCOUNT = "postgres"


def find_program(name: str) -> str | None:
    """Return the path of a program of PostgreSQL; None if it is not installed."""
    return shutil.which(name, path=os.pathsep.join(map(str, _FOLDERS))) or shutil.which(name)


class PostgresServer:
    """A server that listens on this machine alone, and asks for a password.

    Attributes:
        port: The port that it listens on.

    """

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="fonti-postgres-"))
        if os.getuid() == 0:
            shutil.chown(self._folder, _ACCOUNT, _ACCOUNT)
        password_file = self._folder / "password"
        password_file.write_text(PASSWORD)
        password_file.chmod(0o644)
        options = (
            "--auth=scram-sha-256",
            f"--username={USER}",
            f"--pwfile={password_file}",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
        )
        command = _as_user("initdb", *options, "--pgdata", str(self._folder / "data"))
        subprocess.run(command, check=True, capture_output=True, cwd=self._folder)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.start()

    @property
    def address(self) -> str:
        """Return the address of its database without the password."""
        return f"postgresql://{USER}@127.0.0.1:{self.port}/postgres"

    @property
    def private_address(self) -> str:
        """Return the address with the password."""
        password = PASSWORD.replace("/", "%2F")
        return self.address.replace(USER, f"{USER}:{password}", 1)

    def open(self) -> Database:
        """Return the database."""
        return Database(DatabaseAddress.parse(self.private_address, may_have_password=True))

    def connect(self) -> "psycopg.Connection[tuple[object, ...]]":
        """Return a connection of somebody else."""
        return psycopg.connect(self.private_address, autocommit=True)

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        settings = {
            "port": self.port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": self._folder,
            "fsync": "off",
            "full_page_writes": "off",
            "shared_buffers": "16MB",
        }
        options = [f"-c{name}={value}" for name, value in settings.items()]
        with (self._folder / "log").open("a") as log:
            self._process = subprocess.Popen(
                _as_user("postgres", "-D", str(self._folder / "data"), *options),
                stdout=log,
                stderr=log,
                cwd=self._folder,
            )
        wait_until(self._is_ready)

    def stop(self) -> None:
        """End the server, and the connections to it, at once."""
        # An immediate end, of which no process is left behind.
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait()

    @contextmanager
    def down(self, database: Database) -> Iterator[None]:
        """End the server until the end of the block, in which a database is not waited for long."""
        pool = database._pool
        assert pool is not None
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(pool, "timeout", 0.5)
            self.stop()
            try:
                yield
            finally:
                self.start()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Let the server do nothing, and keep its connections, until the end of the block."""
        process = self._process.pid
        children = Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split()
        processes = [process, *map(int, children)]
        for number in processes:
            os.kill(number, signal.SIGSTOP)
        try:
            yield
        finally:
            # The parent last: it deletes a child that has ended, whose number is free then.
            for number in reversed(processes):
                with suppress(ProcessLookupError):
                    os.kill(number, signal.SIGCONT)

    def delete(self) -> None:
        """End the server, and delete its data."""
        self.stop()
        shutil.rmtree(self._folder)

    def drop_schema(self) -> None:
        """Delete all that Fonti has stored."""
        with self.connect() as connection:
            connection.execute("SET client_min_messages = warning")
            connection.execute("DROP SCHEMA IF EXISTS fonti CASCADE")

    def _is_ready(self) -> bool:
        assert self._process.poll() is None, (self._folder / "log").read_text()
        try:
            self.connect().close()
        except psycopg.OperationalError:
            return False
        return True


def _as_user(program: str, *arguments: str) -> list[str]:
    """Return the command of a program of PostgreSQL, which the administrator may not run."""
    command = [find_program(program) or program, *arguments]
    if os.getuid() != 0:
        return command
    return ["setpriv", f"--reuid={_ACCOUNT}", f"--regid={_ACCOUNT}", "--clear-groups", *command]
