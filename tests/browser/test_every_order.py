"""Every page can be reached from every other one.

What would be lost: a manager goes from one page to the next, and what was chosen or drawn on the first breaks the
second: a traceback, or a page that has lost its subject.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.client import trouble_in
from pages import registry
from tests.pages.test_every_order import tour

pytestmark = pytest.mark.browser

#: The links of the menu, and of the pages of one entry.
MENU = ".st-key-menu a[data-testid=stPageLink-NavLink]"
SUB_MENU = ".st-key-sub-menu a[data-testid=stPageLink-NavLink]"
_LONGEST_MS = 60_000


def test_all_pages_in_every_order_of_two(server, open_site) -> None:
    """The entries of the menu in every order of two, then each page of the entry that has several."""
    site = open_site(server)
    finished, troubles = [], []

    def received(frame: bytes | str) -> None:
        message = ForwardMsg.FromString(frame) if isinstance(frame, bytes) else ForwardMsg()
        troubles.extend(trouble_in(message))
        if message.WhichOneof("type") == "script_finished":
            finished.append(message.script_finished)

    def walk(links: str, order: Sequence[int]) -> None:
        for before, now in pairwise(order):
            finished.clear()
            link = site.page.locator(links).nth(now)
            address = link.get_attribute("href").split("?")[0]
            link.dispatch_event("click")
            waited = 0
            while ForwardMsg.FINISHED_SUCCESSFULLY not in finished and waited < _LONGEST_MS:
                site.page.wait_for_timeout(10)
                waited += 10
            way = f"from {before} to {now}, {address}"
            assert waited < _LONGEST_MS, f"{way}: the page did not come to an end"
            assert not troubles, f"{way}: {troubles}"
            assert site.page.locator("[data-testid=stException]").count() == 0, way
            assert site.page.url.split("?")[0].rstrip("/").endswith(address.rstrip("/")), way

    site.page.on("websocket", lambda socket: socket.on("framereceived", received))
    site.go("team", lang="en", data="sample")
    assert site.page.locator(MENU).count() == len(registry.ENTRIES)
    walk(MENU, tour(len(registry.ENTRIES)))
    site.go("upload", lang="en", data="sample")
    beside = [page for page in registry.PAGES if page.entry == "data" and not page.only_signed_in]
    assert site.page.locator(SUB_MENU).count() == len(beside)
    walk(SUB_MENU, range(len(beside)))  # in every order of two without a browser: tests/pages/test_every_order.py
