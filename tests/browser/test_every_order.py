"""Every page can be reached from every other one.

What would be lost: a manager goes from one page to the next, and what was chosen or drawn on the first breaks the
second: a traceback, or a page that has lost its subject.
"""

from __future__ import annotations

from itertools import pairwise

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.client import trouble_in
from pages import registry

pytestmark = pytest.mark.browser

#: The links of the menu, and of the pages of one entry.
MENU = ".st-key-menu a[data-testid=stPageLink-NavLink]"
SUB_MENU = ".st-key-sub-menu a[data-testid=stPageLink-NavLink]"
_LONGEST_MS = 60_000


def tour(count: int) -> list[int]:
    """Return an order of visits in which every one of ``count`` pages once follows every other."""
    onward = {page: [other for other in range(count) if other != page] for page in range(count)}
    stack, order = [0], []
    while stack:
        if onward[stack[-1]]:
            stack.append(onward[stack[-1]].pop())
        else:
            order.append(stack.pop())
    return order[::-1]


def test_the_tour_takes_every_way_once() -> None:
    order = tour(6)
    ways = list(pairwise(order))
    assert len(ways) == len(set(ways)) == 6 * 5


def test_all_pages_in_every_order_of_two(server, open_site) -> None:
    """The entries of the menu in every order of two, then the pages of the entry that has several."""
    site = open_site(server)
    finished, troubles = [], []

    def received(frame: bytes | str) -> None:
        message = ForwardMsg.FromString(frame) if isinstance(frame, bytes) else ForwardMsg()
        troubles.extend(trouble_in(message))
        if message.WhichOneof("type") == "script_finished":
            finished.append(message.script_finished)

    def walk(links: str, count: int) -> None:
        order = tour(count)
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
    walk(MENU, len(registry.ENTRIES))
    site.go("upload", lang="en", data="sample")
    beside = [page for page in registry.PAGES if page.entry == "data" and not page.only_signed_in]
    assert site.page.locator(SUB_MENU).count() == len(beside)
    walk(SUB_MENU, len(beside))
