"""Where a request comes from: the host it asks for, the peer's address, and whether a proxy is in between."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from urllib.parse import urlsplit

#: The names of this machine, which never lead to another one.
OF_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
#: Headers that a proxy adds.
_OF_PROXIES = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")

Headers = Iterable[tuple[str, str]]


def values_of(headers: Headers, name: str) -> list[str]:
    """Return all values of a header; ``name`` is in lower case."""
    return [value for key, value in headers if key.lower() == name]


def host_name(host: str) -> str | None:
    """Return the name in a ``Host`` header without its port, in lower case; None for an invalid header."""
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port
    except ValueError:
        return None
    is_bare = not (parts.path or parts.query or parts.fragment or "@" in host or "\\" in host or " " in host)
    return (parts.hostname or "").rstrip(".") or None if is_bare else None


def is_allowed(host: str | None, hosts: Iterable[str]) -> bool:
    """Return whether a host name is one of this machine or one of ``hosts``.

    ``*.example.com`` matches every name below ``example.com``.
    """
    if host is None:
        return False
    below = [pattern[1:] for pattern in hosts if pattern.startswith("*.") and len(pattern) > 2]
    return host in OF_THIS_MACHINE or host in hosts or any(host.endswith(end) for end in below)


def are_allowed(headers: Headers, hosts: Iterable[str], is_websocket: bool = False) -> bool:
    """Return whether a request names exactly one host, which is allowed, and no origin that is not allowed.

    A browser sends the opaque origin ``null`` with forms after a redirect, and from frames that a page has locked up.
    No page of the app opens a websocket from there.
    """
    headers, hosts = tuple(headers), tuple(hosts)
    asked, origins = values_of(headers, "host"), values_of(headers, "origin")
    return (
        len(asked) == 1
        and is_allowed(host_name(asked[0]), hosts)
        and all(
            (origin == "null" and not is_websocket) or is_allowed(host_name(urlsplit(origin).netloc), hosts)
            for origin in origins
        )
    )


def is_private(headers: Headers, peer: str | None) -> bool:
    """Return whether a request comes from this machine: from a loopback peer, for this machine, and without a proxy.

    A proxy on the same machine is a loopback peer as well; it is recognised by the headers that it adds, or by the
    name of the server that it passes on.
    """
    headers = tuple(headers)
    asked = values_of(headers, "host")
    return (
        _is_loopback(peer)
        and len(asked) == 1
        and host_name(asked[0]) in OF_THIS_MACHINE
        and not any(values_of(headers, name) for name in _OF_PROXIES)
    )


def _is_loopback(peer: str | None) -> bool:
    try:
        address = ipaddress.ip_address(peer or "")
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback
