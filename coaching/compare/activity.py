"""First appointments a week at work, compared like a KPI; unlike the activity gauge they need no goal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from coaching.compare.empirical_bayes import Posterior, mean_posterior
from coaching.compare.kinds import Group
from coaching.compare.significance import PValues, rate_p_values
from coaching.metrics import Figure

#: Key of the lever and of its figure. The activity gauge divides the same appointments by the magic number.
ACTIVITY = "activity"


def activity_figures(group: Group) -> list[Figure]:
    """Return each rep's first appointments a week at work; no figures if the data shows no appointment at all."""
    held = [float(one.counts.first_appointments) for one in group.seen]
    if not any(held):
        return [Figure(ACTIVITY, None) for _ in held]
    return [
        Figure(ACTIVITY, n / weeks, n, weeks, round(n)) for n, weeks in zip(held, group.weeks.tolist(), strict=True)
    ]


def activity_posterior(group: Group) -> Posterior:
    """Return the posterior of each rep's true appointments a week."""
    held = np.array([one.counts.first_appointments or 0.5 for one in group.seen], float)
    return mean_posterior(held * held / group.weeks, held, held, group.peers, group.dispersion)


def activity_p_values(group: Group) -> PValues:
    """Return p-values of the appointments a week of each active rep among the active reps; 1 for the others."""
    at = np.flatnonzero(group.peers)
    held = np.array([one.counts.first_appointments for one in group.seen], float)[at]
    p_values = rate_p_values(held, group.weeks[at], group.dispersion)
    low, high = np.ones(len(group.seen)), np.ones(len(group.seen))
    low[at], high[at] = p_values.low, p_values.high
    return PValues(low, high)


def weekly_sums(events: pd.DataFrame) -> pd.DataFrame:
    """Return what ``weekly_dispersion`` needs of tallied events, by rep.

    Returns
    -------
    DataFrame
        First appointments (``held``), the sum of squares of their weekly counts (``squares``) and the number of weeks
        with events (``weeks``), with the reps as index.
    """
    counts = events.groupby(["rep", "week"], sort=False)["first_appointments"].sum().astype(float)
    counts = counts[counts.index.get_level_values("week") > 0]
    return pd.DataFrame({"held": counts, "squares": counts**2, "weeks": 1.0}).groupby(level="rep").sum()


def weekly_dispersion(sums: pd.DataFrame, reps: Sequence[str], weeks: Mapping[str, float]) -> float:
    """Return the variance of weekly first appointments over their mean, pooled over ``reps``; at least 1.

    It is 1 for independent appointments (Poisson) and larger if they come in clumps. Weeks at work without an
    appointment count as zeros.

    Parameters
    ----------
    sums : DataFrame
        What ``weekly_sums`` returned.
    weeks : mapping of rep to weeks at work
    """
    mine = sums[sums.index.isin(list(reps))]
    held, squares, seen = mine.to_numpy(float).T
    at_work = np.array([weeks.get(str(rep), 0.0) for rep in mine.index], float)
    span = np.maximum(at_work, seen)
    usable = (held > 0) & (span > 1)
    mean = held[usable] / span[usable]
    excess, freedom = (squares[usable] / mean - held[usable]).sum(), (span[usable] - 1).sum()
    return max(1.0, float(excess / freedom)) if freedom else 1.0
