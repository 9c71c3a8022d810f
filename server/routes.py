"""Addresses of the server's own, beside Streamlit's: what a load balancer, a scraper or a probe asks for."""

from __future__ import annotations

from starlette.routing import BaseRoute


def routes() -> list[BaseRoute]:
    """Return the server's own routes; they stand behind the guards, and before Streamlit's."""
    return []
