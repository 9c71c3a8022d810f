"""Open the app without a browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from pages import registry

ROOT = Path(__file__).parents[2]


@pytest.fixture
def open_app() -> Callable[..., AppTest]:
    """Return a function that opens the app and a page of it, by its key or by an address of an earlier version."""

    def start(page: str = "", **address: str) -> AppTest:
        app = AppTest.from_file(ROOT / "app.py", default_timeout=300)
        key, added = registry.MOVED.get(page.replace("_", "-"), (page, {}))
        link = {"lang": "en", "period": "all", **address, **added}
        for name, value in link.items():
            app.query_params[name] = value
        if page:
            app._page_hash = calc_hash(key.replace("_", "-"))
        return app.run()

    return start


@pytest.fixture
def shown() -> Callable[[AppTest], str]:
    """Return a function that collects what a page shows as HTML or text."""

    def collect(app: AppTest) -> str:
        kinds = ("html", "title", "subheader", "markdown", "caption", "error", "warning", "info")
        texts = []
        for kind in kinds:
            texts += [str(getattr(element, "value", "") or "") for element in app.get(kind)]
            texts += [element.proto.body for element in app.get(kind) if kind == "html"]
        return "\n".join(texts)

    return collect
