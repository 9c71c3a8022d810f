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

#: Rounds of proportional scaling; without weeks that somebody was not there, the first one fits.
_SCALINGS = 20


def activity_figures(group: Group) -> list[Figure]:
    """Return each rep's first appointments a week at work; no figures if the data shows no appointment at all."""
    appointments = [float(measured.counts.first_appointments) for measured in group.seen]
    if not any(appointments):
        return [Figure(ACTIVITY, None) for _ in appointments]
    return [
        Figure(ACTIVITY, n / weeks, n, weeks, round(n))
        for n, weeks in zip(appointments, group.weeks.tolist(), strict=True)
    ]


def activity_posterior(group: Group) -> Posterior:
    """Return the posterior of each rep's true appointments a week."""
    appointments = np.array([measured.counts.first_appointments or 0.5 for measured in group.seen], float)
    return mean_posterior(
        appointments * appointments / group.weeks, appointments, appointments, group.peers, group.dispersion
    )


def activity_p_values(group: Group) -> PValues:
    """Return p-values of the appointments a week of each active rep among the active reps; 1 for the others."""
    appointments = np.array([measured.counts.first_appointments for measured in group.seen], float)
    return group.tested(lambda at: rate_p_values(appointments[at], group.weeks[at], group.dispersion))


def weekly_sums(events: pd.DataFrame) -> pd.DataFrame:
    """Return the tallied first appointments by rep (rows) and week (columns, ordinals of Mondays); undated left out."""
    dated = events[events["week"] > 0]
    rep, reps = pd.factorize(dated["rep"], sort=True)
    week, weeks = pd.factorize(dated["week"], sort=True)
    known = rep >= 0
    cells = rep[known] * len(weeks) + week[known]
    appointments = np.bincount(cells, dated["first_appointments"].to_numpy(float)[known], len(reps) * len(weeks))
    return pd.DataFrame(appointments.reshape(len(reps), len(weeks)), index=reps, columns=weeks)


def weekly_dispersion(sums: pd.DataFrame, reps: Sequence[str], weeks: Mapping[str, float]) -> float:
    """Return the variance of weekly first appointments over their mean, pooled over ``reps``; at least 1.

    It is 1 for independent appointments (Poisson) and larger if those of a rep come in clumps. Weeks in which everybody
    holds many or few, such as a season or a team that grows, do not count: they make no rep differ from the others.

    Parameters
    ----------
    sums : DataFrame
        What ``weekly_sums`` returned.
    weeks : mapping of rep to weeks at work
        Up to the last of the weeks; whoever has appointments outside of them is left out.

    Notes
    -----
    Pearson's chi-square over its degrees of freedom in the model that each mean is the product of the rep and the week
    (quasi-independence, fitted by iterative proportional scaling). A single rep is compared with the own mean.
    """
    of_reps = sums[sums.index.isin(list(reps))]
    counts, at_work = of_reps.to_numpy(float), np.array([weeks.get(str(rep), 0.0) for rep in of_reps.index], float)
    if not counts.any():
        return 1.0
    days = of_reps.columns.to_numpy(float)
    # One week more, for the days of a period do not begin on Mondays.
    there = days[None, :] > days.max() - 7 * (np.ceil(at_work)[:, None] + 1)
    usable = counts.any(axis=1) & ~(counts * ~there).any(axis=1)
    counts, there = counts[usable], there[usable]
    has_appointments = counts.any(axis=0)
    counts, there = counts[:, has_appointments], there[:, has_appointments]
    freedom = there.sum() - len(counts) - counts.shape[1] + 1
    if len(counts) < 2 or freedom < 1:
        return _own_dispersion(of_reps.to_numpy(float), at_work)
    mean = there.astype(float)
    for _ in range(_SCALINGS):
        for axis in (1, 0):
            expected = mean.sum(axis=axis, keepdims=True)
            mean *= np.divide(
                counts.sum(axis=axis, keepdims=True), expected, out=np.zeros_like(expected), where=expected > 0
            )
    excess = np.divide((counts - mean) ** 2, mean, out=np.zeros_like(mean), where=mean > 0)
    return max(1.0, float(excess.sum() / freedom))


def _own_dispersion(counts: np.ndarray, weeks: np.ndarray) -> float:
    """Return the same around each rep's own mean; weeks at work without an appointment count as zeros."""
    total, squares = counts.sum(axis=1), (counts**2).sum(axis=1)
    span = np.maximum(weeks, (counts > 0).sum(axis=1))
    usable = (total > 0) & (span > 1)
    mean = total[usable] / span[usable]
    excess, freedom = (squares[usable] / mean - total[usable]).sum(), (span[usable] - 1).sum()
    return max(1.0, float(excess / freedom)) if freedom else 1.0
