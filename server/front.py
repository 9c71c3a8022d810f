"""The page from which the browser starts Streamlit's frontend, told where this server is.

Left alone the frontend tries every folder of the address it was opened under: at ``/team`` it first asks for
``/team/_stcore/health``, is refused, and waits before it asks at the root. And until the app's first run has said that
there is a menu and how wide the content is, it draws the content at the edge and pushes it aside a moment later: a few
styles keep the room from the first paint on.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import streamlit
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import BaseRoute, Route

#: Streamlit's pointer to its interface for agents, which is off here.
_TO_AGENTS = '<link rel="service-desc" href="./_stcore/agent/openapi.json" />'

_STATIC = Path(streamlit.__file__).parent / "static"
_SCRIPTS = _STATIC / "static" / "js"

_ROOM = """<style>
[data-testid=stMainBlockContainer][data-testid] { padding: 2.25rem 2rem 4rem; max-width: 88rem; }
[data-testid=stMainBlockContainer] > [data-testid=stVerticalBlock] > :first-child { position: absolute; }
@media (min-width: 769px) {
  [data-testid=stAppViewContainer]:not(:has([data-testid=stSidebar])) { padding-inline-start: 300px; }
}
@media (max-width: 640px) { [data-testid=stMainBlockContainer][data-testid] { padding: 4rem 1rem 4rem; } }
</style></head>"""


def page(base: str = "", sheet: str = "") -> str:
    """Return the page, for an app that is served under a sub-path or, without one, at the root.

    ``sheet`` is the app's style sheet: without it, what is drawn before the app brings its own jumps once it does.
    """
    html = (_STATIC / "index.html").read_text(encoding="utf-8")
    where = f"window.__streamlit={{BACKEND_BASE_URL:location.origin+{json.dumps(start(base))}}}"
    html = html.replace(_TO_AGENTS, "").replace("</head>", f"<style>{sheet}</style>{_ROOM}", 1)
    # What draws the app's own pieces is else asked for once the first of them has come, and stands in for it till then.
    early = "".join(
        f'<link rel="modulepreload" href="{start(base)}static/js/{file.name}">'
        for file in sorted(_SCRIPTS.glob("Html.*.js"))
    )
    html = html.replace("</head>", f"{early}</head>", 1)
    return html.replace("<head>", f"<head><script>{where}</script>", 1)


def start(base: str) -> str:
    """Return what the addresses of an app begin with: ``/``, or ``/base/``."""
    return f"/{base.strip('/')}/" if base.strip("/") else "/"


def routes(addresses: Iterable[str], base: str = "", sheet: str = "") -> list[BaseRoute]:
    """Return what answers the addresses of the app's pages."""
    html = page(base, sheet)

    def answer(_: Request) -> HTMLResponse:
        return HTMLResponse(html, headers={"cache-control": "no-cache"})

    return [Route(f"{start(base)}{address}", answer) for address in ("", *addresses)]
