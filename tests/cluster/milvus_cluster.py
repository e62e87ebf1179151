"""A Milvus cluster of eight processes on this machine: four coordinators, three nodes, a proxy.

It is Milvus 2.3.5, the only version whose cluster can be installed from PyPI (`milvus`). That
version has open holes and listens on every interface: it only starts where there is none but the
loopback, as `unshare --net` makes it. Debian's `etcd-server` stores its metadata, a folder stands
for the object store, and the mock broker of librdkafka, which is in memory, for Kafka.
"""

import lzma
import os
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from fonti.index.milvus.address import MilvusAddress

# The process of each role, by a name of its own.
_ROLES = {
    "root": "rootcoord",
    "data": "datacoord",
    "query": "querycoord",
    "index-node": "indexnode",
    "data-node": "datanode",
    "query-node-1": "querynode",
    "query-node-2": "querynode",
    "proxy": "proxy",
}

_PORT = 19530
_ETCD_PORT = 2479
_FIRST_HEALTH_PORT = 9191

# However busy the machine is.
_START_SECONDS = 600

# A variable of the template of the configuration, with its type and its default.
_VARIABLE = re.compile(r"\{\{ *(\w+)(?: *\(\w+\))?(?:: *(.*?))? *\}\}")

# Serves the mock broker until it is killed, and writes its address.
_BROKER = """
from confluent_kafka import Producer
producer = Producer({"test.mock.num.brokers": 1, "bootstrap.servers": "unused"})
(broker,) = producer.list_topics(timeout=60).brokers.values()
print(f"{broker.host}:{broker.port}", flush=True)
while True:
    producer.poll(1)
"""


class MilvusCluster:
    """The cluster, which is stopped when the context ends.

    Args:
        environment: The virtual environment that has the packages `milvus` and `confluent-kafka`.
        folder: An empty folder for its files.

    """

    def __init__(self, environment: Path, folder: Path) -> None:
        self._environment = environment
        self._folder = folder
        self._processes: dict[str, subprocess.Popen[str]] = {}
        (self._package,) = environment.glob("lib/python*/site-packages/milvus")

    def __enter__(self) -> "MilvusCluster":
        set_loopback_up()
        programs = self._unpack()
        try:
            self._start_etcd()
            self._write_configuration(self._start_broker())
            for number, name in enumerate(_ROLES):
                self._start_role(name, programs, _FIRST_HEALTH_PORT + number)
            for number in range(len(_ROLES)):
                _wait_until(partial(_is_healthy, _FIRST_HEALTH_PORT + number))
        except BaseException:
            self._kill_all()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._kill_all()

    def address(self, name: str) -> MilvusAddress:
        """Return the address of an index on the cluster."""
        return MilvusAddress("127.0.0.1", _PORT, name)

    def kill(self, name: str) -> None:
        """End a process at once, as a crash does."""
        self._processes[name].send_signal(signal.SIGKILL)

    def _kill_all(self) -> None:
        for process in self._processes.values():
            process.kill()
        for process in self._processes.values():
            process.communicate()

    def _unpack(self) -> Path:
        """Unpack the programs of the package once, and return their folder."""
        folder = self._environment / "unpacked"
        if not folder.exists():
            unpacking = self._environment / "unpacking"
            shutil.rmtree(unpacking, ignore_errors=True)
            unpacking.mkdir()
            for packed in (self._package / "data" / "bin").glob("*.lzma"):
                program = unpacking / packed.stem
                program.write_bytes(lzma.decompress(packed.read_bytes()))
                program.chmod(0o755)
            unpacking.rename(folder)
        return folder

    def _start(self, name: str, command: list[str], **options: Any) -> subprocess.Popen[str]:
        with (self._folder / f"{name}.log").open("w") as log:
            process = subprocess.Popen(command, stderr=log, text=True, **{"stdout": log, **options})
        self._processes[name] = process
        return process

    def _start_etcd(self) -> None:
        client = f"http://127.0.0.1:{_ETCD_PORT}"
        peer = f"http://127.0.0.1:{_ETCD_PORT + 1}"
        options = {
            "data-dir": self._folder / "etcd",
            "listen-client-urls": client,
            "advertise-client-urls": client,
            "listen-peer-urls": peer,
            "initial-advertise-peer-urls": peer,
            "initial-cluster": f"default={peer}",
        }
        self._start("etcd", ["etcd", *(f"--{name}={value}" for name, value in options.items())])
        _wait_until(lambda: _is_listening(_ETCD_PORT))

    def _start_broker(self) -> str:
        """Start the broker, and return its address."""
        command = [str(self._environment / "bin" / "python"), "-c", _BROKER]
        process = self._start("broker", command, stdout=subprocess.PIPE)
        assert process.stdout is not None
        return process.stdout.readline().strip()

    def _write_configuration(self, broker: str) -> None:
        """Write the configuration that comes with the package, changed to that of a cluster."""
        template = (self._package / "data" / "config.yaml.template").read_text("utf-8")
        text = _VARIABLE.sub(lambda match: match[2] or str(self._folder / match[1]), template)
        settings = yaml.safe_load(text)
        settings["etcd"]["endpoints"] = f"127.0.0.1:{_ETCD_PORT}"
        settings["etcd"]["use"]["embed"] = False
        settings["mq"]["type"] = "kafka"
        settings["kafka"] = {
            "brokerList": broker,
            "securityProtocol": "PLAINTEXT",
            "readTimeout": 10,
        }
        del settings["pulsar"]

        folder = self._folder / "configuration"
        folder.mkdir()
        shutil.copy(self._package / "data" / "glog.conf", folder)
        (folder / "milvus.yaml").write_text(yaml.safe_dump(settings), "utf-8")

    def _start_role(self, name: str, programs: Path, health_port: int) -> None:
        environment = {
            **os.environ,
            "LD_LIBRARY_PATH": str(programs),
            "MILVUSCONF": str(self._folder / "configuration"),
            "DEPLOY_MODE": "DISTRIBUTED",
            "METRICS_PORT": str(health_port),
        }
        command = [str(programs / "milvus"), "run", _ROLES[name], "--alias", name]
        self._start(name, command, env=environment)
        _wait_until(lambda: _is_listening(health_port))


def has_only_loopback() -> bool:
    """Return whether this process can reach no network, and no network it."""
    return [name for _, name in socket.if_nameindex()] == ["lo"]


def set_loopback_up() -> None:
    """Let the processes of this namespace reach each other."""
    if not has_only_loopback():
        raise RuntimeError("a cluster starts under `unshare --net` alone: make test-cluster")
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)


def _is_healthy(port: int) -> bool:
    with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz") as answer:
        return bool(answer.read() == b"OK")
    return False


def _is_listening(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def _wait_until(is_done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while not is_done():
        assert time.monotonic() < deadline
        time.sleep(0.5)
