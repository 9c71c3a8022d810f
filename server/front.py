"""The HTML page that starts Streamlit's frontend in the browser, with the address of this server and first styles.

By default the frontend tries every folder of its address: at ``/team`` it first requests ``/team/_stcore/health``,
gets an error, and waits before it tries the root. It also draws the content at the edge of the window, and moves it
when the app's first run adds the menu; a few styles reserve that space from the first paint on.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import streamlit
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import BaseRoute, Route

#: Streamlit's link to its interface for automated agents, which is switched off here.
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
    """Return the page for an app that is served under the sub-path ``base`` or, without one, at the root.

    ``sheet`` is the app's style sheet; without it, the layout would shift when the app adds it.
    """
    html = (_STATIC / "index.html").read_text(encoding="utf-8")
    where = f"window.__streamlit={{BACKEND_BASE_URL:location.origin+{json.dumps(start(base))}}}"
    html = html.replace(_TO_AGENTS, "").replace("</head>", f"<style>{sheet}</style>{_ROOM}", 1)
    # Otherwise the module that draws HTML is loaded only when the first piece of HTML arrives, after a placeholder.
    early = "".join(
        f'<link rel="modulepreload" href="{start(base)}static/js/{file.name}">'
        for file in sorted(_SCRIPTS.glob("Html.*.js"))
    )
    html = html.replace("</head>", f"{early}</head>", 1)
    return html.replace("<head>", f"<head><script>{where}</script>", 1)


def start(base: str) -> str:
    """Return the prefix of an app's addresses: ``/`` or ``/base/``."""
    return f"/{base.strip('/')}/" if base.strip("/") else "/"


def routes(addresses: Iterable[str], base: str = "", sheet: str = "") -> list[BaseRoute]:
    """Return the routes of the app's pages, which all answer with the page."""
    html = page(base, sheet)

    def answer(_: Request) -> HTMLResponse:
        return HTMLResponse(html, headers={"cache-control": "no-cache"})

    return [Route(f"{start(base)}{address}", answer) for address in ("", *addresses)]
