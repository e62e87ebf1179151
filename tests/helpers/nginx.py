"""Run nginx with the lines that the README shows, or with the file for two servers."""

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from tests.helpers.paths import ROOT

# A server that does not listen by then has failed, however busy the machine is.
_START_SECONDS = 60

_CONFIGURATION = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log stderr;
events {{ }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  {servers}
}}
"""

_SERVER = """
  server {{
    listen 127.0.0.1:{port};
    location = /favicon.ico {{ return 204; }}
    {location}
  }}
"""

_TWO_SERVERS = ROOT / ".ci" / "deploy" / "nginx-milvus.conf"


@contextmanager
def serve_by_nginx(address: str, folder: Path) -> Iterator[str]:
    """Serve another server under /fonti, as the README says, and yield the address of nginx.

    Args:
        address: The address of the other server, in place of that of the README.
        folder: An empty folder, for the configuration and temporary files.

    """
    readme = (ROOT / "README.md").read_text("utf-8")
    (location,) = re.findall(r"```nginx\n(.*?)```", readme, re.DOTALL)
    assert "127.0.0.1:7860" in location
    location = location.replace("127.0.0.1:7860", urlsplit(address).netloc)

    port = _find_port()
    with _run(_SERVER.format(port=port, location=location), port, folder):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def balance_by_nginx(addresses: Sequence[str], folder: Path) -> Iterator[str]:
    """Serve two servers as compose.milvus.yaml does, without TLS, and yield the address of nginx.

    A header of each answer, `X-Server`, has the addresses of the servers that were asked.

    Args:
        addresses: The addresses of the two servers.
        folder: An empty folder, for the configuration and temporary files.

    """
    text = _TWO_SERVERS.read_text("utf-8")
    for port, address in zip((7861, 7862), addresses, strict=True):
        text = text.replace(f"127.0.0.1:{port}", urlsplit(address).netloc)

    # The server that redirects to TLS is left out, and so are the certificates.
    text = re.sub(r"server {\s+listen 80;.*?\n}", "", text, flags=re.DOTALL)
    text = re.sub(r" *ssl_certificate.*\n", "", text)
    port = _find_port()
    text = text.replace("listen 443 ssl;", f"listen 127.0.0.1:{port};")
    assert "listen 443" not in text
    with _run(f"add_header X-Server $upstream_addr always;\n{text}", port, folder):
        yield f"http://127.0.0.1:{port}"


def _find_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def _run(servers: str, port: int, folder: Path) -> Iterator[None]:
    """Run nginx until the end of the block; it listens at a port."""
    configuration = folder / "nginx.conf"
    configuration.write_text(_CONFIGURATION.format(folder=folder, servers=servers), "utf-8")
    program = shutil.which("nginx") or "nginx"
    command = [program, "-p", str(folder), "-c", str(configuration), "-e", "stderr"]
    with subprocess.Popen(command) as nginx:
        try:
            _wait_for_port(port)
            yield
        finally:
            nginx.terminate()


def _wait_for_port(port: int) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return
