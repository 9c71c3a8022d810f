"""Guards in front of the app, as ASGI middleware: allowed hosts, closed addresses, security headers, messages."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

from coaching.access import security_log
from coaching.settings import Settings
from coaching.words import Words, languages
from server import visitors

#: Addresses of Streamlit that only visitors at this machine may request.
_CLOSED = ("/_stcore/metrics", "/_stcore/script-health-check")
#: Prefixes of addresses that nobody may request.
_OFF = ("/_stcore/agent",)
#: The messages that concern the sending page alone. Others affect everybody (``clear_cache``) or the server
#: (``debug_shutdown_runtime``, ``install_skills``), or return information about it (``load_git_info``).
_MESSAGES = ("rerun_script", "stop_script", "file_urls_request", "app_heartbeat")
_OPERATIONS = ("deferred_file", "dataframe_chunk")
#: The largest message; pages send a few kilobytes, and a session stores the last message.
_LARGEST = 4 * 2**20


def headers_of(scope: Scope) -> list[tuple[str, str]]:
    """Return the headers of a request as text."""
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope.get("headers", ())]


def peer_of(scope: Scope) -> str | None:
    """Return the address that a request comes from."""
    return scope["client"][0] if scope.get("client") else None


class HostGuard:
    """Answers only requests for the names of this machine and for allowed ones, over HTTP and websocket.

    This prevents DNS rebinding, in which a page of another site reaches this server under that site's name.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app, self._hosts = app, settings.hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on requests for an allowed host, and refuse others."""
        is_websocket = scope["type"] == "websocket"
        if scope["type"] == "lifespan" or visitors.are_allowed(headers_of(scope), self._hosts, is_websocket):
            await self._app(scope, receive, send)
            return
        security_log.record("host_refused", peer=peer_of(scope))
        await refuse(scope, receive, send, 400, *(Words(lang)("access.host") for lang in languages()))


class ClosedAddresses:
    """Hides addresses that reveal information about the server."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a closed address with 404, and pass on other requests."""
        path = scope.get("path", "")
        is_off = any(path.endswith(name) or f"{name}/" in path for name in _OFF)
        is_closed = any(path.rstrip("/").endswith(name) for name in _CLOSED)
        if is_off or (is_closed and not visitors.is_private(headers_of(scope), peer_of(scope))):
            await refuse(scope, receive, send, 404, "Not Found")
        else:
            await self._app(scope, receive, send)


class MessageGuard:
    """Passes on only those messages of a page that concern that page."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Drop and log messages that affect more than their own session, and those larger than any page sends."""
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return

        async def own() -> Message:
            while True:
                message = await receive()
                data = message.get("bytes") if message["type"] == "websocket.receive" else None
                kind = None if data is None else "too_large" if len(data) > _LARGEST else foreign(data)
                if kind is None:
                    return message
                security_log.record("message_refused", what=kind, peer=peer_of(scope))

        await self._app(scope, own, send)


def foreign(data: bytes) -> str | None:
    """Return the kind of a message that affects more than its own session; None for any other.

    Data that is not a message is left to Streamlit, which closes the connection.
    """
    message = BackMsg()
    try:
        message.ParseFromString(data)
    except Exception:
        return None
    kind = message.WhichOneof("type")
    if kind == "backend_operation_request":
        request = message.backend_operation_request
        kind = next((name.name for name, _ in request.ListFields() if name.message_type is not None), None)
        return None if kind in (None, *_OPERATIONS) else kind
    return None if kind in (None, *_MESSAGES) else kind


class SecurityHeaders:
    """Adds the headers that tell the browser what a page may load and do, and where it may be embedded.

    Parameters
    ----------
    scripts : iterable of str
        Hashes of the app's inline scripts (``sha256-…``); no others may run.
    """

    def __init__(self, app: ASGIApp, scripts: Iterable[str] = ()) -> None:
        self._app = app
        self._scripts = " ".join(f"'{script}'" for script in scripts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers to every answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_secure = scope.get("scheme") == "https"
        extra = self._headers(scope, is_secure)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                replaced = {name for name, _ in extra} | {b"server"}
                others = [(name, value) for name, value in message.get("headers", ()) if name.lower() not in replaced]
                message["headers"] = [*(_secured(others) if is_secure else others), *extra]
            await send(message)

        await self._app(scope, receive, with_headers)

    def _headers(self, scope: Scope, is_secure: bool) -> list[tuple[bytes, bytes]]:
        host = next(iter(visitors.values_of(headers_of(scope), "host")), "")
        named = host if visitors.host_name(host) else ""
        policy = "; ".join(
            (
                "default-src 'self'",
                f"script-src 'self' 'wasm-unsafe-eval' {self._scripts}".rstrip(),
                "style-src 'self' 'unsafe-inline'",
                "img-src 'self' data: blob:",
                "font-src 'self' data:",
                "media-src 'self' data: blob:",
                f"connect-src 'self' {f'ws://{named} wss://{named}' if named else ''}".rstrip(),
                "worker-src 'self' blob:",
                "frame-src 'self' blob:",
                "object-src 'none'",
                "base-uri 'self'",
                "form-action 'self'",
                "frame-ancestors 'self'",
            )
        )
        headers = {
            "content-security-policy": policy,
            "x-content-type-options": "nosniff",
            "x-frame-options": "SAMEORIGIN",
            "referrer-policy": "same-origin",
            "cross-origin-opener-policy": "same-origin",
            "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
        }
        if is_secure:
            headers["strict-transport-security"] = "max-age=31536000"
        return [(name.encode(), value.encode()) for name, value in headers.items()]


def _secured(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Return headers in which every cookie is marked as secure, to be sent over TLS only."""
    secured = []
    for name, value in headers:
        is_bare = name.lower() == b"set-cookie" and b"secure" not in [
            part.strip().lower() for part in value.split(b";")
        ]
        secured.append((name, value + b"; Secure" if is_bare else value))
    return secured


async def refuse(scope: Scope, receive: Receive, send: Send, status: int, *why: str) -> None:
    """Answer a request with a status and a reason in one or more languages; a websocket is closed."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
        return
    await PlainTextResponse("\n\n".join(why), status, {"cache-control": "no-store"})(scope, receive, send)
