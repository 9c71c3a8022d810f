"""How long deals stay before a gate, with those that still wait taken into account."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import narwhals as nw
import numpy as np
import pandas as pd

from coaching.metrics.gates import passed_gates
from coaching.metrics.model import Period
from coaching.metrics.survival import median_of
from coaching.tables import FIRST_APPOINTMENT, NEXT_STEP, WON


@dataclass(frozen=True)
class Stay:
    """Median days until deals pass ``gate``, counted from the gate before; None while less than half have passed it.

    ``passed`` of the ``seen`` deals have; the others still wait or were lost on the way.
    """

    gate: str
    median_days: float | None
    passed: int
    seen: int


def stays(
    deals: pd.DataFrame, period: Period, as_of: dt.date, rep: str | None = None, currency: str | None = None
) -> tuple[Stay, ...]:
    """Return how long the deals that came to a gate in the period stay before the next one.

    From being created to the first appointment, from there to the next step, from there to the win. Deals that still
    wait are censored at the as-of date and lost ones at their loss (Kaplan & Meier, 1958). A step whose dates the
    export does not have is left out of it; ``rep`` None is the team.
    """
    deals = deals[deals["rep"].notna() if rep is None else deals["rep"] == rep].reset_index(drop=True)
    numbered = deals.assign(_at=range(len(deals)))
    facts = passed_gates(nw.from_native(numbered).lazy(), as_of, currency, keep=("_at",)).collect().to_native()
    facts = facts.set_index("_at").sort_index()
    counts = ~facts["is_discarded"]
    first = deals["first_appointment_on"].where(facts["had_first"])
    second = deals["next_step_on"].where(facts["had_next"])
    won = facts["closed_on"].where(facts["is_won"])
    born = deals["created_on"].where(~deals["created_stands_in"])
    # A gate that was passed on an unknown day says nothing about how long it took.
    steps = (
        (FIRST_APPOINTMENT, born, first, counts & (first.notna() | ~facts["had_first"])),
        (NEXT_STEP, first, second, counts & (second.notna() | ~facts["had_next"])),
        (WON, second, won, counts),
    )
    until = facts["closed_on"].where(facts["is_lost"] | facts["is_won"], pd.Timestamp(as_of))
    return tuple(
        stay
        for gate, start, end, known in steps
        if (stay := _stay(gate, start[known], end[known], until[known], period)).seen
    )


def _stay(gate: str, start: pd.Series, end: pd.Series, until: pd.Series, period: Period) -> Stay:
    inside = start.notna() & (period.whole | start.between(pd.Timestamp(period.start), pd.Timestamp(period.end)))
    passed = end.notna()
    days = (end.where(passed, until).dt.normalize() - start.dt.normalize()).dt.days
    kept = inside & (days >= 0)
    length, done = days[kept].to_numpy(np.int64), passed[kept].to_numpy(float)
    median = median_of(length, done, np.ones(len(length)))[0] if done.sum() else None
    return Stay(gate, median, int(done.sum()), len(length))
