"""By which names the server is asked, and where it listens."""

import socket
from contextlib import closing
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonti.index import FontiError
from fonti.ui.web.security.hosts import LOOPBACK, hosts_at, listen, page_url, read_address


@pytest.mark.parametrize(
    "header", ["127.0.0.1", "127.0.0.1:7860", "LOCALHOST:80", "[::1]", "[::1]:7860"]
)
def test_this_machine_is_asked_by_its_own_names(header: str) -> None:
    """With a port or without, in any case."""
    assert LOOPBACK.allow(header)


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
def test_other_names_are_not_answered(header: str) -> None:
    """Neither what only looks like ours, nor other ways to write an address."""
    assert not LOOPBACK.allow(header)


@given(
    st.one_of(
        st.ip_addresses(v=4).map(str), st.ip_addresses(v=6).map(lambda address: f"[{address}]")
    )
)
def test_any_address_is_answered_where_others_can_ask(host: str) -> None:
    """No name can be made to lead to it; but on this machine's own addresses only these are."""
    hosts = hosts_at(ip_address("0.0.0.0"))
    assert hosts.allow(host)
    assert hosts.allow(f"{host}:7860")
    assert not hosts_at(ip_address("127.0.0.1")).allow(host) or host in LOOPBACK.names


@given(st.from_regex(r"[a-z]{1,9}(\.[a-z]{1,9}){1,3}", fullmatch=True))
def test_a_name_is_answered_where_it_was_given(name: str) -> None:
    """A rebound name is unknown."""
    own = socket.gethostname().lower()
    for address in ("127.0.0.1", "0.0.0.0"):
        assert hosts_at(ip_address(address), [name.upper()]).allow(f"{name}:443")
        assert name == own or not hosts_at(ip_address(address)).allow(name)
    assert hosts_at(ip_address("::")).allow(own)


def test_a_name_is_known_as_browsers_send_it() -> None:
    """Letters beyond ASCII in Punycode."""
    assert hosts_at(ip_address("::1"), ["perché.example"]).allow("xn--perch-fsa.example")


@pytest.mark.parametrize(
    "name", ["", "https://x.example", "x.example:80", "a b", "*", "x..example", "è" * 80]
)
def test_what_is_no_name_is_told(name: str) -> None:
    """A name stands alone."""
    with pytest.raises(FontiError, match="no host name"):
        hosts_at(ip_address("127.0.0.1"), [name])


@pytest.mark.parametrize("host", ["", "example.org", "127.1", "1.2.3.4:80", "[::1]"])
def test_what_is_no_address_is_told(host: str) -> None:
    """With some that are."""
    with pytest.raises(FontiError, match=r"no address; write one such as 127\.0\.0\.1"):
        read_address(host)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_listening_on_either_kind_of_address(host: str) -> None:
    """A caller gets through, and a second server is told that the port is taken."""
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
def test_the_page_is_found_at(host: str, url: str) -> None:
    """In brackets where it must be, and never at an address that is none."""
    assert page_url(ip_address(host), 80) == url
