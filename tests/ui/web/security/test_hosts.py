"""Tests of the allowed host names and of the addresses that the server listens on."""

import socket
from contextlib import closing
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonti.index import FontiError
from fonti.ui.web.security.hosts import (
    LOOPBACK,
    format_chat_url,
    get_allowed_hosts,
    listen,
    parse_address,
)


@pytest.mark.parametrize(
    "header", ["127.0.0.1", "127.0.0.1:7860", "LOCALHOST:80", "[::1]", "[::1]:7860"]
)
def test_loopback_names_are_allowed(header: str) -> None:
    """Loopback names are allowed with and without a port, in upper or lower case."""
    assert LOOPBACK.allows(header)


@pytest.mark.parametrize(
    "header",
    [
        *(
            "",
            "evil.example",
            "127.0.0.1.evil.example",
            "evil.example:7860",
            "localhost.",
            "localhost:x",
            "192.168.1.5",
        ),
        *(
            "localhost@evil.example",
            "evil.example@localhost",
            "localhost/",
            "localhost#",
            " localhost",
            "localhost\n",
        ),
        *("[::1", "::1", "[localhost]", "127.1", "2130706433", "0x7f.0.0.1", "lоcalhost"),
    ],
)
def test_other_names_are_refused(header: str) -> None:
    """Names that only resemble loopback names and other notations of an address are refused."""
    assert not LOOPBACK.allows(header)


@given(
    st.one_of(
        st.ip_addresses(v=4).map(str), st.ip_addresses(v=6).map(lambda address: f"[{address}]")
    )
)
def test_any_ip_address_is_allowed_if_other_machines_can_connect(host: str) -> None:
    """Any IP address is allowed if other machines can connect.

    Otherwise only loopback addresses are allowed.
    """
    hosts = get_allowed_hosts(ip_address("0.0.0.0"))
    assert hosts.allows(host)
    assert hosts.allows(f"{host}:7860")
    assert not get_allowed_hosts(ip_address("127.0.0.1")).allows(host) or host in LOOPBACK.names


@given(st.from_regex(r"[a-z]{1,9}(\.[a-z]{1,9}){1,3}", fullmatch=True))
def test_only_configured_names_are_allowed(name: str) -> None:
    """A configured name and the machine's own are allowed; others may be DNS rebinding."""
    own = socket.gethostname().lower()
    for address in ("127.0.0.1", "0.0.0.0"):
        assert get_allowed_hosts(ip_address(address), [name.upper()]).allows(f"{name}:443")
        assert name == own or not get_allowed_hosts(ip_address(address)).allows(name)
    assert get_allowed_hosts(ip_address("::")).allows(own)


def test_an_international_name_is_allowed_in_punycode() -> None:
    """A name with letters beyond ASCII is allowed in Punycode, as browsers send it."""
    assert get_allowed_hosts(ip_address("::1"), ["perché.example"]).allows("xn--perch-fsa.example")


@pytest.mark.parametrize(
    "name", ["", "https://x.example", "x.example:80", "a b", "*", "x..example", "è" * 80]
)
def test_an_invalid_host_name_is_explained(name: str) -> None:
    """A host name with a scheme, a port, spaces or other invalid parts is refused."""
    with pytest.raises(FontiError, match="no host name"):
        get_allowed_hosts(ip_address("127.0.0.1"), [name])


@pytest.mark.parametrize("host", ["", "example.org", "127.1", "1.2.3.4:80", "[::1]"])
def test_an_invalid_ip_address_is_explained(host: str) -> None:
    """The message about an invalid IP address names valid ones."""
    with pytest.raises(FontiError, match=r"no address; write one such as 127\.0\.0\.1"):
        parse_address(host)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_listening_on_ipv4_and_ipv6(host: str) -> None:
    """The server listens on both kinds of address, and a port that is in use is explained."""
    with closing(listen(ip_address(host), 0)) as listening:
        port = listening.getsockname()[1]
        socket.create_connection((host, port)).close()
        with pytest.raises(FontiError, match=rf"cannot listen on .*:{port} .*--port.*--host"):
            listen(ip_address(host), port)


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:80"),
        ("::1", "http://[::1]:80"),
        ("0.0.0.0", f"http://{socket.gethostname()}:80"),
    ],
)
def test_page_url(host: str, url: str) -> None:
    """An IPv6 address is in brackets, and the unspecified address becomes the host name."""
    assert format_chat_url(ip_address(host), 80) == url
