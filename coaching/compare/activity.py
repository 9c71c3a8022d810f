"""First appointments a week at work, compared like a KPI: they need no goal, and say what the gauge cannot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from coaching.compare.empirical_bayes import Shrunk, shrink_means
from coaching.compare.kinds import Group
from coaching.compare.significance import Tails, rate_tails
from coaching.metrics import Figure

#: The name of the lever, and of its figure; the gauge holds the same appointments against the magic number.
ACTIVITY = "activity"


def activity_figures(group: Group) -> list[Figure]:
    """Return each rep's first appointments a week at work; no figure where the data shows none of anybody."""
    held = [float(one.counts.first_appointments) for one in group.seen]
    if not any(held):
        return [Figure(ACTIVITY, None) for _ in held]
    return [
        Figure(ACTIVITY, n / weeks, n, weeks, round(n)) for n, weeks in zip(held, group.weeks.tolist(), strict=True)
    ]


def shrink_activity(group: Group) -> Shrunk:
    """Return the posterior of each rep's appointments a week, leaning on the group."""
    held = np.array([one.counts.first_appointments or 0.5 for one in group.seen], float)
    return shrink_means(held * held / group.weeks, held, held, group.peers, group.dispersion)


def activity_tails(group: Group) -> Tails:
    """Return the tails of each peer's appointments a week among the peers; 1 for the others."""
    at = np.flatnonzero(group.peers)
    held = np.array([one.counts.first_appointments for one in group.seen], float)[at]
    tails = rate_tails(held, group.weeks[at], group.dispersion)
    low, high = np.ones(len(group.seen)), np.ones(len(group.seen))
    low[at], high[at] = tails.low, tails.high
    return Tails(low, high)


def weekly_dispersion(events: pd.DataFrame, reps: Sequence[str], weeks: Mapping[str, float]) -> float:
    """Return how much more the weeks of a rep differ than chance alone would make them, pooled over ``reps``.

    The variance of weekly first appointments over their mean: 1 for independent appointments, more where they come in
    clumps; never less than 1. Weeks without any count as such.
    """
    mine = events[events["rep"].isin(list(reps)) & (events["week"] > 0)]
    counts = mine.groupby(["rep", "week"], sort=False)["first_appointments"].sum().astype(float)
    table = pd.DataFrame({"held": counts, "squares": counts**2, "weeks": 1.0}).groupby(level="rep").sum()
    held, squares, seen = table.to_numpy(float).T
    at_work = np.array([weeks.get(str(rep), 0.0) for rep in table.index], float)
    span = np.maximum(at_work, seen)
    usable = (held > 0) & (span > 1)
    mean = held[usable] / span[usable]
    excess, freedom = (squares[usable] / mean - held[usable]).sum(), (span[usable] - 1).sum()
    return max(1.0, float(excess / freedom)) if freedom else 1.0
