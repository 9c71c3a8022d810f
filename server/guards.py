"""Guards in front of the app, each an ASGI middleware: hosts, closed addresses, headers, messages."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

from coaching.access import security_log
from coaching.settings import Settings
from coaching.words import Words, languages
from server import visitors

#: Streamlit's own addresses that are for whoever runs the server.
_CLOSED = ("/_stcore/metrics", "/_stcore/script-health-check")
#: Below these nothing is answered to anybody.
_OFF = ("/_stcore/agent",)
#: The messages that a page sends for itself. Others act on everybody (``clear_cache``), on the server
#: (``debug_shutdown_runtime``, ``install_skills``) or tell about it (``load_git_info``).
_MESSAGES = ("rerun_script", "stop_script", "file_urls_request", "app_heartbeat")
_OPERATIONS = ("deferred_file", "dataframe_chunk")
#: What a page sends is a few kilobytes; a session keeps the last of it.
_LARGEST = 4 * 2**20


def headers_of(scope: Scope) -> list[tuple[str, str]]:
    """Return the headers of a request as text."""
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope.get("headers", ())]


def peer_of(scope: Scope) -> str | None:
    """Return the address a request comes from."""
    return scope["client"][0] if scope.get("client") else None


class HostGuard:
    """Answer only under the names of this machine and the allowed ones, so that no other site can be this server.

    A page of another site whose name is made to point here (DNS rebinding) gets nothing, over HTTP and websocket.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app, self._hosts = app, settings.hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on what asks for an allowed host."""
        if scope["type"] == "lifespan" or visitors.are_allowed(headers_of(scope), self._hosts):
            await self._app(scope, receive, send)
            return
        security_log.record("host_refused", peer=peer_of(scope))
        await refuse(scope, receive, send, 400, *(Words(lang)("access.host") for lang in languages()))


class ClosedAddresses:
    """Keep what tells about the server to whoever runs it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as if a closed address were not there."""
        path = scope.get("path", "")
        is_off = any(path.endswith(name) or f"{name}/" in path for name in _OFF)
        is_closed = any(path.rstrip("/").endswith(name) for name in _CLOSED)
        if is_off or (is_closed and not visitors.is_private(headers_of(scope), peer_of(scope))):
            await refuse(scope, receive, send, 404, "Not Found")
        else:
            await self._app(scope, receive, send)


class MessageGuard:
    """Hand on only those messages of a page that concern that page."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Leave out messages that act on more than their own session, and those larger than any page sends."""
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
    """Return the kind of a message that acts on more than its own session; None for any other.

    What is no message at all is left to Streamlit, which ends the connection.
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
    """Say to the browser what a page of the app may load, do, and be shown in.

    Parameters
    ----------
    scripts : iterable of str
        Hashes of the inline scripts that the app's pages are made with (``sha256-…``); no other may run.
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
                told = {name for name, _ in extra} | {b"server"}
                kept = [(name, value) for name, value in message.get("headers", ()) if name.lower() not in told]
                message["headers"] = [*(_secured(kept) if is_secure else kept), *extra]
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
        told = {
            "content-security-policy": policy,
            "x-content-type-options": "nosniff",
            "x-frame-options": "SAMEORIGIN",
            "referrer-policy": "same-origin",
            "cross-origin-opener-policy": "same-origin",
            "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
        }
        if is_secure:
            told["strict-transport-security"] = "max-age=31536000"
        return [(name.encode(), value.encode()) for name, value in told.items()]


def _secured(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Return headers whose cookies are sent over TLS alone."""
    made = []
    for name, value in headers:
        is_bare = name.lower() == b"set-cookie" and b"secure" not in [
            part.strip().lower() for part in value.split(b";")
        ]
        made.append((name, value + b"; Secure" if is_bare else value))
    return made


async def refuse(scope: Scope, receive: Receive, send: Send, status: int, *why: str) -> None:
    """Answer a request with a status and a sentence, or one for each language; a websocket is not opened."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
        return
    await PlainTextResponse("\n\n".join(why), status, {"cache-control": "no-store"})(scope, receive, send)
