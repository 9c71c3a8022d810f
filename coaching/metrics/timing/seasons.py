"""Test for seasonality within quarters: if wins bunch in one month, only like parts of quarters compare."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from coaching.metrics.tallies.encode import EPOCH
from coaching.metrics.tallies.facts import Facts

#: A pattern less probable than this under chance is taken as a season.
SURE = 0.01
#: Fewest deals expected in each cell of the table (the usual condition of the chi-square approximation).
FEWEST_EXPECTED = 5.0


@dataclass(frozen=True)
class QuarterPattern:
    """Share won of the deals closed, by month of the quarter.

    Attributes
    ----------
    won_share : tuple of float or None
        For the months 1, 4, 7, 10; then 2, 5, 8, 11; then 3, 6, 9, 12. None for a month without closed deals.
    p_value : float or None
        Of the chi-square test that the shares are alike; None where the deals are too few for it.
    """

    won_share: tuple[float | None, float | None, float | None]
    p_value: float | None

    @property
    def bunches(self) -> bool:
        """Whether wins bunch in one month, so that only whole quarters or like parts of them may be compared."""
        return self.p_value is not None and self.p_value < SURE


def quarter_pattern(events: pd.DataFrame) -> QuarterPattern:
    """Return how the share won of closed deals differs by month of the quarter.

    Parameters
    ----------
    events : DataFrame
        Tallied events by ``month`` (``monthly``) or ``week`` (``tally``); those without a date are left out. A week
        belongs to the month of its Thursday.

    Notes
    -----
    Pearson's chi-square over the table of won and lost by month: it has 2 degrees of freedom, so that p is
    exp(-x / 2). Shares and not counts are compared, so that a quarter of which only a part is in the data does not
    pass for a season. A business year that starts in another month has the same three classes of months.
    """
    column = "month" if "month" in events else "week"
    dated = events[events[column] > 0]
    shift = 3 if column == "week" else 0
    days, place = np.unique(dated[column].to_numpy(np.int64), return_inverse=True)
    month = np.array([(dt.date.fromordinal(int(day) + shift).month - 1) % 3 for day in days], dtype=int)
    table = np.array(
        [np.bincount(month[place], dated[name].to_numpy(float), 3) for name in ("won_from_first", "lost_from_first")]
        if len(days)
        else np.zeros((2, 3))
    )
    return _pattern(table)


def pattern_of_deals(facts: Facts) -> QuarterPattern:
    """Return the pattern of all deals closed by the as-of date, regardless of the chosen period.

    A period of a few months cannot show a season that the data before it do.
    """
    table = np.zeros((2, 3))
    for at, closed in enumerate((facts.is_won, facts.is_lost & facts.had_first)):
        rows = np.flatnonzero(closed & (facts.closed_on > 0))
        days = (facts.closed_on[rows].astype(np.int64) - EPOCH).astype("datetime64[D]")
        # Months are counted from January 1970.
        month = days.astype("datetime64[M]").astype(np.int64) % 3
        table[at] = np.bincount(month, None if facts.weight is None else facts.weight[rows], 3)
    return _pattern(table)


def _pattern(table: np.ndarray) -> QuarterPattern:
    """Return the pattern of won and lost deals (rows) by month of the quarter."""
    closed = table.sum(axis=0)
    shares = tuple(float(won / all_) if all_ else None for won, all_ in zip(table[0], closed, strict=True))
    return QuarterPattern((shares[0], shares[1], shares[2]), _p_value(table))


def _p_value(table: np.ndarray) -> float | None:
    total = table.sum()
    if not total:
        return None
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / total
    if expected.min() < FEWEST_EXPECTED:
        return None
    return math.exp(-float(((table - expected) ** 2 / expected).sum()) / 2)
