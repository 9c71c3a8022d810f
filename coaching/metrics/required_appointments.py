"""The magic number: new first appointments a week that a revenue goal asks for."""

from __future__ import annotations

import math
from dataclasses import dataclass

#: How many of a goal's periods make a year.
PERIODS_A_YEAR = {"month": 12, "quarter": 4, "year": 1}

#: Selling weeks in a year unless the team says otherwise.
WEEKS_PER_YEAR = 52.0


@dataclass(frozen=True)
class MagicNumber:
    """The requirements of a goal: counts for its period, and first appointments a week, exact and rounded up."""

    sales_needed: float
    next_steps_needed: float
    first_appointments_needed: float
    magic_number: float
    magic_number_rounded_up: int


def weekly_goal(goal: float, goal_period: str, weeks_per_year: float = WEEKS_PER_YEAR) -> float:
    """Return the revenue goal a week: a month has a twelfth of the year's selling weeks, a quarter a fourth.

    Raises ``ValueError`` for an unknown period or a goal or number of weeks that is not above zero.
    """
    if goal_period not in PERIODS_A_YEAR:
        raise ValueError(f"goal period {goal_period!r} is not one of {', '.join(PERIODS_A_YEAR)}")
    _positive(goal=goal, weeks_per_year=weeks_per_year)
    return goal * PERIODS_A_YEAR[goal_period] / weeks_per_year


def magic_number(
    goal: float,
    goal_period: str,
    average_sale: float,
    next_step_ratio: float,
    closing_ratio: float,
    weeks_per_year: float = WEEKS_PER_YEAR,
) -> MagicNumber:
    """Compute the first appointments that a revenue goal requires.

    Parameters
    ----------
    goal, average_sale : float
        Money in the same currency, above zero.
    goal_period : str
        ``month``, ``quarter`` or ``year``.
    next_step_ratio, closing_ratio : float
        Above 0, at most 1.

    Raises
    ------
    ValueError
        Where an input is outside its range.
    """
    weekly = weekly_goal(goal, goal_period, weeks_per_year)
    _positive(average_sale=average_sale, next_step_ratio=next_step_ratio, closing_ratio=closing_ratio)
    for name, ratio in (("next_step_ratio", next_step_ratio), ("closing_ratio", closing_ratio)):
        if ratio > 1:
            raise ValueError(f"{name} must be at most 1, not {ratio}")
    sales = goal / average_sale
    next_steps = sales / closing_ratio
    appointments = next_steps / next_step_ratio
    exact = weekly / (average_sale * next_step_ratio * closing_ratio)
    return MagicNumber(sales, next_steps, appointments, exact, round_up(exact))


def round_up(exact: float) -> int:
    """Round up to whole appointments, forgiving the last bits of a binary fraction."""
    return math.ceil(round(exact, 9))


def _positive(**values: float) -> None:
    for name, value in values.items():
        if not (math.isfinite(value) and value > 0):
            raise ValueError(f"{name} must be above zero, not {value}")
