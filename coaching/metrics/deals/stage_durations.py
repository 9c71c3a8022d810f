"""Median days between gates, with deals that still wait as censored observations."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from coaching.metrics.deals.survival import median_of
from coaching.metrics.model import Period
from coaching.metrics.tallies.facts import deal_facts
from coaching.metrics.tallies.measures import within
from coaching.tables import FIRST_APPOINTMENT, NEXT_STEP, WON


@dataclass(frozen=True)
class StageDuration:
    """Median days from the gate before until deals pass ``gate``; None if fewer than half have passed it.

    ``passed`` of the ``seen`` deals have; the others still wait or were lost on the way.
    """

    gate: str
    median_days: float | None
    passed: int
    seen: int


def stage_durations(
    deals: pd.DataFrame, period: Period, as_of: dt.date, rep: str | None = None, currency: str | None = None
) -> tuple[StageDuration, ...]:
    """Return the stage durations of the deals that reached a gate in the period.

    From being created to the first appointment, from there to the next step, from there to the win. Deals that still
    wait are censored at the as-of date and lost ones at their loss (Kaplan & Meier, 1958). A step whose dates the
    export does not have is left out of it; ``rep`` None is the team.
    """
    deals = deals[deals["rep"].notna() if rep is None else deals["rep"] == rep].reset_index(drop=True)
    facts = deal_facts(deals, as_of, currency)
    dates = facts.deals
    counts = ~facts.is_discarded
    first = np.where(facts.had_first, dates.first_appointment_on, 0)
    second = np.where(facts.had_next, dates.next_step_on, 0)
    won = np.where(facts.is_won, facts.closed_on, 0)
    born = np.where(dates.created_stands_in, 0, dates.created_on)
    # A gate that was passed on an unknown day says nothing about how long it took.
    steps = (
        (FIRST_APPOINTMENT, born, first, counts & ((first > 0) | ~facts.had_first)),
        (NEXT_STEP, first, second, counts & ((second > 0) | ~facts.had_next)),
        (WON, second, won, counts),
    )
    until = np.where(facts.is_lost | facts.is_won, facts.closed_on, as_of.toordinal())
    return tuple(
        duration
        for gate, start, end, known in steps
        if (duration := _duration(gate, start[known], end[known], until[known], period)).seen
    )


def _duration(gate: str, start: np.ndarray, end: np.ndarray, until: np.ndarray, period: Period) -> StageDuration:
    passed = end > 0
    days = np.where(passed, end, until) - start
    usable = (start > 0) & within(start, period) & (days >= 0)
    length, done = days[usable], passed[usable].astype(float)
    median = median_of(length, done, np.ones(len(length)))[0] if done.sum() else None
    return StageDuration(gate, median, int(done.sum()), len(length))
