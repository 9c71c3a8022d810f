"""Limits of uploads: who may upload, how much may be in the server's memory, and for how long.

Streamlit keeps uploaded files in memory for the browser tab (session) they came from. It requires no sign-in, limits
only the size of a single file, and removes closed sessions only when another one closes.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.web.server.starlette import starlette_websocket
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from coaching.access import security_log
from coaching.settings import Settings
from coaching.store import StoreProblem
from server import visitors
from server.guards import headers_of, peer_of, refuse

#: The seconds between two removals of the files of closed tabs.
SECONDS = 5.0
_MB = 2**20
_ADDRESS = re.compile(r"/_stcore/upload_file/([^/]+)/([^/]+)/?$")
_CHANGING = ("PUT", "POST", "PATCH", "DELETE")
#: The smallest size that a file is counted with, so that the number of small files is limited too.
_LEAST = 2**16
#: How long the next piece of a file may take.
_PATIENCE = 60.0

#: The session's key of the reason why a file was refused: ``no_room``, ``too_large``, ``too_slow``, ``not_allowed`` or
#: ``elsewhere``.
REFUSED = "_upload_refused"

#: Returns whether a person with these claims of a sign-in may add data; None if people do not sign in.
MayAdd = Callable[[Mapping[str, object]], bool | None]


_ELSEWHERE, _NOT_ALLOWED = "only from this machine", "not allowed to add data"
_CODES = {_ELSEWHERE: "elsewhere", _NOT_ALLOWED: "not_allowed"}


@dataclass
class _Coming:
    """A file that is being uploaded, and the bytes reserved for it."""

    session: str
    file: str
    size: int


class UploadGuard:
    """Passes on uploads only from people who may add data, and only within the limits.

    The size of an upload is reserved when its request declares it, or piece by piece if it does not.

    Parameters
    ----------
    may_add : function
        Takes the claims of a sign-in; called outside of the event loop.
    """

    def __init__(self, app: ASGIApp, settings: Settings, may_add: MayAdd) -> None:
        self._app, self._settings, self._may_add = app, settings, may_add
        self._coming: list[_Coming] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on an upload, or refuse it with a reason."""
        asked = _ADDRESS.search(scope.get("path", "")) if scope["type"] == "http" else None
        if asked is None or scope["method"] not in _CHANGING:
            await self._app(scope, receive, send)
            return
        session, file = asked.groups()
        claims = claims_of(scope)
        status, why = await self._refusal(scope, session, claims)
        if status:
            security_log.record("upload_refused", str(claims.get("email") or ""), why=why, peer=peer_of(scope))
            if why == _ELSEWHERE or (why == _NOT_ALLOWED and _is_of(session, claims)):
                _tell(session, _CODES[why])
            await refuse(scope, receive, send, status, f"This file was not taken: {why}.")
        elif scope["method"] == "DELETE":
            await self._app(scope, receive, send)
        else:
            await self._take(scope, receive, send, _Coming(session, file, _declared(scope)))

    async def _refusal(self, scope: Scope, session: str, claims: Mapping[str, object]) -> tuple[int, str]:
        try:
            may = await run_in_threadpool(self._may_add, claims)
        except StoreProblem as problem:
            return 503, problem.code
        if may is None:
            is_here = self._settings.is_open or visitors.is_private(headers_of(scope), peer_of(scope))
            return (0, "") if is_here else (403, _ELSEWHERE)
        if not may:
            return 403, _NOT_ALLOWED
        return (0, "") if _is_of(session, claims) else (403, "another session")

    async def _take(self, scope: Scope, receive: Receive, send: Send, coming: _Coming) -> None:
        """Pass on a file as long as it is within the limits."""
        if not self._has_room(coming, coming.size):
            security_log.record("upload_refused", why="no room", peer=peer_of(scope))
            _tell(coming.session, "no_room")
            await refuse(scope, receive, send, 413, "This file was not taken: no room for it now.")
            return
        # A file that Streamlit refuses is larger than its limit for a single file.
        seen, why = 0, "too_large"

        async def within() -> Message:
            nonlocal seen, why
            try:
                message = await asyncio.wait_for(receive(), _PATIENCE)
            except TimeoutError:
                why = "too_slow"
                raise HTTPException(408, "This file was not taken: it came too slowly.") from None
            seen += len(message.get("body", b""))
            if seen > coming.size:
                if not self._has_room(coming, seen - coming.size):
                    security_log.record("upload_refused", why="no room", peer=peer_of(scope))
                    why = "no_room"
                    raise HTTPException(413, "This file was not taken: no room for it now.")
                coming.size = seen
            return message

        with self._reserved(coming) as arrived:

            async def answered(message: Message) -> None:
                # From now on the file is counted in Streamlit's memory, or it was discarded.
                arrived()
                if message["type"] == "http.response.start" and message["status"] in (408, 413):
                    _tell(coming.session, why)
                await send(message)

            await self._app(scope, within, answered)

    @contextmanager
    def _reserved(self, coming: _Coming) -> Iterator[Callable[[], None]]:
        """Reserve the size of a file until it has arrived or was given up; yields what releases it early."""
        self._coming.append(coming)

        def arrived() -> None:
            self._coming = [upload for upload in self._coming if upload is not coming]

        try:
            yield arrived
        finally:
            arrived()

    def _has_room(self, coming: _Coming, more: int) -> bool:
        limits, kept_sizes = self._settings, sizes()
        of_session = kept_sizes.get(coming.session, {})
        ours = [upload for upload in self._coming if upload.session == coming.session]
        files = {*of_session, *(upload.file for upload in ours), coming.file}
        in_session = sum(of_session.values()) + sum(upload.size for upload in ours) + more
        in_all = (
            sum(sum(files.values()) for files in kept_sizes.values())
            + sum(upload.size for upload in self._coming)
            + more
        )
        return (
            len(files) <= limits.upload_files
            and in_session <= limits.upload_mb * _MB
            and in_all <= limits.upload_all_mb * _MB
        )


def sizes() -> dict[str, dict[str, int]]:
    """Return the sizes of the uploaded files in memory, by session and file."""
    return {
        session: {file.file_id: max(_LEAST, len(file.data) + len(file.name)) for file in list(files.values())}
        for session, files in list(_manager().file_storage.items())
    }


def buffered_bytes() -> int:
    """Return the size of all uploaded files in memory, in bytes."""
    return sum(sum(files.values()) for files in sizes().values()) if runtime.exists() else 0


def sweep() -> None:
    """Remove the files of closed sessions from memory.

    A tab that lost its connection may reconnect for a while (``server.disconnectedSessionTTL``). After that Streamlit
    would remove its session and files only when its list of sessions changes.
    """
    sessions = runtime.get_instance()._session_mgr
    # Asking for the length of the list of disconnected sessions removes the expired ones from it.
    storage = getattr(getattr(sessions, "_session_storage", None), "_cache", ())
    len(storage)
    here = {info.session.id for info in sessions.list_sessions()}
    manager = _manager()
    for session in list(manager.file_storage):
        if session not in here:
            manager.remove_session_files(session)


async def keep_sweeping() -> None:
    """Call ``sweep`` every few seconds (``SECONDS``) until cancelled."""
    while True:
        await asyncio.sleep(SECONDS)
        if runtime.exists():
            sweep()


def claims_of(scope: Scope) -> dict[str, Any]:
    """Return the claims of the sign-in in a request's cookie, read as Streamlit's websocket does."""
    request = Request(scope)
    origin = request.headers.get("origin", "")
    raw = starlette_websocket._get_signed_cookie_with_chunks(request.cookies, USER_COOKIE_NAME)
    return starlette_websocket._parse_decoded_user_cookie(raw, origin) if raw else {}


def _tell(session: str, why: str) -> None:
    """Make the page of a session show why a file was refused, in the reader's language."""
    info = runtime.get_instance()._session_mgr.get_active_session_info(session)
    if info is not None:
        info.session.session_state[REFUSED] = why
        # Without the state of its last run, a session would show the first page, and leaving a page drops its files.
        info.session.request_rerun(info.session._client_state)


def _is_of(session: str, claims: Mapping[str, object]) -> bool:
    """Return whether an open session belongs to the sign-in with these claims."""
    info = runtime.get_instance()._session_mgr.get_active_session_info(session)
    if info is None:
        return False
    owner = info.session._user_info
    return all(owner.get(name) == claims.get(name) for name in ("email", "iat", "is_logged_in"))


def _declared(scope: Scope) -> int:
    length = Request(scope).headers.get("content-length", "")
    return max(_LEAST, int(length)) if length.isdecimal() else _LEAST


def _manager() -> MemoryUploadedFileManager:
    manager = runtime.get_instance().uploaded_file_mgr
    assert isinstance(manager, MemoryUploadedFileManager)
    return manager
