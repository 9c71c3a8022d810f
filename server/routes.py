"""Addresses of the server's own, beside Streamlit's: what a load balancer, a scraper or a probe asks for."""

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
    """Return the server's own routes; they stand behind the guards, and before Streamlit's.

    Parameters
    ----------
    pages : iterable of str
        The addresses of the app's pages.
    base : str
        The sub-path the app is served under; the routes answer there and at the root, where probes look.
    sheet : str
        The app's style sheet, for its first paint.
    """
    answers = {
        "health": health.health,
        "ready": health.ready,
        "metrics": metrics.route(lambda: health.database() == OK, metrics_token),
    }
    starts = dict.fromkeys(("/", front.start(base)))
    own = [Route(f"{start}{name}", answer) for start in starts for name, answer in answers.items()]
    return [*own, *front.routes(pages, base, sheet)]
