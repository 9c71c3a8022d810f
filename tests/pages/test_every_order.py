"""The pages of data and settings can be reached from one another.

What would be lost: what was chosen or drawn on one page breaks the next: a traceback, or a page without its subject.
"""

from __future__ import annotations

from itertools import pairwise

from coaching.words import Words
from pages import registry

EN = Words("en")


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


def test_all_pages_of_data_and_settings_in_every_order_of_two(open_app) -> None:
    pages = [page for page in registry.PAGES if page.entry == "data" and not page.only_signed_in]
    app = open_app(pages[0].key, data="sample")
    for before, now in pairwise(tour(len(pages))):
        app.switch_page(pages[now].file).run()
        way = f"from {pages[before].key} to {pages[now].key}"
        assert not app.exception, way
        assert app.title[0].value == EN(f"{pages[now].key}.title"), way
