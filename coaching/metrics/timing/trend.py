"""Trends: the observed KPI of each month or quarter, always with its m and n."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
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
    events: pd.DataFrame, kpis: Mapping[str, Kpi], by: str = "month"
) -> dict[str | None, dict[str, tuple[Point, ...]]]:
    """Return the trend of each observed KPI, by rep and for the team (key None).

    Parameters
    ----------
    events : DataFrame
        Monthly events (``measure.monthly``); those without a date are left out.
    by : str
        ``month`` or ``quarter``.

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
    starts = dated["month"].map(lambda day: _start(dt.date.fromordinal(int(day)), months))
    sums = dated.drop(columns=["product", "month"]).assign(start=starts)
    shown = Shown.by(events)
    axis = _axis(min(starts), max(starts), months)
    observed = {key: kpi for key, kpi in kpis.items() if kpi.kind.is_counted}
    per_rep = sums.groupby(["rep", "start"]).sum()
    whole = sums.drop(columns="rep").groupby("start").sum()
    result: dict[str | None, dict[str, tuple[Point, ...]]] = {None: _points(whole, observed, axis, shown)}
    for rep, rows in per_rep.groupby(level="rep"):
        result[str(rep)] = _points(rows.droplevel("rep"), observed, axis, shown)
    return result


def _points(
    rows: pd.DataFrame, kpis: Mapping[str, Kpi], axis: list[dt.date], shown: Shown
) -> dict[str, tuple[Point, ...]]:
    names = list(rows.columns)
    by_start: dict[Any, Any] = {
        start: dict(zip(names, values, strict=True))
        for start, values in zip(rows.index, rows.to_numpy(float).tolist(), strict=True)
    }
    return {
        key: tuple(Point(start, kpi.kind.observe(kpi, exact_money(by_start.get(start, {})), shown)) for start in axis)
        for key, kpi in kpis.items()
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
