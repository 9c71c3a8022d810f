"""Trends, periods, medians and the deals behind a figure."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from coaching.metrics import (
    NAMED,
    Period,
    counted_by_deal,
    deals_waiting,
    drilldown,
    is_ageing,
    like_previous,
    load_kpis,
    median_days_to_win,
    monthly,
    named_period,
    previous,
    tally,
    trends,
)
from tests.build import AS_OF, EVER, deals, lost, one, waiting, won

DAY = dt.date(2026, 5, 20)


def kpi_trends(frame, key: str, by: str = "month", rep: str | None = None):
    found = trends(monthly(frame, EVER, AS_OF), load_kpis(), by)
    return [(point.start.month, point.figure.numerator, point.figure.denominator) for point in found[rep][key]]


def test_a_trend_shows_m_and_n_of_every_month_and_gaps_as_gaps() -> None:
    frame = deals(
        won(on="2026-03-01", first="2026-03-01"),
        lost(on="2026-03-31", first="2026-03-01"),
        won(on="2026-05-02", first="2026-03-02"),
    )
    assert kpi_trends(frame, "win_rate") == [(3, 1, 2), (4, 0, 0), (5, 1, 1)]
    assert kpi_trends(frame, "win_rate", "quarter", "Sara") == [(1, 1, 2), (4, 1, 1)]


def test_the_months_of_a_trend_add_up_to_the_whole() -> None:
    frame = deals(*(won(on=f"2026-0{month}-11") for month in range(2, 7)), lost(), lost("next_step", on="2026-04-04"))
    whole = one(frame).figures["closing_ratio"]
    points = kpi_trends(frame, "closing_ratio")
    assert (sum(m for _, m, _ in points), sum(n for *_, n in points)) == (whole.numerator, whole.denominator)


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        ("weeks_13", dt.date(2026, 2, 19), DAY),
        ("months_12", dt.date(2025, 5, 21), DAY),
        ("year", dt.date(2026, 1, 1), DAY),
        ("quarter", dt.date(2026, 4, 1), DAY),
        ("last_quarter", dt.date(2026, 1, 1), dt.date(2026, 3, 31)),
        ("month", dt.date(2026, 5, 1), DAY),
        ("last_month", dt.date(2026, 4, 1), dt.date(2026, 4, 30)),
    ],
)
def test_named_periods(name: str, start: dt.date, end: dt.date) -> None:
    assert (named_period(name, DAY).start, named_period(name, DAY).end) == (start, end)
    assert name in NAMED


def test_thirteen_weeks_are_thirteen_weeks() -> None:
    assert named_period("weeks_13", DAY).weeks == 13


def test_the_period_before_a_quarter_is_the_quarter_before() -> None:
    before = previous(Period(dt.date(2026, 4, 1), dt.date(2026, 6, 30)))
    assert (before.start, before.end) == (dt.date(2026, 1, 1), dt.date(2026, 3, 31))


def test_the_period_before_some_days_is_as_many_days() -> None:
    before = previous(Period(dt.date(2026, 4, 10), dt.date(2026, 4, 19)))
    assert (before.start, before.end, before.days) == (dt.date(2026, 3, 31), dt.date(2026, 4, 9), 10)


def test_the_last_of_february_has_a_year_before_it() -> None:
    assert named_period("months_12", dt.date(2024, 2, 29)).start == dt.date(2023, 3, 1)


def test_the_median_counts_open_deals_as_waiting() -> None:
    """By hand: 4 at risk, wins at 10 and 30, one still open at 20: S = 3/4, then 3/4 x 1/2 = 3/8 at 30."""
    durations = pd.DataFrame(
        {"days": [10, 20, 30, 40], "won": [1, 0, 1, 0], "censored_lost": [0, 0, 0, 1], "censored_open": [0, 1, 0, 0]}
    )
    assert median_days_to_win(durations) == (30.0, None)


def test_no_median_where_less_than_half_is_won() -> None:
    durations = pd.DataFrame({"days": [10, 50], "won": [1, 0], "censored_lost": [0, 0], "censored_open": [0, 9]})
    value, reason = median_days_to_win(durations)
    assert value is None
    assert reason.code == "half_never_won"


def test_the_median_agrees_with_a_plain_one_when_nothing_is_censored() -> None:
    days = np.array([5, 9, 12, 40, 41])
    durations = pd.DataFrame({"days": days, "won": 1, "censored_lost": 0, "censored_open": 0})
    assert median_days_to_win(durations)[0] == np.median(days)


def test_ageing_is_a_disagreement_by_a_third() -> None:
    assert is_ageing(30.0, 40.0)
    assert not is_ageing(30.0, 39.0)
    assert not is_ageing(None, 39.0)


@pytest.mark.parametrize("key", [key for key in counted_by_deal() if key not in ("activity_gauge", "goal_attainment")])
def test_the_deals_behind_a_figure_tie_out_to_it(key: str) -> None:
    frame = deals(
        won(1000.0), won(None), won(3000.0, first=None), lost(), lost("next_step"), lost(None, gate_shown=False),
        waiting(), waiting("next_step"), won(5.0, on="2026-04-01"),
    )  # fmt: skip
    for period in (EVER, Period(dt.date(2026, 3, 1), dt.date(2026, 3, 31))):
        figure = one(frame, period).figures[key]
        table = drilldown(frame, key, period, AS_OF, rep="Sara")
        counted = table[table["in_numerator"]]
        sums = {"average_sale": counted["amount_counted"].sum(), "sales_cycle_days": counted["cycle_days"].sum()}
        assert sums.get(key, len(counted)) == figure.numerator
        assert table["in_denominator"].sum() == figure.denominator


def test_the_deals_behind_the_gauge_are_the_first_appointments() -> None:
    frame = deals(won(), waiting("conversation", first=None), waiting())
    assert len(drilldown(frame, "activity_gauge", EVER, AS_OF)) == one(frame).counts.first_appointments == 2


def test_monthly_events_hold_what_the_weekly_ones_hold() -> None:
    frame = deals(won(), lost(), lost("next_step", on="2026-04-04"), waiting())
    weekly = tally(frame, EVER, AS_OF).events.drop(columns=["rep", "product", "week"]).sum()
    assert monthly(frame, EVER, AS_OF).drop(columns=["rep", "product", "month"]).sum().equals(weekly)


def test_the_deals_to_work_on_are_the_open_ones_that_have_waited_longest() -> None:
    frame = deals(
        waiting(first="2026-06-20", deal_id="new"), waiting(first="2026-05-01", deal_id="old"), won(), lost(),
        waiting("next_step", first="2026-04-01", next_step_on="2026-06-10", deal_id="late"),
        waiting("conversation", first=None, deal_id="early"), waiting(rep="Omar", first="2026-01-01"),
    )  # fmt: skip
    table = deals_waiting(frame, "next_step", AS_OF, rep="Sara")
    assert table[["deal_id", "age_days"]].to_numpy().tolist() == [["old", 60], ["new", 10]]
    assert deals_waiting(frame, "won", AS_OF)["age_days"].tolist() == [20]
    assert len(deals_waiting(frame, "next_step", AS_OF, limit=1)) == 1


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ((2026, 3, 1), (2026, 3, 31), ((2025, 12, 1), (2025, 12, 31))),
        ((2026, 2, 1), (2026, 2, 28), ((2025, 11, 1), (2025, 11, 30))),
        ((2026, 4, 1), (2026, 6, 30), ((2026, 1, 1), (2026, 3, 31))),
        ((2026, 4, 1), (2026, 5, 12), ((2026, 1, 1), (2026, 2, 12))),
        ((2026, 1, 15), (2026, 6, 20), ((2025, 7, 15), (2025, 12, 20))),
    ],
)
def test_the_like_period_before_is_the_same_part_of_a_quarter(start: tuple, end: tuple, expected: tuple) -> None:
    found = like_previous(Period(dt.date(*start), dt.date(*end)))
    assert (found.start, found.end) == tuple(dt.date(*day) for day in expected)
