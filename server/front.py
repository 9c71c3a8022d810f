"""The HTML page that starts Streamlit's frontend in the browser, with the address of this server and first styles.

By default the frontend tries every folder of its address: at ``/team`` it first requests ``/team/_stcore/health``,
gets an error, and waits before it tries the root. It also draws the content at the edge of the window, and moves it
when the app's first run adds the menu; a few styles reserve that space from the first paint on. So does the direction
of the reader's language: set by the first run, it would move everything to the other side.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

import streamlit
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import BaseRoute, Route

from coaching.words import Words, languages, matching

#: Streamlit's link to its interface for automated agents, which is switched off here.
_TO_AGENTS = '<link rel="service-desc" href="./_stcore/agent/openapi.json" />'

_STATIC = Path(streamlit.__file__).parent / "static"
_SCRIPTS = _STATIC / "static" / "js"

#: The parts of most pages that the frontend loads only when the first of their kind arrives, after a placeholder.
_EARLY = (
    "Html",
    "PageLink",
    "Selectbox",
    "Button",
    "ButtonGroup",
    "DownloadButton",
    "NumberInput",
    "TextArea",
    "TextInput",
)
#: What a script of the frontend imports.
_IMPORTED = re.compile(r'(?:from|import)\s*"\./([\w.-]+\.js)"')

#: Sets language and direction before the first paint, from the address or else from the browser, as the first run does.
_DIRECTION = """(known => {
  const asked = [new URLSearchParams(location.search).get('lang') || '', navigator.language];
  const codes = asked.flatMap(code => [code.toLowerCase(), code.toLowerCase().split('-')[0]]);
  const lang = codes.find(code => Object.hasOwn(known, code)) || %s;
  document.documentElement.lang = lang;
  document.documentElement.dir = known[lang];
})(%s)"""

_ROOM = """<style>
[data-testid=stMainBlockContainer][data-testid] { padding: 2.25rem 2rem 4rem; max-width: 88rem; }
[data-testid=stMainBlockContainer] > [data-testid=stVerticalBlock] > :first-child {
  position: absolute; max-width: calc(100% - 4rem);
}
@media (min-width: 769px) {
  [data-testid=stAppViewContainer]:not(:has([data-testid=stSidebar])) { padding-inline-start: 15.5rem; }
}
@media (max-width: 640px) { [data-testid=stMainBlockContainer][data-testid] { padding: 4rem 1rem 4rem; } }
</style>"""


def page(base: str = "", sheet: str = "") -> str:
    """Return the page for an app that is served under the sub-path ``base`` or, without one, at the root.

    ``sheet`` is the app's style sheet; without it, the layout would shift when the app adds it. It is in the body,
    behind the styles that the frontend adds to the head, which would otherwise prevail until then.
    """
    html = (_STATIC / "index.html").read_text(encoding="utf-8")
    where = f"window.__streamlit={{BACKEND_BASE_URL:location.origin+{json.dumps(start(base))}}}"
    html = html.replace("<title>Streamlit</title>", f"<title>{Words()('app.title')}</title>", 1)
    html = html.replace(_TO_AGENTS, "").replace("<body>", f"<body><style>{sheet}</style>{_ROOM}", 1)
    early = "".join(f'<link rel="modulepreload" href="{start(base)}static/js/{name}">' for name in _early_scripts(html))
    html = html.replace("</head>", f"{early}</head>", 1)
    directions = {code: "rtl" if language.rtl else "ltr" for code, language in languages().items()}
    direction = _DIRECTION % (
        json.dumps(matching(None)),
        json.dumps({code.lower(): one for code, one in directions.items()}),
    )
    return html.replace("<head>", f"<head><script>{where}</script><script>{direction}</script>", 1)


def _early_scripts(html: str) -> list[str]:
    """Return the names of the scripts of ``_EARLY`` and of all that they import, but for those that the page names."""
    waiting = [file.name for part in _EARLY for file in sorted(_SCRIPTS.glob(f"{part}.*.js"))]
    names: list[str] = []
    for name in waiting:
        if name not in names and f"/{name}" not in html:
            names.append(name)
            waiting += _IMPORTED.findall((_SCRIPTS / name).read_text(encoding="utf-8"))
    return names


def start(base: str) -> str:
    """Return the prefix of an app's addresses: ``/`` or ``/base/``."""
    return f"/{base.strip('/')}/" if base.strip("/") else "/"


def routes(addresses: Iterable[str], base: str = "", sheet: str = "") -> list[BaseRoute]:
    """Return the routes of the app's pages, which all answer with the page."""
    html = page(base, sheet)

    def answer(_: Request) -> HTMLResponse:
        return HTMLResponse(html, headers={"cache-control": "no-cache"})

    return [Route(f"{start(base)}{address}", answer) for address in ("", *addresses)]
