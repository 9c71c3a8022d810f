"""Every result of the pages is measured from the same amounts.

What would be lost: the deals behind a figure, its trend and its products add up to less than the figure.
"""

from __future__ import annotations

from coaching.advise import Options
from coaching.tables import Tables
from pages.session import results
from tests.build import deals, lost, won
from tests.pages.stored import store_dataset


def test_converted_amounts_are_behind_a_figure_in_its_trend_and_in_its_products(open_app) -> None:
    rows = [won(1000.0, currency="SAR", product="A"), won(100.0, currency="USD", product="B"), lost(currency="SAR")]
    token = store_dataset(Tables(deals=deals(*rows * 3))).token
    options = Options(currency="SAR", rates={"USD": 4.0})
    figure = results.assessment(token, options).team.marks["average_sale"].figure
    assert (figure.numerator, figure.denominator) == (4200.0, 6)
    behind = results.drilldown(token, options, "average_sale", None)
    assert behind["amount_counted"].sum() == 4200.0
    # The deals themselves are shown as the file has them.
    assert set(zip(behind["currency"], behind["amount"], strict=True)) == {("SAR", 1000.0), ("USD", 100.0)}
    points = results.kpi_trends(token, options, "month")[None]["average_sale"]
    assert sum(point.figure.numerator or 0.0 for point in points) == 4200.0
    products = results.segment_figures(token, options, "product")
    assert sum(one.card.counts.revenue for one in products) == 4200.0
