"""Where a visitor comes from is read from the connection, and never from what a page says of itself.

What would be lost: another site whose name is made to point at this machine reads every figure of the team.
"""

from __future__ import annotations

import pytest

from server.visitors import are_allowed, host_name, is_allowed, is_private


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("localhost:8501", "localhost"),
        ("LocalHost.", "localhost"),
        ("127.0.0.1", "127.0.0.1"),
        ("[::1]:8501", "::1"),
        ("coach.example.com:443", "coach.example.com"),
        ("", None),
        ("localhost:port", None),
        ("localhost:99999", None),
        ("me@localhost", None),
        ("localhost/evil", None),
        ("localhost?evil", None),
        ("evil\\localhost", None),
        ("a b", None),
        ("[::1", None),
    ],
)
def test_a_host_header_is_a_name_and_a_port_and_nothing_else(host: str, name: str | None) -> None:
    assert host_name(host) == name


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "evillocalhost", "0.0.0.0", "127.0.0.2", None]
)
def test_only_the_names_of_this_machine_are_allowed_by_default(host: str | None) -> None:
    assert not is_allowed(host, ())
    assert all(is_allowed(own, ()) for own in ("localhost", "127.0.0.1", "::1"))


def test_a_star_stands_for_what_is_below_a_name_and_for_no_more() -> None:
    hosts = ("coach.example.com", "*.corp.example", "*", "*.")
    assert is_allowed("coach.example.com", hosts)
    assert is_allowed("a.corp.example", hosts)
    assert not is_allowed("corp.example", hosts)
    assert not is_allowed("evilcorp.example", hosts)
    assert not is_allowed("evil.example", hosts)


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("host", "evil.example")],
        [("Host", "localhost"), ("host", "evil.example")],
        [("host", "localhost:8501"), ("origin", "http://evil.example:8501")],
        [("host", "localhost:8501"), ("origin", "file://")],
    ],
)
def test_a_request_for_another_host_or_from_another_origin_is_not_allowed(headers: list) -> None:
    assert not are_allowed(headers, ())
    assert are_allowed([("host", "localhost:8501"), ("origin", "http://localhost:8501")], ())


def test_a_frame_that_hides_its_origin_opens_no_websocket() -> None:
    """Any site can show one. Streamlit asks the internet for this machine's address before it refuses it."""
    hidden = [("host", "localhost:8501"), ("origin", "null")]
    assert not are_allowed(hidden, (), is_websocket=True)
    assert are_allowed(hidden, ())


@pytest.mark.parametrize(
    ("headers", "peer"),
    [
        ([("host", "localhost")], "10.0.0.7"),
        ([("host", "localhost")], None),
        ([("host", "evil.example")], "127.0.0.1"),
        ([("host", "coach.example.com")], "127.0.0.1"),
        ([("host", "localhost"), ("X-Forwarded-For", "10.0.0.7")], "127.0.0.1"),
        ([("host", "localhost"), ("Forwarded", "for=10.0.0.7")], "127.0.0.1"),
        ([], "127.0.0.1"),
    ],
)
def test_whoever_comes_over_a_network_or_a_proxy_is_not_at_this_machine(headers: list, peer: str | None) -> None:
    assert not is_private(headers, peer)


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.0.0.9", "::1", "::ffff:127.0.0.1"])
def test_whoever_sits_at_this_machine_is_private(peer: str) -> None:
    assert is_private([("host", "localhost:8501"), ("user-agent", "x")], peer)
