"""The revenue goal of each rep over a period, with the assumptions made to find it."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from coaching.metrics.model import Assumption, Goal, Period
from coaching.metrics.required_appointments import PERIODS_A_YEAR, WEEKS_PER_YEAR, weekly_goal
from coaching.metrics.timing.time_at_work import FOUND_WEEKS, TimeAtWork

_FINEST = ("month", "quarter", "year")


@dataclass(frozen=True)
class Goals:
    """The goal of the team (None if unknown) and of each rep that has one."""

    team: Goal | None
    reps: dict[str, Goal]
    assumptions: tuple[Assumption, ...] = ()


def resolve_goals(
    goals: pd.DataFrame,
    reps: Iterable[str],
    period: Period,
    typed: float | None = None,
    typed_period: str = "month",
    weeks_per_year: float = WEEKS_PER_YEAR,
    at_work: Mapping[str | None, TimeAtWork] | None = None,
) -> Goals:
    """Find each rep's goal over the days at work: the uploaded goal if there is one, else the typed one.

    Parameters
    ----------
    goals : DataFrame
        The canonical goals table; rows without a rep are a team's, and without a team everybody's.
    typed : float or None
        A goal per rep (major units) for ``typed_period``, for reps without their own.
    at_work : mapping of rep to TimeAtWork, or None
        Whose days a goal is prorated over (the team's under None); the period's for those who are not in it. A rep
        who was not at work in the period at all has no goal.

    Notes
    -----
    The weekly goal divides by selling weeks; the share of a period goes by calendar days, so that a year's
    goal over that year is the goal itself. Where uploaded goals cover only part of the days at work their rate is
    extended to the rest of these, never to days before the rep came; where they cover none of them, the latest one
    before their end (else the first after) stands in. Where nobody knows when a rep came, a goal also counts for the
    days between the period's start and the data's first day, if these are few.
    """
    notes: dict[str, Assumption] = {}
    resolved: dict[str, Goal] = {}
    personal = goals[goals["rep"].notna()]
    by_rep = {str(rep): rows for rep, rows in personal.groupby("rep", observed=True)}
    known = at_work or {}

    def days_of(rep: str | None) -> Period | None:
        return known[rep].period if rep in known else period

    days = {rep: own for rep in reps if (own := days_of(rep)) is not None}
    shares = {own: _shares(own, typed_period) for own in set(days.values())} if typed is not None else {}
    for rep, own in days.items():
        goal = None
        if rep in by_rep:
            given_for = _days_of_goals(by_rep[rep], own, period, known.get(rep))
            goal = _uploaded(by_rep[rep], given_for, weeks_per_year, notes)
        if goal is None and typed is not None:
            goal = Goal(weekly_goal(typed, typed_period, weeks_per_year), typed * shares[own])
            notes["goal_typed"] = Assumption("goal_typed", {"amount": typed, "period": typed_period})
        if goal is not None:
            resolved[rep] = goal
    whole = days_of(None) or period
    shared = goals[goals["rep"].isna()]
    team = _of_teams(shared, _days_of_goals(shared, whole, period, known.get(None)), weeks_per_year, notes)
    if team is None and resolved and len(resolved) == len(days):
        weekly = sum(goal.weekly * days[rep].days for rep, goal in resolved.items()) / whole.days
        team = Goal(weekly, sum(goal.in_period for goal in resolved.values()))
    return Goals(team, resolved, tuple(notes.values()))


def _days_of_goals(rows: pd.DataFrame, own: Period, period: Period, time: TimeAtWork | None) -> Period:
    """Return the days over which uploaded goals count: the days at work, and those just before the data begins.

    That the first deal came some days after the period began says nothing of when a rep did: where no first day is
    known, a goal that was given for those days holds for them.
    """
    starts = rows["goal_from"]
    if time is None or time.first_is_known or not len(starts):
        return own
    # A goal without dates is one of every month, quarter or year.
    first = period.start if starts.isna().any() else max(period.start, starts.min().date())
    is_near = own.start - first < dt.timedelta(weeks=FOUND_WEEKS)
    return replace(own, start=first) if first < own.start and is_near else own


def _of_teams(rows: pd.DataFrame, period: Period, weeks_per_year: float, notes: dict[str, Assumption]) -> Goal | None:
    """Return the goal of everybody, or the sum of the teams' goals if there is none."""
    shared = rows[rows["team"].isna() & (rows["amount"] > 0)]
    parts = [shared] if len(shared) else [part for _, part in rows.groupby("team", observed=True)]
    goals = [goal for part in parts if (goal := _uploaded(part, period, weeks_per_year, notes)) is not None]
    return Goal(sum(g.weekly for g in goals), sum(g.in_period for g in goals)) if goals else None


def _uploaded(rows: pd.DataFrame, period: Period, weeks_per_year: float, notes: dict[str, Assumption]) -> Goal | None:
    rows = rows[rows["amount"] > 0]
    units = [unit for unit in _FINEST if (rows["goal_period"] == unit).any()]
    if units:
        rows = rows[rows["goal_period"] == units[0]]
    days = weekly = amount = 0.0
    undated: Goal | None = None
    spans: list[tuple[dt.date, dt.date, float, str]] = []
    for row in rows.to_dict("records"):
        unit = str(row["goal_period"]) if row["goal_period"] in PERIODS_A_YEAR else ""
        if pd.isna(row["goal_from"]) or pd.isna(row["goal_to"]):
            if unit:
                rate = weekly_goal(float(row["amount"]), unit, weeks_per_year)
                undated = Goal(rate, float(row["amount"]) * _shares(period, unit))
            continue
        spans.append((row["goal_from"].date(), row["goal_to"].date(), float(row["amount"]), unit))
    for start, end, goal, unit in spans:
        length = (end - start).days + 1
        overlap = (min(end, period.end) - max(start, period.start)).days + 1
        if overlap > 0 and length > 0:
            days += overlap
            weekly += overlap * _rate(goal, unit, length, weeks_per_year)
            amount += goal * overlap / length
    if days:
        if days < period.days:
            notes["goal_extended"] = Assumption("goal_extended")
        return Goal(weekly / days, amount * max(1.0, period.days / days))
    if undated or not spans:
        return undated
    before = [span for span in spans if span[0] <= period.end]
    start, end, goal, unit = max(before) if before else min(spans)
    notes["goal_outside_period"] = Assumption("goal_outside_period")
    length = (end - start).days + 1
    return Goal(_rate(goal, unit, length, weeks_per_year), goal * period.days / length)


def _rate(goal: float, unit: str, days: int, weeks_per_year: float) -> float:
    return weekly_goal(goal, unit, weeks_per_year) if unit else goal / (days / 7)


def _shares(period: Period, unit: str) -> float:
    """Return how many months, quarters or years the period holds, by days."""
    if unit not in PERIODS_A_YEAR:
        raise ValueError(f"goal period {unit!r} is not one of {', '.join(PERIODS_A_YEAR)}")
    months = {"month": 1, "quarter": 3, "year": 12}[unit]
    total = 0.0
    start = dt.date(period.start.year, (period.start.month - 1) // months * months + 1, 1)
    while start <= period.end:
        last_month = start.month + months - 1
        end = dt.date(start.year, last_month, calendar.monthrange(start.year, last_month)[1])
        overlap = (min(end, period.end) - max(start, period.start)).days + 1
        total += overlap / ((end - start).days + 1)
        start = end + dt.timedelta(days=1)
    return total
