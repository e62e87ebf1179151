"""Run nginx with the lines that the README shows."""

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
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
  server {{
    listen 127.0.0.1:{port};
    location = /favicon.ico {{ return 204; }}
    {location}
  }}
}}
"""


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

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    configuration = folder / "nginx.conf"
    text = _CONFIGURATION.format(folder=folder, port=port, location=location)
    configuration.write_text(text, "utf-8")

    program = shutil.which("nginx") or "nginx"
    command = [program, "-p", str(folder), "-c", str(configuration), "-e", "stderr"]
    with subprocess.Popen(command) as nginx:
        try:
            _wait_for_port(port)
            yield f"http://127.0.0.1:{port}"
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
