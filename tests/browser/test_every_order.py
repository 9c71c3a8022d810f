"""Every page can be reached from every other one.

What would be lost: a manager goes from one page to the next, and what was chosen or drawn on the first breaks the
second: a traceback, or a page that has lost its subject.
"""

from __future__ import annotations

from itertools import pairwise

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.client import trouble_in

pytestmark = pytest.mark.browser

LINKS = "[data-testid=stSidebarNavLink]"
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
    site = open_site(server)
    finished, troubles = [], []

    def received(frame: bytes | str) -> None:
        message = ForwardMsg.FromString(frame) if isinstance(frame, bytes) else ForwardMsg()
        troubles.extend(trouble_in(message))
        if message.WhichOneof("type") == "script_finished":
            finished.append(message.script_finished)

    site.page.on("websocket", lambda socket: socket.on("framereceived", received))
    site.go("upload", lang="en", data="sample")
    links = site.page.locator(LINKS)
    pages = [links.nth(at).get_attribute("href").split("?")[0] for at in range(links.count())]
    assert len(pages) > 10
    order = tour(len(pages))
    for before, now in pairwise(order):
        finished.clear()
        links.nth(now).dispatch_event("click")
        waited = 0
        while ForwardMsg.FINISHED_SUCCESSFULLY not in finished and waited < _LONGEST_MS:
            site.page.wait_for_timeout(10)
            waited += 10
        way = f"from {pages[before]} to {pages[now]}"
        assert waited < _LONGEST_MS, f"{way}: the page did not come to an end"
        assert not troubles, f"{way}: {troubles}"
        assert site.page.locator("[data-testid=stException]").count() == 0, way
    assert site.page.url.split("?")[0].rstrip("/") == pages[order[-1]].rstrip("/")
