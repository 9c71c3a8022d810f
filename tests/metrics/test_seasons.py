"""Whether wins bunch at a quarter's end.

What would be lost: after a strong last month every rep's win rate would seem to fall.
"""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from scipy import stats

from coaching.advise import Options, assess
from coaching.metrics import deal_facts, monthly, pattern_of_deals, quarter_pattern, tally
from coaching.tables import Tables
from tests.build import AS_OF, EVER, deals, lost, won


def closings(*by_month: tuple[int, int], years: tuple[int, ...] = (2024, 2025)):
    """Return deals with (won, lost) closed in each month of the quarter, all year long."""
    rows = []
    for year in years:
        for month in range(1, 13):
            wins, losses = by_month[(month - 1) % 3]
            day = dt.date(year, month, 15).isoformat()
            rows += [won(on=day, first=day)] * wins + [lost(on=day, first=day)] * losses
    return deals(*rows)


def test_wins_that_bunch_at_the_quarters_end_are_found() -> None:
    found = quarter_pattern(monthly(closings((5, 5), (5, 4), (8, 2)), EVER, AS_OF))
    assert found.bunches
    assert found.won_share == pytest.approx((0.5, 5 / 9, 0.8))
    assert found.p_value == pytest.approx(stats.chi2_contingency([[40, 40, 64], [40, 32, 16]], correction=False)[1])


def test_months_alike_are_no_season_however_many_deals_close_in_them() -> None:
    assert not quarter_pattern(monthly(closings((5, 5), (5, 5), (15, 15)), EVER, AS_OF)).bunches


def test_weeks_are_read_like_months() -> None:
    events = tally(closings((5, 5), (5, 4), (8, 2)), EVER, AS_OF).events
    assert quarter_pattern(events).won_share == pytest.approx((0.5, 5 / 9, 0.8))


def test_a_period_too_short_for_a_season_is_told_by_what_lies_before_it() -> None:
    """One quarter shows three months, once each; that wins bunch in the last one is told from two years."""
    frame = closings((5, 5), (5, 4), (8, 2))
    found = pattern_of_deals(deal_facts(frame, AS_OF))
    assert found == quarter_pattern(monthly(frame, EVER, AS_OF))
    quarter = Options(start=dt.date(2025, 7, 1), end=dt.date(2025, 9, 30), as_of=dt.date(2025, 12, 31))
    assert assess(Tables(deals=frame), quarter).whole_quarters


def test_a_handful_of_deals_says_nothing() -> None:
    found = quarter_pattern(monthly(closings((1, 0), (0, 1), (1, 0), years=(2025,)), EVER, AS_OF))
    assert (found.p_value, found.bunches) == (None, False)
    assert quarter_pattern(pd.DataFrame({"month": [], "won_from_first": [], "lost_from_first": []})).p_value is None
