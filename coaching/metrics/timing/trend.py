"""Trends: the observed KPI of each month or quarter, always with its m and n."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from coaching.metrics.figures import exact_money
from coaching.metrics.kpi import Kpi
from coaching.metrics.model import Figure
from coaching.metrics.shown import Shown

_MONTHS = {"month": 1, "quarter": 3}


@dataclass(frozen=True)
class Point:
    """One KPI in one month or quarter that starts on ``start``."""

    start: dt.date
    figure: Figure


def trends(
    events: pd.DataFrame, kpis: Mapping[str, Kpi], by: str = "month", reps: Collection[str] | None = None
) -> dict[str | None, dict[str, tuple[Point, ...]]]:
    """Return the trend of each observed KPI, by rep and for the team (key None).

    Parameters
    ----------
    events : DataFrame
        Monthly events (``measure.monthly``); those without a date are left out.
    by : str
        ``month`` or ``quarter``.
    reps : collection of reps or None
        The reps whose trends are returned besides the team's; all if None.

    Returns
    -------
    dict of rep to dict of KPI to points
        Every rep has a point for every month or quarter between the first and the last event of the team, so
        that gaps show as gaps.
    """
    months = _MONTHS[by]
    dated = events[events["month"] > 0]
    if dated.empty:
        return {}
    first_day_of = {day: _start(dt.date.fromordinal(day), months) for day in dated["month"].unique().tolist()}
    starts = {day: first.toordinal() for day, first in first_day_of.items()}
    sums = dated.drop(columns=["product", "month"]).assign(start=dated["month"].map(starts))
    shown = Shown.by(events)
    axis = _axis(min(first_day_of.values()), max(first_day_of.values()), months)
    observed = {key: kpi for key, kpi in kpis.items() if kpi.kind.is_counted}
    own = sums if reps is None else sums[sums["rep"].isin(list(reps))]
    by_rep: dict[str | None, dict[int, Mapping[str, float]]] = {None: {}}
    for start, row in _rows(sums.drop(columns="rep").groupby("start").sum()):
        by_rep[None][start] = row
    for (rep, start), row in _rows(own.groupby(["rep", "start"]).sum()):
        by_rep.setdefault(str(rep), {})[start] = row
    return {rep: _points(rows, observed, axis, shown) for rep, rows in by_rep.items()}


def _rows(table: pd.DataFrame) -> Iterator[tuple[Any, Mapping[str, float]]]:
    """Yield the index and the sums of each row."""
    names = [str(name) for name in table.columns]
    for index, values in zip(table.index, table.to_numpy(float).tolist(), strict=True):
        yield index, exact_money(dict(zip(names, values, strict=True)))


def _points(
    rows: Mapping[int, Mapping[str, float]], kpis: Mapping[str, Kpi], axis: list[dt.date], shown: Shown
) -> dict[str, tuple[Point, ...]]:
    """Return the points of each KPI from the sums by the ordinal of each month's (or quarter's) first day."""
    sums = [(start, rows.get(start.toordinal()) or exact_money({})) for start in axis]
    return {
        key: tuple(Point(start, kpi.kind.observe(kpi, row, shown)) for start, row in sums) for key, kpi in kpis.items()
    }


def _start(day: dt.date, months: int) -> dt.date:
    return dt.date(day.year, (day.month - 1) // months * months + 1, 1)


def _axis(first: dt.date, last: dt.date, months: int) -> list[dt.date]:
    axis = []
    while first <= last:
        axis.append(first)
        month = first.month - 1 + months
        first = dt.date(first.year + month // 12, month % 12 + 1, 1)
    return axis
