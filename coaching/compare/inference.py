"""Estimates, probabilities, intervals and p-values of one KPI over the reps of one peer group."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from coaching.compare.empirical_bayes import Posterior
from coaching.compare.kinds import Interval, KpiStatistics, finite
from coaching.compare.ranks import DRAWS
from coaching.compare.significance import PValues


@dataclass(frozen=True)
class Inference:
    """The result for one KPI; every sequence is in the order of the reps of the group.

    Attributes
    ----------
    estimates : sequence of float or None
        The posterior means: the observed value drawn towards the group.
    breaks, worse : sequences of float or None
        Posterior probability of breaking the rule, and of being worse than the peers' expected figure.
    intervals : sequence of (low, high) or None
        The 90 % interval of the observed value.
    p_values : PValues or None
        Of each rep against the other reps of the group.
    draws : array of shape (draws, reps)
        Draws of the true value from the posterior; the prior of the group decides for a rep without trials.
    """

    estimates: Sequence[float | None]
    breaks: Sequence[float | None]
    worse: Sequence[float | None]
    intervals: Sequence[Interval | None]
    p_values: PValues | None
    draws: np.ndarray


def infer(
    statistics: KpiStatistics,
    targets: Sequence[float | None],
    expected: Sequence[float | None],
    rng: np.random.Generator,
) -> Inference:
    """Return the estimates, probabilities, intervals and draws of one KPI for the reps of one peer group.

    Parameters
    ----------
    statistics : KpiStatistics
        The KPI, the group and their figures, in the class of the KPI's kind.
    targets, expected : sequences of float or None
        The rule's edge of each rep, and the peers' figure that the rep is compared with.
    """
    reps = range(len(statistics.figures))
    known = [figure.value is not None for figure in statistics.figures]
    if not any(known):
        missing = [None for _ in reps]
        return Inference(missing, missing, missing, missing, None, np.full((DRAWS, len(reps)), np.nan))
    posterior, scale = statistics.posterior, statistics.scale
    breaks: Sequence[float | None]
    if posterior is not None:
        estimates = [finite(value) for value in (posterior.estimate * scale).tolist()]
        breaks, worse = (_worse_than(statistics, posterior, edges, scale) for edges in (targets, expected))
        draws = posterior.draw(rng, DRAWS) * scale
    else:
        estimates = [statistics.estimate(at) if known[at] else None for at in reps]
        breaks, worse = [statistics.below_goal(at) for at in reps], [None for _ in reps]
        draws = np.column_stack([_drawn(statistics, at, rng) for at in reps])
    intervals = [statistics.interval(at, draws[:, at]) if _is_counted(statistics, at) else None for at in reps]
    return Inference(
        estimates,
        [breaks[at] if targets[at] is not None and known[at] else None for at in reps],
        [worse[at] if known[at] else None for at in reps],
        intervals,
        statistics.p_values,
        draws,
    )


def _is_counted(statistics: KpiStatistics, at: int) -> bool:
    figure = statistics.figures[at]
    return figure.value is not None and figure.numerator is not None and figure.denominator is not None


def _drawn(statistics: KpiStatistics, at: int, rng: np.random.Generator) -> np.ndarray:
    """Return draws of a rep's derived figure; the observed figure repeated if its inputs have no draws."""
    figure = statistics.figures[at]
    can_be_drawn = figure.value is not None and figure.denominator and figure.numerator is not None
    drawn = statistics.draw(at, rng) if can_be_drawn else None
    return np.full(DRAWS, math.nan if figure.value is None else figure.value) if drawn is None else drawn


def _worse_than(
    statistics: KpiStatistics, posterior: Posterior, edges: Sequence[float | None], scale: np.ndarray
) -> list[float | None]:
    below = posterior.below(np.array([math.nan if edge is None else edge for edge in edges]) / scale)
    worse = below if statistics.kpi.better == "higher" else 1 - below
    return [finite(probability) for probability in worse.tolist()]
