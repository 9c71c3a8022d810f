"""Addresses of the server's own, beside Streamlit's: what a load balancer, a scraper or a probe asks for."""

from __future__ import annotations

from starlette.routing import BaseRoute, Route

from server.health import OK, Health
from server.metrics import Metrics


def routes(health: Health, metrics: Metrics, base: str = "", metrics_token: str = "") -> list[BaseRoute]:
    """Return the server's own routes; they stand behind the guards, and before Streamlit's.

    Parameters
    ----------
    base : str
        The sub-path the app is served under; the routes answer there and at the root, where probes look.
    """
    answers = {
        "health": health.health,
        "ready": health.ready,
        "metrics": metrics.route(lambda: health.database() == OK, metrics_token),
    }
    starts = dict.fromkeys(("/", f"/{base.strip('/')}/" if base.strip("/") else "/"))
    return [Route(f"{start}{name}", answer) for start in starts for name, answer in answers.items()]
