"""The server's own routes besides Streamlit's: health, readiness, metrics, and the start of each page."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.routing import BaseRoute, Route

from server import front
from server.health import OK, Health
from server.metrics import Metrics


def routes(
    health: Health,
    metrics: Metrics,
    pages: Iterable[str],
    base: str = "",
    metrics_token: str = "",
    sheet: str = "",
) -> list[BaseRoute]:
    """Return the server's own routes, which come after the guards and before Streamlit's.

    Parameters
    ----------
    pages : iterable of str
        The addresses of the app's pages.
    base : str
        The sub-path under which the app is served; the routes answer there and at the root, which probes use.
    sheet : str
        The app's style sheet, for the first paint.
    """
    answers = {
        "health": health.health,
        "ready": health.ready,
        "metrics": metrics.route(lambda: health.database() == OK, metrics_token),
    }
    starts = dict.fromkeys(("/", front.start(base)))
    own = [Route(f"{start}{name}", answer) for start in starts for name, answer in answers.items()]
    return [*own, *front.routes(pages, base, sheet)]
