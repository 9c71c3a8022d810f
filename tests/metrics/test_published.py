"""Figures published elsewhere, to be met exactly.

Each case names what was published. Sources are the worked examples of sales-management guides; the inputs are
theirs, the code is ours.
"""

import math

import pytest

from coaching.metrics import FEWEST_DEALS, Figure, Goal, Measured, derive, load_kpis, magic_number
from coaching.metrics.model import Counts, Funnel
from tests.build import deals, lost, measured, one, waiting, won


def test_a_monthly_goal_worked_back_to_appointments() -> None:
    """Published: 6 sales, 15 proposals, 25 first appointments a month for 15,000 at 2,500, 60 % and 40 %."""
    needed = magic_number(15_000, "month", 2_500, next_step_ratio=0.60, closing_ratio=0.40)
    assert needed.sales_needed == pytest.approx(6)
    assert needed.next_steps_needed == pytest.approx(15)
    assert needed.first_appointments_needed == pytest.approx(25)
    assert needed.magic_number == pytest.approx(25 / (52 / 12))
    assert needed.magic_number_rounded_up == 6


def test_a_yearly_goal_over_44_selling_weeks() -> None:
    """Published: 20 sales, 80 appointments, 1.8 a week for 240,000 a year at 12,000 and 25 % overall."""
    needed = magic_number(240_000, "year", 12_000, next_step_ratio=0.25, closing_ratio=1.0, weeks_per_year=44)
    assert needed.sales_needed == pytest.approx(20)
    assert needed.first_appointments_needed == pytest.approx(80)
    assert needed.magic_number == pytest.approx(80 / 44)


@pytest.mark.parametrize(
    ("goal", "average", "closing", "published", "exact"),
    [(100e3, 5e3, 0.5, 3, 10 / 3), (1e6, 50e3, 0.4, 4, 25 / 6), (10e6, 250e3, 0.4, 8, 25 / 3)],
)
def test_meetings_a_month_from_a_yearly_goal(
    goal: float, average: float, closing: float, published: int, exact: float
) -> None:
    """Published: 3, 4 and 8 a month; the source rounded down, we keep the exact figure."""
    a_month = magic_number(goal, "year", average, 1.0, closing).first_appointments_needed / 12
    assert a_month == pytest.approx(exact)
    assert math.floor(a_month) == published


def test_a_year_of_calls() -> None:
    """Published: 447 calls, 138 sold, 1,846,516 in 45 weeks are 31 %, 13,380 a sale, 4,130 a call, 9.93 a week."""
    sale, rate = 1_846_516 / 138, 138 / 447
    assert round(rate, 2) == 0.31
    assert int(sale) == 13_380
    needed = magic_number(1_846_516, "year", sale, rate, 1.0, weeks_per_year=45)
    assert round(needed.magic_number, 2) == 9.93
    assert int(1_846_516 / needed.first_appointments_needed) == 4_130


def test_win_rate_of_20_won_and_30_lost() -> None:
    """Published: 40 %."""
    figure = one(deals(*[won()] * 20, *[lost()] * 30)).figures["win_rate"]
    assert (figure.numerator, figure.denominator, figure.value) == (20, 50, 0.4)


def test_open_deals_are_no_part_of_the_win_rate() -> None:
    """Published: 3 won and 7 lost of 100 created are 30 % of closed, not 3 %."""
    figure = one(deals(*[won()] * 3, *[lost()] * 7, *[waiting()] * 90)).figures["win_rate"]
    assert figure.value == pytest.approx(0.30)


def test_sales_cycle_of_three_deals() -> None:
    """Published: 45, 54 and 39 days, mean 46."""
    dates = [("2026-01-01", "2026-02-15"), ("2026-01-10", "2026-03-05"), ("2026-01-20", "2026-02-28")]
    figure = one(deals(*(won(first=first, on=on) for first, on in dates))).figures["sales_cycle_days"]
    assert (figure.numerator, figure.denominator, figure.value) == (45 + 54 + 39, 3, 46)


def test_sales_velocity() -> None:
    """Published: 18 open, 42,000, 24 %, 78 days are 2,326 a day."""
    seen = Measured("Sara", Counts(open_first_appointments=18), Funnel(None, 0, 0, 0, 0, 0, 0, 0, 0, 0), {}, {})
    values = {"win_rate": 0.24, "average_sale": 42_000.0, "sales_cycle_days": 78.0}
    figure = derive(seen, load_kpis()["sales_velocity"], values, {}, None, None)
    assert round(figure.value or 0) == 2_326


def test_goal_attainment() -> None:
    """Published: 235 k of 250 k is 94 %."""
    seen = Measured(
        "Sara", Counts(won=1, deals_with_amount=1, revenue=235e3), Funnel(None, 0, 0, 0, 0, 0, 0, 0, 0, 0), {}, {}
    )
    figure = derive(seen, load_kpis()["goal_attainment"], {}, {}, Goal(weekly=0, in_period=250e3), None)
    assert isinstance(figure, Figure)
    assert figure.value == pytest.approx(0.94)


@pytest.mark.parametrize(
    ("next_step", "closing", "average", "published"),
    [(0.65, 0.40, 2_500, 23.1), (0.60, 0.65, 2_500, 15.4), (0.60, 0.40, 3_000, 20.8), (0.65, 0.65, 2_500, 14.2)],
)
def test_one_lever_at_a_time(next_step: float, closing: float, average: float, published: float) -> None:
    """Published: what the 25 appointments a month fall to when one lever (or both ratios) is mended."""
    needed = magic_number(15_000, "month", average, next_step, closing)
    assert round(needed.first_appointments_needed, 1) == published


def test_the_subject_is_not_in_her_own_peer_average() -> None:
    """Three reps at 10,000 and one at 5,500: 45 % below her peers, not the 38 % that hides the flag."""
    from coaching.compare import pooled_others
    from coaching.metrics import Figure

    values = {"a": 10_000.0, "b": 10_000.0, "c": 10_000.0, "Sara": 5_500.0}
    figures = {rep: Figure("average_sale", value, 4 * value, 4, 4) for rep, value in values.items()}
    found = pooled_others(figures, dict.fromkeys(values), enough=FEWEST_DEALS)["Sara"]
    assert (found.value, found.reps) == (10_000.0, 3)
    assert pytest.approx(-0.45) == 5_500.0 / 10_000.0 - 1


def test_the_team_is_not_the_mean_of_its_reps() -> None:
    """1 of 1 and 10 of 100 are 11 of 101 for the team, not 55 %."""
    rows = [won(rep="a"), *[won(rep="b")] * 10, *[lost(rep="b")] * 90]
    team, _ = measured(deals(*rows))
    assert team.figures["win_rate"].value == pytest.approx(11 / 101)
