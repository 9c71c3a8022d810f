"""A client of the running app that does what no browser does: any host, any message, any file."""

from __future__ import annotations

import json
import re
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any
from uuid import uuid4

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

_QUIET_SECONDS = 2.0
COOKIE_SECRET = "only for this test, but long enough"
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass
class Answer:
    """An answer over HTTP."""

    status: int
    text: str
    headers: Any


@dataclass
class Client:
    """Somebody with a port to knock at; ``host`` is the name they ask for, ``cookies`` what they bring along."""

    port: int
    host: str = ""
    cookies: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.host = self.host or f"localhost:{self.port}"

    def as_somebody(self, email: str, since: float | None = None) -> Client:
        """Return this client with the cookie of a sign-in."""
        claims = {"email": email, "iat": int(since or time.time()), "origin": f"http://localhost:{self.port}"}
        claims |= {"is_logged_in": True, "provider": "default"}
        cookie = create_signed_value(COOKIE_SECRET, "_streamlit_user", json.dumps(claims)).decode()
        return Client(self.port, self.host, {**self.cookies, "_streamlit_user": cookie}, self.headers)

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        """Send a request."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", body, method=method)
        for name, value in (self._sent() | headers).items():
            request.add_header(name, value)
        try:
            with _DIRECT.open(request, timeout=30) as found:
                return Answer(found.status, found.read().decode("utf-8", "replace"), found.headers)
        except urllib.error.HTTPError as refused:
            return Answer(refused.code, refused.read().decode("utf-8", "replace"), refused.headers)

    def _sent(self) -> dict[str, str]:
        sent = {"Host": self.host, **self.headers}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return sent

    def with_token(self) -> Client:
        """Return this client with the token against forged requests, which every visitor gets."""
        given = self.ask("/_stcore/health").headers.get_all("set-cookie") or []
        token = next(re.findall(r"_streamlit_xsrf=([^;]+)", cookie)[0] for cookie in given if "xsrf" in cookie)
        return Client(self.port, self.host, {**self.cookies, "_streamlit_xsrf": token}, self.headers)

    def upload(self, session: str, data: bytes, file: str = "", size: int | None = None, method: str = "PUT") -> Answer:
        """Send a file as the uploader of a page does; with ``size`` 0 it comes in pieces, without a size named before.

        Any other ``size`` is what is said to come; no more than ``data`` does.
        """
        head = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="deals.csv"\r\n\r\n'
        body = head + data + b"\r\n--edge--\r\n"
        sent = self._sent() | {"Content-Type": "multipart/form-data; boundary=edge", "Origin": f"http://{self.host}"}
        sent["X-Xsrftoken"] = self.cookies.get("_streamlit_xsrf", "")
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.putrequest(method, f"/_stcore/upload_file/{session}/{file or uuid4()}", skip_host=True)
        for name, value in sent.items():
            connection.putheader(name, value)
        pieces = [body[at : at + 2**16] for at in range(0, len(body), 2**16)]
        try:
            if size == 0:
                connection.putheader("Transfer-Encoding", "chunked")
                connection.endheaders()
                for piece in (*pieces, b""):
                    connection.send(b"%x\r\n%s\r\n" % (len(piece), piece))
            else:
                connection.putheader("Content-Length", str(len(body) if size is None else size))
                connection.endheaders()
                for piece in pieces:
                    connection.send(piece)
        except OSError:
            pass  # The server may answer before it has read everything.
        found = connection.getresponse()
        return Answer(found.status, found.read().decode("utf-8", "replace"), found.headers)

    @contextmanager
    def session(self, origin: str = "") -> Iterator[Session]:
        """Open a websocket as a page does. Raises ``InvalidStatus`` where it is refused."""
        me = self if "_streamlit_xsrf" in self.cookies else self.with_token()
        protocols = [Subprotocol("streamlit"), Subprotocol(me.cookies["_streamlit_xsrf"])]
        sent = {name: value for name, value in me._sent().items() if name != "Host"}
        with connect(
            f"ws://{self.host}/_stcore/stream",
            sock=socket.create_connection(("127.0.0.1", self.port)),
            origin=Origin(origin or f"http://{self.host}"),
            subprotocols=protocols,
            additional_headers=sent,
            open_timeout=60,
            max_size=None,
        ) as stream:
            yield Session(me, stream)


@dataclass
class Session:
    """One tab of a client."""

    client: Client
    stream: ClientConnection
    id: str = ""

    def send(self, message: BackMsg) -> None:
        self.stream.send(message.SerializeToString())

    def open(self, page: str = "", query: str = "", url: str = "", seconds: float = 60) -> bytes:
        """Open a page and return everything that is sent for it."""
        message = BackMsg()
        message.rerun_script.page_name = page
        message.rerun_script.query_string = query
        message.rerun_script.context_info.url = url
        self.send(message)
        return self.heard(seconds)

    def heard(self, seconds: float = 60) -> bytes:
        """Return everything that is sent until a run of the page has ended and nothing follows."""
        sent: list[bytes] = []
        is_done = False
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                data = self.stream.recv(timeout=_QUIET_SECONDS if is_done else max(0.1, until - time.monotonic()))
            except (TimeoutError, ConnectionClosed):
                break
            sent.append(data if isinstance(data, bytes) else data.encode())
            said = ForwardMsg.FromString(sent[-1])
            if said.WhichOneof("type") == "new_session":
                self.id = said.new_session.initialize.session_id
            # A page may start its run again by itself: it is done when nothing follows.
            is_done = said.WhichOneof("type") == "script_finished" or (
                is_done and said.WhichOneof("type") != "new_session"
            )
        return b"\n".join(sent)
