"""Listen on an address, and decide which Host headers the server accepts."""

import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address

from fonti.index import FontiError, system_reason

Address = IPv4Address | IPv6Address

_HOST_HEADER = re.compile(r"(\[[0-9a-fA-F:.]+\]|[\w.-]+)(?::\d{1,5})?", re.ASCII)
_NAME = re.compile(r"[\w-]+(?:\.[\w-]+)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class AllowedHosts:
    """The Host headers that the server accepts.

    If a site makes its name lead to this server (DNS rebinding), browsers send that name, and the
    request is refused. An IP address always leads to the same server, so it may be allowed.

    Attributes:
        names: Names in lower case.
        allows_addresses: Whether every IP address is allowed, too.

    """

    names: frozenset[str]
    allows_addresses: bool = False

    def allows(self, header: str) -> bool:
        """Return whether a Host header, with or without a port, names one of the hosts."""
        match = _HOST_HEADER.fullmatch(header)
        if match is None:
            return False
        name = match[1].lower()
        return name in self.names or (self.allows_addresses and _is_address(name.strip("[]")))


LOOPBACK = AllowedHosts(frozenset({"127.0.0.1", "localhost", "[::1]"}))


def parse_address(host: str) -> Address:
    """Parse the IP address to listen on.

    Raises:
        FontiError: If `host` is not an address.

    """
    try:
        return ip_address(host)
    except ValueError as error:
        raise FontiError("address_invalid", host=host) from error


def get_allowed_hosts(address: Address, names: Iterable[str] = ()) -> AllowedHosts:
    """Return the hosts that a server on an address accepts.

    Args:
        address: The address that the server listens on.
        names: The host names of a proxy in front of it.

    Raises:
        FontiError: If one of the names is not a host name.

    """
    own_names = LOOPBACK.names | {_normalize_name(name) for name in names}
    if address.is_loopback:
        return AllowedHosts(own_names | {_format_address(address)})
    return AllowedHosts(own_names | {socket.gethostname().lower()}, allows_addresses=True)


def listen(address: Address, port: int) -> socket.socket:
    """Return a socket that listens on an address.

    Raises:
        FontiError: If the port is taken, or the address is not this machine's.

    """
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    try:
        candidates = socket.getaddrinfo(
            str(address), port, family, socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST
        )
        _, _, _, _, socket_address = candidates[0]
        return socket.create_server(socket_address, family=family)
    except OSError as error:
        raise FontiError(
            "port_unavailable",
            address=_format_address(address),
            port=port,
            reason=system_reason(error),
        ) from error


def format_chat_url(address: Address, port: int) -> str:
    """Return the URL of the chat, with this machine's name if it listens on all addresses."""
    host = socket.gethostname() if address.is_unspecified else _format_address(address)
    return f"http://{host}:{port}"


def _format_address(address: Address) -> str:
    """Return an address as it is written in a URL."""
    return f"[{address}]" if address.version == 6 else str(address)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _normalize_name(name: str) -> str:
    """Return a host name as browsers send it: in Punycode and lower case.

    Raises:
        FontiError: If it is not a host name.

    """
    try:
        normalized = name.encode("idna").decode().lower()
    except UnicodeError:
        normalized = ""
    if not _NAME.fullmatch(normalized):
        raise FontiError("host_name_invalid", name=name)
    return normalized
