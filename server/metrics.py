"""Metrics of the running server for Prometheus: requests, open pages, uploads, memory and the database."""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server import uploads, visitors
from server.guards import headers_of, peer_of

_SECONDS = (0.01, 0.05, 0.1, 0.3, 1, 3, 10, 60)
_BEARER = "Bearer "


class Metrics:
    """The metrics of this process since its start; each replica has its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        app, all_of_them = "sales_coach", self.registry
        self.requests = Counter("requests", "Answers over HTTP", ["method", "status"], app, registry=all_of_them)
        self.seconds = Histogram(
            "request_seconds", "Time to an answer", namespace=app, registry=all_of_them, buckets=_SECONDS
        )
        self.pages = Gauge("open_pages", "Browser tabs that are connected", namespace=app, registry=all_of_them)
        self.uploads = Gauge(
            "upload_bytes", "Uploaded files that are held in memory", namespace=app, registry=all_of_them
        )
        self.uploads.set_function(uploads.buffered_bytes)
        self.database = Gauge("database_up", "1 where the database answers", namespace=app, registry=all_of_them)
        ProcessCollector(registry=self.registry)

    def route(self, database_is_up: Callable[[], bool], token: str) -> Callable[[Request], Response]:
        """Return the handler of ``/metrics``, which answers this machine, and others only with the ``token``."""

        def answer(request: Request) -> Response:
            sent = request.headers.get("authorization", "").removeprefix(_BEARER)
            has_token = bool(token) and hmac.compare_digest(sent.encode(), token.encode())
            if not has_token and not visitors.is_private(headers_of(request.scope), peer_of(request.scope)):
                return PlainTextResponse("Not Found", 404)
            self.database.set(database_is_up())
            return Response(generate_latest(self.registry), media_type=CONTENT_TYPE_LATEST)

        return answer


class CountRequests:
    """Counts answers and open pages."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on every request, and count it."""
        if scope["type"] == "websocket":
            with self._metrics.pages.track_inprogress():
                await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun, method = time.monotonic(), scope["method"] if scope["method"] in _METHODS else "other"

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._metrics.requests.labels(method, str(message["status"])).inc()
                self._metrics.seconds.observe(time.monotonic() - begun)
            await send(message)

        await self._app(scope, receive, counted)


_METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH")
