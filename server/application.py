"""The app as one ASGI application: Streamlit's server behind this project's guards."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import re
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from streamlit.starlette import App

from coaching.settings import Settings
from server import front, garbage, uploads
from server.guards import ClosedAddresses, HostGuard, MessageGuard, SecurityHeaders
from server.uploads import MayAdd, UploadGuard

_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)


def middleware(settings: Settings, may_add: MayAdd, scripts: Iterable[str] = (), base: str = "") -> list[Middleware]:
    """Return the guards, the outermost first.

    Parameters
    ----------
    may_add : function
        Returns whether a person with the claims of a sign-in may add data; None if people do not sign in.
    scripts : iterable of str
        The inline scripts that the app puts on its pages; no others may run.
    base : str
        The sub-path under which the app is served.
    """
    hashes = sorted({_hash(script) for script in (*scripts, *_SCRIPT.findall(front.page(base)))})
    return [
        Middleware(SecurityHeaders, scripts=hashes),
        Middleware(HostGuard, settings=settings),
        Middleware(ClosedAddresses),
        Middleware(MessageGuard),
        Middleware(UploadGuard, settings=settings, may_add=may_add),
    ]


def lifespan(prepare: Callable[[], None]) -> Callable[[App], AbstractAsyncContextManager[None]]:
    """Return the lifespan of the server: ``prepare`` before the first answer, and background tasks until the end."""

    @asynccontextmanager
    async def running(_: App) -> AsyncIterator[None]:
        await run_in_threadpool(prepare)
        end = garbage.begin()
        sweeping = asyncio.create_task(uploads.keep_sweeping())
        yield
        sweeping.cancel()
        end.set()

    return running


def _hash(script: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
