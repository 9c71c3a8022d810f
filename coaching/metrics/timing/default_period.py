"""The default period of a team."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from coaching.tables import LOST, WON, Tables

#: The periods to choose from, the shortest first, with their weeks.
CANDIDATES = {"weeks_13": 13, "weeks_26": 26, "weeks_52": 52}

#: Decided deals that the median rep needs for a period to distinguish reps.
ENOUGH_DECIDED = 20

#: A period stays the default while the median rep has this share of them, and no shorter one has the other share:
#: a team that stands at the edge would otherwise be measured over other days every week.
_STAYS, _REPLACES = 0.75, 1.25

#: Older deals do not count.
_MOST_WEEKS = 520


@dataclass(frozen=True)
class DefaultPeriod:
    """The period that is shown at first.

    Attributes
    ----------
    name : str
        A name of ``metrics.NAMED``, or ``all`` where none is long enough.
    before : str or None
        The default before it changed last; None where it has always been the same.
    since : date or None
        The first as-of date of the present default, if it has changed.
    """

    name: str
    before: str | None = None
    since: dt.date | None = None


def default_period(tables: Tables, reps: Iterable[str], as_of: dt.date) -> DefaultPeriod:
    """Return the shortest of 13, 26 and 52 weeks in which the median rep has 20 decided deals.

    It is worked out week by week from the first deal on, as a reader would have seen it: a period stays the default
    while the median rep has 15 decided deals in it and no shorter period has 25. So the same data give the same period,
    however often they were imported in between.

    Parameters
    ----------
    tables : Tables
        Deals are decided when they are won or lost; sheets of counts (``rep_periods``) count by their last day.
    reps : iterable of str
        The reps of the team. In each week those count who decided a deal in the 52 weeks before it.
    as_of : date
        The last day of each period.
    """
    counts = _weekly_counts(tables, list(reps), as_of)
    if not counts.any():
        return DefaultPeriod("all")
    weeks = len(counts)
    summed = np.vstack([np.zeros(counts.shape[1]), np.cumsum(counts, axis=0)])

    def trailing(length: int) -> np.ndarray:
        """Return the sums of the ``length`` weeks up to each week, the latest week first."""
        sums: np.ndarray = summed[np.minimum(np.arange(weeks) + length, weeks)] - summed[:-1]
        return sums

    is_active = trailing(max(CANDIDATES.values())) > 0
    medians = {name: _median_of(trailing(length), is_active) for name, length in CANDIDATES.items()}
    chosen = DefaultPeriod("all")
    for week in reversed(range(weeks)):
        name = _next(chosen.name, {name: float(median[week]) for name, median in medians.items()})
        if name == chosen.name:
            continue
        if chosen.name == "all" and weeks - week <= CANDIDATES.get(name, 0):
            # A period longer than the data covers the same days.
            chosen = DefaultPeriod(name)
        else:
            chosen = DefaultPeriod(name, chosen.name, as_of - dt.timedelta(weeks=week))
    return chosen


def _median_of(values: np.ndarray, counted: np.ndarray) -> np.ndarray:
    """Return the median of the values of each row that are ``counted``; 0 for a row without any."""
    medians = np.zeros(len(values))
    known = counted.any(axis=1)
    medians[known] = np.nanmedian(np.where(counted, values, np.nan)[known], axis=1)
    return medians


def _next(now: str, medians: dict[str, float]) -> str:
    """Return the default of a week after the default ``now``, from the medians of decided deals by period."""
    stays = now != "all" and medians[now] >= _STAYS * ENOUGH_DECIDED
    for name, median in medians.items():
        share = _STAYS if name == now else _REPLACES if stays else 1.0
        if median >= share * ENOUGH_DECIDED:
            return name
    return "all"


def _weekly_counts(tables: Tables, reps: list[str], as_of: dt.date) -> np.ndarray:
    """Return the decided deals of shape (weeks, reps), the seven days that end on the as-of date first."""
    deals, counts = tables.deals, tables.rep_periods
    closed = deals.loc[deals["outcome"].isin([WON, LOST]), ["rep", "closed_on"]]
    parts = (
        (closed["rep"], closed["closed_on"], np.ones(len(closed))),
        (counts["rep"], counts["period_to"], (counts["won"].fillna(0) + counts["lost"].fillna(0)).to_numpy(float)),
    )
    cells, weights = [], []
    for rep, day, count in parts:
        at = pd.Categorical(rep.astype(object), categories=reps).codes.astype(int)
        week = ((pd.Timestamp(as_of) - pd.to_datetime(day)).dt.days // 7).fillna(-1).to_numpy().astype(int)
        counted = (at >= 0) & (week >= 0) & (week < _MOST_WEEKS)
        cells.append(week[counted] * len(reps) + at[counted])
        weights.append(count[counted])
    cell = np.concatenate(cells)
    weeks = int(cell.max()) // len(reps) + 1 if len(cell) else 0
    sums = np.bincount(cell, np.concatenate(weights), minlength=weeks * len(reps))
    return np.asarray(sums, float).reshape(weeks, max(len(reps), 1))
