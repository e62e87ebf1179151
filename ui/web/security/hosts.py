"""Where the server listens, and by which names browsers may call it."""

import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address

from fonti.index import FontiError

Address = IPv4Address | IPv6Address

_HEADER = re.compile(r"(\[[0-9a-fA-F:.]+\]|[\w.-]+)(?::\d{1,5})?", re.ASCII)
_NAME = re.compile(r"[\w-]+(?:\.[\w-]+)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Hosts:
    """The hosts that are answered to: some names in lower case, and any IP address where `addresses`.

    A site that makes its own name lead here is known by that name; nobody can make an address lead elsewhere.
    """

    names: frozenset[str]
    addresses: bool = False

    def allow(self, header: str) -> bool:
        """Whether a Host header, with a port or without, names one of them."""
        found = _HEADER.fullmatch(header)
        if not found:
            return False
        name = found[1].lower()
        return name in self.names or (self.addresses and _is_address(name.strip("[]")))


LOOPBACK = Hosts(frozenset({"127.0.0.1", "localhost", "[::1]"}))


def read_address(host: str) -> Address:
    """An address to listen on. Raises FontiError."""
    try:
        return ip_address(host)
    except ValueError as error:
        raise FontiError(
            f"{host!r} is no address; write one such as 127.0.0.1, 0.0.0.0 or ::1"
        ) from error


def hosts_at(address: Address, names: Iterable[str] = ()) -> Hosts:
    """The hosts that are answered to at an address, and those of a proxy before it. Raises FontiError for no name."""
    own = LOOPBACK.names | {_spelled(name) for name in names}
    if address.is_loopback:
        return Hosts(own | {_bracketed(address)})
    return Hosts(own | {socket.gethostname().lower()}, addresses=True)


def listen(address: Address, port: int) -> socket.socket:
    """A socket that listens. Raises FontiError where it cannot."""
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    try:
        (found, *_) = socket.getaddrinfo(
            str(address), port, family, socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST
        )
        return socket.create_server(found[4], family=family)
    except OSError as error:
        raise FontiError(
            f"cannot listen on {_bracketed(address)}:{port} ({error.strerror}); choose another port with --port, or "
            "another of this machine's addresses with --host"
        ) from error


def page_url(address: Address, port: int) -> str:
    """Where a browser finds the chat; by this machine's name where it listens on all addresses."""
    host = socket.gethostname() if address.is_unspecified else _bracketed(address)
    return f"http://{host}:{port}"


def _bracketed(address: Address) -> str:
    return f"[{address}]" if address.version == 6 else str(address)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _spelled(name: str) -> str:
    """A name as browsers send it."""
    try:
        spelled = name.encode("idna").decode().lower()
    except UnicodeError:
        spelled = ""
    if not _NAME.fullmatch(spelled):
        raise FontiError(f"{name!r} is no host name; write it alone, such as fonti.example.org")
    return spelled
